/* Bringing a file up to date. */
#include <string.h>

#include "base/log.h"
#include "base/time.h"
#include "store/store.h"
#include "store/store_parts.h"

enum { APPLIED_LIMIT = 4 << 20 };

static const char ledger[] = "create table if not exists store_migration ("
                             "name text not null,"          /* of the file, without .sql */
                             "feature text not null,"       /* the folder it came from */
                             "sha256 text not null,"        /* 64 hex digits of the file */
                             "applied_at integer not null," /* seconds since 1970 UTC */
                             "primary key (name, feature))";

static const struct query applied_query = {
    "store.applied", "select name, feature, sha256 from store_migration order by name, feature",
    false};
static const struct query record_query = {
    "store.record",
    "insert into store_migration (name, feature, sha256, applied_at) values (?1, ?2, ?3, ?4)",
    true};

struct applied {
    str name;
    str feature;
    str sha256;
};

struct applied_list {
    struct applied *at;
    size_t count;
};

static err applied_read(db *d, arena *mem, struct applied_list *out) {
    rows *r CLEANUP(rows_end) = NULL;
    bool found = false;

    TRY(db_start(d, &applied_query, &r));
    TRY(rows_next(r, &found));
    while (found) {
        void *room = out->at;
        TRY(rows_room(mem, &room, out->count, sizeof(*out->at)));
        out->at = room;
        out->at[out->count++] = (struct applied){
            .name = rows_text(r, 0, mem),
            .feature = rows_text(r, 1, mem),
            .sha256 = rows_text(r, 2, mem),
        };
        TRY(rows_next(r, &found));
    }
    return arena_failed(mem) ? ERR_MEMORY : OK;
}

static bool is_same(const struct applied *a, const struct migration *m) {
    return str_eq(a->name, str_of(m->name)) && str_eq(a->feature, str_of(m->feature));
}

static bool is_applied(const struct applied_list *applied, const struct migration *m) {
    for (size_t i = 0; i < applied->count; i++) {
        if (is_same(&applied->at[i], m)) {
            return true;
        }
    }
    return false;
}

/* Does this program know all that the file holds, and does it know it unchanged? */
static err applied_check(const struct applied_list *applied, const struct migration *list,
                         size_t count) {
    for (size_t i = 0; i < applied->count; i++) {
        const struct applied *a = &applied->at[i];
        size_t at = 0;
        while (at < count && !is_same(a, &list[at])) {
            at++;
        }
        bool known = at < count;
        if (!known || !str_eq(a->sha256, str_of(list[at].sha256))) {
            LOG(LOG_ERROR, "migrate", LOG_S("name", a->name), LOG_S("feature", a->feature),
                LOG_S("fault",
                      known ? STR("changed since it was applied") : STR("not known here")));
            return known ? ERR_DAMAGED : ERR_NEWER;
        }
    }
    return OK;
}

static err migration_record(db *d, const struct migration *m) {
    rows *r CLEANUP(rows_end) = NULL;
    bool found = false;

    TRY(db_start(d, &record_query, &r));
    rows_bind_text(r, 1, str_of(m->name));
    rows_bind_text(r, 2, str_of(m->feature));
    rows_bind_text(r, 3, str_of(m->sha256));
    rows_bind_i64(r, 4, time_wall());
    return rows_next(r, &found);
}

static err migration_steps(db *d, const struct migration *m) {
    int64_t broken = 0;

    TRY(db_script(d, str_of(m->sql)));
    TRY(migration_record(d, m));
    err result = db_number(d, "select 1 from pragma_foreign_key_check limit 1", &broken);
    if (result == OK) {
        return ERR_DAMAGED; /* a row points at nothing: the migration has broken what was whole */
    }
    return result == ERR_MISSING ? db_commit(d) : result;
}

static err migration_apply(db *d, const struct migration *m) {
    TRY(db_begin(d));
    err result = migration_steps(d, m);
    if (result != OK) {
        db_rollback(d);
        LOG(LOG_ERROR, "migrate", LOG_S("name", str_of(m->name)),
            LOG_S("feature", str_of(m->feature)), LOG_S("err", str_of(err_name(result))));
    }
    return result;
}

/* Any table but our ledger. */
static err holds_data(db *d, bool *out) {
    int64_t tables = 0;

    TRY(db_number(d,
                  "select count(*) from sqlite_schema where type = 'table'"
                  " and name <> 'store_migration'",
                  &tables));
    *out = tables > 0;
    return OK;
}

static err backup_before(db *d, const char *path, const struct migration *m, arena *mem) {
    bool data = false;

    TRY(holds_data(d, &data));
    if (!data || strcmp(path, ":memory:") == 0) {
        return OK;
    }
    const char *to = str_c(mem, str_fmt(mem, "%s.before-%s", path, m->name));
    TRY(store_backup_replace(path, to));
    LOG(LOG_INFO, "backup", LOG_S("file", str_of(to)));
    return OK;
}

/* An adopted file becomes ours with its first migration. */
static err identity_take(db *d) {
    int64_t id = 0;

    TRY(db_number(d, "pragma application_id", &id));
    return id == STORE_APPLICATION_ID ? OK
                                      : db_script(d, STR("pragma application_id = 1399156065"));
}

static err migrate_in(db *d, const char *path, const struct migration *list, size_t count,
                      size_t *done, arena *mem) {
    struct applied_list applied = {0};

    TRY(db_script(d, str_of(ledger)));
    TRY(applied_read(d, mem, &applied));
    TRY(applied_check(&applied, list, count));
    for (size_t i = 0; i < count; i++) {
        if (is_applied(&applied, &list[i])) {
            continue;
        }
        if (*done == 0) {
            TRY(backup_before(d, path, &list[i], mem));
            TRY(identity_take(d));
        }
        TRY(migration_apply(d, &list[i]));
        (*done)++;
    }
    return OK;
}

err store_migrate(db *d, const char *path, const struct migration *list, size_t count,
                  size_t *applied) {
    arena *mem = arena_new(APPLIED_LIMIT);
    size_t done = 0;

    if (mem == NULL) {
        return ERR_MEMORY;
    }
    err result = migrate_in(d, path, list, count, &done, mem);
    arena_free(mem);
    if (result == OK && applied != NULL) {
        *applied = done;
    }
    return result;
}
