/*
 * topics.h: the hub's table of topics. The hub's own; everything here runs under its lock.
 *
 * A topic that somebody follows stays. One that nobody follows is kept only for the number of its
 * last touch, among the idle ones, the oldest of which is forgotten when they are too many.
 */
#ifndef LIVE_TOPICS_H
#define LIVE_TOPICS_H

#include "base/base.h"
#include "base/str.h"
#include "live/hub.h"

#define TOPICS_IDLE_MAX 10000

struct link {
    struct link *next; /* followers of one topic, in a ring from topic.links */
    struct link *prev;
    struct topic *topic;
    follower *owner;
    uint64_t seen; /* number of the newest event it has had */
};

struct topic {
    struct topic *newer; /* among the idle ones, in a ring */
    struct topic *older;
    struct link links; /* head of the ring */
    size_t followers;
    struct live_bytes *bytes; /* NULL: not rendered since it is followed */
    uint64_t touched;         /* number of the last touch */
    uint64_t rendered;        /* number of the last event */
    uint64_t beginning;       /* number of the last touch of all that begin with its name; or 0 */
    int64_t next_ms;          /* not to be rendered before */
    int64_t due_ms;           /* while planned */
    size_t plan_at;           /* place in the plan from 1; 0: not planned */
    bool is_busy;             /* being rendered or handed out: not to be freed */
    str name;                 /* its bytes stand behind the struct */
};

struct topics {
    uint64_t number;    /* the last one given to a touch or an event */
    uint64_t forgotten; /* a topic that is not in the table may have been touched until then */
    struct topic **all; /* in the order of their names */
    size_t count;
    size_t cap;
    size_t beginnings; /* topics with a `beginning`, ever; 0: none to look for */
    struct topic idle; /* head of the ring: idle.newer is the oldest */
    size_t idle_count;
    struct topic **plan; /* a heap by due_ms */
    size_t plan_count;
    size_t plan_cap;
};

/* Empty; numbers go on from `start`. */
void topics_init(struct topics *ts, uint64_t start);
/* Frees all topics; nobody follows any. */
void topics_done(struct topics *ts);
/* The topic, made (idle) if it is new. NULL: no memory. */
struct topic *topics_get(struct topics *ts, str name);
/* Place in `all` of the first topic whose name is not before this one. */
size_t topics_place(const struct topics *ts, str name);
/* Somebody follows from now on; nobody does any more. */
void topics_leave_idle(struct topics *ts, struct topic *t);
void topics_enter_idle(struct topics *ts, struct topic *t);
/* An idle one becomes the newest of them; forgets none. */
void topics_freshen(struct topics *ts, struct topic *t);
/* Plans it for `due_ms`; false: no memory. It must not be planned already. */
bool topics_plan(struct topics *ts, struct topic *t, int64_t due_ms) MUST_USE;
/* Takes it out of the plan, if it is there. */
void topics_unplan(struct topics *ts, struct topic *t);
/* The one that is due first, or NULL. */
struct topic *topics_next(const struct topics *ts);

#endif
