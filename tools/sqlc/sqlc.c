/*
 * sqlc: makes typed C functions of store.sql, one C array of all migrations, and
 * refuses what cannot work. README.md is its manual.
 */
#include "sqlc.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

struct options {
    enum { MODE_QUERIES, MODE_CHECK, MODE_MIGRATIONS } mode;

    const char *feature;
    const char *out;   /* --out */
    const char *out_c; /* --out-c */
    const char *out_h; /* --out-h */
    const char *input; /* store.sql */
    bool frame;
    struct schema schema;
};

static const char usage[] =
    "sqlc --feature NAME [--frame] --schema DIR... --out-c FILE --out-h FILE store.sql\n"
    "sqlc --check-migrations --schema DIR...\n"
    "sqlc --migrations --out FILE DIR=FEATURE...\n";

/* The value of an option that has one; NULL where it is missing. */
static const char *option_value(char **words, int count, int *at) {
    if (*at + 1 >= count) {
        fault(words[*at], 0, "lacks its value");
        return NULL;
    }
    (*at)++;
    return words[*at];
}

static err option_folder(struct options *o, arena *mem, const char *word) {
    str folder = STR_NONE;
    bool found = false;
    str feature = str_cut(str_of(word), '=', &folder, &found);

    if (o->mode == MODE_QUERIES) {
        o->input = word;
        return OK;
    }
    if (!found || !name_is_good(feature)) {
        fault(word, 0, "is not of the form DIR=FEATURE");
        return ERR_INPUT;
    }
    return schema_add(&o->schema, mem, str_c(mem, folder), str_c(mem, feature));
}

static err option_read(struct options *o, arena *mem, char **words, int count, int *at) {
    const char *word = words[*at];

    const struct {
        const char *name;
        const char **into;
    } valued[] = {
        {"--feature", &o->feature},
        {"--out", &o->out},
        {"--out-c", &o->out_c},
        {"--out-h", &o->out_h},
    };

    for (size_t i = 0; i < COUNT_OF(valued); i++) {
        if (strcmp(word, valued[i].name) == 0) {
            *valued[i].into = option_value(words, count, at);
            return *valued[i].into == NULL ? ERR_INPUT : OK;
        }
    }
    if (strcmp(word, "--schema") == 0) {
        const char *folder = option_value(words, count, at);
        return folder == NULL ? ERR_INPUT : schema_add(&o->schema, mem, folder, NULL);
    }
    if (strcmp(word, "--frame") == 0) {
        o->frame = true;
    } else if (strcmp(word, "--check-migrations") == 0) {
        o->mode = MODE_CHECK;
    } else if (strcmp(word, "--migrations") == 0) {
        o->mode = MODE_MIGRATIONS;
    } else if (strncmp(word, "--", 2) == 0) {
        fault(word, 0, "is no option");
        return ERR_INPUT;
    } else {
        return option_folder(o, mem, word);
    }
    return OK;
}

/* Both files stand side by side: the code includes its header by its bare name. */
static const char *bare_name(const char *path) {
    const char *slash = strrchr(path, '/');

    return slash == NULL ? path : slash + 1;
}

static bool same_folder(const char *a, const char *b) {
    size_t a_len = (size_t)(bare_name(a) - a);
    size_t b_len = (size_t)(bare_name(b) - b);

    return a_len == b_len && memcmp(a, b, a_len) == 0;
}

static err write_queries(struct options *o, arena *mem, struct source *s) {
    buf header = buf_new(mem, TEXT_LIMIT);
    buf code = buf_new(mem, TEXT_LIMIT);

    emit_header(s, &header);
    emit_code(s, bare_name(o->out_h), &code);
    TRY(buf_done(&header));
    TRY(buf_done(&code));
    TRY(file_write(mem, o->out_h, buf_str(&header)));
    return file_write(mem, o->out_c, buf_str(&code));
}

static err run_queries(struct options *o, arena *mem) {
    sqlite3 *schema = NULL;
    struct source *s = NULL;

    if (o->feature == NULL || o->out_c == NULL || o->out_h == NULL || o->input == NULL ||
        !name_is_good(str_of(o->feature)) || !same_folder(o->out_c, o->out_h)) {
        (void)fputs(usage, stderr);
        return ERR_INPUT;
    }
    NEW(mem, &s);
    s->path = o->input;
    s->feature = str_of(o->feature);
    s->frame = o->frame;
    s->mem = mem;
    TRY(schema_open(&o->schema, &schema));
    err result = source_read(s);
    if (result == OK && fault_count() == 0) {
        source_check(s, schema);
    }
    (void)sqlite3_close(schema);
    if (result != OK || fault_count() > 0) {
        return result != OK ? result : ERR_INPUT;
    }
    return write_queries(o, mem, s);
}

static err run_check(struct options *o, arena *mem) {
    sqlite3 *schema = NULL;

    schema_check(&o->schema, mem);
    TRY(schema_open(&o->schema, &schema));
    (void)sqlite3_close(schema);
    return OK;
}

static err run_migrations(struct options *o, arena *mem) {
    if (o->out == NULL) {
        (void)fputs(usage, stderr);
        return ERR_INPUT;
    }
    return schema_emit(&o->schema, mem, o->out);
}

static err run(struct options *o, arena *mem, char **words, int count) {
    for (int i = 1; i < count; i++) {
        TRY(option_read(o, mem, words, count, &i));
    }
    if (count < 2) {
        (void)fputs(usage, stderr);
        return ERR_INPUT;
    }
    schema_sort(&o->schema);
    switch (o->mode) {
    case MODE_CHECK:
        return run_check(o, mem);
    case MODE_MIGRATIONS:
        return run_migrations(o, mem);
    case MODE_QUERIES:
        break;
    }
    return run_queries(o, mem);
}

int main(int count, char **words) {
    static struct options options;
    arena *mem = arena_new((size_t)TEXT_LIMIT * 16);

    if (mem == NULL || sodium_init() < 0) {
        (void)fputs("sqlc: no memory\n", stderr);
        return 1;
    }
    err result = run(&options, mem, words, count);
    if (result != OK && fault_count() == 0) {
        (void)fprintf(stderr, "sqlc: %s\n", err_name(result));
    }
    arena_free(mem);
    return result == OK && fault_count() == 0 ? 0 : 1;
}
