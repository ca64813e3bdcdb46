#include <stdio.h>
#include <string.h>

#include "sqlc.h"

static const char *const kind_names[] = {"one", "maybe", "many", "do"};
static const char *const type_names[] = {"i64", "f64", "text", "blob", "bool"};

/* A head line with its continuations, read from left to right. */
struct head {
    struct source *source;
    str rest;
    int line;
    bool bad; /* something was reported */
};

/* Only the first fault of a head line is told: what follows it is guesswork. */
static void PRINTF_LIKE(2, 3) head_fault(struct head *h, const char *format, ...) {
    char sentence[500];
    va_list list;

    if (h->bad) {
        return;
    }
    va_start(list, format);
    (void)vsnprintf(sentence, sizeof(sentence), format, list);
    va_end(list);
    fault(h->source->path, h->line, "%s", sentence);
    h->bad = true;
}

static void head_skip(struct head *h) {
    h->rest = str_trim(h->rest);
}

static bool head_take(struct head *h, const char *mark) {
    head_skip(h);
    if (!str_starts(h->rest, str_of(mark))) {
        return false;
    }
    h->rest = str_from(h->rest, strlen(mark));
    return true;
}

static str head_word(struct head *h) {
    size_t len = 0;

    head_skip(h);
    while (len < h->rest.len && strchr(" \t():?>\"", h->rest.at[len]) == NULL) {
        len++;
    }
    str word = str_first(h->rest, len);
    h->rest = str_from(h->rest, len);
    return word;
}

static str head_name(struct head *h) {
    str name = head_word(h);

    if (!name_is_good(name)) {
        head_fault(h, "`%.*s` is not a name that can be used: [a-z][a-z0-9_]*, no word of C",
                   STR_ARG(name));
    }
    return name;
}

static int index_of(const char *const *names, size_t count, str name) {
    for (size_t i = 0; i < count; i++) {
        if (str_eq(name, str_of(names[i]))) {
            return (int)i;
        }
    }
    return -1;
}

static bool fields_have(const struct fields *list, str name) {
    for (size_t i = 0; i < list->count; i++) {
        if (str_eq(list->at[i].name, name)) {
            return true;
        }
    }
    return false;
}

static void head_field(struct head *h, struct fields *list) {
    struct field f = {.name = head_name(h)};

    if (!head_take(h, ":")) {
        head_fault(h, "`%.*s` lacks its type: write name:type", STR_ARG(f.name));
        return;
    }
    str type = head_word(h);
    int known = index_of(type_names, COUNT_OF(type_names), type);
    if (known < 0) {
        head_fault(h, "`%.*s` is not a type: i64 f64 text blob bool", STR_ARG(type));
        return;
    }
    f.type = (enum value_type)known;
    f.nullable = str_starts(h->rest, STR("?")) && head_take(h, "?");
    if (fields_have(list, f.name)) {
        head_fault(h, "`%.*s` is declared twice", STR_ARG(f.name));
    } else if (list->count == FIELDS_MAX) {
        head_fault(h, "more than 64 fields, at `%.*s`", STR_ARG(f.name));
    } else {
        list->at[list->count++] = f;
    }
}

/* Does a field come next? Flags begin with '@' or are scan-ok. */
static bool head_has_field(struct head *h) {
    head_skip(h);
    return h->rest.len > 0 && h->rest.at[0] != '@' && !str_starts(h->rest, STR("scan-ok"));
}

static void head_args(struct head *h, struct paragraph *q) {
    if (!head_take(h, "(")) {
        head_fault(h, "`%.*s` lacks its arguments: write name(arg:type ...), or name()",
                   STR_ARG(q->name));
        return;
    }
    while (!h->bad && !head_take(h, ")")) {
        head_field(h, &q->args);
    }
    for (size_t i = 0; i < q->args.count && !h->bad; i++) {
        const struct field *arg = &q->args.at[i];
        if (arg->nullable && (arg->type == TYPE_F64 || arg->type == TYPE_BOOL)) {
            head_fault(h, "`%.*s`: only i64, text and blob arguments can stand for NULL",
                       STR_ARG(arg->name));
        }
    }
}

static const struct shape *shape_find(const struct source *s, str name) {
    for (size_t i = 0; i < s->shape_count; i++) {
        if (str_eq(s->shapes[i].name, name)) {
            return &s->shapes[i];
        }
    }
    return NULL;
}

static void head_result(struct head *h, struct paragraph *q) {
    if (q->kind == QUERY_DO) {
        str word = head_word(h);
        q->changed = str_eq(word, STR("changed"));
        if (!q->changed) {
            head_fault(h, "a `do` gives no rows, so not `%.*s`: only `-> changed`", STR_ARG(word));
        }
        return;
    }
    if (head_take(h, ":")) {
        str name = head_name(h);
        q->shape = shape_find(h->source, name);
        if (q->shape == NULL) {
            head_fault(h, "there is no shape `%.*s` above", STR_ARG(name));
        }
        return;
    }
    while (!h->bad && head_has_field(h)) {
        head_field(h, &q->columns);
    }
}

static void head_why(struct head *h, struct paragraph *q) {
    if (head_take(h, "\"")) {
        bool closed = false;
        h->rest = str_cut(h->rest, '"', &q->scan_ok, &closed);
        q->scan_ok = closed ? str_trim(q->scan_ok) : STR_NONE;
    }
    if (str_is_empty(q->scan_ok)) {
        head_fault(h, "scan-ok says why: scan-ok \"at most ten rows\"");
    }
}

static void head_flags(struct head *h, struct paragraph *q) {
    head_skip(h);
    while (!h->bad && h->rest.len > 0) {
        str word = head_word(h);
        if (str_eq(word, STR("@sqlite"))) {
            q->engine = ENGINE_SQLITE;
        } else if (str_eq(word, STR("@postgres"))) {
            q->engine = ENGINE_POSTGRES;
        } else if (str_eq(word, STR("scan-ok"))) {
            head_why(h, q);
        } else {
            head_fault(h, "`%.*s` is not a flag: @sqlite @postgres scan-ok \"why\"",
                       STR_ARG(str_is_empty(word) ? h->rest : word));
        }
        head_skip(h);
    }
}

/* An argument must not hide a parameter that the generated function has anyway. */
static void head_reserved(struct head *h, const struct paragraph *q) {
    bool frame = h->source->frame;
    const char *reserved[] = {
        frame ? "d" : "c",
        frame ? "mem" : "c",
        q->kind == QUERY_DO ? "changed" : "out",
        q->kind == QUERY_MAYBE ? "found" : "out",
        "args",
    };

    for (size_t i = 0; i < q->args.count; i++) {
        if (index_of(reserved, COUNT_OF(reserved), q->args.at[i].name) >= 0) {
            head_fault(h, "an argument cannot be called `%.*s`: the generated function uses it",
                       STR_ARG(q->args.at[i].name));
        }
    }
}

static bool query_is_twice(const struct paragraph *a, const struct paragraph *b) {
    return str_eq(a->name, b->name) &&
           (a->engine == ENGINE_BOTH || a->engine == b->engine || b->engine == ENGINE_BOTH);
}

static void head_query(struct head *h, struct paragraph *q) {
    const struct source *s = h->source;

    q->line = h->line;
    q->name = head_name(h);
    head_args(h, q);
    if (!h->bad && head_take(h, "->")) {
        head_result(h, q);
    }
    head_flags(h, q);
    head_reserved(h, q);
    if (q->kind != QUERY_DO && paragraph_columns(q)->count == 0) {
        head_fault(h, "`%.*s` reads, so it names its columns: -> name:type ...", STR_ARG(q->name));
    }
    for (size_t i = 0; i < s->query_count; i++) {
        if (query_is_twice(&s->queries[i], q)) {
            head_fault(h, "there are two queries `%.*s`", STR_ARG(q->name));
        }
    }
}

static void head_shape(struct head *h) {
    struct source *s = h->source;
    struct shape shape = {.name = head_name(h), .line = h->line};

    while (!h->bad && head_has_field(h)) {
        head_field(h, &shape.columns);
    }
    if (h->rest.len > 0) {
        head_fault(h, "a shape has no flags, so not `%.*s`", STR_ARG(h->rest));
    } else if (shape.columns.count == 0) {
        head_fault(h, "the shape `%.*s` has no columns", STR_ARG(shape.name));
    } else if (shape_find(s, shape.name) != NULL) {
        head_fault(h, "there are two shapes `%.*s`", STR_ARG(shape.name));
    } else if (s->shape_count == SHAPES_MAX) {
        head_fault(h, "more than 100 shapes, at `%.*s`", STR_ARG(shape.name));
    } else {
        s->shapes[s->shape_count++] = shape;
    }
}

/* ---- the file, line by line ---------------------------------------------- */

struct reader {
    struct source *source;
    str text;
    size_t at;
    int line; /* of the byte at `at` */
};

static str reader_line(struct reader *r) {
    str line = STR_NONE;
    bool more = false;
    str rest = str_cut(str_from(r->text, r->at), '\n', &line, &more);

    r->at = r->text.len - rest.len;
    r->line++;
    return line;
}

static bool reader_at_end(const struct reader *r) {
    return r->at >= r->text.len;
}

static bool reader_starts(const struct reader *r, const char *text) {
    return str_starts(str_from(r->text, r->at), str_of(text));
}

static bool reader_at_blank(const struct reader *r) {
    str line = STR_NONE;

    (void)str_cut(str_from(r->text, r->at), '\n', &line, NULL);
    return str_is_empty(str_trim(line));
}

/* The head line without its "--:", and the lines that go on with it ("--:" and two blanks). */
static struct head reader_head(struct reader *r) {
    struct head h = {.source = r->source, .line = r->line};

    h.rest = str_from(reader_line(r), 3);
    while (reader_starts(r, "--:  ")) {
        str more = str_from(reader_line(r), 3);
        h.rest = str_join(r->source->mem, h.rest, more);
    }
    h.rest = str_trim(h.rest);
    return h;
}

static bool has_upper(str s) {
    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] >= 'A' && s.at[i] <= 'Z') {
            return true;
        }
    }
    return false;
}

static void body_token(struct source *s, struct token t) {
    if ((t.kind == TOKEN_WORD || t.kind == TOKEN_NUMBER || t.kind == TOKEN_NAMED) &&
        has_upper(t.text)) {
        fault(s->path, t.line, "SQL is lower case: `%.*s`", STR_ARG(t.text));
    }
    if (t.kind == TOKEN_QUOTED) {
        fault(s->path, t.line, "names are not quoted: %.*s", STR_ARG(t.text));
    }
}

static void body_keep(buf *sql, struct token t) {
    if (t.kind != TOKEN_COMMENT) {
        buf_put(sql, t.text);
        return;
    }
    for (size_t i = 0; i < t.text.len; i++) {
        buf_char(sql, t.text.at[i] == '\n' ? '\n' : ' ');
    }
}

/* Everything up to the semicolon, comments made blanks so that places and lines stay. */
static void reader_body(struct reader *r, struct paragraph *q) {
    struct source *s = r->source;
    struct lexer l = lexer_new(str_from(r->text, r->at), r->line);
    buf sql = buf_new(s->mem, TEXT_LIMIT);
    size_t kept = 0;

    q->sql_line = r->line;
    for (;;) {
        struct token t = lexer_next(&l);
        size_t begin = l.at - t.text.len;
        bool is_head = t.kind == TOKEN_COMMENT && t.starts && str_starts(t.text, STR("--:"));
        if (t.kind == TOKEN_END || t.kind == TOKEN_OPEN || is_head) {
            fault(s->path, q->line, "the query `%.*s` has no end: a semicolon is missing",
                  STR_ARG(q->name));
            l.at = is_head ? begin : l.text.len;
            l.line = is_head ? t.line : l.line;
            break;
        }
        buf_put(&sql, str_at(l.text.at + kept, begin - kept));
        if (token_is(t, ";")) {
            break;
        }
        body_token(s, t);
        body_keep(&sql, t);
        kept = l.at;
    }
    q->sql = buf_str(&sql);
    r->at += l.at;
    r->line = l.line;
    if (!reader_at_end(r) && !reader_starts(r, "--:")) {
        str rest = str_trim(reader_line(r));
        if (rest.len > 0 && !str_starts(rest, STR("--"))) {
            fault(s->path, r->line - 1, "one query a paragraph: `%.*s` follows the semicolon",
                  STR_ARG(rest));
        }
    }
}

static void reader_paragraph(struct reader *r, str doc) {
    struct source *s = r->source;
    struct head h = reader_head(r);
    struct paragraph q = {.doc = doc};
    str word = head_word(&h);
    int kind = index_of(kind_names, COUNT_OF(kind_names), word);

    if (str_eq(word, STR("shape"))) {
        head_shape(&h);
        return;
    }
    if (kind < 0) {
        head_fault(&h, "`%.*s` is no kind of query: one maybe many do shape", STR_ARG(word));
        q.name = word;
    } else {
        q.kind = (enum query_kind)kind;
        head_query(&h, &q);
    }
    reader_body(r, &q);
    if (s->query_count == QUERIES_MAX) {
        fault(s->path, q.line, "more than 500 queries in one file");
    } else if (!h.bad) {
        s->queries[s->query_count++] = q;
    }
}

static str doc_add(arena *mem, str doc, str line) {
    str text = str_from(line, str_starts(line, STR("-- ")) ? 3 : 2);

    return str_is_empty(doc) ? text
                             : str_fmt(mem, "%.*s\n%.*s", STR_ARG(doc), STR_ARG(str_trim(text)));
}

/* The first line after the end of the stray text. */
static void reader_stray(struct reader *r) {
    fault(r->source->path, r->line,
          "SQL without a head line: `--: KIND name(arg:type ...) -> col:type ...` is missing");
    while (!reader_at_end(r) && !reader_starts(r, "--") && !reader_starts(r, "\n")) {
        (void)reader_line(r);
    }
}

static bool fields_match(const struct fields *a, const struct fields *b) {
    if (a->count != b->count) {
        return false;
    }
    for (size_t i = 0; i < a->count; i++) {
        if (!str_eq(a->at[i].name, b->at[i].name) || a->at[i].type != b->at[i].type ||
            a->at[i].nullable != b->at[i].nullable) {
            return false;
        }
    }
    return true;
}

static void pair_check(const struct source *s, const struct paragraph *q) {
    for (size_t i = 0; i < s->query_count; i++) {
        const struct paragraph *other = &s->queries[i];
        if (other == q || !str_eq(other->name, q->name)) {
            continue;
        }
        if (other->kind != q->kind || other->changed != q->changed ||
            !fields_match(&other->args, &q->args) ||
            !fields_match(paragraph_columns(other), paragraph_columns(q))) {
            fault(s->path, q->line, "the two paragraphs of `%.*s` promise different things",
                  STR_ARG(q->name));
        }
        return;
    }
    fault(s->path, q->line,
          "`%.*s` is there for one engine only: @sqlite and @postgres go together",
          STR_ARG(q->name));
}

static void structs_check(const struct source *s) {
    for (size_t i = 0; i < s->query_count; i++) {
        const struct paragraph *q = &s->queries[i];
        if (q->engine == ENGINE_SQLITE) {
            pair_check(s, q);
        } else if (q->engine == ENGINE_POSTGRES) {
            bool paired = false;
            for (size_t n = 0; n < s->query_count; n++) {
                paired |=
                    s->queries[n].engine == ENGINE_SQLITE && str_eq(s->queries[n].name, q->name);
            }
            if (!paired) {
                pair_check(s, q);
            }
        }
        if (q->kind != QUERY_DO && q->shape == NULL && shape_find(s, q->name) != NULL) {
            fault(s->path, q->line, "`%.*s` is also a shape: two structs of one name",
                  STR_ARG(q->name));
        }
    }
}

err source_read(struct source *s) {
    struct reader r = {.source = s, .line = 1};
    str doc = STR_NONE;

    TRY(file_read(s->mem, s->path, &r.text));
    while (!reader_at_end(&r)) {
        if (reader_starts(&r, "--:")) {
            reader_paragraph(&r, doc);
            doc = STR_NONE;
        } else if (reader_starts(&r, "--")) {
            doc = doc_add(s->mem, doc, reader_line(&r));
        } else if (reader_at_blank(&r)) {
            doc = STR_NONE;
            (void)reader_line(&r);
        } else {
            reader_stray(&r);
        }
    }
    structs_check(s);
    return arena_failed(s->mem) ? ERR_MEMORY : OK;
}

const struct fields *paragraph_columns(const struct paragraph *q) {
    return q->shape != NULL ? &q->shape->columns : &q->columns;
}

size_t paragraph_parameters(const struct source *s, const struct paragraph *q) {
    size_t results = q->kind == QUERY_MAYBE ? 2 : 1;

    if (q->kind == QUERY_DO) {
        results = q->changed ? 1 : 0;
    }
    return (s->frame ? 2 : 1) + q->args.count + results;
}
