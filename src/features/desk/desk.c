#include "features/desk/desk.h"

#include "core/edition.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };

static str short_title(const struct programme_session *s) {
    str head = STR_NONE;

    (void)str_cut(s->title, ':', &head, NULL);
    return str_trim(head);
}

/* "Opening starts in 18 minutes", by the two numbers that help at that distance. */
static str headline(const cx *c, const struct programme_session *s) {
    int64_t minutes = (s->starts_at - c->now + MINUTE - 1) / MINUTE;
    const struct word_value values[] = {{"title", short_title(s)},
                                        {"n", str_fmt(c->mem, "%" PRId64, minutes)},
                                        {"hours", str_fmt(c->mem, "%" PRId64, minutes / 60)},
                                        {"minutes", str_fmt(c->mem, "%" PRId64, minutes % 60)},
                                        {"day", word_day(c->mem, c->lang, s->day)}};

    if (programme_is_running(s, c->now)) {
        return say_with(c, W("{title} is running"), values, COUNT_OF(values));
    }
    if (s->day != zone_day(c->edition.zone, c->now)) {
        return say_with(c, W("{title} starts on {day}"), values, COUNT_OF(values));
    }
    if (minutes <= 1) {
        return say_with(c, W("{title} starts now"), values, COUNT_OF(values));
    }
    return minutes < 60 ? say_with(c, W("{title} starts in {n} minutes"), values, COUNT_OF(values))
                        : say_with(c, W("{title} starts in {hours} h {minutes} min"), values,
                                   COUNT_OF(values));
}

/* Where the edition stands today. */
static str standing(const cx *c) {
    const struct edition *e = &c->edition;
    int32_t today = zone_day(e->zone, c->now);
    const struct word_value values[] = {
        {"day", word_day(c->mem, c->lang, today)},
        {"n", str_fmt(c->mem, "%d", today - e->first_day + 1)},
        {"of", str_fmt(c->mem, "%d", e->last_day - e->first_day + 1)}};

    if (today >= e->first_day && today <= e->last_day) {
        return say_with(c, W("{day}, day {n} of {of}."), values, COUNT_OF(values));
    }
    if (today == e->virtual_day) {
        return say_with(c, W("{day}, the day online."), values, COUNT_OF(values));
    }
    return say_with(c, W("{day}."), values, COUNT_OF(values));
}

err desk_read(cx *c, struct desk_now *out) {
    struct programme_session s = {0};
    struct desk_now d = {0};
    bool found = false;

    TRY(programme_next(c, &s, &found));
    d.line = standing(c);
    if (!found) {
        d.headline = c->edition.id == 0 ? say(c, W("There is no edition yet"))
                     : zone_day(c->edition.zone, c->now) > c->edition.last_day
                         ? say(c, W("The week is over"))
                         : say(c, W("Nothing is confirmed yet"));
        *out = d;
        return OK;
    }
    d.headline = headline(c, &s);
    d.next_path = programme_path(c, &s);
    if (programme_where(c, &s).len > 0) {
        d.line = str_fmt(c->mem, "%.*s %.*s.", STR_ARG(d.line), STR_ARG(programme_where(c, &s)));
    }
    *out = d;
    return OK;
}
