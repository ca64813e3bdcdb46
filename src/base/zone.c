#ifndef _GNU_SOURCE
/* NOLINTNEXTLINE(readability-identifier-naming): the C library chose this name */
#define _GNU_SOURCE /* secure_getenv */
#endif
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/time.h"
#include "base/zone_parts.h"

enum {
    ZONES_MOST = 600,
    FILE_BYTES = 64 << 10, /* the largest real file has under 4,000 */
    SCRATCH_BYTES = 2 * FILE_BYTES,
    NAME_BYTES = 255,
};

static const struct zone_kind utc_kind = {.offset = 0, .name = STR_INIT("UTC")};
static const zone utc = {.name = STR_INIT("UTC"), .kinds = &utc_kind};

static pthread_mutex_t shelf_lock = PTHREAD_MUTEX_INITIALIZER;
static const zone *shelf[ZONES_MOST]; /* under shelf_lock */
static size_t shelf_count;            /* under shelf_lock */

static struct zone_span span_of(const zone *z, int64_t moment) {
    size_t low = 0;
    size_t high = z->count;

    if (z->has_rule && (z->count == 0 || moment >= z->moments[z->count - 1])) {
        return zone_rule_span(&z->rule, moment);
    }
    while (low < high) { /* the first change after `moment` */
        size_t middle = low + (high - low) / 2;

        if (z->moments[middle] <= moment) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return (struct zone_span){
        .kind = &z->kinds[low == 0 ? 0 : z->after[low - 1]],
        .until = low < z->count ? z->moments[low] : INT64_MAX,
    };
}

const zone *zone_utc(void) {
    return &utc;
}

str zone_name(const zone *z) {
    return z->name;
}

str zone_short(const zone *z, int64_t moment) {
    return span_of(z, moment_clip(moment)).kind->name;
}

struct civil zone_civil(const zone *z, int64_t moment) {
    int64_t clipped = moment_clip(moment);
    int offset = span_of(z, clipped).kind->offset;
    struct civil c = civil_at(clipped + offset);

    c.offset = offset;
    return c;
}

/* Where a local time lies. */
struct place {
    int64_t moment; /* the first that shows it; where none does, by the offset before the gap */
    int64_t change; /* the first change that jumps over it, INT64_MAX where none did before */
    bool is_skipped;
};

/*
 * Goes through the spans that may show `local` and stops at the first that does. A gap is no
 * reason to stop: clocks set forward and soon back again show the time after all.
 */
static struct place place_of(const zone *z, int64_t local) {
    struct place gap = {.change = INT64_MAX, .is_skipped = true};
    struct zone_span span = span_of(z, moment_clip(local - OFFSET_MOST));
    int64_t since = INT64_MIN;

    while (since <= local - OFFSET_LEAST) {
        int64_t moment = local - span.kind->offset;

        if (moment >= since && moment < span.until) {
            return (struct place){.moment = moment, .change = gap.change};
        }
        since = span.until;
        span = span_of(z, since);
        if (moment >= since && local - span.kind->offset < since && gap.change == INT64_MAX) {
            gap.moment = moment;
            gap.change = since;
        }
    }
    return gap;
}

int64_t zone_moment(const zone *z, const struct civil *c, bool *exact) {
    int64_t day = day_from(c->year, c->month, c->day);
    int64_t second = (int64_t)c->hour * 3600 + (int64_t)c->minute * 60 + c->second;
    struct place place = place_of(z, moment_clip(day * DAY_SECONDS + second));

    if (exact != NULL) {
        *exact = !place.is_skipped;
    }
    return place.moment;
}

int32_t zone_day(const zone *z, int64_t moment) {
    struct civil c = zone_civil(z, moment);

    return day_from(c.year, c.month, c.day);
}

int64_t zone_day_start(const zone *z, int32_t day) {
    struct place place = place_of(z, moment_clip((int64_t)day * DAY_SECONDS));

    return place.change < place.moment ? place.change : place.moment;
}

static bool is_name(str name) {
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];

        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
              c == '_' || c == '+' || c == '/' || c == '-')) {
            return false;
        }
    }
    return name.len > 0 && name.len <= NAME_BYTES && name.at[0] != '/';
}

static void close_auto(const int *fd) {
    if (*fd >= 0) {
        close(*fd);
    }
}

/* The bytes of a file of limited size. */
static err read_file(arena *mem, const char *path, str *out) {
    CLEANUP(close_auto) int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat about = {0};
    char *bytes = NULL;
    ssize_t got = 0;

    if (fd < 0) {
        return errno == EMFILE || errno == ENFILE || errno == EIO ? ERR_WORLD : ERR_MISSING;
    }
    if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) {
        return ERR_MISSING;
    }
    if (about.st_size > FILE_BYTES) {
        return ERR_DAMAGED;
    }
    bytes = arena_alloc(mem, FILE_BYTES);
    if (bytes == NULL) {
        return ERR_MEMORY;
    }
    got = read(fd, bytes, FILE_BYTES); /* a local file of this size comes in one piece */
    if (got < 0) {
        return ERR_WORLD;
    }
    *out = str_at(bytes, (size_t)got);
    return OK;
}

static err read_zone(arena *mem, str name, const zone **out) {
    CLEANUP(arena_auto) arena *scratch = arena_new(SCRATCH_BYTES);
    const char *folder = secure_getenv("TZDIR");
    const char *path = NULL;
    str bytes = STR_NONE;

    if (scratch == NULL) {
        return ERR_MEMORY;
    }
    path = str_c(scratch, str_fmt(scratch, "%s/%.*s",
                                  folder == NULL ? "/usr/share/zoneinfo" : folder, STR_ARG(name)));
    TRY(read_file(scratch, path, &bytes));
    return zone_read(mem, name, bytes, out);
}

/* Every zone has an arena of its own, so that a damaged file leaves nothing behind. */
static err shelve(str name, const zone **out) {
    arena *mem = NULL;
    err result = OK;

    for (size_t i = 0; i < shelf_count; i++) {
        if (str_eq(shelf[i]->name, name)) {
            *out = shelf[i];
            return OK;
        }
    }
    mem = shelf_count == ZONES_MOST ? NULL : arena_new((size_t)64 << 10);
    if (mem == NULL) {
        return ERR_MEMORY;
    }
    result = read_zone(mem, name, out);
    if (result != OK) {
        arena_free(mem);
        return result;
    }
    shelf[shelf_count] = *out;
    shelf_count++;
    return OK;
}

err zone_find(str name, const zone **out) {
    err result = OK;

    if (str_eq(name, utc.name)) {
        *out = &utc;
        return OK;
    }
    if (!is_name(name)) {
        return ERR_MISSING;
    }
    pthread_mutex_lock(&shelf_lock);
    result = shelve(name, out);
    pthread_mutex_unlock(&shelf_lock);
    return result;
}
