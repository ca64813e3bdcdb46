/*
 * sqlc.h: what the parts of tools/sqlc share. README.md is the manual of the program.
 *
 * A run reads everything into one arena, reports every fault it finds as
 * "file:line: sentence" and writes its output only when there was none.
 */
#ifndef SQLC_H
#define SQLC_H

#include <sqlite3.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

enum { FIELDS_MAX = 64, QUERIES_MAX = 500, SHAPES_MAX = 100, FILES_MAX = 2000 };

enum { TEXT_LIMIT = 16 << 20, PARAMETERS_MAX = 6 };

/* ---- text.c: words of SQL, files, faults ---------------------------------- */

enum token_kind {
    TOKEN_END,
    TOKEN_WORD,    /* a name or keyword */
    TOKEN_NAMED,   /* :name */
    TOKEN_NUMBER,  /* 12, 1.5e3 */
    TOKEN_STRING,  /* 'text' */
    TOKEN_QUOTED,  /* "name" */
    TOKEN_COMMENT, /* -- to the end of the line, or a block */
    TOKEN_MARK,    /* one other byte */
    TOKEN_OPEN     /* a string or comment that never ends */
};

struct token {
    enum token_kind kind;
    str text;    /* with its quotes or dashes */
    int line;    /* where it begins */
    bool starts; /* nothing but blanks stands before it on its line */
};

struct lexer {
    str text;
    size_t at;
    int line;
    bool starts;
};

/* Reads `text`, whose first line has the number `line`. */
struct lexer lexer_new(str text, int line);
/* The next token; TOKEN_END at the end, and from then on. */
struct token lexer_next(struct lexer *l);
/* The next token that is not a comment. */
struct token lexer_word(struct lexer *l);
bool token_is(struct token t, const char *text);

/* Is it [a-z][a-z0-9_]*, up to 60 bytes, and no word of C? */
bool name_is_good(str name);

/* Prints "path:line: sentence" on standard error and counts it. Line 0 is left out. */
void fault(const char *path, int line, const char *format, ...) PRINTF_LIKE(3, 4);
int fault_count(void);

/* The whole file, terminated, up to 16 MB. A fault, and ERR_MISSING or ERR_LARGE, where it cannot
 * be read. */
err file_read(arena *mem, const char *path, str *out) MUST_USE;
/* Replaces the file in one step. A fault where it cannot. */
err file_write(arena *mem, const char *path, str text) MUST_USE;
/* A C string literal per line of `text`, each on a line of its own behind `indent`. */
void literal_put(buf *out, const char *indent, str text);

/* ---- parse.c: store.sql --------------------------------------------------- */

enum query_kind { QUERY_ONE, QUERY_MAYBE, QUERY_MANY, QUERY_DO };

enum value_type { TYPE_I64, TYPE_F64, TYPE_TEXT, TYPE_BLOB, TYPE_BOOL };

enum engine { ENGINE_BOTH, ENGINE_SQLITE, ENGINE_POSTGRES };

struct field {
    str name;
    enum value_type type;
    bool nullable;
};

struct fields {
    struct field at[FIELDS_MAX];
    size_t count;
};

struct shape {
    str name;
    struct fields columns;
    int line;
};

struct paragraph {
    enum query_kind kind;
    enum engine engine;
    str name;
    str doc;      /* comment lines without their dashes, joined by newlines */
    str sql;      /* comments blanked out, without the last semicolon */
    int line;     /* of the head line */
    int sql_line; /* of the first byte of `sql` */
    struct fields args;
    struct fields columns;     /* without a shape */
    const struct shape *shape; /* of its rows, or NULL */
    bool changed;              /* tells how many rows it changed */
    str scan_ok;               /* why a scan does no harm, or empty */
    size_t places[FIELDS_MAX]; /* place n + 1 in the statement takes args.at[places[n]] */
    size_t place_count;
};

struct source {
    const char *path;
    str feature;
    bool frame; /* functions take (db, arena) instead of cx */
    arena *mem;
    struct shape shapes[SHAPES_MAX];
    size_t shape_count;
    struct paragraph queries[QUERIES_MAX];
    size_t query_count;
};

/* Reads s->path. Faults are counted; the result is OK unless the file cannot be read. */
err source_read(struct source *s) MUST_USE;
const struct fields *paragraph_columns(const struct paragraph *q);
/* The two arguments that stand before the values, or one: how many parameters the function has. */
size_t paragraph_parameters(const struct source *s, const struct paragraph *q);

/* ---- schema.c: migrations ------------------------------------------------- */

struct migration_file {
    const char *path;
    const char *feature; /* may be NULL */
    str name;            /* without ".sql" */
    str text;
};

struct schema {
    struct migration_file at[FILES_MAX];
    size_t count;
};

/* Adds the .sql files of a folder; a folder that is not there holds none. */
err schema_add(struct schema *s, arena *mem, const char *folder, const char *feature) MUST_USE;
/* In the order of the names, then of the features. */
void schema_sort(struct schema *s);
/* A database in memory with all of it; faults where a statement is refused. */
err schema_open(const struct schema *s, sqlite3 **out) MUST_USE;
/* The rules for migrations: names, comments, keys. */
void schema_check(const struct schema *s, arena *mem);
/* The C array of all migrations. */
err schema_emit(const struct schema *s, arena *mem, const char *out_path) MUST_USE;

/* ---- check.c: every query against the schema -------------------------------- */

/*
 * Prepares every query that SQLite is to run: its text, arguments, columns and types, whether it
 * writes, what it scans. Faults are counted; fills in the places of the arguments.
 */
/* Prepares each query, holds it against its head line, and looks for scans; faults are counted. */
void source_check(struct source *s, sqlite3 *schema);

/* ---- emit.c: C ------------------------------------------------------------ */

/* The header that the feature's code includes: structs and declarations. */
void emit_header(const struct source *s, buf *out);
/* The code, which includes its header by `header_name`. After source_check only. */
void emit_code(const struct source *s, const char *header_name, buf *out);

#endif
