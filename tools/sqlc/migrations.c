/* The rules of STYLE.md for migrations, read from their text. */
#include "sqlc.h"

enum { COLUMNS_MAX = 200 };

/* A file as tokens, comments too. */
struct text {
    const struct migration_file *file;
    struct token *at;
    size_t count;
};

/* What one table definition says. */
struct table {
    str name;
    int line;         /* of `create` */
    bool has_edition; /* a column edition_id */
    bool has_key;     /* a primary key */
    str key_first;    /* its first column */
    bool key_ok;      /* the comment above explains another key */
};

static err text_read(struct text *t, arena *mem) {
    struct lexer l = lexer_new(t->file->text, 1);
    size_t room = t->file->text.len + 2;

    t->at = arena_array(mem, room, sizeof(*t->at));
    if (t->at == NULL) {
        return ERR_MEMORY;
    }
    do {
        t->at[t->count] = lexer_next(&l);
        t->count++;
    } while (t->at[t->count - 1].kind != TOKEN_END);
    return OK;
}

static bool is_digits(str s, size_t from, size_t to) {
    for (size_t i = from; i < to; i++) {
        if (s.at[i] < '0' || s.at[i] > '9') {
            return false;
        }
    }
    return true;
}

static int two_digits(str s, size_t at) {
    return (s.at[at] - '0') * 10 + (s.at[at + 1] - '0');
}

/* YYYYMMDDThhmm_what with a moment that can be. */
static bool file_name_is_good(str name) {
    if (name.len < 15 || !is_digits(name, 0, 8) || name.at[8] != 'T' || !is_digits(name, 9, 13) ||
        name.at[13] != '_' || !name_is_good(str_from(name, 14))) {
        return false;
    }
    return two_digits(name, 4) >= 1 && two_digits(name, 4) <= 12 && two_digits(name, 6) >= 1 &&
           two_digits(name, 6) <= 31 && two_digits(name, 9) <= 23 && two_digits(name, 11) <= 59;
}

/* The place of the next token that is no comment, from `at` on. */
static size_t skip_comments(const struct text *t, size_t at) {
    while (at < t->count - 1 && t->at[at].kind == TOKEN_COMMENT) {
        at++;
    }
    return at;
}

static size_t next_word(const struct text *t, size_t at) {
    return at >= t->count - 1 ? t->count - 1 : skip_comments(t, at + 1);
}

/* Past the parenthesis that closes the one at `at`, or the end. */
static size_t group_end(const struct text *t, size_t at) {
    int depth = 0;

    for (; at < t->count - 1; at = next_word(t, at)) {
        depth += token_is(t->at[at], "(") ? 1 : 0;
        depth -= token_is(t->at[at], ")") ? 1 : 0;
        if (depth == 0) {
            return next_word(t, at);
        }
    }
    return at;
}

/* A comment on one of the lines `first` to `last`, or alone on the line before. */
static bool has_comment(const struct text *t, int first, int last) {
    for (size_t i = 0; i < t->count; i++) {
        const struct token *c = &t->at[i];
        if (c->kind != TOKEN_COMMENT) {
            continue;
        }
        if ((c->line >= first && c->line <= last) || (c->starts && c->line == first - 1)) {
            return true;
        }
    }
    return false;
}

/* The reason behind "key-ok:" in the comment lines directly above `line`. */
static bool has_key_ok(const struct text *t, int line) {
    for (size_t i = t->count; i > 0; i--) {
        const struct token *c = &t->at[i - 1];
        if (c->kind != TOKEN_COMMENT || !c->starts || c->line != line - 1) {
            continue;
        }
        line = c->line;
        size_t at = str_find(c->text, STR("key-ok:"));
        if (at != SIZE_MAX) {
            return str_trim(str_from(c->text, at + 7)).len > 0;
        }
    }
    return false;
}

static bool is_constraint(struct token t) {
    return token_is(t, "primary") || token_is(t, "unique") || token_is(t, "check") ||
           token_is(t, "foreign") || token_is(t, "constraint");
}

static void note_key(struct table *table, str column) {
    if (!table->has_key) {
        table->has_key = true;
        table->key_first = column;
    }
}

/* `primary key (a, b)` of the table at the token `primary`. */
static void note_table_key(const struct text *t, struct table *table, size_t at) {
    size_t open = next_word(t, next_word(t, at));

    if (token_is(t->at[open], "(")) {
        note_key(table, t->at[next_word(t, open)].text);
    }
}

/* One definition between the commas of a table. Returns the place of the comma or parenthesis. */
static size_t definition_check(const struct text *t, struct table *table, size_t at) {
    struct token name = t->at[at];
    bool column = !is_constraint(name);
    int last = name.line;

    if (column && token_is(name, "edition_id")) {
        table->has_edition = true;
    }
    while (at < t->count - 1 && !token_is(t->at[at], ",") && !token_is(t->at[at], ")")) {
        last = t->at[at].line;
        if (token_is(t->at[at], "primary")) {
            if (column) {
                note_key(table, name.text);
            } else {
                note_table_key(t, table, at);
            }
        }
        at = token_is(t->at[at], "(") ? group_end(t, at) : next_word(t, at);
    }
    if (column && !has_comment(t, name.line, last)) {
        fault(t->file->path, name.line,
              "the column %.*s.%.*s lacks a comment that says what it holds", STR_ARG(table->name),
              STR_ARG(name.text));
    }
    return at;
}

static void key_check(const struct text *t, const struct table *table) {
    if (table->key_ok) {
        return;
    }
    if (!table->has_key) {
        fault(t->file->path, table->line, "the table %.*s has no primary key",
              STR_ARG(table->name));
    } else if (table->has_edition && !str_eq_nocase(table->key_first, STR("edition_id"))) {
        fault(t->file->path, table->line,
              "the table %.*s has an edition_id that does not come first in its primary key; "
              "if that is right, say `-- key-ok: why` above it",
              STR_ARG(table->name));
    }
}

/* At `create`: a table's columns and key. Returns where to go on. */
static size_t create_check(const struct text *t, size_t at) {
    struct table table = {.line = t->at[at].line, .key_ok = has_key_ok(t, t->at[at].line)};
    size_t word = next_word(t, at);

    if (token_is(t->at[word], "temp") || token_is(t->at[word], "temporary")) {
        word = next_word(t, word);
    }
    if (token_is(t->at[word], "trigger")) {
        fault(t->file->path, t->at[word].line,
              "no triggers: a rule stands in the feature's C file");
    }
    if (!token_is(t->at[word], "table")) {
        return next_word(t, word);
    }
    word = next_word(t, word);
    if (token_is(t->at[word], "if")) {
        word = next_word(t, next_word(t, next_word(t, word)));
    }
    table.name = t->at[word].text;
    word = next_word(t, word);
    if (!token_is(t->at[word], "(")) {
        fault(t->file->path, table.line, "the table %.*s does not list its columns",
              STR_ARG(table.name));
        return word;
    }
    do {
        word = definition_check(t, &table, next_word(t, word));
    } while (token_is(t->at[word], ","));
    key_check(t, &table);
    return word;
}

/* `alter table x add [column] y ...` at the token `alter`. */
static void alter_check(const struct text *t, size_t at) {
    size_t name = next_word(t, next_word(t, at));
    size_t add = next_word(t, name);
    size_t column = next_word(t, add);

    if (!token_is(t->at[add], "add")) {
        return;
    }
    if (token_is(t->at[column], "column")) {
        column = next_word(t, column);
    }
    int last = t->at[column].line;
    for (size_t i = column; i < t->count - 1 && !token_is(t->at[i], ";"); i = next_word(t, i)) {
        last = t->at[i].line;
    }
    if (!has_comment(t, t->at[at].line, last)) {
        fault(t->file->path, t->at[column].line,
              "the column %.*s.%.*s lacks a comment that says what it holds",
              STR_ARG(t->at[name].text), STR_ARG(t->at[column].text));
    }
}

static void words_check(const struct text *t) {
    for (size_t i = 0; i < t->count; i++) {
        const struct token *w = &t->at[i];
        if (w->kind == TOKEN_OPEN) {
            fault(t->file->path, w->line, "a string or comment that begins here never ends");
        }
        if (token_is(*w, "autoincrement")) {
            fault(t->file->path, w->line, "no autoincrement: ids are made by the program (id_new)");
        }
        for (size_t n = 0; w->kind == TOKEN_WORD && n < w->text.len; n++) {
            if (w->text.at[n] >= 'A' && w->text.at[n] <= 'Z') {
                fault(t->file->path, w->line, "SQL is lower case: `%.*s`", STR_ARG(w->text));
                break;
            }
        }
    }
}

static void file_check(const struct migration_file *file, arena *mem) {
    struct text t = {.file = file};

    if (!file_name_is_good(file->name)) {
        fault(file->path, 0, "a migration is called YYYYMMDDThhmm_what.sql");
    }
    if (text_read(&t, mem) != OK) {
        fault(file->path, 0, "is too large");
        return;
    }
    words_check(&t);
    size_t at = skip_comments(&t, 0);
    while (at < t.count - 1) {
        if (token_is(t.at[at], "create")) {
            at = create_check(&t, at);
            continue;
        }
        if (token_is(t.at[at], "alter")) {
            alter_check(&t, at);
        }
        at = next_word(&t, at);
    }
}

void schema_check(const struct schema *s, arena *mem) {
    for (size_t i = 0; i < s->count; i++) {
        file_check(&s->at[i], mem);
        if (i > 0 && str_eq(s->at[i].name, s->at[i - 1].name)) {
            fault(s->at[i].path, 0, "has the same name as %s", s->at[i - 1].path);
        }
    }
}
