#include "sqlc.h"

/* A query on its way through the checks. */
struct subject {
    struct source *source;
    struct paragraph *query;
    sqlite3 *schema;
    sqlite3_stmt *statement;
};

static int line_of(const struct paragraph *q, int offset) {
    int line = q->sql_line;

    for (size_t i = 0; i < q->sql.len && (int)i < offset; i++) {
        line += q->sql.at[i] == '\n';
    }
    return line;
}

static bool starts_with_verb(str sql) {
    static const char *const verbs[] = {"select", "with", "values", "insert", "update", "delete"};
    struct lexer l = lexer_new(sql, 1);
    struct token first = lexer_word(&l);

    for (size_t i = 0; i < COUNT_OF(verbs); i++) {
        if (token_is(first, verbs[i])) {
            return true;
        }
    }
    return false;
}

static bool prepare(struct subject *t) {
    const struct paragraph *q = t->query;
    int code = sqlite3_prepare_v2(t->schema, q->sql.at, (int)q->sql.len, &t->statement, NULL);

    if (code != SQLITE_OK) {
        fault(t->source->path, line_of(q, sqlite3_error_offset(t->schema)), "%.*s: %s",
              STR_ARG(q->name), sqlite3_errmsg(t->schema));
        return false;
    }
    if (t->statement == NULL || !starts_with_verb(q->sql)) {
        fault(t->source->path, q->line,
              "%.*s: a query begins with select, with, values, insert, update or delete",
              STR_ARG(q->name));
        return false;
    }
    return true;
}

static size_t arg_find(const struct paragraph *q, str name) {
    size_t at = 0;

    while (at < q->args.count && !str_eq(q->args.at[at].name, name)) {
        at++;
    }
    return at;
}

static void check_args(struct subject *t) {
    struct paragraph *q = t->query;
    int count = sqlite3_bind_parameter_count(t->statement);
    bool used[FIELDS_MAX] = {false};

    for (int i = 1; i <= count; i++) {
        const char *name = sqlite3_bind_parameter_name(t->statement, i);
        if (name == NULL || name[0] != ':') {
            fault(t->source->path, q->line, "%.*s: arguments are named: write :name, not %s",
                  STR_ARG(q->name), name == NULL ? "?" : name);
            return;
        }
        size_t arg = arg_find(q, str_of(name + 1));
        if (arg == q->args.count) {
            fault(t->source->path, q->line, "%.*s: %s is not declared in the head line",
                  STR_ARG(q->name), name);
            return;
        }
        used[arg] = true;
        q->places[q->place_count++] = arg;
    }
    for (size_t i = 0; i < q->args.count; i++) {
        if (!used[i]) {
            fault(t->source->path, q->line, "%.*s: the argument `%.*s` is not used",
                  STR_ARG(q->name), STR_ARG(q->args.at[i].name));
        }
    }
}

/* The types that the declared type of a table's column may be read as, by SQLite's own rules. */
static const char *type_fault(const char *declared, enum value_type type) {
    static const struct {
        const char *part;
        const char *fits; /* one letter a value_type: i f t b o */
    } families[] = {
        {"bool", "oi"}, {"int", "io"},  {"char", "t"}, {"clob", "t"}, {"text", "t"},
        {"blob", "b"},  {"bytea", "b"}, {"real", "f"}, {"floa", "f"}, {"doub", "f"},
    };

    static const char letters[] = "iftbo";
    char lower[40] = {0};

    for (size_t i = 0; declared[i] != '\0' && i < sizeof(lower) - 1; i++) {
        lower[i] =
            (char)(declared[i] >= 'A' && declared[i] <= 'Z' ? declared[i] + 32 : declared[i]);
    }
    for (size_t i = 0; i < COUNT_OF(families); i++) {
        if (str_find(str_of(lower), str_of(families[i].part)) != SIZE_MAX) {
            return str_find_char(str_of(families[i].fits), letters[type]) == SIZE_MAX ? declared
                                                                                      : NULL;
        }
    }
    return NULL;
}

static void check_columns(struct subject *t) {
    const struct paragraph *q = t->query;
    const struct fields *columns = paragraph_columns(q);
    size_t count = (size_t)sqlite3_column_count(t->statement);

    if (q->kind == QUERY_DO && count > 0) {
        fault(t->source->path, q->line, "%.*s: a `do` gives no rows, but this one has %zu columns",
              STR_ARG(q->name), count);
        return;
    }
    if (q->kind != QUERY_DO && count != columns->count) {
        fault(t->source->path, q->line,
              "%.*s: the head line declares %zu columns, the query gives %zu", STR_ARG(q->name),
              columns->count, count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const char *declared = sqlite3_column_decltype(t->statement, (int)i);
        if (declared != NULL && type_fault(declared, columns->at[i].type) != NULL) {
            fault(t->source->path, q->line,
                  "%.*s: column %zu, `%.*s`, is of the type %s in its table", STR_ARG(q->name),
                  i + 1, STR_ARG(columns->at[i].name), declared);
        }
    }
}

/* A `do` that only reads has columns, and was refused for them. */
static void check_effect(struct subject *t) {
    const struct paragraph *q = t->query;

    if (q->kind != QUERY_DO && sqlite3_stmt_readonly(t->statement) == 0) {
        fault(t->source->path, q->line, "%.*s: only a `do` may change something", STR_ARG(q->name));
    }
}

/* ---- scans ----------------------------------------------------------------- */

/* Names that the plan may scan without harm: they stand for rows the query made itself. */
struct harmless {
    str names[FIELDS_MAX];
    size_t count;
};

static void harmless_add(struct harmless *list, str name) {
    if (list->count < FIELDS_MAX) {
        list->names[list->count++] = name;
    }
}

static bool harmless_has(const struct harmless *list, str name) {
    for (size_t i = 0; i < list->count; i++) {
        if (str_eq(list->names[i], name)) {
            return true;
        }
    }
    return false;
}

/* Words that can follow a table or a closing parenthesis and are not its other name. */
static bool is_alias(struct token t) {
    static const char *const words[] = {
        "where", "on",    "join",   "left",    "inner",     "cross",  "group",     "order",
        "limit", "union", "set",    "having",  "returning", "except", "window",    "using",
        "and",   "or",    "then",   "else",    "end",       "as",     "intersect", "is",
        "in",    "not",   "select", "from",    "over",      "filter", "values",    "indexed",
        "full",  "right", "asc",    "desc",    "collate",   "like",   "between",   "materialized",
        "do",    "do",    "offset", "natural",
    };

    if (t.kind != TOKEN_WORD) {
        return false;
    }
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (token_is(t, words[i])) {
            return false;
        }
    }
    return true;
}

/*
 * Other names of what is harmless: `with x as (`, `) x`, `) as x` and, for a
 * harmless x, `x y` or `x as y`.
 */
static void harmless_read(struct harmless *list, str sql) {
    struct lexer l = lexer_new(sql, 1);
    struct token before = {.kind = TOKEN_END};
    struct token t = lexer_word(&l);
    str with_name = STR_NONE;

    while (t.kind != TOKEN_END && t.kind != TOKEN_OPEN) {
        bool opens_list =
            token_is(before, "with") || token_is(before, "recursive") || token_is(before, ",");
        if (opens_list && t.kind == TOKEN_WORD) {
            with_name = t.text;
        }
        bool after_as = token_is(before, "as") || token_is(before, "materialized");
        if (after_as && token_is(t, "(") && with_name.len > 0) {
            harmless_add(list, with_name);
            with_name = STR_NONE;
        }
        struct token next = lexer_word(&l);
        if (token_is(t, ")") || harmless_has(list, t.text)) {
            struct token other = next;
            if (token_is(next, "as")) {
                struct lexer ahead = l;
                other = lexer_word(&ahead);
            }
            if (is_alias(other)) {
                harmless_add(list, other.text);
            }
        }
        before = t;
        t = next;
    }
}

/* The name that a line of the plan scans, or empty. */
static str scanned(str detail) {
    str name = STR_NONE;

    if (str_find(detail, STR(" USING AUTOMATIC ")) != SIZE_MAX &&
        str_starts(detail, STR("SEARCH "))) {
        (void)str_cut(str_from(detail, 7), ' ', &name, NULL);
        return name;
    }
    if (!str_starts(detail, STR("SCAN ")) || str_find(detail, STR(" CONSTANT ROW")) != SIZE_MAX ||
        str_find(detail, STR(" VIRTUAL TABLE ")) != SIZE_MAX) {
        return STR_NONE;
    }
    detail = str_from(detail, 5);
    if (str_starts(detail, STR("TABLE "))) {
        detail = str_from(detail, 6);
    }
    (void)str_cut(detail, ' ', &name, NULL);
    return str_starts(name, STR("(")) ? STR_NONE : name;
}

static str plan_detail(sqlite3_stmt *plan, arena *mem) {
    const char *text = (const char *)sqlite3_column_text(plan, 3);

    return str_copy(mem, str_of(text));
}

static void plan_read(struct subject *t, sqlite3_stmt *plan) {
    const struct paragraph *q = t->query;
    struct harmless list = {.count = 0};

    harmless_read(&list, q->sql);
    while (sqlite3_step(plan) == SQLITE_ROW) {
        str detail = plan_detail(plan, t->source->mem);
        str made = STR_NONE;
        if (str_starts(detail, STR("CO-ROUTINE ")) || str_starts(detail, STR("MATERIALIZE "))) {
            (void)str_cut(detail, ' ', &made, NULL);
            harmless_add(&list, str_trim(str_from(detail, made.len)));
        }
        str name = scanned(detail);
        if (name.len > 0 && !harmless_has(&list, name)) {
            fault(t->source->path, q->line,
                  "%.*s: it reads all of `%.*s`; add an index, or say scan-ok \"why\" (plan: %.*s)",
                  STR_ARG(q->name), STR_ARG(name), STR_ARG(detail));
            return;
        }
    }
}

static void check_scans(struct subject *t) {
    sqlite3_stmt *plan = NULL;
    str sql = str_join(t->source->mem, STR("explain query plan "), t->query->sql);

    if (t->query->scan_ok.len > 0) {
        return;
    }
    if (sqlite3_prepare_v2(t->schema, sql.at, (int)sql.len, &plan, NULL) != SQLITE_OK) {
        fault(t->source->path, t->query->line, "%.*s: no plan: %s", STR_ARG(t->query->name),
              sqlite3_errmsg(t->schema));
        return;
    }
    plan_read(t, plan);
    (void)sqlite3_finalize(plan);
}

void source_check(struct source *s, sqlite3 *schema) {
    for (size_t i = 0; i < s->query_count; i++) {
        struct subject t = {.source = s, .query = &s->queries[i], .schema = schema};
        if (t.query->engine == ENGINE_POSTGRES || !prepare(&t)) {
            (void)sqlite3_finalize(t.statement);
            continue;
        }
        check_args(&t);
        check_columns(&t);
        check_effect(&t);
        check_scans(&t);
        (void)sqlite3_finalize(t.statement);
    }
}
