#include "base/arena.h"

#include <string.h>

#include "tests/kit/kit.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#endif
#endif

enum { SMALL = 4096, MIB = 1 << 20 };

static bool is_zero(const unsigned char *at, size_t size) {
    for (size_t i = 0; i < size; i++) {
        if (at[i] != 0) {
            return false;
        }
    }
    return true;
}

/* Is the byte at `at` closed to everybody? True where nobody can tell. */
static bool is_closed(const void *at UNUSED) {
#ifdef ASAN_POISON_MEMORY_REGION
#if defined(__SANITIZE_ADDRESS__) || defined(__clang__)
    return __asan_address_is_poisoned(at) != 0;
#else
    return true;
#endif
#else
    return true;
#endif
}

TEST(memory_is_zero_aligned_and_apart) {
    unsigned char *last = NULL;

    for (size_t size = 1; size < 3000; size += 37) {
        unsigned char *at = arena_alloc(t->mem, size);

        CHECK(at != NULL);
        CHECK_EQ((uintptr_t)at % _Alignof(max_align_t), 0);
        CHECK(is_zero(at, size));
        memset(at, 0xa5, size);
        CHECK(last == NULL || last[0] == 0xa5);
        last = at;
    }
}

TEST(size_zero_gives_a_pointer_of_its_own) {
    char *a = arena_alloc(t->mem, 0);
    char *b = arena_alloc(t->mem, 0);

    CHECK(a != NULL);
    CHECK(b != NULL);
    CHECK(a != b);
    CHECK_EQ(arena_used(t->mem), 0);
}

TEST(used_counts_what_was_asked_for) {
    char *at = arena_alloc(t->mem, 100);

    CHECK(at != NULL);
    CHECK_EQ(arena_used(t->mem), 100);
    CHECK(arena_array(t->mem, 3, 7) != NULL);
    CHECK_EQ(arena_used(t->mem), 121);
    arena_reset(t->mem);
    CHECK_EQ(arena_used(t->mem), 0);
}

TEST(the_limit_holds_and_failing_lasts_until_the_reset) {
    CLEANUP(arena_auto) arena *a = arena_new(SMALL);
    size_t count = 0;

    CHECK(a != NULL);
    CHECK(!arena_failed(a));
    while (arena_alloc(a, 64) != NULL) {
        count++;
        CHECK(count * 64 <= SMALL);
    }
    CHECK(count >= SMALL / (64 + 16) - 1);
    CHECK(arena_failed(a));
    CHECK(arena_alloc(a, SMALL) == NULL);
    arena_reset(a);
    CHECK(!arena_failed(a));
    CHECK(arena_alloc(a, SMALL - 16) != NULL);
}

TEST(a_size_that_cannot_be_is_refused) {
    CHECK(arena_alloc(t->mem, SIZE_MAX) == NULL);
    CHECK(arena_failed(t->mem));
    arena_reset(t->mem);
    CHECK(arena_alloc(t->mem, SIZE_MAX - 15) == NULL);
    CHECK(arena_alloc(t->mem, PTRDIFF_MAX) == NULL);
    arena_reset(t->mem);
    CHECK(arena_array(t->mem, SIZE_MAX / 2, 3) == NULL);
    CHECK(arena_failed(t->mem));
}

TEST(the_newest_block_grows_where_it_is) {
    unsigned char *at = arena_alloc(t->mem, 10);
    unsigned char *grown = NULL;

    memset(at, 1, 10);
    grown = arena_grow(t->mem, at, 10, 1000);
    CHECK(grown == at);
    CHECK_EQ(grown[9], 1);
    CHECK(is_zero(grown + 10, 990));
    CHECK_EQ(arena_used(t->mem), 1000);
}

TEST(an_older_block_moves_and_keeps_its_bytes) {
    unsigned char *at = arena_alloc(t->mem, 10);
    unsigned char *next = arena_alloc(t->mem, 10);
    unsigned char *grown = NULL;

    memset(at, 1, 10);
    memset(next, 2, 10);
    grown = arena_grow(t->mem, at, 10, 1000);
    CHECK(grown != NULL);
    CHECK(grown != at);
    CHECK_EQ(grown[9], 1);
    CHECK(is_zero(grown + 10, 990));
    CHECK_EQ(next[0], 2);
}

TEST(what_shrinks_and_grows_again_is_zero_again) {
    unsigned char *at = arena_alloc(t->mem, 1000);

    memset(at, 7, 1000);
    at = arena_grow(t->mem, at, 1000, 10);
    CHECK_EQ(arena_used(t->mem), 10);
    CHECK(is_closed(at + 10));
    CHECK(is_closed(at + 999));
    at = arena_grow(t->mem, at, 10, 1000);
    CHECK_EQ(at[9], 7);
    CHECK(is_zero(at + 10, 990));
}

TEST(an_older_block_shrinks_where_it_is) {
    unsigned char *at = arena_alloc(t->mem, 100);

    CHECK(arena_alloc(t->mem, 1) != NULL);
    at[15] = 3;
    CHECK(arena_grow(t->mem, at, 100, 16) == at);
    CHECK_EQ(at[15], 3);
    CHECK_EQ(arena_used(t->mem), 17);
    CHECK(is_closed(at + 16));
}

TEST(one_growing_block_may_have_nearly_all_of_the_limit) {
    CLEANUP(arena_auto) arena *a = arena_new(MIB);
    size_t size = 64;
    char *at = arena_alloc(a, size);

    while (size < MIB - 16) {
        size_t next = size * 2 < MIB - 16 ? size * 2 : MIB - 16;

        at[size - 1] = 'x';
        at = arena_grow(a, at, size, next);
        CHECK(at != NULL);
        CHECK_EQ(at[size - 1], 'x');
        CHECK_EQ(at[size], 0);
        size = next;
    }
    CHECK_EQ(arena_used(a), MIB - 16);
}

TEST(a_failed_growth_leaves_the_block_as_it_was) {
    CLEANUP(arena_auto) arena *a = arena_new(SMALL);
    char *at = arena_alloc(a, 100);

    at[99] = 'x';
    CHECK(arena_grow(a, at, 100, MIB) == NULL);
    CHECK(arena_failed(a));
    CHECK_EQ(at[99], 'x');
    CHECK(arena_grow(a, at, 100, SIZE_MAX) == NULL);
    CHECK_EQ(arena_used(a), 100);
}

TEST(growing_nothing_is_taking) {
    unsigned char *at = arena_grow(t->mem, NULL, 0, 24);

    CHECK(at != NULL);
    CHECK(is_zero(at, 24));
}

TEST(memory_after_a_reset_is_zero_again) {
    for (int round = 0; round < 3; round++) {
        unsigned char *at = arena_alloc(t->mem, 5000);

        CHECK(is_zero(at, 5000));
        memset(at, 0xff, 5000);
        arena_reset(t->mem);
    }
}

TEST(blocks_larger_than_the_usual_are_taken_and_given_back) {
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 6; i++) {
            unsigned char *at = arena_alloc(t->mem, (size_t)5 * MIB);

            CHECK(at != NULL);
            at[5 * MIB - 1] = 1;
        }
        arena_reset(t->mem);
    }
    CHECK(!arena_failed(t->mem));
}

TEST(red_zones_are_closed) {
    char *a = arena_alloc(t->mem, 13);
    char *b = arena_alloc(t->mem, 13);

    if (!is_closed(a)) {
        for (int i = 13; i < 32; i++) {
            CHECK(is_closed(a + i));
        }
        CHECK(!is_closed(a + 12));
        CHECK(!is_closed(b));
        CHECK(is_closed(b + 13));
    } else {
        skip("only AddressSanitizer closes memory");
    }
}

TEST(freeing_nothing_is_allowed) {
    arena_free(NULL);
}

struct pair {
    int a;
    int b;
};

static err make_pair(arena *mem, struct pair **out) {
    struct pair *pair = NULL;

    NEW(mem, &pair);
    pair->b = 2;
    *out = pair;
    return OK;
}

TEST(new_gives_a_zeroed_object_or_returns) {
    CLEANUP(arena_auto) arena *a = arena_new(SMALL);
    struct pair *pair = NULL;

    CHECK_OK(make_pair(a, &pair));
    CHECK(pair != NULL);
    CHECK_EQ(pair->a, 0);
    CHECK_EQ(pair->b, 2);
    while (arena_alloc(a, 16) != NULL) {
    }
    CHECK_ERR(make_pair(a, &pair), ERR_MEMORY);
}
