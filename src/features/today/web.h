/*
 * web.h: the handlers of this feature, for feature.c.
 */
#ifndef FEATURES_TODAY_WEB_H
#define FEATURES_TODAY_WEB_H

#include "app/feature.h"

/* GET /today */
err today_get_today(cx *c, const request *q, reply *r) MUST_USE;
/* Topic today/SLUG: the band of what is next, and the rest of the day. */
err today_render(cx *c, str key, html *h) MUST_USE;

#endif
