/*
 * person.h: somebody, once for the whole installation; roles per edition.
 */
#ifndef CORE_PERSON_H
#define CORE_PERSON_H

#include "base/base.h"
#include "base/err.h"
#include "core/cx.h"

struct person {
    int64_t id;
    str email; /* normalised; empty where unknown (such a person cannot sign in) */
    str given_name, family_name;
    str language;   /* tag of the interface, empty: by the browser */
    unsigned roles; /* in c->edition, with those of the installation */
};

/* "given family" in `mem`. */
str person_name(arena *mem, const struct person *p);
/* "IB": first letters of given and family name, upper case. */
str person_initials(arena *mem, str given_name, str family_name);
/*
 * Trimmed and lower case, the domain's non-ASCII kept; false where it is no address (one '@', no
 * blanks, 3 to 254 bytes).
 */
bool person_email_read(arena *mem, str typed, str *out);

/* By id. ERR_MISSING with a sentence. */
err person_get(cx *c, int64_t id, struct person *out) MUST_USE;
/* By normalised address. */
err person_by_email(cx *c, str email, struct person *out, bool *found) MUST_USE;
/*
 * Makes the person of `email`, or changes names and language of the one there is;
 * sets the roles in c->edition (those of the installation are left as they are). `*changed`: 0
 * same, 1 new, 2 changed. Touches "people/ID".
 */
err person_put(cx *c, const struct person *p, int64_t *id, int *changed) MUST_USE;

#endif
