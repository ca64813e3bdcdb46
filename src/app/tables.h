/*
 * tables.h: import and export of an edition as a set of CSV files.
 *
 * Every feature declares the tables it owns (struct table of app/feature.h); this reads
 * and writes them together. An import is all or nothing: each row is tried, every problem
 * is named with its file, line and cure, and with any problem nothing is kept. An import
 * of what is already there changes nothing. The manual for organisers is
 * docs/organiser/import.md.
 *
 * What a feature may rely on in `take`:
 * - one value for each of its columns, in their order, whatever the order in the file;
 *   empty where the file lacks the column;
 * - valid UTF-8 without control bytes other than TAB, LF and CR, without ASCII blanks at
 *   both ends, at most CSV_VALUE_MAX bytes;
 * - `required` means: the column must be there, and filled in every row;
 * - tables of a lower order are complete, and `c->edition` is the edition of the import:
 *   the table of the lowest order (edition.csv) may set it, with pointers into c->mem;
 * - what it changed is undone where it returns an error. A refusal, or faults of fields
 *   whose names are columns, are the row's problem; an ERR_MEMORY, BUSY, FULL, STORE,
 *   DAMAGED, NEWER, LOCKED, WORLD or STOPPED ends the import.
 */
#ifndef APP_TABLES_H
#define APP_TABLES_H

#include "app/feature.h"
#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "base/str.h"
#include "core/cx.h"

#define TABLES_PROBLEMS_MAX 200 /* of these the sentences are kept; the others are counted */
#define TABLES_NOTES_MAX    50

/* A named text: "people.csv" and what is in it. */
struct table_file {
    str name;
    str bytes;
};

/* Tables in the order in which they are read. */
struct table_list {
    const struct table **at;
    size_t count;
};

/* A sentence about a place, in the reader's language; it says what to do. */
struct table_remark {
    str file;     /* as it was given; empty: about the import as a whole */
    int64_t line; /* 1 is the head line; 0: about the file as a whole */
    str sentence;
};

/* What became, or would become, of the rows of one file. */
struct table_count {
    str file;
    int64_t added, changed, same;
};

struct table_report {
    struct table_count *tables; /* in the order of reading; files that could be read */
    size_t table_count;
    struct table_remark *problems; /* by file, then line; none: the import is or would be kept */
    size_t problem_count;
    int64_t problems_more; /* found beyond TABLES_PROBLEMS_MAX */
    struct table_remark
        *notes; /* what was left out and hinders nothing, such as an unknown column */
    size_t note_count;
    bool kept; /* false after a dry run, and with any problem */
};

/* Called now and then with rows done and in all (about); return false to stop the import. */
typedef bool tables_progress(void *self, int64_t done, int64_t total);

struct tables_options {
    bool dry_run;              /* do all, report, undo all */
    tables_progress *progress; /* may be NULL */
    void *self;
};

/* The tables of all features in reading order. ERR_MEMORY. */
err tables_of_features(arena *mem, struct table_list *out) MUST_USE;

/*
 * Reads a set of files: those of `list` that are there, in its order; each may be there
 * once. A file's name is compared without its folder and without regard to case, a
 * column's name without regard to case, and blanks or hyphens count as underscores.
 *
 * `c->db` must be the writer's connection inside a transaction; savepoints 2 (the import)
 * and 3 (a row) are used. OK: `*out` is filled, in c->mem, and `out->kept` says whether
 * anything was stored. Where nothing was kept, c->edition and c->effects are as before.
 *
 * Errors: those that end an import (above); ERR_STOPPED by `progress`. Then nothing is
 * kept and `*out` is not written. `options` may be NULL.
 */
err tables_read(cx *c, const struct table_list *list, const struct table_file *files, size_t count,
                const struct tables_options *options, struct table_report *out) MUST_USE;

/*
 * Writes the tables of `list` for c->edition: one file each, in the order of `list`, with
 * a byte order mark and a head line also where there is no row (so an empty edition gives
 * the templates). Lives in c->mem. Errors: those of `give`; ERR_LARGE a table passes the
 * limits of csv.h; ERR_MEMORY.
 */
err tables_write(cx *c, const struct table_list *list, struct table_file **files, size_t *count)
    MUST_USE;

#endif
