/*
 * web.h: the page of backups, its handlers, and the job that makes one.
 */
#ifndef FEATURES_BACKUPS_WEB_H
#define FEATURES_BACKUPS_WEB_H

#include "app/feature.h"

#include "features/backups/backups.h"

struct web_backup {
    const struct backup *b;
    str when, size;
    bool may_load; /* the reader may, and it is small enough */
};

struct web_backup_list {
    const struct web_backup *at;
    size_t count;
};

struct web_backups {
    struct web_backup_list list;
    str folder;
    str age;     /* of the newest, in words */
    str size;    /* of all */
    bool is_old; /* the newest is too old, or there is none */
    int64_t keep;
};

/* GET /desk/backups */
err backups_get_desk(cx *c, const request *q, reply *r);
/* POST /desk/backups: makes one, as a job. */
err backups_post_desk(cx *c, const request *q, reply *r);
/* GET /desk/backups/{}/download: one as a file. */
err backups_get_download(cx *c, const request *q, reply *r);
/* The job "backups.make". */
err backups_job_make(cx *c, job *j);

#endif
