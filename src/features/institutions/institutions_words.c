#include "features/institutions/institutions.h"

struct country_word {
    const char *code;
    str word;
};

/* Countries that alliances have members or associated partners in; others are shown by their code.
 */
static str country_of(str code) {
    const struct country_word words[] = {
        {"AD", W("Andorra")},    {"AL", W("Albania")},         {"AM", W("Armenia")},
        {"AT", W("Austria")},    {"AZ", W("Azerbaijan")},      {"BA", W("Bosnia and Herzegovina")},
        {"BE", W("Belgium")},    {"BG", W("Bulgaria")},        {"BR", W("Brazil")},
        {"CA", W("Canada")},     {"CH", W("Switzerland")},     {"CL", W("Chile")},
        {"CN", W("China")},      {"CY", W("Cyprus")},          {"CZ", W("Czechia")},
        {"DE", W("Germany")},    {"DK", W("Denmark")},         {"DZ", W("Algeria")},
        {"EE", W("Estonia")},    {"EG", W("Egypt")},           {"ES", W("Spain")},
        {"FI", W("Finland")},    {"FR", W("France")},          {"GB", W("United Kingdom")},
        {"GE", W("Georgia")},    {"GR", W("Greece")},          {"HR", W("Croatia")},
        {"HU", W("Hungary")},    {"IE", W("Ireland")},         {"IL", W("Israel")},
        {"IN", W("India")},      {"IS", W("Iceland")},         {"IT", W("Italy")},
        {"JP", W("Japan")},      {"KR", W("South Korea")},     {"LI", W("Liechtenstein")},
        {"LT", W("Lithuania")},  {"LU", W("Luxembourg")},      {"LV", W("Latvia")},
        {"MA", W("Morocco")},    {"MC", W("Monaco")},          {"MD", W("Moldova")},
        {"ME", W("Montenegro")}, {"MK", W("North Macedonia")}, {"MT", W("Malta")},
        {"MX", W("Mexico")},     {"NL", W("Netherlands")},     {"NO", W("Norway")},
        {"PL", W("Poland")},     {"PT", W("Portugal")},        {"RO", W("Romania")},
        {"RS", W("Serbia")},     {"SE", W("Sweden")},          {"SI", W("Slovenia")},
        {"SK", W("Slovakia")},   {"SN", W("Senegal")},         {"TN", W("Tunisia")},
        {"TR", W("Türkiye")},    {"UA", W("Ukraine")},         {"US", W("United States")},
        {"XK", W("Kosovo")},     {"ZA", W("South Africa")},
    };

    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (str_eq(code, str_of(words[i].code))) {
            return words[i].word;
        }
    }
    return STR_NONE;
}

str institution_country_word(const cx *c, str country) {
    str english = country_of(country);

    return english.len > 0 ? say(c, english) : country;
}

str institution_name(const cx *c, const struct institution *i) {
    bool is_own = str_eq_nocase(lang_tag(c->lang), i->country);

    return is_own || i->name_en.len == 0 ? i->name : i->name_en;
}

str institution_place(const cx *c, const struct institution *i) {
    str country = institution_country_word(c, i->country);

    if (i->city.len == 0 || country.len == 0) {
        return str_join(c->mem, i->city, country);
    }
    return str_fmt(c->mem, "%.*s, %.*s", STR_ARG(i->city), STR_ARG(country));
}

const char *institution_part_name(enum institution_part part) {
    static const char *const names[] = {"host", "partner", "associated"};

    return names[part];
}

str institution_part_word(const cx *c, enum institution_part part) {
    const str words[] = {W("Host"), W("Partner"), W("Associated")};

    return say(c, words[part]);
}

str institution_counting_why(const cx *c, const struct institution *i,
                             enum institution_counting counting) {
    const struct word_value country = {"country", institution_country_word(c, i->country)};

    switch (counting) {
    case INSTITUTION_COUNTS:
        return STR_NONE;
    case INSTITUTION_IS_HOST:
        return say(c, W("The host’s own people do not travel."));
    case INSTITUTION_IN_HOST_LAND:
        return say_with(c,
                        W("It is in {country}, as the host is: its people do not travel abroad."),
                        &country, 1);
    case INSTITUTION_NO_COUNTRY:
        return say(c, W("Its country is not known."));
    case INSTITUTION_NOT_IN_LIST:
        return say_with(c, W("{country} is not associated to Erasmus+."), &country, 1);
    case INSTITUTION_NO_CHARTER:
        return say(c, W("It has no Erasmus code, so we know of no charter."));
    }
    return STR_NONE;
}
