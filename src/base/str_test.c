#include "base/str.h"

#include <limits.h>
#include <string.h>

#include "tests/kit/kit.h"

TEST(a_str_may_be_empty_with_any_pointer) {
    str nothing = {"abc", 0};

    CHECK(str_is_empty(STR_NONE));
    CHECK(str_is_empty(nothing));
    CHECK(str_is_empty(str_of(NULL)));
    CHECK(str_eq(STR_NONE, nothing));
    CHECK_EQ(str_order(STR_NONE, nothing), 0);
    CHECK(str_starts(nothing, STR_NONE));
    CHECK(str_is_empty(str_trim(STR_NONE)));
    CHECK_EQ(str_find_char(STR_NONE, 'a'), SIZE_MAX);
    CHECK_EQ(str_hash(STR_NONE), str_hash(nothing));
    CHECK_STR(str_fmt(t->mem, "[%.*s]", STR_ARG(STR_NONE)), "[]");
}

TEST(a_length_for_printf_is_cut_at_the_largest_int) {
    CHECK_EQ(str_int_len(str_at("", (size_t)INT_MAX + 5)), INT_MAX);
    CHECK_EQ(str_int_len(STR("four")), 4);
}

TEST(equality_looks_at_every_byte_also_nul) {
    CHECK(str_eq(str_at("a\0b", 3), str_at("a\0b", 3)));
    CHECK(!str_eq(str_at("a\0b", 3), str_at("a\0c", 3)));
    CHECK(!str_eq(STR("a"), STR("ab")));
}

TEST(case_is_ignored_for_ascii_letters_alone) {
    CHECK(str_eq_nocase(STR("Content-TYPE"), STR("content-type")));
    CHECK(!str_eq_nocase(STR("@["), STR("`{")));
    CHECK(!str_eq_nocase(STR("É"), STR("é")));
    CHECK(!str_eq_nocase(STR("a"), STR("ab")));
}

TEST(order_is_by_bytes_and_a_prefix_comes_first) {
    CHECK(str_order(STR("a"), STR("b")) < 0);
    CHECK(str_order(STR("b"), STR("a")) > 0);
    CHECK(str_order(STR("a"), STR("ab")) < 0);
    CHECK(str_order(STR("ab"), STR("a")) > 0);
    CHECK(str_order(STR("z"), STR("\xc3\xa9")) < 0); /* bytes count without sign */
    CHECK_EQ(str_order(STR("same"), STR("same")), 0);
}

TEST(starts_and_ends) {
    CHECK(str_starts(STR("semaine"), STR("sem")));
    CHECK(!str_starts(STR("sem"), STR("semaine")));
    CHECK(str_ends(STR("semaine"), STR("aine")));
    CHECK(!str_ends(STR("aine"), STR("semaine")));
    CHECK(str_ends(STR("aine"), STR_NONE));
}

TEST(find_gives_the_first_place) {
    CHECK_EQ(str_find(STR("banana"), STR("ana")), 1);
    CHECK_EQ(str_find(STR("banana"), STR("nab")), SIZE_MAX);
    CHECK_EQ(str_find(STR("aaab"), STR("aab")), 1);
    CHECK_EQ(str_find(STR("b"), STR("banana")), SIZE_MAX);
    CHECK_EQ(str_find(STR("banana"), STR("")), 0);
    CHECK_EQ(str_find(STR_NONE, STR("")), 0);
    CHECK_EQ(str_find(STR_NONE, STR("a")), SIZE_MAX);
    CHECK_EQ(str_find(STR("banana"), STR("banana")), 0);
    CHECK_EQ(str_find(STR("banana"), STR("a")), 1);
    CHECK_EQ(str_find_char(STR("banana"), 'n'), 2);
    CHECK_EQ(str_find_char(STR("banana"), 'x'), SIZE_MAX);
}

TEST(pieces_are_clipped) {
    CHECK_STR(str_from(STR("week"), 2), "ek");
    CHECK_STR(str_from(STR("week"), 9), "");
    CHECK_STR(str_first(STR("week"), 2), "we");
    CHECK_STR(str_first(STR("week"), 9), "week");
}

TEST(trim_takes_ascii_white_space_at_both_ends) {
    CHECK_STR(str_trim(STR(" \t\r\n\v\fa b\n ")), "a b");
    CHECK_STR(str_trim(STR(" \n ")), "");
    CHECK_STR(str_trim(STR("\xc2\xa0")), "\xc2\xa0");
}

TEST(cut_splits_at_the_first_and_tells_whether_there_was_one) {
    str head = STR_NONE;
    bool found = false;

    CHECK_STR(str_cut(STR("a=b=c"), '=', &head, &found), "b=c");
    CHECK_STR(head, "a");
    CHECK(found);
    CHECK_STR(str_cut(STR("abc"), '=', &head, &found), "");
    CHECK_STR(head, "abc");
    CHECK(!found);
    CHECK_STR(str_cut(STR("abc="), '=', &head, NULL), "");
    CHECK_STR(head, "abc");
    CHECK_STR(str_cut(STR_NONE, '=', &head, &found), "");
    CHECK(!found);
}

TEST(cut_may_write_over_its_own_argument) {
    str rest = STR("a,b");

    CHECK_STR(str_cut(rest, ',', &rest, NULL), "b");
    CHECK_STR(rest, "a");
}

TEST(copies_are_apart_from_what_they_copy) {
    char text[] = "abc";
    str copy = str_copy(t->mem, str_of(text));

    text[0] = 'x';
    CHECK_STR(copy, "abc");
    CHECK_STR(str_join(t->mem, copy, STR("def")), "abcdef");
    CHECK_STR(str_join(t->mem, STR_NONE, STR_NONE), "");
    CHECK_STR(str_lower(t->mem, STR("ÀBC-Z[")), "Àbc-z[");
}

TEST(a_text_for_c_is_terminated) {
    char text[] = {'a', 'b', 'c'};
    const char *copy = str_c(t->mem, str_at(text, 2));

    CHECK_EQ(strlen(copy), 2);
    CHECK_EQ(strlen(str_c(t->mem, str_at("a\0b", 3))), 1);
    CHECK_EQ(strlen(str_c(t->mem, STR_NONE)), 0);
}

TEST(formatted_texts_may_have_any_length) {
    CHECK_STR(str_fmt(t->mem, "%d-%s", 7, "x"), "7-x");
    CHECK_STR(str_fmt(t->mem, "%s", ""), "");
    for (int len = 250; len < 260; len++) {
        str text = str_fmt(t->mem, "%*d", len, 1);

        CHECK_EQ(text.len, len);
        CHECK_EQ(text.at[len - 1], '1');
        CHECK_EQ(text.at[len - 2], ' ');
    }
}

TEST(without_memory_texts_are_empty) {
    CLEANUP(arena_auto) arena *a = arena_new(4096);

    while (arena_alloc(a, 16) != NULL) {
    }
    CHECK_STR(str_copy(a, STR("abc")), "");
    CHECK_STR(str_join(a, STR("abc"), STR("d")), "");
    CHECK_STR(str_join(a, str_at("", SIZE_MAX), STR("d")), "");
    CHECK_STR(str_lower(a, STR("abc")), "");
    CHECK_STR(str_fmt(a, "abc"), "");
    CHECK_STR(str_fmt(a, "%*d", 500, 1), "");
    CHECK_STR(str_of(str_c(a, STR("abc"))), "");
    CHECK_STR(str_fold(a, STR("abc")), "");
    CHECK(arena_failed(a));
}

TEST(the_hash_is_fnv_1a) {
    /* Test vectors of its authors (Fowler, Noll, Vo; test_fnv.c). */
    CHECK(str_hash(STR("")) == UINT64_C(0xcbf29ce484222325));
    CHECK(str_hash(STR("a")) == UINT64_C(0xaf63dc4c8601ec8c));
    CHECK(str_hash(STR("foobar")) == UINT64_C(0x85944171f73967e8));
}
