/*
 * edition.h: one run of the programme: its name, days, zone.
 */
#ifndef CORE_EDITION_H
#define CORE_EDITION_H

#include "base/base.h"
#include "base/err.h"
#include "core/cx.h"

struct edition_list {
    const struct edition *at; /* nearest to now first: running, then coming, then past */
    size_t count;
};

/* All editions in the reader's language (kept in memory, at most 500). */
err edition_list(cx *c, struct edition_list *out) MUST_USE;
/* The one of that slug. ERR_MISSING. */
err edition_find(cx *c, str slug, struct edition *out) MUST_USE;
/* The one of that id. ERR_MISSING. */
err edition_get(cx *c, int64_t id, struct edition *out) MUST_USE;
/* The first of edition_list; id 0 where there is none at all. */
err edition_current(cx *c, struct edition *out) MUST_USE;

/* Puts `e` into the cx: what every following rule is about. */
void edition_enter(cx *c, const struct edition *e);

#define EDITION_NO_DAY INT32_MIN

/*
 * What an organiser can change of an edition. Texts in English and French; more languages by
 * edition_text.
 */
struct edition_row {
    str slug; /* [a-z0-9-], 2 to 40 */
    str title_en, title_fr;
    str short_title_en, short_title_fr;
    str summary_en, summary_fr;
    str zone;                                 /* IANA */
    int32_t virtual_day, first_day, last_day; /* virtual_day may be EDITION_NO_DAY */
    int64_t call_year;                        /* of the grant agreement that pays; 0: unknown */
    str alliance, host, place;
    str contact_name, contact_email, contact_phone;
};

/* The row of c->edition. */
err edition_row(cx *c, struct edition_row *out) MUST_USE;
/*
 * Makes the edition or changes the one of that slug, and enters it. Faults are
 * noted by field (the member's name). `*changed`: 0 same, 1 new, 2 changed.
 * Touches "edition/SLUG".
 */
err edition_put(cx *c, const struct edition_row *row, int *changed) MUST_USE;

#endif
