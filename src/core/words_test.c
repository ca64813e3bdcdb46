#include "core/words.h"

#include "tests/kit/kit.h"

static const lang *french(void) {
    return lang_find(STR("fr"));
}

static const lang *pseudo(void) {
    words_allow_pseudo();
    return lang_find(STR("qps"));
}

static int32_t day(int year, int month, int d) {
    return day_from(year, month, d);
}

TEST(english_is_the_first_language_and_french_calls_itself_so) {
    CHECK(lang_at(0) == lang_english());
    CHECK(lang_find(STR("en")) == lang_english());
    CHECK_STR(lang_tag(lang_english()), "en");
    CHECK_STR(lang_name(lang_english()), "English");
    CHECK_STR(lang_tag(french()), "fr");
    CHECK_STR(lang_name(french()), "Français");
    CHECK(lang_find(STR("FR")) == french());
}

TEST(an_unknown_tag_is_no_language) {
    CHECK(lang_find(STR("tlh")) == NULL);
    CHECK(lang_find(STR("")) == NULL);
    CHECK(lang_at(1000) == NULL);
}

TEST(the_pseudo_locale_is_found_but_not_listed) {
    CHECK(pseudo() != NULL);
    for (size_t i = 0; lang_at(i) != NULL; i++) {
        CHECK(lang_at(i) != pseudo());
    }
}

TEST(the_best_of_an_accept_language_header_wins) {
    CHECK(lang_accept(STR("fr-FR,fr;q=0.9,en;q=0.8")) == french());
    CHECK(lang_accept(STR("en;q=0.8, fr;q=0.9")) == french());
    CHECK(lang_accept(STR("fr;q=0.8, en")) == lang_english());
    CHECK(lang_accept(STR("tlh, fr-CA;q=0.1")) == french());
    CHECK(lang_accept(STR("*;q=0.1, FR ; q=0.3")) == french());
}

TEST(a_header_that_names_nothing_of_ours_gives_english) {
    CHECK(lang_accept(STR_NONE) == lang_english());
    CHECK(lang_accept(STR("tlh, xx-YY;q=0.3")) == lang_english());
    CHECK(lang_accept(STR("fr;q=0")) == lang_english());
    CHECK(lang_accept(STR("fr;q=0.000, en;q=0.001")) == lang_english());
    CHECK(lang_accept(STR(",,;;q=,;q=1")) == lang_english());
}

TEST(a_range_with_a_weight_that_is_none_is_left_out) {
    CHECK(lang_accept(STR("fr;q=2")) == lang_english());
    CHECK(lang_accept(STR("fr;q=1.001")) == lang_english());
    CHECK(lang_accept(STR("fr;q=0.1234")) == lang_english());
    CHECK(lang_accept(STR("fr;q=-1")) == lang_english());
    CHECK(lang_accept(STR("fr;level=1")) == lang_english());
    CHECK(lang_accept(STR("fr;q=1.000")) == french());
}

TEST(a_sentence_without_translation_stays_english) {
    str sentence = STR("A sentence that nobody translates.");

    CHECK_STR(word(t->mem, french(), sentence), "A sentence that nobody translates.");
    CHECK_STR(words(t->mem, french(), STR("one gnu"), STR("{n} gnus"), 1), "one gnu");
    CHECK_STR(words(t->mem, french(), STR("one gnu"), STR("{n} gnus"), 0), "{n} gnus");
}

TEST(the_pseudo_locale_accents_and_lengthens_but_leaves_names_alone) {
    CHECK_STR(word(t->mem, pseudo(), STR("Take {n} seats, Bob")), "[Ţáķé {n} šéáţš, Ɓöƀ ~~~~~~~]");
    CHECK_STR(words(t->mem, pseudo(), STR("one"), STR("{n}"), 3), "[{n} ~~]");
}

TEST(values_are_filled_in_and_unknown_names_stay) {
    const struct word_value values[] = {{"name", STR("Ilse {n}")}, {"n", STR("3")}};

    CHECK_STR(word_fill(t->mem, STR("{name}: {n} of {all}"), values, 2), "Ilse {n}: 3 of {all}");
    CHECK_STR(word_fill(t->mem, STR("{{n}}"), values, 2), "{3}");
    CHECK_STR(word_fill(t->mem, STR("{n"), values, 2), "{n");
    CHECK_STR(word_fill(t->mem, STR("}{}{n}{n}"), values, 2), "}{}33");
    CHECK_STR(word_fill(t->mem, STR("{n}"), NULL, 0), "{n}");
    CHECK_STR(word_fill(t->mem, STR_NONE, values, 2), "");
}

TEST(a_day_in_words) {
    CHECK_STR(word_day(t->mem, lang_english(), day(2026, 3, 23)), "Mon 23 March");
    CHECK_STR(word_day(t->mem, french(), day(2026, 3, 23)), "lun. 23 mars");
    CHECK_STR(word_day_long(t->mem, lang_english(), day(2026, 3, 23)), "Monday 23 March 2026");
    CHECK_STR(word_day_long(t->mem, french(), day(2026, 8, 2)), "dimanche 2 août 2026");
}

TEST(every_weekday_and_month_is_translated) {
    for (int32_t d = day(2026, 1, 1); d < day(2027, 1, 1); d += 27) {
        str english = word_day_long(t->mem, lang_english(), d);
        CHECK(!str_eq(english, word_day_long(t->mem, french(), d)));
    }
    for (int weekday = 1; weekday <= 7; weekday++) {
        CHECK(!str_eq(word_weekday(french(), weekday), word_weekday(lang_english(), weekday)));
        CHECK(!str_eq(word_weekday_short(french(), weekday),
                      word_weekday_short(lang_english(), weekday)));
    }
    CHECK_STR(word_weekday(lang_english(), 0), "");
    CHECK_STR(word_weekday_short(lang_english(), 8), "");
}

TEST(a_span_of_days_says_month_and_year_once_where_they_are_the_same) {
    const lang *en = lang_english();

    CHECK_STR(word_days(t->mem, en, day(2026, 3, 23), day(2026, 3, 27)), "23 to 27 March 2026");
    CHECK_STR(word_days(t->mem, french(), day(2026, 3, 23), day(2026, 3, 27)),
              "du 23 au 27 mars 2026");
    CHECK_STR(word_days(t->mem, en, day(2026, 3, 30), day(2026, 4, 3)), "30 March to 3 April 2026");
    CHECK_STR(word_days(t->mem, en, day(2026, 12, 28), day(2027, 1, 1)),
              "28 December 2026 to 1 January 2027");
    CHECK_STR(word_days(t->mem, en, day(2026, 3, 23), day(2026, 3, 23)), "23 March 2026");
}
