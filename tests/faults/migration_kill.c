/*
 * migration_kill: the process is killed in the middle of each step of an upgrade, and at random
 * moments of it, the backup before it among them. Started again, the upgrade finishes, and the
 * file is what an undisturbed one would be.
 *
 * The migrations call die(n), a function that only this program has: where n is the step that is
 * to die, it kills the process.
 */
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/id.h"
#include "base/log.h"
#include "base/time.h"
#include "store/store.h"

enum { STEPS = 12, RANDOM_ROUNDS = 24, OLD_ROWS = 20000 };

/* The file of the old program holds the first; the new program knows all. */
static const struct migration migrations[] = {
    {"old", "20260101T0900_create",
     "create table person (id integer primary key, name text not null);"
     "create table vote (person integer not null references person (id), choice integer);",
     "a"},
    {"new", "20260201T0900_split",
     "select die(0); alter table person add column given text; select die(1);"
     "update person set given = substr(name, 1, 3); select die(2);"
     "create index person_given on person (given); select die(3);",
     "b"},
    {"new", "20260202T0900_rebuild",
     "select die(4); create table ballot (person integer primary key references person (id),"
     " choice integer not null); select die(5);"
     "insert into ballot select person, choice from vote; select die(6);"
     "drop table vote; select die(7);",
     "c"},
    {"new", "20260203T0900_count",
     "select die(8); create table tally (choice integer primary key, votes integer not null);"
     "select die(9); insert into tally select choice, count(*) from ballot group by choice;"
     "select die(10); delete from ballot where choice = 0; select die(11);",
     "d"},
};

static int target = -1; /* the step that dies; -1: none */
static int failures;

static void fail(const char *what, int64_t a) {
    failures++;
    (void)printf("  %s (%" PRId64 ")\n", what, a);
}

static void die_at(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    if (sqlite3_value_int(values[0]) == target) {
        (void)kill(getpid(), SIGKILL);
    }
    sqlite3_result_null(context);
}

/* Called by the engine for every new connection. */
static int die_register(sqlite3 *sql, char **message, const struct sqlite3_api_routines *unused) {
    (void)message;
    (void)unused;
    return sqlite3_create_function_v2(sql, "die", 1, SQLITE_UTF8, NULL, die_at, NULL, NULL, NULL);
}

static db *file_open(const char *path) {
    db *d = NULL;

    if (db_open(&(struct db_options){.path = path, .create = true}, &d) != OK) {
        fail("cannot be opened", 0);
    }
    return d;
}

/* The file of the old program, with people and their votes. */
static void old_make(const char *path) {
    db *d CLEANUP(db_auto) = file_open(path);

    if (d == NULL || store_migrate(d, path, migrations, 1, NULL) != OK ||
        db_script(
            d, STR("begin;"
                   "with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)"
                   " insert into person select i, 'Person number ' || i from n;"
                   "insert into vote select id, id % 7 from person; commit")) != OK) {
        fail("the old file cannot be made", 0);
    }
}

static err upgrade(const char *path, size_t *applied) {
    db *d CLEANUP(db_auto) = file_open(path);

    return d == NULL ? ERR_WORLD
                     : store_migrate(d, path, migrations, COUNT_OF(migrations), applied);
}

/* Runs the upgrade in a process that dies at `step`, or is killed after `life_us`. Did it die? */
static bool upgrade_killed(const char *path, int step, int64_t life_us) {
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        target = step;
        _exit(upgrade(path, NULL) == OK ? 0 : 1);
    }
    if (step < 0) {
        struct timespec wait = {.tv_nsec = life_us * 1000};
        (void)nanosleep(&wait, NULL);
        (void)kill(child, SIGKILL);
    }
    (void)waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) != 0) {
        fail("the upgrade failed by itself", step);
    }
    return WIFSIGNALED(status);
}

static int64_t number_of(db *d, const struct query *q) {
    rows *r CLEANUP(rows_end) = NULL;
    bool found = false;

    if (db_start(d, q, &r) != OK || rows_next(r, &found) != OK || !found) {
        return -1;
    }
    return rows_i64(r, 0);
}

static void expect(db *d, const struct query *q, int64_t wanted) {
    int64_t got = number_of(d, q);

    if (got != wanted) {
        fail(q->name, got);
    }
}

static void file_check(const char *path, arena *mem) {
    static const struct query given = {
        "rows without the new column's value",
        "select count(*) from person where given is null or given <> substr(name, 1, 3)", false};
    static const struct query people = {"people", "select count(*) from person", false};
    static const struct query ballots = {"ballots", "select count(*) from ballot", false};
    static const struct query votes = {"votes counted", "select sum(votes) from tally", false};
    static const struct query old = {
        "the old table", "select count(*) from sqlite_schema where name = 'vote'", false};
    static const struct query ledger = {"migrations recorded",
                                        "select count(*) from store_migration", false};
    db *d CLEANUP(db_auto) = file_open(path);
    str finding = STR_NONE;

    if (d == NULL || store_verify(path, mem, &finding) != OK) {
        fail("the file is damaged", 0);
        return;
    }
    expect(d, &people, OLD_ROWS);
    expect(d, &given, 0);
    expect(d, &votes, OLD_ROWS);
    expect(d, &ballots, OLD_ROWS - OLD_ROWS / 7);
    expect(d, &old, 0);
    expect(d, &ledger, (int64_t)COUNT_OF(migrations));
}

/* The backup that the first attempt made is whole and holds the old state. */
static void backup_check(const char *path, arena *mem) {
    static const struct query people = {"people in the backup", "select count(*) from person",
                                        false};
    static const struct query votes = {"votes in the backup", "select count(*) from vote", false};
    const char *backup = str_c(mem, str_fmt(mem, "%s.before-%s", path, migrations[1].name));
    db *d CLEANUP(db_auto) = NULL;
    str finding = STR_NONE;

    if (store_verify(backup, mem, &finding) != OK ||
        db_open(&(struct db_options){.path = backup, .read_only = true}, &d) != OK) {
        fail("the backup is missing or damaged", 0);
        return;
    }
    expect(d, &people, OLD_ROWS);
    expect(d, &votes, OLD_ROWS);
}

static void files_remove(const char *path) {
    static const char *const ends[] = {"",
                                       "-wal",
                                       "-shm",
                                       ".before-20260201T0900_split",
                                       ".before-20260202T0900_rebuild",
                                       ".before-20260203T0900_count",
                                       ".before-20260201T0900_split.part",
                                       ".before-20260201T0900_split.part-journal"};

    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        char file[160];
        (void)snprintf(file, sizeof(file), "%s%s", path, ends[i]);
        (void)unlink(file);
    }
}

/* One old file: killed, started again, audited. Did the process die? */
static bool one_round(const char *path, int step, int64_t life_us) {
    arena *mem CLEANUP(arena_auto) = arena_new(1 << 20);
    size_t applied = 0;

    files_remove(path);
    old_make(path);
    bool died = upgrade_killed(path, step, life_us);
    if (upgrade(path, &applied) != OK) {
        fail("the second start cannot finish the upgrade", step);
    }
    if (step >= 0 && applied != (size_t)(3 - step / 4)) {
        fail("what was applied before is applied again, or left out", step);
    }
    file_check(path, mem);
    backup_check(path, mem);
    return died;
}

/* How long the upgrade takes undisturbed, microseconds. */
static int64_t upgrade_time(const char *path) {
    files_remove(path);
    old_make(path);
    int64_t began = time_steady_us();
    if (upgrade(path, NULL) != OK) {
        fail("the upgrade fails undisturbed", 0);
    }
    return time_steady_us() - began;
}

static void step_rounds(const char *path) {
    for (int step = 0; step < STEPS; step++) {
        if (!one_round(path, step, 0)) {
            fail("the process did not die", step);
        }
    }
    (void)printf("  killed in %d steps, each finished by the next start\n", STEPS);
}

static void random_rounds(const char *path) {
    int64_t whole_us = upgrade_time(path);
    int died = 0;

    for (int round = 0; round < RANDOM_ROUNDS; round++) {
        uint32_t random = 0;
        id_random(&random, sizeof(random));
        died += one_round(path, -1, (int64_t)random * whole_us / UINT32_MAX) ? 1 : 0;
    }
    if (died < RANDOM_ROUNDS / 4) {
        fail("too few were killed in time", died);
    }
    (void)printf("  killed at random %d times of %d, upgrade of %d ms\n", died, RANDOM_ROUNDS,
                 (int)(whole_us / 1000));
}

int main(void) {
    char folder[] = "/tmp/semaine-kill-XXXXXX";
    char path[64];

    log_set_level(LOG_ERROR);
    if (mkdtemp(folder) == NULL ||
        sqlite3_auto_extension((void (*)(void))die_register) != SQLITE_OK) {
        (void)puts("0 passed, 1 failed");
        return 1;
    }
    (void)snprintf(path, sizeof(path), "%s/upgrade.db", folder);
    step_rounds(path);
    int bad = failures > 0 ? 1 : 0;
    int before = failures;
    random_rounds(path);
    bad += failures > before ? 1 : 0;
    files_remove(path);
    (void)rmdir(folder);
    (void)printf("%d passed, %d failed\n", 2 - bad, bad);
    return bad > 0 ? 1 : 0;
}
