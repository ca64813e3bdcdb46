/*
 * web.h: what the views of consents print, and what feature.c offers.
 */
#ifndef FEATURES_CONSENTS_WEB_H
#define FEATURES_CONSENTS_WEB_H

#include "app/feature.h"
#include "core/cx.h"
#include "web/html.h"
#include "web/reply.h"
#include "web/request.h"

#include "features/consents/consents.h"

/* An answer as a button. */
struct web_choice {
    const char *value;
    str label;
    bool is_current;
};

struct web_choices {
    const struct web_choice *at;
    size_t count;
};

/* One purpose: what, who sees it, and what was answered. */
struct web_purpose {
    const char *name;
    str title, text, who;
    str answer; /* "Your answer: Yes, on Monday 23 March 2026."; empty: not answered */
    struct web_choices choices;
};

struct web_purposes {
    const struct web_purpose *at;
    size_t count;
};

struct web_answer {
    str day, title, choice;
};

struct web_consents {
    struct web_purposes purposes;
    const struct web_answer *at; /* all that were ever given, the newest first */
    size_t count;
};

/* Handlers. */
err consents_get_mine(cx *c, const request *q, reply *r) MUST_USE;
err consents_post_mine(cx *c, const request *q, reply *r) MUST_USE;

#endif
