/*
 * shell.h: what the page frame's own views print. For src/app alone.
 */
#ifndef APP_SHELL_H
#define APP_SHELL_H

#include "app/page.h"
#include "base/str.h"

struct shell_item {
    str label, path;
    const char *icon;
    bool is_current;
};

struct shell_items {
    const struct shell_item *at;
    size_t count;
};

struct shell {
    const char *body; /* class of <body>: "member" */
    const char *sign; /* "week-1" */
    str brand, home;  /* beside the sign, and where it leads */
    struct shell_items main, around, person;
    str person_name;
    str sign_in; /* address for somebody not signed in and not about to; else empty */
    str other_path, other_tag, other_name; /* the same page in the next language */
    str notice;                            /* shown once; empty: none */
    str demo;                              /* "Monday 23 March, 08:47"; empty: no demo */
    str clock;                             /* "08:42" */
    int64_t now;
    str base_path; /* of this page */
};

/* Navigation of one area for this reader; entries whose role is not held are left out. */
void shell_menu(cx *c, int area, str current, struct shell_items *out);

#endif
