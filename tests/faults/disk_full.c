/*
 * disk_full: a file system of 4 MB fills up under load and is emptied again. Whoever was told
 * OK is stored, whoever was told ERR_FULL is not, reading goes on meanwhile, and after the
 * emptying the same writer goes on without a restart. Needs root for the mount.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "base/log.h"
#include "store/store.h"
#include "store/writer.h"

enum { ROUND = 200, ROUNDS = 20, BALLAST_BYTES = 2 << 20 };

static const struct query put_query = {
    "full.put", "insert into entry (id, bytes) values (?1, randomblob(4096))", true};
static const struct query count_query = {"full.count", "select count(*) from entry", false};
static const struct query sum_query = {"full.has", "select count(*) from entry where id = ?1",
                                       false};

struct entry {
    struct write_task task;
    int64_t id;
    err result;
};

static struct entry entries[ROUND * (ROUNDS + 1)];
static size_t entry_count;
static int failures;

static void fail(const char *what, int64_t a, int64_t b) {
    failures++;
    (void)printf("  %s: %" PRId64 " and %" PRId64 "\n", what, a, b);
}

static err entry_run(struct write_task *task, db *d) {
    struct entry *e = (struct entry *)task;
    rows *r CLEANUP(rows_end) = NULL;
    bool found = false;

    TRY(db_start(d, &put_query, &r));
    rows_bind_i64(r, 1, e->id);
    return rows_next(r, &found);
}

static void entry_done(struct write_task *task, err result) {
    struct entry *e = (struct entry *)task;

    e->result = result;
}

/* Puts many at once, waits for the last; how many were told OK. */
static size_t put_many(writer *w) {
    size_t first = entry_count;
    size_t told = 0;

    for (size_t i = 0; i < ROUND; i++) {
        struct entry *e = &entries[entry_count++];
        *e = (struct entry){.task = {.run = entry_run, .done = entry_done},
                            .id = (int64_t)entry_count,
                            .result = ERR_COUNT};
        if (i == ROUND - 1) {
            e->result = writer_run(w, &e->task);
        } else if (writer_put(w, &e->task) != OK) {
            fail("the queue is full", (int64_t)i, 0);
        }
    }
    for (size_t i = first; i < entry_count; i++) {
        if (entries[i].result != OK && entries[i].result != ERR_FULL) {
            fail("another fault than the full disk", entries[i].id, entries[i].result);
        }
        told += entries[i].result == OK;
    }
    return told;
}

static int64_t number_of(db *d, const struct query *q, int64_t id) {
    rows *r CLEANUP(rows_end) = NULL;
    bool found = false;

    if (db_start(d, q, &r) != OK) {
        return -1;
    }
    if (q == &sum_query) {
        rows_bind_i64(r, 1, id);
    }
    return rows_next(r, &found) == OK && found ? rows_i64(r, 0) : -1;
}

static void audit(db *reads) {
    for (size_t i = 0; i < entry_count; i++) {
        int64_t there = number_of(reads, &sum_query, entries[i].id);
        if (there != (entries[i].result == OK ? 1 : 0)) {
            fail("told and stored differ", entries[i].id, there);
        }
    }
}

static bool ballast_make(const char *path) {
    FILE *file = fopen(path, "wbe");
    char page[4096] = {1};
    bool whole = file != NULL;

    for (int i = 0; i < BALLAST_BYTES / 4096 && whole; i++) {
        whole = fwrite(page, 1, sizeof(page), file) == sizeof(page);
    }
    return file != NULL && fclose(file) == 0 && whole;
}

static void fill_and_free(const char *path, const char *ballast) {
    db *d = NULL;
    db *reads CLEANUP(db_auto) = NULL;
    writer *w = NULL;
    arena *mem CLEANUP(arena_auto) = arena_new(1 << 20);
    str finding = STR_NONE;
    size_t told = ROUND;

    if (db_open(&(struct db_options){.path = path, .create = true}, &d) != OK ||
        db_script(d, STR("create table entry (id integer primary key, bytes blob)")) != OK ||
        writer_new(d, &(struct writer_options){.batch_max = 20}, &w) != OK ||
        db_open(&(struct db_options){.path = path, .read_only = true}, &reads) != OK) {
        fail("cannot be opened", 0, 0);
        return;
    }
    for (int i = 0; i < ROUNDS && told == ROUND; i++) {
        told = put_many(w);
    }
    if (told == ROUND) {
        fail("the disk never became full", (int64_t)entry_count, 0);
    }
    if (number_of(reads, &count_query, 0) <= 0) {
        fail("nothing can be read on a full disk", 0, 0);
    }
    audit(reads);
    (void)put_many(w); /* what still fits, after a checkpoint, may be taken */
    audit(reads);
    (void)unlink(ballast);
    told = put_many(w);
    if (told != ROUND) {
        fail("after the emptying not all is stored", (int64_t)told, ROUND);
    }
    audit(reads);
    struct writer_counts counts = writer_count(w);
    (void)printf("  %zu told OK or full, %" PRIu64 " commits, %" PRIu64 " failed\n", entry_count,
                 counts.commits, counts.failed);
    writer_free(w);
    if (store_verify(path, mem, &finding) != OK) {
        fail("the file is damaged", 0, 0);
    }
}

int main(void) {
    char folder[] = "/tmp/semaine-full-XXXXXX";
    char path[64];
    char ballast[64];

    log_set_level(LOG_ERROR);
    log_set_fd(-1);
    if (mkdtemp(folder) == NULL) {
        (void)puts("0 passed, 1 failed");
        return 1;
    }
    if (geteuid() != 0 || mount("none", folder, "tmpfs", 0, "size=4m,mode=0700") != 0) {
        (void)rmdir(folder);
        (void)puts("skipped: needs root and the right to mount\n0 passed, 0 failed, 1 skipped");
        return 0;
    }
    (void)snprintf(path, sizeof(path), "%s/full.db", folder);
    (void)snprintf(ballast, sizeof(ballast), "%s/ballast", folder);
    if (!ballast_make(ballast)) {
        fail("no ballast", 0, 0);
    }
    fill_and_free(path, ballast);
    (void)umount2(folder, MNT_DETACH);
    (void)rmdir(folder);
    (void)puts(failures == 0 ? "1 passed, 0 failed" : "0 passed, 1 failed");
    return failures == 0 ? 0 : 1;
}
