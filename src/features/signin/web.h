/*
 * web.h: what the pages of signing in print, and what feature.c offers.
 */
#ifndef FEATURES_SIGNIN_WEB_H
#define FEATURES_SIGNIN_WEB_H

#include "app/feature.h"
#include "app/forms.h"
#include "app/page.h"

#include "features/signin/signin.h"

struct signin_ask_page {
    str next; /* local address, or empty */
    struct form_field email;
};

struct signin_sent_page {
    struct form_field code;
    bool is_demo;    /* no mail server, and this is the demo */
    bool is_without; /* no mail server */
};

struct signin_link_page {
    str address; /* of this page: where its button posts */
    str given_name;
    str other_name; /* who is signed in now; empty: nobody, or the same person */
};

struct signin_gone_page {
    str title;
    str sentence;
    str signed_in_name; /* who is signed in already; empty: nobody */
};

struct signin_session {
    int64_t id;
    str browser;
    str since, seen; /* "Mon 23 March, 08:47" */
    bool is_this;
};

struct signin_session_list {
    const struct signin_session *at;
    size_t count;
};

struct signin_me_page {
    struct signin_session_list sessions;
    struct signin_editions editions;
};

/* Handlers. */
err signin_get_ask(cx *c, const request *q, reply *r) MUST_USE;
err signin_post_ask(cx *c, const request *q, reply *r) MUST_USE;
err signin_get_sent(cx *c, const request *q, reply *r) MUST_USE;
err signin_post_code(cx *c, const request *q, reply *r) MUST_USE;
err signin_get_link(cx *c, const request *q, reply *r) MUST_USE;
err signin_post_link(cx *c, const request *q, reply *r) MUST_USE;
err signin_again_link(cx *c, const request *q, reply *r) MUST_USE;
err signin_get_out(cx *c, const request *q, reply *r) MUST_USE;
err signin_post_out(cx *c, const request *q, reply *r) MUST_USE;
err signin_get_sessions(cx *c, const request *q, reply *r) MUST_USE;
err signin_post_end(cx *c, const request *q, reply *r) MUST_USE;
err signin_post_end_others(cx *c, const request *q, reply *r) MUST_USE;
err signin_post_edition(cx *c, const request *q, reply *r) MUST_USE;

/* For Today: the other editions somebody has a role in, if there are any. */
err signin_panel_editions(cx *c, int64_t subject, html *h) MUST_USE;

#endif
