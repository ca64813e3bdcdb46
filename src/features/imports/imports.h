/*
 * imports.h: imports that were asked for, their files, and what came of each.
 *
 * The reading itself is app/tables.h; this keeps what it needs and what it found. Everything is
 * about c->edition (0: the installation has none yet, and the import is to bring one).
 */
#ifndef FEATURES_IMPORTS_IMPORTS_H
#define FEATURES_IMPORTS_IMPORTS_H

#include "base/base.h"
#include "base/err.h"
#include "base/str.h"
#include "core/cx.h"

enum {
    IMPORTS_FILES_MAX = 20,
    IMPORTS_BYTES_MAX = 20 << 20, /* of all files together */
    IMPORTS_FILE_HOURS = 24,      /* how long the files of a check without problems wait */
    IMPORTS_REPORT_DAYS = 30,     /* how long a report is kept, as long as its job */
    IMPORTS_RECENT = 10
};

struct imports_file {
    int64_t id; /* of core/file.h; 0: dropped again */
    str name;
    str bytes; /* only where imports_files has read them, or for imports_ask */
    int64_t size_bytes;
};

struct imports_files {
    struct imports_file *at; /* as they were chosen */
    size_t count;
};

/* What became, or would become, of the rows of one file. */
struct imports_count {
    str file;
    int64_t rows_new, rows_changed, rows_same;
};

struct imports_counts {
    const struct imports_count *at;
    size_t count;
};

struct imports_remark {
    str file;     /* empty: about the import as a whole */
    int64_t line; /* 0: about the file as a whole */
    str sentence;
};

struct imports_remarks {
    const struct imports_remark *at; /* by file, then line */
    size_t count;
};

struct imports_report {
    int64_t id, job, person;
    str lang;     /* tag of the language of the sentences */
    bool dry_run; /* only checked */
    bool is_done;
    bool is_kept; /* stored */
    int64_t asked_at, ended_at;
    struct imports_files files;
    struct imports_counts counts;
    struct imports_remarks problems, notes;
    int64_t problems_more; /* found beyond those kept */
};

struct imports_reports {
    const struct imports_report *at; /* newest first; without counts and notes */
    size_t count;
};

/*
 * Keeps the files and puts the job "imports.run", which does the import: `*number` is its id. One
 * import of an edition at a time. Errors: ERR_CONFLICT one waits or runs; ERR_LARGE a file is
 * too large, or the files together are; ERR_INPUT none, or more than IMPORTS_FILES_MAX.
 */
err imports_ask(cx *c, const struct imports_files *files, bool dry_run, int64_t *number) MUST_USE;
/*
 * Imports the files of a check that found no problem. Errors: ERR_MISSING no such report;
 * ERR_GONE its files have been dropped; ERR_CONFLICT it found problems, or was no check, or
 * another import waits or runs.
 */
err imports_ask_again(cx *c, int64_t report, int64_t *number) MUST_USE;
/* May imports_ask_again do it now, but for another import? */
bool imports_may_ask_again(const struct imports_report *r);

/* The whole report of c->edition, or of none (edition 0). ERR_MISSING. */
err imports_get(cx *c, int64_t id, struct imports_report *out) MUST_USE;
/* The newest IMPORTS_RECENT. */
err imports_recent(cx *c, struct imports_reports *out) MUST_USE;

/* The files of a report, with their bytes. ERR_GONE they have been dropped. */
err imports_files(cx *c, int64_t report, struct imports_files *out) MUST_USE;
/*
 * Notes what came of it (counts, problems, notes, is_kept, dry_run of `found`), and drops the
 * files unless they may be imported as they are.
 */
err imports_end(cx *c, int64_t report, const struct imports_report *found) MUST_USE;

/* Drops files older than IMPORTS_FILE_HOURS and reports older than IMPORTS_REPORT_DAYS. */
err imports_tidy(cx *c) MUST_USE;

#endif
