#include "store/writer.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/time.h"
#include "store/store_parts.h"

enum { QUEUE_MAX = 10000, BATCH_MAX = 1000 };

/* One task of a batch, its savepoint's depth. */
enum { TASK_DEPTH = 1 };

struct ended {
    struct write_task *task;
    err result;
};

struct writer {
    db *d;
    size_t queue_max;
    size_t batch_max;
    pthread_t thread;
    pthread_mutex_t lock; /* over all that follows up to `batch` */
    pthread_cond_t work;
    struct write_task *first;
    struct write_task *last;
    size_t waiting;
    bool sleeps; /* the thread waits for work */
    bool ending;
    struct writer_counts counts;
    struct ended *batch; /* the thread's own: room for batch_max */
    int64_t logged_us;   /* the thread's own: when a failed commit was logged last */
};

/* ---- one batch, on the writer's thread ------------------------------------------ */

/* Waits for tasks and takes up to batch_max of them; NULL when the writer ends and none waits. */
static struct write_task *batch_take(writer *w) {
    (void)pthread_mutex_lock(&w->lock);
    while (w->first == NULL && !w->ending) {
        w->sleeps = true;
        (void)pthread_cond_wait(&w->work, &w->lock);
        w->sleeps = false;
    }
    struct write_task *first = w->first;
    struct write_task *last = first;
    size_t count = first == NULL ? 0 : 1;
    while (count > 0 && count < w->batch_max && last->next != NULL) {
        last = last->next;
        count++;
    }
    if (last != NULL) {
        w->first = last->next;
        w->last = w->first == NULL ? NULL : w->last;
        w->waiting -= count;
        last->next = NULL;
    }
    (void)pthread_mutex_unlock(&w->lock);
    return first;
}

/*
 * Runs one task inside its savepoint. `*lost`: the engine has ended the whole
 * transaction, as it does where the disk is full or fails.
 */
static err task_run(writer *w, struct write_task *task, bool *lost) {
    err result = db_savepoint(w->d, TASK_DEPTH);

    if (result == OK) {
        result = task->run(task, w->d);
        *lost = !db_is_open(w->d);
        if (result == OK && !*lost && db_owes(w->d)) {
            result = ERR_CONFLICT; /* else the commit would fail for the whole batch */
        }
        if (!*lost) {
            err closed = result == OK ? db_release(w->d, TASK_DEPTH) : db_undo(w->d, TASK_DEPTH);
            *lost = closed != OK;
            result = result == OK ? closed : result;
        }
    } else {
        *lost = true;
    }
    /* A task that hides the engine's fault must not be told that it is stored. */
    return *lost && result == OK ? ERR_STORE : result;
}

/* Runs the tasks from `*next` on into the batch, until one loses the transaction. */
static err batch_run(writer *w, struct write_task **next, size_t *count) {
    bool lost = false;

    while (*next != NULL) {
        struct write_task *task = *next;
        *next = task->next;
        struct ended *e = &w->batch[*count];
        (*count)++;
        *e = (struct ended){.task = task, .result = task_run(w, task, &lost)};
        if (lost) {
            return e->result;
        }
    }
    return db_commit(w->d);
}

static void batch_tell(writer *w, size_t count, err fault) {
    for (size_t i = 0; i < count; i++) {
        err result = w->batch[i].result;
        /* What failed by itself keeps its own reason. */
        w->batch[i].task->done(w->batch[i].task, fault != OK && result == OK ? fault : result);
    }
}

static void batch_count(writer *w, size_t count, err fault) {
    (void)pthread_mutex_lock(&w->lock);
    w->counts.tasks += count;
    w->counts.commits += fault == OK ? 1 : 0;
    w->counts.failed += fault == OK ? 0 : 1;
    (void)pthread_mutex_unlock(&w->lock);
}

static void batch_failed(writer *w, size_t count, err fault) {
    int64_t now = time_steady_us();

    db_rollback(w->d);
    if (w->logged_us == 0 || now - w->logged_us > 1000000) {
        w->logged_us = now;
        LOG(LOG_ERROR, "commit", LOG_S("err", str_of(err_name(fault))),
            LOG_I("tasks", (int64_t)count));
    }
}

/* One transaction over the tasks from `next` on. Returns those that another one must take. */
static struct write_task *batch_commit(writer *w, struct write_task *next) {
    size_t count = 0;
    err fault = db_begin(w->d);

    if (fault == OK) {
        fault = batch_run(w, &next, &count);
    } else {
        for (; next != NULL; next = next->next) {
            w->batch[count++] = (struct ended){.task = next, .result = fault};
        }
    }
    if (fault != OK) {
        batch_failed(w, count, fault);
    }
    batch_count(w, count, fault);
    batch_tell(w, count, fault);
    return next;
}

static void *writer_thread(void *self) {
    writer *w = self;
    struct write_task *next = batch_take(w);

    while (next != NULL) {
        while (next != NULL) {
            next = batch_commit(w, next);
        }
        next = batch_take(w);
    }
    return NULL;
}

/* ---- from other threads ------------------------------------------------------------ */

err writer_put(writer *w, struct write_task *task) {
    task->next = NULL;
    (void)pthread_mutex_lock(&w->lock);
    bool takes = !w->ending && w->waiting < w->queue_max;
    if (takes) {
        if (w->last == NULL) {
            w->first = task;
        } else {
            w->last->next = task;
        }
        w->last = task;
        w->waiting++;
        if (w->sleeps) {
            (void)pthread_cond_signal(&w->work);
        }
    }
    (void)pthread_mutex_unlock(&w->lock);
    return takes ? OK : ERR_BUSY;
}

/* A task that somebody waits for, around the caller's own. */
struct run_wait {
    struct write_task outer;
    struct write_task *inner;
    err result;
    sem_t ended;
};

static err run_inner(struct write_task *task, db *d) {
    struct run_wait *wait = (struct run_wait *)task;

    return wait->inner->run(wait->inner, d);
}

static void run_ended(struct write_task *task, err result) {
    struct run_wait *wait = (struct run_wait *)task;

    wait->result = result;
    (void)sem_post(&wait->ended);
}

err writer_run(writer *w, struct write_task *task) {
    struct run_wait wait = {.outer = {.run = run_inner, .done = run_ended}, .inner = task};

    assert(!pthread_equal(pthread_self(), w->thread));
    if (sem_init(&wait.ended, 0, 0) != 0) {
        return ERR_WORLD;
    }
    err result = writer_put(w, &wait.outer);
    if (result == OK) {
        while (sem_wait(&wait.ended) != 0 && errno == EINTR) {
        }
        result = wait.result;
    }
    (void)sem_destroy(&wait.ended);
    return result;
}

struct writer_counts writer_count(writer *w) {
    (void)pthread_mutex_lock(&w->lock);
    struct writer_counts counts = w->counts;
    counts.waiting = w->waiting;
    (void)pthread_mutex_unlock(&w->lock);
    return counts;
}

/* ---- life ----------------------------------------------------------------------------- */

static void writer_drop(writer *w) {
    (void)pthread_cond_destroy(&w->work);
    (void)pthread_mutex_destroy(&w->lock);
    free(w->batch);
    free(w);
}

err writer_new(db *d, const struct writer_options *options, writer **out) {
    writer *w = calloc(1, sizeof(*w));

    if (w == NULL) {
        return ERR_MEMORY;
    }
    w->d = d;
    w->queue_max = options->queue_max == 0 ? QUEUE_MAX : options->queue_max;
    w->batch_max = options->batch_max == 0 ? BATCH_MAX : options->batch_max;
    w->batch = calloc(w->batch_max, sizeof(*w->batch));
    (void)pthread_mutex_init(&w->lock, NULL);
    (void)pthread_cond_init(&w->work, NULL);
    if (w->batch == NULL || pthread_create(&w->thread, NULL, writer_thread, w) != 0) {
        writer_drop(w);
        return ERR_MEMORY;
    }
    *out = w;
    return OK;
}

void writer_free(writer *w) {
    if (w == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&w->lock);
    w->ending = true;
    (void)pthread_cond_signal(&w->work);
    (void)pthread_mutex_unlock(&w->lock);
    (void)pthread_join(w->thread, NULL);
    db_close(w->d);
    writer_drop(w);
}
