#include "app/program.h"

#include <stdlib.h>
#include <unistd.h>

#include "app/assets.h"
#include "app/error.h"
#include "app/live.h"
#include "base/log.h"
#include "core/edition.h"
#include "core/person.h"
#include "web/router.h"

enum {
    ROUTES_MAX = 2000,
    SPREAD_MS = 10000,
    JOBS_WAIT_MS = 3000,
    KINDS_MAX = 200,
    ADDRESS_MAX = 2000
};

struct program {
    struct program_options options;
    arena *mem;
    store_lock *lock;
    struct shop shop;
    writer *writes;
    db *alone; /* the writing connection of a program without workers */
    struct live live;
    struct jobs *jobs;
    gate *gate;
    server *server;
    struct job_kind *kinds;
    size_t kind_count;
    bool is_ending;
    struct demo_links links;
    int64_t started_at;
};

/* The one that runs: pages of counts and health ask for it. Set once by program_open, cleared by
 * program_close. */
static struct program *running;

/* ---- routes and settings of all features ---- */

err program_routes(arena *mem, const struct route *const **out, size_t *count) {
    const struct route **at = arena_array(mem, ROUTES_MAX, sizeof(const struct route *));
    size_t n = 0;

    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t f = 0; f <= feature_count; f++) {
        const struct feature *one = f < feature_count ? features[f] : &app_frame;

        for (size_t i = 0; i < one->route_count && n < ROUTES_MAX; i++) {
            at[n++] = &one->routes[i];
        }
    }
    *out = at;
    *count = n;
    return OK;
}

str program_route_owner(const struct route *r) {
    for (size_t f = 0; f < feature_count; f++) {
        if (r >= features[f]->routes && r < features[f]->routes + features[f]->route_count) {
            return str_of(features[f]->name);
        }
    }
    return STR("app");
}

static const char *setting_initial(const char *key) {
    for (size_t f = 0; f <= feature_count; f++) {
        const struct feature *one = f < feature_count ? features[f] : &app_frame;

        for (size_t i = 0; i < one->setting_count; i++) {
            if (str_eq(str_of(one->settings[i].key), str_of(key))) {
                return one->settings[i].initial;
            }
        }
    }
    return NULL;
}

/* ---- what is joined here ---- */

static void touched(void *self, str topic) {
    struct program *p = self;

    if (p->gate != NULL) {
        gate_touched(p->gate, topic);
    }
    live_touched(&p->live, topic);
}

static bool asset_give(void *self, str path, struct gate_asset *out) {
    const struct asset *a = asset_find(path);

    (void)self;
    if (a == NULL && str_eq(path, STR("/favicon.ico"))) {
        a = asset_named(STR("favicon.svg"));
    }
    if (a == NULL) {
        return false;
    }
    *out = (struct gate_asset){a->type, a->etag, a->plain, a->gzip, a->brotli, a->immutable};
    return true;
}

static void stream_give(void *self, cx *c, const request *q, exchange *x) {
    struct program *p = self;

    live_stream(&p->live, c, q, x);
}

static int64_t jobs_now(void *self) {
    const struct program *p = self;

    return shop_now(&p->shop);
}

static const struct feature_job *job_find(str name) {
    for (size_t f = 0; f <= feature_count; f++) {
        const struct feature *one = f < feature_count ? features[f] : &app_frame;

        for (size_t i = 0; i < one->job_count; i++) {
            if (str_eq(str_of(one->jobs[i].kind.name), name)) {
                return &one->jobs[i];
            }
        }
    }
    return NULL;
}

static err job_run(void *self, job *j, db *reads, arena *mem) {
    const struct program *p = self;
    const struct feature_job *kind = job_find(job_kind_name(j));
    cx c = shop_cx(&p->shop, mem, reads);
    err result = OK;

    if (kind == NULL) {
        return ERR_MISSING;
    }
    if (job_edition(j) != 0) {
        DROP(edition_get(&c, job_edition(j), &c.edition),
             "a job of an edition that is gone decides for itself");
    }
    c.person = job_person(j);
    result = kind->run(&c, j);
    if (result != OK && c.refusal_text.len > 0) {
        job_result(j, c.refusal_text, STR_NONE);
    }
    return result;
}

static void job_changed(void *self, int64_t id) {
    struct program *p = self;
    arena *mem CLEANUP(arena_auto) = arena_new(4096);

    if (mem != NULL) {
        touched(p, str_fmt(mem, "jobs/%" PRId64, id));
    }
}

static err kinds_gather(struct program *p) {
    p->kinds = arena_array(p->mem, KINDS_MAX, sizeof(*p->kinds));
    if (p->kinds == NULL) {
        return ERR_MEMORY;
    }
    for (size_t f = 0; f <= feature_count; f++) {
        const struct feature *one = f < feature_count ? features[f] : &app_frame;

        for (size_t i = 0; i < one->job_count && p->kind_count < KINDS_MAX; i++) {
            p->kinds[p->kind_count++] = one->jobs[i].kind;
        }
    }
    return OK;
}

/* ---- start, step by step; each says what to do when it fails ---- */

static err store_start(struct program *p, str *sentence) {
    db *d = NULL;
    size_t applied = 0;
    err e = store_lock_take(p->options.path, &p->lock);

    if (e != OK) {
        *sentence =
            e == ERR_LOCKED
                ? STR("Another semaine has this file open. Stop it first, or use another file (DATA or --data).")
                : STR("The lock beside the file cannot be made. Is the folder there, and may this user write into it?");
        return e;
    }
    e = db_open(&(struct db_options){.path = p->options.path, .create = true}, &d);
    if (e == OK) {
        e = store_migrate(d, p->options.path, feature_migrations, feature_migration_count,
                          &applied);
    }
    if (e != OK) {
        *sentence =
            e == ERR_NEWER
                ? STR("This file was written by a newer semaine. Install that version, or restore a backup made before it.")
            : e == ERR_DAMAGED
                ? STR("This file is damaged, or is no file of semaine. `semaine check` says more; `semaine restore` puts a backup in its place.")
            : e == ERR_FULL
                ? STR("The disk is full. Make room, then start again; nothing was lost.")
                : STR("The file cannot be opened. Is the folder there, and may this user write into it?");
        db_close(d);
        return e;
    }
    p->alone = d;
    p->shop.path = p->options.path;
    e = shop_open(&p->shop, d);
    if (e != OK) {
        *sentence = STR("The file cannot be written. Is the disk full, or the file read-only?");
    }
    return e;
}

static err workers_start(struct program *p, str *sentence) {
    err e = writer_new(p->alone, &(struct writer_options){.batch_max = p->options.batch_max},
                       &p->writes);

    *sentence = STR("The program could not start its workers: no memory or no threads.");
    TRY(e);
    p->alone = NULL;
    p->shop.writes = p->writes;
    p->live.shop = &p->shop;
    TRY(db_open(&(struct db_options){.path = p->options.path, .read_only = true}, &p->live.reads));
    TRY(hub_new(
        &(struct hub_options){.render = live_render, .tick_ms = live_tick, .self = &p->live},
        &p->live.hub));
    p->shop.hub = p->live.hub;
    TRY(kinds_gather(p));
    TRY(jobs_new(&(struct jobs_options){.path = p->options.path,
                                        .writes = p->writes,
                                        .kinds = p->kinds,
                                        .kind_count = p->kind_count,
                                        .now = jobs_now,
                                        .run = job_run,
                                        .changed = job_changed,
                                        .self = p},
                 &p->jobs));
    p->shop.jobs = p->jobs;
    return OK;
}

static int thread_count(int wanted) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    if (wanted > 0) {
        return wanted < 16 ? wanted : 16;
    }
    return cores < 2 ? 2 : cores > 16 ? 16 : (int)cores;
}

static err gate_start(struct program *p, str *sentence) {
    const struct route *const *routes = NULL;
    size_t count = 0;
    str clash = STR_NONE;
    err e = OK;

    TRY(program_routes(p->mem, &routes, &count));
    e = gate_new(&(struct gate_options){.shop = &p->shop,
                                        .routes = routes,
                                        .route_count = count,
                                        .threads = thread_count(p->options.threads),
                                        .proxies = p->options.proxies,
                                        .hosts = p->options.hosts,
                                        .is_quiet = p->options.is_quiet,
                                        .is_unlimited = p->options.is_unlimited,
                                        .asset = asset_give,
                                        .error_page = error_reply,
                                        .stream = stream_give,
                                        .self = p},
                 p->mem, &p->gate, &clash);
    if (e != OK) {
        *sentence = clash.len > 0 ? clash : STR("The pages could not be put together.");
    }
    return e;
}

static err server_start(struct program *p, str *sentence) {
    const char *host = p->options.host == NULL ? "127.0.0.1" : p->options.host;
    err e = server_new(
        &(struct server_options){.host = host,
                                 .port = p->options.port,
                                 .listen_fd = p->options.listen_fd,
                                 .threads = thread_count(p->options.threads),
                                 .per_address_max = p->options.proxies == 0 ? ADDRESS_MAX : 0,
                                 .admit = gate_admit,
                                 .handle = gate_handle,
                                 .self = p->gate},
        &p->server);

    if (e != OK) {
        *sentence =
            e == ERR_CONFLICT
                ? str_fmt(
                      p->mem,
                      "Port %d is taken by another program. Choose another one (PORT or --port).",
                      p->options.port)
                : str_fmt(
                      p->mem,
                      "%s is no address of this machine. Use 127.0.0.1, or 0.0.0.0 for all (HOST or --host).",
                      host);
        return e;
    }
    return OK;
}

static err start(struct program *p, str *sentence) {
    const char *host = p->options.host == NULL ? "127.0.0.1" : p->options.host;

    p->shop.base_url =
        p->options.base_url.len > 0
            ? str_copy(p->mem, p->options.base_url)
            : str_fmt(p->mem, "http://%s:%d",
                      str_eq(str_of(host), STR("0.0.0.0")) ? "127.0.0.1" : host, p->options.port);
    p->shop.clock_shift = p->options.clock_shift;
    p->shop.demo = p->options.is_demo;
    p->shop.setting_initial = setting_initial;
    p->shop.touched = touched;
    p->shop.touched_self = p;
    TRY(store_start(p, sentence));
    if (p->options.has_workers) {
        TRY(workers_start(p, sentence));
    }
    TRY(gate_start(p, sentence));
    return p->options.has_server ? server_start(p, sentence) : OK;
}

err program_open(const struct program_options *options, arena *mem, struct program **out,
                 str *sentence) {
    struct program *p = calloc(1, sizeof(*p));
    err e = OK;

    *sentence = STR("There is not enough memory to start.");
    if (p == NULL) {
        return ERR_MEMORY;
    }
    p->options = *options;
    p->started_at = time_wall();
    p->mem = arena_new((size_t)16 << 20);
    e = p->mem == NULL ? ERR_MEMORY : start(p, sentence);
    *sentence = str_copy(mem, *sentence);
    if (e != OK) {
        program_close(p, 0);
        return e;
    }
    running = p;
    *out = p;
    return OK;
}

void program_close(struct program *p, int wait_ms) {
    if (p == NULL) {
        return;
    }
    p->is_ending = true;
    if (p->server != NULL) {
        size_t cut = server_drain(p->server, wait_ms, SPREAD_MS);

        LOG(LOG_INFO, "drained", LOG_I("cut_off", (int64_t)cut));
        server_free(p->server);
    }
    jobs_free(p->jobs, JOBS_WAIT_MS);
    p->shop.jobs = NULL;
    writer_free(p->writes);
    p->shop.writes = NULL;
    if (p->live.hub != NULL) {
        hub_free(p->live.hub);
    }
    db_close(p->live.reads);
    gate_free(p->gate);
    db_close(p->alone);
    shop_close(&p->shop);
    store_lock_drop(p->lock);
    arena_free(p->mem);
    running = running == p ? NULL : running;
    free(p);
}

const struct shop *program_shop(const struct program *p) {
    return &p->shop;
}

gate *program_gate(const struct program *p) {
    return p->gate;
}

db *program_alone(const struct program *p) {
    return p->alone;
}

int program_port(const struct program *p) {
    return p->server == NULL ? 0 : server_port(p->server);
}

/* ---- one change by the program itself ---- */

struct program_task {
    struct write_task task;
    struct program *program;
    arena *mem;
    cx c;
    err (*change)(cx *c, void *self);
    void *self;
};

static err program_task_run(struct write_task *task, db *d) {
    struct program_task *t = (struct program_task *)task;
    struct edition e = {0};

    t->c = shop_cx(&t->program->shop, t->mem, d);
    t->c.roles = ROLE_VISITOR | ROLE_ADMIN;
    TRY(edition_current(&t->c, &e));
    edition_enter(&t->c, &e);
    return t->change(&t->c, t->self);
}

static err run_alone(struct program_task *t, db *d) {
    err e = OK;

    TRY(db_begin(d));
    TRY(db_savepoint(d, 1));
    e = program_task_run(&t->task, d);
    if (e != OK) {
        db_rollback(d);
        return e;
    }
    TRY(db_release(d, 1));
    return db_commit(d);
}

err program_change(struct program *p, arena *mem, err (*change)(cx *c, void *self), void *self,
                   str *sentence) {
    struct program_task t = {.task = {.run = program_task_run},
                             .program = p,
                             .mem = mem,
                             .change = change,
                             .self = self};
    err e = p->writes != NULL ? writer_run(p->writes, &t.task) : run_alone(&t, p->alone);

    if (e == OK) {
        cx_effects_apply(&t.c);
    } else {
        *sentence = t.c.refusal_text.len > 0 ? t.c.refusal_text : str_of(err_name(e));
    }
    return e;
}

/* ---- what pages of health ask ---- */

struct program_counts program_count(void) {
    struct program_counts counts = {0};

    if (running == NULL) {
        return counts;
    }
    counts.started_at = running->started_at;
    counts.gate = gate_count(running->gate);
    if (running->server != NULL) {
        counts.server = server_count(running->server);
    }
    if (running->writes != NULL) {
        counts.writer = writer_count(running->writes);
    }
    if (running->live.hub != NULL) {
        counts.hub = hub_count(running->live.hub);
    }
    if (running->jobs != NULL) {
        counts.jobs = jobs_count(running->jobs);
    }
    return counts;
}

bool program_is_ready(str *sentence) {
    if (running == NULL || running->is_ending) {
        *sentence = STR("ending");
        return false;
    }
    if (running->writes != NULL && writer_count(running->writes).waiting > 5000) {
        *sentence = STR("the writer is behind");
        return false;
    }
    *sentence = STR("ready");
    return true;
}

struct demo_links *program_links(struct program *p) {
    return &p->links;
}

const struct demo_links *program_demo_links(void) {
    static const struct demo_links none = {.count = 0};

    return running == NULL ? &none : &running->links;
}
