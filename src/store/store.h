/*
 * store.h: the database as Semaine uses it, whatever the engine behind it.
 *
 * One file holds an installation, uploads included. Exactly one connection writes
 * and checkpoints, the writer's (store/writer.h); every other one is opened
 * read-only. Features never include this header: their queries stand in
 * store.sql, and tools/sqlc makes typed functions of them.
 *
 * The driver here is SQLite (WAL, synchronous=FULL, foreign keys on, secure_delete
 * on, statements kept per connection). A second driver for PostgreSQL has its place
 * behind the same functions.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "base/str.h"

typedef struct db db;     /* one connection; one thread at a time */
typedef struct rows rows; /* one running statement of a connection */

/* A query as sqlc writes it: one static object each, its address is its identity. */
struct query {
    const char *name; /* "polls.votes", for logs and `semaine queries` */
    const char *sql;
    bool writes;
};

struct db_options {
    const char *path; /* a file, or ":memory:" for tests of this folder */
    bool read_only;   /* refuses every write and never checkpoints */
    bool create;      /* may make the file */
    bool adopt;       /* open a file not made by Semaine (application id 0); else ERR_DAMAGED */
};

/* How a Semaine file calls itself in its header: "Sema". */
#define STORE_APPLICATION_ID 0x53656d61

/*
 * Opens a connection and sets it up. ERR_MISSING no file and not `create`;
 * ERR_LOCKED, ERR_DAMAGED not a Semaine database, ERR_FULL, ERR_WORLD.
 */
err db_open(const struct db_options *options, db **out) MUST_USE;
/* Ends its statements and closes. NULL is allowed. */
void db_close(db *d);
void db_auto(db **d);
/* What the engine said last on this connection, for the log; never NULL. */
str db_fault(const db *d);
/* Rows changed by the last statement that ended. */
int64_t db_changes(const db *d);

/*
 * Starts `q`: takes its kept statement, or prepares it. Then bind, step, read, end.
 * A query that is already running on this connection gets a second statement.
 */
err db_start(db *d, const struct query *q, rows **out) MUST_USE;
/* `at` counts from 1. Text and bytes must live until rows_end. */
void rows_bind_i64(rows *r, int at, int64_t value);
void rows_bind_f64(rows *r, int at, double value);
void rows_bind_text(rows *r, int at, str value);
void rows_bind_blob(rows *r, int at, str value);
void rows_bind_null(rows *r, int at);
/*
 * Steps to the next row; `*found` false at the end, and from then on. ERR_CONFLICT a
 * constraint of uniqueness or reference failed; ERR_FULL, ERR_BUSY, ERR_DAMAGED, ERR_WORLD
 * (the disk failed), ERR_MEMORY, ERR_LARGE; ERR_STORE anything else, a write on a read-only
 * connection among it. All but ERR_CONFLICT and ERR_BUSY are logged here with the query's name, the
 * same fault once a second.
 */
err rows_next(rows *r, bool *found) MUST_USE;
/* `col` counts from 0. A NULL reads as 0 or empty. */
int64_t rows_i64(const rows *r, int col);
double rows_f64(const rows *r, int col);
bool rows_is_null(const rows *r, int col);
/* A copy in `mem`; text and blob alike. */
str rows_text(const rows *r, int col, arena *mem);
/* Gives the statement back. NULL and a second call are allowed. */
void rows_end(rows **r);

/* The longest list that a query may give. */
enum { ROWS_MAX = 100000 };

/*
 * For generated code: makes room for one more in the list `*at` of `count` elements of
 * `size` bytes in `mem`, doubling from 8. ERR_LARGE past ROWS_MAX, ERR_MEMORY.
 */
err rows_room(arena *mem, void **at, size_t count, size_t size) MUST_USE;

/* Runs many statements without arguments: migrations, tests, pragmas. */
err db_script(db *d, str sql) MUST_USE;

/*
 * Transactions of the writer. A savepoint is named by its depth, 1 to 8; the writer uses 1
 * for its tasks, who nests takes 2 and deeper. db_undo goes back to it and ends it.
 */
err db_begin(db *d) MUST_USE;
err db_commit(db *d) MUST_USE;
void db_rollback(db *d);
err db_savepoint(db *d, int depth) MUST_USE;
err db_release(db *d, int depth) MUST_USE;
err db_undo(db *d, int depth) MUST_USE;
/* Is a transaction open? The engine ends one itself where the disk is full or fails. */
bool db_is_open(const db *d);

/* ---- the file as a whole ------------------------------------------------ */

struct migration {
    const char *feature; /* folder name */
    const char *name;    /* "20261201T0900_create" */
    const char *sql;     /* with comments on every column */
    const char *sha256;  /* 64 hex digits of the file */
};

/*
 * Brings the file up to date: applies what is not yet applied, in the order of the
 * names over all features, each in a transaction of its own, and records it. Before
 * the first one on a file that holds data, it writes a backup beside it
 * (PATH.before-NAME). ERR_NEWER the file holds a migration this program does not
 * know; ERR_DAMAGED one that is applied has another sha256 than recorded.
 * `*applied` (may be NULL): how many were applied now.
 */
err store_migrate(db *d, const char *path, const struct migration *list, size_t count,
                  size_t *applied) MUST_USE;

/* Called now and then with pages done and in all; return false to stop (ERR_STOPPED). */
typedef bool store_progress(void *self, int64_t done, int64_t total);

/*
 * Copies the live file `from` to a new file `to`, while it is being written, then
 * checks the copy's integrity and syncs it; a failed copy is removed. `to` must not exist
 * (ERR_CONFLICT). `progress` may be NULL.
 */
err store_backup(const char *from, const char *to, store_progress *progress, void *self) MUST_USE;

/*
 * Full integrity and foreign key check. `*finding` says the first fault, in `mem`; ERR_DAMAGED
 * then.
 */
err store_verify(const char *path, arena *mem, str *finding) MUST_USE;

/*
 * Puts the backup `from` in the place of `to`: checks `from`, copies it beside `to`,
 * syncs, renames, removes WAL leftovers. ERR_LOCKED while a server has `to`.
 */
err store_restore(const char *from, const char *to, arena *mem, str *finding) MUST_USE;

/* The lock that keeps a second server off the file (PATH.lock, flock). */
typedef struct store_lock store_lock;
err store_lock_take(const char *path, store_lock **out) MUST_USE;
void store_lock_drop(store_lock *lock);

/* The engine and its version ("SQLite 3.40.1"). */
str store_engine(void);
/*
 * A sentence where this engine version may have the WAL-reset fault (3.7.0 to 3.51.2 less the
 * mended lines); else empty.
 */
str store_engine_warning(void);
/* The rule behind it, for tests: is the version number (3040001) in the faulty range? */
bool store_version_is_faulty(int version);

#endif
