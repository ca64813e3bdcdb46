/*
 * gate.h: the one way from a request to a handler and back.
 *
 * For every route alike: host, address, language, session, role, CSRF, rate limit,
 * then the handler (GET at once on a read-only connection, POST on the writer, inside
 * its savepoint), then the answer: error page or form again, security headers, ETag,
 * compression, cookies.
 */
#ifndef WEB_GATE_H
#define WEB_GATE_H

#include "base/base.h"
#include "base/err.h"
#include "core/cx.h"
#include "core/shop.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"
#include "web/server.h"

typedef struct gate gate;

struct gate_asset {
    str type, etag;
    str plain, gzip, brotli; /* gzip, brotli may be empty */
    bool immutable;
};

struct gate_options {
    const struct shop *shop;
    const struct route *const *routes;
    size_t route_count;
    int threads; /* of the server: one read-only connection each */
    int proxies; /* how many known proxies append to X-Forwarded-For */
    str hosts;   /* further host names that are ours, blank between; loopback and IP literals always
                    are while base_url is one */
    bool is_unlimited; /* no rate limits: for measures alone */
    bool is_quiet;     /* no line per request in the log */
    /* A file of the program, or false. May be NULL. */
    bool (*asset)(void *self, str path, struct gate_asset *out);
    /* Writes the error page of c->refusal into the reply. */
    err (*error_page)(cx *c, const request *q, reply *r);
    /* ROUTE_STREAM answers: `topics` of the query; takes over the exchange. */
    void (*stream)(void *self, cx *c, const request *q, exchange *x);
    void *self;
};

/* ERR_CONFLICT: two routes clash; `*clash` in `mem` names them. */
err gate_new(const struct gate_options *options, arena *mem, gate **out, str *clash) MUST_USE;
void gate_free(gate *g);

/* For struct server_options; `self` is the gate. */
struct server_admit gate_admit(void *self, const struct http_request *http);
void gate_handle(void *self, exchange *x);

/* A topic was touched and committed: pages kept in memory that depend on it go. */
void gate_touched(gate *g, str topic);

/* The line of counts for /metrics. */
struct gate_counts {
    uint64_t requests[6]; /* by first digit of the status */
    uint64_t kept_hits, kept_pages;
};
struct gate_counts gate_count(gate *g);

/*
 * One request without sockets, for tests: runs it as the server would, POST in a
 * transaction on `writing`. Everything in `out` lives in `mem`.
 */
struct gate_answer {
    int status;
    str body, location, type;
    const struct header *headers;
    size_t header_count;
    err result;
};

err gate_call(gate *g, arena *mem, const struct http_request *http, db *writing,
              struct gate_answer *out) MUST_USE;

/* The header every answer carries; for the server's own and for tests. */
extern const char *const gate_csp;

#endif
