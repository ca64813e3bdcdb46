/*
 * web.h: the handlers of this feature, for feature.c.
 */
#ifndef FEATURES_DESK_WEB_H
#define FEATURES_DESK_WEB_H

#include "app/feature.h"

/* GET /desk */
err desk_get_desk(cx *c, const request *q, reply *r) MUST_USE;

#endif
