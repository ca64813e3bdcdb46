#include "app_kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/id.h"
#include "base/time.h"
#include "core/edition.h"
#include "core/login.h"
#include "core/person.h"
#include "folder.h"
#include "store/store.h"
#include "web/csrf.h"

enum { HEADERS_MAX = 12 };

struct app {
    struct program *program;
    cx c;
    str cookie; /* of the session */
    str browser;
    struct header headers[HEADERS_MAX];
    size_t header_count;
    struct gate_answer last;
};

static char template_path[300]; /* the demo week, made once and copied for every test */

static int64_t monday(void) {
    const zone *paris = NULL;
    const struct civil at = {.year = 2026, .month = 3, .day = 23, .hour = 8, .minute = 47};

    if (zone_find(STR("Europe/Paris"), &paris) != OK) {
        kit_fail(__FILE__, __LINE__, "the system has no zone Europe/Paris");
    }
    return zone_moment(paris, &at, NULL);
}

static struct program *program_on(struct test *t, const char *path) {
    struct program *p = NULL;
    str sentence = STR_NONE;
    const struct program_options options = {.path = path,
                                            .threads = 1,
                                            .listen_fd = -1,
                                            .is_demo = true,
                                            .is_quiet = true,
                                            .base_url = STR("http://localhost"),
                                            .clock_shift = monday() - time_wall()};

    if (program_open(&options, t->mem, &p, &sentence) != OK) {
        kit_fail(__FILE__, __LINE__, "the program does not start: %.*s", STR_ARG(sentence));
    }
    return p;
}

static void template_make(struct test *t) {
    const char *folder = kit_folder(t);
    struct program *p = NULL;
    struct demo_links links = {.count = 0};
    str sentence = STR_NONE;

    (void)snprintf(template_path, sizeof(template_path), "%s/demo.db", folder);
    p = program_on(t, template_path);
    if (program_demo(p, t->mem, &links, &sentence) != OK) {
        kit_fail(__FILE__, __LINE__, "the demo week cannot be read: %.*s", STR_ARG(sentence));
    }
    program_close(p, 0);
}

static void app_done(struct test *t) {
    struct app *a = t->extra;

    program_close(a->program, 0);
}

static struct app *app_of(struct test *t) {
    struct app *a = t->extra;
    const char *path = NULL;
    str finding = STR_NONE;

    if (a != NULL) {
        return a;
    }
    if (template_path[0] == '\0') {
        template_make(t);
    }
    a = arena_alloc(t->mem, sizeof(*a));
    path = str_c(t->mem, str_fmt(t->mem, "%s/week.db", kit_folder(t)));
    CHECK(a != NULL);
    CHECK_OK(store_restore(template_path, path, t->mem, &finding));
    a->program = program_on(t, path);
    a->c = shop_cx(program_shop(a->program), t->mem, program_alone(a->program));
    t->extra = a;
    t->done = app_done;
    CHECK_OK(edition_current(&a->c, &a->c.edition));
    return a;
}

struct program *app_program(struct test *t) {
    return app_of(t)->program;
}

cx *app_cx(struct test *t) {
    struct app *a = app_of(t);

    a->c.now = shop_now(program_shop(a->program));
    return &a->c;
}

void app_sql(struct test *t, const char *sql) {
    CHECK_OK(db_script(app_of(t)->c.db, str_of(sql)));
}

void app_clock(struct test *t, const char *moment) {
    struct app *a = app_of(t);
    const zone *paris = NULL;
    struct civil at = {0};

    union {
        const struct shop *read;
        struct shop *write; /* a test may set the clock */
    } shop = {.read = program_shop(a->program)};

    CHECK_OK(zone_find(STR("Europe/Paris"), &paris));
    CHECK(civil_read(str_of(moment), &at));
    shop.write->clock_shift = zone_moment(paris, &at, NULL) - time_wall();
    a->c.now = shop_now(shop.read);
}

/* ---- who ---- */

int64_t person_of(struct test *t, const char *email) {
    struct person p = {0};
    bool found = false;

    CHECK_OK(person_by_email(app_cx(t), str_of(email), &p, &found));
    if (!found) {
        kit_fail(__FILE__, __LINE__, "the demo week has no %s", email);
    }
    return p.id;
}

static void session_for(struct test *t, int64_t person) {
    struct app *a = app_of(t);
    struct login_made made = {0};
    str address = STR_NONE;

    CHECK_OK(login_link(app_cx(t), person, STR("/"), 60, 1, &address));
    CHECK_OK(login_by_link(app_cx(t), str_from(address, STR("/sign-in/").len),
                           STR("Firefox/130 Linux"), &made));
    a->cookie = made.token;
    a->c.effects = NULL;
}

void sign_in(struct test *t, int64_t person, unsigned roles) {
    struct person p = {0};
    int64_t id = 0;
    int changed = 0;

    CHECK_OK(person_get(app_cx(t), person, &p));
    p.roles = roles & ~(unsigned)ROLE_VISITOR;
    CHECK_OK(person_put(app_cx(t), &p, &id, &changed));
    session_for(t, person);
}

void sign_in_as(struct test *t, const char *email) {
    session_for(t, person_of(t, email));
}

static int64_t admin_make(struct test *t) {
    cx c = *app_cx(t);
    const struct person p = {.email = STR("admin@semaine.example"),
                             .given_name = STR("Ada"),
                             .family_name = STR("Administratrice"),
                             .roles = ROLE_ADMIN};
    int64_t id = 0;
    int changed = 0;

    c.edition.id = 0;
    CHECK_OK(person_put(&c, &p, &id, &changed));
    return id;
}

void sign_in_with(struct test *t, unsigned role) {
    static const struct {
        unsigned role;
        const char *email;
    } people[] = {{ROLE_PARTICIPANT, "ilse.beispiel@thws.example"},
                  {ROLE_SPEAKER, "oskar.pahittad@park.example"},
                  {ROLE_PARTNER, "paola.esempio@udclv.example"},
                  {ROLE_ORGANISER, "helene.imaginaire@uspn.example"},
                  {ROLE_ALLIANCE, "thea.pretexte@uspn.example"}};

    if (role == ROLE_ADMIN) {
        session_for(t, admin_make(t));
        return;
    }
    for (size_t i = 0; i < COUNT_OF(people); i++) {
        if (people[i].role == role) {
            sign_in_as(t, people[i].email);
            return;
        }
    }
    sign_out(t);
}

void sign_out(struct test *t) {
    app_of(t)->cookie = STR_NONE;
}

/* ---- requests ---- */

void send_header(struct test *t, const char *name, const char *value) {
    struct app *a = app_of(t);
    size_t kept = 0;

    for (size_t i = 0; i < a->header_count; i++) {
        if (!str_eq(a->headers[i].name, str_of(name))) {
            a->headers[kept++] = a->headers[i];
        }
    }
    a->header_count = kept;
    if (value[0] != '\0') {
        CHECK(kept < HEADERS_MAX - 4);
        a->headers[a->header_count++] = (struct header){str_of(name), str_of(value)};
    }
}

str answer_header_of(struct test *t, const char *name) {
    struct app *a = app_of(t);

    for (size_t i = 0; i < a->last.header_count; i++) {
        if (str_eq_nocase(a->last.headers[i].name, str_of(name))) {
            return a->last.headers[i].value;
        }
    }
    return STR_NONE;
}

/* Keeps what a browser would: the browser's own cookie, and the session's until it is removed. */
static void remember_cookies(struct app *a) {
    for (size_t i = 0; i < a->last.header_count; i++) {
        str name = STR_NONE;
        str value = str_cut(a->last.headers[i].value, '=', &name, NULL);
        str token = STR_NONE;

        (void)str_cut(value, ';', &token, NULL);
        if (!str_eq(a->last.headers[i].name, STR("Set-Cookie"))) {
            continue;
        }
        if (str_eq(name, STR("semaine-browser"))) {
            a->browser = token;
        } else if (str_eq(name, STR("semaine"))) {
            a->cookie = token;
        }
    }
}

static struct seen request_send(struct test *t, const char *method, const char *path, str type,
                                str body) {
    struct app *a = app_of(t);
    struct header headers[HEADERS_MAX];
    size_t count = 0;
    struct http_request q = {.method = str_of(method),
                             .target = str_of(path),
                             .host = STR("localhost"),
                             .body = body,
                             .peer = STR("127.0.0.1"),
                             .keep_alive = true};
    bool has_query = false;
    str cookie = str_fmt(t->mem, "semaine-browser=%.*s; semaine=%.*s", STR_ARG(a->browser),
                         STR_ARG(a->cookie));

    q.query = str_cut(q.target, '?', &q.path, &has_query);
    headers[count++] = (struct header){STR("Cookie"), cookie};
    if (type.len > 0) {
        headers[count++] = (struct header){STR("Content-Type"), type};
    }
    for (size_t i = 0; i < a->header_count; i++) {
        headers[count++] = a->headers[i];
    }
    q.headers = headers;
    q.header_count = count;
    CHECK_OK(gate_call(program_gate(a->program), t->mem, &q, program_alone(a->program), &a->last));
    remember_cookies(a);
    return (struct seen){a->last.status, a->last.body, a->last.location, a->last.type};
}

struct seen get(struct test *t, const char *path) {
    return request_send(t, "GET", path, STR_NONE, STR_NONE);
}

static str token_for(struct test *t) {
    struct app *a = app_of(t);

    if (a->cookie.len == 0 && a->browser.len == 0) {
        a->browser = STR("AAAAAAAAAAAAAAAAAAAAAA");
    }
    return csrf_seal(t->mem, program_shop(a->program), "form",
                     a->cookie.len > 0 ? a->cookie : a->browser);
}

static const str form_type = STR_INIT("application/x-www-form-urlencoded");

struct seen post(struct test *t, const char *path, const char *form) {
    str body = str_fmt(t->mem, "csrf=%.*s.%.*s&%s", STR_ARG(token_for(t)),
                       STR_ARG(id_token(t->mem, 16)), form);

    return request_send(t, "POST", path, form_type, body);
}

struct seen post_twice(struct test *t, const char *path, const char *form) {
    str body = str_fmt(t->mem, "csrf=%.*s.%.*s&%s", STR_ARG(token_for(t)),
                       STR_ARG(id_token(t->mem, 16)), form);

    (void)request_send(t, "POST", path, form_type, body);
    return request_send(t, "POST", path, form_type, body);
}

struct seen post_forged(struct test *t, const char *path, const char *form) {
    return request_send(t, "POST", path, form_type,
                        str_fmt(t->mem, "csrf=AAAAAAAAAAAAAAAAAAAAAA.x&%s", form));
}

struct seen post_file(struct test *t, const char *path, const char *field, const char *name,
                      str bytes) {
    str body = str_fmt(t->mem,
                       "--edge\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n%.*s.\r\n"
                       "--edge\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n"
                       "Content-Type: application/octet-stream\r\n\r\n%.*s\r\n--edge--\r\n",
                       STR_ARG(token_for(t)), field, name, STR_ARG(bytes));

    return request_send(t, "POST", path, STR("multipart/form-data; boundary=edge"), body);
}
