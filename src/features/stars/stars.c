#include "features/stars/stars.h"

#include "gen/stars_sql.h"

static err star_put(cx *c, int64_t session, bool is_confirmed) {
    struct stars_total total = {0};

    if (!is_confirmed) {
        return refuse(c, ERR_CONFLICT, W("Only sessions that are confirmed can be starred."));
    }
    TRY(stars_sql_total(c, c->edition.id, c->person, &total));
    if (total.stars >= STARS_MAX) {
        return refuse(c, ERR_CONFLICT, W("You have starred 200 sessions. Take a star away first."));
    }
    return stars_sql_put(c, c->edition.id, c->person, session, c->now);
}

err stars_set(cx *c, int64_t session, bool is_starred, str *path) {
    struct stars_session s = {0};
    bool found = false;

    TRY(stars_sql_session(c, c->edition.id, session, &s, &found));
    if (!found) {
        return refuse(c, ERR_MISSING, W("There is no such session."));
    }
    if (is_starred) {
        TRY(star_put(c, session, s.is_confirmed));
    } else {
        TRY(stars_sql_drop(c, c->edition.id, c->person, session));
    }
    *path = programme_path(c, &(struct programme_session){.number = s.number, .slug = s.slug});
    return OK;
}

err stars_has(cx *c, int64_t session, bool *out) {
    struct stars_mine mine = {0};

    return stars_sql_mine(c, c->edition.id, c->person, session, &mine, out);
}

static bool is_among(const struct stars_of_person_list *stars, int64_t session) {
    for (size_t i = 0; i < stars->count; i++) {
        if (stars->at[i].session == session) {
            return true;
        }
    }
    return false;
}

err stars_list(cx *c, struct stars_list *out) {
    struct stars_of_person_list stars = {0};
    struct programme_session_list week = {0};
    struct stars_item *at = NULL;
    size_t count = 0;

    TRY(stars_sql_of_person(c, c->edition.id, c->person, &stars));
    TRY(programme_week(c, &week));
    at = arena_array(c->mem, week.count + 1, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < week.count; i++) {
        const struct programme_session *s = &week.at[i];

        if (is_among(&stars, s->id)) {
            struct civil start = zone_civil(c->edition.zone, s->starts_at);

            at[count++] =
                (struct stars_item){.s = s,
                                    .path = programme_path(c, s),
                                    .day = word_day(c->mem, c->lang, s->day),
                                    .from = minutes_text(c->mem, start.hour * 60 + start.minute),
                                    .is_cancelled = s->state == PROGRAMME_CANCELLED};
        }
    }
    *out = (struct stars_list){at, count};
    return OK;
}

err stars_give(cx *c, int64_t person, buf *json) {
    struct stars_of_person_list stars = {0};

    TRY(stars_sql_of_person(c, c->edition.id, person, &stars));
    buf_c(json, "\"stars\":[");
    for (size_t i = 0; i < stars.count; i++) {
        buf_fmt(json, "%s{\"session\":%" PRId64 ",\"starred_at\":%" PRId64 "}", i == 0 ? "" : ",",
                stars.at[i].session, stars.at[i].starred_at);
    }
    buf_c(json, "]");
    return OK;
}

err stars_erase(cx *c, int64_t person) {
    return stars_sql_erase(c, c->edition.id, person);
}
