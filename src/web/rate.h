/*
 * rate.h: how often somebody may. Counted in memory, in windows that start with the first use.
 */
#ifndef WEB_RATE_H
#define WEB_RATE_H

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "base/str.h"

typedef struct rate rate;

/* For at most `slots` keys at once (rounded up to a power of two); the least recent gives way. */
err rate_new(size_t slots, rate **out) MUST_USE;
void rate_free(rate *r);
/*
 * Counts one use of `key`: true while there are at most `limit` in `window_s` seconds.
 * `*wait_s` (may be NULL): seconds until it is allowed again. `now_s` is a steady clock. Thread
 * safe.
 */
bool rate_take(rate *r, str key, int limit, int window_s, int64_t now_s, int64_t *wait_s);
/* The network of an address for limits: /24 of IPv4, /48 of IPv6, as text. */
str rate_network(arena *mem, str address);

#endif
