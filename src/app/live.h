/*
 * live.h: pages that follow topics; joins the features' topics, the hub and the server's streams.
 */
#ifndef APP_LIVE_H
#define APP_LIVE_H

#include "app/feature.h"
#include "core/cx.h"
#include "live/hub.h"
#include "web/request.h"
#include "web/server.h"

/* The topic's row for "programme/2026-uspn", or NULL; `*key` is what stands for {}. */
const struct topic *live_topic(str name, str *key);

/* For struct hub_options; `self` is a struct live. */
struct live {
    const struct shop *shop;
    db *reads; /* of the hub's thread */
    hub *hub;
};

err live_render(void *self, str topic, arena *mem, buf *out);
int live_tick(void *self, str topic);
/* For struct gate_options: follows the topics of ?t= and takes the exchange over. `self` is a
 * struct live. */
void live_stream(struct live *l, cx *c, const request *q, exchange *x);
/* A topic was touched: all its languages and editions are stale. */
void live_touched(struct live *l, str topic);

#endif
