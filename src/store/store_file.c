/* The file as a whole: backup, check, restore, lock. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "store/store.h"
#include "store/store_parts.h"

/* Pages copied between two calls of the progress: 1 MB of the usual page. */
enum { BACKUP_PAGES = 256, PATHS_LIMIT = 64 << 10 };

struct store_lock {
    int file;
};

static err world_err(void) {
    return errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_WORLD;
}

/* ---- syncing ------------------------------------------------------------------ */

static err file_sync(const char *path, int flags) {
    int file = open(path, flags | O_CLOEXEC);

    if (file < 0) {
        return world_err();
    }
    err result = fsync(file) == 0 ? OK : world_err();
    (void)close(file);
    return result;
}

/* Makes the names in the folder of `path` durable. */
static err folder_sync(arena *mem, const char *path) {
    const char *slash = strrchr(path, '/');
    const char *folder = ".";

    if (slash != NULL) {
        folder = slash == path ? "/" : str_c(mem, str_at(path, (size_t)(slash - path)));
    }
    return file_sync(folder, O_RDONLY | O_DIRECTORY);
}

static bool file_is_there(const char *path) {
    return access(path, F_OK) == 0;
}

static err file_remove(const char *path) {
    return unlink(path) == 0 || errno == ENOENT ? OK : world_err();
}

/* Removes what WAL mode and the rollback journal leave beside `path`. */
static err leftovers_remove(arena *mem, const char *path) {
    static const char *const ends[] = {"-wal", "-shm", "-journal"};

    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        TRY(file_remove(str_c(mem, str_fmt(mem, "%s%s", path, ends[i]))));
    }
    return OK;
}

/* ---- the check ------------------------------------------------------------------ */

static const struct query integrity_query = {"store.integrity", "pragma integrity_check(1)", false};
static const struct query references_query = {"store.references", "pragma foreign_key_check",
                                              false};

static err verify_integrity(db *d, arena *mem, str *finding) {
    rows *r CLEANUP(rows_end) = NULL;
    bool found = false;

    TRY(db_start(d, &integrity_query, &r));
    TRY(rows_next(r, &found));
    str said = found ? rows_text(r, 0, mem) : STR("The check said nothing.");
    if (!str_eq(said, STR("ok"))) {
        *finding = said;
        return ERR_DAMAGED;
    }
    return OK;
}

static err verify_references(db *d, arena *mem, str *finding) {
    rows *r CLEANUP(rows_end) = NULL;
    bool found = false;

    TRY(db_start(d, &references_query, &r));
    TRY(rows_next(r, &found));
    if (!found) {
        return OK;
    }
    *finding = str_fmt(
        mem,
        "A row of the table %.*s (number %" PRId64 ") points at a row of %.*s that is not there.",
        STR_ARG(rows_text(r, 0, mem)), rows_i64(r, 1), STR_ARG(rows_text(r, 2, mem)));
    return ERR_DAMAGED;
}

static err verify_open(db *d, arena *mem, str *finding) {
    TRY(verify_integrity(d, mem, finding));
    return verify_references(d, mem, finding);
}

err store_verify(const char *path, arena *mem, str *finding) {
    struct db_options options = {.path = path, .read_only = true};
    db *d CLEANUP(db_auto) = NULL;

    *finding = STR_NONE;
    err result = db_open(&options, &d);
    if (result == OK) {
        result = verify_open(d, mem, finding);
    }
    if (result == ERR_DAMAGED && str_is_empty(*finding)) {
        *finding = STR("This is not a database of Semaine, or its first pages are damaged.");
    }
    return result;
}

/* ---- backup ---------------------------------------------------------------------- */

static err backup_pages(sqlite3_backup *backup, sqlite3 *to, store_progress *progress, void *self) {
    int code = SQLITE_OK;

    while (code == SQLITE_OK) {
        code = sqlite3_backup_step(backup, BACKUP_PAGES);
        int64_t total = sqlite3_backup_pagecount(backup);
        int64_t done = total - sqlite3_backup_remaining(backup);
        bool is_ok = code == SQLITE_OK || code == SQLITE_DONE;
        if (is_ok && progress != NULL && !progress(self, done, total)) {
            return ERR_STOPPED;
        }
    }
    return code == SQLITE_DONE ? OK : store_err(code, to);
}

/*
 * Copies inside one read transaction: so the copy is the file at one moment, and a
 * busy writer cannot make it start again.
 */
static err backup_copy(db *from, sqlite3 *to, store_progress *progress, void *self) {
    int64_t tables = 0;

    TRY(db_script(from, STR("begin")));
    TRY(db_number(from, "select count(*) from sqlite_schema", &tables));
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", db_engine(from), "main");
    if (backup == NULL) {
        return store_err(sqlite3_extended_errcode(to), to);
    }
    err result = backup_pages(backup, to, progress, self);
    int code = sqlite3_backup_finish(backup);
    if (result == OK && code != SQLITE_OK) {
        result = store_err(code, to);
    }
    db_rollback(from);
    return result;
}

/* The copy says in its header that it has a WAL; a file that travels alone must not. */
static err backup_without_wal(sqlite3 *to) {
    int code = sqlite3_exec(to, "pragma journal_mode = delete", NULL, NULL, NULL);

    return store_err(code, to);
}

static err backup_fill(const char *from, const char *part, store_progress *progress, void *self) {
    struct db_options options = {.path = from, .read_only = true};
    db *source CLEANUP(db_auto) = NULL;
    sqlite3 *to = NULL;

    TRY(db_open(&options, &source));
    int code = sqlite3_open_v2(part, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    err result = store_err(code, to);
    if (result == OK) {
        /* Nothing is asked of a half copy, and the whole is synced once at the end. */
        (void)sqlite3_exec(to, "pragma synchronous = off", NULL, NULL, NULL);
        result = backup_copy(source, to, progress, self);
    }
    if (result == OK) {
        result = backup_without_wal(to);
    }
    code = sqlite3_close(to);
    return result == OK ? store_err(code, NULL) : result;
}

/* An empty file that only its owner may read. */
static err part_make(const char *part) {
    int file = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (file < 0) {
        return world_err();
    }
    (void)close(file);
    return OK;
}

static err backup_part(const char *from, const char *part, arena *mem, store_progress *progress,
                       void *self) {
    str finding = STR_NONE;

    TRY(part_make(part));
    TRY(backup_fill(from, part, progress, self));
    err result = store_verify(part, mem, &finding);
    if (result != OK) {
        LOG(LOG_ERROR, "backup", LOG_S("file", str_of(part)), LOG_S("finding", finding));
        return result;
    }
    return file_sync(part, O_RDWR);
}

/* Backs up `from` beside `to` and puts the copy there, replacing what is there. */
static err backup_replace(const char *from, const char *to, arena *mem, store_progress *progress,
                          void *self) {
    const char *part = str_c(mem, str_fmt(mem, "%s.part", to));

    TRY(file_remove(part));
    TRY(leftovers_remove(mem, part));
    err result = backup_part(from, part, mem, progress, self);
    if (result == OK && rename(part, to) != 0) {
        result = world_err();
    }
    if (result != OK) {
        DROP(file_remove(part), "the first fault counts");
        DROP(leftovers_remove(mem, part), "the first fault counts");
        return result;
    }
    return folder_sync(mem, to);
}

err store_backup(const char *from, const char *to, store_progress *progress, void *self) {
    arena *mem CLEANUP(arena_auto) = arena_new(PATHS_LIMIT);

    if (mem == NULL) {
        return ERR_MEMORY;
    }
    if (file_is_there(to)) {
        return ERR_CONFLICT;
    }
    return backup_replace(from, to, mem, progress, self);
}

err store_backup_replace(const char *from, const char *to) {
    arena *mem CLEANUP(arena_auto) = arena_new(PATHS_LIMIT);

    return mem == NULL ? ERR_MEMORY : backup_replace(from, to, mem, NULL, NULL);
}

/* ---- restore ----------------------------------------------------------------------- */

/* Folds the WAL of the file that goes into it, so that a cut in the next steps leaves it whole. */
static err restore_fold(const char *path) {
    struct db_options options = {.path = path};
    db *d CLEANUP(db_auto) = NULL;
    int64_t busy = 0;

    TRY(db_open(&options, &d));
    return db_number(d, "pragma wal_checkpoint(truncate)", &busy);
}

static err restore_locked(const char *from, const char *to, arena *mem, str *finding) {
    const char *part = str_c(mem, str_fmt(mem, "%s.restored", to));

    TRY(store_verify(from, mem, finding));
    TRY(file_remove(part));
    TRY(store_backup(from, part, NULL, NULL));
    if (file_is_there(to)) {
        DROP(restore_fold(to), "a damaged file is what a restore is for");
    }
    /* Before the rename: a WAL of the old file must never meet the new one. */
    TRY(leftovers_remove(mem, to));
    TRY(folder_sync(mem, to));
    if (rename(part, to) != 0) {
        return world_err();
    }
    return folder_sync(mem, to);
}

err store_restore(const char *from, const char *to, arena *mem, str *finding) {
    store_lock *lock = NULL;

    *finding = STR_NONE;
    TRY(store_lock_take(to, &lock));
    err result = restore_locked(from, to, mem, finding);
    store_lock_drop(lock);
    return result;
}

/* ---- lock -------------------------------------------------------------------------- */

err store_lock_take(const char *path, store_lock **out) {
    arena *mem CLEANUP(arena_auto) = arena_new(PATHS_LIMIT);
    store_lock *lock = calloc(1, sizeof(*lock));

    if (mem == NULL || lock == NULL) {
        free(lock);
        return ERR_MEMORY;
    }
    const char *name = str_c(mem, str_fmt(mem, "%s.lock", path));
    lock->file = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock->file < 0) {
        free(lock);
        return world_err();
    }
    if (flock(lock->file, LOCK_EX | LOCK_NB) != 0) {
        err result = errno == EWOULDBLOCK ? ERR_LOCKED : world_err();
        store_lock_drop(lock);
        return result;
    }
    *out = lock;
    return OK;
}

void store_lock_drop(store_lock *lock) {
    if (lock == NULL) {
        return;
    }
    /* The file stays: who removes it can take it from under one that has just opened it. */
    (void)close(lock->file);
    free(lock);
}
