#include "store/writer.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "tests/kit/folder.h"
#include "tests/kit/kit.h"

static const struct query put_query = {"w.put", "insert into vote (id, choice) values (?1, ?2)",
                                       true};
static const struct query count_query = {
    "w.count", "select count(*), coalesce(sum(choice), 0) from vote", false};
static const struct query owe_query = {"w.owe", "insert into paper (id, vote) values (?1, ?2)",
                                       true};
static const struct query blob_query = {
    "w.blob", "insert into vote (id, bytes) values (?1, zeroblob(?2))", true};

enum task_way { WAY_PUT, WAY_OWE, WAY_PUT_THEN_REFUSE, WAY_FILL, WAY_FILL_AND_HIDE, WAY_WAIT };

struct vote {
    struct write_task task;
    enum task_way way;
    int64_t id;
    err result;
    int done;          /* how often it was told */
    atomic_bool *gate; /* WAY_WAIT: goes on when it is true */
};

static err put(db *d, const struct query *q, int64_t id, int64_t value) {
    rows *r CLEANUP(rows_end) = NULL;
    bool found = false;

    TRY(db_start(d, q, &r));
    rows_bind_i64(r, 1, id);
    rows_bind_i64(r, 2, value);
    return rows_next(r, &found);
}

static err vote_run(struct write_task *task, db *d) {
    struct vote *v = (struct vote *)task;

    switch (v->way) {
    case WAY_PUT:
        return put(d, &put_query, v->id, 1);
    case WAY_PUT_THEN_REFUSE:
        TRY(put(d, &put_query, v->id, 1));
        return ERR_ROLE;
    case WAY_OWE:
        return put(d, &owe_query, v->id, 99);
    case WAY_FILL:
        return put(d, &blob_query, v->id, 4 << 20);
    case WAY_FILL_AND_HIDE:
        DROP(put(d, &blob_query, v->id, 4 << 20), "the test hides it");
        return OK;
    case WAY_WAIT:
        while (!atomic_load(v->gate)) {
        }
        return put(d, &put_query, v->id, 1);
    }
    return ERR_STORE;
}

static void vote_done(struct write_task *task, err result) {
    struct vote *v = (struct vote *)task;

    v->result = result;
    v->done++;
}

static struct vote *votes_new(struct test *t, size_t count, int64_t first_id) {
    struct vote *votes = arena_array(t->mem, count, sizeof(*votes));

    CHECK(votes != NULL);
    for (size_t i = 0; i < count; i++) {
        votes[i] = (struct vote){.task = {.run = vote_run, .done = vote_done},
                                 .id = first_id + (int64_t)i,
                                 .result = ERR_COUNT};
    }
    return votes;
}

static const char *path_new(struct test *t) {
    return str_c(t->mem, str_fmt(t->mem, "%s/w.db", kit_folder(t)));
}

static writer *writer_at(const char *path, struct writer_options options) {
    writer *w = NULL;
    db *d = NULL;

    CHECK_OK(db_open(&(struct db_options){.path = path, .create = true}, &d));
    CHECK_OK(
        db_script(d, STR("create table if not exists vote (id integer primary key, choice integer,"
                         " bytes blob)")));
    CHECK_OK(writer_new(d, &options, &w));
    return w;
}

static int64_t stored(const char *path) {
    rows *r = NULL;
    db *d = NULL;
    bool found = false;

    CHECK_OK(db_open(&(struct db_options){.path = path, .read_only = true}, &d));
    CHECK_OK(db_start(d, &count_query, &r));
    CHECK_OK(rows_next(r, &found));
    int64_t count = rows_i64(r, 0);
    rows_end(&r);
    db_close(d);
    return count;
}

TEST(a_task_that_is_told_ok_can_be_read_by_others) {
    const char *path = path_new(t);
    writer *w = writer_at(path, (struct writer_options){0});
    struct vote *v = votes_new(t, 2, 1);

    CHECK_OK(writer_run(w, &v[0].task));
    CHECK_EQ(stored(path), 1);
    CHECK_OK(writer_run(w, &v[1].task));
    CHECK_EQ(stored(path), 2);
    CHECK_EQ(v[0].done, 0);
    writer_free(w);
    writer_free(NULL);
}

TEST(a_task_that_fails_is_undone_alone_and_told_why) {
    const char *path = path_new(t);
    writer *w = writer_at(path, (struct writer_options){0});
    struct vote *v = votes_new(t, 100, 1);

    for (size_t i = 0; i < 100; i++) {
        v[i].way = i % 3 == 1 ? WAY_PUT_THEN_REFUSE : WAY_PUT;
        CHECK_OK(writer_put(w, &v[i].task));
    }
    writer_free(w);
    for (size_t i = 0; i < 100; i++) {
        CHECK_EQ(v[i].done, 1);
        CHECK_ERR(v[i].result, i % 3 == 1 ? ERR_ROLE : OK);
    }
    CHECK_EQ(stored(path), 67);
}

TEST(a_conflict_is_the_tasks_own_fault) {
    const char *path = path_new(t);
    writer *w = writer_at(path, (struct writer_options){0});
    struct vote *v = votes_new(t, 2, 1);

    v[1].id = v[0].id;
    CHECK_OK(writer_run(w, &v[0].task));
    CHECK_ERR(writer_run(w, &v[1].task), ERR_CONFLICT);
    CHECK_EQ(writer_count(w).failed, 0);
    CHECK_EQ(writer_count(w).tasks, 2);
    writer_free(w);
    CHECK_EQ(stored(path), 1);
}

TEST(a_task_that_leaves_a_reference_to_nothing_fails_alone) {
    const char *path = path_new(t);
    struct vote *v = votes_new(t, 3, 1);
    db *d = NULL;

    CHECK_OK(db_open(&(struct db_options){.path = path, .create = true}, &d));
    CHECK_OK(
        db_script(d, STR("create table vote (id integer primary key, choice integer, bytes blob);"
                         "create table paper (id integer primary key, vote integer references vote"
                         " (id) deferrable initially deferred)")));
    db_close(d);
    writer *w = writer_at(path, (struct writer_options){0});
    v[1].way = WAY_OWE;
    for (size_t i = 0; i < 3; i++) {
        CHECK_OK(writer_put(w, &v[i].task));
    }
    writer_free(w);
    CHECK_OK(v[0].result);
    CHECK_ERR(v[1].result, ERR_CONFLICT);
    CHECK_OK(v[2].result);
    CHECK_EQ(stored(path), 2);
}

TEST(tasks_that_wait_share_one_commit) {
    const char *path = path_new(t);
    writer *w = writer_at(path, (struct writer_options){.batch_max = 50});
    struct vote *v = votes_new(t, 101, 1);
    atomic_bool gate = false;

    v[0].way = WAY_WAIT;
    v[0].gate = &gate;
    CHECK_OK(writer_put(w, &v[0].task));
    while (writer_count(w).waiting > 0) {
    }
    for (size_t i = 1; i < 101; i++) {
        CHECK_OK(writer_put(w, &v[i].task));
    }
    CHECK_EQ(writer_count(w).waiting, 100);
    atomic_store(&gate, true);
    while (writer_count(w).tasks < 101) {
    }
    CHECK_EQ(writer_count(w).commits, 3); /* the first alone, then 50 and 50 */
    writer_free(w);
    CHECK_EQ(stored(path), 101);
}

TEST(a_full_queue_and_an_ending_writer_refuse) {
    const char *path = path_new(t);
    writer *w = writer_at(path, (struct writer_options){.queue_max = 3});
    struct vote *v = votes_new(t, 5, 1);
    atomic_bool gate = false;

    v[0].way = WAY_WAIT;
    v[0].gate = &gate;
    CHECK_OK(writer_put(w, &v[0].task));
    while (writer_count(w).waiting > 0) {
    }
    for (size_t i = 1; i < 4; i++) {
        CHECK_OK(writer_put(w, &v[i].task));
    }
    CHECK_ERR(writer_put(w, &v[4].task), ERR_BUSY);
    CHECK_ERR(writer_run(w, &v[4].task), ERR_BUSY);
    atomic_store(&gate, true);
    writer_free(w); /* finishes what waits */
    CHECK_EQ(stored(path), 4);
    CHECK_EQ(v[4].done, 0);
}

/* A file that may not grow is a full disk to the engine. */
static writer *writer_small(const char *path, const char *pages) {
    writer *w = NULL;
    db *d = NULL;

    CHECK_OK(db_open(&(struct db_options){.path = path, .create = true}, &d));
    CHECK_OK(db_script(
        d, STR("create table vote (id integer primary key, choice integer, bytes blob)")));
    CHECK_OK(db_script(d, str_of(pages)));
    CHECK_OK(writer_new(d, &(struct writer_options){0}, &w));
    return w;
}

static void fill_once(struct test *t, enum task_way way, err wanted) {
    const char *path = path_new(t);
    writer *w = writer_small(path, "pragma max_page_count = 200");
    struct vote *v = votes_new(t, 11, 1);
    atomic_bool gate = false;

    v[0].way = WAY_WAIT;
    v[0].gate = &gate;
    v[5].way = way;
    CHECK_OK(writer_put(w, &v[0].task));
    while (writer_count(w).waiting > 0) {
    }
    for (size_t i = 1; i < 10; i++) {
        CHECK_OK(writer_put(w, &v[i].task));
    }
    atomic_store(&gate, true);
    while (writer_count(w).tasks < 10) {
    }
    CHECK_OK(writer_run(w, &v[10].task));
    writer_free(w);
    CHECK_ERR(v[5].result, wanted);
    int64_t told = 1;
    for (size_t i = 0; i < 10; i++) {
        CHECK_EQ(v[i].done, 1);
        told += v[i].result == OK;
    }
    /* Whatever the engine did with the others: told and stored are the same. */
    CHECK_EQ(stored(path), told);
}

TEST(after_a_full_disk_it_goes_on_and_has_lied_to_nobody) {
    fill_once(t, WAY_FILL, ERR_FULL);
}

TEST(a_task_that_hides_a_full_disk_does_not_take_others_with_it_unnoticed) {
    fill_once(t, WAY_FILL_AND_HIDE, ERR_STORE);
}

/* ---- many threads -------------------------------------------------------------------- */

enum { THREADS = 8, EACH = 200 };

struct crowd {
    writer *w;
    int64_t first;
    size_t ok;
    size_t refused;
};

static void *crowd_vote(void *self) {
    struct crowd *c = self;

    for (int64_t i = 0; i < EACH; i++) {
        struct vote v = {.task = {.run = vote_run},
                         .way = i % 10 == 9 ? WAY_PUT_THEN_REFUSE : WAY_PUT,
                         .id = c->first + i};
        err result = writer_run(c->w, &v.task);
        c->ok += result == OK;
        c->refused += result == ERR_ROLE;
    }
    return NULL;
}

TEST(many_threads_write_and_read_and_nothing_is_lost) {
    const char *path = path_new(t);
    writer *w = writer_at(path, (struct writer_options){0});
    struct crowd crowd[THREADS] = {0};
    pthread_t threads[THREADS];

    for (size_t i = 0; i < THREADS; i++) {
        crowd[i] = (struct crowd){.w = w, .first = (int64_t)i * EACH + 1};
        CHECK_EQ(pthread_create(&threads[i], NULL, crowd_vote, &crowd[i]), 0);
    }
    for (int i = 0; i < 20; i++) {
        CHECK(stored(path) >= 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        CHECK_EQ(pthread_join(threads[i], NULL), 0);
        CHECK_EQ(crowd[i].ok, EACH - EACH / 10);
        CHECK_EQ(crowd[i].refused, EACH / 10);
    }
    struct writer_counts counts = writer_count(w);
    CHECK_EQ(counts.tasks, THREADS * EACH);
    CHECK_EQ(counts.waiting, 0);
    CHECK(counts.commits <= counts.tasks);
    writer_free(w);
    CHECK_EQ(stored(path), THREADS * (EACH - EACH / 10));
}

TEST(writers_begin_and_end_while_others_put) {
    for (int round = 0; round < 20; round++) {
        const char *path = path_new(t);
        writer *w = writer_at(path, (struct writer_options){.batch_max = 7});
        struct vote *v = votes_new(t, 300, 1);
        for (size_t i = 0; i < 300; i++) {
            CHECK_OK(writer_put(w, &v[i].task));
        }
        writer_free(w);
        for (size_t i = 0; i < 300; i++) {
            CHECK_EQ(v[i].done, 1);
            CHECK_OK(v[i].result);
        }
        CHECK_EQ(stored(path), 300);
    }
}
