/*
 * Every route with every role, allowed and refused: made from the table that the program
 * itself serves, so a new route is in it without anybody writing a line.
 */
#include <string.h>

#include "app/program.h"
#include "tests/kit/app_kit.h"

static const unsigned roles[] = {ROLE_VISITOR,   ROLE_PARTICIPANT, ROLE_SPEAKER, ROLE_PARTNER,
                                 ROLE_ORGANISER, ROLE_ALLIANCE,    ROLE_ADMIN};

/* The route's address with 1 for each {} and the demo's slug for {edition}. */
static const char *address_of(struct test *t, const struct route *r) {
    buf out = buf_new(t->mem, 300);
    str path = str_of(r->path);

    while (path.len > 0) {
        if (str_starts(path, STR("{edition}"))) {
            buf_c(&out, "2026-uspn");
            path = str_from(path, strlen("{edition}"));
        } else if (str_starts(path, STR("{}"))) {
            buf_c(&out, "1");
            path = str_from(path, 2);
        } else {
            buf_char(&out, path.at[0]);
            path = str_from(path, 1);
        }
    }
    return str_c(t->mem, buf_str(&out));
}

static struct seen ask(struct test *t, const struct route *r) {
    const char *address = address_of(t, r);

    return r->method == GET ? get(t, address) : post(t, address, "");
}

static bool is_refusal(const struct route *r, const struct seen *s, bool is_signed_in) {
    if (is_signed_in) {
        return s->status == 403;
    }
    return r->method == POST ? s->status == 401
                             : s->status == 303 && str_starts(s->location, STR("/sign-in?next="));
}

static void check_route(struct test *t, const struct route *r, unsigned role) {
    bool is_signed_in = role != ROLE_VISITOR;
    struct seen s = ask(t, r);
    bool may = role_may(role | ROLE_VISITOR, r->roles);

    if (s.status >= 500 || may == is_refusal(r, &s, is_signed_in)) {
        kit_fail(__FILE__, __LINE__, "%s %s as %.*s: %d", r->method == GET ? "GET" : "POST",
                 r->path, STR_ARG(role_name(role)), s.status);
    }
}

/* Streams become streams only over a socket: the hostile tests open one. */
static bool is_tested_here(const struct route *r) {
    return (r->flags & ROUTE_STREAM) == 0;
}

static void check_role(struct test *t, unsigned role) {
    const struct route *const *routes = NULL;
    size_t count = 0;

    CHECK_OK(program_routes(t->mem, &routes, &count));
    CHECK(count > 30);
    for (size_t i = 0; i < count; i++) {
        if (!is_tested_here(routes[i])) {
            continue;
        }
        if (role == ROLE_VISITOR) {
            sign_out(t);
        } else {
            sign_in(t, person_of(t, "ilse.beispiel@thws.example"),
                    role); /* anew: some routes end the session */
        }
        check_route(t, routes[i], role);
    }
}

TEST(a_visitor_sees_what_is_open_and_nothing_else) {
    check_role(t, roles[0]);
}

TEST(a_participant_sees_what_is_open_and_nothing_else) {
    check_role(t, roles[1]);
}

TEST(a_speaker_sees_what_is_open_and_nothing_else) {
    check_role(t, roles[2]);
}

TEST(a_partner_coordinator_sees_what_is_open_and_nothing_else) {
    check_role(t, roles[3]);
}

TEST(an_organiser_sees_what_is_open_and_nothing_else) {
    check_role(t, roles[4]);
}

TEST(the_alliance_office_sees_what_is_open_and_nothing_else) {
    check_role(t, roles[5]);
}

TEST(an_administrator_sees_what_is_open_and_nothing_else) {
    check_role(t, roles[6]);
}

TEST(somebody_whose_roles_were_taken_away_is_a_visitor) {
    const struct route *const *routes = NULL;
    size_t count = 0;

    CHECK_OK(program_routes(t->mem, &routes, &count));
    for (size_t i = 0; i < count; i++) {
        struct seen s = {0};

        if (!is_tested_here(routes[i]) || role_may(ROLE_VISITOR, routes[i]->roles)) {
            continue;
        }
        sign_in(t, person_of(t, "ilse.beispiel@thws.example"), ROLE_VISITOR);
        s = ask(t, routes[i]);
        if (s.status != 403) {
            kit_fail(__FILE__, __LINE__, "%s: %d", routes[i]->path, s.status);
        }
    }
}

TEST(no_form_is_taken_without_its_token) {
    const struct route *const *routes = NULL;
    size_t count = 0;

    CHECK_OK(program_routes(t->mem, &routes, &count));
    for (size_t i = 0; i < count; i++) {
        if (routes[i]->method != POST || (routes[i]->flags & ROUTE_TOKEN) != 0) {
            continue;
        }
        sign_in(t, person_of(t, "ilse.beispiel@thws.example"),
                ROLE_ORGANISER | ROLE_ADMIN | ROLE_PARTICIPANT);
        if (post_forged(t, address_of(t, routes[i]), "").status != 403) {
            kit_fail(__FILE__, __LINE__, "%s takes a form without a token", routes[i]->path);
        }
    }
}
