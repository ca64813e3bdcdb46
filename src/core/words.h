/*
 * words.h: sentences in the reader's language.
 *
 * English stands in the source and is the key. Translations are gettext catalogues
 * (.po per feature and language), joined and compiled into the binary at build. The
 * pseudo-locale "qps" accents and lengthens every sentence, for tests of layout and
 * of forgotten sentences. A language tag is lower case ("en", "fr").
 */
#ifndef CORE_WORDS_H
#define CORE_WORDS_H

#include "base/arena.h"
#include "base/base.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/time.h"

typedef struct lang lang;

/* "en" is always there. NULL: none of that tag. "qps" only after words_allow_pseudo. */
const lang *lang_find(str tag);
const lang *lang_english(void);
/* The languages, English first, pseudo left out; NULL past the end. */
const lang *lang_at(size_t index);
str lang_tag(const lang *l);
/* Its own name: "English", "Français". */
str lang_name(const lang *l);
/* The best of an Accept-Language header; English where nothing fits. */
const lang *lang_accept(str header);
void words_allow_pseudo(void);

/*
 * Marks a sentence in C for the collector (tools/words) and is the sentence itself.
 * Everything given to word(), words() and refuse() must be such a literal.
 */
#define W(sentence) STR("" sentence)

/*
 * The translation, or the sentence itself. Lives for ever, except the pseudo-locale's, which is
 * in `mem`.
 */
str word(arena *mem, const lang *l, str sentence);
/* The form for `n` by the language's plural rule; `{n}` is left in place for word_fill. */
str words(arena *mem, const lang *l, str one, str many, int64_t n);

struct word_value {
    const char *name;
    str text;
};

/*
 * Puts values for {name} into `pattern`; an unknown name stays as it is. Not escaped: for plain
 * text.
 */
str word_fill(arena *mem, str pattern, const struct word_value *values, size_t count);

/*
 * One piece of a pattern, for callers that escape: cuts off `*left` the text up to the first
 * {name} that has a value and gives both; `*value` is NULL where only text was left. False at
 * the end.
 */
bool word_next(str *left, const struct word_value *values, size_t count, str *text,
               const struct word_value **value);

/* Dates in words. day_form: "Mon 23 March" / "lun. 23 mars"; long: "Monday 23 March 2026". */
str word_day(arena *mem, const lang *l, int32_t day);
str word_day_long(arena *mem, const lang *l, int32_t day);
/* "Mon", "Monday"; weekday 1 to 7. */
str word_weekday_short(const lang *l, int weekday);
str word_weekday(const lang *l, int weekday);
/* "23 to 27 March 2026", shortened where month or year are the same. */
str word_days(arena *mem, const lang *l, int32_t first, int32_t last);

#endif
