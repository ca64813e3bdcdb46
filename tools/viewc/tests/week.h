/*
 * week.h: what the views of these tests show.
 */
#ifndef VIEWC_TESTS_WEEK_H
#define VIEWC_TESTS_WEEK_H

#include "web/html.h"

struct week_person {
    int64_t id;
    str name;
    str photo; /* a whole address, empty: none */
};

struct week_session {
    int64_t id;
    str title;
    const char *kind; /* "workshop" */
    str room;
    int64_t starts_at;
    int64_t left; /* seats */
    bool is_full;
    bool is_mine;
    double rating;

    struct week_people {
        const struct week_person *at;
        size_t count;
    } speakers;
};

struct week_day {
    int32_t day;

    struct week_sessions {
        const struct week_session *at;
        size_t count;
    } sessions;
};

struct week_page {
    str slug;
    str search;
    str note; /* what a stranger wrote */
    const struct week_day *today;

    struct week_days {
        const struct week_day *at;
        size_t count;
    } days;
};

/* A component in C. */
void week_icon(html *h, const char *name);

#endif
