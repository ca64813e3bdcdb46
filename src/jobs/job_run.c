/* One job, from its start to its end. */
#include "base/log.h"
#include "jobs/jobs.h"
#include "jobs/jobs_parts.h"

/* 30 s, 2 min, 8 min, 32 min, then 2 h. */
static int64_t wait_after(int64_t tries) {
    static const int64_t waits[] = {30, 120, 480, 1920};

    return tries >= 1 && tries <= (int64_t)COUNT_OF(waits) ? waits[tries - 1] : 7200;
}

static err make_start(struct change *c, db *d) {
    const struct jobs_due *row = &c->job->row;

    TRY(jobs_sql_start(d, c->mem, c->now, row->id, &c->changed));
    if (c->changed == 0 || row->unique_number != JOB_SCHEDULED) {
        return OK;
    }
    return jobs_sql_note_start(d, c->mem, row->kind, c->now);
}

static err make_end(struct change *c, db *d) {
    const struct job *j = c->job;
    str said = str_at(j->said, j->said_len);

    if (c->state == JOB_WAITS) {
        return jobs_sql_wait_again(d, c->mem, c->run_at, c->tries, said, j->row.id);
    }
    struct jobs_finish_args row = {
        .state = c->state,
        .now = c->now,
        .units_done = j->done,
        .units_total = j->total,
        .said = said,
        .result = str_at(j->result, j->result_len),
        .id = j->row.id,
    };
    return jobs_sql_finish(d, c->mem, &row);
}

/* What becomes of a job that has run (`tries` counts this time) and came back with `result`. */
static void end_decide(struct job *j, const struct job_kind *kind, err result, struct change *c) {
    jobs *owner = j->worker->owner;
    int64_t tries = j->row.tries + 1;

    c->now = jobs_now(owner);
    c->tries = tries;
    if (result == OK) {
        c->state = JOB_DONE;
    } else if (job_is_stopped(j)) {
        c->state = JOB_CANCELLED;
    } else if (result == ERR_STOPPED && atomic_load(&owner->ending)) {
        c->state = JOB_WAITS; /* not its fault: this time does not count */
        c->tries = tries - 1;
        c->run_at = c->now;
    } else if (kind == NULL || tries >= kind->tries_max) {
        c->state = JOB_FAILED;
    } else {
        c->state = JOB_WAITS;
        c->run_at = c->now + wait_after(tries);
    }
}

static void end_count(jobs *j, enum job_state state) {
    (void)pthread_mutex_lock(&j->lock);
    j->counts.done += state == JOB_DONE ? 1 : 0;
    j->counts.failed += state == JOB_FAILED ? 1 : 0;
    (void)pthread_mutex_unlock(&j->lock);
}

/*
 * Stores the end. While the store cannot take it the worker waits: a job that has
 * ended but is not known to have would run twice.
 */
static void job_end(struct job *j, const struct job_kind *kind, err result) {
    jobs *owner = j->worker->owner;
    struct change c = {.make = make_end, .mem = j->worker->own, .job = j};

    if (result != OK && j->said_len == 0) {
        str why = str_fmt(j->worker->own, "It ended with the fault \"%s\".", err_name(result));
        text_keep(j->said, &j->said_len, why);
    }
    end_decide(j, kind, result, &c);
    err stored = change_make(owner, &c);
    while (stored != OK && !atomic_load(&owner->ending)) {
        LOG(LOG_ERROR, "jobs", LOG_S("fault", STR("an end could not be stored")),
            LOG_I("job", j->row.id), LOG_S("err", str_of(err_name(stored))));
        jobs_wait(owner, jobs_wakes(owner), FAULT_WAIT_MS);
        stored = change_make(owner, &c);
    }
    if (stored != OK) {
        return; /* the next start finds it running and puts it back */
    }
    if (c.state == JOB_FAILED || (c.state == JOB_WAITS && result != ERR_STOPPED)) {
        LOG(LOG_WARN, "job", LOG_S("kind", j->row.kind), LOG_I("job", j->row.id),
            LOG_S("err", str_of(err_name(result))), LOG_I("tries", j->row.tries + 1),
            LOG_S("said", str_at(j->said, j->said_len)));
    }
    end_count(owner, c.state);
    jobs_tell(owner, j->row.id);
}

/*
 * Runs the kind's own code, outside. False: jobs_free has returned meanwhile, the
 * row says that the job runs, and the next start puts it back.
 */
static bool run_outside(struct job *j, const struct job_kind *kind, err *result) {
    struct worker *w = j->worker;
    const struct jobs_options *o = &w->owner->options;

    if (kind == NULL) {
        str why =
            str_fmt(w->own, "This program has no work of the kind %.*s.", STR_ARG(j->row.kind));
        text_keep(j->said, &j->said_len, why);
        *result = ERR_MISSING;
        return true;
    }
    worker_leave(w->owner);
    *result = o->run(o->self, j, w->reads, w->mem);
    return worker_enter(w->owner);
}

static void job_run(struct job *j) {
    const struct job_kind *kind = jobs_kind(j->worker->owner, j->row.kind);
    err result = OK;

    if (run_outside(j, kind, &result)) {
        job_end(j, kind, result);
    } else {
        j->worker->left = true;
    }
    arena_reset(j->worker->mem);
}

err job_take(struct worker *w, bool *found) {
    struct job j = {.worker = w};
    int64_t now = jobs_now(w->owner);

    TRY(jobs_sql_due(w->looks, w->own, now, &j.row, found));
    if (!*found) {
        return OK;
    }
    struct change c = {.make = make_start, .mem = w->own, .now = now, .job = &j};
    TRY(change_make(w->owner, &c));
    if (c.changed > 0) {
        jobs_tell(w->owner, j.row.id);
        job_run(&j);
    }
    return OK;
}
