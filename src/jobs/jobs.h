/*
 * jobs.h: work that outlives a request, queued in the store.
 *
 * A job is a row: it survives a crash, is tried again with growing waits
 * (30 s, 2 min, 8 min, 32 min, then every 2 h), can be cancelled, and tells how far it is.
 * A job that ran when the process was killed is run again: so a job's writes must be
 * safe to repeat. Scheduled kinds are put by the queue itself, at most one waiting each.
 */
#ifndef JOBS_JOBS_H
#define JOBS_JOBS_H

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "base/str.h"
#include "store/store.h"
#include "store/writer.h"

typedef struct jobs jobs;
typedef struct job job;

enum job_state { JOB_WAITS, JOB_RUNS, JOB_DONE, JOB_FAILED, JOB_CANCELLED };

/* A row, as pages read it. */
struct job_view {
    int64_t id;
    int64_t edition; /* 0: the installation's */
    int64_t person;  /* who asked; 0: the program */
    str kind;        /* "backups.make" */
    str title;       /* for people: "Import of people.csv" */
    enum job_state state;
    int64_t done, total; /* progress in the job's own units; total 0: not known yet */
    int tries;           /* so far */
    int64_t run_at;      /* not before, seconds UTC */
    int64_t started_at, ended_at;
    str said;   /* the newest sentence: what it does, what came out, or why it failed */
    str result; /* a local address that shows the result, or empty */
};

struct job_kind {
    const char *name; /* FEATURE.VERB */
    int tries_max;    /* 1 to 20; then it has failed */
    int64_t every_s;  /* 0: only when asked; else put again this long after its last start */
    int64_t keep_s;   /* ended rows are deleted after this; 0: 30 days */
};

struct jobs_options {
    const char *path; /* of the database, for the reading connection of each worker */
    writer *writes;
    const struct job_kind *kinds;
    size_t kind_count;
    int workers;                /* 0: 1; 1 to 4 */
    int64_t (*now)(void *self); /* the program's clock, which the demo sets */
    /* Runs one job, on a worker's thread, with a read-only connection. */
    err (*run)(void *self, job *j, db *reads, arena *mem);
    /* A job's row has changed and is committed. */
    void (*changed)(void *self, int64_t id);
    void *self;
};

err jobs_new(const struct jobs_options *options, jobs **out) MUST_USE;
/*
 * Asks running jobs to stop, waits for them up to `wait_ms`; a job cut short runs again at the
 * next start. After this neither the writer nor `self` is used, but by the code of a job that
 * has not returned; its thread and memory stay until it does. NULL is allowed.
 */
void jobs_free(jobs *j, int wait_ms);
/* Look for work now: call after a commit that put a job. */
void jobs_wake(jobs *j);

struct job_order {
    const char *kind;
    str title;
    str payload; /* the job's own text, up to 64 KB */
    int64_t edition, person;
    int64_t run_at; /* 0: now */
    /* Not 0: one job of this kind and number may wait or run; a second order returns its id. */
    int64_t unique;
};

/* Puts a job, inside the caller's transaction. */
err jobs_put(db *d, arena *mem, int64_t now, const struct job_order *order, int64_t *id) MUST_USE;
/*
 * Cancels: a waiting one at once, a running one when it looks. ERR_CONFLICT it has ended.
 * ERR_MISSING.
 */
err jobs_cancel(db *d, arena *mem, int64_t now, int64_t id) MUST_USE;
err jobs_get(db *d, arena *mem, int64_t id, struct job_view *out) MUST_USE;
/* The newest first; edition 0: all. */
err jobs_list(db *d, arena *mem, int64_t edition, int64_t limit, struct job_view **at,
              size_t *count) MUST_USE;

/* For the running job. */
int64_t job_id(const job *j);
str job_kind_name(const job *j);
str job_payload(const job *j);
int64_t job_edition(const job *j);
int64_t job_person(const job *j);
/* How far it is, and a sentence (empty: unchanged). Stored at most 5 times a second. */
void job_progress(job *j, int64_t done, int64_t total, str said);
/* Where the result can be seen, and the closing sentence. */
void job_result(job *j, str said, str result);
/* Has somebody cancelled it, or does the program end? Then return ERR_STOPPED soon. */
bool job_should_stop(job *j);

struct jobs_counts {
    uint64_t waiting, running, done, failed; /* the last two since the start */
};
/* How much there is of each, read from the store now. From any thread. */
struct jobs_counts jobs_count(jobs *j);

#endif
