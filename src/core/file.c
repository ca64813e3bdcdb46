#include "core/file.h"

#include "base/id.h"

#include "gen/core_sql.h"

static const int64_t megabyte = INT64_C(1024) * 1024;

enum { FILE_MB_MAX = 20, PERSON_MB = 50, EDITION_MB = 2000 };

/* A setting in megabytes, or what it is at first. */
static int64_t quota(cx *c, const char *key, int64_t otherwise) {
    int64_t mb = cx_setting_i64(c, key);

    return (mb > 0 ? mb : otherwise) * megabyte;
}

err file_put(cx *c, str name, str type, str bytes, int64_t *id) {
    struct core_file_sums sums = {0};
    int64_t size = (int64_t)bytes.len;

    if (size > FILE_MB_MAX * megabyte) {
        return refuse(c, ERR_LARGE, W("This file is larger than 20 MB. Send a smaller one."));
    }
    TRY(core_sql_file_sums(c->db, c->mem, c->edition.id, c->person, &sums));
    if (sums.person_bytes + size > quota(c, "files.person_mb", PERSON_MB)) {
        return refuse(c, ERR_LARGE,
                      W("Your files together are larger than allowed. Delete one of them first."));
    }
    if (sums.edition_bytes + size > quota(c, "files.edition_mb", EDITION_MB)) {
        return refuse(c, ERR_LARGE,
                      W("The files of this edition are larger than allowed. Ask the organiser."));
    }
    *id = id_new();
    return core_sql_file_put(c->db, c->mem,
                             &(struct core_file_put_args){.edition = c->edition.id,
                                                          .id = *id,
                                                          .name = name,
                                                          .type = type,
                                                          .size = size,
                                                          .bytes = bytes,
                                                          .person = c->person,
                                                          .now = c->now});
}

err file_get(cx *c, int64_t id, struct stored_file *out) {
    struct core_file row = {0};
    bool found = false;

    TRY(core_sql_file(c->db, c->mem, c->edition.id, id, &row, &found));
    if (!found) {
        return refuse(c, ERR_MISSING, W("There is no such file."));
    }
    *out = (struct stored_file){.id = row.id,
                                .name = row.name,
                                .type = row.type,
                                .bytes = row.bytes,
                                .size_bytes = row.size_bytes,
                                .person = row.person,
                                .at = row.at};
    return OK;
}

err file_drop(cx *c, int64_t id) {
    int64_t changed = 0;

    TRY(core_sql_file_drop(c->db, c->mem, c->edition.id, id, &changed));
    return changed == 0 ? refuse(c, ERR_MISSING, W("There is no such file.")) : OK;
}
