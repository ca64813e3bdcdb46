#include "features/profile/web.h"

#include "gen/profile_views.h"

enum { TASKS = 2 };

/* "By Friday": the last day of the week. */
static str by_last_day(const cx *c) {
    int weekday = day_civil(c->edition.last_day).weekday;

    return say_with(c, W("By {weekday}"),
                    (const struct word_value[]){{"weekday", word_weekday(c->lang, weekday)}}, 1);
}

err web_tasks_of(cx *c, struct web_tasks *out) {
    struct consents mine = {0};
    struct web_task *at = arena_array(c->mem, TASKS, sizeof(*at));
    size_t count = 0;
    str name = STR_NONE;
    int64_t confirmed_at = 0;

    if (at == NULL) {
        return ERR_MEMORY;
    }
    TRY(people_certificate(c, &name, &confirmed_at));
    TRY(consents_of(c, c->person, &mine));
    if (mine.unanswered > 0) {
        at[count++] = (struct web_task){
            .title = say(c, W("What others may see of you")),
            .note = say_count(c, W("{n} question left"), W("{n} questions left"), mine.unanswered),
            .tag = say(c, W("One minute")),
            .path = STR("/me/consents")};
    }
    if (confirmed_at == 0) {
        at[count++] = (struct web_task){.title = say(c, W("Name on your certificate")),
                                        .note = name,
                                        .tag = by_last_day(c),
                                        .path = STR("/me#certificate")};
    }
    *out = (struct web_tasks){at, count};
    return OK;
}

err profile_panel_tasks(cx *c, int64_t subject UNUSED, html *h) {
    struct web_tasks tasks = {0};

    TRY(web_tasks_of(c, &tasks));
    if (tasks.count > 0) {
        profile_view_tasks(h, &tasks);
    }
    return OK;
}
