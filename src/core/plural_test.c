#include "core/plural.h"

#include "tests/kit/kit.h"

static size_t form(const char *rule, int64_t n) {
    struct plural p = {0};

    CHECK_OK(plural_read(str_of(rule), &p));
    return plural_form(&p, n);
}

static void refuses(const char *rule) {
    struct plural p = {.forms = 77};

    CHECK_ERR(plural_read(str_of(rule), &p), ERR_DAMAGED);
    CHECK_EQ(p.forms, 77);
}

TEST(french_takes_the_singular_for_none_and_one) {
    static const char rule[] = "nplurals=2; plural=(n > 1);";

    CHECK_EQ(form(rule, 0), 0);
    CHECK_EQ(form(rule, 1), 0);
    CHECK_EQ(form(rule, 2), 1);
    CHECK_EQ(form(rule, -1), 0);
    CHECK_EQ(form(rule, INT64_MIN), 1);
}

TEST(polish_has_three_forms) {
    static const char rule[] = "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || "
                               "n%100>=20) ? 1 : 2);";
    static const size_t forms[] = {2, 0, 1, 1, 1, 2};

    for (size_t n = 0; n < COUNT_OF(forms); n++) {
        CHECK_EQ(form(rule, (int64_t)n), forms[n]);
    }
    CHECK_EQ(form(rule, 12), 2);
    CHECK_EQ(form(rule, 22), 1);
    CHECK_EQ(form(rule, 112), 2);
}

TEST(slovenian_and_arabic_choose_within_a_choice) {
    static const char slovenian[] =
        "nplurals=4; plural=(n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3)";
    static const char arabic[] = "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && "
                                 "n%100<=10 ? 3 : n%100>=11 ? 4 : 5;";

    CHECK_EQ(form(slovenian, 101), 0);
    CHECK_EQ(form(slovenian, 202), 1);
    CHECK_EQ(form(slovenian, 4), 2);
    CHECK_EQ(form(slovenian, 5), 3);
    CHECK_EQ(form(arabic, 2), 2);
    CHECK_EQ(form(arabic, 110), 3);
    CHECK_EQ(form(arabic, 111), 4);
    CHECK_EQ(form(arabic, 100), 5);
}

TEST(operators_bind_as_in_c) {
    CHECK_EQ(form("nplurals=8; plural=1+2*3", 0), 7);
    CHECK_EQ(form("nplurals=8; plural=(1+2)*2", 0), 6);
    CHECK_EQ(form("nplurals=8; plural=7-3-2", 0), 2);
    CHECK_EQ(form("nplurals=8; plural=!n+1", 5), 1);
    CHECK_EQ(form("nplurals=8; plural=!!n", 5), 1);
    CHECK_EQ(form("nplurals=8; plural=1?n?2:3:4", 0), 3);
    CHECK_EQ(form("nplurals=8; plural=0?1:0?2:5", 0), 5);
    CHECK_EQ(form("nplurals=8; plural=1 || 0 && 0", 0), 1);
    CHECK_EQ(form("nplurals=8; plural=n/2", 9), 4);
}

TEST(a_result_past_the_last_form_and_a_division_by_zero_give_the_first) {
    CHECK_EQ(form("nplurals=2; plural=n", 5), 0);
    CHECK_EQ(form("nplurals=2; plural=1/0", 5), 0);
    CHECK_EQ(form("nplurals=2; plural=1%0+1", 5), 1);
}

TEST(what_is_no_rule_is_refused) {
    static const char *const rules[] = {"",
                                        "nplurals=2;",
                                        "nplurals=2; plural=",
                                        "nplurals=0; plural=n",
                                        "plural=n",
                                        "nplurals=9; plural=n",
                                        "nplurals=2; plural=n n",
                                        "nplurals=2; plural=(n",
                                        "nplurals=2; plural=n)",
                                        "nplurals=2; plural=n ? 1",
                                        "nplurals=2; plural=n : 1",
                                        "nplurals=2; plural=n +",
                                        "nplurals=2; plural=(n ? 1) : 2",
                                        "nplurals=2; plural=()",
                                        "nplurals=2; plural=n = 1",
                                        "nplurals=2; plural=m",
                                        "nplurals=2; plural=n(1)",
                                        "nplurals=2; plural=n!",
                                        "nplurals=2; plural=1:2?3",
                                        "nplurals=x; plural=n"};

    for (size_t i = 0; i < COUNT_OF(rules); i++) {
        refuses(rules[i]);
    }
}

TEST(a_rule_that_is_too_long_or_too_deep_is_refused) {
    char rule[400] = "nplurals=2; plural=";

    for (size_t i = 19; i < 399; i++) {
        rule[i] = '!';
    }
    refuses(rule);
    rule[19 + 80] = 'n';
    rule[19 + 81] = '\0';
    refuses(rule);
    rule[19 + 40] = 'n';
    rule[19 + 41] = '\0';
    CHECK_EQ(form(rule, 3), 1);
}
