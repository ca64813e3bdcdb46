#include "core/words.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/log.h"
#include "core/catalogue.h"
#include "core/pseudo.h"

enum { LANGS_MAX = 40, CATALOGUES_BYTES_MAX = 64 << 20, FILL_MAX = 1 << 20, RANGES_MAX = 32 };

struct lang {
    str tag;
    str name;
    const catalogue *catalogue; /* NULL: English and the pseudo-locale */
};

/* Written once, by read_catalogues; they stay for the life of the process. */
static struct lang langs[LANGS_MAX];
static size_t lang_count;
static arena *catalogues_mem;
static pthread_once_t catalogues_once = PTHREAD_ONCE_INIT;

static const struct lang pseudo = {.tag = STR_INIT("qps"), .name = STR_INIT("Pseudo")};
static atomic_bool pseudo_allowed;

static void add_lang(const struct words_catalogue *source) {
    const catalogue *c = NULL;
    str bytes = str_at((const char *)source->bytes, source->len);
    err result = lang_count < LANGS_MAX ? catalogue_read(catalogues_mem, bytes, &c) : ERR_LARGE;

    if (result != OK) {
        LOG(LOG_ERROR, "catalogue_refused", LOG_S("language", str_of(source->tag)),
            LOG_S("reason", str_of(err_name(result))));
        return;
    }
    str name = catalogue_field(c, STR("X-Language-Name"));
    langs[lang_count++] = (struct lang){.tag = str_of(source->tag),
                                        .name = name.len > 0 ? name : str_of(source->tag),
                                        .catalogue = c};
}

static void read_catalogues(void) {
    langs[lang_count++] = (struct lang){.tag = STR("en"), .name = STR("English")};
    catalogues_mem = arena_new(CATALOGUES_BYTES_MAX);
    for (size_t i = 0; catalogues_mem != NULL && i < words_catalogue_count; i++) {
        add_lang(&words_catalogues[i]);
    }
}

const lang *lang_at(size_t index) {
    (void)pthread_once(&catalogues_once, read_catalogues);
    return index < lang_count ? &langs[index] : NULL;
}

const lang *lang_english(void) {
    return lang_at(0);
}

const lang *lang_find(str tag) {
    const lang *l = NULL;

    for (size_t i = 0; (l = lang_at(i)) != NULL; i++) {
        if (str_eq_nocase(l->tag, tag)) {
            return l;
        }
    }
    return atomic_load(&pseudo_allowed) && str_eq_nocase(tag, pseudo.tag) ? &pseudo : NULL;
}

str lang_tag(const lang *l) {
    return l->tag;
}

str lang_name(const lang *l) {
    return l->name;
}

void words_allow_pseudo(void) {
    atomic_store(&pseudo_allowed, true);
}

/* A qvalue of RFC 9110, 12.4.2, in thousandths; -1: it is none. */
static int read_weight(str text) {
    str whole = STR_NONE;
    str part = str_cut(text, '.', &whole, NULL);
    int weight = 0;
    int unit = 100;

    if (whole.len != 1 || (whole.at[0] != '0' && whole.at[0] != '1') || part.len > 3) {
        return -1;
    }
    weight = (whole.at[0] - '0') * 1000;
    for (size_t i = 0; i < part.len; i++) {
        if (part.at[i] < '0' || part.at[i] > '9') {
            return -1;
        }
        weight += (part.at[i] - '0') * unit;
        unit /= 10;
    }
    return weight <= 1000 ? weight : -1;
}

/* "fr-CA;q=0.8": its language, or the one of its first part ("fr"); NULL: not ours. */
static const lang *read_range(str range, int *weight) {
    str tag = STR_NONE;
    str parameter = str_trim(str_cut(range, ';', &tag, NULL));
    str primary = STR_NONE;

    tag = str_trim(tag);
    *weight = 1000;
    if (parameter.len > 0) {
        *weight = str_eq_nocase(str_first(parameter, 2), STR("q="))
                      ? read_weight(str_trim(str_from(parameter, 2)))
                      : -1;
    }
    if (str_eq(tag, STR("*"))) {
        return lang_english();
    }
    const lang *exact = lang_find(tag);
    str_cut(tag, '-', &primary, NULL);
    return exact != NULL ? exact : lang_find(primary);
}

const lang *lang_accept(str header) {
    const lang *best = NULL;
    int best_weight = 0;
    str range = STR_NONE;

    for (size_t i = 0; i < RANGES_MAX && header.len > 0; i++) {
        int weight = 0;
        header = str_cut(header, ',', &range, NULL);
        const lang *l = read_range(range, &weight);
        if (l != NULL && weight > best_weight) {
            best = l;
            best_weight = weight;
        }
    }
    return best != NULL ? best : lang_english();
}

str word(arena *mem, const lang *l, str sentence) {
    str text = STR_NONE;

    if (l == &pseudo) {
        return pseudo_sentence(mem, sentence);
    }
    return l->catalogue != NULL && catalogue_find(l->catalogue, sentence, &text) ? text : sentence;
}

str words(arena *mem, const lang *l, str one, str many, int64_t n) {
    str text = STR_NONE;
    str english = n == 1 || n == -1 ? one : many;

    if (l == &pseudo) {
        return pseudo_sentence(mem, english);
    }
    return l->catalogue != NULL && catalogue_find_form(l->catalogue, one, many, n, &text) ? text
                                                                                          : english;
}

static const struct word_value *find_value(const struct word_value *values, size_t count,
                                           str name) {
    for (size_t i = 0; i < count; i++) {
        if (str_eq(str_of(values[i].name), name)) {
            return &values[i];
        }
    }
    return NULL;
}

bool word_next(str *left, const struct word_value *values, size_t count, str *text,
               const struct word_value **value) {
    str whole = *left;

    *text = whole;
    *value = NULL;
    *left = STR_NONE;
    for (size_t i = 0; count > 0 && i < whole.len; i++) {
        size_t open = str_find_char(str_from(whole, i), '{');
        size_t len = open == SIZE_MAX ? SIZE_MAX : str_find_char(str_from(whole, i + open), '}');
        if (len == SIZE_MAX) {
            break;
        }
        i += open;
        *value = find_value(values, count, str_first(str_from(whole, i + 1), len - 1));
        if (*value != NULL) {
            *text = str_first(whole, i);
            *left = str_from(whole, i + len + 1);
            break;
        }
    }
    return whole.len > 0;
}

str word_fill(arena *mem, str pattern, const struct word_value *values, size_t count) {
    buf out = buf_new(mem, FILL_MAX);
    const struct word_value *value = NULL;
    str text = STR_NONE;

    while (word_next(&pattern, values, count, &text, &value)) {
        buf_put(&out, text);
        if (value != NULL) {
            buf_put(&out, value->text);
        }
    }
    return buf_str(&out);
}

/* Names are short and looked up where no arena is at hand, so the pseudo-locale keeps them. */
static str name_in(const lang *l, str name) {
    return l == &pseudo ? name : word(NULL, l, name);
}

str word_weekday(const lang *l, int weekday) {
    const str names[] = {W("Monday"), W("Tuesday"),  W("Wednesday"), W("Thursday"),
                         W("Friday"), W("Saturday"), W("Sunday")};

    return weekday >= 1 && weekday <= 7 ? name_in(l, names[weekday - 1]) : STR_NONE;
}

str word_weekday_short(const lang *l, int weekday) {
    const str names[] = {W("Mon"), W("Tue"), W("Wed"), W("Thu"), W("Fri"), W("Sat"), W("Sun")};

    return weekday >= 1 && weekday <= 7 ? name_in(l, names[weekday - 1]) : STR_NONE;
}

static str month_name(const lang *l, int month) {
    const str names[] = {W("January"),   W("February"), W("March"),    W("April"),
                         W("May"),       W("June"),     W("July"),     W("August"),
                         W("September"), W("October"),  W("November"), W("December")};

    return month >= 1 && month <= 12 ? name_in(l, names[month - 1]) : STR_NONE;
}

str word_day(arena *mem, const lang *l, int32_t day) {
    struct civil c = day_civil(day);
    const struct word_value values[] = {{"weekday", word_weekday_short(l, c.weekday)},
                                        {"day", str_fmt(mem, "%d", c.day)},
                                        {"month", month_name(l, c.month)}};

    return word_fill(mem, word(mem, l, W("{weekday} {day} {month}")), values, COUNT_OF(values));
}

str word_day_long(arena *mem, const lang *l, int32_t day) {
    struct civil c = day_civil(day);
    const struct word_value values[] = {{"weekday", word_weekday(l, c.weekday)},
                                        {"day", str_fmt(mem, "%d", c.day)},
                                        {"month", month_name(l, c.month)},
                                        {"year", str_fmt(mem, "%d", c.year)}};

    return word_fill(mem, word(mem, l, W("{weekday} {day} {month} {year}")), values,
                     COUNT_OF(values));
}

str word_days(arena *mem, const lang *l, int32_t first, int32_t last) {
    struct civil a = day_civil(first);
    struct civil b = day_civil(last);
    const struct word_value values[] = {
        {"day", str_fmt(mem, "%d", a.day)},     {"month", month_name(l, a.month)},
        {"year", str_fmt(mem, "%d", a.year)},   {"last_day", str_fmt(mem, "%d", b.day)},
        {"last_month", month_name(l, b.month)}, {"last_year", str_fmt(mem, "%d", b.year)}};
    str pattern = W("{day} {month} {year} to {last_day} {last_month} {last_year}");

    if (first == last) {
        pattern = W("{day} {month} {year}");
    } else if (a.year == b.year && a.month == b.month) {
        pattern = W("{day} to {last_day} {last_month} {last_year}");
    } else if (a.year == b.year) {
        pattern = W("{day} {month} to {last_day} {last_month} {last_year}");
    }
    return word_fill(mem, word(mem, l, pattern), values, COUNT_OF(values));
}
