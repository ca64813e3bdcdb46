/*
 * web.h: what the desk's views of people print, and what feature.c offers.
 */
#ifndef FEATURES_ROSTER_WEB_H
#define FEATURES_ROSTER_WEB_H

#include "app/feature.h"
#include "app/forms.h"
#include "core/cx.h"
#include "web/html.h"
#include "web/reply.h"
#include "web/request.h"

#include "features/people/people.h"

struct web_row {
    const struct people_person *p;
    str name, institution, roles;
    int64_t answered; /* purposes */
};

struct web_rows {
    const struct web_row *at;
    size_t count;
};

/* People of one institution: `part` of `all` have signed in; bars are drawn to `widest`. */
struct web_bar {
    str name, short_name;
    int64_t all, part, widest;
};

struct web_bars {
    const struct web_bar *at;
    size_t count;
};

struct web_list {
    struct web_rows rows;
    struct web_bars bars;
    size_t all;
    str name; /* as typed */
    struct people_choices institutions, roles, languages, states;
    bool is_filtered;
    str csv; /* address of the download of what is shown */
};

struct web_fields {
    const struct form_field *at;
    size_t count;
};

struct web_role {
    struct form_field field; /* "role_speaker" */
};

struct web_roles {
    const struct web_role *at;
    size_t count;
};

/* The form of one person, new or known. */
struct web_form {
    struct web_fields fields;
    struct form_field institution;
    const struct form_option *options;
    size_t option_count;
    struct web_roles roles;
    str roles_fault;
    int64_t version;
};

struct web_answer {
    str title, choice, day;
};

struct web_answers {
    const struct web_answer *at;
    size_t count;
};

struct web_person {
    const struct people_person *p;
    str name, institution, languages, path;
    struct web_form form;
    struct web_answers answers; /* by purpose, what holds */
    str confirmed;              /* day; empty: the name on the certificate is not confirmed */
};

struct web_link {
    int64_t id;
    str name, address;
};

/* Handlers. */
err roster_get_list(cx *c, const request *q, reply *r) MUST_USE;
err roster_get_csv(cx *c, const request *q, reply *r) MUST_USE;
err roster_get_add(cx *c, const request *q, reply *r) MUST_USE;
err roster_post_add(cx *c, const request *q, reply *r) MUST_USE;
err roster_get_person(cx *c, const request *q, reply *r) MUST_USE;
err roster_post_person(cx *c, const request *q, reply *r) MUST_USE;
err roster_post_link(cx *c, const request *q, reply *r) MUST_USE;

/* roster_panels.c */
err roster_panel_expected(cx *c, int64_t subject, html *h) MUST_USE;
err roster_panel_answered(cx *c, int64_t subject, html *h) MUST_USE;

#endif
