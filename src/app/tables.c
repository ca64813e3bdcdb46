#include "app/tables.h"

#include "app/csv.h"
#include "app/tables_parts.h"

enum { SAVEPOINT_IMPORT = 2 };

void tables_problem(struct reading *r, str file, int64_t line, str sentence) {
    if (r->report.problem_count == TABLES_PROBLEMS_MAX) {
        r->report.problems_more++;
        return;
    }
    r->report.problems[r->report.problem_count++] =
        (struct table_remark){.file = file, .line = line, .sentence = sentence};
}

void tables_note(struct reading *r, str file, int64_t line, str sentence) {
    if (r->report.note_count < TABLES_NOTES_MAX) {
        r->report.notes[r->report.note_count++] =
            (struct table_remark){.file = file, .line = line, .sentence = sentence};
    }
}

str tables_say(const struct reading *r, str sentence, const char *name, str text) {
    return say_with(r->c, sentence, &(struct word_value){.name = name, .text = text}, 1);
}

err tables_tell(const struct reading *r) {
    const struct tables_options *o = r->options;
    int64_t total = r->total > r->done ? r->total : r->done;

    return o->progress == NULL || o->progress(o->self, r->done, total) ? OK : ERR_STOPPED;
}

static bool has_problem(const struct reading *r) {
    return r->report.problem_count > 0;
}

static str base_name(str path) {
    for (size_t i = path.len; i > 0; i--) {
        if (path.at[i - 1] == '/' || path.at[i - 1] == '\\') {
            return str_from(path, i);
        }
    }
    return path;
}

static const struct table *table_of(const struct table_list *list, str name) {
    for (size_t i = 0; i < list->count; i++) {
        if (str_eq_nocase(base_name(name), str_of(list->at[i]->file))) {
            return list->at[i];
        }
    }
    return NULL;
}

static str names_of_files(const struct reading *r) {
    buf names = buf_new(r->c->mem, 4096);

    for (size_t i = 0; i < r->list->count; i++) {
        buf_fmt(&names, "%s%s", i == 0 ? "" : ", ", r->list->at[i]->file);
    }
    return buf_str(&names);
}

/* Names what nobody will read; counts the rows of the others. */
static void look_over(struct reading *r, const struct table_file *files, size_t count) {
    size_t known = 0;

    for (size_t i = 0; i < count; i++) {
        const struct table *t = table_of(r->list, files[i].name);

        if (t == NULL || t->take == NULL) {
            tables_note(
                r, files[i].name, 0,
                tables_say(
                    r,
                    W("The file is not one of this import and was left out. Its files are: {files}."),
                    "files", names_of_files(r)));
            continue;
        }
        for (size_t k = 0; k < i; k++) {
            if (table_of(r->list, files[k].name) == t) {
                tables_problem(r, files[i].name, 0,
                               say(r->c, W("The file is there twice: send it once.")));
                break;
            }
        }
        known++;
        r->total += csv_rows_about(files[i].bytes);
    }
    if (known == 0) {
        tables_problem(r, STR_NONE, 0,
                       tables_say(r, W("There is nothing to import: name the files {files}."),
                                  "files", names_of_files(r)));
    }
}

static err read_set(struct reading *r, const struct table_file *files, size_t count) {
    look_over(r, files, count);
    if (has_problem(r)) {
        return OK;
    }
    TRY(tables_tell(r));
    for (size_t i = 0; i < r->list->count; i++) {
        for (size_t k = 0; k < count; k++) {
            if (r->list->at[i]->take != NULL &&
                table_of(r->list, files[k].name) == r->list->at[i]) {
                TRY(tables_sheet(r, r->list->at[i], &files[k]));
            }
        }
    }
    return tables_tell(r);
}

static err report_new(arena *mem, size_t tables, struct table_report *out) {
    out->tables = arena_array(mem, tables, sizeof(*out->tables));
    out->problems = arena_array(mem, TABLES_PROBLEMS_MAX, sizeof(*out->problems));
    out->notes = arena_array(mem, TABLES_NOTES_MAX, sizeof(*out->notes));
    return out->tables == NULL || out->problems == NULL || out->notes == NULL ? ERR_MEMORY : OK;
}

err tables_read(cx *c, const struct table_list *list, const struct table_file *files, size_t count,
                const struct tables_options *options, struct table_report *out) {
    static const struct tables_options none = {0};
    struct reading r = {.c = c, .list = list, .options = options == NULL ? &none : options};
    struct cx_effect *effects = c->effects;
    struct edition edition = c->edition;

    TRY(report_new(c->mem, list->count, &r.report));
    TRY(db_savepoint(c->db, SAVEPOINT_IMPORT));
    err e = read_set(&r, files, count);

    if (e == OK && arena_failed(c->mem)) {
        e = ERR_MEMORY;
    }
    r.report.kept = e == OK && !has_problem(&r) && !r.options->dry_run;
    if (r.report.kept) {
        TRY(db_release(c->db, SAVEPOINT_IMPORT));
    } else {
        c->effects = effects;
        c->edition = edition;
        err undone = db_undo(c->db, SAVEPOINT_IMPORT);

        e = e == OK ? undone : e;
    }
    TRY(e);
    *out = r.report;
    return OK;
}
