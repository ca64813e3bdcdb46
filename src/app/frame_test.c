#include "jobs/jobs.h"
#include "tests/kit/app_kit.h"

static const char *path_of(struct test *t, int64_t id, const char *verb) {
    return str_c(t->mem, str_fmt(t->mem, "/jobs/%" PRId64 "%s", id, verb));
}

/* A job that waits, ordered by a person of the demo week. */
static int64_t order(struct test *t, int64_t person) {
    const struct job_order one = {.kind = "app.sweep",
                                  .title = STR("Count the chairs"),
                                  .edition = app_cx(t)->edition.id,
                                  .person = person,
                                  .run_at = INT64_MAX};
    int64_t id = 0;

    CHECK_OK(jobs_put(app_cx(t)->db, t->mem, app_cx(t)->now, &one, &id));
    return id;
}

TEST(probes_need_nobody_to_be_signed_in) {
    struct seen seen = get(t, "/livez");

    CHECK_EQ(seen.status, 200);
    CHECK_STR(seen.body, "ok\n");
    seen = get(t, "/readyz");
    CHECK_EQ(seen.status, 200);
    CHECK_STR(seen.body, "ready\n");
}

TEST(metrics_are_in_the_text_format_of_prometheus) {
    struct seen seen = get(t, "/metrics");

    CHECK_EQ(seen.status, 200);
    CHECK(str_starts(seen.type, STR("text/plain; version=0.0.4")));
    CHECK_CONTAINS(seen.body, "# TYPE semaine_answers_total counter\n"
                              "semaine_answers_total{class=\"1xx\"} 0\n");
    CHECK_CONTAINS(seen.body, "# TYPE semaine_connections gauge\nsemaine_connections 0\n");
    CHECK_LACKS(seen.body, "\n\n");
}

TEST(the_desk_lists_jobs_and_all_its_tools) {
    order(t, 0);
    sign_in_with(t, ROLE_ORGANISER);
    struct seen list = get(t, "/desk/jobs");
    struct seen tools = get(t, "/desk/tools");

    CHECK_EQ(list.status, 200);
    CHECK_CONTAINS(list.body, "Count the chairs");
    CHECK_EQ(tools.status, 200);
    CHECK_CONTAINS(tools.body, "href=\"/desk/programme\"");
}

TEST(a_job_is_seen_by_who_ordered_it_and_by_the_desk) {
    int64_t ilse = person_of(t, "ilse.beispiel@thws.example");
    int64_t id = order(t, ilse);

    sign_in(t, ilse, ROLE_PARTICIPANT);
    CHECK_CONTAINS(get(t, path_of(t, id, "")).body, "Count the chairs");
    sign_in(t, person_of(t, "thea.pretexte@uspn.example"), ROLE_PARTICIPANT);
    CHECK_EQ(get(t, path_of(t, id, "")).status, 404);
    sign_in_with(t, ROLE_ORGANISER);
    CHECK_EQ(get(t, path_of(t, id, "")).status, 200);
    CHECK_EQ(get(t, path_of(t, id + 1, "")).status, 404);
}

TEST(a_waiting_job_is_cancelled_once) {
    int64_t id = order(t, 0);

    sign_in_with(t, ROLE_ORGANISER);
    CHECK_EQ(post(t, path_of(t, id, "/cancel"), "").status, 303);
    CHECK_CONTAINS(get(t, path_of(t, id, "")).body, "Cancelled");
    CHECK_EQ(post(t, path_of(t, id, "/cancel"), "").status, 409);
}

TEST(the_demo_page_is_there_in_a_demo_alone) {
    struct seen seen = get(t, "/demo");

    CHECK_EQ(seen.status, app_cx(t)->shop->demo ? 200 : 404);
}
