#include "store/things_test.h"

#include "tests/kit/folder.h"
#include "tests/kit/kit.h"

static const struct query put_query = {"t.put", "insert into thing (id, name) values (?1, ?2)",
                                       true};
static const struct query count_query = {"t.count", "select count(*) from thing", false};

static const char thing_sql[] =
    "create table thing (id integer primary key, name text unique, weight real,"
    " bytes blob, parent integer references thing (id) on delete cascade,"
    " check (id <> -13));";

db *things_file(const char *path) {
    db *d = NULL;

    CHECK_OK(db_open(&(struct db_options){.path = path, .create = true}, &d));
    return d;
}

db *things_new(const char *path) {
    db *d = things_file(path);

    CHECK_OK(db_script(d, str_of(thing_sql)));
    return d;
}

db *things_reader(const char *path) {
    db *d = NULL;

    CHECK_OK(db_open(&(struct db_options){.path = path, .read_only = true}, &d));
    return d;
}

const char *things_path(struct test *t, const char *name) {
    return str_c(t->mem, str_fmt(t->mem, "%s/%s", kit_folder(t), name));
}

const char *things_beside(struct test *t, const char *path, const char *end) {
    return str_c(t->mem, str_fmt(t->mem, "%s%s", path, end));
}

err things_put(db *d, int64_t id, str name) {
    rows *r CLEANUP(rows_end) = NULL;
    bool found = true;

    TRY(db_start(d, &put_query, &r));
    rows_bind_i64(r, 1, id);
    rows_bind_text(r, 2, name);
    return rows_next(r, &found);
}

int64_t things_count(db *d) {
    rows *r CLEANUP(rows_end) = NULL;
    bool found = false;

    CHECK_OK(db_start(d, &count_query, &r));
    CHECK_OK(rows_next(r, &found));
    return rows_i64(r, 0);
}

/* The address of a query is its identity, so each one here gets its own. */
int64_t things_number(struct test *t, db *d, const char *sql) {
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
