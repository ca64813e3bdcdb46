#include "features/imports/web.h"

/* What the tables found, as it is kept. */
static err found_of(cx *c, const struct table_report *read, bool dry_run,
                    struct imports_report *out) {
    struct imports_count *counts = arena_array(c->mem, read->table_count, sizeof(*counts));
    struct imports_remark *problems = arena_array(c->mem, read->problem_count, sizeof(*problems));
    struct imports_remark *notes = arena_array(c->mem, read->note_count, sizeof(*notes));

    if (counts == NULL || problems == NULL || notes == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < read->table_count; i++) {
        const struct table_count *n = &read->tables[i];

        counts[i] = (struct imports_count){n->file, n->added, n->changed, n->same};
    }
    for (size_t i = 0; i < read->problem_count; i++) {
        const struct table_remark *p = &read->problems[i];

        problems[i] = (struct imports_remark){p->file, p->line, p->sentence};
    }
    for (size_t i = 0; i < read->note_count; i++) {
        const struct table_remark *p = &read->notes[i];

        notes[i] = (struct imports_remark){p->file, p->line, p->sentence};
    }
    *out = (struct imports_report){.dry_run = dry_run,
                                   .is_kept = read->kept,
                                   .counts = {counts, read->table_count},
                                   .problems = {problems, read->problem_count},
                                   .notes = {notes, read->note_count},
                                   .problems_more = read->problems_more};
    return OK;
}

static str closing(cx *c, const struct imports_report *found) {
    int64_t rows_new = 0;
    int64_t rows_changed = 0;

    if (found->problems.count > 0) {
        return say_count(c, W("{n} problem was found. Nothing was stored."),
                         W("{n} problems were found. Nothing was stored."),
                         (int64_t)found->problems.count + found->problems_more);
    }
    for (size_t i = 0; i < found->counts.count; i++) {
        rows_new += found->counts.at[i].rows_new;
        rows_changed += found->counts.at[i].rows_changed;
    }
    return say_with(
        c,
        found->is_kept ? W("Imported: {new} new, {changed} changed.")
                       : W("No problem was found: {new} would be new, {changed} would change. "
                           "Nothing was stored."),
        (const struct word_value[]){{"new", str_fmt(c->mem, "%" PRId64, rows_new)},
                                    {"changed", str_fmt(c->mem, "%" PRId64, rows_changed)}},
        2);
}

static err read_all(cx *c, const struct imports_report *asked, struct imports_report *found) {
    struct imports_files files = {0};
    struct table_list tables = {0};
    struct table_report read = {0};
    struct table_file *at = NULL;
    struct edition home = c->edition;

    TRY(imports_files(c, asked->id, &files));
    TRY(tables_of_features(c->mem, &tables));
    at = arena_array(c->mem, files.count, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < files.count; i++) {
        at[i] = (struct table_file){files.at[i].name, files.at[i].bytes};
    }
    TRY(tables_read(c, &tables, at, files.count,
                    &(const struct tables_options){.dry_run = asked->dry_run}, &read));
    c->edition = home; /* edition.csv may have brought another: the report stays where it was */
    return found_of(c, &read, asked->dry_run, found);
}

err imports_take(cx *c, int64_t report, str *said) {
    struct imports_report asked = {0};
    struct imports_report found = {0};

    TRY(imports_get(c, report, &asked));
    c->lang = lang_find(asked.lang) != NULL ? lang_find(asked.lang) : lang_english();
    if (asked.is_done) { /* the program ended between the commit and the job's own end */
        *said = closing(c, &asked);
        return OK;
    }
    TRY(read_all(c, &asked, &found));
    TRY(imports_end(c, report, &found));
    *said = closing(c, &found);
    return OK;
}

/* ---- the jobs ------------------------------------------------------------------ */

struct taking {
    int64_t report;
    str said;
};

static err take_on_writer(cx *c, void *self) {
    struct taking *t = self;

    return imports_take(c, t->report, &t->said);
}

/*
 * One transaction on the writer, so there is nothing to tell between its begin and its end: the
 * job says so before, and how many bytes there are to read.
 */
static err tell_begin(cx *c, job *j, int64_t report) {
    struct imports_report asked = {0};
    int64_t bytes = 0;

    TRY(imports_get(c, report, &asked));
    c->lang = lang_find(asked.lang) != NULL ? lang_find(asked.lang) : lang_english();
    for (size_t i = 0; i < asked.files.count; i++) {
        bytes += asked.files.at[i].size_bytes;
    }
    job_progress(j, 0, 0,
                 say_with(c, W("Reads {kb} KB. All rows come in together, or none."),
                          (const struct word_value[]){
                              {"kb", str_fmt(c->mem, "%" PRId64, (bytes + 1023) / 1024)}},
                          1));
    return OK;
}

err imports_job_run(cx *c, job *j) {
    struct taking t = {.report = 0};

    if (!str_i64(job_payload(j), &t.report)) {
        return ERR_MISSING;
    }
    TRY(tell_begin(c, j, t.report));
    TRY(cx_write(c, take_on_writer, &t));
    job_result(j, t.said, str_fmt(c->mem, "/desk/import/%" PRId64, t.report));
    return OK;
}

static err tidy_on_writer(cx *c, void *self UNUSED) {
    return imports_tidy(c);
}

err imports_job_tidy(cx *c, job *j) {
    TRY(cx_write(c, tidy_on_writer, NULL));
    job_result(j, STR("Files and reports of old imports are deleted."), STR_NONE);
    return OK;
}
