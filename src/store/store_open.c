/* Opening a connection, and the engine behind it. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include "store/store.h"
#include "store/store_parts.h"

enum { BUSY_MS = 5000 };

/* ---- opening ------------------------------------------------------------------------- */

/* What every connection is told before it touches the file. */
static err open_guard(db *d) {
    static const struct {
        int option;
        int value;
    } config[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_DQS_DML, 0},        {SQLITE_DBCONFIG_DQS_DDL, 0},
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0}, {SQLITE_DBCONFIG_ENABLE_FKEY, 1},
    };

    (void)sqlite3_busy_timeout(db_engine(d), BUSY_MS);
    for (size_t i = 0; i < COUNT_OF(config); i++) {
        int code = sqlite3_db_config(db_engine(d), config[i].option, config[i].value, NULL);
        if (code != SQLITE_OK) {
            return db_err(d, code, "config");
        }
    }
    return OK;
}

/* Refuses a file that is not ours; a new one is made ours. */
static err open_identity(db *d, const struct db_options *options) {
    int64_t id = 0;
    int64_t tables = 0;

    TRY(db_number(d, "pragma application_id", &id));
    if (id == STORE_APPLICATION_ID) {
        return OK;
    }
    TRY(db_number(d, "select count(*) from sqlite_schema", &tables));
    if (id == 0 && tables == 0 && options->create && !options->read_only) {
        return db_script(d, STR("pragma application_id = 1399156065"));
    }
    return id == 0 && options->adopt ? OK : ERR_DAMAGED;
}

/* secure_delete and the WAL's limits belong to the one that writes; mmap to those that read. */
static err open_manners(db *d, const struct db_options *options) {
    if (options->read_only) {
        (void)sqlite3_db_config(db_engine(d), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        return db_script(d, STR("pragma query_only = on;"
                                "pragma mmap_size = 268435456;"
                                "pragma wal_autocheckpoint = 0;"
                                "pragma cell_size_check = on;"
                                "pragma temp_store = memory;"));
    }
    return db_script(d, STR("pragma journal_mode = wal;"
                            "pragma synchronous = full;"
                            "pragma foreign_keys = on;"
                            "pragma secure_delete = on;"
                            "pragma cell_size_check = on;"
                            "pragma temp_store = memory;"
                            "pragma journal_size_limit = 67108864;"
                            "pragma wal_autocheckpoint = 1000;"));
}

static err open_setup(db *d, const struct db_options *options) {
    TRY(open_guard(d));
    err result = open_identity(d, options);
    if (result == OK) {
        result = open_manners(d, options);
    }
    return result == ERR_BUSY ? ERR_LOCKED : result;
}

/* A new file is for its owner alone; the WAL takes over its mode. */
static err open_new(const char *path) {
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (file >= 0) {
        (void)close(file);
        return OK;
    }
    if (errno == EEXIST) {
        return OK;
    }
    return errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_WORLD;
}

static err open_engine(const struct db_options *options, sqlite3 **out) {
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;

    if (options->read_only) {
        flags |= SQLITE_OPEN_READONLY;
    } else {
        flags |= SQLITE_OPEN_READWRITE | (options->create ? SQLITE_OPEN_CREATE : 0);
    }
    int code = sqlite3_open_v2(options->path, out, flags, NULL);
    if (code == SQLITE_OK) {
        return OK;
    }
    err result = store_err(code, *out);
    (void)sqlite3_close(*out);
    *out = NULL;
    return result;
}

static err open_file(const struct db_options *options) {
    if (str_eq(str_of(options->path), STR(":memory:"))) {
        return OK;
    }
    if (options->create && !options->read_only) {
        return open_new(options->path);
    }
    if (access(options->path, F_OK) != 0) {
        return errno == ENOENT || errno == ENOTDIR ? ERR_MISSING : ERR_WORLD;
    }
    return OK;
}

err db_open(const struct db_options *options, db **out) {
    sqlite3 *engine = NULL;

    TRY(open_file(options));
    TRY(open_engine(options, &engine));
    db *d = db_new(engine);
    if (d == NULL) {
        (void)sqlite3_close(engine);
        return ERR_MEMORY;
    }
    err result = open_setup(d, options);
    if (result != OK) {
        db_close(d);
        return result;
    }
    *out = d;
    return OK;
}

/* ---- the engine -------------------------------------------------------------------------- */

static char engine_text[40];
static size_t engine_len;

static void engine_name(void) {
    str version = str_of(sqlite3_libversion());
    str name = STR("SQLite ");

    for (size_t i = 0; i < name.len; i++) {
        engine_text[engine_len++] = name.at[i];
    }
    for (size_t i = 0; i < version.len && engine_len < sizeof(engine_text); i++) {
        engine_text[engine_len++] = version.at[i];
    }
}

str store_engine(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    (void)pthread_once(&once, engine_name);
    return str_at(engine_text, engine_len);
}

bool store_version_is_faulty(int version) {
    int line = version / 1000;
    int patch = version % 1000;

    if (version < 3007000 || version > 3051002) {
        return false;
    }
    return !(line == 3044 && patch >= 6) && !(line == 3050 && patch >= 7);
}

str store_engine_warning(void) {
    if (!store_version_is_faulty(sqlite3_libversion_number())) {
        return STR_NONE;
    }
    return STR("This version of SQLite may have the WAL-reset fault (mended in 3.51.3, 3.50.7 and "
               "3.44.6, or by the distribution). Semaine avoids it by writing and checkpointing "
               "from one connection alone: open the live file with no other program that writes.");
}
