/*
 * about.h: the facts behind the pages that the law asks for: who answers for an
 * installation, what is stored and why, and whose work the program stands on.
 *
 * Everything is about c->edition, and is read; nothing here is written.
 */
#ifndef FEATURES_ABOUT_ABOUT_H
#define FEATURES_ABOUT_ABOUT_H

#include "base/base.h"
#include "base/err.h"
#include "base/str.h"
#include "core/cx.h"

/* Whom people turn to. Any of these may be empty. */
struct about_contact {
    str name, email, phone;
    str write_to; /* "mailto:" and the address */
};

/* Who answers for the data and the pages. */
struct about_facts {
    str controller; /* the setting "about.controller"; empty: host and alliance together */
    str alliance, host;
    str dpo_email; /* the data protection officer's */
    str dpo_write_to;
    str hosting;     /* where the server stands, and who runs it */
    str enforcement; /* the body that hears complaints about accessibility */
    struct about_contact contact;
    int64_t backups_kept; /* one a day: so many days until what was deleted is in none of them */
};

/* Without an edition, what the installation's settings say. */
err about_facts(cx *c, struct about_facts *out) MUST_USE;

/*
 * One purpose for which personal data is used: Articles 13 and 14 of Regulation (EU)
 * 2016/679 ask for all of this. Sentences are in the reader's language.
 */
struct about_purpose {
    str purpose;
    str basis;  /* the lawful basis, by its place in Article 6 */
    str stored; /* which data */
    str seen;   /* by whom */
    str kept;   /* how long */
};

struct about_purposes {
    const struct about_purpose *at;
    size_t count;
};

/* All purposes, with the times that this program really keeps to. */
err about_purposes(cx *c, struct about_purposes *out) MUST_USE;

/* A library of the system that the program is linked to. */
struct about_library {
    const char *name;    /* as its authors write it */
    const char *package; /* of Debian */
    const char *licence; /* SPDX identifier */
};

struct about_libraries {
    const struct about_library *at; /* by name */
    size_t count;
};

struct about_libraries about_libraries(void);

#endif
