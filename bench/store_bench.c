/*
 * store_bench: durable small writes. K clients vote in a closed loop: each puts its next vote
 * when the last is answered, and answered means synced. The writer groups what waits; its peers
 * are the same writer with one transaction a vote, and bare SQLite without a queue or savepoints.
 * Interleaved rounds, medians.
 */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/time.h"
#include "store/store.h"
#include "store/writer.h"

enum { ROUNDS = 5, ROUND_US = 1500000, CLIENTS_MAX = 1000, SAMPLES_MAX = 1 << 20, POLLS = 50 };

enum { PEOPLE = 2000, CASES = 7 };

static const char schema_sql[] =
    "create table vote (poll integer not null, person integer not null, choice integer not null,"
    " cast_at integer not null, primary key (poll, person)) without rowid";
static const char vote_sql[] =
    "insert into vote (poll, person, choice, cast_at) values (?1, ?2, ?3, ?4)"
    " on conflict (poll, person) do update set choice = excluded.choice, cast_at = excluded.cast_at";
static const struct query vote_query = {"bench.vote", vote_sql, true};

struct kind {
    const char *name;
    int clients;
    int batch;
    bool bare; /* SQLite itself, `batch` votes a transaction */
};

static const struct kind kinds[CASES] = {
    {"bare SQLite, a commit a vote", 1, 1, true},
    {"writer, a commit a vote", 64, 1, false},
    {"writer, groups, 1 waits", 1, 1000, false},
    {"writer, groups, 64 wait", 64, 1000, false},
    {"writer, groups, 256 wait", 256, 1000, false},
    {"writer, groups, 1,000 wait", 1000, 1000, false},
    {"bare SQLite, 256 votes a commit", 256, 256, true},
};

struct result {
    double votes;   /* a second */
    double commits; /* a second */
    double p50_ms, p99_ms, max_ms;
};

struct client {
    struct write_task task;
    writer *w;
    int64_t number; /* of the next vote */
    int64_t put_us;
};

static struct result results[CASES][ROUNDS];
static int32_t samples[SAMPLES_MAX];
static size_t sample_count;
static atomic_bool stopping;
static atomic_int running;
static atomic_int failures;

/* A spread of polls and people that repeats only after all have voted. */
static int64_t poll_of(int64_t number) {
    return number * 7919 % POLLS;
}

static int64_t person_of(int64_t number) {
    return number * 104729 % PEOPLE;
}

/* ---- the writer -------------------------------------------------------------------- */

static err client_run(struct write_task *task, db *d) {
    struct client *c = (struct client *)task;
    rows *r CLEANUP(rows_end) = NULL;
    bool found = false;

    TRY(db_start(d, &vote_query, &r));
    rows_bind_i64(r, 1, poll_of(c->number));
    rows_bind_i64(r, 2, person_of(c->number));
    rows_bind_i64(r, 3, c->number % 5);
    rows_bind_i64(r, 4, c->put_us);
    return rows_next(r, &found);
}

static void client_put(struct client *c) {
    c->number += CLIENTS_MAX;
    c->put_us = time_steady_us();
    if (writer_put(c->w, &c->task) != OK) {
        atomic_fetch_add(&failures, 1);
        atomic_fetch_sub(&running, 1);
    }
}

/* On the writer's thread, the only one that writes samples. */
static void client_done(struct write_task *task, err result) {
    struct client *c = (struct client *)task;

    atomic_fetch_add(&failures, result == OK ? 0 : 1);
    if (sample_count < SAMPLES_MAX) {
        samples[sample_count++] = (int32_t)(time_steady_us() - c->put_us);
    }
    if (atomic_load(&stopping)) {
        atomic_fetch_sub(&running, 1);
    } else {
        client_put(c);
    }
}

static void writer_round(writer *w, const struct kind *k, struct result *out) {
    static struct client clients[CLIENTS_MAX];
    struct writer_counts before = writer_count(w);
    int64_t began = time_steady_us();

    atomic_store(&stopping, false);
    atomic_store(&running, k->clients);
    for (int i = 0; i < k->clients; i++) {
        clients[i] =
            (struct client){.task = {.run = client_run, .done = client_done}, .w = w, .number = i};
        client_put(&clients[i]);
    }
    (void)usleep(ROUND_US);
    atomic_store(&stopping, true);
    while (atomic_load(&running) > 0) {
        (void)usleep(100);
    }
    double seconds = (double)(time_steady_us() - began) / 1e6;
    struct writer_counts after = writer_count(w);
    out->votes = (double)(after.tasks - before.tasks) / seconds;
    out->commits = (double)(after.commits - before.commits) / seconds;
}

/* ---- bare SQLite ---------------------------------------------------------------------- */

static bool bare_vote(sqlite3_stmt *vote, int64_t number) {
    (void)sqlite3_bind_int64(vote, 1, poll_of(number));
    (void)sqlite3_bind_int64(vote, 2, person_of(number));
    (void)sqlite3_bind_int64(vote, 3, number % 5);
    (void)sqlite3_bind_int64(vote, 4, number);
    return sqlite3_step(vote) == SQLITE_DONE && sqlite3_reset(vote) == SQLITE_OK;
}

static void bare_round(const char *path, const struct kind *k, struct result *out) {
    sqlite3 *sql = NULL;
    sqlite3_stmt *vote = NULL;
    int64_t number = 0;
    int64_t commits = 0;
    bool good = sqlite3_open(path, &sql) == SQLITE_OK &&
                sqlite3_exec(sql, "pragma journal_mode = wal; pragma synchronous = full", NULL,
                             NULL, NULL) == SQLITE_OK &&
                sqlite3_prepare_v2(sql, vote_sql, -1, &vote, NULL) == SQLITE_OK;
    int64_t began = time_steady_us();

    while (good && time_steady_us() - began < ROUND_US) {
        int64_t put_us = time_steady_us();
        good = sqlite3_exec(sql, "begin immediate", NULL, NULL, NULL) == SQLITE_OK;
        for (int i = 0; i < k->batch && good; i++) {
            good = bare_vote(vote, number++);
        }
        good = good && sqlite3_exec(sql, "commit", NULL, NULL, NULL) == SQLITE_OK;
        commits++;
        samples[sample_count++ % SAMPLES_MAX] = (int32_t)(time_steady_us() - put_us);
    }
    double seconds = (double)(time_steady_us() - began) / 1e6;
    out->votes = (double)number / seconds;
    out->commits = (double)commits / seconds;
    atomic_fetch_add(&failures, good ? 0 : 1);
    (void)sqlite3_finalize(vote);
    (void)sqlite3_close(sql);
}

/* ---- rounds and medians ------------------------------------------------------------------ */

static int sample_order(const void *a, const void *b) {
    int32_t one = *(const int32_t *)a;
    int32_t two = *(const int32_t *)b;

    return (one > two) - (one < two);
}

static void latencies(struct result *out) {
    size_t count = sample_count < SAMPLES_MAX ? sample_count : SAMPLES_MAX;

    if (count == 0) {
        return;
    }
    qsort(samples, count, sizeof(samples[0]), sample_order);
    size_t half = count / 2;
    size_t high = count * 99 / 100;
    out->p50_ms = samples[half] / 1e3;
    out->p99_ms = samples[high] / 1e3;
    out->max_ms = samples[count - 1] / 1e3;
}

/* A new file for each round, so that none inherits another's WAL. */
static void one_round(const char *path, const struct kind *k, struct result *out) {
    db *d = NULL;
    writer *w = NULL;

    sample_count = 0;
    if (db_open(&(struct db_options){.path = path, .create = true}, &d) != OK ||
        db_script(d, str_of(schema_sql)) != OK) {
        atomic_fetch_add(&failures, 1);
    } else if (k->bare) {
        db_close(d);
        bare_round(path, k, out);
    } else if (writer_new(d, &(struct writer_options){.batch_max = (size_t)k->batch}, &w) == OK) {
        writer_round(w, k, out);
        writer_free(w);
    }
    latencies(out);
    (void)unlink(path);
}

static int double_order(const void *a, const void *b) {
    double one = *(const double *)a;
    double two = *(const double *)b;

    return (one > two) - (one < two);
}

static double median_at(const struct result *rounds, size_t offset) {
    double values[ROUNDS];

    for (int i = 0; i < ROUNDS; i++) {
        memcpy(&values[i], (const char *)&rounds[i] + offset, sizeof(double));
    }
    qsort(values, ROUNDS, sizeof(values[0]), double_order);
    return values[ROUNDS / 2];
}

/* The median time of an 8 KB write and its fdatasync, milliseconds: what the disk gives. */
static double probe(const char *path) {
    static char bytes[8192];
    struct result times[ROUNDS] = {0};
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    for (int i = 0; i < ROUNDS; i++) {
        int64_t began = time_steady_us();
        for (int n = 0; n < 20; n++) {
            if (pwrite(file, bytes, sizeof(bytes), (off_t)n * 8192) < 0 || fdatasync(file) != 0) {
                atomic_fetch_add(&failures, 1);
            }
        }
        times[i].votes = (double)(time_steady_us() - began) / 20e3;
    }
    (void)close(file);
    (void)unlink(path);
    return median_at(times, offsetof(struct result, votes));
}

static void report(double probe_ms) {
    double single = median_at(results[1], offsetof(struct result, votes));

    (void)printf(
        "## Durable small writes\n\n"
        "A vote is an upsert into a table of %d polls and %d people; K clients wait for the "
        "fsync of their vote before they cast the next. SQLite %s, %d interleaved rounds of %.1f s, "
        "medians; an 8 KB write with its fdatasync took %.2f ms. Bare SQLite is the engine "
        "in a loop without queue, thread or savepoint.\n\n"
        "| case | votes/s | commits/s | p50 ms | p99 ms | max ms | against a commit a vote |\n"
        "|---|---:|---:|---:|---:|---:|---:|\n",
        POLLS, PEOPLE, sqlite3_libversion(), ROUNDS, ROUND_US / 1e6, probe_ms);
    for (int i = 0; i < CASES; i++) {
        double votes = median_at(results[i], offsetof(struct result, votes));
        (void)printf("| %s | %.0f | %.0f | %.2f | %.2f | %.1f | %.1f |\n", kinds[i].name, votes,
                     median_at(results[i], offsetof(struct result, commits)),
                     median_at(results[i], offsetof(struct result, p50_ms)),
                     median_at(results[i], offsetof(struct result, p99_ms)),
                     median_at(results[i], offsetof(struct result, max_ms)), votes / single);
    }
}

int main(void) {
    char folder[] = "./build/bench/store-XXXXXX";
    char path[64];

    log_set_level(LOG_ERROR);
    if (mkdtemp(folder) == NULL) {
        (void)fputs("store_bench: run it where build/bench is\n", stderr);
        return 1;
    }
    (void)snprintf(path, sizeof(path), "%s/bench.db", folder);
    double probe_ms = probe(path);
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < CASES; i++) {
            one_round(path, &kinds[i], &results[i][round]);
        }
    }
    report(probe_ms);
    (void)rmdir(folder);
    return atomic_load(&failures) == 0 ? 0 : 1;
}
