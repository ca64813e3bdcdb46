#include "live/hub.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/time.h"
#include "live/topics.h"

#define FOLLOW_MAX     8
#define FRAGMENT_MAX   1048576
#define RENDER_MEMORY  16777216
#define WAKES_AT_ONCE  64 /* then others may have the lock */
#define TICK_OTHERWISE 100

struct follower {
    hub *hub;
    void (*wake)(void *self);
    void *self;
    bool is_woken; /* and has not found the mailbox empty since */
    size_t count;
    struct link links[];
};

struct hub {
    struct hub_options options;
    pthread_mutex_t lock; /* guards all below; `wake` is called under it */
    pthread_cond_t changed;
    pthread_t thread;
    bool has_thread;
    bool is_ending;
    uint64_t start; /* the number this process began with */
    struct topics topics;
    struct link *cursor; /* the next to be woken while a topic's event is handed out */
    arena *mem;          /* of the rendering */
    struct hub_counts counts;
};

static int64_t now_ms(void) {
    return time_steady_us() / 1000;
}

void live_drop(struct live_bytes *bytes) {
    if (bytes != NULL && __atomic_sub_fetch(&bytes->refs, 1, __ATOMIC_ACQ_REL) == 0) {
        free(bytes);
    }
}

/* It is stale and somebody follows: it is rendered as soon as its tick allows. */
static void schedule(hub *h, struct topic *t) {
    int64_t now = now_ms();

    /* What is being rendered is looked at again afterwards. Without memory the next touch helps. */
    if (t->plan_at != 0 || t->is_busy || t->followers == 0 ||
        !topics_plan(&h->topics, t, t->next_ms > now ? t->next_ms : now)) {
        return;
    }
    if (topics_next(&h->topics) == t) {
        (void)pthread_cond_signal(&h->changed);
    }
}

static void touch(hub *h, struct topic *t) {
    t->touched = ++h->topics.number;
    if (t->followers == 0) {
        topics_freshen(&h->topics, t);
    } else {
        schedule(h, t);
    }
}

void hub_touch(hub *h, str topic) {
    struct topic *t = NULL;

    (void)pthread_mutex_lock(&h->lock);
    t = topics_get(&h->topics, topic);
    if (t != NULL) {
        touch(h, t);
    } else {
        h->topics.forgotten = ++h->topics.number;
    }
    (void)pthread_mutex_unlock(&h->lock);
}

void hub_touch_prefix(hub *h, str prefix) {
    struct topics *ts = &h->topics;
    struct topic *beginning = NULL;

    (void)pthread_mutex_lock(&h->lock);
    /* Those that begin with it and are not in the table are told when they come into it. */
    beginning = topics_get(ts, prefix);
    if (beginning != NULL) {
        beginning->beginning = ++ts->number;
        ts->beginnings++;
    } else {
        ts->forgotten = ++ts->number;
    }
    for (size_t i = topics_place(ts, prefix); i < ts->count && str_starts(ts->all[i]->name, prefix);
         i++) {
        touch(h, ts->all[i]);
    }
    (void)pthread_mutex_unlock(&h->lock);
}

/* Length of the line at `at`, and of its end (LF, CR LF or CR) in `*end`. */
static size_t line_len(str s, size_t at, size_t *end) {
    size_t len = 0;

    while (at + len < s.len && s.at[at + len] != '\n' && s.at[at + len] != '\r') {
        len++;
    }
    *end = at + len == s.len ? 0 : 1;
    if (at + len + 1 < s.len && s.at[at + len] == '\r' && s.at[at + len + 1] == '\n') {
        *end = 2;
    }
    return len;
}

/* Writes `s` at `at`, or only counts where `out` is NULL. */
static size_t put(char *out, size_t at, str s) {
    if (out != NULL && s.len > 0) {
        memcpy(out + at, s.at, s.len);
    }
    return at + s.len;
}

/* One event: each line of the fragment behind "data: ", a last empty one left out. Its size. */
static size_t put_event(char *out, str head, str fragment) {
    size_t size = put(out, 0, head);
    size_t at = 0;

    do {
        size_t end = 0;
        size_t len = line_len(fragment, at, &end);

        size = put(out, size, STR("data: "));
        size = put(out, size, str_first(str_from(fragment, at), len));
        size = put(out, size, STR("\n"));
        at += len + end;
    } while (at < fragment.len);
    return put(out, size, STR("\n"));
}

/* The topic's event as bytes for all, or NULL: nothing can be sent. */
static struct live_bytes *render(hub *h, str topic, uint64_t number) {
    buf b = buf_new(h->mem, FRAGMENT_MAX);
    str head;
    struct live_bytes *bytes = NULL;
    size_t size = 0;

    if (h->options.render(h->options.self, topic, h->mem, &b) != OK || buf_done(&b) != OK) {
        return NULL;
    }
    head = str_fmt(h->mem, "id: %" PRIu64 "\nevent: message\n", number);
    size = put_event(NULL, head, buf_str(&b));
    bytes = head.len == 0 ? NULL : malloc(sizeof(*bytes) + size);
    if (bytes != NULL) {
        bytes->refs = 1;
        bytes->number = number;
        bytes->len = put_event(bytes->at, head, buf_str(&b));
    }
    return bytes;
}

static void wake(follower *f) {
    if (!f->is_woken) {
        f->is_woken = true;
        f->wake(f->self);
    }
}

/* Wakes all followers of a busy topic; the lock is let go now and then. */
static void wake_all(hub *h, struct topic *t) {
    int woken = 0;

    h->cursor = t->links.next;
    while (h->cursor != &t->links) {
        struct link *l = h->cursor;

        h->cursor = l->next;
        wake(l->owner);
        if (++woken % WAKES_AT_ONCE == 0) {
            (void)pthread_mutex_unlock(&h->lock);
            (void)pthread_mutex_lock(&h->lock);
        }
    }
    h->cursor = NULL;
}

/* Holds the lock before and after, not while the fragment is written. */
static void render_topic(hub *h, struct topic *t) {
    /* The number is taken first: a touch from here on is newer than the event. */
    uint64_t number = ++h->topics.number;
    struct live_bytes *bytes = NULL;
    int tick = TICK_OTHERWISE;

    t->is_busy = true;
    h->counts.renders++;
    (void)pthread_mutex_unlock(&h->lock);
    if (h->options.tick_ms != NULL) {
        tick = h->options.tick_ms(h->options.self, t->name);
    }
    bytes = render(h, t->name, number);
    arena_reset(h->mem);
    (void)pthread_mutex_lock(&h->lock);
    t->next_ms = now_ms() + tick;
    if (bytes != NULL && t->followers > 0) {
        live_drop(t->bytes);
        t->bytes = bytes;
        t->rendered = number;
        wake_all(h, t);
    } else {
        live_drop(bytes);
    }
    t->is_busy = false;
    if (t->touched > number) {
        schedule(h, t);
    }
}

static void wait_until(hub *h, int64_t due_ms) {
    struct timespec at = {.tv_sec = due_ms / 1000, .tv_nsec = due_ms % 1000 * 1000000};

    (void)pthread_cond_timedwait(&h->changed, &h->lock, &at);
}

static void *hub_thread(void *self) {
    hub *h = self;

    (void)pthread_mutex_lock(&h->lock);
    while (!h->is_ending) {
        struct topic *t = topics_next(&h->topics);

        if (t == NULL) {
            (void)pthread_cond_wait(&h->changed, &h->lock);
        } else if (t->due_ms > now_ms()) {
            wait_until(h, t->due_ms);
        } else {
            topics_unplan(&h->topics, t);
            render_topic(h, t);
        }
    }
    (void)pthread_mutex_unlock(&h->lock);
    return NULL;
}

static void detach(hub *h, struct link *l) {
    struct topic *t = l->topic;

    if (h->cursor == l) {
        h->cursor = l->next;
    }
    l->next->prev = l->prev;
    l->prev->next = l->next;
    if (--t->followers > 0) {
        return;
    }
    topics_unplan(&h->topics, t);
    if (t->touched > t->rendered) {
        /* A follower may have had newer events of other topics, and comes back with their number.
         */
        t->touched = ++h->topics.number;
    }
    live_drop(t->bytes);
    t->bytes = NULL;
    h->counts.topics--;
    topics_enter_idle(&h->topics, t);
}

static err attach(hub *h, follower *f, str name, uint64_t seen) {
    struct topic *t = topics_get(&h->topics, name);
    struct link *l = &f->links[f->count];

    if (t == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < f->count; i++) {
        if (f->links[i].topic == t) {
            return OK;
        }
    }
    if (t->followers == 0) {
        if (h->counts.topics >= h->options.topics_max) {
            return ERR_OFTEN;
        }
        h->counts.topics++;
        topics_leave_idle(&h->topics, t);
    }
    *l = (struct link){.topic = t, .owner = f, .seen = seen};
    l->next = t->links.next;
    l->prev = &t->links;
    t->links.next->prev = l;
    t->links.next = l;
    t->followers++;
    f->count++;
    return OK;
}

static uint64_t last_change(const struct topic *t) {
    return t->touched > t->rendered ? t->touched : t->rendered;
}

/* What is there comes at once; what is stale or not there is rendered. */
static void catch_up(hub *h, follower *f) {
    for (size_t i = 0; i < f->count; i++) {
        struct link *l = &f->links[i];
        struct topic *t = l->topic;

        if (t->bytes != NULL && t->rendered > l->seen) {
            wake(f);
        }
        if (t->bytes == NULL && last_change(t) > l->seen) {
            schedule(h, t);
        }
    }
}

static uint64_t seen_of(const hub *h, uint64_t seen) {
    if (seen == 0) {
        return h->start; /* a page just made: whatever this process knows of is newer */
    }
    /* From a clock that was ahead of ours: nobody knows what it means. */
    return seen > h->topics.number ? 0 : seen;
}

/* NOLINTNEXTLINE(readability-function-size): a struct for two of seven would say less */
err hub_follow(hub *h, const str *topics, size_t count, uint64_t seen, void (*wake_it)(void *self),
               void *self, follower **out) {
    follower *f = NULL;
    err result = OK;

    if (count < 1 || count > FOLLOW_MAX) {
        return ERR_INPUT;
    }
    f = calloc(1, sizeof(*f) + count * sizeof(f->links[0]));
    if (f == NULL) {
        return ERR_MEMORY;
    }
    f->hub = h;
    f->wake = wake_it;
    f->self = self;
    (void)pthread_mutex_lock(&h->lock);
    result = h->counts.followers < h->options.followers_max ? OK : ERR_OFTEN;
    h->counts.followers++;
    for (size_t i = 0; i < count && result == OK; i++) {
        result = attach(h, f, topics[i], seen_of(h, seen));
    }
    if (result == OK) {
        catch_up(h, f);
    }
    (void)pthread_mutex_unlock(&h->lock);
    if (result != OK) {
        hub_unfollow(f);
        return result;
    }
    *out = f;
    return OK;
}

void hub_unfollow(follower *f) {
    hub *h = NULL;

    if (f == NULL) {
        return;
    }
    h = f->hub;
    (void)pthread_mutex_lock(&h->lock);
    for (size_t i = 0; i < f->count; i++) {
        detach(h, &f->links[i]);
    }
    h->counts.followers--;
    (void)pthread_mutex_unlock(&h->lock);
    free(f);
}

struct live_bytes *hub_take(follower *f) {
    hub *h = f->hub;
    struct link *first = NULL;
    struct live_bytes *bytes = NULL;

    (void)pthread_mutex_lock(&h->lock);
    for (size_t i = 0; i < f->count; i++) {
        struct link *l = &f->links[i];
        const struct topic *t = l->topic;

        /* The lowest number first: who has had N has had all that was there before N. */
        if (t->bytes != NULL && t->rendered > l->seen &&
            (first == NULL || t->rendered < first->topic->rendered)) {
            first = l;
        }
    }
    if (first != NULL) {
        bytes = first->topic->bytes;
        first->seen = first->topic->rendered;
        (void)__atomic_add_fetch(&bytes->refs, 1, __ATOMIC_RELAXED);
        h->counts.messages++;
    } else {
        f->is_woken = false;
    }
    (void)pthread_mutex_unlock(&h->lock);
    return bytes;
}

struct hub_counts hub_count(hub *h) {
    struct hub_counts counts;

    (void)pthread_mutex_lock(&h->lock);
    counts = h->counts;
    (void)pthread_mutex_unlock(&h->lock);
    return counts;
}

uint64_t hub_number(hub *h) {
    uint64_t number = 0;

    (void)pthread_mutex_lock(&h->lock);
    number = h->topics.number;
    (void)pthread_mutex_unlock(&h->lock);
    return number;
}

err hub_new(const struct hub_options *options, hub **out) {
    hub *h = calloc(1, sizeof(*h));
    pthread_condattr_t steady;

    if (h == NULL) {
        return ERR_MEMORY;
    }
    h->options = *options;
    h->options.topics_max = options->topics_max == 0 ? 10000 : options->topics_max;
    h->options.followers_max = options->followers_max == 0 ? 100000 : options->followers_max;
    h->start = (uint64_t)time_wall_ms() * 1000;
    topics_init(&h->topics, h->start);
    (void)pthread_mutex_init(&h->lock, NULL);
    (void)pthread_condattr_init(&steady);
    (void)pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&h->changed, &steady);
    (void)pthread_condattr_destroy(&steady);
    h->mem = arena_new(RENDER_MEMORY);
    h->has_thread = h->mem != NULL && pthread_create(&h->thread, NULL, hub_thread, h) == 0;
    if (!h->has_thread) {
        hub_free(h);
        return ERR_MEMORY;
    }
    *out = h;
    return OK;
}

void hub_free(hub *h) {
    if (h == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&h->lock);
    assert(h->counts.followers == 0);
    h->is_ending = true;
    (void)pthread_cond_signal(&h->changed);
    (void)pthread_mutex_unlock(&h->lock);
    if (h->has_thread) {
        (void)pthread_join(h->thread, NULL);
    }
    topics_done(&h->topics);
    arena_free(h->mem);
    (void)pthread_cond_destroy(&h->changed);
    (void)pthread_mutex_destroy(&h->lock);
    free(h);
}
