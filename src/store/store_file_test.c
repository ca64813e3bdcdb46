#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "store/store.h"
#include "store/things_test.h"
#include "tests/kit/kit.h"

static void write_bytes(const char *path, long at, const char *bytes, size_t len) {
    FILE *file = fopen(path, at < 0 ? "wbe" : "r+be");

    CHECK(file != NULL);
    CHECK(at < 0 || fseek(file, at, SEEK_SET) == 0);
    CHECK_EQ(fwrite(bytes, 1, len, file), len);
    CHECK_EQ(fclose(file), 0);
}

static str read_bytes(struct test *t, const char *path) {
    FILE *file = fopen(path, "rbe");
    buf out = buf_new(t->mem, 32 << 20);
    char part[4096];
    size_t got = 0;

    CHECK(file != NULL);
    do {
        got = fread(part, 1, sizeof(part), file);
        buf_put(&out, str_at(part, got));
    } while (got > 0);
    CHECK_EQ(fclose(file), 0);
    CHECK_OK(buf_done(&out));
    return buf_str(&out);
}

/* ---- migrations ---------------------------------------------------------------------- */

static const struct migration steps[] = {
    {"base", "20261101T0900_one", "create table one (id integer primary key);", "aa"},
    {"base", "20261101T1000_two",
     "create table two (id integer primary key); insert into two values (5);", "bb"},
    {"base", "20261101T1100_three",
     "insert into two values (6); insert into one select id from two;", "cc"},
};

TEST(migrations_are_applied_once_in_order) {
    const char *path = things_path(t, "a.db");
    db *d = things_file(path);
    size_t applied = 9;

    CHECK_OK(store_migrate(d, path, steps, 2, &applied));
    CHECK_EQ(applied, 2);
    CHECK_OK(store_migrate(d, path, steps, 2, NULL));
    CHECK_OK(store_migrate(d, path, steps, 3, &applied));
    CHECK_EQ(applied, 1);
    CHECK_EQ(things_number(t, d, "select count(*) from one"), 2);
    db_close(d);
}

TEST(a_file_with_data_is_backed_up_before_it_is_changed) {
    const char *path = things_path(t, "a.db");
    const char *before = things_beside(t, path, ".before-20261101T1100_three");
    db *d = things_file(path);

    CHECK_OK(store_migrate(d, path, steps, 2, NULL));
    CHECK(access(things_beside(t, path, ".before-20261101T0900_one"), F_OK) != 0);
    CHECK_OK(store_migrate(d, path, steps, 3, NULL));
    db_close(d);
    CHECK_OK(db_open(&(struct db_options){.path = before, .read_only = true}, &d));
    CHECK_EQ(things_number(t, d, "select count(*) from one"), 0);
    CHECK_EQ(things_number(t, d, "select count(*) from two"), 1);
    db_close(d);
}

TEST(a_file_of_a_newer_program_is_left_alone) {
    const char *path = things_path(t, "a.db");
    db *d = things_file(path);

    CHECK_OK(store_migrate(d, path, steps, 3, NULL));
    CHECK_ERR(store_migrate(d, path, steps, 2, NULL), ERR_NEWER);
    db_close(d);
}

TEST(a_migration_that_was_changed_afterwards_is_found) {
    const char *path = things_path(t, "a.db");
    db *d = things_file(path);
    struct migration changed = steps[0];

    changed.sha256 = "dd";
    CHECK_OK(store_migrate(d, path, steps, 1, NULL));
    CHECK_ERR(store_migrate(d, path, &changed, 1, NULL), ERR_DAMAGED);
    db_close(d);
}

TEST(a_migration_that_fails_leaves_nothing_of_itself_and_keeps_the_others) {
    static const struct migration bad[] = {
        {"base", "20261101T0900_one", "create table one (id integer primary key);", "aa"},
        {"base", "20261102T0900_bad",
         "create table half (id integer); insert into nowhere values (1);", "ee"},
    };
    const char *path = things_path(t, "a.db");
    db *d = things_file(path);
    size_t applied = 0;

    CHECK_ERR(store_migrate(d, path, bad, 2, NULL), ERR_STORE);
    CHECK_EQ(things_number(t, d, "select count(*) from sqlite_schema where name = 'half'"), 0);
    CHECK_OK(store_migrate(d, path, bad, 1, &applied));
    CHECK_EQ(applied, 0);
    db_close(d);
}

TEST(a_migration_that_breaks_a_reference_is_undone) {
    static const struct migration bad[] = {
        {"base", "20261102T0900_bad",
         "pragma defer_foreign_keys = on; create table a (id integer primary key);"
         "create table b (a integer references a (id)); insert into b values (1);",
         "ee"},
    };
    const char *path = things_path(t, "a.db");
    db *d = things_file(path);

    CHECK_ERR(store_migrate(d, path, bad, 1, NULL), ERR_DAMAGED);
    CHECK_EQ(things_number(t, d, "select count(*) from sqlite_schema where name = 'b'"), 0);
    db_close(d);
}

/* ---- backup, check, restore ------------------------------------------------------------ */

static void fill(db *d, int64_t from, int64_t to) {
    CHECK_OK(db_begin(d));
    for (int64_t i = from; i < to; i++) {
        char name[64];
        CHECK(snprintf(name, sizeof(name), "name %" PRId64 " of some length", i) > 0);
        CHECK_OK(things_put(d, i, str_of(name)));
    }
    CHECK_OK(db_commit(d));
}

struct steady {
    db *writing;
    int64_t next;
    int calls;
    int64_t done, total;
};

/* Writes on the live file while it is copied. */
static bool write_on(void *self, int64_t done, int64_t total) {
    struct steady *s = self;

    fill(s->writing, s->next, s->next + 500);
    s->next += 500;
    s->calls++;
    s->done = done;
    s->total = total;
    return s->calls < 1000;
}

TEST(a_backup_is_one_moment_of_a_file_that_is_being_written) {
    const char *path = things_path(t, "a.db");
    const char *to = things_beside(t, path, ".backup");
    struct steady steady = {.writing = things_new(path), .next = 30000};
    str finding = STR_NONE;

    fill(steady.writing, 0, 30000);
    CHECK_OK(store_backup(path, to, write_on, &steady));
    CHECK(steady.calls > 1 && steady.calls < 1000);
    CHECK_EQ(steady.done, steady.total);
    CHECK_OK(store_verify(to, t->mem, &finding));
    CHECK(access(things_beside(t, to, "-wal"), F_OK) != 0);
    db *copy = things_reader(to);
    CHECK_EQ(things_count(copy), 30000);
    db_close(copy);
    CHECK(things_count(steady.writing) > 30000);
    db_close(steady.writing);
}

static bool stop_at_once(void *self UNUSED, int64_t done UNUSED, int64_t total UNUSED) {
    return false;
}

TEST(a_backup_that_is_stopped_or_fails_leaves_no_file) {
    const char *path = things_path(t, "a.db");
    const char *to = things_beside(t, path, ".backup");
    db *d = things_new(path);

    fill(d, 0, 10);
    CHECK_ERR(store_backup(path, to, stop_at_once, NULL), ERR_STOPPED);
    CHECK(access(to, F_OK) != 0);
    CHECK(access(things_beside(t, to, ".part"), F_OK) != 0);
    CHECK_ERR(store_backup(things_beside(t, path, ".none"), to, NULL, NULL), ERR_MISSING);
    CHECK(access(to, F_OK) != 0);
    CHECK(access(things_beside(t, to, ".part"), F_OK) != 0);
    CHECK_OK(store_backup(path, to, NULL, NULL));
    CHECK_ERR(store_backup(path, to, NULL, NULL), ERR_CONFLICT);
    db_close(d);
}

static const char *damaged_copy(struct test *t, const char *path) {
    const char *bad = things_beside(t, path, ".bad");
    char noise[3000];

    CHECK_OK(store_backup(path, bad, NULL, NULL));
    memset(noise, 0x5a, sizeof(noise));
    write_bytes(bad, 5 * 4096 + 8, noise, sizeof(noise));
    return bad;
}

TEST(a_damaged_page_is_found_and_never_restored) {
    const char *path = things_path(t, "a.db");
    db *d = things_new(path);
    str finding = STR_NONE;

    fill(d, 0, 5000);
    db_close(d);
    const char *bad = damaged_copy(t, path);
    CHECK_ERR(store_verify(bad, t->mem, &finding), ERR_DAMAGED);
    CHECK(!str_is_empty(finding));
    CHECK_ERR(store_restore(bad, path, t->mem, &finding), ERR_DAMAGED);
    CHECK(!str_is_empty(finding));
    CHECK_OK(store_verify(path, t->mem, &finding));
    CHECK(str_is_empty(finding));
    d = things_file(path);
    CHECK_EQ(things_count(d), 5000);
    db_close(d);
}

TEST(a_row_that_points_at_nothing_is_a_finding) {
    const char *path = things_path(t, "a.db");
    db *d = things_new(path);
    str finding = STR_NONE;

    CHECK_OK(db_script(
        d, STR("pragma foreign_keys = off; insert into thing (id, parent) values (4, 9)")));
    db_close(d);
    CHECK_ERR(store_verify(path, t->mem, &finding), ERR_DAMAGED);
    CHECK_STR(finding,
              "A row of the table thing (number 4) points at a row of thing that is not there.");
}

TEST(a_restore_puts_the_backup_in_place_and_no_old_wal_meets_it) {
    const char *path = things_path(t, "a.db");
    const char *saved = things_beside(t, path, ".backup");
    db *d = things_new(path);
    str finding = STR_NONE;

    fill(d, 0, 100);
    CHECK_OK(store_backup(path, saved, NULL, NULL));
    fill(d, 100, 5000);
    /* A killed program leaves its WAL: this one is put back after the close. */
    str wal = read_bytes(t, things_beside(t, path, "-wal"));
    db_close(d);
    CHECK(wal.len > 4096);
    write_bytes(things_beside(t, path, "-wal"), -1, wal.at, wal.len);
    CHECK_OK(store_restore(saved, path, t->mem, &finding));
    CHECK(access(things_beside(t, path, "-wal"), F_OK) != 0);
    d = things_file(path);
    CHECK_EQ(things_count(d), 100);
    db_close(d);
    CHECK(access(saved, F_OK) == 0);
}

TEST(a_restore_works_where_nothing_was) {
    const char *path = things_path(t, "a.db");
    const char *empty = things_path(t, "new.db");
    db *d = things_new(path);
    str finding = STR_NONE;

    fill(d, 0, 10);
    CHECK_OK(store_restore(path, empty, t->mem, &finding));
    db_close(d);
    d = things_file(empty);
    CHECK_EQ(things_count(d), 10);
    db_close(d);
}

TEST(two_programs_cannot_have_one_file) {
    const char *path = things_path(t, "a.db");
    db *d = things_new(path);
    store_lock *lock = NULL;
    store_lock *second = NULL;
    str finding = STR_NONE;

    CHECK_OK(store_lock_take(path, &lock));
    CHECK_ERR(store_lock_take(path, &second), ERR_LOCKED);
    CHECK_ERR(store_restore(path, path, t->mem, &finding), ERR_LOCKED);
    store_lock_drop(lock);
    store_lock_drop(NULL);
    CHECK_OK(store_lock_take(path, &second));
    store_lock_drop(second);
    db_close(d);
}
