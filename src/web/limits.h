/*
 * limits.h: counted uses beyond the route's own limit, for rules that know whom they protect.
 */
#ifndef WEB_LIMITS_H
#define WEB_LIMITS_H

#include "base/base.h"
#include "base/err.h"
#include "core/cx.h"
#include "web/request.h"

/*
 * ERR_OFTEN with a sentence where `key` was used `limit` times in `window_s`. `what` parts the
 * counters ("sign-in address").
 */
err limit_use(cx *c, const request *q, const char *what, str key, int limit, int window_s) MUST_USE;
/* The peer's network, for limit_use. */
str limit_network(cx *c, const request *q);

#endif
