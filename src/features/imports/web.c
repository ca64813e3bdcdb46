#include "features/imports/web.h"

#include "gen/imports_views.h"

/* ---- what the pages show ---------------------------------------------------------- */

/* Names of the columns that are required, or of the others. */
static str column_names(cx *c, const struct table *t, bool required) {
    buf names = buf_new(c->mem, 4096);

    for (size_t i = 0; i < t->column_count; i++) {
        if (t->columns[i].required == required) {
            buf_fmt(&names, "%s%s", names.len > 0 ? ", " : "", t->columns[i].name);
        }
    }
    return buf_str(&names);
}

static err tables_shown(cx *c, struct web_tables *out) {
    struct table_list list = {0};
    struct web_table *at = NULL;

    TRY(tables_of_features(c->mem, &list));
    at = arena_array(c->mem, list.count, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < list.count; i++) {
        at[i] = (struct web_table){.file = list.at[i]->file,
                                   .required = column_names(c, list.at[i], true),
                                   .others = column_names(c, list.at[i], false)};
    }
    *out = (struct web_tables){.at = at, .count = list.count};
    return OK;
}

static str file_names(cx *c, const struct imports_files *files) {
    buf names = buf_new(c->mem, 8192);

    for (size_t i = 0; i < files->count; i++) {
        if (i > 0) {
            buf_c(&names, ", ");
        }
        buf_put(&names, files->at[i].name);
    }
    return buf_str(&names);
}

static void state_of(cx *c, const struct imports_report *r, struct web_report *out) {
    if (!r->is_done) {
        out->tag = "wait";
        out->state = say(c, W("Not yet done"));
    } else if (r->is_kept) {
        out->tag = "ok";
        out->state = say(c, W("Imported"));
    } else if (r->problems.count > 0 || !r->dry_run) {
        out->tag = "alert";
        out->state = say(c, W("Nothing stored"));
    } else {
        out->tag = "quiet";
        out->state = say(c, W("Only checked"));
    }
}

static struct web_report report_shown(cx *c, const struct imports_report *r) {
    struct civil at = zone_civil(c->edition.zone, r->asked_at);
    struct web_report shown = {
        .r = r,
        .files = file_names(c, &r->files),
        .when = str_fmt(c->mem, "%.*s, %.*s",
                        STR_ARG(word_day(c->mem, c->lang, zone_day(c->edition.zone, r->asked_at))),
                        STR_ARG(minutes_text(c->mem, at.hour * 60 + at.minute))),
        .title = r->dry_run ? say(c, W("What the check found")) : say(c, W("What was imported")),
        .may_import = imports_may_ask_again(r)};

    state_of(c, r, &shown);
    for (size_t i = 0; i < r->counts.count; i++) {
        shown.rows_new += r->counts.at[i].rows_new;
        shown.rows_changed += r->counts.at[i].rows_changed;
        shown.rows_same += r->counts.at[i].rows_same;
    }
    return shown;
}

static err recent_shown(cx *c, struct web_reports *out) {
    struct imports_reports recent = {0};
    struct web_report *at = NULL;

    TRY(imports_recent(c, &recent));
    at = arena_array(c->mem, recent.count, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < recent.count; i++) {
        at[i] = report_shown(c, &recent.at[i]);
    }
    *out = (struct web_reports){.at = at, .count = recent.count};
    return OK;
}

static str fault_of(const cx *c, str field) {
    for (const struct field_fault *f = c->faults; f != NULL; f = f->next) {
        if (str_eq(f->field, field)) {
            return f->sentence;
        }
    }
    return STR_NONE;
}

/* A part of 100 that is not nothing is seen. */
static int64_t share(int64_t part, int64_t all) {
    enum { WHOLE = 100 };

    return part == 0 || all == 0 ? 0 : part * WHOLE < all ? 1 : part * WHOLE / all;
}

void imports_bar(html *h, const struct imports_count *n) {
    int64_t all = n->rows_new + n->rows_changed + n->rows_same;

    imports_view_bar(h, &(const struct web_bar){.all = all > 0 ? 100 : 0,
                                                .made = share(n->rows_new, all),
                                                .changed = share(n->rows_changed, all)});
}

/* ---- handlers --------------------------------------------------------------------- */

err imports_get_import(cx *c, const request *q, reply *r) {
    struct web_import page = {.fault = fault_of(c, STR("files"))};

    TRY(tables_shown(c, &page.tables));
    TRY(recent_shown(c, &page.recent));
    return imports_page_import(c, q, r, &page);
}

err imports_post_import(cx *c, const request *q, reply *r) {
    struct imports_file *at = arena_array(c->mem, IMPORTS_FILES_MAX + 1, sizeof(*at));
    struct imports_files files = {.at = at, .count = 0};
    struct upload one = {0};
    bool dry_run = !str_eq(q_typed(q, "do"), STR("import"));
    int64_t job_number = 0;

    if (at == NULL) {
        return ERR_MEMORY;
    }
    while (files.count <= IMPORTS_FILES_MAX && q_upload_at(c, q, "files", files.count, &one)) {
        at[files.count++] = (struct imports_file){.name = one.name, .bytes = one.bytes};
    }
    TRY(check_faults(c));
    TRY(imports_ask(c, &files, dry_run, &job_number));
    return reply_to(c, r, "/jobs/%" PRId64, job_number);
}

static err report_read(cx *c, const request *q, struct imports_report *out) {
    int64_t id = 0;

    if (!q_id(q, 0, &id)) {
        return refuse(c, ERR_MISSING, W("There is no such report. Reports are kept for 30 days."));
    }
    return imports_get(c, id, out);
}

err imports_get_report(cx *c, const request *q, reply *r) {
    struct imports_report report = {0};
    struct web_report shown = {0};

    TRY(report_read(c, q, &report));
    shown = report_shown(c, &report);
    return imports_page_report(c, q, r, &shown);
}

err imports_post_report(cx *c, const request *q, reply *r) {
    struct imports_report report = {0};
    int64_t job_number = 0;

    TRY(report_read(c, q, &report));
    TRY(imports_ask_again(c, report.id, &job_number));
    return reply_to(c, r, "/jobs/%" PRId64, job_number);
}

err imports_get_export(cx *c, const request *q, reply *r) {
    struct table_list list = {0};
    struct table_file *files = NULL;
    size_t count = 0;
    str name = STR_NONE;

    TRY(tables_of_features(c->mem, &list));
    for (size_t i = 0; q_path(q, 0, &name) && i < list.count; i++) {
        if (str_eq(name, str_of(list.at[i]->file))) {
            TRY(tables_write(c, &(const struct table_list){.at = &list.at[i], .count = 1}, &files,
                             &count));
            return reply_file(c, r, STR("text/csv; charset=utf-8"), files[0].name, files[0].bytes);
        }
    }
    return refuse(c, ERR_MISSING,
                  W("There is no such table. The page Import and export lists "
                    "them all."));
}
