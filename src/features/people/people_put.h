/*
 * people_put.h: what the rules that change people share; for the folder people alone.
 */
#ifndef FEATURES_PEOPLE_PEOPLE_PUT_H
#define FEATURES_PEOPLE_PEOPLE_PUT_H

#include "features/people/people.h"

#include "gen/people_sql.h"

/* What the edition stores about one person; where nothing yet, an empty one of that id. */
err people_stored_get(cx *c, int64_t person, struct people_stored *out, bool *found) MUST_USE;
/* Stores it. Touches "people/ID". */
err people_stored_put(cx *c, const struct people_stored *s) MUST_USE;
/* The text about somebody in one language; may be empty. */
err people_about_get(cx *c, int64_t person, str tag, str *out) MUST_USE;
/* The roles that this edition gives, without those of the installation. */
err people_roles_here(cx *c, int64_t person, unsigned *out) MUST_USE;
/* Notes faults of an entry under the names of its members. */
void people_check_entry(cx *c, const struct people_entry *entry);

/* What a person is given of what is stored, as a member of a JSON object, and what goes on request.
 */
err people_personal_give(cx *c, int64_t person, buf *json) MUST_USE;
err people_personal_erase(cx *c, int64_t person) MUST_USE;

#endif
