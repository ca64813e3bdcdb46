#include <sys/resource.h>
#include <unistd.h>

#include "app/frame_pages.h"
#include "app/page.h"
#include "app/program.h"
#include "base/log.h"
#include "base/time.h"
#include "core/login.h"
#include "store/store.h"

#include "gen/app_views.h"

/* ---- health and counts: plain text, for machines ---- */

static err get_livez(cx *c, const request *q, reply *r) {
    (void)q;
    return reply_bytes(c, r, STR("text/plain; charset=utf-8"), STR("ok\n"));
}

static err get_readyz(cx *c, const request *q, reply *r) {
    str sentence = STR_NONE;
    bool is_ready = program_is_ready(&sentence);

    (void)q;
    TRY(reply_bytes(c, r, STR("text/plain; charset=utf-8"),
                    str_fmt(c->mem, "%.*s\n", STR_ARG(sentence))));
    r->status = is_ready ? 200 : 503;
    return OK;
}

/* One family of the Prometheus text format, version 0.0.4. */
static void metric(buf *out, const char *name, const char *type, const char *help, uint64_t value) {
    buf_fmt(out, "# HELP semaine_%s %s\n# TYPE semaine_%s %s\nsemaine_%s %" PRIu64 "\n", name, help,
            name, type, name, value);
}

static void metrics_requests(buf *out, const struct gate_counts *g) {
    buf_c(
        out,
        "# HELP semaine_answers_total Answers by class of status.\n# TYPE semaine_answers_total counter\n");
    for (size_t i = 1; i < COUNT_OF(g->requests); i++) {
        buf_fmt(out, "semaine_answers_total{class=\"%zuxx\"} %" PRIu64 "\n", i, g->requests[i]);
    }
    metric(out, "kept_hits_total", "counter", "Public pages served from memory.", g->kept_hits);
    metric(out, "kept_pages", "gauge", "Public pages in memory.", g->kept_pages);
}

static void metrics_server(buf *out, const struct program_counts *n) {
    metric(out, "connections", "gauge", "Open connections.", n->server.connections);
    metric(out, "streams", "gauge", "Open event streams.", n->server.streams);
    metric(out, "requests_refused_total", "counter", "Requests that were no lawful HTTP.",
           n->server.refused);
    metric(out, "timeouts_total", "counter", "Connections closed at a deadline.",
           n->server.timeouts);
    metric(out, "writes_total", "counter", "Changes that ended.", n->writer.tasks);
    metric(out, "commits_total", "counter", "Transactions, many changes each.", n->writer.commits);
    metric(out, "commits_failed_total", "counter", "Transactions that failed.", n->writer.failed);
    metric(out, "writes_waiting", "gauge", "Changes that wait.", n->writer.waiting);
    metric(out, "live_followers", "gauge", "Followers of topics.", n->hub.followers);
    metric(out, "live_renders_total", "counter", "Fragments rendered.", n->hub.renders);
    metric(out, "live_messages_total", "counter", "Fragments sent.", n->hub.messages);
    metric(out, "jobs_waiting", "gauge", "Jobs that wait.", n->jobs.waiting);
    metric(out, "jobs_done_total", "counter", "Jobs done.", n->jobs.done);
    metric(out, "jobs_failed_total", "counter", "Jobs failed.", n->jobs.failed);
    metric(out, "log_errors_total", "counter", "Lines of the log at level error.", log_errors());
}

static err get_metrics(cx *c, const request *q, reply *r) {
    struct program_counts counts = program_count();
    struct rusage usage = {0};
    buf out = buf_new(c->mem, 65536);

    (void)q;
    metrics_requests(&out, &counts.gate);
    metrics_server(&out, &counts);
    metric(&out, "start_time_seconds", "gauge", "When the program started.",
           (uint64_t)counts.started_at);
    if (getrusage(RUSAGE_SELF, &usage) == 0) {
        metric(&out, "resident_peak_bytes", "gauge", "Most memory held so far.",
               (uint64_t)usage.ru_maxrss * 1024);
    }
    TRY(buf_done(&out));
    return reply_bytes(c, r, STR("text/plain; version=0.0.4; charset=utf-8"), buf_str(&out));
}

/* The gate hands the exchange over before a handler is called: this only stands for the address. */
static err get_live(cx *c, const request *q, reply *r) {
    (void)c;
    (void)q;
    (void)r;
    return OK;
}

/* ---- find anything ---- */

static void found_sort(struct found_list *list) {
    for (size_t i = 1; i < list->count; i++) {
        struct found moved = list->at[i];
        size_t k = i;

        while (k > 0 && list->at[k - 1].weight < moved.weight) {
            list->at[k] = list->at[k - 1];
            k--;
        }
        list->at[k] = moved;
    }
}

static err get_find(cx *c, const request *q, reply *r) {
    struct frame_find page = {.typed = str_trim(q_typed(q, "q"))};
    str folded = str_fold(c->mem, page.typed);

    page.is_short = folded.len < 2;
    for (size_t f = 0; !page.is_short && f < feature_count; f++) {
        for (size_t i = 0; i < features[f]->finder_count; i++) {
            const struct finder *finder = &features[f]->finders[i];

            if (role_may(c->roles, finder->roles)) {
                TRY(finder->find(c, folded, &page.found));
            }
        }
    }
    found_sort(&page.found);
    page.results = (struct found_shown){page.found.at, page.found.count};
    return cx_may(c, ROLES_DESK) ? app_page_find_desk(c, q, r, &page)
                                 : app_page_find(c, q, r, &page);
}

/* ---- jobs, with their progress ---- */

static err job_read(cx *c, int64_t id, struct job_view *out) {
    err e = jobs_get(c->db, c->mem, id, out);

    if (e == ERR_MISSING || (e == OK && !cx_may(c, ROLES_DESK) && out->person != c->person)) {
        return refuse(c, ERR_MISSING,
                      W("There is no such job, or it was cleared away after it ended."));
    }
    return e;
}

static str state_word(const cx *c, enum job_state state) {
    switch (state) {
    case JOB_WAITS:
        return say(c, W("Waits for its turn"));
    case JOB_RUNS:
        return say(c, W("Running"));
    case JOB_DONE:
        return say(c, W("Done"));
    case JOB_FAILED:
        return say(c, W("Failed"));
    case JOB_CANCELLED:
    default:
        return say(c, W("Cancelled"));
    }
}

static const char *state_tag(enum job_state state) {
    if (state == JOB_DONE) {
        return "ok";
    }
    return state == JOB_FAILED ? "alert" : state == JOB_CANCELLED ? "quiet" : "wait";
}

static struct frame_job job_shown(cx *c, const struct job_view *v) {
    return (struct frame_job){.id = v->id,
                              .title = v->title,
                              .state = state_word(c, v->state),
                              .tag = state_tag(v->state),
                              .said = v->said,
                              .result = v->result,
                              .done = v->done,
                              .total = v->total,
                              .run_at = v->run_at,
                              .is_open = v->state == JOB_WAITS || v->state == JOB_RUNS};
}

static err get_job(cx *c, const request *q, reply *r) {
    struct job_view view = {0};
    struct frame_job shown = {0};
    int64_t id = 0;

    if (!q_id(q, 0, &id)) {
        return ERR_MISSING;
    }
    TRY(job_read(c, id, &view));
    shown = job_shown(c, &view);
    if (shown.is_open) {
        reply_header(c, r, STR("Refresh"), STR("3")); /* for browsers without our script */
    }
    return app_page_job(c, q, r, &shown);
}

static err post_job_cancel(cx *c, const request *q, reply *r) {
    struct job_view view = {0};
    int64_t id = 0;

    if (!q_id(q, 0, &id)) {
        return ERR_MISSING;
    }
    TRY(job_read(c, id, &view));
    if (jobs_cancel(c->db, c->mem, c->now, id) == ERR_CONFLICT) {
        return refuse(c, ERR_CONFLICT, W("This job has already ended."));
    }
    cx_touch(c, "jobs/%" PRId64, id);
    return reply_notice(c, r, say(c, W("Cancelled.")), str_fmt(c->mem, "/jobs/%" PRId64, id));
}

static err get_jobs(cx *c, const request *q, reply *r) {
    enum { SHOWN = 50 };
    struct job_view *at = NULL;
    struct frame_job *shown = NULL;
    size_t count = 0;

    TRY(jobs_list(c->db, c->mem, c->edition.id, SHOWN, &at, &count));
    shown = arena_array(c->mem, count + 1, sizeof(*shown));
    if (shown == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        shown[i] = job_shown(c, &at[i]);
    }
    return app_page_jobs(c, q, r, &(struct frame_jobs){shown, count});
}

static err render_job(cx *c, str key, html *h) {
    struct job_view view = {0};
    struct frame_job shown = {0};
    int64_t id = 0;

    if (!str_i64(key, &id)) {
        return ERR_MISSING;
    }
    TRY(jobs_get(c->db, c->mem, id, &view));
    shown = job_shown(c, &view);
    app_view_job_state(h, &shown);
    return OK;
}

/* ---- the demo, all tools ---- */

static err get_demo(cx *c, const request *q, reply *r) {
    if (!c->shop->demo) {
        return refuse(c, ERR_MISSING, W("This is no demo."));
    }
    return app_page_demo(c, q, r, program_demo_links());
}

static err get_tools(cx *c, const request *q, reply *r) {
    struct frame_tools tools = {0};

    shell_menu(c, MENU_DESK_DURING, STR_NONE, &tools.during);
    shell_menu(c, MENU_DESK_AROUND, STR_NONE, &tools.around);
    return app_page_tools(c, q, r, &tools);
}

/* ---- the hourly sweep ---- */

static err sweep(cx *c, void *self) {
    (void)self;
    return login_sweep(c);
}

static err job_sweep(cx *c, job *j) {
    TRY(cx_write(c, sweep, NULL));
    job_result(j, STR("Ended sessions and old links are deleted."), STR_NONE);
    return OK;
}

static const struct route routes[] = {
    ROUTE(GET, "/live", ROLE_VISITOR, get_live, .flags = ROUTE_STREAM),
    ROUTE(GET, "/livez", ROLE_VISITOR, get_livez, .flags = ROUTE_RAW, .limit = 6000, .limit_s = 60),
    ROUTE(GET, "/readyz", ROLE_VISITOR, get_readyz, .flags = ROUTE_RAW, .limit = 6000,
          .limit_s = 60),
    ROUTE(GET, "/metrics", ROLE_VISITOR, get_metrics, .flags = ROUTE_RAW, .limit = 6000,
          .limit_s = 60),
    ROUTE(GET, "/find", ROLES_MEMBERS, get_find),
    ROUTE(GET, "/jobs/{}", ROLES_MEMBERS, get_job),
    ROUTE(POST, "/jobs/{}/cancel", ROLES_MEMBERS, post_job_cancel),
    ROUTE(GET, "/desk/jobs", ROLES_DESK, get_jobs),
    ROUTE(GET, "/desk/tools", ROLES_DESK, get_tools),
    ROUTE(GET, "/demo", ROLE_VISITOR, get_demo),
};

static const struct topic topics[] = {
    {.pattern = "jobs/{}", .roles = ROLES_MEMBERS, .tick_ms = 200, .render = render_job},
};

static const struct feature_job upkeep[] = {
    {.kind = {.name = "app.sweep", .tries_max = 3, .every_s = 3600, .keep_s = 86400},
     .run = job_sweep},
};

static const struct setting settings[] = {
    {.key = "files.person_mb",
     .label = "Files of one person, in MB",
     .initial = "50",
     .type = SETTING_INT,
     .scope = SETTING_EDITION,
     .min = 1,
     .max = 1000},
    {.key = "files.edition_mb",
     .label = "Files of the whole edition, in MB",
     .initial = "2000",
     .type = SETTING_INT,
     .scope = SETTING_EDITION,
     .min = 10,
     .max = 100000},
};

const struct feature app_frame = {
    .name = "app",
    FEATURE_LIST(route, routes),
    FEATURE_LIST(topic, topics),
    FEATURE_LIST(job, upkeep),
    FEATURE_LIST(setting, settings),
};
