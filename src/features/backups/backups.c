#include "features/backups/backups.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/shop.h"
#include "jobs/jobs.h"

enum { DAY = 86400, FOLDER_MODE = 0700, FILE_MODE = 0600 };

#define NAME_START STR("semaine-")
#define NAME_END   STR("Z.db")
#define HALF_END   STR(".part")

static void folder_close(DIR **folder) {
    if (*folder != NULL) {
        (void)closedir(*folder);
    }
}

static void file_close(const int *fd) {
    if (*fd >= 0) {
        (void)close(*fd);
    }
}

str backups_folder(cx *c) {
    return str_fmt(c->mem, "%s.backups", c->shop->path);
}

static const char *path_of(cx *c, str name) {
    return str_c(c->mem, str_fmt(c->mem, "%.*s/%.*s", STR_ARG(backups_folder(c)), STR_ARG(name)));
}

/* ---- names: "semaine-2026-11-24T183512Z.db" and the moment in it --------------------- */

static str name_at(cx *c, int64_t moment) {
    struct civil at = zone_civil(zone_utc(), moment - c->shop->clock_shift);

    return str_fmt(c->mem, "semaine-%.*sT%02d%02d%02dZ.db",
                   STR_ARG(day_text(c->mem, day_from(at.year, at.month, at.day))), at.hour,
                   at.minute, at.second);
}

static bool name_read(cx *c, str name, int64_t *moment) {
    str middle = str_first(str_from(name, NAME_START.len), STR("2026-11-24T183512").len);
    str day = STR_NONE;
    str time = str_cut(middle, 'T', &day, NULL);
    struct civil at = {0};

    if (!str_starts(name, NAME_START) || !str_ends(name, NAME_END) ||
        name.len != NAME_START.len + STR("2026-11-24T183512").len + NAME_END.len) {
        return false;
    }
    if (time.len != STR("183512").len ||
        !civil_read(
            str_fmt(c->mem, "%.*sT%.2s:%.2s:%.2s", STR_ARG(day), time.at, time.at + 2, time.at + 4),
            &at)) {
        return false;
    }
    *moment = zone_moment(zone_utc(), &at, NULL) + c->shop->clock_shift;
    return true;
}

/* ---- the folder ------------------------------------------------------------------------ */

/* Puts `item` where it belongs, newest first; the oldest falls out where there is no room. */
static void item_add(struct backup *at, size_t *count, const struct backup *item) {
    size_t k = *count;

    if (k == BACKUPS_LISTED_MAX) {
        k--;
    } else {
        (*count)++;
    }
    while (k > 0 && at[k - 1].made_at < item->made_at) {
        at[k] = at[k - 1];
        k--;
    }
    at[k] = *item;
}

static err folder_fault(cx *c) {
    return refuse_with(c, ERR_WORLD,
                       W("The folder {folder} cannot be used: the administrator looks at its "
                         "rights."),
                       (const struct word_value[]){{"folder", backups_folder(c)}}, 1);
}

err backups_list(cx *c, struct backups *out) {
    DIR *folder CLEANUP(folder_close) = opendir(str_c(c->mem, backups_folder(c)));
    struct backup *at = arena_array(c->mem, BACKUPS_LISTED_MAX, sizeof(*at));
    struct backups list = {.at = at};
    struct dirent *entry = NULL;

    if (at == NULL) {
        return ERR_MEMORY;
    }
    if (folder == NULL) {
        if (errno != ENOENT) {
            return folder_fault(c);
        }
        *out = list;
        return OK;
    }
    /* Our own DIR, which no other thread has. */
    while ((entry = readdir(folder)) != NULL) { /* NOLINT(concurrency-mt-unsafe) */
        struct backup item = {.name = str_copy(c->mem, str_of(entry->d_name))};
        struct stat file;

        if (name_read(c, item.name, &item.made_at) && stat(path_of(c, item.name), &file) == 0) {
            item.size_bytes = (int64_t)file.st_size;
            list.size_bytes += item.size_bytes;
            item_add(at, &list.count, &item);
        }
    }
    *out = list;
    return OK;
}

/* ---- making one ---------------------------------------------------------------------------- */

err backups_ask(cx *c, int64_t *number) {
    return cx_enqueue(
        c,
        &(struct job_order){
            .kind = "backups.make", .title = say(c, W("Backup")), .person = c->person, .unique = 1},
        number);
}

static err copy_fault(cx *c, err e) {
    switch ((int)e) {
    case ERR_FULL:
        return refuse(c, e,
                      W("The disk is full. No backup was made: make room on the server first."));
    case ERR_DAMAGED:
        return refuse(c, e,
                      W("The copy did not pass its check and was removed. Run `semaine check` on "
                        "the server."));
    case ERR_WORLD:
        return folder_fault(c);
    default:
        return e;
    }
}

/* The copy is under another name until it is whole: what a crash leaves is taken for no backup. */
static err copy_make(cx *c, str name, store_progress *progress, void *self) {
    const char *half = path_of(c, str_join(c->mem, name, HALF_END));
    err e = OK;

    if (mkdir(str_c(c->mem, backups_folder(c)), FOLDER_MODE) != 0 && errno != EEXIST) {
        return copy_fault(c, errno == ENOSPC ? ERR_FULL : ERR_WORLD);
    }
    (void)unlink(half);
    e = store_backup(c->shop->path, half, progress, self);
    if (e == OK && (chmod(half, FILE_MODE) != 0 || rename(half, path_of(c, name)) != 0)) {
        (void)unlink(half);
        e = ERR_WORLD;
    }
    return copy_fault(c, e);
}

static err drop_oldest(cx *c) {
    int64_t keep = cx_setting_i64(c, "backups.keep");
    struct backups list = {0};

    TRY(backups_list(c, &list));
    for (size_t i = keep > 0 ? (size_t)keep : 1; i < list.count; i++) {
        if (unlink(path_of(c, list.at[i].name)) != 0) {
            return folder_fault(c);
        }
    }
    return OK;
}

err backups_make(cx *c, store_progress *progress, void *self, struct backup *out) {
    struct backup made = {.name = name_at(c, c->now), .made_at = c->now};
    struct stat file;

    TRY(copy_make(c, made.name, progress, self));
    TRY(drop_oldest(c));
    if (stat(path_of(c, made.name), &file) != 0) {
        return folder_fault(c);
    }
    made.size_bytes = (int64_t)file.st_size;
    *out = made;
    return OK;
}

/* ---- reading one ----------------------------------------------------------------------------- */

static err too_large(cx *c, str name) {
    return refuse_with(c, ERR_LARGE,
                       W("This backup is too large for a download. On the server it is {file}; "
                         "`semaine backup FILE` makes a new one wherever you want it."),
                       (const struct word_value[]){{"file", str_of(path_of(c, name))}}, 1);
}

err backups_read(cx *c, str name, str *bytes) {
    int64_t moment = 0;
    int fd CLEANUP(file_close) = name_read(c, name, &moment)
                                     ? open(path_of(c, name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
                                     : -1;
    struct stat file;
    char *at = NULL;
    size_t len = 0;

    if (fd < 0 || fstat(fd, &file) != 0) {
        return refuse(c, ERR_MISSING,
                      W("There is no such backup. The oldest make room for new "
                        "ones."));
    }
    if (file.st_size > BACKUPS_READ_MAX) {
        return too_large(c, name);
    }
    at = arena_alloc(c->mem, (size_t)file.st_size);
    if (at == NULL) {
        return ERR_MEMORY;
    }
    while (len < (size_t)file.st_size) {
        ssize_t got = read(fd, at + len, (size_t)file.st_size - len);

        if (got <= 0) {
            return folder_fault(c);
        }
        len += (size_t)got;
    }
    *bytes = str_at(at, len);
    return OK;
}

/* ---- `semaine check` ---------------------------------------------------------------------------
 */

err backups_check(cx *c, buf *findings) {
    struct backups list = {0};

    TRY(backups_list(c, &list));
    if (list.count == 0) {
        buf_fmt(findings,
                "There is no backup in %.*s.\n  A running server makes one a day; `semaine backup "
                "FILE` makes one now.\n",
                STR_ARG(backups_folder(c)));
    } else if (c->now - list.at[0].made_at > BACKUPS_OLD_S) {
        buf_fmt(findings,
                "The newest backup is %" PRId64 " days old.\n  Look at the job \"backups.make\" "
                "under /desk/jobs, and whether the disk has room.\n",
                (c->now - list.at[0].made_at) / DAY);
    }
    return OK;
}
