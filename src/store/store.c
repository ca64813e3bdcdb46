#include "store/store.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/time.h"
#include "store/store_parts.h"

/* Kept statements of a connection: a table by the query's address, half full at the most. */
enum { KEPT_MAX = 512, KEPT_ROOM = 2 * KEPT_MAX };

enum { SAVEPOINTS = 8 };

struct rows {
    db *owner;
    const struct query *query;
    sqlite3_stmt *statement;
    err bound;    /* the first bind that failed */
    bool running; /* between db_start and rows_end */
    bool ended;   /* no row any more: stepping again would start anew */
    bool kept;    /* in the table; else it ends with rows_end */
};

struct db {
    sqlite3 *sql;
    int64_t changes;
    int64_t logged_us; /* when a fault was logged last, and which */
    err logged;
    size_t kept_count;
    rows *kept[KEPT_ROOM];
};

static const struct query begin_query = {"store.begin", "begin immediate", true};
static const struct query commit_query = {"store.commit", "commit", true};
static const struct query rollback_query = {"store.rollback", "rollback", true};

#define DEPTHS(verb, name)                                                                \
    {                                                                                     \
        {name, verb " s1", true}, {name, verb " s2", true}, {name, verb " s3", true},     \
            {name, verb " s4", true}, {name, verb " s5", true}, {name, verb " s6", true}, \
            {name, verb " s7", true}, {name, verb " s8", true},                           \
    }
static const struct query savepoint_query[SAVEPOINTS] = DEPTHS("savepoint", "store.savepoint");
static const struct query release_query[SAVEPOINTS] = DEPTHS("release", "store.release");
static const struct query undo_query[SAVEPOINTS] = DEPTHS("rollback to", "store.undo");

/* ---- results ---------------------------------------------------------------- */

static err constraint_err(int code) {
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
    case SQLITE_CONSTRAINT_FOREIGNKEY:
        return ERR_CONFLICT;
    default:
        return ERR_STORE;
    }
}

err store_err(int code, sqlite3 *sql) {
    int cause = sql == NULL ? 0 : sqlite3_system_errno(sql);

    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return OK;
    case SQLITE_CONSTRAINT:
        return constraint_err(code);
    case SQLITE_FULL:
        return ERR_FULL;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        return cause == ENOSPC || cause == EDQUOT ? ERR_FULL : ERR_WORLD;
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return ERR_WORLD;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERR_BUSY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ERR_DAMAGED;
    case SQLITE_NOMEM:
        return ERR_MEMORY;
    case SQLITE_TOOBIG:
        return ERR_LARGE;
    case SQLITE_INTERRUPT:
        return ERR_STOPPED;
    default:
        return ERR_STORE;
    }
}

/* A full disk fails thousands of times a second: the same fault is logged once a second. */
static bool is_news(db *d, err fault) {
    int64_t now = time_steady_us();

    if (d->logged == fault && now - d->logged_us < 1000000) {
        return false;
    }
    d->logged = fault;
    d->logged_us = now;
    return true;
}

err db_err(db *d, int code, const char *what) {
    err result = store_err(code, d->sql);
    bool daily =
        result == OK || result == ERR_CONFLICT || result == ERR_BUSY || result == ERR_STOPPED;

    if (!daily && is_news(d, result)) {
        LOG(LOG_ERROR, "store", LOG_S("query", str_of(what)),
            LOG_S("err", str_of(err_name(result))), LOG_I("code", code),
            LOG_S("fault", db_fault(d)));
    }
    return result;
}

str db_fault(const db *d) {
    return str_of(sqlite3_errmsg(d->sql));
}

int64_t db_changes(const db *d) {
    return d->changes;
}

sqlite3 *db_engine(db *d) {
    return d->sql;
}

/* ---- kept statements ---------------------------------------------------------- */

static size_t kept_place(const struct query *q) {
    uint64_t mixed = (uint64_t)(uintptr_t)q * 0x9e3779b97f4a7c15U;

    return (size_t)(mixed >> 32) % KEPT_ROOM;
}

/* The slot that holds `q`, or the free one where it belongs. */
static rows **kept_slot(db *d, const struct query *q) {
    size_t at = kept_place(q);

    while (d->kept[at] != NULL && d->kept[at]->query != q) {
        at = (at + 1) % KEPT_ROOM;
    }
    return &d->kept[at];
}

static void rows_free(rows *r) {
    (void)sqlite3_finalize(r->statement);
    free(r);
}

/* Makes room in a full table: ends what is idle. What runs stops being kept and ends by itself. */
static void kept_clear(db *d) {
    for (size_t i = 0; i < KEPT_ROOM; i++) {
        rows *r = d->kept[i];
        d->kept[i] = NULL;
        if (r != NULL && r->running) {
            r->kept = false;
        } else if (r != NULL) {
            rows_free(r);
        }
    }
    d->kept_count = 0;
}

static err rows_new(db *d, const struct query *q, bool kept, rows **out) {
    rows *r = calloc(1, sizeof(*r));

    if (r == NULL) {
        return ERR_MEMORY;
    }
    *r = (rows){.owner = d, .query = q, .kept = kept};
    int code = sqlite3_prepare_v3(d->sql, q->sql, -1, kept ? SQLITE_PREPARE_PERSISTENT : 0,
                                  &r->statement, NULL);
    if (code != SQLITE_OK) {
        free(r);
        return db_err(d, code, q->name);
    }
    assert(r->statement != NULL);
    *out = r;
    return OK;
}

static err kept_add(db *d, const struct query *q, rows **out) {
    if (d->kept_count == KEPT_MAX) {
        kept_clear(d);
    }
    TRY(rows_new(d, q, true, out));
    *kept_slot(d, q) = *out;
    d->kept_count++;
    return OK;
}

err db_start(db *d, const struct query *q, rows **out) {
    rows *r = *kept_slot(d, q);

    if (r == NULL) {
        TRY(kept_add(d, q, &r));
    } else if (r->running) {
        TRY(rows_new(d, q, false, &r));
    }
    assert(r != NULL);
    r->running = true;
    r->ended = false;
    r->bound = OK;
    *out = r;
    return OK;
}

void rows_end(rows **r) {
    rows *ended = r == NULL ? NULL : *r;

    if (ended == NULL) {
        return;
    }
    *r = NULL;
    ended->running = false;
    if (ended->kept) {
        (void)sqlite3_reset(ended->statement);
        (void)sqlite3_clear_bindings(ended->statement);
    } else {
        rows_free(ended);
    }
}

/* ---- binding, stepping, reading ------------------------------------------------- */

static void rows_bound(rows *r, int code) {
    if (code != SQLITE_OK && r->bound == OK) {
        r->bound = db_err(r->owner, code, r->query->name);
    }
}

void rows_bind_i64(rows *r, int at, int64_t value) {
    rows_bound(r, sqlite3_bind_int64(r->statement, at, value));
}

void rows_bind_f64(rows *r, int at, double value) {
    rows_bound(r, sqlite3_bind_double(r->statement, at, value));
}

void rows_bind_text(rows *r, int at, str value) {
    const char *text = value.len == 0 ? "" : value.at;

    rows_bound(r,
               sqlite3_bind_text64(r->statement, at, text, value.len, SQLITE_STATIC, SQLITE_UTF8));
}

void rows_bind_blob(rows *r, int at, str value) {
    const char *bytes = value.len == 0 ? "" : value.at;

    rows_bound(r, sqlite3_bind_blob64(r->statement, at, bytes, value.len, SQLITE_STATIC));
}

void rows_bind_null(rows *r, int at) {
    rows_bound(r, sqlite3_bind_null(r->statement, at));
}

err rows_next(rows *r, bool *found) {
    TRY(r->bound);
    if (r->ended) {
        *found = false;
        return OK;
    }
    int code = sqlite3_step(r->statement);
    if (code == SQLITE_ROW) {
        *found = true;
        return OK;
    }
    r->ended = true;
    if (code != SQLITE_DONE) {
        r->bound = db_err(r->owner, code, r->query->name);
        return r->bound;
    }
    if (r->query->writes) {
        r->owner->changes = sqlite3_changes64(r->owner->sql);
    }
    *found = false;
    return OK;
}

int64_t rows_i64(const rows *r, int col) {
    return sqlite3_column_int64(r->statement, col);
}

double rows_f64(const rows *r, int col) {
    return sqlite3_column_double(r->statement, col);
}

bool rows_is_null(const rows *r, int col) {
    return sqlite3_column_type(r->statement, col) == SQLITE_NULL;
}

str rows_text(const rows *r, int col, arena *mem) {
    const char *bytes = sqlite3_column_blob(r->statement, col);
    int len = sqlite3_column_bytes(r->statement, col);

    return len <= 0 ? STR_NONE : str_copy(mem, str_at(bytes, (size_t)len));
}

err rows_room(arena *mem, void **at, size_t count, size_t size) {
    bool full = count == 0 || (count >= 8 && (count & (count - 1)) == 0);

    if (count >= ROWS_MAX) {
        return ERR_LARGE;
    }
    if (!full) {
        return OK;
    }
    void *room = count == 0 ? arena_array(mem, 8, size)
                            : arena_grow(mem, *at, count * size, 2 * count * size);
    if (room == NULL) {
        return ERR_MEMORY;
    }
    *at = room;
    return OK;
}

/* ---- whole statements -------------------------------------------------------------- */

static err db_run(db *d, const struct query *q) {
    rows *r CLEANUP(rows_end) = NULL;
    int64_t changes = d->changes;
    bool found = false;

    TRY(db_start(d, q, &r));
    TRY(rows_next(r, &found));
    d->changes = changes; /* those of the task, not of its savepoint */
    return OK;
}

err db_number(db *d, const char *sql, int64_t *out) {
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(d->sql, sql, -1, &statement, NULL);

    if (code == SQLITE_OK) {
        code = sqlite3_step(statement);
    }
    if (code == SQLITE_ROW) {
        *out = sqlite3_column_int64(statement, 0);
    }
    (void)sqlite3_finalize(statement);
    return code == SQLITE_DONE ? ERR_MISSING : store_err(code, d->sql);
}

err db_script(db *d, str sql) {
    const char *rest = sql.at;
    const char *end = sql.len == 0 ? rest : sql.at + sql.len;

    while (rest < end) {
        sqlite3_stmt *statement = NULL;
        const char *tail = end;
        int code = sqlite3_prepare_v2(d->sql, rest, (int)(end - rest), &statement, &tail);
        if (code != SQLITE_OK) {
            return db_err(d, code, "script");
        }
        while (statement != NULL && sqlite3_step(statement) == SQLITE_ROW) {
        }
        code = sqlite3_finalize(statement);
        if (code != SQLITE_OK) {
            return db_err(d, code, "script");
        }
        d->changes = sqlite3_changes64(d->sql);
        rest = tail;
    }
    return OK;
}

err db_begin(db *d) {
    return db_run(d, &begin_query);
}

err db_commit(db *d) {
    return db_run(d, &commit_query);
}

bool db_is_open(const db *d) {
    return sqlite3_get_autocommit(d->sql) == 0;
}

bool db_owes(db *d) {
    int owes = 0;
    int unused = 0;

    (void)sqlite3_db_status(d->sql, SQLITE_DBSTATUS_DEFERRED_FKS, &owes, &unused, 0);
    return owes != 0;
}

void db_rollback(db *d) {
    if (db_is_open(d)) {
        DROP(db_run(d, &rollback_query),
             "the engine has rolled back already, or has logged why not");
    }
}

err db_savepoint(db *d, int depth) {
    assert(depth >= 1 && depth <= SAVEPOINTS);
    return db_run(d, &savepoint_query[depth - 1]);
}

err db_release(db *d, int depth) {
    assert(depth >= 1 && depth <= SAVEPOINTS);
    return db_run(d, &release_query[depth - 1]);
}

err db_undo(db *d, int depth) {
    assert(depth >= 1 && depth <= SAVEPOINTS);
    TRY(db_run(d, &undo_query[depth - 1]));
    return db_release(d, depth);
}

/* ---- life --------------------------------------------------------------------------- */

db *db_new(sqlite3 *engine) {
    db *d = calloc(1, sizeof(*d));

    if (d != NULL) {
        d->sql = engine;
    }
    return d;
}

void db_close(db *d) {
    if (d == NULL) {
        return;
    }
    kept_clear(d);
    (void)sqlite3_close_v2(d->sql);
    free(d);
}

void db_auto(db **d) {
    db_close(*d);
    *d = NULL;
}
