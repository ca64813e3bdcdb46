/*
 * jobs_parts.h: what the files of this folder share and nobody else sees.
 *
 * jobs.c: the rows, inside somebody's transaction. job.c: what a running job asks and
 * tells. job_run.c: one job from its start to its end. workers.c: the threads.
 */
#ifndef JOBS_JOBS_PARTS_H
#define JOBS_JOBS_PARTS_H

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "jobs/jobs.h"

#include "gen/jobs_sql.h"

/* The unique number of the jobs that the schedule puts. */
#define JOB_SCHEDULED INT64_MIN

enum { WORKERS_MAX = 4, TEXT_ROOM = 500, FAULT_WAIT_MS = 2000 };

struct worker {
    jobs *owner;
    pthread_t thread;
    db *looks;  /* for the queue itself, so that it sees what a job's long read does not */
    db *reads;  /* for the job */
    arena *own; /* the row of the job, and looking */
    arena *mem; /* for the job */
    bool left;  /* jobs_free has returned while a job ran: it did not come inside again */
};

struct jobs {
    arena *home; /* holds this */
    struct jobs_options options;
    struct worker workers[WORKERS_MAX];
    int worker_count;
    pthread_mutex_t lock; /* over all that follows up to `counts` */
    pthread_cond_t work;  /* wakes workers */
    pthread_cond_t quiet; /* a worker or a write has ended */
    uint64_t wakes;
    int alive;  /* workers that have not ended */
    int inside; /* workers that may use the writer and `options.self`; a job's own code is outside
                 */
    bool abandoned; /* jobs_free did not wait any longer: nobody comes inside any more */
    bool orphaned;  /* the last worker frees all */
    int64_t forgot_at;
    struct jobs_counts counts;
    atomic_bool ending;
    pthread_mutex_t tally_lock; /* over the next two */
    db *tally;
    arena *tally_mem;
};

struct job {
    struct worker *worker;
    struct jobs_due row;
    int64_t done, total;
    char said[TEXT_ROOM];
    size_t said_len;
    char result[TEXT_ROOM];
    size_t result_len;
    bool unstored;     /* progress that is newer than the row's */
    bool stopped;      /* somebody has cancelled it */
    int64_t stored_us; /* when progress was stored last, 0: never */
    int64_t looked_us; /* when the row was asked whether to stop */
};

/* ---- jobs.c ---- */

/* Puts the next job of a scheduled kind, to run at `run_at`. */
err jobs_put_scheduled(db *d, arena *mem, int64_t now, const struct job_kind *kind, int64_t run_at)
    MUST_USE;
/* When a scheduled kind is to run next: `every_s` after its last start, at once where it never ran.
 */
err jobs_next_at(db *d, arena *mem, int64_t now, const struct job_kind *kind, int64_t *out)
    MUST_USE;

/* ---- job.c ---- */

/* A small change of the queue, made on the writer while its worker waits. */
struct change {
    struct write_task task;
    err (*make)(struct change *c, db *d);
    jobs *owner;
    arena *mem;
    int64_t now;
    struct job *job;             /* start, progress, end */
    enum job_state state;        /* end */
    int64_t run_at;              /* end in JOB_WAITS, schedule */
    int64_t tries;               /* end in JOB_WAITS */
    const struct job_kind *kind; /* schedule */
    int64_t changed;             /* rows */
};

/* Makes the change on the writer and waits for it. Only inside. */
err change_make(jobs *j, struct change *c) MUST_USE;
/* Comes inside, unless jobs_free has given up waiting: then false, and nothing but memory may be
 * used. */
bool worker_enter(jobs *j) MUST_USE;
void worker_leave(jobs *j);
/* The program's clock. Only inside. */
int64_t jobs_now(jobs *j);
/* The row of a job has changed and is committed. Only inside. */
void jobs_tell(jobs *j, int64_t id);
/* The kind of that name, or NULL. */
const struct job_kind *jobs_kind(const jobs *j, str name);
/* A moment `wait_ms` from now on CLOCK_MONOTONIC. */
struct timespec steady_after(int64_t wait_ms);
/* How often the queue was woken; and a wait until it is again since `seen`, the end, or the time is
 * up. */
uint64_t jobs_wakes(jobs *j);
void jobs_wait(jobs *j, uint64_t seen, int64_t wait_ms);
/* Keeps `text`, cut between two letters where it is too long. */
void text_keep(char to[TEXT_ROOM], size_t *len, str text);
/* Has somebody asked the job to stop? */
bool job_is_stopped(struct job *j);

/* ---- job_run.c ---- */

/* Runs the job that is due, if there is one and no other worker was faster. Only inside. */
err job_take(struct worker *w, bool *found) MUST_USE;

#endif
