/*
 * csrf.h: is this form ours? (OWASP: synchroniser token bound to the session, and Fetch Metadata.)
 */
#ifndef WEB_CSRF_H
#define WEB_CSRF_H

#include "base/str.h"
#include "core/cx.h"
#include "web/request.h"

/*
 * The token for the forms of this page: bound to the session's cookie, or to the
 * browser's for somebody who is not signed in (made here if there is none yet), and a
 * 128-bit key of its own so that a form sent twice is done once.
 */
str csrf_make(const cx *c, const request *q);

/* A keyed hash of `text` for `purpose`, 22 characters. For what leaves the program and comes back.
 */
str csrf_seal(arena *mem, const struct shop *shop, const char *purpose, str text);

/*
 * The last segment of the address of the edition's screens, "SLUG.SEAL": who has it needs no
 * sign-in. The seal holds as long as the setting "screens.turn" stays what it is. Empty without
 * an edition.
 */
str csrf_screen_token(cx *c);
/* Is it the token of c->edition? Takes the same time for every wrong one. */
bool csrf_screen_fits(cx *c, str token);

/* The sentence-free verdict on a POST: OK, or ERR_ROLE. Looks at the token, Sec-Fetch-Site, Origin.
 */
err csrf_check(const struct shop *shop, const request *q) MUST_USE;

/* The part of a token that holds for the session: for forms without a once-key. */
str csrf_lasting(str token);

/*
 * What makes this sending of this form one: its once-key, its address and what was typed. The
 * same form sent again with other input, or another form of the page, is another sending. Empty
 * where the form has no once-key.
 */
str csrf_once(const request *q);

#endif
