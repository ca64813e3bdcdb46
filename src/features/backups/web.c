#include "features/backups/web.h"

#include "gen/backups_views.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, TWO_DAYS = 2 * DAY };

/* "3.4 MB"; decimal units, as disks are sold. */
static str size_word(cx *c, int64_t bytes) {
    static const int64_t megabyte = 1000000;
    int64_t tenths = (bytes * 10 + megabyte / 2) / megabyte;

    return say_with(c, W("{size} MB"),
                    (const struct word_value[]){{"size", str_fmt(c->mem, "%" PRId64 ".%" PRId64,
                                                                 tenths / 10, tenths % 10)}},
                    1);
}

static str age_word(cx *c, int64_t age_s) {
    if (age_s < HOUR) {
        return say_count(c, W("{n} minute"), W("{n} minutes"), age_s < 0 ? 0 : age_s / MINUTE);
    }
    if (age_s < TWO_DAYS) {
        return say_count(c, W("{n} hour"), W("{n} hours"), age_s / HOUR);
    }
    return say_count(c, W("{n} day"), W("{n} days"), age_s / DAY);
}

static struct web_backup item_of(cx *c, const struct backup *b) {
    struct civil at = zone_civil(c->edition.zone, b->made_at);

    return (struct web_backup){
        .b = b,
        .when = str_fmt(c->mem, "%.*s, %.*s",
                        STR_ARG(word_day(c->mem, c->lang, zone_day(c->edition.zone, b->made_at))),
                        STR_ARG(minutes_text(c->mem, at.hour * 60 + at.minute))),
        .size = size_word(c, b->size_bytes),
        .may_load = cx_may(c, ROLE_ADMIN) && b->size_bytes <= BACKUPS_READ_MAX};
}

err backups_get_desk(cx *c, const request *q, reply *r) {
    struct backups list = {0};
    struct web_backup *at = NULL;
    struct web_backups page = {.keep = cx_setting_i64(c, "backups.keep"),
                               .folder = backups_folder(c)};

    TRY(backups_list(c, &list));
    at = arena_array(c->mem, list.count, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < list.count; i++) {
        at[i] = item_of(c, &list.at[i]);
    }
    page.list = (struct web_backup_list){.at = at, .count = list.count};
    page.size = size_word(c, list.size_bytes);
    page.is_old = list.count == 0 || c->now - list.at[0].made_at > BACKUPS_OLD_S;
    page.age = list.count == 0 ? STR_NONE : age_word(c, c->now - list.at[0].made_at);
    return backups_page_desk(c, q, r, &page);
}

err backups_post_desk(cx *c, const request *q UNUSED, reply *r) {
    int64_t number = 0;

    TRY(backups_ask(c, &number));
    return reply_to(c, r, "/jobs/%" PRId64, number);
}

err backups_get_download(cx *c, const request *q, reply *r) {
    str name = STR_NONE;
    str bytes = STR_NONE;

    if (!q_path(q, 0, &name)) {
        return ERR_MISSING;
    }
    TRY(backups_read(c, name, &bytes));
    return reply_file(c, r, STR("application/vnd.sqlite3"), name, bytes);
}

static bool tell_progress(void *self, int64_t done, int64_t total) {
    job *j = self;

    job_progress(j, done, total, STR_NONE);
    return !job_should_stop(j);
}

err backups_job_make(cx *c, job *j) {
    struct backup made = {0};

    TRY(backups_make(c, tell_progress, j, &made));
    job_result(j,
               say_with(c, W("{file}, {size}: checked and complete."),
                        (const struct word_value[]){{"file", made.name},
                                                    {"size", size_word(c, made.size_bytes)}},
                        2),
               STR("/desk/backups"));
    return OK;
}
