#include <float.h>
#include <string.h>

#include "base/str.h"
#include "tests/kit/kit.h"

TEST(whole_numbers_are_read_to_their_limits) {
    static const struct {
        const char *text;
        int64_t value;
    } good[] = {
        {"0", 0},
        {"-0", 0},
        {"007", 7},
        {"42", 42},
        {"-42", -42},
        {"9223372036854775807", INT64_MAX},
        {"-9223372036854775808", INT64_MIN},
        {"0000000000000000000000000000001", 1},
    };

    for (size_t i = 0; i < COUNT_OF(good); i++) {
        int64_t value = -1;

        CHECK(str_i64(str_of(good[i].text), &value));
        CHECK_EQ(value, good[i].value);
    }
}

TEST(what_is_not_a_whole_number_is_refused_and_nothing_written) {
    static const char *const bad[] = {"",
                                      "-",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "1.0",
                                      "0x1",
                                      "1e3",
                                      "--1",
                                      "1-",
                                      "\xd9\xa1",
                                      "a",
                                      "9223372036854775808",
                                      "-9223372036854775809",
                                      "99999999999999999999999"};
    int64_t value = 77;

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        CHECK(!str_i64(str_of(bad[i]), &value));
    }
    CHECK(!str_i64(str_at("1\0", 2), &value));
    CHECK_EQ(value, 77);
}

TEST(fractions_are_read_to_the_nearest_double) {
    static const struct {
        const char *text;
        double value;
    } good[] = {
        {"12.5", 12.5},
        {"-3e2", -300},
        {"0", 0},
        {"0.1", 0.1},
        {"1E+2", 100},
        {"25e-1", 2.5},
        {"00.50", 0.5},
        {"9007199254740993", 9007199254740992.0}, /* half way: to even */
        {"1.7976931348623157e308", DBL_MAX},
        {"2.2250738585072014e-308", DBL_MIN},
        {"1e-400", 0},
    };

    for (size_t i = 0; i < COUNT_OF(good); i++) {
        double value = -1;

        CHECK(str_f64(str_of(good[i].text), &value));
        CHECK_NEAR(value, good[i].value, 0);
    }
}

TEST(what_is_not_a_fraction_is_refused_and_nothing_written) {
    static const char *const bad[] = {"",    "-",     ".5",     "5.",    "+1",    "1,5",
                                      "inf", "nan",   "0x10",   "1e",    "1e+",   " 1",
                                      "1 ",  "1e309", "-1e309", "1.2.3", "1e1.5", "--1"};
    double value = 77;
    char longest[402];

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        CHECK(!str_f64(str_of(bad[i]), &value));
    }
    memset(longest, '0', sizeof(longest));
    CHECK(!str_f64(str_at("1\0", 2), &value));
    CHECK(!str_f64(str_at(longest, 401), &value));
    CHECK_NEAR(value, 77, 0);
    CHECK(str_f64(str_at(longest, 400), &value));
    CHECK_NEAR(value, 0, 0);
}

TEST(utf8_is_told_from_what_only_looks_like_it) {
    static const char *const good[] = {"",
                                       "plain ascii, longer than eight bytes",
                                       "\xc2\x80",
                                       "\xdf\xbf",
                                       "\xe0\xa0\x80",
                                       "\xed\x9f\xbf",
                                       "\xee\x80\x80",
                                       "\xef\xbf\xbf",
                                       "\xf0\x90\x80\x80",
                                       "\xf4\x8f\xbf\xbf",
                                       "12345678\303\25112345678\342\202\254"};
    static const char *const bad[] = {"\x80",
                                      "\xbf",
                                      "\xc0\xaf",         /* overlong / */
                                      "\xc1\xbf",         /* overlong */
                                      "\xe0\x80\xaf",     /* overlong */
                                      "\xe0\x9f\xbf",     /* overlong */
                                      "\xed\xa0\x80",     /* surrogate */
                                      "\xed\xbf\xbf",     /* surrogate */
                                      "\xf0\x8f\xbf\xbf", /* overlong */
                                      "\xf4\x90\x80\x80", /* past U+10FFFF */
                                      "\xf5\x80\x80\x80",
                                      "\xff",
                                      "\xc3",
                                      "\xe2\x82",
                                      "\xf0\x9f\x98",
                                      "\xc3(",
                                      "12345678\37712345678"};

    for (size_t i = 0; i < COUNT_OF(good); i++) {
        CHECK(str_is_utf8(str_of(good[i])));
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        CHECK(!str_is_utf8(str_of(bad[i])));
    }
    CHECK(!str_is_utf8(str_at("\xc3\xa9", 1))); /* the byte after the end does not help */
}

TEST(points_are_counted_and_read_one_by_one) {
    str text = STR("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
    static const uint32_t points[] = {'a', 0xe9, 0x20ac, 0x1f600};
    size_t at = 0;
    uint32_t point = 0;

    CHECK_EQ(str_points(text), 4);
    CHECK_EQ(str_points(STR_NONE), 0);
    for (size_t i = 0; i < COUNT_OF(points); i++) {
        CHECK(str_point(text, &at, &point));
        CHECK_EQ(point, points[i]);
    }
    CHECK_EQ(at, text.len);
}

TEST(a_broken_sequence_costs_only_what_began_well) {
    str text = STR("\xe2\x82(\xf0\x9f\xff");
    size_t at = 0;
    uint32_t point = 0;

    CHECK(!str_point(text, &at, &point));
    CHECK_EQ(at, 2);
    CHECK_EQ(point, 0xfffd);
    CHECK(str_point(text, &at, &point));
    CHECK_EQ(point, '(');
    CHECK(!str_point(text, &at, &point));
    CHECK_EQ(at, 5);
    CHECK(!str_point(text, &at, &point));
    CHECK_EQ(at, text.len);
}

TEST(folding_makes_names_alike) {
    CHECK_STR(str_fold(t->mem, STR("Élodie  Exemple")), "elodie exemple");
    CHECK_STR(str_fold(t->mem, STR("E\xcc\x81lodie Exemple")), "elodie exemple"); /* two points */
    CHECK_STR(str_fold(t->mem, STR(" \t\n STRASSE \r\n")), "strasse");
    CHECK_STR(str_fold(t->mem, STR("Straße")), "strasse");
    CHECK_STR(str_fold(t->mem, STR("ＦＵＬＬ ﬁ ①")), "full fi 1");
    CHECK_STR(str_fold(t->mem, STR("a\xc2\xa0\xe3\x80\x80\xe2\x80\xa9z")), "a z");
    CHECK_STR(str_fold(t->mem, STR("Ştefan Şandor Ő")), "stefan sandor o");
    CHECK_STR(str_fold(t->mem, STR("ΣΊΣΥΦΟΣ")), "σισυφοσ");
    CHECK_STR(str_fold(t->mem, STR("a\xc2\xad"
                                   "b\xe2\x80\x8b"
                                   "c")),
              "abc"); /* soft hyphen, zero width */
    CHECK_STR(str_fold(t->mem, STR("Жук 한국")), "жук 한국");
}

TEST(folding_of_nothing_or_rubbish_is_empty) {
    CHECK_STR(str_fold(t->mem, STR_NONE), "");
    CHECK_STR(str_fold(t->mem, STR("  \n ")), "");
    CHECK_STR(str_fold(t->mem, STR("\xcc\x81")), "");
    CHECK_STR(str_fold(t->mem, STR("abc\xff")), "");
}

TEST(slugs_are_made_of_small_letters_digits_and_dashes) {
    CHECK_STR(str_slug(t->mem, STR("Élodie  Exemple!")), "elodie-exemple");
    CHECK_STR(str_slug(t->mem, STR("--A/b__c--")), "a-b-c");
    CHECK_STR(str_slug(t->mem, STR("Łódź & Århus, Œuvre")), "lodz-arhus-oeuvre");
    CHECK_STR(str_slug(t->mem, STR("Søren Þór Đorđe")), "soren-thor-dorde");
    CHECK_STR(str_slug(t->mem, STR("R2-D2")), "r2-d2");
}

TEST(a_slug_is_never_empty) {
    CHECK_STR(str_slug(t->mem, STR_NONE), "x");
    CHECK_STR(str_slug(t->mem, STR("!?")), "x");
    CHECK_STR(str_slug(t->mem, STR("한국")), "x");
    CHECK_STR(str_slug(t->mem, STR("\xff\xfe")), "x");
}

TEST(a_slug_has_at_most_sixty_bytes_and_no_dash_at_its_end) {
    char sixty_one[61];

    memset(sixty_one, 'a', sizeof(sixty_one));
    CHECK_EQ(str_slug(t->mem, str_at(sixty_one, 61)).len, 60);
    sixty_one[59] = ' ';
    str slug = str_slug(t->mem, str_at(sixty_one, 61));

    CHECK_EQ(slug.len, 59);
    CHECK_EQ(slug.at[58], 'a');
}
