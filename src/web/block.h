/*
 * block.h: a piece of memory with bytes that came in and are not used yet.
 */
#ifndef WEB_BLOCK_H
#define WEB_BLOCK_H

#include "base/base.h"
#include "base/str.h"

struct block {
    struct block *next; /* in a pool */
    size_t cap;
    size_t at;  /* first byte not used */
    size_t len; /* end of the bytes */
    char bytes[];
};

/* Empty, room for `cap` bytes. NULL: no memory. */
struct block *block_new(size_t cap) MUST_USE;
void block_free(struct block *b);
/* A block of `cap` (at least the bytes not used) with the same bytes, at its start. */
struct block *block_copy(const struct block *b, size_t cap) MUST_USE;
str block_unused(const struct block *b);
/* Moves the bytes to the start, so that the room behind them is as large as can be. */
void block_pack(struct block *b);

#endif
