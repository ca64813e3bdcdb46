#include "base/map.h"

#include "tests/kit/kit.h"

TEST(a_map_gives_back_what_was_put) {
    map *m = map_new(t->mem, 10);
    int one = 1;
    int two = 2;

    CHECK(map_get(m, STR("a")) == NULL);
    CHECK_OK(map_put(m, STR("a"), &one));
    CHECK_OK(map_put(m, STR("b"), &two));
    CHECK(map_get(m, STR("a")) == &one);
    CHECK(map_get(m, STR("b")) == &two);
    CHECK(map_get(m, STR("c")) == NULL);
    CHECK_EQ(map_count(m), 2);
}

TEST(a_second_value_replaces_the_first) {
    map *m = map_new(t->mem, 1);
    int one = 1;
    int two = 2;

    CHECK_OK(map_put(m, STR("a"), &one));
    CHECK_OK(map_put(m, STR("a"), &two));
    CHECK(map_get(m, STR("a")) == &two);
    CHECK_EQ(map_count(m), 1);
}

TEST(keys_are_copied_and_may_hold_anything) {
    map *m = map_new(t->mem, 10);
    char key[] = "abc";
    int one = 1;
    int two = 2;

    CHECK_OK(map_put(m, str_of(key), &one));
    key[0] = 'x';
    CHECK(map_get(m, STR("abc")) == &one);
    CHECK_OK(map_put(m, STR_NONE, &two));
    CHECK(map_get(m, STR("")) == &two);
    CHECK_OK(map_put(m, str_at("a\0b", 3), &two));
    CHECK(map_get(m, STR("a")) == NULL);
}

TEST(the_limit_of_a_map_holds) {
    map *m = map_new(t->mem, 2);
    int one = 1;

    CHECK_OK(map_put(m, STR("a"), &one));
    CHECK_OK(map_put(m, STR("b"), &one));
    CHECK_ERR(map_put(m, STR("c"), &one), ERR_LARGE);
    CHECK_OK(map_put(m, STR("a"), &one)); /* replacing is not growing */
    CHECK_EQ(map_count(m), 2);
    CHECK(map_get(m, STR("c")) == NULL);
    CHECK_ERR(map_put(map_new(t->mem, 0), STR("a"), &one), ERR_LARGE);
}

TEST(many_keys_are_found_and_walked_in_the_order_of_insertion) {
    enum { MANY = 5000 };

    map *m = map_new(t->mem, SIZE_MAX);
    int *values = arena_array(t->mem, MANY, sizeof(*values));
    size_t at = 0;
    str key = STR_NONE;
    void *value = NULL;

    for (int i = 0; i < MANY; i++) {
        CHECK_OK(map_put(m, str_fmt(t->mem, "key %d", i), &values[i]));
    }
    for (int i = 0; i < MANY; i++) {
        CHECK(map_get(m, str_fmt(t->mem, "key %d", i)) == &values[i]);
    }
    CHECK(map_get(m, STR("key 5000")) == NULL);
    for (int i = 0; i < MANY; i++) {
        CHECK(map_next(m, &at, &key, &value));
        CHECK(value == &values[i]);
        CHECK(str_eq(key, str_fmt(t->mem, "key %d", i)));
    }
    CHECK(!map_next(m, &at, &key, &value));
}

TEST(a_walk_through_nothing_ends_at_once) {
    size_t at = 0;
    str key = STR_NONE;
    void *value = NULL;

    CHECK(!map_next(map_new(t->mem, 3), &at, &key, &value));
}

TEST(a_map_without_memory_keeps_what_it_has) {
    CLEANUP(arena_auto) arena *a = arena_new(8192);
    map *m = map_new(a, 1000);
    int one = 1;
    int put = 0;

    CHECK(m != NULL);
    while (put < 1000 && map_put(m, str_fmt(t->mem, "key %d", put), &one) == OK) {
        put++;
    }
    CHECK(put > 12);
    CHECK(put < 1000);
    CHECK_ERR(map_put(m, STR("one more, and a longer one"), &one), ERR_MEMORY);
    CHECK_EQ(map_count(m), put);
    for (int i = 0; i < put; i++) {
        CHECK(map_get(m, str_fmt(t->mem, "key %d", i)) == &one);
    }
    while (arena_alloc(a, 16) != NULL) {
    }
    CHECK(map_new(a, 10) == NULL);
}
