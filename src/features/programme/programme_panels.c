#include "features/programme/web.h"

#include "gen/programme_sql.h"
#include "gen/programme_views.h"

enum { SESSION_WEIGHT = 50, START_WEIGHT = 10 };

/* The day that the desk looks at: today, or the nearest day of the edition. */
static int32_t desk_day(const cx *c) {
    int32_t today = zone_day(c->edition.zone, c->now);

    if (today == c->edition.virtual_day) {
        return today;
    }
    if (today < c->edition.first_day) {
        return c->edition.first_day;
    }
    return today > c->edition.last_day ? c->edition.last_day : today;
}

err programme_panel_rooms_today(cx *c, int64_t subject UNUSED, html *h) {
    struct programme_session_list sessions = {0};
    struct room_list rooms = {0};
    int32_t day = desk_day(c);
    struct web_sheet sheet = {0};

    if (c->edition.id == 0) {
        return OK;
    }
    TRY(programme_day(c, day, &sessions));
    TRY(rooms_list(c, &rooms));
    TRY(web_sheet_of(c, day, &(struct web_day_order){.sessions = &sessions, .rooms = &rooms},
                     &sheet));
    programme_view_rooms_today(h, &sheet);
    return OK;
}

static str when_and_where(cx *c, const struct programme_find_sessions *row) {
    struct civil wall = zone_civil(c->edition.zone, row->starts_at);
    str day = word_day(c->mem, c->lang, zone_day(c->edition.zone, row->starts_at));
    str time = minutes_text(c->mem, wall.hour * 60 + wall.minute);

    return str_fmt(c->mem, "%.*s %.*s%s%.*s", STR_ARG(day), STR_ARG(time),
                   row->room_name.len > 0 ? ", " : "", STR_ARG(row->room_name));
}

err programme_find(cx *c, str folded, struct found_list *out) {
    struct programme_find_sessions_list hits = {0};
    int64_t last = 0;

    TRY(programme_sql_find_sessions(c, c->edition.id, lang_tag(c->lang), folded,
                                    cx_may(c, ROLES_DESK), &hits));
    for (size_t i = 0; i < hits.count && out->count < COUNT_OF(out->at); i++) {
        const struct programme_find_sessions *row = &hits.at[i];
        struct programme_session s = {.number = row->number, .slug = row->slug};

        if (row->number == last) {
            continue; /* the same in English */
        }
        last = row->number;
        out->at[out->count++] = (struct found){
            .kind = say(c, W("Session")),
            .title = row->title,
            .note = when_and_where(c, row),
            .path = programme_path(c, &s),
            .weight = SESSION_WEIGHT + (str_starts(row->folded, folded) ? START_WEIGHT : 0)};
    }
    return OK;
}
