/*
 * app_kit.h: the whole program in a test, without sockets: the demo week on Monday
 * 23 March 2026, 08:47 in Paris, each test on a file of its own.
 *
 *     TEST(a_participant_sees_today) {
 *         sign_in_as(t, "ilse.beispiel@thws.example");
 *         CHECK_EQ(get(t, "/today").status, 200);
 *     }
 *
 * Everything goes through the gate, as a browser's request would: roles, CSRF, limits.
 */
#ifndef KIT_APP_KIT_H
#define KIT_APP_KIT_H

#include "app/program.h"
#include "core/cx.h"
#include "kit.h"

/* What a request came to. In t->mem. */
struct seen {
    int status;
    str body;
    str location; /* of a redirect, else empty */
    str type;
};

/* GET `path`, with the session if there is one; follows no redirect. */
struct seen get(struct test *t, const char *path);
/* POST a form ("seats=1&note=a%20b") with the right token; `form` may be "". */
struct seen post(struct test *t, const char *path, const char *form);
/* POST without a token, or with somebody else's. */
struct seen post_forged(struct test *t, const char *path, const char *form);
/* POST twice with one token: the second must do nothing. */
struct seen post_twice(struct test *t, const char *path, const char *form);
/* POST multipart/form-data with one file in the field `field`. */
struct seen post_file(struct test *t, const char *path, const char *field, const char *name,
                      str bytes);
/* A header of the last answer, or empty. */
str answer_header_of(struct test *t, const char *name);
/* Sends this header with every following request; an empty value takes it away. */
void send_header(struct test *t, const char *name, const char *value);

/* Signs this person in and gives exactly these roles in the edition. */
void sign_in(struct test *t, int64_t person, unsigned roles);
/* Signs in somebody of the demo week, with the roles they have. */
void sign_in_as(struct test *t, const char *email);
/* Somebody who holds one role: one of the demo's, or an extra person made for it (administrator).
 */
void sign_in_with(struct test *t, unsigned role);
void sign_out(struct test *t);
/* The id of a person of the demo week. */
int64_t person_of(struct test *t, const char *email);

/*
 * A cx on the writing connection, about the demo's edition, in English, with no person:
 * for calling rules directly, outside any transaction (each statement commits by itself).
 */
cx *app_cx(struct test *t);
/* Runs SQL on it. */
void app_sql(struct test *t, const char *sql);
/* Moves the clock to this wall-clock time in Paris: "2026-03-25T14:00". */
void app_clock(struct test *t, const char *moment);
struct program *app_program(struct test *t);

#endif
