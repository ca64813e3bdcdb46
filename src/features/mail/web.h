/*
 * web.h: what the pages of the outbox print, and what feature.c offers.
 */
#ifndef FEATURES_MAIL_WEB_H
#define FEATURES_MAIL_WEB_H

#include "app/feature.h"
#include "app/page.h"

#include "features/mail/mail.h"

struct web_mail {
    int64_t id;
    str who; /* the name, or the address where there is none */
    str address;
    str subject;
    str state;       /* in the reader's language */
    const char *tag; /* class of its tag */
    str fault;       /* what the server said; empty where it does not matter */
    str at;          /* "Mon 23 March, 08:47" */
};

struct web_mails {
    const struct web_mail *at;
    size_t count;
};

struct web_filter {
    str path, label;
    int64_t count;
    bool has_count, is_current;
};

struct web_filters {
    const struct web_filter *at;
    size_t count;
};

struct web_outbox {
    struct web_mails mails;
    struct web_filters filters;
    str older;  /* address of the next page; empty: none */
    str newest; /* address of the first page; empty: this is it */
    bool has_server;
    bool is_admin;
};

struct web_full {
    struct web_mail mail;
    const struct mail_full *full;
    str sent_at, expires_at; /* empty: does not matter */
    str why;                 /* why the text of a sign-in mail is shown, or is not */
    str link; /* of a sign-in mail, in the demo alone: else it is not ours to follow */
    bool is_hidden;
};

/* Handlers. */
err mail_get_outbox(cx *c, const request *q, reply *r) MUST_USE;
err mail_get_one(cx *c, const request *q, reply *r) MUST_USE;
err mail_post_again(cx *c, const request *q, reply *r) MUST_USE;

/* "desk.figures": the mails that failed, if there are any. */
err mail_panel_failed(cx *c, int64_t subject, html *h) MUST_USE;

#endif
