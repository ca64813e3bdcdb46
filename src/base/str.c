#include "base/str.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int str_int_len(str s) {
    return s.len > INT_MAX ? INT_MAX : (int)s.len;
}

str str_of(const char *text) {
    return text == NULL ? STR_NONE : (str){text, strlen(text)};
}

str str_at(const char *at, size_t len) {
    return (str){at, len};
}

bool str_is_empty(str s) {
    return s.len == 0;
}

bool str_eq(str a, str b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static char small(char c) {
    if (c >= 'A' && c <= 'Z') {
        return (char)(c - 'A' + 'a');
    }
    return c;
}

bool str_eq_nocase(str a, str b) {
    if (a.len != b.len) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        if (small(a.at[i]) != small(b.at[i])) {
            return false;
        }
    }
    return true;
}

int str_order(str a, str b) {
    size_t both = a.len < b.len ? a.len : b.len;
    int order = both == 0 ? 0 : memcmp(a.at, b.at, both);

    if (order != 0) {
        return order;
    }
    return (a.len > b.len) - (a.len < b.len);
}

bool str_starts(str s, str prefix) {
    return s.len >= prefix.len && str_eq(str_first(s, prefix.len), prefix);
}

bool str_ends(str s, str suffix) {
    return s.len >= suffix.len && str_eq(str_from(s, s.len - suffix.len), suffix);
}

size_t str_find(str s, str part) {
    size_t start = 0;

    if (part.len == 0) {
        return 0;
    }
    while (s.len - start >= part.len) {
        size_t step = str_find_char(str_at(s.at + start, s.len - start - part.len + 1), part.at[0]);

        if (step == SIZE_MAX) {
            break;
        }
        start += step;
        if (memcmp(s.at + start, part.at, part.len) == 0) {
            return start;
        }
        start++;
    }
    return SIZE_MAX;
}

size_t str_find_char(str s, char c) {
    const char *at = s.len == 0 ? NULL : memchr(s.at, c, s.len);

    return at == NULL ? SIZE_MAX : (size_t)(at - s.at);
}

str str_from(str s, size_t start) {
    if (start >= s.len) {
        return STR_NONE;
    }
    return (str){s.at + start, s.len - start};
}

str str_first(str s, size_t len) {
    return (str){s.at, len < s.len ? len : s.len};
}

static bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

str str_trim(str s) {
    while (s.len > 0 && is_blank(s.at[0])) {
        s = str_from(s, 1);
    }
    while (s.len > 0 && is_blank(s.at[s.len - 1])) {
        s.len--;
    }
    return s;
}

str str_cut(str s, char at, str *head, bool *found) {
    size_t place = str_find_char(s, at);

    if (found != NULL) {
        *found = place != SIZE_MAX;
    }
    *head = str_first(s, place);
    return place == SIZE_MAX ? STR_NONE : str_from(s, place + 1);
}

str str_copy(arena *mem, str s) {
    return str_join(mem, s, STR_NONE);
}

const char *str_c(arena *mem, str s) {
    char *copy = s.len == SIZE_MAX ? NULL : arena_alloc(mem, s.len + 1);

    if (copy == NULL) {
        return "";
    }
    if (s.len > 0) {
        memcpy(copy, s.at, s.len);
    }
    return copy;
}

/* One byte more than `len` is taken, for the terminator that vsnprintf writes. */
static PRINTF_LIKE(3, 0) str format_long(arena *mem, size_t len, const char *format, va_list list) {
    char *text = arena_alloc(mem, len + 1);

    if (text == NULL || vsnprintf(text, len + 1, format, list) < 0) {
        return STR_NONE;
    }
    return str_at(text, len);
}

str str_fmt(arena *mem, const char *format, ...) {
    char text[256];
    str out = STR_NONE;
    va_list list;
    va_list again;
    int len = 0;

    va_start(list, format);
    va_copy(again, list);
    len = vsnprintf(text, sizeof(text), format, list);
    if (len >= (int)sizeof(text)) {
        out = format_long(mem, (size_t)len, format, again);
    } else if (len > 0) {
        out = str_copy(mem, str_at(text, (size_t)len));
    }
    va_end(again);
    va_end(list);
    return out;
}

str str_join(arena *mem, str a, str b) {
    size_t len = 0;
    char *text = NULL;

    if (__builtin_add_overflow(a.len, b.len, &len)) {
        return STR_NONE;
    }
    text = arena_alloc(mem, len);
    if (text == NULL) {
        return STR_NONE;
    }
    if (a.len > 0) {
        memcpy(text, a.at, a.len);
    }
    if (b.len > 0) {
        memcpy(text + a.len, b.at, b.len);
    }
    return str_at(text, len);
}

str str_lower(arena *mem, str s) {
    char *text = arena_alloc(mem, s.len);

    if (text == NULL) {
        return STR_NONE;
    }
    for (size_t i = 0; i < s.len; i++) {
        text[i] = small(s.at[i]);
    }
    return str_at(text, s.len);
}

uint64_t str_hash(str s) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a, 64 bits: offset basis and prime */

    for (size_t i = 0; i < s.len; i++) {
        hash = (hash ^ (unsigned char)s.at[i]) * UINT64_C(0x100000001b3);
    }
    return hash;
}
