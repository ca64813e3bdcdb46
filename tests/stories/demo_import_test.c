/*
 * demo_import_test.c: the demo week goes in, goes in again without changing anything, and
 * comes out as it was written.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/csv.h"
#include "app/tables.h"
#include "app/tables_folder.h"
#include "base/id.h"
#include "tests/kit/kit.h"

struct installation {
    cx c;
    const char *path;
    struct table_list list;
    const struct table_file *demo;
    size_t demo_count;
};

static bool has_table(const struct table_list *list, str file) {
    for (size_t i = 0; i < list->count; i++) {
        if (str_eq(str_of(list->at[i]->file), file)) {
            return true;
        }
    }
    return false;
}

/* A new database with all that the features have migrated into it, in one open transaction. */
static struct installation *install(struct test *t) {
    struct installation *at = arena_alloc(t->mem, sizeof(*at));
    const char *root = getenv("TMPDIR"); /* NOLINT(concurrency-mt-unsafe): nobody sets it */
    const char *token = str_c(t->mem, id_token(t->mem, 9));

    CHECK(at != NULL);
    CHECK_OK(tables_of_features(t->mem, &at->list));
    CHECK_OK(tables_demo(t->mem, &at->demo, &at->demo_count));
    CHECK_EQ(at->demo_count, 7);
    for (size_t i = 0; i < at->demo_count; i++) {
        if (!has_table(&at->list, at->demo[i].name)) {
            skip("no feature declares a table of the demo week");
        }
    }
    at->path = str_c(t->mem, str_fmt(t->mem, "%s/demo-%s.db", root == NULL ? "/tmp" : root, token));
    CHECK_OK(db_open(&(struct db_options){.path = at->path, .create = true}, &at->c.db));
    CHECK_OK(store_migrate(at->c.db, at->path, feature_migrations, feature_migration_count, NULL));
    at->c.mem = t->mem;
    at->c.lang = lang_english();
    at->c.now = 1774252800; /* 2026-03-23T08:00:00Z */
    at->c.roles = ROLE_VISITOR | ROLE_ADMIN;
    CHECK_OK(db_begin(at->c.db));
    CHECK_OK(db_savepoint(at->c.db, 1));
    return at;
}

static void remove_installation(struct test *t, struct installation *at) {
    static const char *const ends[] = {"", "-wal", "-shm", ".lock"};

    db_rollback(at->c.db);
    db_close(at->c.db);
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        (void)unlink(str_c(t->mem, str_fmt(t->mem, "%s%s", at->path, ends[i])));
    }
}

/* The first problem is the message of a failure: whoever breaks it reads why. */
static void import(struct installation *at, const struct table_file *files, size_t count,
                   struct table_report *report) {
    CHECK_OK(tables_read(&at->c, &at->list, files, count, NULL, report));
    if (report->problem_count > 0) {
        kit_fail(__FILE__, __LINE__, "%.*s:%d %.*s", STR_ARG(report->problems[0].file),
                 (int)report->problems[0].line, STR_ARG(report->problems[0].sentence));
    }
    CHECK_EQ(report->note_count, 0);
    CHECK(report->kept);
}

static void check_all_same(const struct table_report *report) {
    for (size_t i = 0; i < report->table_count; i++) {
        CHECK_EQ(report->tables[i].added, 0);
        CHECK_EQ(report->tables[i].changed, 0);
        CHECK(report->tables[i].same > 0);
    }
}

TEST(the_demo_week_is_imported_and_a_second_import_changes_nothing) {
    struct installation *at = install(t);
    struct table_report report;

    import(at, at->demo, at->demo_count, &report);
    CHECK_EQ(report.table_count, 7);
    for (size_t i = 0; i < report.table_count; i++) {
        CHECK(report.tables[i].added > 0);
        CHECK_EQ(report.tables[i].changed, 0);
    }
    CHECK(at->c.edition.id != 0);
    CHECK_STR(at->c.edition.slug, "2026-uspn");
    import(at, at->demo, at->demo_count, &report);
    check_all_same(&report);
    remove_installation(t, at);
}

TEST(a_dry_run_of_the_demo_week_leaves_the_database_as_it_was) {
    struct installation *at = install(t);
    struct table_report dry;
    struct table_report wet;

    CHECK_OK(tables_read(&at->c, &at->list, at->demo, at->demo_count,
                         &(struct tables_options){.dry_run = true}, &dry));
    CHECK_EQ(dry.problem_count, 0);
    CHECK_EQ(at->c.edition.id, 0);
    import(at, at->demo, at->demo_count, &wet);
    for (size_t i = 0; i < wet.table_count; i++) {
        CHECK_EQ(dry.tables[i].added, wet.tables[i].added);
    }
    remove_installation(t, at);
}

/* ---- what comes out --------------------------------------------------------------------- */

static size_t place_of(const struct csv_reader *r, str head) {
    for (size_t i = 0; i < r->count; i++) {
        if (str_eq(r->values[i], head)) {
            return i;
        }
    }
    kit_fail(__FILE__, __LINE__, "the export lacks the column %.*s", STR_ARG(head));
}

/* Does the export hold a row with the values of `row` at `places`? */
static bool holds(struct test *t, str export, const size_t *places, const struct csv_reader *row) {
    struct csv_reader r;
    bool found = false;

    CHECK_OK(csv_open(&r, t->mem, export));
    CHECK_OK(csv_next(&r, &found));
    for (CHECK_OK(csv_next(&r, &found)); found; CHECK_OK(csv_next(&r, &found))) {
        bool same = true;

        for (size_t i = 0; i < row->count; i++) {
            same = same && str_eq(r.values[places[i]], row->values[i]);
        }
        if (same) {
            return true;
        }
    }
    return false;
}

static void check_same_rows(struct test *t, const struct table_file *demo, str export) {
    struct csv_reader in;
    struct csv_reader out;
    size_t places[CSV_COLUMNS_MAX] = {0};
    bool found = false;

    CHECK_OK(csv_open(&in, t->mem, demo->bytes));
    CHECK_OK(csv_open(&out, t->mem, export));
    CHECK_OK(csv_next(&in, &found));
    CHECK_OK(csv_next(&out, &found));
    for (size_t i = 0; i < in.count; i++) {
        places[i] = place_of(&out, in.values[i]);
    }
    for (CHECK_OK(csv_next(&in, &found)); found; CHECK_OK(csv_next(&in, &found))) {
        if (!holds(t, export, places, &in)) {
            kit_fail(__FILE__, __LINE__, "%.*s line %d did not come out as it went in",
                     STR_ARG(demo->name), (int)in.row_line);
        }
    }
    while (found || out.count > 0) {
        CHECK_OK(csv_next(&out, &found));
    }
    CHECK_EQ(out.rows, in.rows);
}

TEST(the_demo_week_comes_out_of_an_export_as_it_went_in) {
    struct installation *at = install(t);
    struct table_file *files = NULL;
    struct table_report report;
    size_t count = 0;

    import(at, at->demo, at->demo_count, &report);
    CHECK_OK(tables_write(&at->c, &at->list, &files, &count));
    for (size_t i = 0; i < at->demo_count; i++) {
        size_t k = 0;

        while (k < count && !str_eq(files[k].name, at->demo[i].name)) {
            k++;
        }
        CHECK(k < count);
        check_same_rows(t, &at->demo[i], files[k].bytes);
    }
    import(at, files, count, &report); /* and an export is an import that changes nothing */
    remove_installation(t, at);
}
