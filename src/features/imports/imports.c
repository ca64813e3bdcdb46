#include "features/imports/imports.h"

#include "base/id.h"
#include "core/file.h"
#include "jobs/jobs.h"

#include "gen/imports_sql.h"

enum { HOUR = 3600, DAY = 86400 };

/* ---- asking for an import ---------------------------------------------------- */

static str title_of(cx *c, const struct imports_files *files, bool dry_run) {
    const struct word_value values[] = {
        {"file", files->at[0].name},
        {"n", str_fmt(c->mem, "%zu", files->count)},
    };

    if (files->count == 1) {
        return say_with(c, dry_run ? W("Check of {file}") : W("Import of {file}"), values, 2);
    }
    return say_with(c, dry_run ? W("Check of {n} files") : W("Import of {n} files"), values, 2);
}

/* Puts the job, which names the report; where one waits or runs already, it is that one's. */
static err put_job(cx *c, const struct imports_files *files, bool dry_run, int64_t report,
                   int64_t *number) {
    struct imports_report_of_job other = {0};
    bool found = false;

    TRY(cx_enqueue(c,
                   &(struct job_order){.kind = "imports.run",
                                       .title = title_of(c, files, dry_run),
                                       .payload = str_fmt(c->mem, "%" PRId64, report),
                                       .edition = c->edition.id,
                                       .person = c->person,
                                       .unique = c->edition.id != 0 ? c->edition.id : 1},
                   number));
    TRY(imports_sql_report_of_job(c, c->edition.id, *number, &other, &found));
    return found ? refuse(c, ERR_CONFLICT,
                          W("Another import is waiting or running. Wait until it has ended, then "
                            "send your files again."))
                 : OK;
}

static err put_report(cx *c, int64_t report, int64_t number, bool dry_run) {
    return imports_sql_report_put(c, &(struct imports_report_put_args){.edition = c->edition.id,
                                                                       .id = report,
                                                                       .job = number,
                                                                       .person = c->person,
                                                                       .lang = lang_tag(c->lang),
                                                                       .dry_run = dry_run,
                                                                       .now = c->now});
}

static err put_file(cx *c, int64_t report, int64_t position, const struct imports_file *f) {
    return imports_sql_file_put(c, &(struct imports_file_put_args){.edition = c->edition.id,
                                                                   .report = report,
                                                                   .position = position,
                                                                   .file = f->id,
                                                                   .name = f->name,
                                                                   .size = f->size_bytes});
}

static err ask(cx *c, const struct imports_files *files, bool dry_run, int64_t *number) {
    int64_t report = id_new();

    TRY(put_job(c, files, dry_run, report, number));
    TRY(put_report(c, report, *number, dry_run));
    for (size_t i = 0; i < files->count; i++) {
        struct imports_file f = files->at[i];

        if (f.id == 0) {
            f.size_bytes = (int64_t)f.bytes.len;
            TRY(file_put(c, f.name, STR("text/csv"), f.bytes, &f.id));
        }
        TRY(put_file(c, report, (int64_t)i + 1, &f));
    }
    return OK;
}

err imports_ask(cx *c, const struct imports_files *files, bool dry_run, int64_t *number) {
    size_t bytes = 0;

    if (files->count == 0) {
        fault(c, STR("files"), W("Choose one or more CSV files first."));
    } else if (files->count > IMPORTS_FILES_MAX) {
        fault(c, STR("files"), W("Send at most 20 files at once."));
    }
    TRY(check_faults(c));
    for (size_t i = 0; i < files->count; i++) {
        bytes += files->at[i].bytes.len;
    }
    if (bytes > IMPORTS_BYTES_MAX) {
        fault(c, STR("files"),
              W("These files are larger than 20 MB together. Send fewer at once, or larger ones "
                "with `semaine import` on the server."));
        return refuse(c, ERR_LARGE, W("These files are too large to be sent here."));
    }
    return ask(c, files, dry_run, number);
}

bool imports_may_ask_again(const struct imports_report *r) {
    return r->is_done && r->dry_run && r->problems.count == 0 && r->files.count > 0 &&
           r->files.at[0].id != 0;
}

err imports_ask_again(cx *c, int64_t report, int64_t *number) {
    struct imports_report checked = {0};

    TRY(imports_get(c, report, &checked));
    if (!checked.is_done || !checked.dry_run || checked.problems.count > 0) {
        return refuse(c, ERR_CONFLICT,
                      W("Only files that were checked without a problem can be imported from "
                        "here. Send them again."));
    }
    if (!imports_may_ask_again(&checked)) {
        return refuse(c, ERR_GONE,
                      W("These files have been dropped: they were imported, or a day has passed. "
                        "Send them again."));
    }
    TRY(ask(c, &checked.files, false, number));
    /* They belong to the import from now on; the check only tells their names. */
    return imports_sql_files_forget(c, c->edition.id, report);
}

/* ---- reading ----------------------------------------------------------------- */

static struct imports_report report_of(const struct imports_report_row *row) {
    return (struct imports_report){.id = row->id,
                                   .job = row->job_id,
                                   .person = row->person_id,
                                   .lang = row->lang,
                                   .dry_run = row->dry_run,
                                   .is_done = row->is_done,
                                   .is_kept = row->is_kept,
                                   .problems_more = row->problems_more,
                                   .asked_at = row->asked_at,
                                   .ended_at = row->ended_at};
}

static err read_files(cx *c, int64_t edition, int64_t report, struct imports_files *out) {
    struct imports_files_row_list list = {0};
    struct imports_file *at = NULL;

    TRY(imports_sql_files_row(c, edition, report, &list));
    at = arena_array(c->mem, list.count, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < list.count; i++) {
        at[i] = (struct imports_file){
            .id = list.at[i].file_id, .name = list.at[i].name, .size_bytes = list.at[i].size_bytes};
    }
    *out = (struct imports_files){.at = at, .count = list.count};
    return OK;
}

static err read_counts(cx *c, int64_t edition, int64_t report, struct imports_counts *out) {
    struct imports_count_row_list list = {0};
    struct imports_count *at = NULL;

    TRY(imports_sql_count_row(c, edition, report, &list));
    at = arena_array(c->mem, list.count, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < list.count; i++) {
        at[i] = (struct imports_count){.file = list.at[i].file,
                                       .rows_new = list.at[i].rows_new,
                                       .rows_changed = list.at[i].rows_changed,
                                       .rows_same = list.at[i].rows_same};
    }
    *out = (struct imports_counts){.at = at, .count = list.count};
    return OK;
}

static err read_remarks(cx *c, int64_t edition, int64_t report, bool notes,
                        struct imports_remarks *out) {
    struct imports_remark_row_list list = {0};
    struct imports_remark *at = NULL;

    TRY(imports_sql_remark_row(c, edition, report, notes, &list));
    at = arena_array(c->mem, list.count, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < list.count; i++) {
        at[i] = (struct imports_remark){
            .file = list.at[i].file, .line = list.at[i].line, .sentence = list.at[i].sentence};
    }
    *out = (struct imports_remarks){.at = at, .count = list.count};
    return OK;
}

err imports_get(cx *c, int64_t id, struct imports_report *out) {
    struct imports_report_row row = {0};
    int64_t edition = c->edition.id;
    bool found = false;

    TRY(imports_sql_report_row_of(c, edition, id, &row, &found));
    if (!found) {
        edition = 0; /* it brought the first edition */
        TRY(imports_sql_report_row_of(c, edition, id, &row, &found));
    }
    if (!found) {
        return refuse(c, ERR_MISSING, W("There is no such report. Reports are kept for 30 days."));
    }
    *out = report_of(&row);
    TRY(read_files(c, edition, id, &out->files));
    TRY(read_counts(c, edition, id, &out->counts));
    TRY(read_remarks(c, edition, id, false, &out->problems));
    return read_remarks(c, edition, id, true, &out->notes);
}

err imports_recent(cx *c, struct imports_reports *out) {
    struct imports_report_row_list list = {0};
    struct imports_report *at = NULL;

    TRY(imports_sql_recent(c, c->edition.id, IMPORTS_RECENT, &list));
    at = arena_array(c->mem, list.count, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < list.count; i++) {
        at[i] = report_of(&list.at[i]);
        TRY(read_files(c, c->edition.id, at[i].id, &at[i].files));
        TRY(read_remarks(c, c->edition.id, at[i].id, false, &at[i].problems));
    }
    *out = (struct imports_reports){.at = at, .count = list.count};
    return OK;
}

err imports_files(cx *c, int64_t report, struct imports_files *out) {
    struct imports_files files = {0};

    TRY(read_files(c, c->edition.id, report, &files));
    for (size_t i = 0; i < files.count; i++) {
        struct stored_file stored = {0};

        if (files.at[i].id == 0) {
            return refuse(c, ERR_GONE,
                          W("The files of this import have been dropped. Send them "
                            "again."));
        }
        TRY(file_get(c, files.at[i].id, &stored));
        files.at[i].bytes = stored.bytes;
    }
    *out = files;
    return OK;
}

/* ---- the end of one ------------------------------------------------------------ */

static err put_counts(cx *c, int64_t report, const struct imports_counts *counts) {
    for (size_t i = 0; i < counts->count; i++) {
        const struct imports_count *n = &counts->at[i];

        TRY(imports_sql_count_put(c,
                                  &(struct imports_count_put_args){.edition = c->edition.id,
                                                                   .report = report,
                                                                   .position = (int64_t)i + 1,
                                                                   .file = n->file,
                                                                   .rows_new = n->rows_new,
                                                                   .rows_changed = n->rows_changed,
                                                                   .rows_same = n->rows_same}));
    }
    return OK;
}

static err put_remarks(cx *c, int64_t report, const struct imports_remarks *remarks, bool notes,
                       int64_t *position) {
    for (size_t i = 0; i < remarks->count; i++) {
        const struct imports_remark *r = &remarks->at[i];

        (*position)++;
        TRY(imports_sql_remark_put(c, &(struct imports_remark_put_args){.edition = c->edition.id,
                                                                        .report = report,
                                                                        .position = *position,
                                                                        .is_note = notes,
                                                                        .file = r->file,
                                                                        .line = r->line,
                                                                        .sentence = r->sentence}));
    }
    return OK;
}

/* Personal data of people who may never come: no longer here than it is needed. */
static err drop_files(cx *c, int64_t report) {
    struct imports_files files = {0};

    TRY(read_files(c, c->edition.id, report, &files));
    for (size_t i = 0; i < files.count; i++) {
        if (files.at[i].id != 0) {
            err e = file_drop(c, files.at[i].id);

            if (e != OK && e != ERR_MISSING) {
                return e;
            }
        }
    }
    return imports_sql_files_forget(c, c->edition.id, report);
}

err imports_end(cx *c, int64_t report, const struct imports_report *found) {
    int64_t position = 0;

    TRY(put_counts(c, report, &found->counts));
    TRY(put_remarks(c, report, &found->problems, false, &position));
    TRY(put_remarks(c, report, &found->notes, true, &position));
    TRY(imports_sql_report_end(c, c->edition.id, report, found->is_kept, found->problems_more,
                               c->now));
    if (found->dry_run && found->problems.count == 0) {
        return OK;
    }
    return drop_files(c, report);
}

err imports_tidy(cx *c) {
    struct imports_asked_before_list old = {0};
    cx own = *c;

    TRY(imports_sql_asked_before(c, c->now - (int64_t)IMPORTS_FILE_HOURS * HOUR, &old));
    for (size_t i = 0; i < old.count; i++) {
        own.edition.id = old.at[i].edition_id;
        TRY(drop_files(&own, old.at[i].id));
    }
    TRY(imports_sql_asked_before(c, c->now - (int64_t)IMPORTS_REPORT_DAYS * DAY, &old));
    for (size_t i = 0; i < old.count; i++) {
        int64_t edition = old.at[i].edition_id;

        TRY(imports_sql_drop_remarks(c, edition, old.at[i].id));
        TRY(imports_sql_drop_counts(c, edition, old.at[i].id));
        TRY(imports_sql_drop_files(c, edition, old.at[i].id));
        TRY(imports_sql_drop_report(c, edition, old.at[i].id));
    }
    return OK;
}
