/*
 * str.h: borrowed text, a pointer and a length, not terminated.
 *
 * A str may be empty with any pointer, also NULL. It never owns: it lives as long
 * as the arena or literal it points into.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"

typedef struct str {
    const char *at;
    size_t len;
} str;

/* A literal. */
#define STR(literal) ((str){"" literal, sizeof(literal) - 1})
/* The same where a constant initializer is needed. */
#define STR_INIT(literal) \
    { "" literal, sizeof(literal) - 1 }
#define STR_NONE ((str){NULL, 0})

/* For "%.*s": the two arguments. Lengths over INT_MAX are cut. */
#define STR_ARG(s) str_int_len(s), ((s).at == NULL ? "" : (s).at)
int str_int_len(str s);

/* A terminated text as str; NULL is empty. */
str str_of(const char *text);
/* `len` bytes at `at`. */
str str_at(const char *at, size_t len);

/* Has it no byte? */
bool str_is_empty(str s);
/* The same bytes? */
bool str_eq(str a, str b);
/* Equal when ASCII letters are compared without case. */
bool str_eq_nocase(str a, str b);
/* <0, 0, >0 by bytes, a prefix before the longer. */
int str_order(str a, str b);
/* Every text starts and ends with the empty one. */
bool str_starts(str s, str prefix);
bool str_ends(str s, str suffix);
/* Place of the first `part` in `s`, or SIZE_MAX. An empty part is found at 0. */
size_t str_find(str s, str part);
/* Place of the first byte `c`, or SIZE_MAX. */
size_t str_find_char(str s, char c);
/* From `start` (clipped) to the end. */
str str_from(str s, size_t start);
/* The first `len` bytes (clipped). */
str str_first(str s, size_t len);
/* Without ASCII white space at both ends. */
str str_trim(str s);
/*
 * Cuts at the first `at`: `*head` is what stands before, the result is what stands
 * after, and `*found` (may be NULL) tells whether there was one. Without one, head
 * is all and the result is empty.
 */
str str_cut(str s, char at, str *head, bool *found);

/* A copy in `mem`; empty where memory failed. */
str str_copy(arena *mem, str s);
/*
 * A terminated copy in `mem` for a C library; "" where memory failed. Bytes after a NUL are lost.
 */
const char *str_c(arena *mem, str s);
/* A formatted text in `mem`; empty where memory failed. */
str str_fmt(arena *mem, const char *format, ...) PRINTF_LIKE(2, 3);
/* Both, one after the other. */
str str_join(arena *mem, str a, str b);
/* ASCII letters made small. */
str str_lower(arena *mem, str s);

/* Decimal whole number with optional minus; false on anything else, overflow included. */
bool str_i64(str s, int64_t *out);
/*
 * Decimal fraction like 12.5 or -3e2, at most 400 bytes, in the C locale, rounded to the nearest;
 * false on anything else and where it is too large for a double.
 */
bool str_f64(str s, double *out);

/* FNV-1a, for tables in memory; not for secrets. */
uint64_t str_hash(str s);

/*
 * Reads the code point at `*at`, which is below s.len, and moves `*at` past it. False where the
 * bytes are not UTF-8: then `*point` is U+FFFD and the longest part that began well is passed, as
 * Unicode advises (section 3.9).
 */
bool str_point(str s, size_t *at, uint32_t *point);
/* Is it well-formed UTF-8 (no surrogates, no overlong forms)? */
bool str_is_utf8(str s);
/* Number of code points of well-formed UTF-8. */
size_t str_points(str s);
/*
 * For comparing and searching names: NFKC, case folded, marks removed, white space
 * runs made one blank, ends trimmed ("Élodie  Exemple" gives "elodie exemple"). By utf8proc.
 * Empty for what is not UTF-8 and where memory failed.
 */
str str_fold(arena *mem, str s);
/*
 * A slug for addresses: folded, [a-z0-9] runs joined by '-', at most 60 bytes, "x" where nothing
 * is left. Letters of European names that Unicode does not take apart become their usual pair or
 * letter: ø o, ł l, æ ae, þ th.
 */
str str_slug(arena *mem, str s);

#endif
