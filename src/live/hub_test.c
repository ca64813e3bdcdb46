#include "live/hub.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "base/time.h"
#include "tests/kit/kit.h"

/* What the render function says, and how often it was asked. */
struct stage {
    hub *h;
    const char *fragment; /* NULL: the topic's name and the number of the rendering */
    _Atomic int renders;
    _Atomic int tick_ms;
    _Atomic int render_ms;
    _Atomic bool fails;
};

struct fan {
    follower *f;
    _Atomic int wakes;
};

static void nap_ms(int ms) {
    struct timespec step = {.tv_sec = ms / 1000, .tv_nsec = (ms % 1000) * 1000000L};

    (void)nanosleep(&step, NULL);
}

static err render(void *self, str topic, arena *mem UNUSED, buf *out) {
    struct stage *s = self;
    int number = atomic_fetch_add(&s->renders, 1) + 1;

    nap_ms(atomic_load(&s->render_ms));
    if (atomic_load(&s->fails)) {
        return ERR_STORE;
    }
    if (s->fragment != NULL) {
        buf_c(out, s->fragment);
    } else {
        buf_fmt(out, "%.*s %d", STR_ARG(topic), number);
    }
    return OK;
}

static int tick_ms(void *self, str topic UNUSED) {
    struct stage *s = self;

    return atomic_load(&s->tick_ms);
}

static struct stage *stage_new(struct test *t, struct hub_options options) {
    struct stage *s = arena_alloc(t->mem, sizeof(*s));

    CHECK(s != NULL);
    atomic_store(&s->tick_ms, 1);
    options.render = render;
    options.tick_ms = tick_ms;
    options.self = s;
    CHECK_OK(hub_new(&options, &s->h));
    return s;
}

static void on_wake(void *self) {
    struct fan *f = self;

    (void)atomic_fetch_add(&f->wakes, 1);
}

static struct fan *follow_seen(struct test *t, struct stage *s, str topic, uint64_t seen) {
    struct fan *f = arena_alloc(t->mem, sizeof(*f));

    CHECK(f != NULL);
    CHECK_OK(hub_follow(s->h, &topic, 1, seen, on_wake, f, &f->f));
    return f;
}

static struct fan *follow(struct test *t, struct stage *s, str topic) {
    return follow_seen(t, s, topic, 0);
}

static bool woken(struct fan *f, int times) {
    for (int i = 0; i < 1000; i++) {
        if (atomic_load(&f->wakes) >= times) {
            return atomic_load(&f->wakes) == times;
        }
        nap_ms(2);
    }
    return false;
}

/* The event in the mailbox as text, or "". */
static str take(struct test *t, struct fan *f, uint64_t *number) {
    struct live_bytes *b = hub_take(f->f);
    str copy = STR("");

    if (b != NULL) {
        copy = str_copy(t->mem, str_at(b->at, b->len));
        if (number != NULL) {
            *number = b->number;
        }
        live_drop(b);
    }
    return copy;
}

TEST(a_touch_reaches_the_follower_as_an_event) {
    struct stage *s = stage_new(t, (struct hub_options){0});
    struct fan *f = follow(t, s, STR("polls/1"));
    uint64_t number = 0;

    nap_ms(20);
    CHECK_EQ(atomic_load(&s->renders), 0);
    hub_touch(s->h, STR("polls/1"));
    CHECK(woken(f, 1));
    str event = take(t, f, &number);
    CHECK(number > 0);
    CHECK(str_eq(event,
                 str_fmt(t->mem, "id: %" PRIu64 "\nevent: message\ndata: polls/1 1\n\n", number)));
    CHECK_STR(take(t, f, NULL), "");
    CHECK_EQ(hub_count(s->h).messages, 1);
    hub_unfollow(f->f);
    CHECK_EQ(hub_count(s->h).topics, 0);
    CHECK_EQ(hub_count(s->h).followers, 0);
    hub_free(s->h);
}

TEST(each_line_of_a_fragment_is_a_line_of_data) {
    static const struct {
        const char *fragment;
        const char *data;
    } rows[] = {
        {"", "data: \n\n"},
        {"a", "data: a\n\n"},
        {"a\n", "data: a\n\n"},
        {"a\nb", "data: a\ndata: b\n\n"},
        {"a\n\nb\n", "data: a\ndata: \ndata: b\n\n"},
        {"a\r\nb\rc\r", "data: a\ndata: b\ndata: c\n\n"},
        {"\n", "data: \n\n"},
        {"\nid: 7\n\ndata: x", "data: \ndata: id: 7\ndata: \ndata: data: x\n\n"},
    };
    struct stage *s = stage_new(t, (struct hub_options){0});
    struct fan *f = follow(t, s, STR("a"));

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        s->fragment = rows[i].fragment;
        hub_touch(s->h, STR("a"));
        CHECK(woken(f, (int)i + 1));
        str event = take(t, f, NULL);
        CHECK_STR(str_from(event, str_find(event, STR("data: "))), rows[i].data);
        CHECK_STR(take(t, f, NULL), "");
    }
    hub_unfollow(f->f);
    hub_free(s->h);
}

TEST(many_touches_in_a_tick_are_one_rendering_and_one_more) {
    struct stage *s = stage_new(t, (struct hub_options){0});
    struct fan *f = follow(t, s, STR("a"));
    int64_t start = time_steady_us();

    atomic_store(&s->tick_ms, 300);
    hub_touch(s->h, STR("a"));
    CHECK(woken(f, 1));
    CHECK((time_steady_us() - start) / 1000 < 200); /* at once: it was quiet */
    for (int i = 0; i < 100; i++) {
        hub_touch(s->h, STR("a"));
    }
    nap_ms(50);
    CHECK_EQ(atomic_load(&s->renders), 1);
    nap_ms(500);
    CHECK_EQ(atomic_load(&s->renders), 2);
    /* It was not taken meanwhile: one wake, and the newest state alone. */
    CHECK_EQ(atomic_load(&f->wakes), 1);
    CHECK_CONTAINS(take(t, f, NULL), "data: a 2\n");
    CHECK_STR(take(t, f, NULL), "");
    hub_unfollow(f->f);
    hub_free(s->h);
}

TEST(all_followers_get_the_same_bytes) {
    struct stage *s = stage_new(t, (struct hub_options){0});
    struct fan *a = follow(t, s, STR("a"));
    struct fan *b = follow(t, s, STR("a"));
    struct fan *other = follow(t, s, STR("b"));

    hub_touch(s->h, STR("a"));
    CHECK(woken(a, 1) && woken(b, 1));
    struct live_bytes *first = hub_take(a->f);
    struct live_bytes *second = hub_take(b->f);
    CHECK(first != NULL && first == second);
    live_drop(first);
    CHECK_EQ(atomic_load(&other->wakes), 0);
    CHECK(hub_take(other->f) == NULL);
    /* Bytes that were taken outlive the follower. */
    hub_unfollow(a->f);
    hub_unfollow(b->f);
    hub_unfollow(other->f);
    CHECK_CONTAINS(str_at(second->at, second->len), "data: a 1\n");
    live_drop(second);
    hub_free(s->h);
}

TEST(a_touch_while_rendering_is_not_lost) {
    struct stage *s = stage_new(t, (struct hub_options){0});
    struct fan *f = follow(t, s, STR("a"));

    atomic_store(&s->render_ms, 100);
    hub_touch(s->h, STR("a"));
    nap_ms(40);
    hub_touch(s->h, STR("a"));
    nap_ms(400);
    CHECK_EQ(atomic_load(&s->renders), 2);
    CHECK_CONTAINS(take(t, f, NULL), "data: a 2\n");
    hub_unfollow(f->f);
    hub_free(s->h);
}

TEST(who_comes_back_gets_what_was_missed_and_no_more) {
    struct stage *s = stage_new(t, (struct hub_options){0});
    struct fan *f = follow(t, s, STR("a"));
    uint64_t first = 0;
    uint64_t second = 0;

    hub_touch(s->h, STR("a"));
    CHECK(woken(f, 1));
    CHECK_CONTAINS(take(t, f, &first), "data: a 1\n");
    hub_unfollow(f->f);
    /* Nothing happened: nothing comes. */
    f = follow_seen(t, s, STR("a"), first);
    nap_ms(50);
    CHECK_EQ(atomic_load(&f->wakes), 0);
    hub_unfollow(f->f);
    CHECK_EQ(atomic_load(&s->renders), 1);
    /* Touched while nobody followed: not rendered then, but at once for who comes. */
    hub_touch(s->h, STR("a"));
    nap_ms(50);
    CHECK_EQ(atomic_load(&s->renders), 1);
    f = follow_seen(t, s, STR("a"), first);
    CHECK(woken(f, 1));
    CHECK_CONTAINS(take(t, f, &second), "data: a 2\n");
    CHECK(second > first);
    /* While others follow: the event that is there. */
    struct fan *late = follow_seen(t, s, STR("a"), first);
    CHECK(woken(late, 1));
    CHECK_CONTAINS(take(t, late, NULL), "data: a 2\n");
    CHECK_EQ(atomic_load(&s->renders), 2);
    hub_unfollow(f->f);
    hub_unfollow(late->f);
    hub_free(s->h);
}

TEST(a_number_of_an_earlier_process_brings_the_state_at_once) {
    struct stage *s = stage_new(t, (struct hub_options){0});
    struct fan *old = follow_seen(t, s, STR("a"), 1000);
    struct fan *strange = follow_seen(t, s, STR("b"), UINT64_MAX);
    struct fan *fresh = follow_seen(t, s, STR("c"), 0);
    struct fan *exact = follow_seen(t, s, STR("d"), hub_number(s->h));

    CHECK(woken(old, 1) && woken(strange, 1));
    CHECK_CONTAINS(take(t, old, NULL), "data: a ");
    CHECK_CONTAINS(take(t, strange, NULL), "data: b ");
    CHECK_EQ(atomic_load(&fresh->wakes), 0);
    CHECK_EQ(atomic_load(&exact->wakes), 0);
    hub_unfollow(old->f);
    hub_unfollow(strange->f);
    hub_unfollow(fresh->f);
    hub_unfollow(exact->f);
    hub_free(s->h);
}

TEST(what_was_not_rendered_before_one_left_comes_when_one_returns) {
    struct stage *s = stage_new(t, (struct hub_options){0});
    str topics[] = {STR("slow"), STR("quick"), STR("quick")};
    struct fan *f = arena_alloc(t->mem, sizeof(*f));
    uint64_t number = 0;

    CHECK(f != NULL);
    atomic_store(&s->tick_ms, 500);
    CHECK_OK(hub_follow(s->h, topics, 3, 0, on_wake, f, &f->f));
    hub_touch(s->h, STR("slow"));
    CHECK(woken(f, 1));
    CHECK_CONTAINS(take(t, f, NULL), "data: slow 1\n");
    CHECK_STR(take(t, f, NULL), "");
    hub_touch(s->h, STR("slow")); /* must wait for its tick */
    hub_touch(s->h, STR("quick"));
    CHECK(woken(f, 2));
    CHECK_CONTAINS(take(t, f, &number), "data: quick 2\n");
    CHECK_STR(take(t, f, NULL), "");
    hub_unfollow(f->f);
    nap_ms(10);
    CHECK_EQ(atomic_load(&s->renders), 2);
    /* The number seen is higher than the touch of "slow", which was never rendered. */
    CHECK_OK(hub_follow(s->h, topics, 2, number, on_wake, f, &f->f));
    CHECK(woken(f, 3));
    CHECK_CONTAINS(take(t, f, NULL), "data: slow 3\n");
    hub_unfollow(f->f);
    hub_free(s->h);
}

TEST(events_of_several_topics_come_in_the_order_of_their_numbers) {
    struct stage *s = stage_new(t, (struct hub_options){0});
    str topics[] = {STR("b"), STR("a")};
    struct fan *f = arena_alloc(t->mem, sizeof(*f));
    uint64_t first = 0;
    uint64_t second = 0;

    CHECK(f != NULL);
    CHECK_OK(hub_follow(s->h, topics, 2, 0, on_wake, f, &f->f));
    hub_touch(s->h, STR("a"));
    nap_ms(50);
    hub_touch(s->h, STR("b"));
    nap_ms(50);
    CHECK_EQ(atomic_load(&f->wakes), 1);
    CHECK_CONTAINS(take(t, f, &first), "data: a 1\n");
    CHECK_CONTAINS(take(t, f, &second), "data: b 2\n");
    CHECK(first < second);
    CHECK_STR(take(t, f, NULL), "");
    hub_unfollow(f->f);
    hub_free(s->h);
}

TEST(a_prefix_touches_all_that_start_with_it) {
    struct stage *s = stage_new(t, (struct hub_options){0});
    struct fan *en = follow(t, s, STR("programme/1@en"));
    struct fan *fr = follow(t, s, STR("programme/1@fr"));
    struct fan *other = follow(t, s, STR("polls/1@fr"));
    uint64_t before = hub_number(s->h);

    hub_touch_prefix(s->h, STR("programme/1"));
    CHECK(woken(en, 1) && woken(fr, 1));
    CHECK_EQ(atomic_load(&other->wakes), 0);
    /* One that nobody had followed may have been meant too. */
    struct fan *late = follow_seen(t, s, STR("programme/1@nl"), before);
    CHECK(woken(late, 1));
    /* And one that does not begin so was not. */
    struct fan *apart = follow_seen(t, s, STR("programme/2@nl"), before);
    nap_ms(50);
    CHECK_EQ(atomic_load(&apart->wakes), 0);
    hub_unfollow(apart->f);
    hub_unfollow(en->f);
    hub_unfollow(fr->f);
    hub_unfollow(other->f);
    hub_unfollow(late->f);
    hub_free(s->h);
}

TEST(a_failed_rendering_sends_nothing_and_the_next_touch_tries_again) {
    struct stage *s = stage_new(t, (struct hub_options){0});
    struct fan *f = follow(t, s, STR("a"));

    atomic_store(&s->fails, true);
    hub_touch(s->h, STR("a"));
    nap_ms(50);
    CHECK_EQ(atomic_load(&s->renders), 1);
    CHECK_EQ(atomic_load(&f->wakes), 0);
    atomic_store(&s->fails, false);
    hub_touch(s->h, STR("a"));
    CHECK(woken(f, 1));
    CHECK_CONTAINS(take(t, f, NULL), "data: a 2\n");
    hub_unfollow(f->f);
    hub_free(s->h);
}

TEST(limits_are_kept) {
    struct stage *s = stage_new(t, (struct hub_options){.topics_max = 2, .followers_max = 3});
    str nine[9] = {STR("1"), STR("2"), STR("3"), STR("4"), STR("5"),
                   STR("6"), STR("7"), STR("8"), STR("9")};
    struct fan *a = follow(t, s, STR("a"));
    struct fan *b = follow(t, s, STR("b"));
    follower *none = NULL;

    CHECK_ERR(hub_follow(s->h, nine, 0, 0, on_wake, a, &none), ERR_INPUT);
    CHECK_ERR(hub_follow(s->h, nine, 9, 0, on_wake, a, &none), ERR_INPUT);
    CHECK_ERR(hub_follow(s->h, nine, 1, 0, on_wake, a, &none), ERR_OFTEN);
    struct fan *c = follow(t, s, STR("b"));
    CHECK_ERR(hub_follow(s->h, &(str)STR_INIT("b"), 1, 0, on_wake, a, &none), ERR_OFTEN);
    CHECK_EQ(hub_count(s->h).followers, 3);
    CHECK_EQ(hub_count(s->h).topics, 2);
    hub_unfollow(a->f);
    hub_unfollow(b->f);
    hub_unfollow(c->f);
    hub_free(s->h);
}

TEST(a_forgotten_touch_is_not_a_lost_one) {
    struct stage *s = stage_new(t, (struct hub_options){0});
    uint64_t before = hub_number(s->h);

    hub_touch(s->h, STR("first"));
    for (int i = 0; i < 11000; i++) {
        hub_touch(s->h, str_fmt(t->mem, "topic/%d", i));
    }
    /* "first" is no longer remembered; so it might have been touched, and was. */
    struct fan *f = follow_seen(t, s, STR("first"), before);
    CHECK(woken(f, 1));
    /* Who has seen all that was forgotten needs nothing. */
    struct fan *now = follow_seen(t, s, STR("second"), hub_number(s->h));
    nap_ms(50);
    CHECK_EQ(atomic_load(&now->wakes), 0);
    hub_unfollow(f->f);
    hub_unfollow(now->f);
    hub_free(s->h);
}

/* ---- many threads: every follower ends up with the last state of its topic ---- */

#define TOPICS    4
#define TOUCHERS  3
#define READERS   3
#define TOUCHES   2000
#define FOLLOWERS 40

struct crowd {
    struct stage *s;
    _Atomic int state[TOPICS]; /* what a rendering shows */
    _Atomic bool is_over;
    _Atomic int faults;
};

static err render_state(void *self, str topic, arena *mem UNUSED, buf *out) {
    struct crowd *c = self;

    buf_i64(out, atomic_load(&c->state[topic.at[0] - '0']));
    return OK;
}

static str topic_of(int i) {
    static const char names[] = "0123";

    return str_at(names + i % TOPICS, 1);
}

static void *touch_much(void *self) {
    struct crowd *c = self;

    for (int i = 0; i < TOUCHES; i++) {
        (void)atomic_fetch_add(&c->state[i % TOPICS], 1);
        hub_touch(c->s->h, topic_of(i));
        if (i % 100 == 0) {
            hub_touch_prefix(c->s->h, topic_of(i));
            nap_ms(1);
        }
    }
    return NULL;
}

/* The number behind "data: ". */
static int64_t state_in(const struct live_bytes *b) {
    str event = str_at(b->at, b->len);
    str digits = STR_NONE;
    int64_t n = -1;

    (void)str_cut(str_from(event, str_find(event, STR("data: ")) + 6), '\n', &digits, NULL);
    return str_i64(digits, &n) ? n : -1;
}

struct reader {
    struct fan fan;
    uint64_t seen;
    int64_t last;
};

static void come(struct crowd *c, struct reader *r, int i) {
    str topic = topic_of(i);

    if (r->fan.f == NULL &&
        hub_follow(c->s->h, &topic, 1, r->seen, on_wake, &r->fan, &r->fan.f) != OK) {
        (void)atomic_fetch_add(&c->faults, 1);
    }
}

/* States and numbers only rise. */
static void read_all(struct crowd *c, struct reader *r) {
    struct live_bytes *b = NULL;

    while (r->fan.f != NULL && (b = hub_take(r->fan.f)) != NULL) {
        int64_t state = state_in(b);

        (void)atomic_fetch_add(&c->faults, state < r->last || b->number <= r->seen);
        r->last = state;
        r->seen = b->number;
        live_drop(b);
    }
}

static void go(struct reader *r) {
    hub_unfollow(r->fan.f);
    r->fan.f = NULL;
}

/* Comes, reads, goes, comes back with the last number it saw; at the end it must know the last
 * state. */
static void *read_much(void *self) {
    struct crowd *c = self;
    struct reader readers[FOLLOWERS] = {0};

    for (int round = 0; !atomic_load(&c->is_over); round++) {
        for (int i = 0; i < FOLLOWERS; i++) {
            come(c, &readers[i], i);
            read_all(c, &readers[i]);
            if ((round + i) % 7 == 0) {
                go(&readers[i]);
            }
        }
    }
    for (int i = 0; i < FOLLOWERS; i++) {
        come(c, &readers[i], i);
    }
    nap_ms(500);
    for (int i = 0; i < FOLLOWERS; i++) {
        read_all(c, &readers[i]);
        (void)atomic_fetch_add(&c->faults, readers[i].last != atomic_load(&c->state[i % TOPICS]));
        go(&readers[i]);
    }
    return NULL;
}

TEST(under_many_threads_nobody_misses_the_last_state) {
    static struct crowd c;
    static struct stage s;
    struct hub_options options = {.render = render_state, .self = &c};
    pthread_t touchers[TOUCHERS];
    pthread_t readers[READERS];

    memset(&c, 0, sizeof(c));
    c.s = &s;
    CHECK_OK(hub_new(&options, &s.h));
    for (int i = 0; i < READERS; i++) {
        CHECK_EQ(pthread_create(&readers[i], NULL, read_much, &c), 0);
    }
    for (int i = 0; i < TOUCHERS; i++) {
        CHECK_EQ(pthread_create(&touchers[i], NULL, touch_much, &c), 0);
    }
    for (int i = 0; i < TOUCHERS; i++) {
        (void)pthread_join(touchers[i], NULL);
    }
    nap_ms(300);
    atomic_store(&c.is_over, true);
    for (int i = 0; i < READERS; i++) {
        (void)pthread_join(readers[i], NULL);
    }
    CHECK_EQ(atomic_load(&c.faults), 0);
    CHECK_EQ(hub_count(s.h).followers, 0);
    CHECK(hub_count(s.h).renders > 4);
    hub_free(s.h);
}
