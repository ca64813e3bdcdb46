#include "features/people/people.h"

struct language_word {
    const char *code; /* ISO 639-1 */
    str word;
};

/* The official languages of Europe, and those most spoken at its universities besides. */
static struct language_word language_at(size_t index) {
    const struct language_word words[] = {
        {"sq", W("Albanian")},      {"ar", W("Arabic")},     {"hy", W("Armenian")},
        {"eu", W("Basque")},        {"bs", W("Bosnian")},    {"bg", W("Bulgarian")},
        {"ca", W("Catalan")},       {"zh", W("Chinese")},    {"hr", W("Croatian")},
        {"cs", W("Czech")},         {"da", W("Danish")},     {"nl", W("Dutch")},
        {"en", W("English")},       {"et", W("Estonian")},   {"fi", W("Finnish")},
        {"fr", W("French")},        {"gl", W("Galician")},   {"ka", W("Georgian")},
        {"de", W("German")},        {"el", W("Greek")},      {"he", W("Hebrew")},
        {"hi", W("Hindi")},         {"hu", W("Hungarian")},  {"is", W("Icelandic")},
        {"ga", W("Irish")},         {"it", W("Italian")},    {"ja", W("Japanese")},
        {"ko", W("Korean")},        {"lv", W("Latvian")},    {"lt", W("Lithuanian")},
        {"lb", W("Luxembourgish")}, {"mk", W("Macedonian")}, {"mt", W("Maltese")},
        {"no", W("Norwegian")},     {"fa", W("Persian")},    {"pl", W("Polish")},
        {"pt", W("Portuguese")},    {"ro", W("Romanian")},   {"ru", W("Russian")},
        {"sr", W("Serbian")},       {"sk", W("Slovak")},     {"sl", W("Slovenian")},
        {"es", W("Spanish")},       {"sv", W("Swedish")},    {"tr", W("Turkish")},
        {"uk", W("Ukrainian")},     {"cy", W("Welsh")},
    };

    return index < COUNT_OF(words) ? words[index] : (struct language_word){NULL, STR_NONE};
}

const char *people_language_at(size_t index) {
    return language_at(index).code;
}

str people_language_word(const cx *c, str code) {
    for (size_t i = 0; people_language_at(i) != NULL; i++) {
        struct language_word l = language_at(i);

        if (str_eq(code, str_of(l.code))) {
            return say(c, l.word);
        }
    }
    return code;
}

str people_languages_text(const cx *c, str codes) {
    str out = STR_NONE;

    while (codes.len > 0) {
        str code = STR_NONE;

        codes = str_cut(codes, ' ', &code, NULL);
        out = out.len == 0 ? people_language_word(c, code)
                           : str_fmt(c->mem, "%.*s, %.*s", STR_ARG(out),
                                     STR_ARG(people_language_word(c, code)));
    }
    return out;
}

static bool is_language_code(str s) {
    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] < 'a' || s.at[i] > 'z') {
            return false;
        }
    }
    return s.len == 2 || s.len == 3;
}

bool people_languages_read(arena *mem, str typed, str *out) {
    buf codes = buf_new(mem, typed.len + 1);
    int count = 0;

    while (typed.len > 0) {
        str code = STR_NONE;
        str before = buf_str(&codes);

        typed = str_cut(typed, ' ', &code, NULL);
        if (code.len == 0) {
            continue;
        }
        if (!is_language_code(code) || ++count > PEOPLE_LANGUAGES_MAX) {
            return false;
        }
        while (before.len > 0) {
            str one = STR_NONE;

            before = str_cut(before, ' ', &one, NULL);
            if (str_eq(one, code)) {
                return false;
            }
        }
        buf_c(&codes, codes.len > 0 ? " " : "");
        buf_put(&codes, code);
    }
    *out = buf_str(&codes);
    return true;
}

/* ---- roles ---- */

bool people_roles_read(str typed, unsigned *out) {
    unsigned roles = 0;

    while (typed.len > 0) {
        str name = STR_NONE;
        unsigned one = 0;

        typed = str_cut(typed, ' ', &name, NULL);
        one = role_from(name);
        if (name.len > 0 && (one & PEOPLE_ROLES) == 0) {
            return false;
        }
        roles |= one;
    }
    *out = roles;
    return true;
}

str people_roles_text(arena *mem, unsigned roles) {
    static const unsigned order[] = {ROLE_ORGANISER, ROLE_PARTICIPANT, ROLE_SPEAKER, ROLE_PARTNER,
                                     ROLE_ALLIANCE};
    str out = STR_NONE;

    for (size_t i = 0; i < COUNT_OF(order); i++) {
        if ((roles & order[i]) != 0) {
            str name = role_name(order[i]);

            out = out.len == 0 ? name : str_fmt(mem, "%.*s %.*s", STR_ARG(out), STR_ARG(name));
        }
    }
    return out;
}

str people_role_word(const cx *c, unsigned one) {
    switch (one) {
    case ROLE_PARTICIPANT:
        return say(c, W("Participant"));
    case ROLE_SPEAKER:
        return say(c, W("Speaker"));
    case ROLE_PARTNER:
        return say(c, W("Partner coordinator"));
    case ROLE_ORGANISER:
        return say(c, W("Organiser"));
    case ROLE_ALLIANCE:
        return say(c, W("Alliance office"));
    default:
        return STR_NONE;
    }
}

str people_roles_words(const cx *c, unsigned roles) {
    str out = STR_NONE;

    for (unsigned one = ROLE_PARTICIPANT; one <= ROLE_ALLIANCE; one <<= 1) {
        if ((roles & one) != 0) {
            str word = people_role_word(c, one);

            out = out.len == 0 ? word : str_fmt(c->mem, "%.*s, %.*s", STR_ARG(out), STR_ARG(word));
        }
    }
    return out;
}
