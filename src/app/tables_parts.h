/*
 * tables_parts.h: what the files of the import share; for src/app/tables*.c alone.
 */
#ifndef APP_TABLES_PARTS_H
#define APP_TABLES_PARTS_H

#include "app/tables.h"

/* A running import. */
struct reading {
    cx *c;
    const struct table_list *list;
    const struct tables_options *options;
    struct table_report report;
    int64_t done, total;
    str broken; /* the first file whose rows could not be tried: those of later files are not,
                   either */
};

/* Keeps a remark, or counts it where there are too many. The texts must live in c->mem. */
void tables_problem(struct reading *r, str file, int64_t line, str sentence);
void tables_note(struct reading *r, str file, int64_t line, str sentence);

/* The sentence in the reader's language, {name} filled. */
str tables_say(const struct reading *r, str sentence, const char *name, str text);

/* Asks whether to go on: ERR_STOPPED if not. */
err tables_tell(const struct reading *r) MUST_USE;

/*
 * Takes the rows of one file, or remarks why it cannot. Only what ends the import is an
 * error.
 */
err tables_sheet(struct reading *r, const struct table *t, const struct table_file *file) MUST_USE;

#endif
