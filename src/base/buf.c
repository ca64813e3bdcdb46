#include "base/buf.h"

#include <stdio.h>
#include <string.h>

enum {
    FIRST_CAP = 256,
    JSON_PIECE = 64, /* bytes put at once, so that little is lost where the limit cuts */
};

buf buf_new(arena *mem, size_t limit) {
    return (buf){.mem = mem, .limit = limit};
}

buf buf_on(char *at, size_t size) {
    return (buf){.at = at, .cap = size, .limit = size};
}

/* Makes room for `more` bytes; false, and over, where that cannot be. */
static bool reserve(buf *b, size_t more) {
    size_t cap = b->cap < FIRST_CAP ? FIRST_CAP : b->cap;
    char *at = NULL;

    if (b->over || more > b->limit - b->len) {
        b->over = true;
        return false;
    }
    if (more <= b->cap - b->len) {
        return true;
    }
    while (cap - b->len < more && cap <= SIZE_MAX / 2) {
        cap *= 2;
    }
    if (cap - b->len < more || cap > b->limit) {
        cap = b->limit;
    }
    at = arena_grow(b->mem, b->at, b->cap, cap);
    if (at == NULL) {
        b->over = true;
        return false;
    }
    b->at = at;
    b->cap = cap;
    return true;
}

void buf_put(buf *b, str s) {
    if (s.len > 0 && reserve(b, s.len)) {
        memcpy(b->at + b->len, s.at, s.len);
        b->len += s.len;
    }
}

void buf_char(buf *b, char c) {
    if (reserve(b, 1)) {
        b->at[b->len++] = c;
    }
}

void buf_fmt(buf *b, const char *format, ...) {
    va_list list;

    va_start(list, format);
    buf_vfmt(b, format, list);
    va_end(list);
}

/* Formats into a piece of the arena of its own, which has room for the terminator. */
static PRINTF_LIKE(3, 0) void put_long(buf *b, size_t len, const char *format, va_list list) {
    char *text = NULL;

    if (!reserve(b, len)) {
        return;
    }
    text = b->mem == NULL ? NULL : arena_alloc(b->mem, len + 1);
    if (text == NULL || vsnprintf(text, len + 1, format, list) < 0) {
        b->over = true;
        return;
    }
    buf_put(b, str_at(text, len));
}

void buf_vfmt(buf *b, const char *format, va_list list) {
    char text[512];
    va_list again;
    int len = 0;

    va_copy(again, list);
    len = vsnprintf(text, sizeof(text), format, list);
    if (len < 0) {
        b->over = true;
    } else if ((size_t)len < sizeof(text)) {
        buf_put(b, str_at(text, (size_t)len));
    } else {
        put_long(b, (size_t)len, format, again);
    }
    va_end(again);
}

void buf_c(buf *b, const char *text) {
    buf_put(b, str_of(text));
}

void buf_i64(buf *b, int64_t value) {
    char digits[20]; /* as long as INT64_MIN */
    size_t at = sizeof(digits);
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

    do {
        digits[--at] = (char)('0' + (char)(rest % 10));
        rest /= 10;
    } while (rest > 0);
    if (value < 0) {
        digits[--at] = '-';
    }
    buf_put(b, str_at(digits + at, sizeof(digits) - at));
}

str buf_str(const buf *b) {
    return str_at(b->at, b->len);
}

err buf_done(const buf *b) {
    if (!b->over) {
        return OK;
    }
    return b->mem != NULL && arena_failed(b->mem) ? ERR_MEMORY : ERR_LARGE;
}

static bool is_plain(char c) {
    unsigned char byte = (unsigned char)c;

    return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\' && c != '<';
}

static void put_escape(buf *b, char c) {
    switch (c) {
    case '"':
    case '\\':
        buf_put(b, str_at((const char[]){'\\', c}, 2));
        break;
    case '\n':
        buf_c(b, "\\n");
        break;
    case '\r':
        buf_c(b, "\\r");
        break;
    case '\t':
        buf_c(b, "\\t");
        break;
    default:
        buf_fmt(b, "\\u%04x", (unsigned)c);
        break;
    }
}

/* Puts what stands at `at`, which is not plain: an escape or one code point. Returns what follows.
 */
static size_t put_special(buf *b, str s, size_t at) {
    size_t start = at;
    uint32_t point = 0;

    if ((unsigned char)s.at[at] < 0x80) {
        put_escape(b, s.at[at]);
        return at + 1;
    }
    if (str_point(s, &at, &point)) {
        buf_put(b, str_at(s.at + start, at - start));
    } else {
        buf_c(b, "\xef\xbf\xbd"); /* U+FFFD */
    }
    return at;
}

void buf_json(buf *b, str s) {
    size_t at = 0;

    buf_char(b, '"');
    while (at < s.len && !b->over) {
        size_t start = at;

        while (at < s.len && at - start < JSON_PIECE && is_plain(s.at[at])) {
            at++;
        }
        if (at > start) {
            buf_put(b, str_at(s.at + start, at - start));
        } else {
            at = put_special(b, s, at);
        }
    }
    buf_char(b, '"');
}
