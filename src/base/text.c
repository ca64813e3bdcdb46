/* The part of str.h that reads numbers and code points. */
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/str.h"

enum {
    FRACTION_BYTES = 400, /* the longest double written out with "%f" has 317 */
    SLUG_BYTES = 60,
    BAD_POINT = 0xfffd,
};

bool str_i64(str s, int64_t *out) {
    bool minus = s.len > 0 && s.at[0] == '-';
    str digits = str_from(s, minus ? 1 : 0);
    int64_t value = 0;

    if (digits.len == 0) {
        return false;
    }
    for (size_t i = 0; i < digits.len; i++) {
        int digit = digits.at[i] - '0';

        /* Counted below zero, where there is room for one more than above. */
        if (digit < 0 || digit > 9 || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, digit, &value)) {
            return false;
        }
    }
    if (!minus && value == INT64_MIN) {
        return false;
    }
    *out = minus ? value : -value;
    return true;
}

/* Skips digits at `*at`; how many there were. */
static size_t skip_digits(str s, size_t *at) {
    size_t start = *at;

    while (*at < s.len && s.at[*at] >= '0' && s.at[*at] <= '9') {
        (*at)++;
    }
    return *at - start;
}

static bool skip_char(str s, size_t *at, const char *any) {
    if (*at < s.len && s.at[*at] != '\0' && strchr(any, s.at[*at]) != NULL) {
        (*at)++;
        return true;
    }
    return false;
}

/* -?digits[.digits][e[+-]digits] and nothing else: no blanks, no hex, no infinity. */
static bool is_fraction(str s) {
    size_t at = 0;

    skip_char(s, &at, "-");
    if (skip_digits(s, &at) == 0) {
        return false;
    }
    if (skip_char(s, &at, ".") && skip_digits(s, &at) == 0) {
        return false;
    }
    if (skip_char(s, &at, "eE")) {
        skip_char(s, &at, "+-");
        if (skip_digits(s, &at) == 0) {
            return false;
        }
    }
    return at == s.len;
}

static pthread_once_t plain_once = PTHREAD_ONCE_INIT;
static locale_t plain_locale;

static void make_plain_locale(void) {
    plain_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

bool str_f64(str s, double *out) {
    char text[FRACTION_BYTES + 1];
    locale_t before = (locale_t)0;
    double value = 0;

    if (s.len > FRACTION_BYTES || !is_fraction(s)) {
        return false;
    }
    memcpy(text, s.at, s.len);
    text[s.len] = '\0';
    pthread_once(&plain_once, make_plain_locale);
    if (plain_locale == (locale_t)0) {
        return false;
    }
    before = uselocale(plain_locale);
    value = strtod(text, NULL);
    uselocale(before);
    if (!isfinite(value)) {
        return false;
    }
    *out = value;
    return true;
}

/* What the first byte of a sequence allows (Unicode 15, table 3-7). */
struct lead {
    size_t len;         /* bytes of the whole sequence; 0: never a first byte */
    unsigned char low;  /* the second byte lies between these */
    unsigned char high; /* (the others between 80 and BF) */
};

static struct lead lead_of(unsigned char first) {
    if (first < 0x80) {
        return (struct lead){1, 0, 0};
    }
    if (first < 0xc2 || first > 0xf4) {
        return (struct lead){0, 0, 0};
    }
    if (first < 0xe0) {
        return (struct lead){2, 0x80, 0xbf};
    }
    if (first < 0xf0) {
        return (struct lead){3, first == 0xe0 ? 0xa0 : 0x80, first == 0xed ? 0x9f : 0xbf};
    }
    return (struct lead){4, first == 0xf0 ? 0x90 : 0x80, first == 0xf4 ? 0x8f : 0xbf};
}

bool str_point(str s, size_t *at, uint32_t *point) {
    unsigned char first = (unsigned char)s.at[*at];
    struct lead lead = lead_of(first);
    uint32_t value = lead.len < 2 ? first : first & (0x7fU >> lead.len);

    (*at)++;
    for (size_t i = 1; i < lead.len; i++) {
        unsigned char next = *at < s.len ? (unsigned char)s.at[*at] : 0;

        if (next < (i == 1 ? lead.low : 0x80) || next > (i == 1 ? lead.high : 0xbf)) {
            lead.len = 0;
            break;
        }
        value = value << 6 | (next & 0x3fU);
        (*at)++;
    }
    *point = lead.len == 0 ? BAD_POINT : value;
    return lead.len != 0;
}

/* How many bytes from `at` on are ASCII, in steps of eight; the rest is for the slow loop. */
static size_t ascii_run(str s, size_t at) {
    size_t start = at;

    while (s.len - at >= sizeof(uint64_t)) {
        uint64_t eight = 0;

        memcpy(&eight, s.at + at, sizeof(eight));
        if ((eight & UINT64_C(0x8080808080808080)) != 0) {
            break;
        }
        at += sizeof(eight);
    }
    return at - start;
}

bool str_is_utf8(str s) {
    uint32_t point = 0;

    for (size_t at = ascii_run(s, 0); at < s.len;) {
        if (!str_point(s, &at, &point)) {
            return false;
        }
        at += ascii_run(s, at);
    }
    return true;
}

size_t str_points(str s) {
    size_t points = 0;

    for (size_t i = 0; i < s.len; i++) {
        points += ((unsigned char)s.at[i] & 0xc0U) != 0x80;
    }
    return points;
}

static bool is_space(utf8proc_int32_t point) {
    utf8proc_category_t category = utf8proc_category(point);

    return (point >= '\t' && point <= '\r') || point == 0x85 || category == UTF8PROC_CATEGORY_ZS ||
           category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

/* Makes runs of white space one blank and trims both ends; the new number of points. */
static utf8proc_ssize_t squeeze(utf8proc_int32_t *points, utf8proc_ssize_t count) {
    utf8proc_ssize_t kept = 0;
    bool gap = false;

    for (utf8proc_ssize_t i = 0; i < count; i++) {
        if (is_space(points[i])) {
            gap = kept > 0;
            continue;
        }
        if (gap) {
            points[kept++] = ' ';
            gap = false;
        }
        points[kept++] = points[i];
    }
    return kept;
}

str str_fold(arena *mem, str s) {
    const unsigned how = UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_IGNORE |
                         UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK;
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)s.at;
    utf8proc_int32_t *points = NULL;
    utf8proc_ssize_t count = 0;

    if (s.len == 0 || s.len > PTRDIFF_MAX || !str_is_utf8(s)) {
        return STR_NONE;
    }
    count = utf8proc_decompose(bytes, (utf8proc_ssize_t)s.len, NULL, 0, how);
    if (count <= 0) {
        return STR_NONE;
    }
    points = arena_array(mem, (size_t)count + 1, sizeof(*points)); /* room for a terminator */
    if (points == NULL) {
        return STR_NONE;
    }
    count = utf8proc_decompose(bytes, (utf8proc_ssize_t)s.len, points, count, how);
    count = utf8proc_reencode(points, squeeze(points, count), how);
    return count <= 0 ? STR_NONE : str_at((const char *)points, (size_t)count);
}

/* Letters of European names that Unicode does not take apart. */
static const char *latin_of(uint32_t point) {
    static const struct {
        uint32_t point;
        const char *latin;
    } letters[] = {
        {0xe6, "ae"}, {0xf0, "d"},  {0xf8, "o"},  {0xfe, "th"}, {0x111, "d"},  {0x127, "h"},
        {0x131, "i"}, {0x138, "k"}, {0x142, "l"}, {0x14b, "n"}, {0x153, "oe"}, {0x167, "t"},
    };

    for (size_t i = 0; i < COUNT_OF(letters); i++) {
        if (letters[i].point == point) {
            return letters[i].latin;
        }
    }
    return NULL;
}

struct slug {
    char text[SLUG_BYTES];
    size_t len;
    bool gap; /* a '-' is due before the next letter */
    bool full;
};

static void slug_put(struct slug *slug, str letters) {
    size_t dash = slug->gap && slug->len > 0 ? 1 : 0;

    if (slug->full || slug->len + dash + letters.len > SLUG_BYTES) {
        slug->full = true;
        return;
    }
    if (dash == 1) {
        slug->text[slug->len++] = '-';
    }
    memcpy(slug->text + slug->len, letters.at, letters.len);
    slug->len += letters.len;
    slug->gap = false;
}

str str_slug(arena *mem, str s) {
    str folded = str_fold(mem, s);
    struct slug slug = {0};
    uint32_t point = 0;

    for (size_t at = 0; at < folded.len && !slug.full;) {
        char c = folded.at[at];
        const char *latin = NULL;

        str_point(folded, &at, &point);
        latin = latin_of(point);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            slug_put(&slug, str_at(&c, 1));
        } else if (latin != NULL) {
            slug_put(&slug, str_of(latin));
        } else {
            slug.gap = true;
        }
    }
    return slug.len == 0 ? STR("x") : str_copy(mem, str_at(slug.text, slug.len));
}
