#include "app/tables.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "app/tables_folder.h"
#include "cli/cli.h"
#include "core/edition.h"

struct import {
    const struct table_file *files;
    size_t count;
    str edition;
    bool dry_run;
    struct table_report report;
};

static err enter(cx *c, str slug) {
    struct edition e = {0};

    if (slug.len == 0) {
        return OK;
    }
    if (edition_find(c, slug, &e) != OK) {
        const struct word_value value[] = {{"slug", slug}};

        return refuse_with(c, ERR_MISSING, W("There is no edition {slug} in this file."), value, 1);
    }
    edition_enter(c, &e);
    return OK;
}

static bool has_edition_table(const struct import *i) {
    for (size_t k = 0; k < i->count; k++) {
        if (str_ends(i->files[k].name, STR("edition.csv"))) {
            return true;
        }
    }
    return false;
}

static err import_run(cx *c, void *self) {
    struct import *i = self;
    struct table_list list = {0};
    const struct tables_options options = {.dry_run = i->dry_run};

    if (!has_edition_table(i)) {
        TRY(enter(c, i->edition));
    }
    TRY(tables_of_features(c->mem, &list));
    return tables_read(c, &list, i->files, i->count, &options, &i->report);
}

static void print_report(const struct import *i) {
    const struct table_report *r = &i->report;

    for (size_t k = 0; k < r->table_count; k++) {
        const struct table_count *t = &r->tables[k];

        (void)printf("%-24.*s %6" PRId64 " new  %6" PRId64 " changed  %6" PRId64 " the same\n",
                     STR_ARG(t->file), t->added, t->changed, t->same);
    }
    for (size_t k = 0; k < r->note_count; k++) {
        (void)printf("note: %.*s: %.*s\n", STR_ARG(r->notes[k].file),
                     STR_ARG(r->notes[k].sentence));
    }
    for (size_t k = 0; k < r->problem_count; k++) {
        const struct table_remark *p = &r->problems[k];

        (void)printf("%.*s:%" PRId64 ": %.*s\n", STR_ARG(p->file), p->line, STR_ARG(p->sentence));
    }
    if (r->problems_more > 0) {
        (void)printf("and %" PRId64 " problems more\n", r->problems_more);
    }
    if (r->problem_count > 0) {
        (void)printf("Nothing was changed. Correct what is named above and import again.\n");
    } else if (i->dry_run) {
        (void)printf("Nothing was changed: this was a dry run.\n");
    }
}

int cli_import(struct cli *c) {
    struct import i = {.edition = c->edition, .dry_run = c->dry_run};
    struct program *p = NULL;
    str sentence = STR_NONE;
    err e = OK;
    int code = 0;

    if (c->count != 1) {
        return cli_fail(ERR_INPUT, STR("name one file or folder to import."));
    }
    e = tables_folder_read(c->mem, c->words[0], &i.files, &i.count);
    if (e != OK) {
        return cli_fail(e, STR("the file or folder to import cannot be read."));
    }
    code = cli_open(c, &p);
    if (code != EXIT_OK) {
        return code;
    }
    e = program_change(p, c->mem, import_run, &i, &sentence);
    if (e == OK) {
        print_report(&i);
        code = i.report.problem_count > 0 ? EXIT_PROBLEM : EXIT_OK;
    } else {
        code = cli_fail(e, sentence);
    }
    program_close(p, 0);
    return code;
}

struct export {
    str edition;
    struct table_file *files;
    size_t count;
};

static err export_run(cx *c, void *self) {
    struct export *x = self;
    struct table_list list = {0};

    TRY(enter(c, x->edition));
    if (c->edition.id == 0) {
        return refuse(c, ERR_MISSING, W("There is no edition in this file yet."));
    }
    TRY(tables_of_features(c->mem, &list));
    return tables_write(c, &list, &x->files, &x->count);
}

int cli_export(struct cli *c) {
    struct export x = {.edition = c->edition};
    struct program *p = NULL;
    str sentence = STR_NONE;
    err e = OK;
    int code = 0;

    if (c->count != 1) {
        return cli_fail(ERR_INPUT, STR("name the folder to export to."));
    }
    if (c->format.len > 0 && !str_eq(c->format, STR("csv"))) {
        return cli_fail(ERR_INPUT, STR("the format is csv."));
    }
    code = cli_open(c, &p);
    if (code != EXIT_OK) {
        return code;
    }
    e = program_change(p, c->mem, export_run, &x, &sentence);
    if (e == OK) {
        e = tables_folder_write(c->mem, c->words[0], x.files, x.count);
        sentence = STR("the folder cannot be written.");
    }
    for (size_t k = 0; e == OK && k < x.count; k++) {
        (void)printf("%s/%.*s\n", c->words[0], STR_ARG(x.files[k].name));
    }
    code = e == OK ? EXIT_OK : cli_fail(e, sentence);
    program_close(p, 0);
    return code;
}
