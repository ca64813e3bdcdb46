/*
 * web.h: what the views of institutions print, and what feature.c offers.
 */
#ifndef FEATURES_INSTITUTIONS_WEB_H
#define FEATURES_INSTITUTIONS_WEB_H

#include "app/feature.h"
#include "app/forms.h"
#include "core/cx.h"
#include "web/html.h"
#include "web/reply.h"
#include "web/request.h"

#include "features/institutions/institutions.h"

/* An institution as it is shown. */
struct web_institution {
    const struct institution *i;
    str name;       /* for this reader */
    str other_name; /* its own or the English one, where it is another; else empty */
    str place, country;
    str code; /* Erasmus code that does not break */
    str part;
    str why; /* its people cannot count; empty: they can */
    int64_t people, learners;
    bool is_host;
};

struct web_institutions {
    const struct web_institution *at;
    size_t count;
    int64_t people;   /* of all */
    int64_t learners; /* who take part */
    int64_t counting; /* learners of institutions whose people can count */
};

struct web_fields {
    const struct form_field *at;
    size_t count;
};

struct web_institution_page {
    struct web_institution x;
    struct web_fields fields;
    struct form_field part;
    struct form_option parts[INSTITUTION_PARTS];
};

/* Handlers. */
err institutions_get_desk(cx *c, const request *q, reply *r) MUST_USE;
err institutions_get_csv(cx *c, const request *q, reply *r) MUST_USE;
err institutions_get_one(cx *c, const request *q, reply *r) MUST_USE;
err institutions_post_one(cx *c, const request *q, reply *r) MUST_USE;

/* institutions_panels.c */
err institutions_panel_partners(cx *c, int64_t subject, html *h) MUST_USE;
err institutions_finder(cx *c, str folded, struct found_list *out) MUST_USE;

/* Everything about the edition's institutions, with people and reasons. Three queries. */
err web_institutions_of(cx *c, struct web_institutions *out) MUST_USE;

#endif
