/*
 * web.h: what the views of the programme print, and what feature.c offers.
 */
#ifndef FEATURES_PROGRAMME_WEB_H
#define FEATURES_PROGRAMME_WEB_H

#include "app/feature.h"
#include "core/cx.h"
#include "web/html.h"
#include "web/reply.h"
#include "web/request.h"

#include "features/programme/programme.h"
#include "features/rooms/rooms.h"

/* A session where it stands in a day. */
struct web_slot {
    const struct programme_session *s;
    str classes; /* "slot lab r2 q4 n6" */
    str path;
    str where;     /* "B204" */
    str kind_word; /* empty for a break: its title says it */
    str model_word;
    str my_word; /* "You speak here"; empty: not the reader's */
    str places;  /* "40 places"; empty: no limit */
    str over;    /* for the desk: "4 too many"; else empty */
    str moment;  /* "2026-03-23T09:30:00+01:00" */
    str end;     /* "11:00" */
    bool is_now;
    bool has_lab, has_hub; /* the shapes of its models */
};

struct web_slots {
    const struct web_slot *at;
    size_t count;
};

/* A line of the timetable: a room, or an hour. */
struct web_mark {
    str classes; /* "r2", "q4" */
    str label;   /* "B204", "09" */
    str note;    /* "40 seats" */
};

struct web_marks {
    const struct web_mark *at;
    size_t count;
};

/* One day, as a list and as a timetable. */
struct web_sheet {
    int32_t day;
    str anchor; /* "day-2026-03-23" */
    bool is_today;
    str title;              /* "Monday 23 March 2026" */
    str zone;               /* "Europe/Paris (CET)", empty on site */
    struct web_slots slots; /* the shown ones */
    bool has_grid;
    str grid_classes; /* "timetable rooms-5" */
    struct web_marks rooms, hours;
    str now_classes;         /* "now-line q3 m5"; the line is there whatever the time */
    bool has_now;            /* the timetable holds this moment */
    struct web_marks closed; /* rooms out of use, over the whole day, with the reason */
    int64_t grid_start;      /* moment of quarter 0 */
};

struct web_sheets {
    const struct web_sheet *at;
    size_t count;
};

/* What a reader asked for in the query; a count of none is "all". */
struct web_filter {
    bool has_kind, has_model;
    enum programme_kind kind;
    enum programme_model model;
};

struct web_choice {
    const char *value;
    str label;
    bool is_chosen;
};

struct web_choices {
    const struct web_choice *at;
    size_t count;
};

struct web_programme {
    struct web_sheets sheets;
    str slug; /* of the edition */
    int32_t today;
    str home; /* address of the programme without filter */
    struct web_filter filter;
    struct web_choices kinds;
    size_t shown; /* how many sessions there are, or the filter leaves */
    size_t mine;  /* in how many the reader has a part */
    size_t drafts, cancelled;
};

struct web_person {
    const struct programme_person *p;
    str institution; /* empty: unknown */
};

struct web_people {
    const struct web_person *at;
    size_t count;
};

struct web_session {
    struct web_people people;
    struct web_slot slot;
    str day_title;
    str day_path; /* of its day in the programme */
    str zone;     /* named where people follow from afar; else empty */
    bool is_draft;
    struct web_slot before,
        after; /* of the same day, ended before and begun after; path empty: none */
    struct web_slots meanwhile; /* what runs at the same time */
};

/* How a day is to be laid out. */
struct web_day_order {
    const struct programme_session_list *sessions; /* of any days */
    const struct web_filter *filter;               /* NULL: everything */
    /* Time from left to right with a row for each of these; NULL: downwards, the day's own rooms.
     */
    const struct room_list *rooms;
};

/* Do they share a minute? */
bool web_overlap(const struct programme_session *a, const struct programme_session *b);
/* The slot of one session, without its place in a timetable. */
struct web_slot web_slot_of(cx *c, const struct programme_session *s);
/* One day as list and timetable. */
err web_sheet_of(cx *c, int32_t day, const struct web_day_order *order, struct web_sheet *out)
    MUST_USE;
/* "day-2026-03-23": where a day stands on a page of days. */
str web_day_anchor(cx *c, int32_t day);

/* Handlers. */
err programme_get_current(cx *c, const request *q, reply *r) MUST_USE;
err programme_get_programme(cx *c, const request *q, reply *r) MUST_USE;
err programme_get_session(cx *c, const request *q, reply *r) MUST_USE;
err programme_get_week(cx *c, const request *q, reply *r) MUST_USE;
err programme_get_desk(cx *c, const request *q, reply *r) MUST_USE;

/* The fragment of "programme/SLUG". */
err programme_render_days(cx *c, str key, html *h) MUST_USE;

/* Panels and finders: programme_panels.c. */
err programme_panel_rooms_today(cx *c, int64_t subject, html *h) MUST_USE;
err programme_find(cx *c, str folded, struct found_list *out) MUST_USE;

#endif
