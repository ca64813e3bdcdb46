#include "base/id.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "tests/kit/kit.h"

enum { MANY = 20000, THREADS = 4 };

TEST(ids_rise_and_carry_the_time) {
    int64_t before = id_new();
    int64_t ahead_ms = 0;

    CHECK(before > 0);
    for (int i = 0; i < MANY; i++) {
        int64_t id = id_new();

        CHECK(id > before);
        before = id;
    }
    /* The upper bits are milliseconds since 2020; a burst may run a little ahead. */
    ahead_ms = (before >> 22) + INT64_C(1577836800000) - time_wall_ms();
    CHECK(ahead_ms > -2000);
    CHECK(ahead_ms < 2000);
}

TEST(an_id_starts_at_a_random_place_in_its_millisecond) {
    int64_t places[8] = {0};
    int alike = 0;

    for (size_t i = 0; i < COUNT_OF(places); i++) {
        int64_t start = time_wall_ms();

        while (time_wall_ms() <= start) {
        }
        places[i] = id_new() & 0x3fffff;
        alike += i > 0 && places[i] - places[i - 1] >= 0 && places[i] - places[i - 1] < 16;
    }
    CHECK(alike < 3); /* three of seven by chance: once in 10^15 runs */
}

struct worker {
    pthread_t thread;
    int64_t ids[MANY];
};

static void *work(void *at) {
    struct worker *w = at;

    for (size_t i = 0; i < MANY; i++) {
        w->ids[i] = id_new();
    }
    return NULL;
}

static int by_value(const void *a, const void *b) {
    int64_t left = *(const int64_t *)a;
    int64_t right = *(const int64_t *)b;

    return (left > right) - (left < right);
}

TEST(threads_never_get_the_same_id) {
    struct worker *workers = arena_array(t->mem, THREADS, sizeof(*workers));
    int64_t *all = arena_array(t->mem, (size_t)THREADS * MANY, sizeof(*all));

    for (size_t i = 0; i < THREADS; i++) {
        CHECK_EQ(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        CHECK_EQ(pthread_join(workers[i].thread, NULL), 0);
        for (size_t n = 1; n < MANY; n++) {
            CHECK(workers[i].ids[n] > workers[i].ids[n - 1]);
        }
        memcpy(all + i * MANY, workers[i].ids, sizeof(workers[i].ids));
    }
    qsort(all, (size_t)THREADS * MANY, sizeof(*all), by_value);
    for (size_t i = 1; i < (size_t)THREADS * MANY; i++) {
        CHECK(all[i] != all[i - 1]);
    }
}

static bool is_made_of(str s, const char *letters) {
    for (size_t i = 0; i < s.len; i++) {
        if (str_find_char(str_of(letters), s.at[i]) == SIZE_MAX) {
            return false;
        }
    }
    return true;
}

TEST(tokens_are_base64url_without_padding) {
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    str token = id_token(t->mem, 16);

    CHECK_EQ(token.len, 22);
    CHECK_EQ(id_token(t->mem, 0).len, 0);
    CHECK_EQ(id_token(t->mem, 1).len, 2);
    CHECK_EQ(id_token(t->mem, 3).len, 4);
    CHECK_EQ(id_token(t->mem, 32).len, 43);
    CHECK(!str_eq(token, id_token(t->mem, 16)));
    for (int i = 0; i < 50; i++) {
        CHECK(is_made_of(id_token(t->mem, 32), letters));
    }
}

TEST(digits_keep_leading_zeros_and_their_number) {
    int zeros = 0;

    for (int i = 0; i < 500; i++) {
        str digits = id_digits(t->mem, 6);

        CHECK_EQ(digits.len, 6);
        CHECK(is_made_of(digits, "0123456789"));
        zeros += digits.at[0] == '0';
    }
    CHECK(zeros > 10); /* 50 are likely; fewer than 11 once in 10^12 runs */
    CHECK(zeros < 120);
    CHECK_EQ(id_digits(t->mem, 18).len, 18);
    CHECK_EQ(id_digits(t->mem, 99).len, 18);
    CHECK_EQ(id_digits(t->mem, -1).len, 1);
}

TEST(codes_can_be_read_aloud) {
    for (int i = 0; i < 100; i++) {
        CHECK(is_made_of(id_code(t->mem, 8), "BCDFGHJKLMNPRSTVWXZ"));
    }
    CHECK_EQ(id_code(t->mem, 8).len, 8);
    CHECK(!str_eq(id_code(t->mem, 12), id_code(t->mem, 12)));
}

TEST(random_bytes_fill_exactly_their_place) {
    unsigned char bytes[64] = {0};
    unsigned char seen = 0;

    for (int i = 0; i < 64; i++) {
        id_random(bytes + 8, 48);
        seen |= bytes[55];
    }
    CHECK(seen != 0);
    for (size_t i = 0; i < 8; i++) {
        CHECK_EQ(bytes[i], 0);
        CHECK_EQ(bytes[56 + i], 0);
    }
}

TEST(without_memory_there_is_no_secret) {
    CLEANUP(arena_auto) arena *a = arena_new(4096);

    while (arena_alloc(a, 16) != NULL) {
    }
    CHECK_EQ(id_token(a, 16).len, 0);
    CHECK_EQ(id_token(a, SIZE_MAX).len, 0);
    CHECK_EQ(id_digits(a, 6).len, 0);
    CHECK_EQ(id_code(a, 6).len, 0);
}
