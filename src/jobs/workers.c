/* The threads that run what is in the queue. */
#include <assert.h>

#include "base/log.h"
#include "jobs/jobs.h"
#include "jobs/jobs_parts.h"

enum { KEEP_S = 30 * 24 * 3600, FORGET_EVERY_S = 3600, WAIT_MAX_MS = 30000 };

enum { HOME_LIMIT = 16 << 10, OWN_LIMIT = 8 << 20, JOB_LIMIT = 128 << 20 };

/* ---- looking for work ----------------------------------------------------------------------- */

static err make_scheduled(struct change *c, db *d) {
    return jobs_put_scheduled(d, c->mem, c->now, c->kind, c->run_at);
}

/* Puts the next job of each scheduled kind that has none. */
static err put_scheduled(struct worker *w, bool *put) {
    jobs *owner = w->owner;

    for (size_t i = 0; i < owner->options.kind_count; i++) {
        const struct job_kind *kind = &owner->options.kinds[i];
        struct jobs_once there = {0};
        bool found = kind->every_s <= 0;
        struct change c = {
            .make = make_scheduled, .mem = w->own, .now = jobs_now(owner), .kind = kind};
        if (!found) {
            TRY(jobs_sql_once(w->looks, w->own, str_of(kind->name), JOB_SCHEDULED, &there, &found));
        }
        if (!found) {
            TRY(jobs_next_at(w->looks, w->own, c.now, kind, &c.run_at));
            TRY(change_make(owner, &c));
            *put = true;
        }
    }
    return OK;
}

static err make_forget(struct change *c, db *d) {
    struct jobs_ended_kinds_list kinds = {0};

    TRY(jobs_sql_ended_kinds(d, c->mem, &kinds));
    for (size_t i = 0; i < kinds.count; i++) {
        const struct job_kind *kind = jobs_kind(c->owner, kinds.at[i].kind);
        int64_t keep = kind == NULL || kind->keep_s == 0 ? KEEP_S : kind->keep_s;
        TRY(jobs_sql_forget(d, c->mem, kinds.at[i].kind, c->now - keep, &c->changed));
    }
    return OK;
}

/* Once an hour, deletes what has ended long ago. */
static err forget_old(struct worker *w) {
    jobs *owner = w->owner;
    struct change c = {.make = make_forget, .mem = w->own, .now = jobs_now(owner)};

    (void)pthread_mutex_lock(&owner->lock);
    bool is_time = c.now - owner->forgot_at >= FORGET_EVERY_S || c.now < owner->forgot_at;
    owner->forgot_at = is_time ? c.now : owner->forgot_at;
    (void)pthread_mutex_unlock(&owner->lock);
    return is_time ? change_make(owner, &c) : OK;
}

/* One look at the queue. `*wait_ms`: how long there is nothing to do, 0 where there was work. */
static err worker_turn(struct worker *w, int64_t *wait_ms) {
    struct jobs_next next = {0};
    bool found = false;

    *wait_ms = 0;
    arena_reset(w->own);
    TRY(job_take(w, &found));
    if (found) {
        return OK;
    }
    TRY(put_scheduled(w, &found));
    TRY(forget_old(w));
    if (found) {
        return OK;
    }
    TRY(jobs_sql_next(w->looks, w->own, &next, &found));
    int64_t away_s = found ? next.run_at - jobs_now(w->owner) : WAIT_MAX_MS / 1000;
    away_s = away_s < 0 ? 0 : away_s;
    *wait_ms = away_s > WAIT_MAX_MS / 1000 ? WAIT_MAX_MS : away_s * 1000;
    return OK;
}

static void worker_drop(struct worker *w) {
    db_close(w->looks);
    db_close(w->reads);
    arena_free(w->own);
    arena_free(w->mem);
}

static void jobs_drop(jobs *j) {
    arena *home = j->home;

    for (int i = 0; i < j->worker_count; i++) {
        worker_drop(&j->workers[i]);
    }
    db_close(j->tally);
    arena_free(j->tally_mem);
    (void)pthread_mutex_destroy(&j->lock);
    (void)pthread_mutex_destroy(&j->tally_lock);
    (void)pthread_cond_destroy(&j->work);
    (void)pthread_cond_destroy(&j->quiet);
    arena_free(home);
}

static void worker_loop(struct worker *w) {
    jobs *owner = w->owner;

    while (!atomic_load(&owner->ending)) {
        uint64_t seen = jobs_wakes(owner);
        int64_t wait_ms = 0;
        err result = worker_turn(w, &wait_ms);
        if (result != OK && !atomic_load(&owner->ending)) {
            LOG(LOG_ERROR, "jobs", LOG_S("err", str_of(err_name(result))));
            wait_ms = FAULT_WAIT_MS;
        }
        if (wait_ms > 0) {
            jobs_wait(owner, seen, wait_ms);
        }
    }
}

static void *worker_main(void *self) {
    struct worker *w = self;
    jobs *owner = w->owner;

    worker_loop(w);
    (void)pthread_mutex_lock(&owner->lock);
    owner->inside -= w->left ? 0 : 1;
    owner->alive--;
    bool last = owner->orphaned && owner->alive == 0;
    (void)pthread_cond_broadcast(&owner->quiet);
    (void)pthread_mutex_unlock(&owner->lock);
    if (last) {
        jobs_drop(owner);
    }
    return NULL;
}

/* ---- life --------------------------------------------------------------------------------------
 */

static err back_end(struct change *c, db *d, const struct jobs_running *row, enum job_state state) {
    struct jobs_finish_args end = {
        .state = state,
        .now = c->now,
        .said = str_is_empty(row->said) ? STR("The program ended while this ran.") : row->said,
        .result = STR_NONE,
        .id = row->id,
    };

    return jobs_sql_finish(d, c->mem, &end);
}

/* What the last run of the program left running waits again, or has failed too often. */
static err make_put_back(struct change *c, db *d) {
    struct jobs_running_list list = {0};

    TRY(jobs_sql_running(d, c->mem, &list));
    for (size_t i = 0; i < list.count; i++) {
        const struct jobs_running *row = &list.at[i];
        const struct job_kind *kind = jobs_kind(c->owner, row->kind);
        if (row->stop) {
            TRY(back_end(c, d, row, JOB_CANCELLED));
        } else if (kind != NULL && row->tries >= kind->tries_max) {
            TRY(back_end(c, d, row, JOB_FAILED));
        } else {
            TRY(jobs_sql_wait_again(d, c->mem, c->now, row->tries, row->said, row->id));
        }
    }
    return OK;
}

/* A schedule that was made denser holds for the job that waits already. */
static err make_bring_forward(struct change *c, db *d) {
    for (size_t i = 0; i < c->owner->options.kind_count; i++) {
        const struct job_kind *kind = &c->owner->options.kinds[i];
        struct jobs_once there = {0};
        bool found = false;
        int64_t run_at = 0;
        if (kind->every_s <= 0) {
            continue;
        }
        TRY(jobs_sql_once(d, c->mem, str_of(kind->name), JOB_SCHEDULED, &there, &found));
        TRY(jobs_next_at(d, c->mem, c->now, kind, &run_at));
        if (found) {
            TRY(jobs_sql_bring_forward(d, c->mem, there.id, run_at));
        }
    }
    return OK;
}

static err make_first(struct change *c, db *d) {
    TRY(make_put_back(c, d));
    return make_bring_forward(c, d);
}

static err worker_open(jobs *j, struct worker *w) {
    struct db_options options = {.path = j->options.path, .read_only = true};

    w->owner = j;
    w->own = arena_new(OWN_LIMIT);
    w->mem = arena_new(JOB_LIMIT);
    if (w->own == NULL || w->mem == NULL) {
        return ERR_MEMORY;
    }
    TRY(db_open(&options, &w->looks));
    return db_open(&options, &w->reads);
}

static err jobs_open(jobs *j) {
    struct db_options options = {.path = j->options.path, .read_only = true};

    j->tally_mem = arena_new(OWN_LIMIT);
    if (j->tally_mem == NULL) {
        return ERR_MEMORY;
    }
    TRY(db_open(&options, &j->tally));
    for (int i = 0; i < j->worker_count; i++) {
        TRY(worker_open(j, &j->workers[i]));
    }
    struct change c = {.make = make_first, .mem = j->workers[0].own, .now = jobs_now(j)};
    return change_make(j, &c);
}

static err jobs_threads(jobs *j) {
    for (int i = 0; i < j->worker_count; i++) {
        struct worker *w = &j->workers[i];
        (void)pthread_mutex_lock(&j->lock);
        j->alive++;
        j->inside++;
        (void)pthread_mutex_unlock(&j->lock);
        if (pthread_create(&w->thread, NULL, worker_main, w) != 0) {
            atomic_store(&j->ending, true);
            jobs_wake(j);
            while (i > 0) {
                i--;
                (void)pthread_join(j->workers[i].thread, NULL);
            }
            return ERR_MEMORY;
        }
    }
    return OK;
}

static void steady_cond_init(pthread_cond_t *cond) {
    pthread_condattr_t about;

    (void)pthread_condattr_init(&about);
    (void)pthread_condattr_setclock(&about, CLOCK_MONOTONIC);
    (void)pthread_cond_init(cond, &about);
    (void)pthread_condattr_destroy(&about);
}

err jobs_new(const struct jobs_options *options, jobs **out) {
    arena *home = arena_new(HOME_LIMIT);
    jobs *j = home == NULL ? NULL : arena_alloc(home, sizeof(*j));

    if (j == NULL) {
        arena_free(home);
        return ERR_MEMORY;
    }
    j->home = home;
    assert(options->workers >= 0 && options->workers <= WORKERS_MAX);
    j->options = *options;
    j->worker_count = options->workers == 0 ? 1 : options->workers;
    j->forgot_at = INT64_MIN / 2;
    (void)pthread_mutex_init(&j->lock, NULL);
    (void)pthread_mutex_init(&j->tally_lock, NULL);
    steady_cond_init(&j->work);
    steady_cond_init(&j->quiet);
    err result = jobs_open(j);
    if (result == OK) {
        result = jobs_threads(j);
    }
    if (result != OK) {
        jobs_drop(j);
        return result;
    }
    *out = j;
    return OK;
}

void jobs_wake(jobs *j) {
    (void)pthread_mutex_lock(&j->lock);
    j->wakes++;
    (void)pthread_cond_broadcast(&j->work);
    (void)pthread_mutex_unlock(&j->lock);
}

/*
 * Have all workers ended in time? If not, none is inside any more when this
 * returns, and the last of them frees all.
 */
static bool wait_for_workers(jobs *j, int wait_ms) {
    struct timespec until = steady_after(wait_ms);
    int late = 0;

    (void)pthread_mutex_lock(&j->lock);
    while (j->alive > 0 && late == 0) {
        late = pthread_cond_timedwait(&j->quiet, &j->lock, &until);
    }
    j->abandoned = true;
    while (j->inside > 0) {
        (void)pthread_cond_wait(&j->quiet, &j->lock);
    }
    bool all = j->alive == 0;
    for (int i = 0; i < j->worker_count && !all; i++) {
        (void)pthread_detach(j->workers[i].thread);
    }
    j->orphaned = !all;
    (void)pthread_mutex_unlock(&j->lock);
    return all;
}

void jobs_free(jobs *j, int wait_ms) {
    if (j == NULL) {
        return;
    }
    atomic_store(&j->ending, true);
    jobs_wake(j);
    if (!wait_for_workers(j, wait_ms)) {
        LOG(LOG_WARN, "jobs", LOG_S("fault", STR("a job did not stop in time and runs again")));
        return;
    }
    for (int i = 0; i < j->worker_count; i++) {
        (void)pthread_join(j->workers[i].thread, NULL);
    }
    jobs_drop(j);
}

struct jobs_counts jobs_count(jobs *j) {
    struct jobs_tally tally = {0};

    (void)pthread_mutex_lock(&j->tally_lock);
    DROP(jobs_sql_tally(j->tally, j->tally_mem, &tally), "it is logged, and the counts read 0");
    arena_reset(j->tally_mem);
    (void)pthread_mutex_unlock(&j->tally_lock);
    (void)pthread_mutex_lock(&j->lock);
    struct jobs_counts counts = j->counts;
    (void)pthread_mutex_unlock(&j->lock);
    counts.waiting = (uint64_t)tally.waiting;
    counts.running = (uint64_t)tally.running;
    return counts;
}
