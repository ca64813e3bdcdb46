/*
 * starrer.h: the program in a child process, and clients that star sessions over HTTP: the load
 * of bench/writes_bench.c and of tests/faults/server_kill.c.
 */
#ifndef LOAD_STARRER_H
#define LOAD_STARRER_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/program.h"
#include "base/id.h"
#include "base/time.h"
#include "core/login.h"
#include "core/person.h"
#include "web/csrf.h"

#include "features/programme/programme.h"

enum { SESSIONS_MAX = 64, CLIENTS_MAX = 256 };

/* What the child tells the parent before it serves. */
struct key {
    int port;
    char cookie[64];
    char token[32];
    int64_t sessions[SESSIONS_MAX];
    size_t count;
};

struct client {
    int fd;
    int64_t sent_us;
    unsigned turn; /* counts its requests */
};

static _Noreturn void fail(const char *what) {
    (void)fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* ---- the program, in a child ---- */

static err key_make(cx *c, void *self) {
    struct key *key = self;
    struct person p = {0};
    struct login_made made = {0};
    struct programme_session_list week = {0};
    str address = STR_NONE;
    bool found = false;

    TRY(person_by_email(c, STR("ilse.beispiel@thws.example"), &p, &found));
    TRY(login_link(c, p.id, STR("/"), 60, 1, &address));
    TRY(login_by_link(c, str_from(address, STR("/sign-in/").len), STR("bench"), &made));
    (void)snprintf(key->cookie, sizeof(key->cookie), "%.*s", STR_ARG(made.token));
    (void)snprintf(key->token, sizeof(key->token), "%.*s",
                   STR_ARG(csrf_seal(c->mem, c->shop, "form", made.token)));
    TRY(programme_week(c, &week));
    for (size_t i = 0; i < week.count && key->count < SESSIONS_MAX; i++) {
        if (week.at[i].state == PROGRAMME_CONFIRMED) {
            key->sessions[key->count++] = week.at[i].id;
        }
    }
    return OK;
}

static void child(const char *path, size_t batch_max, int out) {
    arena *mem = arena_new((size_t)256 << 20);
    struct program *p = NULL;
    struct demo_links links = {.count = 0};
    struct key key = {0};
    str sentence = STR_NONE;
    const struct program_options options = {.path = path,
                                            .listen_fd = -1,
                                            .threads = 2,
                                            .is_demo = true,
                                            .is_quiet = true,
                                            .is_unlimited = true,
                                            .batch_max = batch_max,
                                            .has_server = true,
                                            .has_workers = true};

    if (mem == NULL || program_open(&options, mem, &p, &sentence) != OK ||
        program_demo(p, mem, &links, &sentence) != OK ||
        program_change(p, mem, key_make, &key, &sentence) != OK) {
        (void)fprintf(stderr, "load: %.*s\n", STR_ARG(sentence));
        exit(1);
    }
    key.port = program_port(p);
    if (write(out, &key, sizeof(key)) != (ssize_t)sizeof(key)) {
        fail("pipe");
    }
    for (;;) {
        (void)pause();
    }
}

static pid_t start(const char *path, size_t batch_max, struct key *key) {
    int ends[2];
    pid_t pid = 0;

    if (pipe(ends) != 0) {
        fail("pipe");
    }
    pid = fork();
    if (pid == 0) {
        child(path, batch_max, ends[1]);
    }
    (void)close(ends[1]);
    if (read(ends[0], key, sizeof(*key)) != (ssize_t)sizeof(*key)) {
        fail("the program did not start");
    }
    (void)close(ends[0]);
    return pid;
}

/* ---- the clients ---- */

static int connect_to(int port) {
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (fd < 0 || connect(fd, (const struct sockaddr *)&to, sizeof(to)) != 0 ||
        fcntl(fd, F_SETFL, O_NONBLOCK) != 0) {
        fail("connect");
    }
    return fd;
}

static UNUSED void ask(const struct key *key, struct client *c) {
    char body[80];
    char text[700];
    int len = snprintf(body, sizeof(body), "csrf=%s&starred=%u", key->token,
                       (c->turn / (unsigned)key->count) % 2 == 0 ? 1U : 0U);
    int size =
        snprintf(text, sizeof(text),
                 "POST /stars/%" PRId64 " HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: semaine=%s\r\n"
                 "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
                 key->sessions[c->turn % key->count], key->cookie, len, body);

    c->turn++;
    c->sent_us = time_steady_us();
    if (size <= 0 || write(c->fd, text, (size_t)size) != size) {
        fail("write");
    }
}

#endif
