/*
 * store_parts.h: what the files of this folder share and nobody else sees.
 */
#ifndef STORE_STORE_PARTS_H
#define STORE_STORE_PARTS_H

#include <sqlite3.h>

#include "store/store.h"

/* A connection around an open engine, which db_close closes. NULL: no memory. */
db *db_new(sqlite3 *engine) MUST_USE;
/* What `code` means, logged with the query's name unless it is part of the day's work. */
err db_err(db *d, int code, const char *what) MUST_USE;
/* The engine's connection behind `d`. */
sqlite3 *db_engine(db *d);
/* What a result code of the engine means to us; `sql` (may be NULL) is asked for the system's
 * errno. */
err store_err(int code, sqlite3 *sql);
/* The first column of the first row of a statement without arguments. ERR_MISSING no row. */
err db_number(db *d, const char *sql, int64_t *out) MUST_USE;
/* Does the open transaction hold a reference to nothing, which its commit would refuse? */
bool db_owes(db *d);
/* As store_backup, but replaces what stands at `to`, in one step. */
err store_backup_replace(const char *from, const char *to) MUST_USE;

#endif
