#include "jobs/jobs.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "base/time.h"
#include "tests/kit/folder.h"
#include "tests/kit/kit.h"

/* Written by the build; here only the queue's own are applied. */
extern const struct migration feature_migrations[];
extern const size_t feature_migration_count;

enum { DAY = 24 * 3600 };

static const struct job_kind kinds[] = {
    {.name = "t.echo", .tries_max = 1},
    {.name = "t.fail", .tries_max = 6},
    {.name = "t.wait", .tries_max = 3},
    {.name = "t.deaf", .tries_max = 3},
    {.name = "t.count", .tries_max = 3},
    {.name = "t.short", .tries_max = 1, .keep_s = 3600},
    {.name = "t.daily", .tries_max = 1, .every_s = DAY},
};

/* A queue with its writer, a clock that the test sets, and what its jobs have seen. */
struct yard {
    struct test *t;
    const char *path;
    writer *writes;
    jobs *queue;
    db *reads;
    struct job_kind kinds[COUNT_OF(kinds)];
    size_t kind_count;
    int workers;
    atomic_int_least64_t now;
    atomic_int runs;
    atomic_int changes;
    atomic_int inside; /* jobs of t.wait that run at this moment */
    atomic_int most;   /* of them at one time */
    atomic_bool let_go;
    atomic_bool deaf_ended;
    pthread_mutex_t lock; /* over the next three */
    char payload[100];
    int64_t edition;
    int64_t person;
};

static void pause_ms(long ms) {
    struct timespec wait = {.tv_nsec = ms * 1000000};

    (void)nanosleep(&wait, NULL);
}

static int64_t yard_now(void *self) {
    struct yard *y = self;

    return atomic_load(&y->now);
}

static void yard_changed(void *self, int64_t id UNUSED) {
    struct yard *y = self;

    atomic_fetch_add(&y->changes, 1);
}

static err run_echo(struct yard *y, job *j, arena *mem) {
    str payload = job_payload(j);

    (void)pthread_mutex_lock(&y->lock);
    for (size_t i = 0; i < payload.len && i < sizeof(y->payload) - 1; i++) {
        y->payload[i] = payload.at[i];
    }
    y->edition = job_edition(j);
    y->person = job_person(j);
    (void)pthread_mutex_unlock(&y->lock);
    job_result(j, str_fmt(mem, "Heard %.*s", STR_ARG(payload)), STR("/echo/1"));
    return OK;
}

static err run_wait(struct yard *y, job *j) {
    int inside = atomic_fetch_add(&y->inside, 1) + 1;
    err result = OK;

    if (inside > atomic_load(&y->most)) {
        atomic_store(&y->most, inside);
    }
    while (!atomic_load(&y->let_go) && result == OK) {
        pause_ms(2);
        result = job_should_stop(j) ? ERR_STOPPED : OK;
    }
    atomic_fetch_sub(&y->inside, 1);
    return result;
}

static err run_count(job *j) {
    for (int64_t i = 0; i <= 20000; i++) {
        job_progress(j, i, 20000, i == 0 ? STR("Counting") : STR_NONE);
    }
    return OK;
}

static err yard_run(void *self, job *j, db *reads, arena *mem) {
    struct yard *y = self;
    str kind = job_kind_name(j);
    struct job_view view = {0};

    atomic_fetch_add(&y->runs, 1);
    TRY(jobs_get(reads, mem, job_id(j), &view)); /* the connection works and sees the start */
    if (view.state != JOB_RUNS) {
        return ERR_STORE;
    }
    if (str_eq(kind, STR("t.echo"))) {
        return run_echo(y, j, mem);
    }
    if (str_eq(kind, STR("t.wait"))) {
        return run_wait(y, j);
    }
    if (str_eq(kind, STR("t.count"))) {
        return run_count(j);
    }
    if (str_eq(kind, STR("t.deaf"))) {
        while (!atomic_load(&y->let_go)) {
            pause_ms(2);
            job_progress(j, 1, 2, STR_NONE); /* may be told, but not asked */
        }
        atomic_store(&y->deaf_ended, true);
        return OK;
    }
    return str_eq(kind, STR("t.fail")) ? ERR_WORLD : OK;
}

static void yard_start(struct yard *y) {
    struct jobs_options options = {
        .path = y->path,
        .writes = y->writes,
        .kinds = y->kinds,
        .kind_count = y->kind_count,
        .workers = y->workers,
        .now = yard_now,
        .run = yard_run,
        .changed = yard_changed,
        .self = y,
    };

    CHECK_OK(jobs_new(&options, &y->queue));
}

static void migrate(struct yard *y, db *d) {
    struct migration own[10];
    size_t count = 0;

    for (size_t i = 0; i < feature_migration_count; i++) {
        if (strcmp(feature_migrations[i].feature, "jobs") == 0) {
            own[count++] = feature_migrations[i];
        }
    }
    CHECK(count > 0);
    CHECK_OK(store_migrate(d, y->path, own, count, NULL));
}

/* Without the scheduled kind, unless asked for; not started. */
static struct yard *yard_new(struct test *t, bool scheduled) {
    struct yard *y = arena_alloc(t->mem, sizeof(*y));
    db *d = NULL;

    CHECK(y != NULL);
    y->t = t;
    y->path = str_c(t->mem, str_fmt(t->mem, "%s/jobs.db", kit_folder(t)));
    memcpy(y->kinds, kinds, sizeof(kinds));
    y->kind_count = COUNT_OF(kinds) - (scheduled ? 0 : 1);
    atomic_store(&y->now, 1000000);
    CHECK_EQ(pthread_mutex_init(&y->lock, NULL), 0);
    CHECK_OK(db_open(&(struct db_options){.path = y->path, .create = true}, &d));
    migrate(y, d);
    CHECK_OK(writer_new(d, &(struct writer_options){0}, &y->writes));
    CHECK_OK(db_open(&(struct db_options){.path = y->path, .read_only = true}, &y->reads));
    return y;
}

static struct yard *yard_started(struct test *t) {
    struct yard *y = yard_new(t, false);

    yard_start(y);
    return y;
}

static void yard_end(struct yard *y) {
    jobs_free(y->queue, 10000);
    writer_free(y->writes);
    db_close(y->reads);
}

static void yard_clock(struct yard *y, int64_t forward_s) {
    atomic_fetch_add(&y->now, forward_s);
    if (y->queue != NULL) {
        jobs_wake(y->queue);
    }
}

/* ---- orders, on the writer ------------------------------------------------------- */

struct order_task {
    struct write_task task;
    struct yard *yard;
    struct job_order order;
    str script;
    bool cancels;
    int64_t id;
};

static err order_run(struct write_task *task, db *d) {
    struct order_task *o = (struct order_task *)task;
    int64_t now = atomic_load(&o->yard->now);

    if (o->cancels) {
        return jobs_cancel(d, o->yard->t->mem, now, o->id);
    }
    if (!str_is_empty(o->script)) {
        return db_script(d, o->script);
    }
    return jobs_put(d, o->yard->t->mem, now, &o->order, &o->id);
}

static int64_t put(struct yard *y, struct job_order order) {
    struct order_task o = {.task = {.run = order_run}, .yard = y, .order = order};

    CHECK_OK(writer_run(y->writes, &o.task));
    if (y->queue != NULL) {
        jobs_wake(y->queue);
    }
    return o.id;
}

static int64_t put_kind(struct yard *y, const char *kind) {
    return put(y, (struct job_order){.kind = kind, .title = STR("A job")});
}

static err cancel(struct yard *y, int64_t id) {
    struct order_task o = {.task = {.run = order_run}, .yard = y, .cancels = true, .id = id};

    return writer_run(y->writes, &o.task);
}

static void script(struct yard *y, str sql) {
    struct order_task o = {.task = {.run = order_run}, .yard = y, .script = sql};

    CHECK_OK(writer_run(y->writes, &o.task));
}

static struct job_view view_of(struct yard *y, int64_t id) {
    struct job_view view = {0};

    CHECK_OK(jobs_get(y->reads, y->t->mem, id, &view));
    return view;
}

static void wait_until(struct yard *y, int64_t id, enum job_state state, int tries) {
    struct job_view view = view_of(y, id);

    for (int i = 0; i < 5000 && (view.state != state || view.tries != tries); i++) {
        pause_ms(2);
        view = view_of(y, id);
    }
    CHECK_EQ(view.state, state);
    CHECK_EQ(view.tries, tries);
}

/* What is told and counted comes just after what can be read. */
static void wait_for_at_least(atomic_int *number, int wanted) {
    for (int i = 0; i < 5000 && atomic_load(number) < wanted; i++) {
        pause_ms(2);
    }
    CHECK(atomic_load(number) >= wanted);
}

static void wait_for_counts(struct yard *y, uint64_t done, uint64_t failed) {
    struct jobs_counts counts = jobs_count(y->queue);

    for (int i = 0; i < 5000 && (counts.done != done || counts.failed != failed); i++) {
        pause_ms(2);
        counts = jobs_count(y->queue);
    }
    CHECK_EQ(counts.done, done);
    CHECK_EQ(counts.failed, failed);
}

static size_t count_of(struct yard *y) {
    struct job_view *at = NULL;
    size_t count = 0;

    CHECK_OK(jobs_list(y->reads, y->t->mem, 0, 1000, &at, &count));
    return count;
}

/* ---- running ------------------------------------------------------------------------ */

TEST(a_job_runs_with_what_was_ordered_and_says_how_it_went) {
    struct yard *y = yard_started(t);
    int64_t id = put(y, (struct job_order){.kind = "t.echo",
                                           .title = STR("Import of people.csv"),
                                           .payload = STR("hello"),
                                           .edition = 7,
                                           .person = 8});

    wait_until(y, id, JOB_DONE, 1);
    struct job_view view = view_of(y, id);
    CHECK_STR(view.kind, "t.echo");
    CHECK_STR(view.title, "Import of people.csv");
    CHECK_STR(view.said, "Heard hello");
    CHECK_STR(view.result, "/echo/1");
    CHECK_EQ(view.edition, 7);
    CHECK_EQ(view.person, 8);
    CHECK_EQ(view.started_at, 1000000);
    CHECK_EQ(view.ended_at, 1000000);
    (void)pthread_mutex_lock(&y->lock);
    CHECK_STR(str_of(y->payload), "hello");
    CHECK_EQ(y->edition, 7);
    CHECK_EQ(y->person, 8);
    (void)pthread_mutex_unlock(&y->lock);
    wait_for_at_least(&y->changes, 2); /* its start and its end, told after the commit */
    yard_end(y);
}

TEST(a_job_for_later_waits_for_the_programs_clock) {
    struct yard *y = yard_started(t);
    int64_t id = put(y, (struct job_order){.kind = "t.echo", .run_at = 1000000 + 3600});

    yard_clock(y, 3599);
    pause_ms(50);
    CHECK_EQ(view_of(y, id).state, JOB_WAITS);
    yard_clock(y, 1);
    wait_until(y, id, JOB_DONE, 1);
    yard_end(y);
}

TEST(a_job_that_fails_is_tried_again_after_growing_waits_and_then_has_failed) {
    static const int64_t waits[] = {30, 120, 480, 1920, 7200};
    struct yard *y = yard_started(t);
    int64_t id = put_kind(y, "t.fail");

    for (int i = 0; i < 5; i++) {
        wait_until(y, id, JOB_WAITS, i + 1);
        CHECK_EQ(view_of(y, id).run_at, atomic_load(&y->now) + waits[i]);
        CHECK_STR(view_of(y, id).said, "It ended with the fault \"world\".");
        yard_clock(y, waits[i] - 1);
        pause_ms(20);
        CHECK_EQ(view_of(y, id).tries, i + 1);
        yard_clock(y, 1);
    }
    wait_until(y, id, JOB_FAILED, 6);
    CHECK_EQ(atomic_load(&y->runs), 6);
    wait_for_counts(y, 0, 1);
    yard_end(y);
}

TEST(a_kind_that_this_program_does_not_know_fails_and_says_so) {
    struct yard *y = yard_started(t);
    int64_t id = put_kind(y, "old.kind");

    wait_until(y, id, JOB_FAILED, 1);
    CHECK_STR(view_of(y, id).said, "This program has no work of the kind old.kind.");
    CHECK_EQ(atomic_load(&y->runs), 0);
    yard_end(y);
}

TEST(two_orders_of_one_kind_and_number_are_one_job_until_it_has_ended) {
    struct yard *y = yard_started(t);
    struct job_order order = {.kind = "t.wait", .unique = 5};
    int64_t id = put(y, order);

    CHECK_EQ(put(y, order), id);
    wait_until(y, id, JOB_RUNS, 1);
    CHECK_EQ(put(y, order), id);
    atomic_store(&y->let_go, true);
    wait_until(y, id, JOB_DONE, 1);
    int64_t second = put(y, order);
    CHECK(second != id);
    wait_until(y, second, JOB_DONE, 1);
    int64_t other = put(y, (struct job_order){.kind = "t.wait", .unique = 6});
    CHECK(other != second);
    CHECK(put_kind(y, "t.wait") != put_kind(y, "t.wait"));
    yard_end(y);
}

TEST(workers_run_jobs_side_by_side_and_no_job_twice) {
    struct yard *y = yard_new(t, false);
    int64_t ids[12];

    y->workers = 3;
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        ids[i] = put_kind(y, "t.wait");
    }
    yard_start(y);
    for (int i = 0; i < 2000 && atomic_load(&y->inside) < 3; i++) {
        pause_ms(2);
    }
    CHECK_EQ(atomic_load(&y->inside), 3);
    CHECK_EQ(jobs_count(y->queue).running, 3);
    CHECK_EQ(jobs_count(y->queue).waiting, 9);
    atomic_store(&y->let_go, true);
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        wait_until(y, ids[i], JOB_DONE, 1);
    }
    CHECK_EQ(atomic_load(&y->runs), 12);
    CHECK_EQ(atomic_load(&y->most), 3);
    yard_end(y);
}

TEST(orders_have_limits) {
    struct yard *y = yard_new(t, false);
    struct order_task o = {.task = {.run = order_run}, .yard = y, .order = {.kind = ""}};
    char *large = arena_alloc(t->mem, (64 << 10) + 1);

    CHECK(large != NULL);
    CHECK_ERR(writer_run(y->writes, &o.task), ERR_INPUT);
    o.order.kind = "t.echo";
    o.order.payload = str_at(large, (64 << 10) + 1);
    CHECK_ERR(writer_run(y->writes, &o.task), ERR_LARGE);
    o.order.payload = str_at(large, 64 << 10);
    CHECK_OK(writer_run(y->writes, &o.task));
    yard_end(y);
}

/* ---- progress --------------------------------------------------------------------------- */

TEST(progress_is_stored_seldom_and_its_last_word_always) {
    struct yard *y = yard_started(t);
    int64_t began = time_steady_us();
    int64_t id = put_kind(y, "t.count");

    wait_until(y, id, JOB_DONE, 1);
    int64_t took = time_steady_us() - began;
    struct job_view view = view_of(y, id);
    CHECK_EQ(view.done, 20000);
    CHECK_EQ(view.total, 20000);
    CHECK_STR(view.said, "Counting");
    CHECK(atomic_load(&y->changes) <= 3 + took / 200000); /* start, first, end, and 5 a second */
    yard_end(y);
}

/* ---- cancelling ---------------------------------------------------------------------------- */

TEST(a_waiting_job_is_cancelled_at_once) {
    struct yard *y = yard_started(t);
    int64_t id = put(y, (struct job_order){.kind = "t.echo", .run_at = 2000000});

    CHECK_OK(cancel(y, id));
    CHECK_EQ(view_of(y, id).state, JOB_CANCELLED);
    CHECK_EQ(view_of(y, id).ended_at, 1000000);
    CHECK_ERR(cancel(y, id), ERR_CONFLICT);
    CHECK_ERR(cancel(y, 12345), ERR_MISSING);
    yard_clock(y, 2000000);
    pause_ms(50);
    CHECK_EQ(atomic_load(&y->runs), 0);
    yard_end(y);
}

TEST(a_running_job_is_cancelled_when_it_looks) {
    struct yard *y = yard_started(t);
    int64_t id = put_kind(y, "t.wait");

    wait_until(y, id, JOB_RUNS, 1);
    CHECK_OK(cancel(y, id));
    err again = cancel(y, id);
    CHECK(again == OK || again == ERR_CONFLICT); /* it may have looked by now */
    wait_until(y, id, JOB_CANCELLED, 1);
    yard_end(y);
}

/* ---- the end of the program ------------------------------------------------------------------ */

TEST(a_job_that_the_end_of_the_program_cuts_short_runs_again_and_this_does_not_count) {
    struct yard *y = yard_started(t);
    int64_t id = put_kind(y, "t.wait");

    wait_until(y, id, JOB_RUNS, 1);
    jobs_free(y->queue, 10000);
    CHECK_EQ(view_of(y, id).state, JOB_WAITS);
    CHECK_EQ(view_of(y, id).tries, 0);
    atomic_store(&y->let_go, true);
    yard_start(y);
    wait_until(y, id, JOB_DONE, 1);
    yard_end(y);
}

TEST(a_job_that_does_not_look_keeps_nobody_waiting) {
    struct yard *y = yard_started(t);
    int64_t id = put_kind(y, "t.deaf");

    wait_until(y, id, JOB_RUNS, 1);
    int64_t began = time_steady_us();
    jobs_free(y->queue, 100);
    CHECK(time_steady_us() - began < 5000000);
    CHECK_EQ(view_of(y, id).state, JOB_RUNS);
    atomic_store(&y->let_go, true);
    while (!atomic_load(&y->deaf_ended)) {
        pause_ms(2);
    }
    pause_ms(50); /* it ends, and may not write any more */
    CHECK_EQ(view_of(y, id).state, JOB_RUNS);
    yard_start(y);
    wait_until(y, id, JOB_DONE, 2);
    yard_end(y);
}

TEST(what_ran_when_the_process_was_killed_is_put_back_unless_it_was_tried_too_often) {
    struct yard *y = yard_new(t, false);
    int64_t again = put_kind(y, "t.count");
    int64_t often = put_kind(y, "t.count");
    int64_t stopped = put_kind(y, "t.count");

    script(y, str_fmt(t->mem, "update job set state = 1, tries = 1 where id = %" PRId64, again));
    script(y, str_fmt(t->mem, "update job set state = 1, tries = 3 where id = %" PRId64, often));
    script(y, str_fmt(t->mem, "update job set state = 1, tries = 1, stop = 1 where id = %" PRId64,
                      stopped));
    yard_start(y);
    wait_until(y, again, JOB_DONE, 2);
    CHECK_EQ(view_of(y, often).state, JOB_FAILED);
    CHECK_STR(view_of(y, often).said, "The program ended while this ran.");
    CHECK_EQ(view_of(y, stopped).state, JOB_CANCELLED);
    CHECK_EQ(atomic_load(&y->runs), 1);
    yard_end(y);
}

/* ---- schedules ---------------------------------------------------------------------------------
 */

static void wait_for_runs(struct yard *y, int runs) {
    for (int i = 0; i < 5000 && atomic_load(&y->runs) < runs; i++) {
        pause_ms(2);
    }
    pause_ms(30);
    CHECK_EQ(atomic_load(&y->runs), runs);
}

/* The one that waits, of a list in which nothing else does. */
static struct job_view waiting_one(struct yard *y) {
    struct job_view *at = NULL;
    struct job_view found = {0};
    size_t count = 0;
    size_t waiting = 0;

    for (int tries = 0; tries < 1000 && waiting == 0; tries++) {
        pause_ms(2);
        CHECK_OK(jobs_list(y->reads, y->t->mem, 0, 1000, &at, &count));
        for (size_t i = 0; i < count; i++) {
            if (at[i].state == JOB_WAITS) {
                found = at[i];
                waiting++;
            }
        }
    }
    CHECK_EQ(waiting, 1);
    return found;
}

TEST(a_scheduled_kind_runs_at_once_and_then_in_its_rhythm) {
    struct yard *y = yard_new(t, true);

    yard_start(y);
    wait_for_runs(y, 1);
    CHECK_EQ(waiting_one(y).run_at, 1000000 + DAY);
    yard_clock(y, DAY - 1);
    wait_for_runs(y, 1);
    yard_clock(y, 1);
    wait_for_runs(y, 2);
    CHECK_EQ(waiting_one(y).run_at, 1000000 + 2 * DAY);
    yard_end(y);
}

TEST(a_schedule_survives_restarts_and_holds_what_was_missed_once) {
    struct yard *y = yard_new(t, true);

    yard_start(y);
    wait_for_runs(y, 1);
    CHECK_EQ(waiting_one(y).run_at, 1000000 + DAY);
    jobs_free(y->queue, 10000);
    y->queue = NULL;
    yard_start(y);
    wait_for_runs(y, 1);
    jobs_free(y->queue, 10000);
    y->queue = NULL;
    yard_clock(y, (int64_t)5 * DAY);
    yard_start(y);
    wait_for_runs(y, 2);
    CHECK_EQ(waiting_one(y).run_at, 1000000 + 6 * DAY);
    yard_end(y);
}

TEST(a_denser_schedule_holds_from_the_next_start_on) {
    struct yard *y = yard_new(t, true);

    yard_start(y);
    wait_for_runs(y, 1);
    CHECK_EQ(waiting_one(y).run_at, 1000000 + DAY);
    jobs_free(y->queue, 10000);
    y->queue = NULL;
    y->kinds[COUNT_OF(kinds) - 1].every_s = 3600;
    yard_start(y);
    CHECK_EQ(waiting_one(y).run_at, 1000000 + 3600);
    yard_end(y);
}

TEST(a_cancelled_scheduled_job_leaves_out_one_time) {
    struct yard *y = yard_new(t, true);

    yard_start(y);
    wait_for_runs(y, 1);
    yard_clock(y, 3600);
    CHECK_OK(cancel(y, waiting_one(y).id));
    jobs_wake(y->queue);
    CHECK_EQ(waiting_one(y).run_at, 1000000 + 3600 + DAY);
    CHECK_EQ(atomic_load(&y->runs), 1);
    yard_end(y);
}

/* ---- lists
 * ---------------------------------------------------------------------------------------- */

TEST(lists_begin_with_the_newest_and_keep_to_an_edition) {
    struct yard *y = yard_new(t, false);
    struct job_view *at = NULL;
    size_t count = 0;
    int64_t one = put(y, (struct job_order){.kind = "t.echo", .edition = 1});
    int64_t two = put(y, (struct job_order){.kind = "t.echo", .edition = 2});
    int64_t three = put(y, (struct job_order){.kind = "t.echo", .edition = 1});

    CHECK_OK(jobs_list(y->reads, t->mem, 0, 10, &at, &count));
    CHECK_EQ(count, 3);
    CHECK_EQ(at[0].id, three);
    CHECK_EQ(at[1].id, two);
    CHECK_EQ(at[2].id, one);
    CHECK_OK(jobs_list(y->reads, t->mem, 1, 10, &at, &count));
    CHECK_EQ(count, 2);
    CHECK_EQ(at[0].id, three);
    CHECK_OK(jobs_list(y->reads, t->mem, 1, 1, &at, &count));
    CHECK_EQ(count, 1);
    CHECK_ERR(jobs_get(y->reads, t->mem, 99, &(struct job_view){0}), ERR_MISSING);
    yard_end(y);
}

TEST(what_ended_long_ago_is_forgotten_by_its_kind) {
    struct yard *y = yard_started(t);
    int64_t brief = put_kind(y, "t.short");
    int64_t usual = put_kind(y, "t.echo");

    wait_until(y, brief, JOB_DONE, 1);
    wait_until(y, usual, JOB_DONE, 1);
    yard_clock(y, 7200);
    for (int i = 0; i < 2000 && count_of(y) > 1; i++) {
        pause_ms(2);
    }
    CHECK_EQ(count_of(y), 1);
    CHECK_EQ(view_of(y, usual).state, JOB_DONE);
    yard_clock(y, (int64_t)31 * DAY);
    for (int i = 0; i < 2000 && count_of(y) > 0; i++) {
        pause_ms(2);
    }
    CHECK_EQ(count_of(y), 0);
    wait_for_counts(y, 2, 0);
    yard_end(y);
}
