/*
 * web.h: the pages of imports and exports, their handlers, and the job that reads the files.
 */
#ifndef FEATURES_IMPORTS_WEB_H
#define FEATURES_IMPORTS_WEB_H

#include "app/feature.h"
#include "app/tables.h"

#include "features/imports/imports.h"

/* A table that can be written and read. */
struct web_table {
    const char *file; /* "people.csv" */
    const struct column *columns;
    size_t column_count;
    str required; /* names of the columns that must be there, a comma between */
    str others;   /* of those that may be */
};

struct web_tables {
    const struct web_table *at; /* in the order of reading */
    size_t count;
};

struct web_report {
    const struct imports_report *r;
    str title;
    const char *tag; /* "ok" "alert" "wait" */
    str state;
    str files; /* their names, a comma between */
    str when;
    bool may_import;
    int64_t rows_new, rows_changed, rows_same;
};

struct web_reports {
    const struct web_report *at;
    size_t count;
};

struct web_import {
    struct web_tables tables;
    struct web_reports recent;
    str fault; /* of the choice of files */
};

/* A row of counts as a bar of so many parts. */
struct web_bar {
    int64_t all, made, changed;
};

/* GET /desk/import: the form, the templates, what was imported last. */
err imports_get_import(cx *c, const request *q, reply *r);
/* POST /desk/import: keeps the files and goes to the job. */
err imports_post_import(cx *c, const request *q, reply *r);
/* GET /desk/import/{}: what came of one. */
err imports_get_report(cx *c, const request *q, reply *r);
/* POST /desk/import/{}: imports what was checked. */
err imports_post_report(cx *c, const request *q, reply *r);
/* GET /desk/export/{}: one table as CSV. */
err imports_get_export(cx *c, const request *q, reply *r);

/* For the view: the bar of one file's rows. */
void imports_bar(html *h, const struct imports_count *n);

/*
 * Does the import of a report, in the caller's transaction, and notes what came of it: all or
 * nothing, and nothing a second time. `*said` is the closing sentence, in the language of
 * whoever asked. ERR_MISSING, ERR_GONE, and what ends an import (app/tables.h).
 */
err imports_take(cx *c, int64_t report, str *said) MUST_USE;
/* The job "imports.run". */
err imports_job_run(cx *c, job *j);
/* The job "imports.tidy". */
err imports_job_tidy(cx *c, job *j);

#endif
