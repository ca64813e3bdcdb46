#include "store/store.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "tests/kit/folder.h"
#include "tests/kit/kit.h"

static const struct query put_query = {"t.put", "insert into thing (id, name) values (?1, ?2)",
                                       true};
static const struct query name_query = {"t.name", "select name from thing where id = ?1", false};
static const struct query all_query = {
    "t.all", "select id, name, weight, bytes from thing order by id", false};
static const struct query count_query = {"t.count", "select count(*) from thing", false};

static const char thing_sql[] =
    "create table thing (id integer primary key, name text unique, weight real,"
    " bytes blob, parent integer references thing (id) on delete cascade,"
    " check (id <> -13));";

static db *open_at(const char *path) {
    db *d = NULL;

    CHECK_OK(db_open(&(struct db_options){.path = path, .create = true}, &d));
    return d;
}

static db *open_things(const char *path) {
    db *d = open_at(path);

    CHECK_OK(db_script(d, str_of(thing_sql)));
    return d;
}

static db *open_reader(const char *path) {
    db *d = NULL;

    CHECK_OK(db_open(&(struct db_options){.path = path, .read_only = true}, &d));
    return d;
}

static const char *file_in(struct test *t, const char *name) {
    return str_c(t->mem, str_fmt(t->mem, "%s/%s", kit_folder(t), name));
}

static const char *beside(struct test *t, const char *path, const char *end) {
    return str_c(t->mem, str_fmt(t->mem, "%s%s", path, end));
}

static err put(db *d, int64_t id, str name) {
    rows *r CLEANUP(rows_end) = NULL;
    bool found = true;

    TRY(db_start(d, &put_query, &r));
    rows_bind_i64(r, 1, id);
    rows_bind_text(r, 2, name);
    return rows_next(r, &found);
}

static int64_t count(db *d) {
    rows *r CLEANUP(rows_end) = NULL;
    bool found = false;

    CHECK_OK(db_start(d, &count_query, &r));
    CHECK_OK(rows_next(r, &found));
    return rows_i64(r, 0);
}

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

/* ---- opening ------------------------------------------------------------------ */

TEST(a_file_that_is_not_there_is_missing_unless_it_may_be_made) {
    const char *path = file_in(t, "a.db");
    db *d = NULL;

    CHECK_ERR(db_open(&(struct db_options){.path = path}, &d), ERR_MISSING);
    CHECK_ERR(db_open(&(struct db_options){.path = path, .read_only = true, .create = true}, &d),
              ERR_MISSING);
    CHECK(access(path, F_OK) != 0);
    d = open_at(path);
    db_close(d);
    CHECK_OK(db_open(&(struct db_options){.path = path}, &d));
    db_close(d);
}

TEST(a_new_file_is_for_its_owner_alone) {
    const char *path = file_in(t, "a.db");
    db *d = open_things(path);
    struct stat about;

    CHECK_EQ(stat(path, &about), 0);
    CHECK_EQ(about.st_mode & 0777, 0600);
    CHECK_EQ(stat(beside(t, path, "-wal"), &about), 0);
    CHECK_EQ(about.st_mode & 0777, 0600);
    db_close(d);
}

/* The address of a query is its identity, so each one here gets its own. */
static int64_t number(struct test *t, db *d, const char *sql) {
    struct query *q = arena_alloc(t->mem, sizeof(*q));
    rows *r = NULL;
    bool found = false;

    CHECK(q != NULL);
    *q = (struct query){"t.number", sql, false};
    CHECK_OK(db_start(d, q, &r));
    CHECK_OK(rows_next(r, &found));
    CHECK(found);
    int64_t value = rows_i64(r, 0);
    rows_end(&r);
    return value;
}

TEST(the_writing_connection_is_durable_and_forgets_what_is_deleted) {
    static const struct query mode = {"t.mode", "pragma journal_mode", false};
    db *d = open_at(file_in(t, "a.db"));
    rows *r = NULL;
    bool found = false;

    CHECK_OK(db_start(d, &mode, &r));
    CHECK_OK(rows_next(r, &found));
    CHECK_STR(rows_text(r, 0, t->mem), "wal");
    rows_end(&r);
    CHECK_EQ(number(t, d, "pragma synchronous"), 2);
    CHECK_EQ(number(t, d, "pragma foreign_keys"), 1);
    CHECK_EQ(number(t, d, "pragma secure_delete"), 1);
    CHECK_EQ(number(t, d, "pragma cell_size_check"), 1);
    CHECK_EQ(number(t, d, "pragma trusted_schema"), 0);
    db_close(d);
}

TEST(a_file_of_another_program_is_damaged_unless_adopted) {
    const char *path = file_in(t, "foreign.db");
    sqlite3 *foreign = NULL;
    db *d = NULL;

    CHECK_EQ(sqlite3_open(path, &foreign), SQLITE_OK);
    CHECK_EQ(sqlite3_exec(foreign, "create table x (a)", NULL, NULL, NULL), SQLITE_OK);
    CHECK_ERR(db_open(&(struct db_options){.path = path, .create = true}, &d), ERR_DAMAGED);
    CHECK_OK(db_open(&(struct db_options){.path = path, .adopt = true}, &d));
    db_close(d);
    CHECK_EQ(sqlite3_exec(foreign, "pragma application_id = 7", NULL, NULL, NULL), SQLITE_OK);
    CHECK_ERR(db_open(&(struct db_options){.path = path, .adopt = true}, &d), ERR_DAMAGED);
    CHECK_EQ(sqlite3_close(foreign), SQLITE_OK);
}

TEST(a_file_that_is_no_database_is_damaged) {
    const char *path = file_in(t, "text.db");
    db *d = NULL;

    write_bytes(path, -1, "This is a text, and not a short one at that.....", 48);
    CHECK_ERR(db_open(&(struct db_options){.path = path}, &d), ERR_DAMAGED);
    CHECK_ERR(db_open(&(struct db_options){.path = path, .read_only = true}, &d), ERR_DAMAGED);
}

TEST(a_connection_that_reads_cannot_write) {
    const char *path = file_in(t, "a.db");
    db *writing = open_things(path);
    db *reading = open_reader(path);

    CHECK_ERR(put(reading, 1, STR("a")), ERR_STORE);
    CHECK_ERR(db_script(reading, STR("delete from thing")), ERR_STORE);
    CHECK_ERR(db_script(reading, STR("pragma query_only = off; delete from thing")), ERR_STORE);
    CHECK_OK(put(writing, 1, STR("a")));
    CHECK_EQ(count(reading), 1);
    db_close(reading);
    db_close(writing);
}

/* ---- rows ---------------------------------------------------------------------- */

TEST(what_is_bound_comes_back_as_it_was) {
    static const struct query all_put = {
        "t.all_put", "insert into thing (id, name, weight, bytes) values (?1, ?2, ?3, ?4)", true};
    db *d = open_things(":memory:");
    rows *r = NULL;
    bool found = false;

    CHECK_OK(db_start(d, &all_put, &r));
    rows_bind_i64(r, 1, INT64_MIN);
    rows_bind_text(r, 2, STR("Élodie"));
    rows_bind_f64(r, 3, 0.125);
    rows_bind_blob(r, 4, str_at("\0\1\2", 3));
    CHECK_OK(rows_next(r, &found));
    CHECK(!found);
    rows_end(&r);
    CHECK_EQ(db_changes(d), 1);
    CHECK_OK(db_start(d, &all_query, &r));
    CHECK_OK(rows_next(r, &found));
    CHECK(found);
    CHECK_EQ(rows_i64(r, 0), INT64_MIN);
    CHECK_STR(rows_text(r, 1, t->mem), "Élodie");
    CHECK_NEAR(rows_f64(r, 2), 0.125, 0);
    CHECK(str_eq(rows_text(r, 3, t->mem), str_at("\0\1\2", 3)));
    rows_end(&r);
    db_close(d);
}

TEST(an_empty_text_is_not_null_and_null_reads_as_empty) {
    db *d = open_things(":memory:");
    rows *r = NULL;
    bool found = false;

    CHECK_OK(put(d, 1, STR_NONE));
    CHECK_OK(db_script(d, STR("insert into thing (id) values (2)")));
    CHECK_OK(db_start(d, &all_query, &r));
    CHECK_OK(rows_next(r, &found));
    CHECK(!rows_is_null(r, 1));
    CHECK(str_is_empty(rows_text(r, 1, t->mem)));
    CHECK_OK(rows_next(r, &found));
    CHECK(rows_is_null(r, 1));
    CHECK(str_is_empty(rows_text(r, 1, t->mem)));
    CHECK_NEAR(rows_f64(r, 2), 0, 0);
    rows_end(&r);
    rows_end(&r);
    rows_end(NULL);
    db_close(d);
}

TEST(past_the_end_there_are_no_more_rows_and_nothing_is_done_again) {
    db *d = open_things(":memory:");
    rows *r = NULL;
    bool found = true;

    CHECK_OK(db_start(d, &put_query, &r));
    rows_bind_i64(r, 1, 1);
    rows_bind_null(r, 2);
    CHECK_OK(rows_next(r, &found));
    CHECK(!found);
    found = true;
    CHECK_OK(rows_next(r, &found));
    CHECK(!found);
    rows_end(&r);
    CHECK_EQ(count(d), 1);
    db_close(d);
}

TEST(a_query_that_is_running_can_be_started_again_beside_itself) {
    db *d = open_things(":memory:");
    rows *outer = NULL;
    rows *inner = NULL;
    bool found = false;

    CHECK_OK(put(d, 1, STR("a")));
    CHECK_OK(put(d, 2, STR("b")));
    CHECK_OK(db_start(d, &name_query, &outer));
    rows_bind_i64(outer, 1, 1);
    CHECK_OK(rows_next(outer, &found));
    CHECK_OK(db_start(d, &name_query, &inner));
    rows_bind_i64(inner, 1, 2);
    CHECK_OK(rows_next(inner, &found));
    CHECK_STR(rows_text(inner, 0, t->mem), "b");
    CHECK_STR(rows_text(outer, 0, t->mem), "a");
    rows_end(&outer);
    rows_end(&inner);
    db_close(d);
}

TEST(more_queries_than_are_kept_work_all_the_same) {
    enum { MANY = 1300 };
    struct query *many = arena_array(t->mem, MANY, sizeof(*many));
    db *d = open_things(":memory:");
    rows *running = NULL;
    bool found = false;

    CHECK(many != NULL);
    CHECK_OK(put(d, 1, STR("a")));
    CHECK_OK(db_start(d, &name_query, &running));
    rows_bind_i64(running, 1, 1);
    CHECK_OK(rows_next(running, &found));
    for (int i = 0; i < 2 * MANY; i++) {
        rows *r CLEANUP(rows_end) = NULL;
        if (i < MANY) {
            many[i].name = "t.many";
            many[i].sql = str_c(t->mem, str_fmt(t->mem, "select %d", i));
        }
        CHECK_OK(db_start(d, &many[i % MANY], &r));
        CHECK_OK(rows_next(r, &found));
        CHECK_EQ(rows_i64(r, 0), i % MANY);
    }
    CHECK_STR(rows_text(running, 0, t->mem), "a");
    rows_end(&running);
    db_close(d);
}

TEST(a_broken_uniqueness_or_reference_is_a_conflict_and_another_rule_is_our_fault) {
    db *d = open_things(":memory:");

    CHECK_OK(put(d, 1, STR("a")));
    CHECK_ERR(put(d, 1, STR("b")), ERR_CONFLICT);
    CHECK_ERR(put(d, 2, STR("a")), ERR_CONFLICT);
    CHECK_ERR(db_script(d, STR("insert into thing (id, parent) values (3, 99)")), ERR_CONFLICT);
    CHECK_ERR(put(d, -13, STR("c")), ERR_STORE);
    CHECK_OK(put(d, 2, STR("b")));
    CHECK_EQ(count(d), 2);
    db_close(d);
}

TEST(what_refers_to_a_deleted_row_goes_with_it) {
    db *d = open_things(":memory:");

    CHECK_OK(db_script(d, STR("insert into thing (id, parent) values (1, null), (2, 1), (3, 2);"
                              "delete from thing where id = 1;")));
    CHECK_EQ(count(d), 0);
    db_close(d);
}

TEST(a_text_in_double_quotes_is_no_text) {
    db *d = open_things(":memory:");

    CHECK_ERR(db_script(d, STR("insert into thing (id, name) values (1, \"name\")")), ERR_STORE);
    CHECK_CONTAINS(db_fault(d), "no such column");
    db_close(d);
}

TEST(a_list_grows_until_its_limit) {
    void *at = NULL;
    int64_t *numbers = NULL;

    for (size_t i = 0; i < 5000; i++) {
        CHECK_OK(rows_room(t->mem, &at, i, sizeof(*numbers)));
        numbers = at;
        numbers[i] = (int64_t)i;
    }
    for (size_t i = 0; i < 5000; i++) {
        CHECK_EQ(numbers[i], i);
    }
    CHECK_ERR(rows_room(t->mem, &at, ROWS_MAX, 1), ERR_LARGE);
}

/* ---- transactions ------------------------------------------------------------------ */

TEST(an_undone_savepoint_takes_its_own_work_with_it_alone) {
    db *d = open_things(":memory:");

    CHECK(!db_is_open(d));
    CHECK_OK(db_begin(d));
    CHECK(db_is_open(d));
    CHECK_OK(db_savepoint(d, 1));
    CHECK_OK(put(d, 1, STR("kept")));
    CHECK_OK(db_savepoint(d, 2));
    CHECK_OK(put(d, 2, STR("undone")));
    CHECK_OK(db_undo(d, 2));
    CHECK_OK(db_release(d, 1));
    CHECK_OK(db_savepoint(d, 1));
    CHECK_OK(put(d, 3, STR("undone")));
    CHECK_OK(db_undo(d, 1));
    CHECK_OK(db_commit(d));
    CHECK_EQ(count(d), 1);
    db_close(d);
}

TEST(a_transaction_rolled_back_leaves_nothing) {
    db *d = open_things(":memory:");

    CHECK_OK(db_begin(d));
    CHECK_OK(put(d, 1, STR("a")));
    db_rollback(d);
    db_rollback(d);
    CHECK_EQ(count(d), 0);
    CHECK(!db_is_open(d));
    db_close(d);
}

TEST(changes_are_those_of_the_last_statement_not_of_its_savepoint) {
    db *d = open_things(":memory:");

    CHECK_OK(db_begin(d));
    CHECK_OK(db_savepoint(d, 1));
    CHECK_OK(put(d, 1, STR("a")));
    CHECK_OK(db_release(d, 1));
    CHECK_EQ(db_changes(d), 1);
    CHECK_OK(db_commit(d));
    CHECK_EQ(db_changes(d), 1);
    db_close(d);
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
    const char *path = file_in(t, "a.db");
    db *d = open_at(path);
    size_t applied = 9;

    CHECK_OK(store_migrate(d, path, steps, 2, &applied));
    CHECK_EQ(applied, 2);
    CHECK_OK(store_migrate(d, path, steps, 2, NULL));
    CHECK_OK(store_migrate(d, path, steps, 3, &applied));
    CHECK_EQ(applied, 1);
    CHECK_EQ(number(t, d, "select count(*) from one"), 2);
    db_close(d);
}

TEST(a_file_with_data_is_backed_up_before_it_is_changed) {
    const char *path = file_in(t, "a.db");
    const char *before = beside(t, path, ".before-20261101T1100_three");
    db *d = open_at(path);

    CHECK_OK(store_migrate(d, path, steps, 2, NULL));
    CHECK(access(beside(t, path, ".before-20261101T0900_one"), F_OK) != 0);
    CHECK_OK(store_migrate(d, path, steps, 3, NULL));
    db_close(d);
    CHECK_OK(db_open(&(struct db_options){.path = before, .read_only = true}, &d));
    CHECK_EQ(number(t, d, "select count(*) from one"), 0);
    CHECK_EQ(number(t, d, "select count(*) from two"), 1);
    db_close(d);
}

TEST(a_file_of_a_newer_program_is_left_alone) {
    const char *path = file_in(t, "a.db");
    db *d = open_at(path);

    CHECK_OK(store_migrate(d, path, steps, 3, NULL));
    CHECK_ERR(store_migrate(d, path, steps, 2, NULL), ERR_NEWER);
    db_close(d);
}

TEST(a_migration_that_was_changed_afterwards_is_found) {
    const char *path = file_in(t, "a.db");
    db *d = open_at(path);
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
    const char *path = file_in(t, "a.db");
    db *d = open_at(path);
    size_t applied = 0;

    CHECK_ERR(store_migrate(d, path, bad, 2, NULL), ERR_STORE);
    CHECK_EQ(number(t, d, "select count(*) from sqlite_schema where name = 'half'"), 0);
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
    const char *path = file_in(t, "a.db");
    db *d = open_at(path);

    CHECK_ERR(store_migrate(d, path, bad, 1, NULL), ERR_DAMAGED);
    CHECK_EQ(number(t, d, "select count(*) from sqlite_schema where name = 'b'"), 0);
    db_close(d);
}

/* ---- backup, check, restore ------------------------------------------------------------ */

static void fill(db *d, int64_t from, int64_t to) {
    CHECK_OK(db_begin(d));
    for (int64_t i = from; i < to; i++) {
        char name[64];
        CHECK(snprintf(name, sizeof(name), "name %" PRId64 " of some length", i) > 0);
        CHECK_OK(put(d, i, str_of(name)));
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
    const char *path = file_in(t, "a.db");
    const char *to = beside(t, path, ".backup");
    struct steady steady = {.writing = open_things(path), .next = 30000};
    str finding = STR_NONE;

    fill(steady.writing, 0, 30000);
    CHECK_OK(store_backup(path, to, write_on, &steady));
    CHECK(steady.calls > 1 && steady.calls < 1000);
    CHECK_EQ(steady.done, steady.total);
    CHECK_OK(store_verify(to, t->mem, &finding));
    CHECK(access(beside(t, to, "-wal"), F_OK) != 0);
    db *copy = open_reader(to);
    CHECK_EQ(count(copy), 30000);
    db_close(copy);
    CHECK(count(steady.writing) > 30000);
    db_close(steady.writing);
}

static bool stop_at_once(void *self UNUSED, int64_t done UNUSED, int64_t total UNUSED) {
    return false;
}

TEST(a_backup_that_is_stopped_or_fails_leaves_no_file) {
    const char *path = file_in(t, "a.db");
    const char *to = beside(t, path, ".backup");
    db *d = open_things(path);

    fill(d, 0, 10);
    CHECK_ERR(store_backup(path, to, stop_at_once, NULL), ERR_STOPPED);
    CHECK(access(to, F_OK) != 0);
    CHECK(access(beside(t, to, ".part"), F_OK) != 0);
    CHECK_ERR(store_backup(beside(t, path, ".none"), to, NULL, NULL), ERR_MISSING);
    CHECK(access(to, F_OK) != 0);
    CHECK(access(beside(t, to, ".part"), F_OK) != 0);
    CHECK_OK(store_backup(path, to, NULL, NULL));
    CHECK_ERR(store_backup(path, to, NULL, NULL), ERR_CONFLICT);
    db_close(d);
}

static const char *damaged_copy(struct test *t, const char *path) {
    const char *bad = beside(t, path, ".bad");
    char noise[3000];

    CHECK_OK(store_backup(path, bad, NULL, NULL));
    memset(noise, 0x5a, sizeof(noise));
    write_bytes(bad, 5 * 4096 + 8, noise, sizeof(noise));
    return bad;
}

TEST(a_damaged_page_is_found_and_never_restored) {
    const char *path = file_in(t, "a.db");
    db *d = open_things(path);
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
    d = open_at(path);
    CHECK_EQ(count(d), 5000);
    db_close(d);
}

TEST(a_row_that_points_at_nothing_is_a_finding) {
    const char *path = file_in(t, "a.db");
    db *d = open_things(path);
    str finding = STR_NONE;

    CHECK_OK(db_script(
        d, STR("pragma foreign_keys = off; insert into thing (id, parent) values (4, 9)")));
    db_close(d);
    CHECK_ERR(store_verify(path, t->mem, &finding), ERR_DAMAGED);
    CHECK_STR(finding,
              "A row of the table thing (number 4) points at a row of thing that is not there.");
}

TEST(a_restore_puts_the_backup_in_place_and_no_old_wal_meets_it) {
    const char *path = file_in(t, "a.db");
    const char *saved = beside(t, path, ".backup");
    db *d = open_things(path);
    str finding = STR_NONE;

    fill(d, 0, 100);
    CHECK_OK(store_backup(path, saved, NULL, NULL));
    fill(d, 100, 5000);
    /* A killed program leaves its WAL: this one is put back after the close. */
    str wal = read_bytes(t, beside(t, path, "-wal"));
    db_close(d);
    CHECK(wal.len > 4096);
    write_bytes(beside(t, path, "-wal"), -1, wal.at, wal.len);
    CHECK_OK(store_restore(saved, path, t->mem, &finding));
    CHECK(access(beside(t, path, "-wal"), F_OK) != 0);
    d = open_at(path);
    CHECK_EQ(count(d), 100);
    db_close(d);
    CHECK(access(saved, F_OK) == 0);
}

TEST(a_restore_works_where_nothing_was) {
    const char *path = file_in(t, "a.db");
    const char *empty = file_in(t, "new.db");
    db *d = open_things(path);
    str finding = STR_NONE;

    fill(d, 0, 10);
    CHECK_OK(store_restore(path, empty, t->mem, &finding));
    db_close(d);
    d = open_at(empty);
    CHECK_EQ(count(d), 10);
    db_close(d);
}

TEST(two_programs_cannot_have_one_file) {
    const char *path = file_in(t, "a.db");
    db *d = open_things(path);
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

/* ---- the engine -------------------------------------------------------------------------- */

TEST(versions_with_the_wal_reset_fault_are_known) {
    static const struct {
        int version;
        bool is_faulty;
    } known[] = {
        {3006999, false}, {3007000, true}, {3040001, true},  {3044005, true},  {3044006, false},
        {3044007, false}, {3045001, true}, {3046001, true},  {3050006, true},  {3050007, false},
        {3051000, true},  {3051002, true}, {3051003, false}, {3053002, false},
    };

    for (size_t i = 0; i < COUNT_OF(known); i++) {
        CHECK_EQ(store_version_is_faulty(known[i].version), known[i].is_faulty);
    }
    CHECK_CONTAINS(store_engine(), "SQLite 3.");
    CHECK_EQ(str_is_empty(store_engine_warning()),
             !store_version_is_faulty(sqlite3_libversion_number()));
}
