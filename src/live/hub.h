/*
 * hub.h: followers of topics, each with a mailbox of one slot.
 *
 * A topic is a text such as "programme/2026-uspn@fr". Touching it makes it stale;
 * the hub's thread renders it once (at once if it was quiet for a tick, else at the
 * next tick) and every follower is woken to fetch the same bytes. A slow follower
 * never has a queue: it fetches the newest state when it can. Nobody follows:
 * nothing is rendered.
 *
 * Event numbers rise over all topics and over restarts (they start at the wall
 * clock in microseconds), so a browser's Last-Event-ID tells what it has seen.
 */
#ifndef LIVE_HUB_H
#define LIVE_HUB_H

#include "base/arena.h"
#include "base/base.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

typedef struct hub hub;
typedef struct follower follower;

/* Shared, counted, never changed. */
struct live_bytes {
    int refs; /* atomic, the hub's */
    uint64_t number;
    size_t len;
    char at[];
};

struct hub_options {
    /* On the hub's thread: writes the topic's fragment. An error sends nothing. */
    err (*render)(void *self, str topic, arena *mem, buf *out);
    /* Milliseconds between two renderings of this topic at the least (100; 25 for a canvas). */
    int (*tick_ms)(void *self, str topic);
    void *self;
    size_t topics_max;    /* 0: 10,000 */
    size_t followers_max; /* 0: 100,000 */
};

struct hub_counts {
    uint64_t topics, followers; /* now */
    uint64_t renders, messages; /* since the start */
};

err hub_new(const struct hub_options *options, hub **out) MUST_USE;
/* Stops the thread; all followers must be gone. */
void hub_free(hub *h);

/* The topic has changed. From any thread, after the commit. */
void hub_touch(hub *h, str topic);
/* Every topic that starts with `prefix` has changed. */
void hub_touch_prefix(hub *h, str prefix);

/*
 * Follows 1 to 8 topics. `wake(self)` is called on any thread, at most once until
 * the next hub_take returns NULL, when there is something to fetch. `seen` is the
 * Last-Event-ID or 0: topics with a newer event, or touched while nobody followed
 * since, come at once. ERR_OFTEN past a limit, ERR_INPUT no or too many topics.
 * `wake` must be short and must not call the hub.
 */
err hub_follow(hub *h, const str *topics, size_t count, uint64_t seen, void (*wake)(void *self),
               void *self, follower **out) MUST_USE;
/* After this returns, `wake` is not called any more. */
void hub_unfollow(follower *f);
/*
 * The newest event this follower has not had, as bytes of the stream
 * ("id: N\nevent: message\ndata: ...\n\n"), or NULL. Give it back with live_drop.
 */
struct live_bytes *hub_take(follower *f);
void live_drop(struct live_bytes *bytes);
/*
 * The last number given away. Who reads it before making a page may follow with it as `seen`, and
 * gets what was touched since, and nothing else.
 */
uint64_t hub_number(hub *h);
struct hub_counts hub_count(hub *h);

#endif
