#include <dirent.h>
#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "sqlc.h"

err schema_add(struct schema *s, arena *mem, const char *folder, const char *feature) {
    DIR *dir = opendir(folder);
    err result = OK;

    if (dir == NULL) {
        if (errno == ENOENT) {
            return OK;
        }
        fault(folder, 0, "cannot be read: %s", strerror(errno));
        return ERR_WORLD;
    }
    for (struct dirent *entry = readdir(dir); entry != NULL && result == OK; entry = readdir(dir)) {
        str name = str_copy(mem, str_of(entry->d_name));
        if (str_starts(name, STR(".")) || !str_ends(name, STR(".sql"))) {
            continue;
        }
        if (s->count == FILES_MAX) {
            fault(folder, 0, "more than 2,000 migrations");
            result = ERR_LARGE;
            continue;
        }
        struct migration_file *file = &s->at[s->count++];
        file->path = str_c(mem, str_fmt(mem, "%s/%s", folder, entry->d_name));
        file->feature = feature;
        file->name = str_first(name, name.len - 4);
        result = file_read(mem, file->path, &file->text);
    }
    (void)closedir(dir);
    return result;
}

static int file_order(const void *a, const void *b) {
    const struct migration_file *one = a;
    const struct migration_file *two = b;
    int order = str_order(one->name, two->name);

    return order != 0 ? order : strcmp(one->path, two->path);
}

void schema_sort(struct schema *s) {
    qsort(s->at, s->count, sizeof(s->at[0]), file_order);
}

static int line_at(str text, size_t offset) {
    int line = 1;

    for (size_t i = 0; i < offset && i < text.len; i++) {
        line += text.at[i] == '\n';
    }
    return line;
}

/* Runs a file, statement by statement, so that a fault can be told by its line. */
static bool file_apply(const struct migration_file *file, arena *mem, sqlite3 *out) {
    const char *all = str_c(mem, file->text);
    const char *rest = all;

    while (*rest != '\0') {
        rest += strspn(rest, " \t\r\n"); /* so that a fault without a place has its line */
        sqlite3_stmt *statement = NULL;
        const char *tail = rest;
        int code = sqlite3_prepare_v2(out, rest, -1, &statement, &tail);
        if (code != SQLITE_OK) {
            int offset = sqlite3_error_offset(out);
            size_t at = (size_t)(rest - all) + (offset > 0 ? (size_t)offset : 0);
            fault(file->path, line_at(file->text, at), "%s", sqlite3_errmsg(out));
            return false;
        }
        while (statement != NULL && sqlite3_step(statement) == SQLITE_ROW) {
        }
        if (statement != NULL && sqlite3_finalize(statement) != SQLITE_OK) {
            fault(file->path, line_at(file->text, (size_t)(rest - all)), "%s", sqlite3_errmsg(out));
            return false;
        }
        rest = tail;
    }
    return true;
}

err schema_open(const struct schema *s, sqlite3 **out) {
    sqlite3 *database = NULL;
    arena *mem = arena_new((size_t)TEXT_LIMIT * 4);

    if (mem == NULL || sqlite3_open(":memory:", &database) != SQLITE_OK) {
        arena_free(mem);
        (void)sqlite3_close(database);
        return ERR_MEMORY;
    }
    (void)sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    (void)sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    for (size_t i = 0; i < s->count; i++) {
        if (!file_apply(&s->at[i], mem, database)) {
            break;
        }
    }
    arena_free(mem);
    *out = database;
    return OK;
}

static str hash_of(arena *mem, str text) {
    unsigned char hash[crypto_hash_sha256_BYTES];
    char hex[2 * crypto_hash_sha256_BYTES + 1];

    (void)crypto_hash_sha256(hash, (const unsigned char *)text.at, text.len);
    (void)sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
    return str_copy(mem, str_of(hex));
}

err schema_emit(const struct schema *s, arena *mem, const char *out_path) {
    buf out = buf_new(mem, TEXT_LIMIT);

    buf_c(&out, "/* Written by tools/sqlc: all migrations, in the order of their names. */\n"
                "#include \"store/store.h\"\n\n"
                "/* A migration is one literal, however long. */\n"
                "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n"
                "extern const struct migration feature_migrations[];\n"
                "extern const size_t feature_migration_count;\n\n"
                "const struct migration feature_migrations[] = {\n");
    for (size_t i = 0; i < s->count; i++) {
        const struct migration_file *file = &s->at[i];
        buf_fmt(&out,
                "    {.feature = \"%s\",\n     .name = \"%.*s\",\n     .sha256 = \"%.*s\",\n"
                "     .sql =\n",
                file->feature, STR_ARG(file->name), STR_ARG(hash_of(mem, file->text)));
        literal_put(&out, "         ", file->text);
        buf_c(&out, "},\n");
    }
    buf_fmt(&out,
            "    {.name = NULL}, /* C forbids empty arrays; not counted */\n};\n"
            "const size_t feature_migration_count = %zu;\n",
            s->count);
    TRY(buf_done(&out));
    return file_write(mem, out_path, buf_str(&out));
}
