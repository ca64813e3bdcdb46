/*
 * today.h: the participant's one page: what is next, where, has it moved.
 */
#ifndef FEATURES_TODAY_TODAY_H
#define FEATURES_TODAY_TODAY_H

#include "base/base.h"
#include "base/err.h"
#include "base/str.h"
#include "core/cx.h"

#include "features/programme/programme.h"

/* A session as Today prints it; every text is ready. */
struct today_item {
    const struct programme_session *s;
    str path, from, to;
    str kind, model; /* words; model empty for none */
    bool has_lab, has_hub;
    str where;
    str mine; /* "You speak here", or empty */
    bool is_now, is_cancelled, has_moved;
};

struct today_items {
    const struct today_item *at;
    size_t count;
};

struct today {
    int32_t day;                   /* the day shown: today, or the nearest day of the edition */
    str title;                     /* "Your Monday" */
    const struct today_item *next; /* what matters now; NULL: nothing more on this day */
    bool next_is_now;
    str countdown;            /* "in 13 min", "until 09:30" */
    int64_t counts_to;        /* the moment it counts to */
    struct today_items rest;  /* all others of the day that have not ended */
    int64_t ended;            /* how many of the day have ended */
    str rest_title;           /* "The rest of Monday" */
    bool is_before, is_after; /* the edition has not begun, or is over */
    str days_to_go;           /* "in 12 days"; before it begins */
};

/*
 * What c->person sees at c->now. One query (the day's sessions). Before the edition its
 * first day is shown, after it the last.
 */
err today_read(cx *c, struct today *out) MUST_USE;
/* "in 13 min", "in 2 h 5 min", "now": how far `moment` is. Never negative. */
str today_wait(const cx *c, int64_t moment);

#endif
