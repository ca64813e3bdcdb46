#include "web/wheel.h"

#include "tests/kit/kit.h"

#define TIMERS 200
#define STEP   ((int64_t)WHEEL_STEP_MS)

struct ring {
    struct wheel wheel;
    struct timer timers[TIMERS];
    int64_t due[TIMERS]; /* what was asked for; -1: nothing */
};

static struct ring *ring_new(struct test *t, int64_t now_ms) {
    struct ring *r = arena_alloc(t->mem, sizeof(*r));

    CHECK(r != NULL);
    wheel_init(&r->wheel, now_ms);
    for (size_t i = 0; i < TIMERS; i++) {
        r->due[i] = -1;
    }
    return r;
}

static void set(struct ring *r, size_t i, int64_t due_ms) {
    wheel_set(&r->wheel, &r->timers[i], due_ms);
    r->due[i] = due_ms;
}

/* Takes out what is due at `now_ms`, and checks that nothing else comes and nothing stays. */
static int advance(struct ring *r, int64_t now_ms) {
    struct timer *timer = NULL;
    int count = 0;

    while ((timer = wheel_next(&r->wheel, now_ms)) != NULL) {
        size_t i = (size_t)(timer - r->timers);

        CHECK(r->due[i] >= 0 && r->due[i] < now_ms);
        r->due[i] = -1;
        count++;
    }
    for (size_t i = 0; i < TIMERS; i++) {
        CHECK(r->due[i] < 0 || r->due[i] + STEP + STEP > now_ms);
    }
    return count;
}

TEST(a_deadline_is_reported_once_and_at_most_a_step_late) {
    struct ring *r = ring_new(t, 1000);

    set(r, 0, 3000);
    CHECK_EQ(advance(r, 2999), 0);
    CHECK_EQ(advance(r, 3000 + WHEEL_STEP_MS), 1);
    CHECK_EQ(advance(r, 9000), 0);
    CHECK_EQ(r->wheel.count, 0);
}

TEST(a_deadline_may_move_both_ways) {
    struct ring *r = ring_new(t, 0);

    set(r, 0, 1000);
    set(r, 0, 5000);
    CHECK_EQ(advance(r, 4900), 0);
    set(r, 0, 4950);
    CHECK_EQ(advance(r, 5050), 1);
    set(r, 0, 100); /* already over */
    CHECK_EQ(advance(r, 5200), 1);
}

TEST(a_removed_timer_is_silent) {
    struct ring *r = ring_new(t, 0);

    wheel_remove(&r->wheel, &r->timers[1]);
    set(r, 0, 1000);
    wheel_remove(&r->wheel, &r->timers[0]);
    r->due[0] = -1;
    CHECK_EQ(advance(r, 5000), 0);
    CHECK_EQ(r->wheel.count, 0);
}

TEST(a_deadline_further_than_a_turn_is_kept) {
    struct ring *r = ring_new(t, 777);
    int64_t turn = (int64_t)WHEEL_SLOTS * WHEEL_STEP_MS;

    set(r, 0, 777 + 3 * turn);
    for (int64_t now = 777; now < 777 + 3 * turn; now += turn / 7) {
        CHECK_EQ(advance(r, now), 0);
    }
    CHECK_EQ(advance(r, 777 + 3 * turn + STEP + STEP), 1);
}

TEST(after_a_long_sleep_all_are_reported) {
    struct ring *r = ring_new(t, 0);

    for (size_t i = 0; i < TIMERS; i++) {
        set(r, i, (int64_t)i * 777);
    }
    CHECK_EQ(advance(r, 10000000), TIMERS);
}

TEST(any_order_of_setting_moving_and_removing_holds) {
    struct ring *r = ring_new(t, 123456);
    int64_t now = 123456;
    uint32_t seed = 7;

    for (int round = 0; round < 20000; round++) {
        seed = seed * 1664525 + 1013904223;
        size_t i = (seed >> 8) % TIMERS;

        if ((seed >> 4) % 8 == 0) {
            wheel_remove(&r->wheel, &r->timers[i]);
            r->due[i] = -1;
        } else {
            set(r, i, now + (int64_t)((seed >> 12) % 150000));
        }
        if ((seed >> 28) == 0) {
            now += (seed >> 16) % 5000;
            (void)advance(r, now);
        }
    }
}
