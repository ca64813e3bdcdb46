/*
 * file.h: uploads, stored in the database so that a backup is one file.
 */
#ifndef CORE_FILE_H
#define CORE_FILE_H

#include "base/base.h"
#include "base/err.h"
#include "core/cx.h"

struct stored_file {
    int64_t id;
    str name, type;
    str bytes;
    int64_t size_bytes;
    int64_t person; /* who sent it */
    int64_t at;     /* when */
};

/*
 * Keeps a file for c->edition. Quotas: 20 MB a file, and the settings "files.person_mb"
 * (default 50) and "files.edition_mb" (default 2,000) in sum. ERR_LARGE with a sentence.
 */
err file_put(cx *c, str name, str type, str bytes, int64_t *id) MUST_USE;
err file_get(cx *c, int64_t id, struct stored_file *out) MUST_USE;
err file_drop(cx *c, int64_t id) MUST_USE;

#endif
