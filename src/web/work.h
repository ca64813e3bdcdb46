/*
 * work.h: one request on its way through the gate; for web/ alone.
 */
#ifndef WEB_WORK_H
#define WEB_WORK_H

#include <pthread.h>

#include "base/base.h"
#include "store/writer.h"
#include "web/gate.h"
#include "web/kept.h"
#include "web/rate.h"
#include "web/request_in.h"
#include "web/router.h"

enum { GATE_THREADS_MAX = 32, GATE_SPARE_MAX = 64, WORK_BYTES_MAX = 64 * 1024 * 1024 };

struct gate {
    struct gate_options options;
    arena *mem;
    router *router;
    kept *kept;
    rate *rates;
    db *reads[GATE_THREADS_MAX];
    pthread_mutex_t lock;
    arena *spare[GATE_SPARE_MAX]; /* arenas between two requests */
    size_t spare_count;
    uint64_t by_status[6];
    uint64_t kept_hits;
};

struct work {
    struct write_task task; /* first: the writer gives it back */
    gate *gate;
    exchange *x; /* NULL in tests */
    arena *mem;
    request q;
    struct request_made made;
    reply r;
    cx c;
    const lang *lang_before;
    db *writing; /* the writer's connection, for the form that is shown again */
    err result;
    bool other_method;
    int64_t login_seen_at, login_edition;
    uint64_t generation; /* of the kept pages, before rendering */
    int64_t started_us;
};

/* The work of one request, in `mem`, which `http` outlives. ERR_MEMORY. */
err work_new(gate *g, arena *mem, const struct http_request *http, struct work **out) MUST_USE;
/* Host, address, limits, CSRF: all that needs no database. */
err work_check(struct work *w) MUST_USE;
/* Edition, session, role, handler. */
err work_run(struct work *w, db *d) MUST_USE;
/* Turns a failure into a form or an error page, and adds the frame's cookies. */
void work_finish(struct work *w, err result, db *d);

#endif
