/*
 * Whatever the bytes are: nothing is read out of bounds, and what is understood does not depend
 * on how the bytes were cut up. The first byte chooses the cuts.
 */
#include <stdlib.h>

#include "tests/fuzz/http_feed.h"

struct cuts {
    uint32_t seed;
};

static size_t all_at_once(void *self UNUSED, size_t at UNUSED) {
    return 0;
}

static size_t one_by_one(void *self UNUSED, size_t at UNUSED) {
    return 1;
}

static size_t at_random(void *self, size_t at UNUSED) {
    struct cuts *c = self;

    c->seed = c->seed * 1664525 + 1013904223;
    return 1 + (c->seed >> 16) % ((c->seed >> 8) % 4 == 0 ? 40 : 5);
}

static struct feed read_with(str bytes, feed_cut *cut, void *self) {
    struct feed f = {.limits = {.head_max = 700, .target_max = 200, .headers_max = 12},
                     .body_max = 300};

    feed_read(&f, bytes, cut, self);
    return f;
}

static bool are_same(const struct feed *a, const struct feed *b) {
    return a->requests == b->requests && a->status == b->status && a->digest == b->digest &&
           a->used == b->used;
}

/* NOLINTNEXTLINE(readability-identifier-naming): libFuzzer chose this name */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* NOLINTNEXTLINE(readability-identifier-naming) */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1) {
        return 0;
    }
    struct cuts cuts = {.seed = data[0]};
    /* A copy of exactly this size, so that the sanitizer sees a read past the end. */
    char *copy = malloc(size);
    if (copy == NULL) {
        return 0;
    }
    memcpy(copy, data + 1, size - 1);
    str bytes = str_at(copy, size - 1);
    struct feed whole = read_with(bytes, all_at_once, NULL);
    struct feed single = read_with(bytes, one_by_one, NULL);
    struct feed random = read_with(bytes, at_random, &cuts);

    if (!are_same(&whole, &single) || !are_same(&whole, &random)) {
        abort();
    }
    free(copy);
    return 0;
}
