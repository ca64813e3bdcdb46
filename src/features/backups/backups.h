/*
 * backups.h: copies of the whole installation, made while it runs, in a folder beside its file.
 *
 * A backup is one file that `semaine restore` puts in place. Its name tells when it was made:
 * semaine-2026-11-24T183512Z.db, by the wall clock in UTC. Other files in the folder are left
 * alone. Moments given here are by the program's clock, as everywhere.
 */
#ifndef FEATURES_BACKUPS_BACKUPS_H
#define FEATURES_BACKUPS_BACKUPS_H

#include "base/base.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "core/cx.h"

enum {
    BACKUPS_OLD_S = 2 * 86400,   /* the newest is too old after this: one a day is made */
    BACKUPS_READ_MAX = 48 << 20, /* bytes; a larger one does not fit into the memory of a request */
    BACKUPS_LISTED_MAX = 1000
};

struct backup {
    str name;
    int64_t made_at; /* moment */
    int64_t size_bytes;
};

struct backups {
    const struct backup *at; /* newest first */
    size_t count;
    int64_t size_bytes; /* of all */
};

/* "/var/lib/semaine/semaine.db.backups", in c->mem. */
str backups_folder(cx *c);
/* What is in the folder; none where it is not there. ERR_WORLD it cannot be read. */
err backups_list(cx *c, struct backups *out) MUST_USE;

/*
 * Puts the job "backups.make", or finds the one that waits or runs: `*number` is its id. Inside
 * the caller's transaction.
 */
err backups_ask(cx *c, int64_t *number) MUST_USE;

/*
 * Copies the live file, checks the copy, and drops the oldest beyond the setting
 * "backups.keep". Takes as long as the disk needs and uses the writer for nothing. `progress`
 * (may be NULL) is told pages done and in all; false from it is ERR_STOPPED. Errors, each with
 * a sentence: ERR_FULL, ERR_DAMAGED the copy failed its check, ERR_WORLD. Then no half copy is
 * left.
 */
err backups_make(cx *c, store_progress *progress, void *self, struct backup *out) MUST_USE;

/*
 * The bytes of a backup by its name. ERR_MISSING no such; ERR_LARGE more than
 * BACKUPS_READ_MAX: the sentence says how to get it.
 */
err backups_read(cx *c, str name, str *bytes) MUST_USE;

/* Adds a finding where there is no backup, or the newest is older than BACKUPS_OLD_S. */
err backups_check(cx *c, buf *findings) MUST_USE;

#endif
