/*
 * web.h: the handlers of stars, for feature.c.
 */
#ifndef FEATURES_STARS_WEB_H
#define FEATURES_STARS_WEB_H

#include "base/err.h"
#include "core/cx.h"
#include "web/html.h"
#include "web/reply.h"
#include "web/request.h"

/* GET /stars, POST /stars/{}, and the star among a session's actions. */
err stars_get_stars(cx *c, const request *q, reply *r) MUST_USE;
err stars_post_star(cx *c, const request *q, reply *r) MUST_USE;
err stars_panel(cx *c, int64_t session, html *h) MUST_USE;

#endif
