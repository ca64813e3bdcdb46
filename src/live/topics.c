#include "live/topics.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void plan_put(struct topics *ts, size_t at, struct topic *t) {
    ts->plan[at - 1] = t;
    t->plan_at = at;
}

static void plan_up(struct topics *ts, struct topic *t) {
    size_t at = t->plan_at;

    while (at > 1 && ts->plan[at / 2 - 1]->due_ms > t->due_ms) {
        plan_put(ts, at, ts->plan[at / 2 - 1]);
        at /= 2;
    }
    plan_put(ts, at, t);
}

static void plan_down(struct topics *ts, struct topic *t) {
    size_t at = t->plan_at;

    while (at * 2 <= ts->plan_count) {
        size_t child = at * 2;

        if (child < ts->plan_count && ts->plan[child]->due_ms < ts->plan[child - 1]->due_ms) {
            child++;
        }
        if (ts->plan[child - 1]->due_ms >= t->due_ms) {
            break;
        }
        plan_put(ts, at, ts->plan[child - 1]);
        at = child;
    }
    plan_put(ts, at, t);
}

static bool plan_reserve(struct topics *ts) {
    size_t cap = ts->plan_cap == 0 ? 64 : ts->plan_cap * 2;
    struct topic **heap = NULL;

    if (ts->plan_count < ts->plan_cap) {
        return true;
    }
    heap = realloc(ts->plan, cap * sizeof(struct topic *));
    if (heap == NULL) {
        return false;
    }
    ts->plan = heap;
    ts->plan_cap = cap;
    return true;
}

bool topics_plan(struct topics *ts, struct topic *t, int64_t due_ms) {
    assert(t->plan_at == 0);
    if (!plan_reserve(ts)) {
        return false;
    }
    t->due_ms = due_ms;
    t->plan_at = ++ts->plan_count;
    plan_up(ts, t);
    return true;
}

void topics_unplan(struct topics *ts, struct topic *t) {
    size_t at = t->plan_at;
    struct topic *last = NULL;

    if (at == 0) {
        return;
    }
    last = ts->plan[ts->plan_count - 1];
    t->plan_at = 0;
    ts->plan_count--;
    if (last != t) {
        last->plan_at = at;
        plan_up(ts, last);
        plan_down(ts, last);
    }
}

struct topic *topics_next(const struct topics *ts) {
    return ts->plan_count == 0 ? NULL : ts->plan[0];
}

static struct topic **bucket_of(struct topics *ts, str name) {
    return &ts->buckets[str_hash(name) & (TOPICS_BUCKETS - 1)];
}

static struct topic *topic_find(struct topics *ts, str name) {
    struct topic *t = *bucket_of(ts, name);

    while (t != NULL && !str_eq(t->name, name)) {
        t = t->next;
    }
    return t;
}

void topics_leave_idle(struct topics *ts, struct topic *t) {
    t->newer->older = t->older;
    t->older->newer = t->newer;
    t->newer = NULL;
    t->older = NULL;
    ts->idle_count--;
}

static void topic_free(struct topics *ts, struct topic *t) {
    struct topic **at = bucket_of(ts, t->name);

    while (*at != t) {
        at = &(*at)->next;
    }
    *at = t->next;
    live_drop(t->bytes);
    free(t);
}

static uint64_t larger(uint64_t a, uint64_t b) {
    return a > b ? a : b;
}

/* The newest of the idle; when they are too many, the oldest is forgotten, but not until when. */
void topics_enter_idle(struct topics *ts, struct topic *t) {
    struct topic *oldest = NULL;

    t->newer = &ts->idle;
    t->older = ts->idle.older;
    ts->idle.older->newer = t;
    ts->idle.older = t;
    ts->idle_count++;
    for (oldest = ts->idle.newer; ts->idle_count > TOPICS_IDLE_MAX && oldest != t;) {
        struct topic *next = oldest->newer;

        if (!oldest->is_busy) {
            topics_leave_idle(ts, oldest);
            ts->forgotten = larger(ts->forgotten, larger(oldest->touched, oldest->rendered));
            topic_free(ts, oldest);
        }
        oldest = next;
    }
}

/* The topic, made (idle) if it is new. NULL: no memory. */
struct topic *topics_get(struct topics *ts, str name) {
    struct topic *t = topic_find(ts, name);
    struct topic **bucket = bucket_of(ts, name);

    if (t != NULL) {
        return t;
    }
    t = calloc(1, sizeof(*t) + name.len);
    if (t == NULL) {
        return NULL;
    }
    memcpy(t + 1, name.at, name.len);
    t->name = str_at((const char *)(t + 1), name.len);
    t->touched = ts->forgotten;
    t->links.next = &t->links;
    t->links.prev = &t->links;
    t->next = *bucket;
    *bucket = t;
    topics_enter_idle(ts, t);
    return t;
}

void topics_init(struct topics *ts, uint64_t start) {
    ts->number = start;
    ts->forgotten = start;
    ts->idle.newer = &ts->idle;
    ts->idle.older = &ts->idle;
}

void topics_done(struct topics *ts) {
    for (struct topic *t = ts->idle.newer; t != &ts->idle;) {
        struct topic *next = t->newer;

        topic_free(ts, t);
        t = next;
    }
    free(ts->plan);
}
