#include "features/screens/screens.h"

#include "base/id.h"
#include "core/setting.h"

#include "features/programme/programme.h"

enum { TURN_BYTES = 12 };

static str clock_of(const cx *c, int64_t moment) {
    struct civil at = zone_civil(c->edition.zone, moment);

    return minutes_text(c->mem, at.hour * 60 + at.minute);
}

/* Is it on the wall: for everybody, and not yet over? */
static bool is_ahead(const cx *c, const struct programme_session *s) {
    return s->state == PROGRAMME_CONFIRMED && s->kind != PROGRAMME_BLOCKER && s->ends_at > c->now;
}

static struct screens_item item_of(const cx *c, const struct programme_session *s) {
    return (struct screens_item){.title = s->title,
                                 .starts_at = s->starts_at,
                                 .from = clock_of(c, s->starts_at),
                                 .to = clock_of(c, s->ends_at),
                                 .is_now = programme_is_running(s, c->now)};
}

static str building_of(const cx *c, const struct programme_session *s) {
    if (s->building.len == 0 || s->floor.len == 0) {
        return s->building.len > 0 ? s->building : s->floor;
    }
    return str_fmt(c->mem, "%.*s, %.*s", STR_ARG(s->building), STR_ARG(s->floor));
}

static struct screens_place place_of(const cx *c, const struct programme_session *s) {
    str name = programme_where(c, s);

    return (struct screens_place){.name = name.len > 0 ? name : say(c, W("For everybody")),
                                  .where = s->room == 0 ? STR_NONE : building_of(c, s),
                                  .first = item_of(c, s)};
}

/* The place of that name among the first `count`, or `count`. */
static size_t place_find(const struct screens_place *at, size_t count, str name) {
    size_t i = 0;

    while (i < count && !str_eq(at[i].name, name)) {
        i++;
    }
    return i;
}

/* A place has room for two: what runs or comes first, and what comes then. */
static void place_add(struct screens_place *at, size_t *count, struct screens_place place) {
    size_t k = place_find(at, *count, place.name);

    if (k == *count) {
        at[(*count)++] = place;
    } else if (!at[k].has_then) {
        at[k].then = place.first;
        at[k].has_then = true;
    }
}

/* What starts before all else that does not run yet is next, in as many places as it does. */
static void mark_next(const cx *c, struct screens_place *at, size_t count) {
    int64_t soonest = INT64_MAX;

    for (size_t i = 0; i < count; i++) {
        int64_t start = at[i].first.starts_at;

        if (start > c->now && start < soonest) {
            soonest = start;
        }
    }
    for (size_t i = 0; i < count; i++) {
        at[i].first.is_next = at[i].first.starts_at == soonest;
    }
}

/* What has not ended on `day`, by place. */
static err places_of(cx *c, const struct programme_session_list *all, int32_t day,
                     struct screens_wall *wall) {
    struct screens_place *at = arena_array(c->mem, all->count, sizeof(*at));
    size_t count = 0;

    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < all->count; i++) {
        const struct programme_session *s = &all->at[i];

        if (s->day == day && is_ahead(c, s)) {
            place_add(at, &count, place_of(c, s));
        }
    }
    mark_next(c, at, count);
    wall->more = count > SCREENS_PLACES ? (int64_t)(count - SCREENS_PLACES) : 0;
    wall->places =
        (struct screens_places){.at = at, .count = count > SCREENS_PLACES ? SCREENS_PLACES : count};
    return OK;
}

/* Cancelled, or in another room than announced, and not yet over. */
static err changes_of(cx *c, const struct programme_session_list *all, int32_t day,
                      struct screens_wall *wall) {
    struct screens_change *at = arena_array(c->mem, SCREENS_CHANGES, sizeof(*at));
    size_t count = 0;

    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < all->count && count < SCREENS_CHANGES; i++) {
        const struct programme_session *s = &all->at[i];
        bool is_cancelled = s->state == PROGRAMME_CANCELLED;

        if (s->day != day || s->ends_at <= c->now || s->kind == PROGRAMME_BLOCKER ||
            (!is_cancelled && (s->state != PROGRAMME_CONFIRMED || s->was_room.len == 0))) {
            continue;
        }
        at[count++] = (struct screens_change){.title = s->title,
                                              .from = clock_of(c, s->starts_at),
                                              .to_room = programme_where(c, s),
                                              .was_room = s->was_room,
                                              .reason = s->reason,
                                              .is_cancelled = is_cancelled};
    }
    wall->changes = (struct screens_changes){.at = at, .count = count};
    return OK;
}

/* The day of the first session that has not ended; false: there is none any more. */
static bool day_ahead(const cx *c, const struct programme_session_list *all, int32_t *day) {
    for (size_t i = 0; i < all->count; i++) {
        if (is_ahead(c, &all->at[i])) {
            *day = all->at[i].day;
            return true;
        }
    }
    return false;
}

err screens_wall(cx *c, struct screens_wall *out) {
    const struct edition *e = &c->edition;
    struct programme_session_list all = {0};
    int32_t today = zone_day(e->zone, c->now);
    int32_t day = today;
    struct screens_wall wall = {.slug = e->slug,
                                .zone_name = e->zone_name,
                                .title = e->short_title.len > 0 ? e->short_title : e->title,
                                .clock = clock_of(c, c->now)};

    TRY(programme_week(c, &all));
    wall.is_over = !day_ahead(c, &all, &day);
    wall.is_today = day == today;
    wall.day_title = word_day_long(c->mem, c->lang, day);
    if (day >= e->first_day && day <= e->last_day) {
        wall.day_number = day - e->first_day + 1;
        wall.day_count = e->last_day - e->first_day + 1;
    }
    wall.changes_at = programme_changes_at(c, &all, c->now);
    TRY(places_of(c, &all, day, &wall));
    TRY(changes_of(c, &all, day, &wall));
    *out = wall;
    return OK;
}

err screens_turn(cx *c) {
    return setting_put(c, c->edition.id, STR("screens.turn"), id_token(c->mem, TURN_BYTES));
}
