#include <stdlib.h>

#include "base/log.h"
#include "base/time.h"
#include "core/login.h"
#include "web/answer.h"
#include "web/gate.h"
#include "web/work.h"

enum { KEY_BYTES = 2200 };

/* ---- arenas between requests ---- */

static arena *arena_take(gate *g) {
    arena *a = NULL;

    (void)pthread_mutex_lock(&g->lock);
    if (g->spare_count > 0) {
        a = g->spare[--g->spare_count];
    }
    (void)pthread_mutex_unlock(&g->lock);
    return a != NULL ? a : arena_new(WORK_BYTES_MAX);
}

static void arena_put(gate *g, arena *a) {
    arena_reset(a);
    (void)pthread_mutex_lock(&g->lock);
    if (g->spare_count < GATE_SPARE_MAX) {
        g->spare[g->spare_count++] = a;
        a = NULL;
    }
    (void)pthread_mutex_unlock(&g->lock);
    arena_free(a);
}

static void count_status(gate *g, int status) {
    (void)__atomic_add_fetch(&g->by_status[(status / 100) % 6], 1, __ATOMIC_RELAXED);
}

/* ---- answers ---- */

static void answer_free(void *owner) {
    struct work *w = owner;

    arena_put(w->gate, w->mem);
}

static void kept_free_page(void *owner) {
    kept_drop(owner);
}

static void send_kept(gate *g, exchange *x, struct kept_page *page) {
    struct answer a = {0};

    answer_kept(&a, g->options.shop, exchange_request(x), page);
    count_status(g, a.status);
    exchange_answer(x, &(struct http_answer){.status = a.status,
                                             .headers = a.headers,
                                             .header_count = a.count,
                                             .body = a.body,
                                             .body_free = kept_free_page,
                                             .body_owner = page});
}

static void log_request(const struct work *w, int status, size_t bytes) {
    if (w->gate->options.is_quiet) {
        return;
    }
    LOG(LOG_INFO, "request", LOG_S("method", w->q.http->method),
        LOG_S("route", w->q.route == NULL ? STR("none") : str_of(w->q.route->path)),
        LOG_I("status", status), LOG_I("bytes", (int64_t)bytes),
        LOG_I("us", time_steady_us() - w->started_us), LOG_I("person", w->c.person));
}

/* Everybody's page: kept for the next, and this answer comes from the copy. */
static bool send_as_kept(struct work *w) {
    const struct route *route = w->q.route;
    struct kept_page *page = NULL;

    if (route == NULL || (route->flags & ROUTE_KEPT) == 0 || w->r.status != 200 ||
        w->r.kept_on.len == 0 || w->q.cookie_login.len > 0 || w->r.headers != NULL) {
        return false;
    }
    page =
        kept_put(w->gate->kept, &(struct kept_new_page){.key = str_fmt(w->mem, "%.*s %.*s",
                                                                       STR_ARG(lang_tag(w->c.lang)),
                                                                       STR_ARG(w->q.http->target)),
                                                        .topics = w->r.kept_on,
                                                        .type = w->r.type,
                                                        .body = w->r.body,
                                                        .generation = w->generation,
                                                        .until = w->r.kept_until});
    if (page == NULL) {
        return false;
    }
    log_request(w, 200, page->bodies[ENCODING_PLAIN].len);
    send_kept(w->gate, w->x, page);
    arena_put(w->gate, w->mem);
    return true;
}

static void send_work(struct work *w) {
    struct answer a = {0};

    if (send_as_kept(w)) {
        return;
    }
    answer_reply(&a, &w->c, &w->q, &w->r);
    count_status(w->gate, a.status);
    log_request(w, a.status, a.body.len);
    exchange_answer(w->x, &(struct http_answer){.status = a.status,
                                                .headers = a.headers,
                                                .header_count = a.count,
                                                .body = a.body,
                                                .body_free = answer_free,
                                                .body_owner = w});
}

/* ---- the session's last use ---- */

struct seen_task {
    struct write_task task;
    gate *gate;
    int64_t login, edition;
};

static err seen_run(struct write_task *task, db *d) {
    struct seen_task *t = (struct seen_task *)task;
    arena *mem CLEANUP(arena_auto) = arena_new(16384);
    cx c;

    if (mem == NULL) {
        return ERR_MEMORY;
    }
    c = shop_cx(t->gate->options.shop, mem, d);
    if (t->edition != 0) {
        TRY(login_look(&c, t->login, t->edition));
    }
    return login_seen(&c, t->login);
}

static void seen_done(struct write_task *task, err result) {
    (void)result;
    free(task);
}

static void note_seen(const struct work *w) {
    bool moved = w->q.edition_slug.len > 0 && w->c.edition.id != 0 &&
                 (w->c.roles & ~(unsigned)ROLE_VISITOR) != 0 && w->login_edition != w->c.edition.id;
    struct seen_task *t = NULL;

    if (w->c.login == 0 || w->gate->options.shop->writes == NULL ||
        (!moved && w->c.now - w->login_seen_at < LOGIN_SEEN_EVERY_S)) {
        return;
    }
    t = calloc(1, sizeof(*t));
    if (t == NULL) {
        return;
    }
    t->task.run = seen_run;
    t->task.done = seen_done;
    t->gate = w->gate;
    t->login = w->c.login;
    t->edition = moved ? w->c.edition.id : 0;
    if (writer_put(w->gate->options.shop->writes, &t->task) != OK) {
        free(t);
    }
}

/* ---- GET on the loop's own connection, POST on the writer ---- */

static void handle_get(struct work *w) {
    db *d = w->gate->reads[w->q.http->thread % GATE_THREADS_MAX];
    err result = work_check(w);

    w->generation = kept_generation(w->gate->kept);
    if (result == OK && (w->q.route->flags & ROUTE_STREAM) != 0) {
        result = work_run(w, d);
        if (result == OK) {
            gate *g = w->gate;

            g->options.stream(g->options.self, &w->c, &w->q, w->x);
            arena_put(g, w->mem);
            return;
        }
    } else if (result == OK) {
        result = work_run(w, d);
    } else {
        w->c.db = d;
        w->c.lang = lang_accept(http_header(w->q.http, STR("Accept-Language")));
    }
    note_seen(w);
    work_finish(w, result, d);
    send_work(w);
}

static err post_run(struct write_task *task, db *d) {
    struct work *w = (struct work *)task;

    w->writing = d;
    w->result = work_run(w, d);
    return w->c.keep ? OK : w->result;
}

static void post_done(struct write_task *task, err result) {
    struct work *w = (struct work *)task;

    result = result != OK ? result : w->result;
    if (result == OK) {
        cx_effects_apply(&w->c);
    }
    work_finish(w, result, w->writing);
    send_work(w);
}

static void handle_post(struct work *w) {
    err result = work_check(w);

    if (result == OK) {
        w->task.run = post_run;
        w->task.done = post_done;
        result = writer_put(w->gate->options.shop->writes, &w->task);
        if (result == OK) {
            return;
        }
    }
    w->c.lang = lang_accept(http_header(w->q.http, STR("Accept-Language")));
    work_finish(w, result, w->gate->reads[w->q.http->thread % GATE_THREADS_MAX]);
    send_work(w);
}

/* ---- what needs no work at all ---- */

static bool handle_asset(gate *g, exchange *x) {
    const struct http_request *http = exchange_request(x);
    struct gate_asset file = {0};
    struct answer a = {.status = 200};
    enum encoding e = ENCODING_PLAIN;

    if (g->options.asset == NULL || !g->options.asset(g->options.self, http->path, &file)) {
        return false;
    }
    e = answer_encoding(http_header(http, STR("Accept-Encoding")), file.gzip.len > 0,
                        file.brotli.len > 0);
    answer_header(&a, STR("Content-Type"), file.type);
    answer_header(&a, STR("ETag"), file.etag);
    answer_header(&a, STR("Cache-Control"),
                  file.immutable ? STR("public, max-age=31536000, immutable")
                                 : STR("public, max-age=3600"));
    answer_header(&a, STR("Vary"), STR("Accept-Encoding"));
    answer_security(&a, g->options.shop);
    if (str_find(http_header(http, STR("If-None-Match")), file.etag) != SIZE_MAX) {
        a.status = 304;
    } else {
        a.body = e == ENCODING_BROTLI ? file.brotli : e == ENCODING_GZIP ? file.gzip : file.plain;
        if (e != ENCODING_PLAIN) {
            answer_header(&a, STR("Content-Encoding"), answer_encoding_name(e));
        }
    }
    count_status(g, a.status);
    exchange_answer(x, &(struct http_answer){.status = a.status,
                                             .headers = a.headers,
                                             .header_count = a.count,
                                             .body = a.body,
                                             .body_free = NULL});
    return true;
}

/* The page from memory, for somebody without a session: a look at two headers and one table. */
static bool handle_kept(gate *g, exchange *x) {
    const struct http_request *http = exchange_request(x);
    str cookies = http_header(http, STR("Cookie"));
    const lang *l = NULL;
    struct kept_page *page = NULL;
    char text[KEY_BYTES];

    if (http->method.at[0] == 'P' || http->target.len > KEY_BYTES - 40) {
        return false;
    }
    if (cookies.len > 0) {
        const char *prefix = g->options.shop->https ? "__Host-semaine" : "semaine";

        if (request_cookie(cookies, str_of(prefix)).len > 0 ||
            str_find(cookies, STR("semaine-notice")) != SIZE_MAX) {
            return false;
        }
        l = lang_find(request_cookie(cookies, g->options.shop->https ? STR("__Host-semaine-lang")
                                                                     : STR("semaine-lang")));
    }
    l = l != NULL ? l : lang_accept(http_header(http, STR("Accept-Language")));
    str tag = lang_tag(l);
    {
        size_t len = 0;

        for (size_t i = 0; i < tag.len; i++) {
            text[len++] = tag.at[i];
        }
        text[len++] = ' ';
        for (size_t i = 0; i < http->target.len; i++) {
            text[len++] = http->target.at[i];
        }
        page = kept_find(g->kept, str_at(text, len), shop_now(g->options.shop));
    }
    if (page == NULL) {
        return false;
    }
    (void)__atomic_add_fetch(&g->kept_hits, 1, __ATOMIC_RELAXED);
    send_kept(g, x, page);
    return true;
}

void gate_handle(void *self, exchange *x) {
    gate *g = self;
    const struct http_request *http = exchange_request(x);
    bool is_post = str_eq(http->method, STR("POST"));
    struct work *w = NULL;
    arena *mem = NULL;

    if (!is_post && !str_eq(http->method, STR("GET")) && !str_eq(http->method, STR("HEAD"))) {
        const struct header allow = {STR("Allow"), STR("GET, HEAD, POST")};

        count_status(g, 405);
        exchange_answer(x,
                        &(struct http_answer){.status = 405, .headers = &allow, .header_count = 1});
        return;
    }
    if (handle_kept(g, x) || handle_asset(g, x)) {
        return;
    }
    mem = arena_take(g);
    if (mem == NULL || work_new(g, mem, http, &w) != OK) {
        arena_free(mem);
        count_status(g, 503);
        exchange_answer(x, &(struct http_answer){.status = 503, .close = true});
        return;
    }
    w->x = x;
    if (is_post) {
        handle_post(w);
    } else {
        handle_get(w);
    }
}

/* ---- without sockets, for tests ---- */

static err call_post(struct work *w, db *writing) {
    err result = work_check(w);

    if (result != OK) {
        return result;
    }
    TRY(db_begin(writing));
    TRY(db_savepoint(writing, 1));
    w->writing = writing;
    result = work_run(w, writing);
    if (result != OK && !w->c.keep) {
        TRY(db_undo(writing, 1));
    } else {
        TRY(db_release(writing, 1));
    }
    TRY(db_commit(writing));
    if (result == OK) {
        cx_effects_apply(&w->c);
    }
    return result;
}

err gate_call(gate *g, arena *mem, const struct http_request *http, db *writing,
              struct gate_answer *out) {
    struct work *w = NULL;
    struct answer *a = NULL;
    db *d = g->reads[0] != NULL ? g->reads[0] : writing;
    err result = OK;

    NEW(mem, &a);
    TRY(work_new(g, mem, http, &w));
    if (str_eq(http->method, STR("POST"))) {
        result = call_post(w, writing);
        work_finish(w, result, writing);
    } else {
        result = work_check(w);
        result = result != OK ? result : work_run(w, d);
        work_finish(w, result, d);
    }
    answer_reply(a, &w->c, &w->q, &w->r);
    *out = (struct gate_answer){a->status,  w->r.body, w->r.location, w->r.type,
                                a->headers, a->count,  result};
    return OK;
}
