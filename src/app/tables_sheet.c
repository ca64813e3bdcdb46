#include <assert.h>
#include <string.h>

#include "app/csv.h"
#include "app/tables_parts.h"

enum { SAVEPOINT_ROW = 3, ROWS_PER_PROGRESS = 64 };

/* A file on its way through. */
struct sheet {
    const struct table *table;
    const struct table_file *file;
    struct csv_reader csv;
    size_t width;                   /* columns of the head line */
    int column_of[CSV_COLUMNS_MAX]; /* place in the table of each column of the file; -1: none */
    str heads[CSV_COLUMNS_MAX];     /* as written */
    str values[CSV_COLUMNS_MAX];    /* in the order of the table */
    struct table_count *numbers;
};

static str fill_two(const struct reading *r, str sentence, struct word_value first,
                    struct word_value second) {
    return say_with(r->c, sentence, (const struct word_value[]){first, second}, 2);
}

static str number_text(const struct reading *r, size_t n) {
    return str_fmt(r->c->mem, "%zu", n);
}

/* ---- names ------------------------------------------------------------------------------ */

/* "E-mail " and "e_mail" are the same head. */
static bool head_is(str head, const char *column) {
    head = str_trim(head);
    if (head.len != strlen(column)) {
        return false;
    }
    for (size_t i = 0; i < head.len; i++) {
        bool joins = head.at[i] == ' ' || head.at[i] == '-';

        if (!str_eq_nocase(joins ? STR("_") : str_at(&head.at[i], 1), str_at(&column[i], 1))) {
            return false;
        }
    }
    return true;
}

static int column_named(const struct table *t, str head) {
    for (size_t i = 0; i < t->column_count; i++) {
        if (head_is(head, t->columns[i].name)) {
            return (int)i;
        }
    }
    return -1;
}

static str names_of_columns(const struct reading *r, const struct table *t) {
    buf names = buf_new(r->c->mem, 8192);

    for (size_t i = 0; i < t->column_count; i++) {
        buf_fmt(&names, "%s%s", i == 0 ? "" : ", ", t->columns[i].name);
    }
    return buf_str(&names);
}

/* ---- the head line ---------------------------------------------------------------------- */

static void check_missing_columns(struct reading *r, struct sheet *s) {
    for (size_t i = 0; i < s->table->column_count; i++) {
        const struct column *column = &s->table->columns[i];
        bool there = false;

        for (size_t k = 0; k < s->width; k++) {
            there = there || s->column_of[k] == (int)i;
        }
        if (column->required && !there) {
            tables_problem(
                r, s->file->name, 1,
                fill_two(r, W("The column \"{column}\" is missing: add it. It holds: {help}"),
                         (struct word_value){"column", str_of(column->name)},
                         (struct word_value){"help", say(r->c, str_of(column->help))}));
        }
    }
}

static bool is_repeated(const struct sheet *s, size_t at) {
    for (size_t k = 0; k < at; k++) {
        if (s->column_of[k] == s->column_of[at]) {
            return true;
        }
    }
    return false;
}

static void map_head(struct reading *r, struct sheet *s, size_t at) {
    str head = str_trim(s->csv.values[at]);

    s->heads[at] = head;
    s->column_of[at] = column_named(s->table, head);
    if (s->column_of[at] < 0 && head.len > 0) {
        tables_note(
            r, s->file->name, s->csv.row_line,
            fill_two(
                r,
                W("The column \"{column}\" is not known and was left out. Known are: {columns}."),
                (struct word_value){"column", head},
                (struct word_value){"columns", names_of_columns(r, s->table)}));
    }
    if (s->column_of[at] >= 0 && is_repeated(s, at)) {
        tables_problem(
            r, s->file->name, s->csv.row_line,
            tables_say(r, W("The column \"{column}\" is there twice: take one of them away."),
                       "column", head));
    }
}

static void csv_problem(struct reading *r, const struct sheet *s) {
    tables_problem(r, s->file->name, s->csv.fault_line,
                   say(r->c, csv_fault_sentence(s->csv.fault)));
}

/* A fault of the text is a problem and no error. `*found` is false then, too. */
static err next_row(struct reading *r, struct sheet *s, bool *found) {
    err e = csv_next(&s->csv, found);

    if (e == ERR_INPUT || e == ERR_LARGE) {
        csv_problem(r, s);
        *found = false;
        return OK;
    }
    return e;
}

/* `*fine` is false where the rows cannot be tried. */
static err read_head(struct reading *r, struct sheet *s, bool *fine) {
    size_t problems = r->report.problem_count + (size_t)r->report.problems_more;
    err e = csv_open(&s->csv, r->c->mem, s->file->bytes);
    bool found = false;

    *fine = false;
    if (e == ERR_INPUT || e == ERR_LARGE) {
        csv_problem(r, s);
        return OK;
    }
    TRY(e);
    TRY(next_row(r, s, &found));
    if (!found) {
        if (s->csv.fault == CSV_FINE) {
            tables_problem(
                r, s->file->name, 0,
                tables_say(r, W("The file is empty: its first line names the columns ({columns})."),
                           "columns", names_of_columns(r, s->table)));
        }
        return OK;
    }
    s->width = s->csv.count;
    for (size_t i = 0; i < s->width; i++) {
        map_head(r, s, i);
    }
    check_missing_columns(r, s);
    *fine = problems == r->report.problem_count + (size_t)r->report.problems_more;
    return OK;
}

/* ---- a row ------------------------------------------------------------------------------ */

static bool has_control(str s) {
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];

        if ((c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == 0x7F) {
            return true;
        }
    }
    return false;
}

/* Spreadsheets end rows with separators nobody sees: only values count. */
static size_t filled_width(const struct sheet *s) {
    size_t width = s->csv.count;

    while (width > 0 && str_is_empty(str_trim(s->csv.values[width - 1]))) {
        width--;
    }
    return width;
}

/* Puts the values in the table's order. False: the row has been remarked on. */
static bool arrange(struct reading *r, struct sheet *s) {
    int64_t line = s->csv.row_line;
    bool fine = true;

    memset(s->values, 0, sizeof(s->values));
    if (filled_width(s) > s->width || s->csv.count < s->width) {
        tables_problem(
            r, s->file->name, line,
            fill_two(
                r,
                W("This row has {values} values and the head line has {columns}: look for a missing separator, or for one inside a value without quotation marks."),
                (struct word_value){"values", number_text(r, s->csv.count)},
                (struct word_value){"columns", number_text(r, s->width)}));
        return false;
    }
    for (size_t i = 0; i < s->width; i++) {
        str value = str_trim(s->csv.values[i]);

        if (s->column_of[i] < 0) {
            continue;
        }
        s->values[s->column_of[i]] = value;
        if (has_control(value)) {
            tables_problem(
                r, s->file->name, line,
                tables_say(r, W("\"{column}\" holds a control character: type the value again."),
                           "column", s->heads[i]));
            fine = false;
        }
    }
    return fine;
}

static bool check_required(struct reading *r, const struct sheet *s) {
    bool fine = true;

    for (size_t i = 0; i < s->table->column_count; i++) {
        const struct column *column = &s->table->columns[i];

        if (column->required && s->values[i].len == 0) {
            tables_problem(r, s->file->name, s->csv.row_line,
                           fill_two(r, W("\"{column}\" must be filled in. It holds: {help}"),
                                    (struct word_value){"column", str_of(column->name)},
                                    (struct word_value){"help", say(r->c, str_of(column->help))}));
            fine = false;
        }
    }
    return fine;
}

/* Is it the row's problem? Otherwise it ends the import. */
static bool is_refusal(err e) {
    switch (e) {
    case ERR_INPUT:
    case ERR_SIGN_IN:
    case ERR_ROLE:
    case ERR_MISSING:
    case ERR_CONFLICT:
    case ERR_GONE:
    case ERR_LARGE:
    case ERR_OFTEN:
        return true;
    case OK:
    case ERR_MEMORY:
    case ERR_BUSY:
    case ERR_FULL:
    case ERR_STORE:
    case ERR_DAMAGED:
    case ERR_NEWER:
    case ERR_LOCKED:
    case ERR_WORLD:
    case ERR_STOPPED:
    case ERR_COUNT:
        break;
    }
    return false;
}

static void refused_row(struct reading *r, const struct sheet *s) {
    for (const struct field_fault *f = r->c->faults; f != NULL; f = f->next) {
        tables_problem(r, s->file->name, s->csv.row_line,
                       str_fmt(r->c->mem, "%.*s: %.*s", STR_ARG(f->field), STR_ARG(f->sentence)));
    }
    if (r->c->faults != NULL) {
        return;
    }
    tables_problem(
        r, s->file->name, s->csv.row_line,
        r->c->refusal_text.len > 0
            ? r->c->refusal_text
            : say(r->c, W("This row does not go together with another row or with what is "
                          "stored: look for the same thing written twice.")));
}

static void clear_refusal(cx *c) {
    c->refusal = OK;
    c->refusal_text = STR_NONE;
    c->faults = NULL;
}

static void count_change(struct table_count *numbers, enum table_change change) {
    switch (change) {
    case TABLE_NEW:
        numbers->added++;
        break;
    case TABLE_CHANGED:
        numbers->changed++;
        break;
    case TABLE_SAME:
        numbers->same++;
        break;
    }
}

static err take_row(struct reading *r, struct sheet *s) {
    cx *c = r->c;
    struct table_row row = {.file = s->file->name, .line = s->csv.row_line, .values = s->values};
    enum table_change change = TABLE_SAME;
    struct cx_effect *effects = c->effects;
    struct edition edition = c->edition;

    clear_refusal(c);
    TRY(db_savepoint(c->db, SAVEPOINT_ROW));
    err e = s->table->take(c, &row, &change);

    if (e == OK) {
        count_change(s->numbers, change);
        clear_refusal(c);
        return db_release(c->db, SAVEPOINT_ROW);
    }
    if (!is_refusal(e)) {
        return e; /* the whole import is undone below this savepoint */
    }
    refused_row(r, s);
    clear_refusal(c);
    c->effects = effects;
    c->edition = edition;
    return db_undo(c->db, SAVEPOINT_ROW);
}

/* ---- a file ----------------------------------------------------------------------------- */

static err read_rows(struct reading *r, struct sheet *s) {
    bool found = false;

    TRY(next_row(r, s, &found));
    while (found) {
        if (filled_width(s) > 0 && arrange(r, s) && check_required(r, s)) {
            TRY(take_row(r, s));
        }
        if (++r->done % ROWS_PER_PROGRESS == 0) {
            TRY(tables_tell(r));
        }
        TRY(next_row(r, s, &found));
    }
    if (s->csv.fault != CSV_FINE && r->broken.len == 0) {
        r->broken = s->file->name;
    }
    return OK;
}

err tables_sheet(struct reading *r, const struct table *t, const struct table_file *file) {
    struct sheet *s = NULL;
    bool fine = false;

    assert(t->column_count <= CSV_COLUMNS_MAX);
    NEW(r->c->mem, &s);
    s->table = t;
    s->file = file;
    TRY(read_head(r, s, &fine));
    if (!fine) {
        r->broken = r->broken.len == 0 ? file->name : r->broken;
        return OK;
    }
    if (r->broken.len > 0) {
        tables_note(
            r, file->name, 0,
            tables_say(
                r,
                W("The rows were not tried, because they may need those of {file}: mend that file first."),
                "file", r->broken));
        return OK;
    }
    s->numbers = &r->report.tables[r->report.table_count++];
    s->numbers->file = file->name;
    return read_rows(r, s);
}
