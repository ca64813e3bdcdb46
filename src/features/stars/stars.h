/*
 * stars.h: sessions that somebody wants to remember.
 */
#ifndef FEATURES_STARS_STARS_H
#define FEATURES_STARS_STARS_H

#include "base/base.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "core/cx.h"

#include "features/programme/programme.h"

enum { STARS_MAX = 200 }; /* of one person in one edition */

/*
 * Stars the session of that id for c->person, or takes the star away.
 * Doing it twice is the same as once. `*path` is the session's address.
 * Errors: ERR_MISSING no such session; ERR_CONFLICT it is not confirmed, or STARS_MAX is reached.
 */
err stars_set(cx *c, int64_t session, bool is_starred, str *path) MUST_USE;

/* Has c->person starred the session of that id? */
err stars_has(cx *c, int64_t session, bool *out) MUST_USE;

struct stars_item {
    const struct programme_session *s;
    str path, day, from;
    bool is_cancelled;
};

struct stars_list {
    const struct stars_item *at; /* by start */
    size_t count;
};

/* The sessions that c->person has starred. Two queries. */
err stars_list(cx *c, struct stars_list *out) MUST_USE;

/* What of a person is here, and its end: struct personal. */
err stars_give(cx *c, int64_t person, buf *json) MUST_USE;
err stars_erase(cx *c, int64_t person) MUST_USE;

#endif
