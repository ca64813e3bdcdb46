#include "core/catalogue.h"

#include <string.h>

#include "tests/kit/kit.h"

/* A .mo file in the making: `ids` and `texts` are as many as `count`, NULs inside by "\0". */
struct pair {
    str id;
    str text;
};

static void put_u32(char *at, size_t value) {
    for (size_t i = 0; i < 4; i++) {
        at[i] = (char)(unsigned char)(value >> (8 * i));
    }
}

static str make_mo(struct test *t, const struct pair *pairs, size_t count) {
    char *at = arena_alloc(t->mem, 1 << 16);
    size_t end = 28 + count * 16;

    put_u32(at, 0x950412de);
    put_u32(at + 8, count);
    put_u32(at + 12, 28);
    put_u32(at + 16, 28 + count * 8);
    for (size_t i = 0; i < 2 * count; i++) {
        str s = i < count ? pairs[i].id : pairs[i - count].text;
        put_u32(at + 28 + i * 8, s.len);
        put_u32(at + 32 + i * 8, end);
        memcpy(at + end, s.at, s.len);
        end += s.len + 1;
    }
    return str_at(at, end);
}

#define HEAD                                                                                 \
    {                                                                                        \
        STR_INIT(""),                                                                        \
            STR_INIT("Plural-Forms: nplurals=2; plural=n > 1;\nX-Language-Name: Français\n") \
    }

static const struct pair good[] = {
    HEAD,
    {STR_INIT("Full"), STR_INIT("Complet")},
    {STR_INIT("one seat\0{n} seats"), STR_INIT("{n} place\0{n} places")},
};

static err read_pairs(struct test *t, struct pair second) {
    const struct pair pairs[] = {HEAD, second};
    const catalogue *c = NULL;

    return catalogue_read(t->mem, make_mo(t, pairs, 2), &c);
}

TEST(a_catalogue_gives_translations_forms_and_fields) {
    const catalogue *c = NULL;
    str text = STR_NONE;

    CHECK_OK(catalogue_read(t->mem, make_mo(t, good, COUNT_OF(good)), &c));
    CHECK(catalogue_find(c, STR("Full"), &text));
    CHECK_STR(text, "Complet");
    CHECK(catalogue_find_form(c, STR("one seat"), STR("{n} seats"), 1, &text));
    CHECK_STR(text, "{n} place");
    CHECK(catalogue_find_form(c, STR("one seat"), STR("{n} seats"), 2, &text));
    CHECK_STR(text, "{n} places");
    CHECK(catalogue_find(c, STR("one seat"), &text));
    CHECK_STR(text, "{n} place");
    CHECK_STR(catalogue_field(c, STR("X-Language-Name")), "Français");
    CHECK_STR(catalogue_field(c, STR("X-Other")), "");
}

TEST(what_a_catalogue_lacks_is_not_found) {
    const catalogue *c = NULL;
    str text = STR("untouched");

    CHECK_OK(catalogue_read(t->mem, make_mo(t, good, COUNT_OF(good)), &c));
    CHECK(!catalogue_find(c, STR("Empty"), &text));
    CHECK(!catalogue_find(c, STR(""), &text));
    CHECK(!catalogue_find_form(c, STR("one seat"), STR("{n} chairs"), 2, &text));
    CHECK(!catalogue_find_form(c, STR("Full"), STR("Fuller"), 2, &text));
    CHECK_STR(text, "untouched");
}

TEST(a_thousand_sentences_are_all_found) {
    static struct pair pairs[1001] = {HEAD};
    const catalogue *c = NULL;
    str text = STR_NONE;

    for (size_t i = 1; i < COUNT_OF(pairs); i++) {
        pairs[i].id = str_fmt(t->mem, "s%zu", i);
        pairs[i].text = str_fmt(t->mem, "p%zu", i);
    }
    CHECK_OK(catalogue_read(t->mem, make_mo(t, pairs, COUNT_OF(pairs)), &c));
    for (size_t i = 1; i < COUNT_OF(pairs); i++) {
        CHECK(catalogue_find(c, pairs[i].id, &text));
        CHECK(str_eq(text, pairs[i].text));
    }
}

TEST(texts_that_do_not_fit_their_sentence_are_refused) {
    CHECK_OK(read_pairs(t, (struct pair){STR("a"), STR("b")}));
    CHECK_ERR(read_pairs(t, (struct pair){STR("a"), STR("b\0c")}), ERR_DAMAGED);
    CHECK_ERR(read_pairs(t, (struct pair){STR("a\0b"), STR("b")}), ERR_DAMAGED);
    CHECK_ERR(read_pairs(t, (struct pair){STR("a\0b"), STR("b\0c\0d")}), ERR_DAMAGED);
    CHECK_ERR(read_pairs(t, (struct pair){STR("a\0b\0c"), STR("b\0c")}), ERR_DAMAGED);
    CHECK_ERR(read_pairs(t, (struct pair){STR("a\0"), STR("b\0c")}), ERR_DAMAGED);
    CHECK_ERR(read_pairs(t, (struct pair){STR("a"), STR("\xff")}), ERR_DAMAGED);
    CHECK_ERR(read_pairs(t, (struct pair){STR("\xc0\x80"), STR("b")}), ERR_DAMAGED);
}

TEST(a_file_without_a_plural_rule_is_refused) {
    const struct pair pairs[] = {{STR_INIT(""), STR_INIT("Language: fr\n")}};
    const struct pair headless[] = {{STR_INIT("Full"), STR_INIT("Complet")}};
    const catalogue *c = NULL;

    CHECK_ERR(catalogue_read(t->mem, make_mo(t, pairs, 1), &c), ERR_DAMAGED);
    CHECK_ERR(catalogue_read(t->mem, make_mo(t, headless, 1), &c), ERR_DAMAGED);
    CHECK_ERR(catalogue_read(t->mem, STR_NONE, &c), ERR_DAMAGED);
    CHECK(c == NULL);
}

/* Every byte of the head and tables, set to what hurts most. */
TEST(a_damaged_head_or_table_never_reads_past_the_end) {
    static const char values[] = {0, 1, 0x7f, (char)0x80, (char)0xff};
    str mo = make_mo(t, good, COUNT_OF(good));

    for (size_t at = 0; at < 28 + COUNT_OF(good) * 16; at++) {
        for (size_t i = 0; i < sizeof(values); i++) {
            char *copy = arena_alloc(t->mem, mo.len);
            const catalogue *c = NULL;
            str text = STR_NONE;
            memcpy(copy, mo.at, mo.len);
            copy[at] = values[i];
            if (catalogue_read(t->mem, str_at(copy, mo.len), &c) == OK) {
                catalogue_find(c, STR("Full"), &text);
                catalogue_find_form(c, STR("one seat"), STR("{n} seats"), 2, &text);
            }
        }
    }
}

TEST(a_file_cut_anywhere_is_refused) {
    str mo = make_mo(t, good, COUNT_OF(good));

    for (size_t len = 0; len < mo.len; len++) {
        char *copy = arena_alloc(t->mem, len);
        const catalogue *c = NULL;
        memcpy(copy, mo.at, len);
        CHECK_ERR(catalogue_read(t->mem, str_at(copy, len), &c), ERR_DAMAGED);
    }
}

TEST(numbers_that_wrap_are_refused) {
    static const size_t places[] = {8, 12, 16, 28, 32};

    for (size_t i = 0; i < COUNT_OF(places); i++) {
        str mo = make_mo(t, good, COUNT_OF(good));
        char *copy = arena_alloc(t->mem, mo.len);
        const catalogue *c = NULL;
        memcpy(copy, mo.at, mo.len);
        put_u32(copy + places[i], 0xfffffff8);
        CHECK_ERR(catalogue_read(t->mem, str_at(copy, mo.len), &c), ERR_DAMAGED);
    }
}
