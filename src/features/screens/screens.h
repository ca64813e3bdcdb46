/*
 * screens.h: what stands on the screens of the halls: what runs now and what comes next,
 * place by place, and what changed today.
 *
 * Everything is about c->edition and c->lang, at c->now. A screen belongs to nobody: it
 * shows what the public may see, whoever is signed in on the machine behind it.
 */
#ifndef FEATURES_SCREENS_SCREENS_H
#define FEATURES_SCREENS_SCREENS_H

#include "base/base.h"
#include "base/err.h"
#include "base/str.h"
#include "core/cx.h"

enum { SCREENS_PLACES = 9, SCREENS_CHANGES = 6 };

/* One session on the wall. */
struct screens_item {
    str title;
    int64_t starts_at; /* moment */
    str from, to;      /* "09:00" */
    bool is_now;       /* runs */
    bool is_next;      /* of what does not run yet, nothing anywhere starts before it */
};

/* A room, or where else something happens, with the first two things that go on there. */
struct screens_place {
    str name;  /* "B204", "Online"; for all where a session names no place */
    str where; /* "Building B, second floor"; may be empty */
    struct screens_item first;
    struct screens_item then;
    bool has_then;
};

struct screens_places {
    const struct screens_place *at; /* by the start of the first, then by number */
    size_t count;
};

/* Something that is not as it was announced. */
struct screens_change {
    str title;
    str from;
    str to_room, was_room; /* it moved */
    str reason;            /* may be empty */
    bool is_cancelled;
};

struct screens_changes {
    const struct screens_change *at; /* by start */
    size_t count;
};

struct screens_wall {
    str slug, zone_name;
    str title;                 /* "International Week" */
    str day_title;             /* of the day that is shown: "Monday 23 March 2026" */
    str clock;                 /* "08:47", in the edition's zone */
    int day_number, day_count; /* 0: not a day on site */
    bool is_today;             /* the day that is shown is today */
    bool is_over;              /* nothing comes any more */
    struct screens_places places;
    int64_t more; /* places beyond SCREENS_PLACES */
    struct screens_changes changes;
    int64_t changes_at; /* moment at which the wall changes by itself; 0: never */
};

/* The day of the next session that has not ended, as a wall. Two queries at most. */
err screens_wall(cx *c, struct screens_wall *out) MUST_USE;

/*
 * Makes a new address: from then on the old ones open nothing. Touches
 * "setting/screens.turn".
 */
err screens_turn(cx *c) MUST_USE;

#endif
