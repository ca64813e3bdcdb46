#include "features/today/today.h"

#include "core/edition.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };

str today_wait(const cx *c, int64_t moment) {
    int64_t left = moment - c->now;
    int64_t minutes = left <= 0 ? 0 : (left + MINUTE - 1) / MINUTE;
    const struct word_value values[] = {{"hours", str_fmt(c->mem, "%" PRId64, minutes / 60)},
                                        {"minutes", str_fmt(c->mem, "%" PRId64, minutes % 60)}};

    if (minutes == 0) {
        return say(c, W("now"));
    }
    if (minutes < 60) {
        return say_with(c, W("in {minutes} min"), values, COUNT_OF(values));
    }
    return minutes % 60 == 0
               ? say_with(c, W("in {hours} h"), values, COUNT_OF(values))
               : say_with(c, W("in {hours} h {minutes} min"), values, COUNT_OF(values));
}

static str clock_of(const cx *c, int64_t moment) {
    struct civil at = zone_civil(c->edition.zone, moment);

    return minutes_text(c->mem, at.hour * 60 + at.minute);
}

static str mine(const cx *c, enum programme_part part) {
    switch (part) {
    case PROGRAMME_SPEAKER:
        return say(c, W("You speak here"));
    case PROGRAMME_MODERATOR:
        return say(c, W("You moderate"));
    case PROGRAMME_FACILITATOR:
        return say(c, W("You facilitate"));
    case PROGRAMME_EXPERT:
        return say(c, W("You are the expert"));
    case PROGRAMME_NO_PART:
    default:
        return STR_NONE;
    }
}

static struct today_item item_of(cx *c, const struct programme_session *s) {
    return (struct today_item){.s = s,
                               .path = programme_path(c, s),
                               .from = clock_of(c, s->starts_at),
                               .to = clock_of(c, s->ends_at),
                               .kind = programme_kind_word(c, s->kind),
                               .model = programme_model_word(c, s->model),
                               .has_lab = s->model == PROGRAMME_LAB || s->model == PROGRAMME_BOTH,
                               .has_hub = s->model == PROGRAMME_HUB || s->model == PROGRAMME_BOTH,
                               .where = programme_where(c, s),
                               .mine = mine(c, s->my_part),
                               .is_now = programme_is_running(s, c->now),
                               .is_cancelled = s->state == PROGRAMME_CANCELLED,
                               .has_moved = s->state == PROGRAMME_CONFIRMED && s->was_room.len > 0};
}

/* Today, or the day of the edition that is nearest to it. */
static int32_t day_shown(const cx *c) {
    const struct edition *e = &c->edition;
    int32_t today = zone_day(e->zone, c->now);

    if (today == e->virtual_day || (today >= e->first_day && today <= e->last_day)) {
        return today;
    }
    if (e->virtual_day != EDITION_NO_DAY && today < e->virtual_day) {
        return e->virtual_day;
    }
    return today < e->first_day ? e->first_day : e->last_day;
}

static void head_of(cx *c, struct today *t) {
    int32_t today = zone_day(c->edition.zone, c->now);
    const struct word_value value[] = {
        {"weekday", word_weekday(c->lang, day_civil(t->day).weekday)}};

    t->title = t->day == c->edition.virtual_day ? say(c, W("Your day online"))
                                                : say_with(c, W("Your {weekday}"), value, 1);
    t->is_before = today < t->day;
    t->is_after = today > t->day;
    if (t->is_before) {
        t->days_to_go = say_count(c, W("in one day"), W("in {n} days"), t->day - today);
    }
    t->rest_title = t->is_before || t->is_after ? word_day(c->mem, c->lang, t->day)
                                                : say_with(c, W("The rest of {weekday}"), value, 1);
}

static void next_of(cx *c, const struct programme_session_list *list, struct today *t,
                    struct today_item *next) {
    const struct programme_session *s = t->is_after ? NULL : programme_first(list, c->now);

    if (s == NULL) {
        return;
    }
    *next = item_of(c, s);
    t->next = next;
    t->next_is_now = next->is_now;
    t->counts_to = next->is_now ? s->ends_at : s->starts_at;
    t->countdown = t->is_before     ? t->days_to_go
                   : t->next_is_now ? say_with(c, W("until {time}"),
                                               (const struct word_value[]){{"time", next->to}}, 1)
                                    : today_wait(c, s->starts_at);
}

err today_read(cx *c, struct today *out) {
    struct programme_session_list list = {0};
    struct today_item *items = NULL;
    struct today_item *next = NULL;
    struct today t = {.day = day_shown(c)};

    TRY(programme_day(c, t.day, &list));
    items = arena_array(c->mem, list.count + 1, sizeof(*items));
    NEW(c->mem, &next);
    if (items == NULL) {
        return ERR_MEMORY;
    }
    head_of(c, &t);
    next_of(c, &list, &t, next);
    t.rest.at = items;
    for (size_t i = 0; i < list.count; i++) {
        const struct programme_session *s = &list.at[i];

        if (!t.is_after && s->ends_at <= c->now) {
            t.ended++;
        } else if (t.next == NULL || s != t.next->s) {
            items[t.rest.count++] = item_of(c, s);
        }
    }
    *out = t;
    return OK;
}
