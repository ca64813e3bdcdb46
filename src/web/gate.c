#include "web/gate.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/log.h"
#include "core/edition.h"
#include "core/login.h"
#include "web/answer.h"
#include "web/csrf.h"
#include "web/kept.h"
#include "web/limits.h"
#include "web/rate.h"
#include "web/request_in.h"
#include "web/router.h"
#include "web/work.h"

#include "gen/core_sql.h"

enum {
    KEPT_BYTES = 64 * 1024 * 1024,
    RATE_SLOTS = 65536,
    BODY_MAX = 64 * 1024,
    GET_LIMIT = 600,
    POST_LIMIT = 60,
    LIMIT_WINDOW_S = 60,
    KEY_MAX = 400
};

err gate_new(const struct gate_options *options, arena *mem, gate **out, str *clash) {
    gate *g = calloc(1, sizeof(*g));
    err e = OK;

    if (g == NULL) {
        return ERR_MEMORY;
    }
    g->options = *options;
    (void)pthread_mutex_init(&g->lock, NULL);
    g->mem = arena_new((size_t)4 << 20);
    e = g->mem == NULL ? ERR_MEMORY : OK;
    e = e != OK ? e : router_new(g->mem, options->routes, options->route_count, &g->router, clash);
    *clash = str_copy(mem, *clash);
    e = e != OK ? e : kept_new(KEPT_BYTES, &g->kept);
    e = e != OK ? e : rate_new(RATE_SLOTS, &g->rates);
    for (int i = 0; e == OK && i < options->threads && i < GATE_THREADS_MAX; i++) {
        e = db_open(&(struct db_options){.path = options->shop->path, .read_only = true},
                    &g->reads[i]);
    }
    if (e != OK) {
        gate_free(g);
        return e;
    }
    *out = g;
    return OK;
}

void gate_free(gate *g) {
    if (g == NULL) {
        return;
    }
    for (int i = 0; i < GATE_THREADS_MAX; i++) {
        db_close(g->reads[i]);
    }
    for (size_t i = 0; i < g->spare_count; i++) {
        arena_free(g->spare[i]);
    }
    kept_free(g->kept);
    rate_free(g->rates);
    arena_free(g->mem);
    (void)pthread_mutex_destroy(&g->lock);
    free(g);
}

void gate_touched(gate *g, str topic) {
    kept_touch(g->kept, topic);
}

struct gate_counts gate_count(gate *g) {
    struct gate_counts counts = {0};

    for (size_t i = 0; i < COUNT_OF(counts.requests); i++) {
        counts.requests[i] = __atomic_load_n(&g->by_status[i], __ATOMIC_RELAXED);
    }
    counts.kept_hits = __atomic_load_n(&g->kept_hits, __ATOMIC_RELAXED);
    counts.kept_pages = kept_count(g->kept);
    return counts;
}

/* ---- which host, which route ---- */

static bool is_ip_or_loopback(str name) {
    bool digits = name.len > 0;

    if (str_eq(name, STR("localhost")) || str_starts(name, STR("["))) {
        return true;
    }
    for (size_t i = 0; i < name.len; i++) {
        digits = digits && (name.at[i] == '.' || (name.at[i] >= '0' && name.at[i] <= '9'));
    }
    return digits;
}

static str without_port(str host) {
    size_t colon = SIZE_MAX;

    for (size_t i = 0; i < host.len; i++) {
        if (host.at[i] == ':' && (host.at[0] != '[' || (i > 0 && host.at[i - 1] == ']'))) {
            colon = i;
        }
    }
    return str_first(host, colon);
}

/* Is the name in Host one of ours? A name that is not could come from a page that rebinds its own
 * name to our address. */
static bool host_is_ours(const gate *g, str host) {
    str base = g->options.shop->base_url;
    size_t start = str_find(base, STR("://"));
    str own = STR_NONE;
    str list = g->options.hosts;
    str name = without_port(host);

    (void)str_cut(start == SIZE_MAX ? base : str_from(base, start + 3), '/', &own, NULL);
    own = without_port(own);
    if (str_eq_nocase(name, own) || (is_ip_or_loopback(own) && is_ip_or_loopback(name)) ||
        str_eq(name, STR("localhost")) || str_eq(name, STR("127.0.0.1"))) {
        return true;
    }
    while (list.len > 0) {
        str one = STR_NONE;

        list = str_cut(list, ' ', &one, NULL);
        if (one.len > 0 && str_eq_nocase(name, one)) {
            return true;
        }
    }
    return false;
}

struct server_admit gate_admit(void *self, const struct http_request *http) {
    const gate *g = self;
    struct route_match match;

    if (!str_eq(http->method, STR("POST"))) {
        return (struct server_admit){.body_max = 0};
    }
    router_find(g->router, POST, http->path, &match);
    if (match.route == NULL) {
        return (struct server_admit){.body_max = BODY_MAX};
    }
    return (struct server_admit){.body_max =
                                     match.route->body_max != 0 ? match.route->body_max : BODY_MAX};
}

/* ---- one request ---- */

/* OK, or why this request goes no further; everything that needs no database. */
static err work_admit(struct work *w) {
    const struct http_request *http = w->q.http;
    bool is_post = str_eq(http->method, STR("POST"));
    struct route_match match = {0};
    int limit = 0;

    if (!host_is_ours(w->gate, http->host)) {
        return refuse(
            &w->c, ERR_INPUT,
            W("This server does not answer to that name. Use the address you were given."));
    }
    if (request_open(&w->q, w->gate->options.shop, w->gate->options.proxies) != OK) {
        return refuse(&w->c, ERR_INPUT,
                      W("This request cannot be read. Go back and try once more."));
    }
    router_find(w->gate->router, is_post ? POST : GET, http->path, &match);
    w->other_method = match.other_method;
    w->q.route = match.route;
    for (size_t i = 0; i < match.segment_count; i++) {
        str decoded = STR_NONE;

        if (!request_decode(w->mem, match.segments[i], false, &decoded)) {
            return refuse(&w->c, ERR_MISSING, W("There is no such page."));
        }
        if (i == match.edition_at) {
            w->q.edition_slug = decoded;
        } else {
            w->q.segments[w->q.segment_count++] = decoded;
        }
    }
    if (match.route == NULL) {
        return refuse(&w->c, ERR_MISSING, W("There is no such page."));
    }
    limit = match.route->limit != 0 ? match.route->limit : is_post ? POST_LIMIT : GET_LIMIT;
    return limit_use(&w->c, &w->q, match.route->name,
                     w->q.cookie_login.len > 0 ? w->q.cookie_login : w->q.peer, limit,
                     match.route->limit_s != 0 ? match.route->limit_s : LIMIT_WINDOW_S);
}

static const lang *language_of(const request *q, str of_person) {
    const lang *chosen = lang_find(q->cookie_lang);

    if (chosen == NULL && of_person.len > 0) {
        chosen = lang_find(of_person);
    }
    return chosen != NULL ? chosen : lang_accept(http_header(q->http, STR("Accept-Language")));
}

static err work_login(struct work *w, int64_t asked) {
    struct login_row login = {0};
    cx *c = &w->c;
    bool found = false;

    if (w->q.cookie_login.len == 0) {
        return OK;
    }
    TRY(login_find(c, w->q.cookie_login, asked, c->edition.id, &login, &found));
    if (!found) {
        return OK;
    }
    c->lang = language_of(&w->q, login.language);
    if (login.edition != c->edition.id || c->lang != w->lang_before) {
        DROP(edition_get(c, login.edition, &c->edition),
             "an edition that is gone leaves the current one");
    }
    c->person = login.person;
    c->person_name = login.name;
    c->person_email = login.email;
    c->roles = login.roles | ROLE_VISITOR;
    c->login = login.id;
    w->login_seen_at = login.seen_at;
    w->login_edition = login.edition;
    return OK;
}

/* Who, in which language, about which edition. */
static err work_open(struct work *w) {
    cx *c = &w->c;
    struct edition e = c->edition;
    int64_t asked = 0;

    c->lang = language_of(&w->q, STR_NONE);
    w->lang_before = c->lang;
    if (w->q.route == NULL || (w->q.route->flags & ROUTE_RAW) != 0) {
        return OK;
    }
    if (w->q.edition_slug.len > 0) {
        if (edition_find(c, w->q.edition_slug, &e) != OK) {
            return refuse(c, ERR_MISSING, W("There is no such edition."));
        }
        asked = e.id;
    } else {
        TRY(edition_current(c, &e));
    }
    edition_enter(c, &e);
    return work_login(w, asked);
}

static err work_role(struct work *w) {
    if (role_may(w->c.roles, w->q.route->roles)) {
        return OK;
    }
    if (w->c.person == 0) {
        return refuse(
            &w->c, ERR_SIGN_IN,
            W("Please sign in to go on. What you typed is still in the page before this one."));
    }
    {
        const struct word_value values[] = {{"roles", role_names(w->mem, w->q.route->roles)}};

        return refuse_with(
            &w->c, ERR_ROLE,
            W("This page is for other roles ({roles}). Ask the organiser if you need it."), values,
            1);
    }
}

/* A form that was sent twice is done once: the second gets the first one's answer. */
static err work_once(struct work *w, str once, bool *done) {
    struct core_done_key row = {0};

    *done = false;
    if (once.len == 0) {
        return OK;
    }
    TRY(core_sql_done_key(w->c.db, w->mem, once, &row, done));
    if (*done && row.person == w->c.person) {
        w->r.status = (int)row.status;
        w->r.location = row.location;
    }
    return OK;
}

static err work_post(struct work *w) {
    str once = csrf_once(&w->q);
    bool done = false;

    TRY(work_once(w, once, &done));
    if (done) {
        return OK;
    }
    TRY(w->q.route->run(&w->c, &w->q, &w->r));
    if (once.len > 0 && w->r.status == 303) {
        TRY(core_sql_done_key_put(w->c.db, w->mem,
                                  &(struct core_done_key_put_args){.key = once,
                                                                   .person = w->c.person,
                                                                   .status = w->r.status,
                                                                   .location = w->r.location,
                                                                   .now = w->c.now}));
    }
    return arena_failed(w->mem) ? ERR_MEMORY : OK;
}

/* ?lang=fr: chosen for this browser, and the address goes on without it. */
static bool work_chooses_language(struct work *w) {
    const struct field *f = w->q.http->method.at[0] == 'P' ? NULL : request_field(&w->q, "lang");
    const lang *l = f == NULL ? NULL : lang_find(f->value);
    buf address = buf_new(w->mem, (size_t)10 * KEY_MAX);
    char mark = '?';
    str query = w->q.http->query;

    if (l == NULL) {
        return false;
    }
    buf_put(&address, w->q.address);
    while (query.len > 0) {
        str pair = STR_NONE;

        query = str_cut(query, '&', &pair, NULL);
        if (pair.len > 0 && !str_starts(pair, STR("lang="))) {
            buf_char(&address, mark);
            buf_put(&address, pair);
            mark = '&';
        }
    }
    reply_cookie(&w->c, &w->r, STR("semaine-lang"), lang_tag(l), (int64_t)365 * 86400);
    return reply_to(&w->c, &w->r, "%.*s", STR_ARG(buf_str(&address))) == OK;
}

err work_run(struct work *w, db *d) {
    w->c.db = d;
    TRY(work_open(w));
    if (w->q.route == NULL) {
        return refuse(&w->c, ERR_MISSING, W("There is no such page."));
    }
    TRY(work_role(w));
    if (w->q.route->method == POST) {
        return work_post(w);
    }
    if (work_chooses_language(w)) {
        return OK;
    }
    TRY(w->q.route->run(&w->c, &w->q, &w->r));
    return arena_failed(w->mem) ? ERR_MEMORY : OK;
}

/* ---- what went wrong, for the person ---- */

static bool shows_form_again(const struct work *w, err e) {
    return w->q.route != NULL && w->q.route->method == POST && w->q.route->again != NULL &&
           (e == ERR_INPUT || e == ERR_CONFLICT || e == ERR_LARGE || e == ERR_OFTEN ||
            e == ERR_GONE);
}

static void refusal_in_words(struct work *w, err e) {
    cx *c = &w->c;

    if (c->refusal_text.len > 0) {
        return;
    }
    if (e == ERR_FULL) {
        (void)refuse(
            c, e,
            W("The disk of the server is full. Nothing was saved. Please tell the organiser."));
    } else if (e == ERR_BUSY || e == ERR_MEMORY) {
        (void)refuse(c, e,
                     W("The server is busy. Nothing was saved. Please try again in a moment."));
    } else if (e == ERR_MISSING) {
        (void)refuse(c, e, W("There is no such page."));
    } else if (e == ERR_INPUT) {
        (void)refuse(c, e, W("Please check what is marked below. Nothing has been saved yet."));
    } else {
        (void)refuse(c, e,
                     W("Something went wrong on our side. Nothing was saved. It has been noted."));
    }
}

static void work_failed(struct work *w, err e, db *d) {
    cx *c = &w->c;
    err shown = OK;

    c->db = d;
    c->effects = NULL;
    w->r = (reply){0};
    refusal_in_words(w, e);
    if (e == ERR_SIGN_IN && w->q.route != NULL && w->q.route->method == GET) {
        buf next = buf_new(w->mem, (size_t)10 * KEY_MAX);

        /* The address we were asked for becomes a parameter: encoded, whatever it holds. */
        for (size_t i = 0; i < w->q.http->target.len; i++) {
            char ch = w->q.http->target.at[i];

            if (ch == '&' || ch == '%' || ch == '#' || ch == '+' || ch == '?' || ch == '=') {
                buf_fmt(&next, "%%%02X", (unsigned)(unsigned char)ch);
            } else {
                buf_char(&next, ch);
            }
        }
        DROP(reply_to(c, &w->r, "/sign-in?next=%.*s", STR_ARG(buf_str(&next))),
             "a long address loses its end");
        return;
    }
    w->q.is_again = shows_form_again(w, e);
    shown = w->q.is_again ? w->q.route->again(c, &w->q, &w->r)
                          : w->gate->options.error_page(c, &w->q, &w->r);
    if (shown != OK) {
        w->r = (reply){.type = STR("text/plain; charset=utf-8"), .body = c->refusal_text};
    }
    w->r.status = w->other_method ? 405 : err_status(e);
}

void work_finish(struct work *w, err result, db *d) {
    if (result != OK) {
        if (err_status(result) >= 500) {
            LOG(LOG_ERROR, "failed",
                LOG_S("route", w->q.route == NULL ? STR("none") : str_of(w->q.route->path)),
                LOG_S("error", str_of(err_name(result))),
                LOG_S("store", d == NULL ? STR_NONE : db_fault(d)));
        }
        work_failed(w, result, d);
    }
    if (w->made.browser.len > 0) {
        reply_cookie(&w->c, &w->r, STR("semaine-browser"), w->made.browser, 0);
    }
    if (w->q.cookie_notice.len > 0 && w->r.status != 303) {
        reply_cookie(&w->c, &w->r, STR("semaine-notice"), STR_NONE, -1);
    }
}

err work_new(gate *g, arena *mem, const struct http_request *http, struct work **out) {
    struct work *w = NULL;

    NEW(mem, &w);
    w->gate = g;
    w->mem = mem;
    w->c = shop_cx(g->options.shop, mem, NULL);
    w->q.http = http;
    w->q.mem = mem;
    w->q.made = &w->made;
    w->q.gate = g;
    w->started_us = time_steady_us();
    *out = w;
    return OK;
}

err work_check(struct work *w) {
    TRY(work_admit(w));
    if (w->q.route->method == POST && (w->q.route->flags & ROUTE_TOKEN) == 0 &&
        csrf_check(w->gate->options.shop, &w->q) != OK) {
        return refuse(
            &w->c, ERR_ROLE,
            W("This form is no longer valid: it was opened before you signed in or out, or it "
              "comes from another site. Go back, load the page anew, and send it once more."));
    }
    return OK;
}

/* ---- limits for rules ---- */

err limit_use(cx *c, const request *q, const char *what, str key, int limit, int window_s) {
    int64_t wait_s = 0;
    str full = str_fmt(c->mem, "%s %.*s", what, STR_ARG(key));

    if (q->gate->options.is_unlimited ||
        rate_take(q->gate->rates, full, limit, window_s, time_steady_us() / 1000000, &wait_s)) {
        return OK;
    }
    {
        int64_t minutes = wait_s / 60 + 1;
        const struct word_value values[] = {{"minutes", str_fmt(c->mem, "%" PRId64, minutes)}};

        return refuse_with(
            c, ERR_OFTEN,
            W("That was too often in a short time. Please wait {minutes} min, then try again."),
            values, 1);
    }
}

str limit_network(cx *c, const request *q) {
    return rate_network(c->mem, q->peer);
}
