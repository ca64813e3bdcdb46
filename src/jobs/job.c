/* What a running job asks and tells, and how the queue's own changes are made. */
#include "base/time.h"
#include "jobs/jobs.h"
#include "jobs/jobs_parts.h"

/* Progress is stored, and the row asked, not more often than this. */
enum { LOOK_US = 200000 };

static err change_run(struct write_task *task, db *d) {
    struct change *c = (struct change *)task;

    return c->make(c, d);
}

err change_make(jobs *j, struct change *c) {
    c->task.run = change_run;
    c->owner = j;
    return writer_run(j->options.writes, &c->task);
}

bool worker_enter(jobs *j) {
    (void)pthread_mutex_lock(&j->lock);
    bool may = !j->abandoned;
    j->inside += may ? 1 : 0;
    (void)pthread_mutex_unlock(&j->lock);
    return may;
}

void worker_leave(jobs *j) {
    (void)pthread_mutex_lock(&j->lock);
    j->inside--;
    (void)pthread_cond_broadcast(&j->quiet);
    (void)pthread_mutex_unlock(&j->lock);
}

void jobs_tell(jobs *j, int64_t id) {
    if (j->options.changed != NULL) {
        j->options.changed(j->options.self, id);
    }
}

int64_t jobs_now(jobs *j) {
    return j->options.now(j->options.self);
}

const struct job_kind *jobs_kind(const jobs *j, str name) {
    for (size_t i = 0; i < j->options.kind_count; i++) {
        if (str_eq(str_of(j->options.kinds[i].name), name)) {
            return &j->options.kinds[i];
        }
    }
    return NULL;
}

/* ---- waiting ------------------------------------------------------------------------- */

struct timespec steady_after(int64_t wait_ms) {
    struct timespec at = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &at);
    int64_t ns = at.tv_nsec + (wait_ms % 1000) * 1000000;
    at.tv_sec += wait_ms / 1000 + ns / 1000000000;
    at.tv_nsec = ns % 1000000000;
    return at;
}

uint64_t jobs_wakes(jobs *j) {
    (void)pthread_mutex_lock(&j->lock);
    uint64_t wakes = j->wakes;
    (void)pthread_mutex_unlock(&j->lock);
    return wakes;
}

/* Waits until somebody has woken the queue since `seen`, the program ends, or the time is up. */
void jobs_wait(jobs *j, uint64_t seen, int64_t wait_ms) {
    struct timespec until = steady_after(wait_ms);
    int late = 0;

    (void)pthread_mutex_lock(&j->lock);
    while (late == 0 && j->wakes == seen && !atomic_load(&j->ending)) {
        late = pthread_cond_timedwait(&j->work, &j->lock, &until);
    }
    (void)pthread_mutex_unlock(&j->lock);
}

/* ---- what a running job may ask and tell ------------------------------------------------ */

int64_t job_id(const job *j) {
    return j->row.id;
}

str job_kind_name(const job *j) {
    return j->row.kind;
}

str job_payload(const job *j) {
    return j->row.payload;
}

int64_t job_edition(const job *j) {
    return j->row.edition_id;
}

int64_t job_person(const job *j) {
    return j->row.person_id;
}

/* Keeps `text` in `to`, cut between two letters where it is too long. */
void text_keep(char to[TEXT_ROOM], size_t *len, str text) {
    size_t most = text.len < TEXT_ROOM ? text.len : TEXT_ROOM;

    while (most < text.len && most > 0 && ((unsigned char)text.at[most] & 0xc0) == 0x80) {
        most--;
    }
    for (size_t i = 0; i < most; i++) {
        to[i] = text.at[i];
    }
    *len = most;
}

static err make_progress(struct change *c, db *d) {
    const struct job *j = c->job;

    return jobs_sql_progress(d, c->mem, j->done, j->total, str_at(j->said, j->said_len), j->row.id);
}

/* Stores what is newer than the row, but not more often than 5 times a second. */
static void progress_store(struct job *j) {
    jobs *owner = j->worker->owner;
    int64_t now_us = time_steady_us();

    if (!j->unstored || (j->stored_us != 0 && now_us - j->stored_us < LOOK_US)) {
        return;
    }
    if (!worker_enter(owner)) {
        return;
    }
    struct change c = {.make = make_progress, .mem = j->worker->own, .job = j};
    if (change_make(owner, &c) == OK) {
        j->unstored = false;
        jobs_tell(owner, j->row.id);
    }
    j->stored_us = now_us;
    worker_leave(owner);
}

void job_progress(job *j, int64_t done, int64_t total, str said) {
    j->done = done < 0 ? 0 : done;
    j->total = total < 0 ? 0 : total;
    if (!str_is_empty(said)) {
        text_keep(j->said, &j->said_len, said);
    }
    j->unstored = true;
    progress_store(j);
}

void job_result(job *j, str said, str result) {
    if (!str_is_empty(said)) {
        text_keep(j->said, &j->said_len, said);
    }
    /* Half an address leads nowhere. */
    text_keep(j->result, &j->result_len, result.len > TEXT_ROOM ? STR_NONE : result);
}

bool job_is_stopped(struct job *j) {
    struct jobs_stopped row = {0};
    bool found = false;

    if (!j->stopped &&
        jobs_sql_stopped(j->worker->looks, j->worker->own, j->row.id, &row, &found) == OK) {
        j->stopped = found && row.stop;
    }
    return j->stopped;
}

bool job_should_stop(job *j) {
    int64_t now_us = time_steady_us();

    progress_store(j);
    if (now_us - j->looked_us >= LOOK_US) {
        j->looked_us = now_us;
        (void)job_is_stopped(j);
    }
    return j->stopped || atomic_load(&j->worker->owner->ending);
}
