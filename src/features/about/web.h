/*
 * web.h: what the pages of about show, and their handlers.
 */
#ifndef FEATURES_ABOUT_WEB_H
#define FEATURES_ABOUT_WEB_H

#include "app/feature.h"

#include "features/about/about.h"

struct web_statement {
    struct about_facts facts;
    int32_t prepared_on; /* day of the last look at the pages behind the statement */
};

struct web_notice {
    struct about_facts facts;
    struct about_purposes purposes;
};

struct web_licences {
    struct about_libraries libraries;
    str texts; /* of the packages that browsers are sent */
};

/* GET /accessibility: the statement of Directive (EU) 2016/2102. */
err about_get_accessibility(cx *c, const request *q, reply *r);
/* GET /privacy: the notice of Articles 13 and 14 of Regulation (EU) 2016/679. */
err about_get_privacy(cx *c, const request *q, reply *r);
/* GET /licences: libraries, and the texts of what browsers are sent. */
err about_get_licences(cx *c, const request *q, reply *r);

#endif
