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

size_t topics_place(const struct topics *ts, str name) {
    size_t low = 0;
    size_t high = ts->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (str_order(ts->all[middle]->name, name) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static struct topic *topic_find(const struct topics *ts, str name) {
    size_t at = topics_place(ts, name);

    return at < ts->count && str_eq(ts->all[at]->name, name) ? ts->all[at] : NULL;
}

void topics_leave_idle(struct topics *ts, struct topic *t) {
    t->newer->older = t->older;
    t->older->newer = t->newer;
    t->newer = NULL;
    t->older = NULL;
    ts->idle_count--;
}

static void topic_free(struct topics *ts, struct topic *t) {
    size_t at = topics_place(ts, t->name);

    ts->count--;
    memmove(ts->all + at, ts->all + at + 1, (ts->count - at) * sizeof(struct topic *));
    live_drop(t->bytes);
    free(t);
}

static uint64_t larger(uint64_t a, uint64_t b) {
    return a > b ? a : b;
}

static void idle_link(struct topics *ts, struct topic *t) {
    t->newer = &ts->idle;
    t->older = ts->idle.older;
    ts->idle.older->newer = t;
    ts->idle.older = t;
    ts->idle_count++;
}

void topics_freshen(struct topics *ts, struct topic *t) {
    topics_leave_idle(ts, t);
    idle_link(ts, t);
}

/* The newest of the idle; when they are too many, the oldest is forgotten, but not until when. */
void topics_enter_idle(struct topics *ts, struct topic *t) {
    struct topic *oldest = NULL;

    idle_link(ts, t);
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

static bool all_reserve(struct topics *ts) {
    size_t cap = ts->cap == 0 ? 256 : ts->cap * 2;
    struct topic **all = NULL;

    if (ts->count < ts->cap) {
        return true;
    }
    all = realloc(ts->all, cap * sizeof(struct topic *));
    if (all == NULL) {
        return false;
    }
    ts->all = all;
    ts->cap = cap;
    return true;
}

/* The last touch that a topic of this name may have had before it came into the table. */
static uint64_t touched_before(const struct topics *ts, str name) {
    uint64_t number = ts->forgotten;

    for (size_t len = 0; ts->beginnings > 0 && len < name.len; len++) {
        const struct topic *t = topic_find(ts, str_first(name, len));

        number = t == NULL ? number : larger(number, t->beginning);
    }
    return number;
}

static struct topic *topic_new(const struct topics *ts, str name) {
    struct topic *t = calloc(1, sizeof(*t) + name.len);

    if (t != NULL) {
        if (name.len > 0) {
            memcpy(t + 1, name.at, name.len);
        }
        t->name = str_at((const char *)(t + 1), name.len);
        t->touched = touched_before(ts, name);
        t->links.next = &t->links;
        t->links.prev = &t->links;
    }
    return t;
}

struct topic *topics_get(struct topics *ts, str name) {
    struct topic *t = topic_find(ts, name);
    size_t at = 0;

    if (t != NULL) {
        return t;
    }
    t = all_reserve(ts) ? topic_new(ts, name) : NULL;
    if (t == NULL) {
        return NULL;
    }
    at = topics_place(ts, name);
    memmove(ts->all + at + 1, ts->all + at, (ts->count - at) * sizeof(struct topic *));
    ts->all[at] = t;
    ts->count++;
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
    for (size_t i = 0; i < ts->count; i++) {
        live_drop(ts->all[i]->bytes);
        free(ts->all[i]);
    }
    free(ts->all);
    free(ts->plan);
}
