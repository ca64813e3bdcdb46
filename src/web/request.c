#include "web/request.h"

#include <string.h>
#include <utf8proc.h>

#include "base/time.h"
#include "core/person.h"
#include "web/request_in.h"

enum { TEXT_MAX = 200, TYPED_MAX = 4096, NEXT_MAX = 500, SEGMENT_MAX = 200, NAME_BYTES_MAX = 200 };

const struct field *request_field(const request *q, const char *name) {
    for (size_t i = 0; i < q->field_count; i++) {
        if (str_eq(q->fields[i].name, str_of(name))) {
            return &q->fields[i];
        }
    }
    return NULL;
}

static str field_value(const request *q, const char *name) {
    const struct field *f = request_field(q, name);

    return f == NULL || f->is_file ? STR_NONE : f->value;
}

/* ---- text ---- */

/* Embeddings, overrides and isolates turn the text around them: names must not. */
static bool is_bidi_control(utf8proc_int32_t point) {
    return (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069) ||
           point == 0x200e || point == 0x200f;
}

static bool is_control(utf8proc_int32_t point, bool lines) {
    if (lines && (point == '\n' || point == '\t')) {
        return false;
    }
    return point < 0x20 || (point >= 0x7f && point < 0xa0) || point == 0x2028 || point == 0x2029 ||
           is_bidi_control(point);
}

static bool text_is_clean(str s, bool lines) {
    size_t at = 0;

    while (at < s.len) {
        utf8proc_int32_t point = 0;
        utf8proc_ssize_t step = utf8proc_iterate((const utf8proc_uint8_t *)s.at + at,
                                                 (utf8proc_ssize_t)(s.len - at), &point);

        if (step <= 0 || is_control(point, lines)) {
            return false;
        }
        at += (size_t)step;
    }
    return true;
}

/* Browsers send CR LF; one form is kept. */
static str lines_made(arena *mem, str s) {
    buf out = buf_new(mem, s.len + 1);

    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] == '\r') {
            if (i + 1 == s.len || s.at[i + 1] != '\n') {
                buf_char(&out, '\n');
            }
            continue;
        }
        buf_char(&out, s.at[i]);
    }
    return buf_str(&out);
}

static str text_nfc(arena *mem, str s) {
    utf8proc_int32_t *points = NULL;
    utf8proc_ssize_t count = 0;
    utf8proc_ssize_t len = 0;
    const utf8proc_option_t options = (utf8proc_option_t)(UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    bool ascii = true;

    for (size_t i = 0; i < s.len && ascii; i++) {
        ascii = (unsigned char)s.at[i] < 0x80;
    }
    if (ascii) {
        return s;
    }
    points = arena_array(mem, s.len + 1, sizeof(*points) * 2);
    if (points == NULL) {
        return s;
    }
    count = utf8proc_decompose((const utf8proc_uint8_t *)s.at, (utf8proc_ssize_t)s.len, points,
                               (utf8proc_ssize_t)(s.len + 1) * 2, options);
    if (count < 0 || count > (utf8proc_ssize_t)(s.len + 1) * 2) {
        return s;
    }
    len = utf8proc_reencode(points, count, options);
    return len < 0 ? s : str_at((const char *)points, (size_t)len);
}

bool q_text(cx *c, const request *q, const char *field, struct text_rule rule, str *out) {
    str typed = field_value(q, field);
    size_t max = rule.max == 0 ? TEXT_MAX : rule.max;
    str text = rule.lines ? lines_made(c->mem, typed) : typed;
    size_t points = 0;

    if (!str_is_utf8(text) || !text_is_clean(text, rule.lines)) {
        fault(c, str_of(field), W("This holds characters that cannot be stored. Type it anew."));
        return false;
    }
    text = str_trim(text_nfc(c->mem, text));
    points = str_points(text);
    if (points < rule.min) {
        fault(c, str_of(field),
              points == 0 ? W("Please fill this in.") : W("Please write a little more."));
        return false;
    }
    if (points > max) {
        const struct word_value value[] = {{"max", str_fmt(c->mem, "%zu", max)}};

        fault_with(c, str_of(field), W("Please shorten this to at most {max} characters."), value,
                   1);
        return false;
    }
    *out = text;
    return true;
}

bool q_int(cx *c, const request *q, const char *field, int64_t min, int64_t max, int64_t *out) {
    int64_t value = 0;

    if (!str_i64(str_trim(field_value(q, field)), &value) || value < min || value > max) {
        const struct word_value values[] = {{"min", str_fmt(c->mem, "%" PRId64, min)},
                                            {"max", str_fmt(c->mem, "%" PRId64, max)}};

        fault_with(c, str_of(field), W("Write a whole number from {min} to {max}."), values, 2);
        return false;
    }
    *out = value;
    return true;
}

bool q_int_id(cx *c, const request *q, const char *field, int64_t *out) {
    int64_t value = 0;

    if (!str_i64(field_value(q, field), &value) || value <= 0) {
        fault(c, str_of(field), W("Choose one of the list."));
        return false;
    }
    *out = value;
    return true;
}

bool q_choice(cx *c, const request *q, const char *field, const char *const *choices, size_t count,
              size_t *out) {
    str typed = field_value(q, field);

    for (size_t i = 0; i < count; i++) {
        if (str_eq(typed, str_of(choices[i]))) {
            *out = i;
            return true;
        }
    }
    fault(c, str_of(field), W("Choose one of the list."));
    return false;
}

bool q_email(cx *c, const request *q, const char *field, str *out) {
    if (person_email_read(c->mem, field_value(q, field), out)) {
        return true;
    }
    fault(c, str_of(field), W("Write a full address, such as name@university.example."));
    return false;
}

bool q_day(cx *c, const request *q, const char *field, int32_t *out) {
    if (day_read(str_trim(field_value(q, field)), out)) {
        return true;
    }
    fault(c, str_of(field), W("Write a day as year, month and day, such as 2026-03-23."));
    return false;
}

bool q_minutes(cx *c, const request *q, const char *field, int *out) {
    if (minutes_read(str_trim(field_value(q, field)), out)) {
        return true;
    }
    fault(c, str_of(field), W("Write a time of day, such as 09:30."));
    return false;
}

bool q_ticked(const request *q, const char *field) {
    str value = field_value(q, field);

    return value.len > 0 && !str_eq(value, STR("0"));
}

str q_typed(const request *q, const char *field) {
    str value = field_value(q, field);

    return value.len <= TYPED_MAX && str_is_utf8(value) ? value : STR_NONE;
}

str q_next(const request *q, const char *field, str otherwise) {
    str value = field_value(q, field);

    if (value.len == 0 || value.len > NEXT_MAX || value.at[0] != '/' || !str_is_utf8(value) ||
        (value.len > 1 && (value.at[1] == '/' || value.at[1] == '\\'))) {
        return otherwise;
    }
    for (size_t i = 0; i < value.len; i++) {
        if ((unsigned char)value.at[i] <= 0x20 || value.at[i] == 0x7f || value.at[i] == '\\') {
            return otherwise;
        }
    }
    return value;
}

/* ---- the address ---- */

bool q_id(const request *q, size_t index, int64_t *out) {
    str digits = STR_NONE;
    int64_t value = 0;

    if (index >= q->segment_count) {
        return false;
    }
    (void)str_cut(q->segments[index], '-', &digits, NULL);
    if (!str_i64(digits, &value) || value <= 0) {
        return false;
    }
    *out = value;
    return true;
}

bool q_path(const request *q, size_t index, str *out) {
    if (index >= q->segment_count || q->segments[index].len == 0 ||
        q->segments[index].len > SEGMENT_MAX || !text_is_clean(q->segments[index], false)) {
        return false;
    }
    *out = q->segments[index];
    return true;
}

static str base_name(str path) {
    size_t start = 0;

    for (size_t i = 0; i < path.len; i++) {
        if (path.at[i] == '/' || path.at[i] == '\\') {
            start = i + 1;
        }
    }
    return str_from(path, start);
}

static bool upload_of(cx *c, const struct field *f, struct upload *out) {
    str name = base_name(f->file_name);

    if (name.len == 0 || name.len > NAME_BYTES_MAX || !str_is_utf8(name) ||
        !text_is_clean(name, false)) {
        fault(c, f->name,
              W("Give the file a plain name of at most 200 letters, then send it again."));
        return false;
    }
    *out = (struct upload){name, f->value};
    return true;
}

bool q_upload_at(cx *c, const request *q, const char *field, size_t index, struct upload *out) {
    size_t seen = 0;

    for (size_t i = 0; i < q->field_count; i++) {
        const struct field *f = &q->fields[i];

        if (f->is_file && f->value.len > 0 && str_eq(f->name, str_of(field)) && seen++ == index) {
            return upload_of(c, f, out);
        }
    }
    return false;
}

bool q_upload(cx *c, const request *q, const char *field, struct upload *out) {
    const struct field *f = request_field(q, field);

    if (f == NULL || !f->is_file || f->value.len == 0) {
        fault(c, str_of(field), W("Choose a file first."));
        return false;
    }
    return upload_of(c, f, out);
}

str q_header(const request *q, const char *name) {
    return http_header(q->http, str_of(name));
}

str q_address(const request *q) {
    return q->address;
}

str q_target(const request *q) {
    return q->http->target;
}

str q_peer(const request *q) {
    return q->peer;
}
