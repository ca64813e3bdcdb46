/*
 * reply.h: what a handler answers. One call each; the frame adds the security headers, ETag and
 * compression.
 */
#ifndef WEB_REPLY_H
#define WEB_REPLY_H

#include "base/base.h"
#include "base/buf.h"
#include "base/err.h"
#include "web/route.h"

struct reply {
    int status;
    str type;     /* Content-Type */
    str body;     /* in c->mem */
    str location; /* for 303 */

    struct reply_header {
        str name, value;
        struct reply_header *next;
    } * headers;

    int64_t kept_until; /* ROUTE_KEPT: moment at which the page changes by itself; 0: never */
    str kept_on;        /* ROUTE_KEPT: topics it depends on, blank between, by prefix */
    bool partial;       /* a fragment */
    bool immutable;     /* may be cached for ever */
    bool shared;        /* the same for everybody: Cache-Control: public, no-cache */
};

/* 303 to a local address. */
err reply_to(cx *c, reply *r, const char *format, ...) PRINTF_LIKE(3, 4);
/*
 * 303, and the next page shows `notice` once (already in the reader's language) in its status
 * line.
 */
err reply_notice(cx *c, reply *r, str notice, str address);
/* 200 with these bytes. */
err reply_bytes(cx *c, reply *r, str type, str body);
/* The same as a file to save: Content-Disposition: attachment. */
err reply_file(cx *c, reply *r, str type, str name, str body);
void reply_header(cx *c, reply *r, str name, str value);
/*
 * The page is the same until one of the topics (by prefix) is touched or `until` comes (0:
 * never).
 */
void reply_kept(reply *r, str topics, int64_t until);
/*
 * Sets a cookie of the frame's kind (HttpOnly, SameSite=Lax, Path=/; Secure and __Host- on
 * https). age_s < 0 removes it; 0: session.
 */
void reply_cookie(cx *c, reply *r, str name, str value, int64_t age_s);

#endif
