#include "features/institutions/institutions.h"

enum { CODE_LETTERS = 3, ROR_LEN = 9, ROR_VALUE_LEN = 7, YEAR_FIRST = 1987, YEAR_LAST = 2100 };

/* The member states since 1 February 2020 (europa.eu, "EU countries"). */
static const char union_members[] =
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK";

/* ISO 3166-1 alpha-2 as of 2025, and XK. */
static const char countries[] =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR "
    "BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ "
    "EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW "
    "GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY "
    "KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV "
    "MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY "
    "QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG "
    "TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA "
    "ZM ZW";

static bool is_capital(char ch) {
    return ch >= 'A' && ch <= 'Z';
}

static bool is_digit(char ch) {
    return ch >= '0' && ch <= '9';
}

static str upper(arena *mem, str s) {
    static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    buf out = buf_new(mem, s.len);

    for (size_t i = 0; i < s.len; i++) {
        char ch = s.at[i];

        if (ch >= 'a' && ch <= 'z') {
            ch = capitals[ch - 'a'];
        }
        buf_char(&out, ch);
    }
    return buf_str(&out);
}

/* Is `word` one of the words of `list`, which have a blank between them? */
static bool has_word(str list, str word) {
    while (list.len > 0) {
        str one = STR_NONE;

        list = str_cut(list, ' ', &one, NULL);
        if (word.len > 0 && str_eq(one, word)) {
            return true;
        }
    }
    return false;
}

/* ---- identifiers ---- */

/* [A-Z](?:[A-Z-]*[A-Z])?\d{2,3} */
static bool is_city(str s) {
    size_t letters = 0;
    size_t digits = 0;

    while (letters < s.len && (is_capital(s.at[letters]) || s.at[letters] == '-')) {
        letters++;
    }
    digits = s.len - letters;
    for (size_t i = letters; i < s.len; i++) {
        if (!is_digit(s.at[i])) {
            return false;
        }
    }
    return letters > 0 && is_capital(s.at[0]) && is_capital(s.at[letters - 1]) && digits >= 2 &&
           digits <= 3;
}

/* The country and the city of "f paris013", "irldublin02" or "irl dublin02". */
static bool erasmus_parts(str s, str *land, str *city) {
    bool is_cut = false;

    *city = str_cut(s, ' ', land, &is_cut);
    if (!is_cut) {
        *land = str_first(s, CODE_LETTERS);
        *city = str_from(s, CODE_LETTERS);
    }
    for (size_t i = 0; i < land->len; i++) {
        if (!is_capital(land->at[i])) {
            return false;
        }
    }
    return land->len == 1 || land->len == 2 || str_eq(*land, STR("IRL")) ||
           str_eq(*land, STR("LUX"));
}

bool institution_erasmus_read(arena *mem, str typed, str *out) {
    str land = STR_NONE;
    str city = STR_NONE;

    /* Folding makes one blank of many, full-width letters plain and no-break blanks ordinary. */
    if (!erasmus_parts(upper(mem, str_fold(mem, typed)), &land, &city) || !is_city(city)) {
        return false;
    }
    *out = str_fmt(mem, "%-3.*s%.*s", STR_ARG(land), STR_ARG(city));
    return out->len > 0;
}

str institution_erasmus_shown(arena *mem, str code) {
    static const char no_break[] = "\u00a0";
    buf out = buf_new(mem, code.len * (sizeof(no_break) - 1) + 1);

    for (size_t i = 0; i < code.len; i++) {
        if (code.at[i] == ' ') {
            buf_c(&out, no_break);
        } else {
            buf_char(&out, code.at[i]);
        }
    }
    return buf_str(&out);
}

/* The value of a character of Crockford's base 32 as ROR uses it: no i, l, o, u. */
static bool crockford(char ch, uint64_t *value) {
    static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
    size_t at = str_find_char(str_of(digits), ch);

    *value = at;
    return at != SIZE_MAX;
}

bool institution_ror_read(arena *mem, str typed, str *out) {
    str s = str_lower(mem, str_trim(typed));
    size_t at = str_find(s, STR("ror.org/"));
    uint64_t n = 0;
    uint64_t check = 0;

    s = at == SIZE_MAX ? s : str_from(s, at + STR("ror.org/").len);
    if (s.len != ROR_LEN || s.at[0] != '0' || !is_digit(s.at[ROR_LEN - 2]) ||
        !is_digit(s.at[ROR_LEN - 1])) {
        return false;
    }
    for (size_t i = 0; i < ROR_VALUE_LEN; i++) {
        uint64_t value = 0;

        if (!crockford(s.at[i], &value)) {
            return false;
        }
        n = n * 32 + value;
    }
    check = (uint64_t)(s.at[ROR_LEN - 2] - '0') * 10 + (uint64_t)(s.at[ROR_LEN - 1] - '0');
    if (check != 98 - n * 100 % 97) {
        return false;
    }
    *out = s;
    return true;
}

bool institution_country_read(arena *mem, str typed, str *out) {
    str code = upper(mem, str_trim(typed));

    if (code.len != 2 || !has_word(str_of(countries), code)) {
        return false;
    }
    *out = code;
    return true;
}

/* ---- who counts ---- */

/* "2021: IS LI; 2027: CH" gives 2021 and " IS LI", and the rest to `*left`. */
static bool list_next(str *left, int64_t *year, str *codes) {
    str entry = STR_NONE;
    str head = STR_NONE;
    bool is_cut = false;

    *left = str_cut(*left, ';', &entry, NULL);
    *codes = str_trim(str_cut(entry, ':', &head, &is_cut));
    return is_cut && str_i64(str_trim(head), year) && *year >= YEAR_FIRST && *year <= YEAR_LAST;
}

str institution_associated(str setting, int64_t call_year) {
    str best = STR_NONE;
    int64_t best_year = 0;

    while (setting.len > 0) {
        int64_t year = 0;
        str codes = STR_NONE;

        if (!list_next(&setting, &year, &codes)) {
            return STR_NONE;
        }
        if (year > best_year && (call_year == 0 || year <= call_year)) {
            best = codes;
            best_year = year;
        }
    }
    return best;
}

const char *institution_associated_check(str setting) {
    while (setting.len > 0) {
        int64_t year = 0;
        str codes = STR_NONE;

        if (!list_next(&setting, &year, &codes)) {
            return W("Write a year, a colon and country codes, then a semicolon before the next "
                     "year, as in 2021: IS LI MK NO RS TR.")
                .at;
        }
        while (codes.len > 0) {
            str code = STR_NONE;

            codes = str_cut(codes, ' ', &code, NULL);
            if (code.len > 0 && !has_word(str_of(countries), code)) {
                return W("A country is named by two capital letters, as in NO, with a blank "
                         "between.")
                    .at;
            }
        }
    }
    return NULL;
}

enum institution_counting institution_counting(const struct institution *i, str host_country,
                                               str associated) {
    if (i->part == INSTITUTION_HOST) {
        return INSTITUTION_IS_HOST;
    }
    if (i->country.len == 0) {
        return INSTITUTION_NO_COUNTRY;
    }
    if (str_eq(i->country, host_country)) {
        return INSTITUTION_IN_HOST_LAND;
    }
    if (!has_word(str_of(union_members), i->country) && !has_word(associated, i->country)) {
        return INSTITUTION_NOT_IN_LIST;
    }
    return i->erasmus_code.len == 0 ? INSTITUTION_NO_CHARTER : INSTITUTION_COUNTS;
}
