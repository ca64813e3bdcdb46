#include "store/store.h"

#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/things_test.h"
#include "tests/kit/kit.h"

static const struct query put_query = {"t.put", "insert into thing (id, name) values (?1, ?2)",
                                       true};
static const struct query name_query = {"t.name", "select name from thing where id = ?1", false};
static const struct query all_query = {
    "t.all", "select id, name, weight, bytes from thing order by id", false};

static void write_bytes(const char *path, const char *bytes, size_t len) {
    FILE *file = fopen(path, "wbe");

    CHECK(file != NULL);
    CHECK_EQ(fwrite(bytes, 1, len, file), len);
    CHECK_EQ(fclose(file), 0);
}

/* ---- opening ------------------------------------------------------------------ */

TEST(a_file_that_is_not_there_is_missing_unless_it_may_be_made) {
    const char *path = things_path(t, "a.db");
    db *d = NULL;

    CHECK_ERR(db_open(&(struct db_options){.path = path}, &d), ERR_MISSING);
    CHECK_ERR(db_open(&(struct db_options){.path = path, .read_only = true, .create = true}, &d),
              ERR_MISSING);
    CHECK(access(path, F_OK) != 0);
    d = things_file(path);
    db_close(d);
    CHECK_OK(db_open(&(struct db_options){.path = path}, &d));
    db_close(d);
}

TEST(a_new_file_is_for_its_owner_alone) {
    const char *path = things_path(t, "a.db");
    db *d = things_new(path);
    struct stat about;

    CHECK_EQ(stat(path, &about), 0);
    CHECK_EQ(about.st_mode & 0777, 0600);
    CHECK_EQ(stat(things_beside(t, path, "-wal"), &about), 0);
    CHECK_EQ(about.st_mode & 0777, 0600);
    db_close(d);
}

TEST(the_writing_connection_is_durable_and_forgets_what_is_deleted) {
    static const struct query mode = {"t.mode", "pragma journal_mode", false};
    db *d = things_file(things_path(t, "a.db"));
    rows *r = NULL;
    bool found = false;

    CHECK_OK(db_start(d, &mode, &r));
    CHECK_OK(rows_next(r, &found));
    CHECK_STR(rows_text(r, 0, t->mem), "wal");
    rows_end(&r);
    CHECK_EQ(things_number(t, d, "pragma synchronous"), 2);
    CHECK_EQ(things_number(t, d, "pragma foreign_keys"), 1);
    CHECK_EQ(things_number(t, d, "pragma secure_delete"), 1);
    CHECK_EQ(things_number(t, d, "pragma cell_size_check"), 1);
    CHECK_EQ(things_number(t, d, "pragma trusted_schema"), 0);
    db_close(d);
}

TEST(a_file_of_another_program_is_damaged_unless_adopted) {
    const char *path = things_path(t, "foreign.db");
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
    const char *path = things_path(t, "text.db");
    db *d = NULL;

    write_bytes(path, "This is a text, and not a short one at that.....", 48);
    CHECK_ERR(db_open(&(struct db_options){.path = path}, &d), ERR_DAMAGED);
    CHECK_ERR(db_open(&(struct db_options){.path = path, .read_only = true}, &d), ERR_DAMAGED);
}

TEST(a_connection_that_reads_cannot_write) {
    const char *path = things_path(t, "a.db");
    db *writing = things_new(path);
    db *reading = things_reader(path);

    CHECK_ERR(things_put(reading, 1, STR("a")), ERR_STORE);
    CHECK_ERR(db_script(reading, STR("delete from thing")), ERR_STORE);
    CHECK_ERR(db_script(reading, STR("pragma query_only = off; delete from thing")), ERR_STORE);
    CHECK_OK(things_put(writing, 1, STR("a")));
    CHECK_EQ(things_count(reading), 1);
    db_close(reading);
    db_close(writing);
}

/* ---- rows ---------------------------------------------------------------------- */

TEST(what_is_bound_comes_back_as_it_was) {
    static const struct query all_put = {
        "t.all_put", "insert into thing (id, name, weight, bytes) values (?1, ?2, ?3, ?4)", true};
    db *d = things_new(":memory:");
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
    db *d = things_new(":memory:");
    rows *r = NULL;
    bool found = false;

    CHECK_OK(things_put(d, 1, STR_NONE));
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
    db *d = things_new(":memory:");
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
    CHECK_EQ(things_count(d), 1);
    db_close(d);
}

TEST(a_query_that_is_running_can_be_started_again_beside_itself) {
    db *d = things_new(":memory:");
    rows *outer = NULL;
    rows *inner = NULL;
    bool found = false;

    CHECK_OK(things_put(d, 1, STR("a")));
    CHECK_OK(things_put(d, 2, STR("b")));
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
    db *d = things_new(":memory:");
    rows *running = NULL;
    bool found = false;

    CHECK(many != NULL);
    CHECK_OK(things_put(d, 1, STR("a")));
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
    db *d = things_new(":memory:");

    CHECK_OK(things_put(d, 1, STR("a")));
    CHECK_ERR(things_put(d, 1, STR("b")), ERR_CONFLICT);
    CHECK_ERR(things_put(d, 2, STR("a")), ERR_CONFLICT);
    CHECK_ERR(db_script(d, STR("insert into thing (id, parent) values (3, 99)")), ERR_CONFLICT);
    CHECK_ERR(things_put(d, -13, STR("c")), ERR_STORE);
    CHECK_OK(things_put(d, 2, STR("b")));
    CHECK_EQ(things_count(d), 2);
    db_close(d);
}

TEST(what_refers_to_a_deleted_row_goes_with_it) {
    db *d = things_new(":memory:");

    CHECK_OK(db_script(d, STR("insert into thing (id, parent) values (1, null), (2, 1), (3, 2);"
                              "delete from thing where id = 1;")));
    CHECK_EQ(things_count(d), 0);
    db_close(d);
}

TEST(a_text_in_double_quotes_is_no_text) {
    db *d = things_new(":memory:");

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
    db *d = things_new(":memory:");

    CHECK(!db_is_open(d));
    CHECK_OK(db_begin(d));
    CHECK(db_is_open(d));
    CHECK_OK(db_savepoint(d, 1));
    CHECK_OK(things_put(d, 1, STR("kept")));
    CHECK_OK(db_savepoint(d, 2));
    CHECK_OK(things_put(d, 2, STR("undone")));
    CHECK_OK(db_undo(d, 2));
    CHECK_OK(db_release(d, 1));
    CHECK_OK(db_savepoint(d, 1));
    CHECK_OK(things_put(d, 3, STR("undone")));
    CHECK_OK(db_undo(d, 1));
    CHECK_OK(db_commit(d));
    CHECK_EQ(things_count(d), 1);
    db_close(d);
}

TEST(a_transaction_rolled_back_leaves_nothing) {
    db *d = things_new(":memory:");

    CHECK_OK(db_begin(d));
    CHECK_OK(things_put(d, 1, STR("a")));
    db_rollback(d);
    db_rollback(d);
    CHECK_EQ(things_count(d), 0);
    CHECK(!db_is_open(d));
    db_close(d);
}

TEST(changes_are_those_of_the_last_statement_not_of_its_savepoint) {
    db *d = things_new(":memory:");

    CHECK_OK(db_begin(d));
    CHECK_OK(db_savepoint(d, 1));
    CHECK_OK(things_put(d, 1, STR("a")));
    CHECK_OK(db_release(d, 1));
    CHECK_EQ(db_changes(d), 1);
    CHECK_OK(db_commit(d));
    CHECK_EQ(db_changes(d), 1);
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
