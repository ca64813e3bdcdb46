/*
 * web.h: what the views of the profile print, and what feature.c offers.
 */
#ifndef FEATURES_PROFILE_WEB_H
#define FEATURES_PROFILE_WEB_H

#include "app/feature.h"
#include "app/forms.h"
#include "core/cx.h"
#include "web/html.h"
#include "web/reply.h"
#include "web/request.h"

#include "features/people/people.h"

/* A thing for the reader to do. */
struct web_task {
    str title, note, tag, path;
};

struct web_tasks {
    const struct web_task *at; /* the open ones */
    size_t count;
};

struct web_fields {
    const struct form_field *at;
    size_t count;
};

struct web_select {
    struct form_field field;
    const struct form_option *options;
    size_t count;
};

struct web_selects {
    const struct web_select *at;
    size_t count;
};

struct web_me {
    struct web_tasks tasks;
    struct web_fields texts, facts;
    struct web_selects languages;
    struct web_select language; /* of the interface */
    struct form_field certificate;
    str confirmed; /* day of the confirmation; empty: not yet */
    str who;       /* "Ilse Beispiel, Technical University of …" */
    str email, path;
};

/* The open small things of the reader. */
err web_tasks_of(cx *c, struct web_tasks *out) MUST_USE;

/* Handlers. */
err profile_get_me(cx *c, const request *q, reply *r) MUST_USE;
err profile_post_me(cx *c, const request *q, reply *r) MUST_USE;
err profile_post_certificate(cx *c, const request *q, reply *r) MUST_USE;
err profile_get_data(cx *c, const request *q, reply *r) MUST_USE;

/* profile_panels.c */
err profile_panel_tasks(cx *c, int64_t subject, html *h) MUST_USE;

#endif
