/*
 * route.h: an address, who may use it, and the handler.
 */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "base/base.h"
#include "base/err.h"
#include "core/cx.h"
#include "core/role.h"

typedef struct request request; /* web/request.h */
typedef struct reply reply;     /* web/reply.h */

enum method { GET, POST };

enum route_flag {
    /* GET: for nobody signed in, rendered once per change and kept in memory (see reply_kept). */
    ROUTE_KEPT = 1 << 0,
    ROUTE_UPLOAD = 1 << 1, /* POST: multipart/form-data with a file; body up to `body_max` */
    /* The address itself is the proof (feeds, screens): no session, no CSRF. */
    ROUTE_TOKEN = 1 << 2,
    ROUTE_RAW = 1 << 3,   /* health and metrics: no session, no page frame, plain text */
    ROUTE_STREAM = 1 << 4 /* becomes an event stream */
};

struct route {
    enum method method;
    /*
     * Segments are literal, or {} for one segment that the handler reads in order
     * (q_id, q_path), or {edition} for an edition's slug, which the gate resolves into
     * c->edition before the role is checked. Without {edition}, c->edition is the one
     * that the person looked at last, or the installation's current one.
     */
    const char *path;
    unsigned roles; /* who may: bits of enum role; 0 refuses everyone */
    err (*run)(cx *c, const request *q, reply *r);
    /*
     * POST: shows the form again when `run` refused with a 4xx. Runs after the undo, on what is
     * stored; the answer keeps the refusal's status (422, 409), the page frame shows the error
     * summary from c->faults and c->refusal_text, and q_typed gives what was typed. NULL: an error
     * page with the sentence.
     */
    err (*again)(cx *c, const request *q, reply *r);
    const char *name; /* of the handler, for `semaine routes`; set by ROUTE */
    const char *file;
    unsigned flags;
    /*
     * At most `limit` uses in `limit_s` seconds per person, else per address; 0: the frame's (600
     * in 60 s, POST 60 in 60 s).
     */
    int limit;
    int limit_s;
    size_t body_max; /* 0: 64 KB */
};

/* A row: ROUTE(GET, "/polls/{}", ROLES_MEMBERS, polls_get_poll, .flags = ...). */
#define ROUTE(verb, address, who, ...) ROUTE_OF(verb, address, who, __VA_ARGS__, )
#define ROUTE_OF(verb, address, who, handler, ...)                                               \
    {                                                                                            \
        .method = (verb), .path = (address), .roles = (who), .run = (handler), .name = #handler, \
        .file = __FILE__, __VA_ARGS__                                                            \
    }

#endif
