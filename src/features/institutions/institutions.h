/*
 * institutions.h: the universities of the edition, and whether their people count for the grant.
 *
 * An institution is stored once for the installation; its part (host, partner, associated) is
 * the edition's. Everything is about c->edition. A change touches "institutions/SLUG".
 */
#ifndef FEATURES_INSTITUTIONS_INSTITUTIONS_H
#define FEATURES_INSTITUTIONS_INSTITUTIONS_H

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "base/str.h"
#include "core/cx.h"

enum institution_part {
    INSTITUTION_HOST,
    INSTITUTION_PARTNER,
    INSTITUTION_ASSOCIATED, /* takes part, and is no member of the partnership */
    INSTITUTION_PARTS
};

struct institution {
    int64_t id;
    str short_name;   /* "THWS": what files, filters and tight places use */
    str name;         /* in its own language */
    str name_en;      /* may be empty */
    str city;         /* may be empty */
    str country;      /* "DE", or empty */
    str erasmus_code; /* "D  WURZBUR03", or empty */
    str ror;          /* "0199hds37", or empty */
    str website;      /* or empty */
    int64_t version;  /* rises with each change */
    enum institution_part part;
};

struct institution_list {
    const struct institution *at; /* the host first, then partners, then others, by short name */
    size_t count;
};

/* Those of the edition. One query. */
err institution_list(cx *c, struct institution_list *out) MUST_USE;
/* The one of that id. ERR_MISSING where the edition does not have it. */
err institution_get(cx *c, int64_t id, struct institution *out) MUST_USE;
/* The one of that short name, letters without regard to case, among those of the edition. */
err institution_by_short(cx *c, str short_name, struct institution *out, bool *found) MUST_USE;
/* The one of that id in the list, or NULL. */
const struct institution *institution_in(const struct institution_list *list, int64_t id);

/*
 * Its name for this reader: its own to those who read its country's language (a tag "fr" and a
 * country FR), else the English one; its own where there is none.
 */
str institution_name(const cx *c, const struct institution *i);
/* "host", as files have it, and in words: "Host". */
const char *institution_part_name(enum institution_part part);
str institution_part_word(const cx *c, enum institution_part part);
/* The country in words, the code itself where we have none, empty for empty. */
str institution_country_word(const cx *c, str country);
/* "Würzburg, Germany": what there is of the two. */
str institution_place(const cx *c, const struct institution *i);

/* ---- do its people count for the grant? ------------------------------------ */

/*
 * Organisational support is paid per learner who travels from a higher education institution
 * of an EU member state or a third country associated to Erasmus+ (Erasmus+ Programme Guide,
 * Key Action 131, blended intensive programmes; design/domain.md 1.2, rules 2 and 3).
 */
enum institution_counting {
    INSTITUTION_COUNTS,
    INSTITUTION_IS_HOST,      /* its people do not travel */
    INSTITUTION_IN_HOST_LAND, /* in the host's country: no mobility from one country to another */
    INSTITUTION_NO_COUNTRY,   /* not known */
    INSTITUTION_NOT_IN_LIST,  /* its country is neither in the Union nor associated */
    INSTITUTION_NO_CHARTER    /* no Erasmus code: it holds no charter that we know of */
};

/*
 * May people whom `i` sends count? `host_country` is the host's, empty where not known;
 * `associated` the blank-separated country codes of institution_associated. Pure.
 */
enum institution_counting institution_counting(const struct institution *i, str host_country,
                                               str associated);
/* Why, in a sentence: "Albania is not associated to Erasmus+." Empty for INSTITUTION_COUNTS. */
str institution_counting_why(const cx *c, const struct institution *i,
                             enum institution_counting counting);
/*
 * The countries associated to Erasmus+ in `call_year`, by the dated list of the setting
 * "institutions.associated": "2021: IS LI MK NO RS TR; 2027: ..." holds from each year on. Call
 * year 0 takes the newest. Empty before the first year, or where `setting` cannot be read.
 */
str institution_associated(str setting, int64_t call_year);
/* NULL, or what is wrong with such a setting, in a sentence of the catalogue. */
const char *institution_associated_check(str setting);
/* The list and the host's country of c->edition, for institution_counting. */
err institution_counting_rule(cx *c, str *host_country, str *associated) MUST_USE;

/* ---- identifiers ------------------------------------------------------------- */

/*
 * An Erasmus code as stored: three characters for the country (one letter and two blanks, two
 * and one, IRL or LUX), then the city and two or three digits. Lower case, full-width and
 * no-break characters and any number of blanks in `typed` are mended.
 * Source: eche-list.erasmuswithoutpaper.eu/docs,
 * ^(?:[A-Z]  |[A-Z]{2} |IRL|LUX)[A-Z](?:[A-Z-]*[A-Z])?\d{2,3}$. It has no check digit.
 */
bool institution_erasmus_read(arena *mem, str typed, str *out);
/* The same for people: blanks that neither break nor collapse. */
str institution_erasmus_shown(arena *mem, str code);

/*
 * A ROR identifier, with or without https://ror.org/ before it, in lower case:
 * ^0[0-9a-hj-km-np-tv-z]{6}[0-9]{2}$, the last two being 98 - (n * 100 mod 97) where n is the
 * Crockford base-32 value of the first seven (ISO 7064 mod 97-10; ror.readme.io, "ROR
 * identifier pattern").
 */
bool institution_ror_read(arena *mem, str typed, str *out);

/*
 * A country as ISO 3166-1 alpha-2 in capitals, or XK, which the Commission uses for Kosovo;
 * true only for codes that are assigned.
 */
bool institution_country_read(arena *mem, str typed, str *out);

/* ---- changing --------------------------------------------------------------- */

/* A row of institutions.csv, as typed. */
struct institution_row {
    str short_name, name, name_en, city, country, erasmus_code, ror, website;
    str part; /* empty: partner */
};

/*
 * Makes the institution of that short name or changes it, and its part in the edition.
 * `*changed`: 0 the same as stored (nothing is written), 1 new, 2 changed. Faults are noted
 * under the names of the file's columns, then ERR_INPUT.
 */
err institution_put(cx *c, const struct institution_row *row, int *changed) MUST_USE;
/*
 * The same for one that is there, whose short name may change, too. ERR_CONFLICT where it is
 * no longer of `version`; ERR_MISSING.
 */
err institution_change(cx *c, int64_t id, int64_t version, const struct institution_row *row,
                       int *changed) MUST_USE;

#endif
