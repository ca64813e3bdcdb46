/*
 * writer.h: one thread that makes all changes, many at a time.
 *
 * It takes all tasks that wait (up to `batch_max`), runs each inside its own
 * savepoint of one transaction, commits once (one fsync), and only then tells
 * each task how it ended. A task that fails is undone alone.
 */
#ifndef STORE_WRITER_H
#define STORE_WRITER_H

#include "base/base.h"
#include "base/err.h"
#include "store/store.h"

typedef struct writer writer;

/* Embedded by its owner; the writer never copies or frees it. */
struct write_task {
    /* On the writer's thread, inside a savepoint. A result other than OK undoes it. */
    err (*run)(struct write_task *task, db *d);
    /*
     * On the writer's thread, after the commit: `result` is what `run` returned, or why
     * the commit failed (then nothing of the batch is stored). The last touch of the task.
     */
    void (*done)(struct write_task *task, err result);
    struct write_task *next; /* the writer's */
};

struct writer_options {
    size_t queue_max; /* tasks that may wait; 0: 10,000 */
    size_t batch_max; /* tasks in one transaction; 0: 1,000 */
};

struct writer_counts {
    uint64_t tasks;   /* ended */
    uint64_t commits; /* transactions */
    uint64_t failed;  /* commits that failed */
    uint64_t waiting; /* now */
};

/* Starts the thread; the writer owns `d` from now on. */
err writer_new(db *d, const struct writer_options *options, writer **out) MUST_USE;
/* Finishes what waits, refuses more, joins, closes the connection. NULL is allowed. */
void writer_free(writer *w);
/* Queues a task, from any thread. ERR_BUSY the queue is full, or the writer is ending. */
err writer_put(writer *w, struct write_task *task) MUST_USE;
/*
 * Queues, waits for the end, returns its result. Not from the writer's own thread. `task->done`
 * is ignored.
 */
err writer_run(writer *w, struct write_task *task) MUST_USE;
struct writer_counts writer_count(writer *w);

#endif
