#include "web/html.h"

#include <math.h>

#include "tests/kit/kit.h"

static cx *reader(struct test *t, const lang *l) {
    cx *c = arena_alloc(t->mem, sizeof(*c));

    c->mem = t->mem;
    c->lang = l;
    c->edition.zone = zone_utc();
    return c;
}

static html page(struct test *t) {
    return (html){
        .out = buf_new(t->mem, 1 << 16), .c = reader(t, lang_english()), .token = STR("abc\"<&")};
}

static str text_of(struct test *t, str s) {
    html h = page(t);

    html_put(&h, s);
    return buf_str(&h.out);
}

static str link_of(struct test *t, const char *address) {
    html h = page(t);

    html_link(&h, str_of(address));
    return buf_str(&h.out);
}

TEST(text_is_escaped_for_text_and_both_quotes) {
    CHECK_STR(text_of(t, STR("<b title=\"x\" id='y'>&amp;</b>")),
              "&lt;b title=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;&lt;/b&gt;");
    CHECK_STR(text_of(t, STR("")), "");
    CHECK_STR(text_of(t, STR_NONE), "");
    CHECK_STR(text_of(t, STR("Élodie 😀 <")), "Élodie 😀 &lt;");
}

TEST(what_is_to_be_escaped_is_found_at_every_place) {
    static const char *const escaped[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};

    for (size_t at = 0; at < 24; at++) {
        for (size_t i = 0; i < COUNT_OF(escaped); i++) {
            char text[] = "abcdefgh=%;:?!#(01234567";
            text[at] = "&<>\"'"[i];
            str before = str_at(text, at);
            str after = str_of(text + at + 1);
            str want = str_join(t->mem, str_join(t->mem, before, str_of(escaped[i])), after);
            CHECK(str_eq(text_of(t, str_of(text)), want));
        }
    }
}

TEST(bytes_that_are_not_utf8_become_the_replacement_character) {
    CHECK_STR(text_of(t, STR("a\xff<")), "a\xef\xbf\xbd&lt;");
    CHECK_STR(text_of(t, STR("\xc3")), "\xef\xbf\xbd");
    CHECK_STR(text_of(t, STR("\xe2\x82<")), "\xef\xbf\xbd&lt;");
    CHECK_STR(text_of(t, STR("\xed\xa0\x80")), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(put_chooses_by_type) {
    html h = page(t);
    char array[] = "<a>";
    size_t size = SIZE_MAX;
    bool yes = true;

    html_put(&h, STR("s "));
    html_put(&h, array);
    html_put(&h, " c<");
    html_put(&h, (const char *)NULL);
    html_put(&h, -7);
    html_put(&h, INT64_MIN);
    html_put(&h, size);
    html_put(&h, yes);
    html_put(&h, 2.5);
    CHECK_STR(buf_str(&h.out), "s &lt;a&gt; c&lt;-7-9223372036854775808184467440737095516151"
                               "2.5");
}

static str number(struct test *t, double n) {
    html h = page(t);

    html_put(&h, n);
    return buf_str(&h.out);
}

TEST(fractions_have_at_most_one_decimal) {
    CHECK_STR(number(t, 3.0), "3");
    CHECK_STR(number(t, 12.34), "12.3");
    CHECK_STR(number(t, -0.5), "-0.5");
    CHECK_STR(number(t, -0.04), "0");
    CHECK_STR(number(t, 0.95001), "1");
    CHECK_STR(number(t, -1999.96), "-2000");
    CHECK_STR(number(t, (double)NAN), "–");
    CHECK_STR(number(t, (double)INFINITY), "–");
    CHECK_STR(number(t, 1e300), "–");
}

TEST(a_part_of_an_address_is_percent_encoded) {
    html h = page(t);
    size_t size = 5;

    html_url(&h, STR("a/b c&d=é\"'<"));
    html_url(&h, "~-._?");
    html_url(&h, 12);
    html_url(&h, size);
    CHECK_STR(buf_str(&h.out), "a%2Fb%20c%26d%3D%C3%A9%22%27%3C~-._%3F125");
}

TEST(a_whole_address_is_local_http_or_mail) {
    static const char *const good[] = {"/",
                                       "/seats/4",
                                       "/a//b",
                                       "#top",
                                       "?page=2",
                                       "https://example.org/x",
                                       "HTTP://example.org",
                                       "mailto:ilse@example.org"};

    for (size_t i = 0; i < COUNT_OF(good); i++) {
        CHECK_STR(link_of(t, good[i]), good[i]);
    }
    CHECK_STR(link_of(t, "/a?b=1&c=\"'"), "/a?b=1&amp;c=&quot;&#39;");
}

TEST(any_other_address_leads_nowhere) {
    static const char *const bad[] = {"",
                                      "javascript:alert(1)",
                                      "JaVaScRiPt:alert(1)",
                                      " javascript:alert(1)",
                                      "java\tscript:alert(1)",
                                      "data:text/html,x",
                                      "vbscript:x",
                                      "//evil.example",
                                      "/\\evil.example",
                                      "\\\\evil.example",
                                      "/\t/evil.example",
                                      "\n/x",
                                      "https:/x",
                                      "ftp://x",
                                      "relative"};

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        CHECK_STR(link_of(t, bad[i]), "#");
    }
}

TEST(a_sentence_escapes_itself_and_its_values) {
    html h = page(t);
    const struct word_value values[] = {{"name", STR("<Ilse> {n}")}, {"n", STR("3")}};

    html_t(&h, STR("\"{name}\" & {n} {other}"), values, 2);
    CHECK_STR(buf_str(&h.out), "&quot;&lt;Ilse&gt; {n}&quot; &amp; 3 {other}");
}

TEST(a_count_chooses_the_form_and_fills_the_number) {
    html h = page(t);
    const struct word_value values[] = {{"name", STR("<Labs>")}};

    html_n(&h, STR("One seat in {name}. "), STR("{n} seats in {name}. "), 1, values, 1);
    html_n(&h, STR("One seat in {name}. "), STR("{n} seats in {name}. "), 12, values, 1);
    CHECK_STR(buf_str(&h.out), "One seat in &lt;Labs&gt;. 12 seats in &lt;Labs&gt;. ");
}

TEST(sentences_follow_the_reader) {
    html h = page(t);

    h.c = reader(t, lang_find(STR("fr")));
    html_t(&h, STR("Monday"), NULL, 0);
    html_raw(&h, STR(" <br> "));
    html_day(&h, day_from(2026, 3, 23));
    CHECK_STR(buf_str(&h.out), "lundi <br> lun. 23 mars");
}

TEST(every_form_carries_the_token_and_the_page_knows_it) {
    html h = page(t);

    CHECK(!h.has_form);
    html_token(&h);
    CHECK(h.has_form);
    CHECK_STR(buf_str(&h.out),
              "<input type=\"hidden\" name=\"csrf\" value=\"abc&quot;&lt;&amp;\">");
}

TEST(a_moment_shows_the_time_of_the_editions_zone) {
    html h = page(t);
    cx *c = reader(t, lang_english());

    h.c = c;
    html_time(&h, INT64_C(1774253100));
    CHECK_OK(zone_find(STR("Europe/Paris"), &c->edition.zone));
    html_raw(&h, STR(" "));
    html_time(&h, INT64_C(1774253100));
    CHECK_STR(buf_str(&h.out), "08:05 09:05");
}

TEST(a_page_that_is_too_long_says_so_at_the_end) {
    html h = page(t);

    h.out = buf_new(t->mem, 8);
    html_put(&h, STR("<<<<<<"));
    CHECK_ERR(buf_done(&h.out), ERR_LARGE);
}
