#include "base/log.h"

#include <stdatomic.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/time.h"

enum { LINE_BYTES = 4096 };

static const char cut_end[] = ",\"cut\":true}\n";

enum { END_BYTES = sizeof(cut_end) }; /* one more than its text: a string may have to be closed */

static atomic_int threshold = LOG_INFO;
static atomic_int target = STDERR_FILENO;
static atomic_uint_fast64_t errors;

void log_set_level(enum log_level level) {
    atomic_store(&threshold, (int)level);
}

void log_set_fd(int fd) {
    atomic_store(&target, fd);
}

uint64_t log_errors(void) {
    return atomic_load(&errors);
}

static const char *level_name(enum log_level level) {
    static const char *const names[] = {
        [LOG_ERROR] = "error", [LOG_WARN] = "warn", [LOG_INFO] = "info", [LOG_DEBUG] = "debug"};

    return (unsigned)level < COUNT_OF(names) ? names[level] : "unknown";
}

static void put_moment(buf *line, int64_t moment) {
    struct civil c = zone_civil(zone_utc(), moment);

    buf_fmt(line, "{\"at\":\"%04d-%02d-%02dT%02d:%02d:%02dZ\"", c.year, c.month, c.day, c.hour,
            c.minute, c.second);
}

/* Where the line is full inside a text, the text ends there; the end has room for its quote. */
static void put_text(buf *line, str text) {
    size_t start = line->len;

    buf_json(line, text);
    if (line->over && line->len > start) {
        line->limit = LINE_BYTES;
        line->over = false;
        buf_char(line, '"');
        line->over = true;
    }
}

/* One field whole, or its text cut, or nothing of it; `line` is over unless it is whole. */
static void put_field(buf *line, const struct log_field *field) {
    size_t start = line->len;
    size_t value = 0;

    buf_char(line, ',');
    buf_json(line, str_of(field->key));
    buf_char(line, ':');
    value = line->len;
    if (!line->over && field->kind == LOG_NUMBER) {
        buf_i64(line, field->number);
    } else if (!line->over) {
        put_text(line, field->text);
    }
    if (line->over && value == line->len) {
        line->len = start;
    }
}

void log_fields(enum log_level level, const char *event, const struct log_field *fields,
                size_t count) {
    char space[LINE_BYTES];
    buf line = buf_on(space, sizeof(space));
    const struct log_field head[] = {LOG_S("level", str_of(level_name(level))),
                                     LOG_S("event", str_of(event))};

    if ((int)level > atomic_load(&threshold)) {
        return;
    }
    line.limit = LINE_BYTES - END_BYTES;
    put_moment(&line, time_wall());
    for (size_t i = 0; i < COUNT_OF(head) && !line.over; i++) {
        put_field(&line, &head[i]);
    }
    for (size_t i = 0; i < count && !line.over; i++) {
        put_field(&line, &fields[i]);
    }
    line.limit = LINE_BYTES;
    if (line.over) {
        line.over = false;
        buf_c(&line, cut_end);
    } else {
        buf_c(&line, "}\n");
    }
    if (level == LOG_ERROR) {
        atomic_fetch_add(&errors, 1);
    }
    if (write(atomic_load(&target), line.at, line.len) < 0) {
        return; /* nobody is left to tell */
    }
}
