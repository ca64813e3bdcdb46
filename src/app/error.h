/*
 * error.h: the page that says what went wrong and what to do.
 */
#ifndef APP_ERROR_H
#define APP_ERROR_H

#include "core/cx.h"
#include "web/reply.h"
#include "web/request.h"

struct error_page {
    str title;    /* "There is no such page" */
    str sentence; /* c->refusal_text */
    str code;     /* of a fault of ours, for the log; else empty */
    str sign_in;  /* where to sign in; else empty */
};

/*
 * Whether a form came from somebody who is no longer signed in. A sign-out in another tab took the
 * cookie with it, and the form's token fits no longer; both look the same to the person.
 */
bool error_is_session_ended(const cx *c, const request *q);

/* Writes the page for c->refusal. For struct gate_options. */
err error_reply(cx *c, const request *q, reply *r);

#endif
