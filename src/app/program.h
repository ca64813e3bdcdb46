/*
 * program.h: the running program, put together: store, writer, jobs, hub, gate, server.
 */
#ifndef APP_PROGRAM_H
#define APP_PROGRAM_H

#include "app/feature.h"
#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "core/shop.h"
#include "live/hub.h"
#include "web/gate.h"
#include "web/server.h"

struct program;

struct program_options {
    const char *path; /* of the database file; made if it is not there */
    const char *host; /* NULL: 127.0.0.1 */
    int port;         /* 0: any free one */
    int listen_fd;    /* -1: bind; else a socket from systemd */
    int threads;      /* 0: one a core */
    int proxies;      /* known proxies in front */
    str base_url;     /* empty: http://HOST:PORT */
    str hosts;        /* further names that are ours, blank between */
    bool is_demo;
    int64_t clock_shift; /* seconds added to the wall clock */
    bool is_quiet;       /* no line per request in the log */
    bool is_unlimited;   /* no rate limits: for measures alone */
    size_t batch_max;    /* of the writer; 0: as it is. For measures alone */
    bool has_server;     /* listen; without: commands and tests */
    bool has_workers;    /* run jobs and the hub */
};

/*
 * Takes the lock, opens or makes the file, brings it up to date and starts what the
 * options ask for. On failure `*sentence` (in `mem`) says what is wrong and what to do:
 * ERR_LOCKED another server has the file, ERR_NEWER, ERR_DAMAGED, ERR_FULL, ERR_CONFLICT the port
 * is taken.
 */
err program_open(const struct program_options *options, arena *mem, struct program **out,
                 str *sentence) MUST_USE;
/* Ends it in order: drains the server up to `wait_ms`, then jobs, hub, writer. NULL is allowed. */
void program_close(struct program *p, int wait_ms);

/* Its parts; they live as long as the program. */
const struct shop *program_shop(const struct program *p);
gate *program_gate(const struct program *p);
/* The writing connection of a program without workers, for tests; else NULL. */
db *program_alone(const struct program *p);
int program_port(const struct program *p);

/*
 * Runs `change` on the writer, in one transaction, with a cx of `edition` (0: the
 * current one) for the program itself. The refusal's sentence is copied to `mem`.
 */
err program_change(struct program *p, arena *mem, err (*change)(cx *c, void *self), void *self,
                   str *sentence) MUST_USE;

/* A sign-in link per role, for the demo: made at every start. */
struct demo_link {
    str role;    /* "organiser" */
    str address; /* "/sign-in/TOKEN" or "/screen/TOKEN" */
};

struct demo_links {
    struct demo_link at[8];
    size_t count;
};

/* Fills an empty file with the demo week and makes the links. */
err program_demo(struct program *p, arena *mem, struct demo_links *out, str *sentence) MUST_USE;
/* Where program_demo keeps them. */
struct demo_links *program_links(struct program *p);
/* As program_demo made them; none outside the demo. */
const struct demo_links *program_demo_links(void);

/* All routes: the features' and the frame's. In `mem`. */
err program_routes(arena *mem, const struct route *const **out, size_t *count) MUST_USE;
/* Who owns a route: its folder's name, "app" for the frame's. */
str program_route_owner(const struct route *r);

/* Counts for /metrics. */
struct program_counts {
    struct server_counts server;
    struct writer_counts writer;
    struct hub_counts hub;
    struct jobs_counts jobs;
    struct gate_counts gate;
    int64_t started_at;
};
struct program_counts program_count(void);
/* Can this program serve now: file open, writer running, not ending? A sentence when not. */
bool program_is_ready(str *sentence);

/* The frame's own routes, jobs and settings. */
extern const struct feature app_frame;

#endif
