#include "core/setting.h"

#include "gen/core_sql.h"

err setting_get(cx *c, int64_t edition, str key, str *out, bool *found) {
    struct core_setting row = {0};

    TRY(core_sql_setting(c->db, c->mem, edition, key, &row, found));
    *out = *found ? row.value : STR_NONE;
    return OK;
}

err setting_put(cx *c, int64_t edition, str key, str value) {
    TRY(core_sql_setting_put(
        c->db, c->mem,
        &(struct core_setting_put_args){
            .edition = edition, .key = key, .value = value, .now = c->now, .person = c->person}));
    cx_touch(c, "setting/%.*s", STR_ARG(key));
    return OK;
}

err setting_drop(cx *c, int64_t edition, str key) {
    TRY(core_sql_setting_drop(c->db, c->mem, edition, key));
    cx_touch(c, "setting/%.*s", STR_ARG(key));
    return OK;
}
