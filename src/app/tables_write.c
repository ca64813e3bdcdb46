#include <assert.h>
#include <string.h>

#include "app/csv.h"
#include "app/tables.h"

/* ---- which tables there are ------------------------------------------------------------- */

static bool comes_before(const struct table *a, const struct table *b) {
    return a->order != b->order ? a->order < b->order : strcmp(a->file, b->file) < 0;
}

static void list_insert(struct table_list *list, const struct table *t) {
    size_t at = list->count++;

    for (; at > 0 && comes_before(t, list->at[at - 1]); at--) {
        list->at[at] = list->at[at - 1];
    }
    list->at[at] = t;
}

err tables_of_features(arena *mem, struct table_list *out) {
    struct table_list list = {0};
    size_t count = 0;

    for (size_t i = 0; i < feature_count; i++) {
        count += features[i]->table_count;
    }
    list.at = arena_array(mem, count, sizeof(const struct table *));
    if (list.at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < feature_count; i++) {
        for (size_t k = 0; k < features[i]->table_count; k++) {
            list_insert(&list, &features[i]->tables[k]);
        }
    }
    *out = list;
    return OK;
}

/* ---- writing ---------------------------------------------------------------------------- */

struct writing {
    buf text;
    size_t columns;
    int64_t rows;
};

static err put_row(void *self, const str *values) {
    struct writing *w = self;

    if (++w->rows > CSV_ROWS_MAX) {
        return ERR_LARGE;
    }
    csv_put_row(&w->text, values, w->columns);
    return buf_done(&w->text);
}

static err write_table(cx *c, const struct table *t, struct table_file *out) {
    struct writing w = {.text = buf_new(c->mem, CSV_BYTES_MAX), .columns = t->column_count};
    str heads[CSV_COLUMNS_MAX];

    assert(t->column_count > 0 && t->column_count <= CSV_COLUMNS_MAX);
    for (size_t i = 0; i < t->column_count; i++) {
        heads[i] = str_of(t->columns[i].name);
    }
    csv_put_mark(&w.text);
    csv_put_row(&w.text, heads, w.columns);
    TRY(t->give(c, put_row, &w));
    TRY(buf_done(&w.text));
    *out = (struct table_file){.name = str_of(t->file), .bytes = buf_str(&w.text)};
    return OK;
}

err tables_write(cx *c, const struct table_list *list, struct table_file **files, size_t *count) {
    struct table_file *at = arena_array(c->mem, list->count, sizeof(*at));
    size_t written = 0;

    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < list->count; i++) {
        if (list->at[i]->give != NULL) {
            TRY(write_table(c, list->at[i], &at[written]));
            written++;
        }
    }
    *files = at;
    *count = written;
    return OK;
}
