/*
 * buf.h: text that grows in an arena up to the limit it was born with.
 *
 * Putting never fails on the spot: past the limit, or without memory, the buf
 * keeps what it has, becomes `over`, and ignores what follows. Ask once at the
 * end with buf_done. So page templates need no error path.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "base/str.h"

typedef struct buf {
    arena *mem;   /* where it grows */
    char *at;     /* the bytes */
    size_t len;   /* how many are used */
    size_t cap;   /* how many are there */
    size_t limit; /* how many there may be */
    bool over;    /* something was left out */
} buf;

/* An empty buf that may grow to `limit` bytes in `mem`. */
buf buf_new(arena *mem, size_t limit);
/* An empty buf on `size` bytes that the caller has; it never grows. */
buf buf_on(char *at, size_t size);

/* Each of these puts all it is given or, where that does not fit, nothing (buf_json: a part). */
void buf_put(buf *b, str s);
void buf_char(buf *b, char c);
void buf_fmt(buf *b, const char *format, ...) PRINTF_LIKE(2, 3);
void buf_vfmt(buf *b, const char *format, va_list list) PRINTF_LIKE(2, 0);
/* A terminated text. */
void buf_c(buf *b, const char *text);
void buf_i64(buf *b, int64_t value);

/* What is in it now; valid until the next put. */
str buf_str(const buf *b);
/* OK, ERR_LARGE past the limit, ERR_MEMORY when its arena has failed. */
err buf_done(const buf *b) MUST_USE;

/*
 * A JSON string with its quotes; bytes that are not UTF-8 become U+FFFD; `<` becomes \u003c. Past
 * the limit it ends after a whole character, without its quote.
 */
void buf_json(buf *b, str s);

#endif
