/*
 * people.h: who takes part in the edition, what they say of themselves, and what others may see.
 *
 * Everything is about c->edition; its people are those who hold a role in it. What a reader may
 * see is decided here (people_seen), so no caller can forget it. A change touches "people/ID".
 */
#ifndef FEATURES_PEOPLE_PEOPLE_H
#define FEATURES_PEOPLE_PEOPLE_H

#include "base/base.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "core/cx.h"

#include "features/consents/consents.h"
#include "features/institutions/institutions.h"

enum { PEOPLE_LANGUAGES_MAX = 8 };

struct people_person {
    int64_t id;
    str email; /* may be empty */
    str given_name, family_name;
    str language; /* of the interface; empty: by the browser */
    str folded;   /* the name, for finding */
    unsigned roles;
    int64_t institution; /* 0: a guest from outside */
    str position, discipline, pronouns;
    str languages; /* "de en fr", the best first */
    str looks_for, offers;
    str about;              /* the reader's language, else English, else any */
    str certificate_name;   /* never empty */
    int64_t certificate_at; /* when the person confirmed it; 0: not yet */
    int64_t own_at;         /* when the person last wrote about herself; 0: never */
    int64_t version;
    bool has_signed_in; /* has a session, or has answered or written something */
    bool is_speaker;    /* has a part in a confirmed session: public */
    enum consent_choice consents[CONSENT_PURPOSES];
};

struct people_list {
    const struct people_person *at; /* by family name */
    size_t count;
};

/* Everybody of the edition, whoever reads: for rules, not for pages of members. One query. */
err people_list(cx *c, struct people_list *out) MUST_USE;
/* One of them. ERR_MISSING. */
err people_get(cx *c, int64_t id, struct people_person *out) MUST_USE;

/* What c->person may see of somebody. */
enum people_seen {
    PEOPLE_NOTHING,
    PEOPLE_ON_STAGE, /* name, institution, discipline, sessions: what the programme tells everybody
                      */
    PEOPLE_ENTRY     /* the whole entry; the address only as people_may_write tells */
};

/* The desk and the person see the entry; members the entry of who agreed; everybody who is on
 * stage. */
enum people_seen people_seen(const cx *c, const struct people_person *p);
/* May the reader see the e-mail address? */
bool people_may_write(const cx *c, const struct people_person *p);

/* "Ilse Beispiel" and "/people/7-ilse-beispiel", in c->mem. */
str people_name(const cx *c, const struct people_person *p);
str people_path(const cx *c, const struct people_person *p);
/* A language by its code in the reader's words: "German"; the code where we have none. */
str people_language_word(const cx *c, str code);
/* "German, English, French" */
str people_languages_text(const cx *c, str codes);
/* The languages that forms offer, by code; NULL past the end. */
const char *people_language_at(size_t index);
/* Codes of two or three small letters, a blank between, none twice, at most PEOPLE_LANGUAGES_MAX.
 */
bool people_languages_read(arena *mem, str typed, str *out);

/* What a page of people is asked for; everything empty or 0: all. */
struct people_filter {
    str name; /* folded; anywhere in the name */
    int64_t institution;
    str language;   /* a code; among the person's languages */
    str discipline; /* as written */
    unsigned roles; /* holds one of these */
    bool only_speakers;
    bool only_strangers, only_known; /* has never, or has, signed in */
    bool only_unconfirmed;           /* the name on the certificate */
    bool only_unanswered;            /* a purpose without an answer */
};

bool people_fits(const struct people_person *p, const struct people_filter *f);

/* What can be chosen in a filter. */
struct people_choice {
    str value, label;
    bool is_chosen;
};

struct people_choices {
    const struct people_choice *at;
    size_t count;
};

/* The institutions, `chosen` a short name; `*id` is that of the chosen one, 0: none. */
err people_institution_choices(cx *c, const struct institution_list *all, str chosen,
                               struct people_choices *out, int64_t *id) MUST_USE;
/* The languages that people of the list speak, in the order of people_language_at. */
err people_language_choices(cx *c, const struct people_list *people, str chosen,
                            struct people_choices *out) MUST_USE;

/* ---- roles of the edition ------------------------------------------------------ */

#define PEOPLE_ROLES \
    (ROLE_PARTICIPANT | ROLE_SPEAKER | ROLE_PARTNER | ROLE_ORGANISER | ROLE_ALLIANCE)

/* "participant speaker" to bits; false where a word is no role of an edition. */
bool people_roles_read(str typed, unsigned *out);
str people_roles_text(arena *mem, unsigned roles);
/* One role in the reader's words, "Participant"; several, "Participant, Speaker". */
str people_role_word(const cx *c, unsigned one);
str people_roles_words(const cx *c, unsigned roles);

/* ---- changing ---------------------------------------------------------------- */

/* A row of people.csv, as typed. */
struct people_row {
    str email, given_name, family_name, institution, roles, position, discipline, pronouns;
    str languages, language, about_en, about_fr, looks_for, offers;
};

/*
 * Makes the person of that address or changes it, with role and entry in the edition.
 * `*changed`: 0 the same as stored (nothing is written), 1 new, 2 changed. What somebody wrote
 * about herself is kept: then only name, institution and roles are taken from the row. Faults
 * are noted under the names of the file's columns, then ERR_INPUT. Errors as people_change.
 */
err people_put(cx *c, const struct people_row *row, int64_t *id, int *changed) MUST_USE;
err people_give(cx *c, err (*give)(void *self, const struct people_row *row), void *self) MUST_USE;

/* What the desk may change of a person. */
struct people_desk_row {
    str given_name, family_name;
    str email;           /* normalised; empty: cannot sign in */
    int64_t institution; /* 0: none */
    unsigned roles;      /* of the edition: participant, speaker, partner, organiser, alliance */
};

/*
 * Errors: ERR_MISSING; ERR_CONFLICT it is no longer of `version`, or the address is somebody
 * else's, or the edition would be left without an organiser; ERR_ROLE the address of somebody
 * who holds a role beyond this edition, which only an administrator may change.
 */
err people_change(cx *c, int64_t id, int64_t version, const struct people_desk_row *row) MUST_USE;
/* Makes a person, or takes one of the installation into the edition. */
err people_add(cx *c, const struct people_desk_row *row, int64_t *id) MUST_USE;

/* What a person says of herself. */
struct people_entry {
    str position, discipline, pronouns, languages, looks_for, offers, about_en, about_fr;
    str language; /* of the interface, empty: by the browser */
};

/* The texts of c->person as stored. */
err people_entry_get(cx *c, struct people_entry *out) MUST_USE;
err people_entry_put(cx *c, const struct people_entry *entry) MUST_USE;
/*
 * The name on c->person's certificate and when it was confirmed (0: not yet). One small query.
 * ERR_MISSING where c->person has no part in the edition.
 */
err people_certificate(cx *c, str *name, int64_t *confirmed_at) MUST_USE;
/* Confirms the name on c->person's certificate. */
err people_certificate_put(cx *c, str name) MUST_USE;

/*
 * A sign-in link for somebody whom no mail reaches: works once, for 24 hours. Returns its
 * whole address. ERR_ROLE where it would open more than this edition: for somebody with
 * a role elsewhere or in the installation, unless an administrator asks.
 */
err people_link(cx *c, int64_t id, str *address) MUST_USE;

/* Figures about those who hold ROLE_PARTICIPANT. */
struct people_count {
    int64_t expected, answered, confirmed;
};

err people_count(cx *c, struct people_count *out) MUST_USE;

#endif
