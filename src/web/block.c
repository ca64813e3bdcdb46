#include "web/block.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct block *block_new(size_t cap) {
    struct block *b = malloc(sizeof(*b) + cap);

    if (b != NULL) {
        b->next = NULL;
        b->cap = cap;
        b->at = 0;
        b->len = 0;
    }
    return b;
}

void block_free(struct block *b) {
    free(b);
}

str block_unused(const struct block *b) {
    return str_at(b->bytes + b->at, b->len - b->at);
}

struct block *block_copy(const struct block *b, size_t cap) {
    struct block *copy = block_new(cap);

    assert(cap >= b->len - b->at);
    if (copy != NULL) {
        copy->len = b->len - b->at;
        memcpy(copy->bytes, b->bytes + b->at, copy->len);
    }
    return copy;
}

void block_pack(struct block *b) {
    if (b->at > 0) {
        memmove(b->bytes, b->bytes + b->at, b->len - b->at);
        b->len -= b->at;
        b->at = 0;
    }
}
