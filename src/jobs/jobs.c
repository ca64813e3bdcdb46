/* The rows of the queue: what can be done with them inside somebody's transaction. */
#include "jobs/jobs.h"

#include "base/id.h"
#include "jobs/jobs_parts.h"

enum { KIND_MAX = 100, TITLE_MAX = 500, PAYLOAD_MAX = 64 << 10, LIST_MAX = 1000 };

static err order_check(const struct job_order *order, str kind) {
    if (str_is_empty(kind) || kind.len > KIND_MAX) {
        return ERR_INPUT;
    }
    if (order->title.len > TITLE_MAX || order->payload.len > PAYLOAD_MAX) {
        return ERR_LARGE;
    }
    return OK;
}

err jobs_put(db *d, arena *mem, int64_t now, const struct job_order *order, int64_t *id) {
    struct jobs_once there = {0};
    bool found = false;
    str kind = str_of(order->kind);

    TRY(order_check(order, kind));
    TRY(jobs_sql_once(d, mem, kind, order->unique, &there, &found));
    if (found) {
        *id = there.id;
        return OK;
    }
    struct jobs_put_args row = {
        .id = id_new(),
        .edition_id = order->edition,
        .person_id = order->person,
        .kind = kind,
        .title = order->title,
        .payload = order->payload,
        .unique_number = order->unique,
        .run_at = order->run_at == 0 ? now : order->run_at,
    };
    TRY(jobs_sql_put(d, mem, &row));
    *id = row.id;
    return OK;
}

err jobs_put_scheduled(db *d, arena *mem, int64_t now, const struct job_kind *kind,
                       int64_t run_at) {
    struct job_order order = {
        .kind = kind->name,
        .title = str_of(kind->name),
        .run_at = run_at,
        .unique = JOB_SCHEDULED,
    };
    int64_t id = 0;

    return jobs_put(d, mem, now, &order, &id);
}

err jobs_next_at(db *d, arena *mem, int64_t now, const struct job_kind *kind, int64_t *out) {
    struct jobs_last_start last = {0};
    bool found = false;

    TRY(jobs_sql_last_start(d, mem, str_of(kind->name), &last, &found));
    *out = found ? last.started_at + kind->every_s : now;
    return OK;
}

err jobs_cancel(db *d, arena *mem, int64_t now, int64_t id) {
    struct jobs_brief brief = {0};
    int64_t changed = 0;
    bool found = false;

    TRY(jobs_sql_brief(d, mem, id, &brief, &found));
    if (!found) {
        return ERR_MISSING;
    }
    if (brief.state == JOB_RUNS) {
        return jobs_sql_ask_to_stop(d, mem, id, &changed);
    }
    if (brief.state != JOB_WAITS) {
        return ERR_CONFLICT;
    }
    if (brief.unique_number == JOB_SCHEDULED) {
        /* This time is left out: the next one counts from now. */
        TRY(jobs_sql_note_start(d, mem, brief.kind, now));
    }
    return jobs_sql_cancel(d, mem, now, id, &changed);
}

static struct job_view view_of(const struct jobs_row *row) {
    return (struct job_view){
        .id = row->id,
        .edition = row->edition_id,
        .person = row->person_id,
        .kind = row->kind,
        .title = row->title,
        .state = (enum job_state)row->state,
        .done = row->units_done,
        .total = row->units_total,
        .tries = (int)row->tries,
        .run_at = row->run_at,
        .started_at = row->started_at,
        .ended_at = row->ended_at,
        .said = row->said,
        .result = row->result,
    };
}

err jobs_get(db *d, arena *mem, int64_t id, struct job_view *out) {
    struct jobs_row row = {0};
    bool found = false;

    TRY(jobs_sql_get(d, mem, id, &row, &found));
    if (!found) {
        return ERR_MISSING;
    }
    *out = view_of(&row);
    return OK;
}

err jobs_list(db *d, arena *mem, int64_t edition, int64_t limit, struct job_view **at,
              size_t *count) {
    struct jobs_row_list list = {0};
    int64_t most = limit < 0 || limit > LIST_MAX ? LIST_MAX : limit;

    if (edition == 0) {
        TRY(jobs_sql_newest(d, mem, most, &list));
    } else {
        TRY(jobs_sql_newest_of(d, mem, edition, most, &list));
    }
    struct job_view *views = arena_array(mem, list.count, sizeof(*views));
    if (views == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < list.count; i++) {
        views[i] = view_of(&list.at[i]);
    }
    *at = views;
    *count = list.count;
    return OK;
}
