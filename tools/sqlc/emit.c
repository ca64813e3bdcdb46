#include "sqlc.h"

static const char *const c_types[] = {"int64_t ", "double ", "str ", "str ", "bool "};
static const char *const bind_names[] = {"i64", "f64", "text", "blob", "i64"};

static bool is_emitted(const struct paragraph *q) {
    return q->engine != ENGINE_POSTGRES;
}

static bool has_args_struct(const struct source *s, const struct paragraph *q) {
    return paragraph_parameters(s, q) > PARAMETERS_MAX;
}

/* The struct's name without `struct`: of the shape, or of the query itself. */
static str row_name(const struct paragraph *q) {
    return q->shape != NULL ? q->shape->name : q->name;
}

static void emit_doc(buf *out, str doc) {
    bool more = !str_is_empty(doc);

    if (!more) {
        return;
    }
    buf_c(out, "/*\n");
    while (more) {
        str line = STR_NONE;
        doc = str_cut(doc, '\n', &line, &more);
        line = str_trim(line);
        buf_c(out, line.len > 0 ? " * " : " *");
        for (size_t i = 0; i < line.len; i++) {
            char c = line.at[i];
            if (c == '/' && i > 0 && line.at[i - 1] == '*') {
                c = '|'; /* a comment must not end before its end */
            }
            buf_char(out, c);
        }
        buf_char(out, '\n');
    }
    buf_c(out, " */\n");
}

static void emit_row_struct(const struct source *s, buf *out, str name, const struct fields *f) {
    buf_fmt(out, "struct %.*s_%.*s {\n", STR_ARG(s->feature), STR_ARG(name));
    for (size_t i = 0; i < f->count; i++) {
        buf_fmt(out, "    %s%.*s;\n", c_types[f->at[i].type], STR_ARG(f->at[i].name));
        if (f->at[i].nullable) {
            buf_fmt(out, "    bool %.*s_is_null;\n", STR_ARG(f->at[i].name));
        }
    }
    buf_c(out, "};\n\n");
}

static void emit_list_struct(const struct source *s, buf *out, str name) {
    buf_fmt(out, "struct %.*s_%.*s_list {\n    struct %.*s_%.*s *at;\n    size_t count;\n};\n\n",
            STR_ARG(s->feature), STR_ARG(name), STR_ARG(s->feature), STR_ARG(name));
}

static void emit_args_struct(const struct source *s, const struct paragraph *q, buf *out) {
    if (!has_args_struct(s, q)) {
        return;
    }
    buf_fmt(out, "struct %.*s_%.*s_args {\n", STR_ARG(s->feature), STR_ARG(q->name));
    for (size_t i = 0; i < q->args.count; i++) {
        const struct field *f = &q->args.at[i];
        buf_fmt(out, "    %s%.*s;%s\n", c_types[f->type], STR_ARG(f->name),
                !f->nullable          ? ""
                : f->type == TYPE_I64 ? " /* 0 is stored as NULL */"
                                      : " /* empty is stored as NULL */");
    }
    buf_c(out, "};\n\n");
}

/* Is a shape read by a `many`, so that a list of it is wanted? */
static bool shape_is_listed(const struct source *s, const struct shape *shape) {
    for (size_t i = 0; i < s->query_count; i++) {
        if (s->queries[i].shape == shape && s->queries[i].kind == QUERY_MANY) {
            return true;
        }
    }
    return false;
}

static void emit_values(const struct source *s, const struct paragraph *q, buf *out) {
    if (has_args_struct(s, q)) {
        buf_fmt(out, ", const struct %.*s_%.*s_args *args", STR_ARG(s->feature), STR_ARG(q->name));
        return;
    }
    for (size_t i = 0; i < q->args.count; i++) {
        buf_fmt(out, ", %s%.*s", c_types[q->args.at[i].type], STR_ARG(q->args.at[i].name));
    }
}

/* `is_code`: of the definition, where an arena that is not used says so. */
static void emit_signature(const struct source *s, const struct paragraph *q, bool is_code,
                           buf *out) {
    buf_fmt(out, "err %.*s_sql_%.*s(%s%s", STR_ARG(s->feature), STR_ARG(q->name),
            s->frame ? "db *d, arena *mem" : "cx *c",
            s->frame && is_code && q->kind == QUERY_DO ? " UNUSED" : "");
    emit_values(s, q, out);
    if (q->kind != QUERY_DO) {
        str name = row_name(q);
        buf_fmt(out, ", struct %.*s_%.*s%s *out", STR_ARG(s->feature), STR_ARG(name),
                q->kind == QUERY_MANY ? "_list" : "");
    }
    buf_c(out, q->kind == QUERY_MAYBE ? ", bool *found" : "");
    buf_c(out, q->kind == QUERY_DO && q->changed ? ", int64_t *changed" : "");
    buf_char(out, ')');
}

static void emit_promise(const struct paragraph *q, buf *out) {
    static const char *const promises[] = {
        "One row. ERR_MISSING there is none; ERR_STORE there are more.",
        "One row or none; `*out` is written only where `*found`.",
        "All rows, in the query's order. ERR_LARGE more than 100,000.",
        "Changes. ERR_CONFLICT a uniqueness or reference stands against it.",
    };
    str doc = q->doc;

    if (str_is_empty(doc)) {
        doc = str_of(promises[q->kind]);
    }
    emit_doc(out, doc);
}

void emit_header(const struct source *s, buf *out) {
    buf_fmt(
        out,
        "/* Written by tools/sqlc from %s. */\n#ifndef GEN_%.*s_SQL_H\n#define GEN_%.*s_SQL_H\n\n",
        s->path, STR_ARG(s->feature), STR_ARG(s->feature));
    buf_c(out, s->frame ? "#include \"base/arena.h\"\n#include \"base/base.h\"\n"
                          "#include \"base/err.h\"\n#include \"base/str.h\"\n"
                          "#include \"store/store.h\"\n\n"
                        : "#include \"core/cx.h\"\n#include \"store/store.h\"\n\n");
    for (size_t i = 0; i < s->shape_count; i++) {
        emit_row_struct(s, out, s->shapes[i].name, &s->shapes[i].columns);
        if (shape_is_listed(s, &s->shapes[i])) {
            emit_list_struct(s, out, s->shapes[i].name);
        }
    }
    for (size_t i = 0; i < s->query_count; i++) {
        const struct paragraph *q = &s->queries[i];
        if (!is_emitted(q)) {
            continue;
        }
        if (q->kind != QUERY_DO && q->shape == NULL) {
            emit_row_struct(s, out, q->name, &q->columns);
            if (q->kind == QUERY_MANY) {
                emit_list_struct(s, out, q->name);
            }
        }
        emit_args_struct(s, q, out);
        emit_promise(q, out);
        emit_signature(s, q, false, out);
        buf_fmt(out, " MUST_USE;\nextern const struct query %.*s_query_%.*s;\n\n",
                STR_ARG(s->feature), STR_ARG(q->name));
    }
    buf_fmt(out,
            "/* All of them, in the order of the file. */\n"
            "extern const struct query *const %.*s_queries[];\n"
            "extern const size_t %.*s_query_count;\n\n#endif\n",
            STR_ARG(s->feature), STR_ARG(s->feature));
}

/* The lines of a query without the empty ones and without blanks at their ends. */
static str sql_tidy(arena *mem, str sql) {
    buf out = buf_new(mem, TEXT_LIMIT);
    bool more = true;

    while (more) {
        str line = STR_NONE;
        sql = str_cut(sql, '\n', &line, &more);
        while (line.len > 0 && str_is_empty(str_trim(str_from(line, line.len - 1)))) {
            line = str_first(line, line.len - 1);
        }
        if (line.len > 0) {
            buf_c(&out, buf_str(&out).len > 0 ? "\n" : "");
            buf_put(&out, line);
        }
    }
    return buf_str(&out);
}

static void emit_query(const struct source *s, const struct paragraph *q, buf *out) {
    buf_fmt(out, "const struct query %.*s_query_%.*s = {\n    .name = \"%.*s.%.*s\",\n    .sql =\n",
            STR_ARG(s->feature), STR_ARG(q->name), STR_ARG(s->feature), STR_ARG(q->name));
    literal_put(out, "        ", sql_tidy(s->mem, q->sql));
    buf_fmt(out, ",\n    .writes = %s,\n};\n\n", q->kind == QUERY_DO ? "true" : "false");
}

static void emit_read(const struct source *s, buf *out, str name, const struct fields *f) {
    bool keeps = false;

    for (size_t i = 0; i < f->count; i++) {
        keeps |= f->at[i].type == TYPE_TEXT || f->at[i].type == TYPE_BLOB;
    }
    buf_fmt(out,
            "static void read_%.*s(const rows *rows_, arena *mem_%s, struct %.*s_%.*s *row_) {\n",
            STR_ARG(name), keeps ? "" : " UNUSED", STR_ARG(s->feature), STR_ARG(name));
    for (size_t i = 0; i < f->count; i++) {
        str field = f->at[i].name;
        switch (f->at[i].type) {
        case TYPE_I64:
            buf_fmt(out, "    row_->%.*s = rows_i64(rows_, %zu);\n", STR_ARG(field), i);
            break;
        case TYPE_F64:
            buf_fmt(out, "    row_->%.*s = rows_f64(rows_, %zu);\n", STR_ARG(field), i);
            break;
        case TYPE_BOOL:
            buf_fmt(out, "    row_->%.*s = rows_i64(rows_, %zu) != 0;\n", STR_ARG(field), i);
            break;
        case TYPE_TEXT:
        case TYPE_BLOB:
            buf_fmt(out, "    row_->%.*s = rows_text(rows_, %zu, mem_);\n", STR_ARG(field), i);
            break;
        }
        if (f->at[i].nullable) {
            buf_fmt(out, "    row_->%.*s_is_null = rows_is_null(rows_, %zu);\n", STR_ARG(field), i);
        }
    }
    buf_c(out, "}\n\n");
}

static void emit_bind(const struct field *f, const char *prefix, size_t place, buf *out) {
    const char *indent = "    ";

    if (f->nullable) {
        buf_fmt(out,
                "    if (%s%.*s%s == 0) {\n        rows_bind_null(rows_, %zu);\n    } else {\n",
                prefix, STR_ARG(f->name), f->type == TYPE_I64 ? "" : ".len", place);
        indent = "        ";
    }
    buf_fmt(out, "%srows_bind_%s(rows_, %zu, %s%.*s%s);\n", indent, bind_names[f->type], place,
            prefix, STR_ARG(f->name), f->type == TYPE_BOOL ? " ? 1 : 0" : "");
    buf_c(out, f->nullable ? "    }\n" : "");
}

static const char one_end[] = "    TRY(rows_next(rows_, &more_));\n"
                              "    if (!more_) {\n"
                              "        return ERR_MISSING;\n"
                              "    }\n";
static const char maybe_end[] = "    TRY(rows_next(rows_, &more_));\n"
                                "    *found = false;\n"
                                "    if (!more_) {\n"
                                "        return OK;\n"
                                "    }\n";

static void emit_single(const struct source *s, const struct paragraph *q, const char *mem,
                        buf *out) {
    str name = row_name(q);

    buf_c(out, q->kind == QUERY_ONE ? one_end : maybe_end);
    buf_fmt(out,
            "    struct %.*s_%.*s row_ = {0};\n"
            "    read_%.*s(rows_, %s, &row_);\n"
            "    TRY(rows_next(rows_, &more_));\n"
            "    if (more_) {\n"
            "        return ERR_STORE;\n"
            "    }\n"
            "    if (arena_failed(%s)) {\n"
            "        return ERR_MEMORY;\n"
            "    }\n"
            "    *out = row_;\n",
            STR_ARG(s->feature), STR_ARG(name), STR_ARG(name), mem, mem);
    buf_c(out, q->kind == QUERY_MAYBE ? "    *found = true;\n" : "");
}

static void emit_many(const struct source *s, const struct paragraph *q, const char *mem,
                      buf *out) {
    str name = row_name(q);

    buf_fmt(out,
            "    struct %.*s_%.*s_list list_ = {0};\n"
            "    TRY(rows_next(rows_, &more_));\n"
            "    while (more_) {\n"
            "        void *room_ = list_.at;\n"
            "        TRY(rows_room(%s, &room_, list_.count, sizeof(*list_.at)));\n"
            "        list_.at = room_;\n"
            "        read_%.*s(rows_, %s, &list_.at[list_.count]);\n"
            "        list_.count++;\n"
            "        TRY(rows_next(rows_, &more_));\n"
            "    }\n"
            "    if (arena_failed(%s)) {\n"
            "        return ERR_MEMORY;\n"
            "    }\n"
            "    *out = list_;\n",
            STR_ARG(s->feature), STR_ARG(name), mem, STR_ARG(name), mem, mem);
}

static void emit_do(const struct paragraph *q, const char *db, buf *out) {
    buf_c(out, "    TRY(rows_next(rows_, &more_));\n");
    if (q->changed) {
        buf_fmt(out, "    *changed = db_changes(%s);\n", db);
    }
}

static void emit_function(const struct source *s, const struct paragraph *q, buf *out) {
    const char *db = s->frame ? "d" : "c->db";
    const char *mem = s->frame ? "mem" : "c->mem";

    emit_signature(s, q, true, out);
    buf_fmt(out,
            " {\n"
            "    rows *rows_ CLEANUP(rows_end) = NULL;\n"
            "    bool more_ = false;\n\n"
            "    TRY(db_start(%s, &%.*s_query_%.*s, &rows_));\n",
            db, STR_ARG(s->feature), STR_ARG(q->name));
    for (size_t i = 0; i < q->place_count; i++) {
        emit_bind(&q->args.at[q->places[i]], has_args_struct(s, q) ? "args->" : "", i + 1, out);
    }
    if (q->kind == QUERY_DO) {
        emit_do(q, db, out);
    } else if (q->kind == QUERY_MANY) {
        emit_many(s, q, mem, out);
    } else {
        emit_single(s, q, mem, out);
    }
    buf_c(out, "    return OK;\n}\n\n");
}

static bool shape_is_read(const struct source *s, const struct shape *shape) {
    for (size_t i = 0; i < s->query_count; i++) {
        if (s->queries[i].shape == shape && is_emitted(&s->queries[i])) {
            return true;
        }
    }
    return false;
}

void emit_code(const struct source *s, const char *header_name, buf *out) {
    buf_fmt(
        out,
        "/* Written by tools/sqlc from %s. */\n/* Arguments are called as in SQL, also where a type of C has that name. */\n#pragma GCC diagnostic ignored \"-Wshadow\"\n#include \"%s\"\n\n"
        "/* A query is one literal, however long. */\n"
        "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n",
        s->path, header_name);
    for (size_t i = 0; i < s->shape_count; i++) {
        if (shape_is_read(s, &s->shapes[i])) {
            emit_read(s, out, s->shapes[i].name, &s->shapes[i].columns);
        }
    }
    for (size_t i = 0; i < s->query_count; i++) {
        const struct paragraph *q = &s->queries[i];
        if (!is_emitted(q)) {
            continue;
        }
        emit_query(s, q, out);
        if (q->kind != QUERY_DO && q->shape == NULL) {
            emit_read(s, out, q->name, &q->columns);
        }
        emit_function(s, q, out);
    }
    buf_fmt(out, "const struct query *const %.*s_queries[] = {\n", STR_ARG(s->feature));
    size_t count = 0;
    for (size_t i = 0; i < s->query_count; i++) {
        if (is_emitted(&s->queries[i])) {
            buf_fmt(out, "    &%.*s_query_%.*s,\n", STR_ARG(s->feature),
                    STR_ARG(s->queries[i].name));
            count++;
        }
    }
    buf_fmt(out, "    NULL,\n};\nconst size_t %.*s_query_count = %zu;\n", STR_ARG(s->feature),
            count);
}
