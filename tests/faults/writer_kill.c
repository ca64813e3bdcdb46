/*
 * writer_kill: the process is killed while it writes, 50 times over; what it has acknowledged
 * is there once, and nothing else than what was under way.
 *
 * 64 slots each count up. A slot's next number is put when the last was acknowledged, and after
 * a kill the same number is put again, as a browser does that had no answer. The parent hears
 * acknowledgements over a pipe, kills at a random moment, opens the file and counts.
 * (Killing a process does not test the fsync: that needs a power cut.)
 *
 * The same is then done with a writer that lies, acknowledging before the commit: losses must
 * be seen, or this program proves nothing.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/id.h"
#include "base/log.h"
#include "base/time.h"
#include "store/store.h"
#include "store/writer.h"

enum { SLOTS = 64, ROUNDS = 50, LIE_ROUNDS = 40 };

static const struct query put_query = {
    "kill.put",
    "insert into entry (slot, number) select ?1, ?2 where not exists"
    " (select 1 from entry where slot = ?1 and number = ?2)",
    true};
static const struct query audit_query = {
    "kill.audit",
    "select count(*), count(distinct number), coalesce(max(number), 0) from entry where slot = ?1",
    false};
static const struct query check_query = {"kill.check", "pragma quick_check(1)", false};

/* What goes over the pipe; shorter than PIPE_BUF, so never torn. */
struct ack {
    int64_t slot;
    int64_t number;
};

struct slot {
    struct write_task task;
    writer *w;
    int64_t slot;
    int64_t number;
    int pipe;
    bool lies;
};

static int64_t acked[SLOTS];
static int64_t total_acked;
static int failures;

static void fail(const char *what, int64_t slot, int64_t a, int64_t b) {
    failures++;
    (void)printf("  %s: slot %" PRId64 ", %" PRId64 " and %" PRId64 "\n", what, slot, a, b);
}

/* ---- the child ------------------------------------------------------------------ */

static void ack_send(const struct slot *s) {
    struct ack ack = {.slot = s->slot, .number = s->number};

    if (write(s->pipe, &ack, sizeof(ack)) != (ssize_t)sizeof(ack)) {
        _exit(2);
    }
}

static err slot_run(struct write_task *task, db *d) {
    struct slot *s = (struct slot *)task;
    rows *r CLEANUP(rows_end) = NULL;
    bool found = false;

    TRY(db_start(d, &put_query, &r));
    rows_bind_i64(r, 1, s->slot);
    rows_bind_i64(r, 2, s->number);
    TRY(rows_next(r, &found));
    if (s->lies) {
        ack_send(s);
    }
    return OK;
}

static void slot_done(struct write_task *task, err result) {
    struct slot *s = (struct slot *)task;

    if (result != OK) {
        _exit(3);
    }
    if (!s->lies) {
        ack_send(s);
    }
    s->number++;
    if (writer_put(s->w, task) != OK) {
        _exit(4);
    }
}

static void child_main(const char *path, int pipe, bool lies) {
    static struct slot slots[SLOTS];
    store_lock *lock = NULL;
    writer *w = NULL;
    db *d = NULL;

    if (store_lock_take(path, &lock) != OK ||
        db_open(&(struct db_options){.path = path, .create = true}, &d) != OK ||
        writer_new(d, &(struct writer_options){0}, &w) != OK) {
        _exit(5);
    }
    for (int64_t i = 0; i < SLOTS; i++) {
        slots[i] = (struct slot){.task = {.run = slot_run, .done = slot_done},
                                 .w = w,
                                 .slot = i,
                                 .number = acked[i] + 1,
                                 .pipe = pipe,
                                 .lies = lies};
        if (writer_put(w, &slots[i].task) != OK) {
            _exit(6);
        }
    }
    for (;;) {
        (void)pause();
    }
}

/* ---- the parent ------------------------------------------------------------------- */

static void ack_take(const struct ack *ack) {
    if (ack->slot < 0 || ack->slot >= SLOTS || ack->number != acked[ack->slot] + 1) {
        fail("an acknowledgement out of its order", ack->slot, ack->number, acked[ack->slot]);
        return;
    }
    acked[ack->slot] = ack->number;
    total_acked++;
}

static void lock_check(const char *path, err wanted) {
    store_lock *lock = NULL;
    err got = store_lock_take(path, &lock);

    if (got != wanted) {
        fail("the lock", 0, got, wanted);
    }
    store_lock_drop(got == OK ? lock : NULL);
}

/* Reads acknowledgements until the pipe closes; kills the child `life_us` after the first. */
static void listen_and_kill(const char *path, int pipe, pid_t child, int64_t life_us) {
    struct ack ack;
    bool killed = false;
    int64_t at_us = 0;

    while (read(pipe, &ack, sizeof(ack)) == (ssize_t)sizeof(ack)) {
        at_us = at_us == 0 ? time_steady_us() + life_us : at_us;
        ack_take(&ack);
        if (!killed && time_steady_us() >= at_us) {
            lock_check(path, ERR_LOCKED);
            killed = kill(child, SIGKILL) == 0;
        }
    }
}

static void audit_slot(db *d, int64_t slot, int64_t *lost) {
    rows *r CLEANUP(rows_end) = NULL;
    bool found = false;

    if (db_start(d, &audit_query, &r) != OK) {
        fail("no audit", slot, 0, 0);
        return;
    }
    rows_bind_i64(r, 1, slot);
    if (rows_next(r, &found) != OK || !found) {
        fail("no audit", slot, 0, 0);
        return;
    }
    int64_t count = rows_i64(r, 0);
    int64_t highest = rows_i64(r, 2);
    if (count != rows_i64(r, 1)) {
        fail("stored twice", slot, count, rows_i64(r, 1));
    }
    if (highest > acked[slot] + 1) {
        fail("more than was under way", slot, highest, acked[slot]);
    }
    *lost += acked[slot] > count ? acked[slot] - count : 0;
    if (count != highest && acked[slot] <= count) {
        fail("a gap", slot, count, highest);
    }
}

/* How many acknowledged entries are not there. */
static int64_t audit(const char *path) {
    db *d CLEANUP(db_auto) = NULL;
    rows *r CLEANUP(rows_end) = NULL;
    bool found = false;
    int64_t lost = 0;
    arena *mem CLEANUP(arena_auto) = arena_new(1 << 20);

    if (mem == NULL || db_open(&(struct db_options){.path = path}, &d) != OK ||
        db_start(d, &check_query, &r) != OK || rows_next(r, &found) != OK || !found ||
        !str_eq(rows_text(r, 0, mem), STR("ok"))) {
        fail("the file is damaged", 0, 0, 0);
        return 0;
    }
    for (int64_t slot = 0; slot < SLOTS; slot++) {
        audit_slot(d, slot, &lost);
    }
    return lost;
}

static int64_t one_round(const char *path, bool lies, int64_t life_us) {
    int ends[2];

    if (pipe(ends) != 0) {
        fail("no pipe", 0, 0, 0);
        return 0;
    }
    pid_t child = fork();
    if (child == 0) {
        (void)close(ends[0]);
        child_main(path, ends[1], lies);
    }
    (void)close(ends[1]);
    listen_and_kill(path, ends[0], child, life_us);
    (void)close(ends[0]);
    int status = 0;
    (void)waitpid(child, &status, 0);
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL) {
        fail("the child ended by itself", 0, status, 0);
    }
    lock_check(path, OK);
    return audit(path);
}

static bool file_new(const char *path) {
    db *d CLEANUP(db_auto) = NULL;

    memset(acked, 0, sizeof(acked));
    total_acked = 0;
    return db_open(&(struct db_options){.path = path, .create = true}, &d) == OK &&
           db_script(
               d,
               STR("create table entry (id integer primary key, slot integer not null,"
                   " number integer not null); create index entry_slot on entry (slot, number)")) ==
               OK;
}

/* The writer as it is: nothing may be lost. */
static void honest_rounds(const char *path) {
    int64_t lost = 0;
    int64_t began = time_steady_us();

    for (int round = 0; round < ROUNDS; round++) {
        unsigned char random = 0;
        id_random(&random, 1);
        lost += one_round(path, false, 2000 + random * 700);
    }
    if (lost > 0) {
        fail("acknowledged and lost", 0, lost, total_acked);
    }
    (void)printf("  %d kills, %" PRId64 " acknowledged, %" PRId64 " lost, %.1f s\n", ROUNDS,
                 total_acked, lost, (double)(time_steady_us() - began) / 1e6);
}

/* Acknowledging before the commit must be seen to lose. */
static void lying_rounds(const char *path) {
    int64_t lost = 0;

    for (int round = 0; round < LIE_ROUNDS && lost == 0; round++) {
        lost = one_round(path, true, 5000);
    }
    if (lost == 0) {
        fail("a writer that lies is not found out", 0, 0, total_acked);
    }
    (void)printf("  a lying writer: %" PRId64 " of %" PRId64 " lost, as it must be\n", lost,
                 total_acked);
}

static void files_remove(const char *path) {
    static const char *const ends[] = {"", "-wal", "-shm", ".lock"};

    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        char file[128];
        (void)snprintf(file, sizeof(file), "%s%s", path, ends[i]);
        (void)unlink(file);
    }
}

int main(void) {
    char folder[] = "/tmp/semaine-kill-XXXXXX";
    char path[64];
    char lie_path[64];

    log_set_level(LOG_ERROR);
    if (mkdtemp(folder) == NULL) {
        (void)puts("0 passed, 1 failed");
        return 1;
    }
    (void)snprintf(path, sizeof(path), "%s/kill.db", folder);
    (void)snprintf(lie_path, sizeof(lie_path), "%s/lie.db", folder);
    if (!file_new(path)) {
        fail("no file", 0, 0, 0);
    }
    honest_rounds(path);
    int honest = failures;
    if (!file_new(lie_path)) {
        fail("no file", 0, 0, 0);
    }
    lying_rounds(lie_path);
    files_remove(path);
    files_remove(lie_path);
    (void)rmdir(folder);
    int bad = (honest > 0 ? 1 : 0) + (failures > honest ? 1 : 0);
    (void)printf("%d passed, %d failed\n", 2 - bad, bad);
    return failures > 0 ? 1 : 0;
}
