/*
 * Small durable writes through HTTP: people star sessions. The same program with group commit
 * and with one transaction each, interleaved; clients in a process of their own.
 */
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
#include "base/time.h"
#include "core/login.h"
#include "core/person.h"
#include "web/csrf.h"

#include "features/programme/programme.h"

enum {
    ROUNDS = 5,
    ROUND_US = 2000000,
    CLIENTS_MAX = 256,
    SESSIONS_MAX = 64,
    LATENCIES_MAX = 2000000
};

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
    unsigned turn;
};

static _Noreturn void fail(const char *what) {
    (void)fprintf(stderr, "writes_bench: %s: %s\n", what, strerror(errno));
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
    arena *mem = arena_new(256 * 1024 * 1024);
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
        (void)fprintf(stderr, "writes_bench: %.*s\n", STR_ARG(sentence));
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

static void ask(const struct key *key, struct client *c) {
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

static int by_value(const void *a, const void *b) {
    int32_t x = *(const int32_t *)a;
    int32_t y = *(const int32_t *)b;

    return x < y ? -1 : x > y;
}

/* One round: writes a second; `*p99_us`. */
static double run(const struct key *key, size_t clients, int32_t *latencies, double *p99_us) {
    static struct client all[CLIENTS_MAX];
    struct epoll_event events[64];
    int64_t end = time_steady_us() + ROUND_US;
    int set = epoll_create1(0);
    size_t done = 0;
    char answer[4096];

    for (size_t i = 0; i < clients; i++) {
        all[i] = (struct client){.fd = connect_to(key->port), .turn = (unsigned)(i * 7)};
        events[0] = (struct epoll_event){.events = EPOLLIN, .data.ptr = &all[i]};
        (void)epoll_ctl(set, EPOLL_CTL_ADD, all[i].fd, &events[0]);
        ask(key, &all[i]);
    }
    while (time_steady_us() < end) {
        int n = epoll_wait(set, events, 64, 100);

        for (int i = 0; i < n; i++) {
            struct client *c = events[i].data.ptr;
            ssize_t got = read(c->fd, answer, sizeof(answer));

            if (got < 12 || memcmp(answer + 9, "303", 3) != 0) {
                (void)fprintf(stderr, "writes_bench: unexpected answer: %.*s\n",
                              got > 0 ? (int)got : 0, answer);
                exit(1);
            }
            if (done < LATENCIES_MAX) {
                latencies[done++] = (int32_t)(time_steady_us() - c->sent_us);
            }
            ask(key, c);
        }
    }
    for (size_t i = 0; i < clients; i++) {
        (void)close(all[i].fd);
    }
    (void)close(set);
    qsort(latencies, done, sizeof(*latencies), by_value);
    *p99_us = done == 0 ? 0 : latencies[done * 99 / 100];
    return (double)done / (ROUND_US / 1e6);
}

static int by_number(const void *a, const void *b) {
    double x = *(const double *)a;
    double y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static double median(double *values) {
    qsort(values, ROUNDS, sizeof(*values), by_number);
    return values[ROUNDS / 2];
}

static void measure(const struct key *group, const struct key *each, size_t clients,
                    int32_t *latencies) {
    double rates[2][ROUNDS];
    double p99[2][ROUNDS];

    for (int r = 0; r < ROUNDS; r++) {
        for (int k = 0; k < 2; k++) {
            int which = (r + k) % 2;

            rates[which][r] = run(which == 0 ? group : each, clients, latencies, &p99[which][r]);
        }
    }
    {
        double a = median(rates[0]);
        double b = median(rates[1]);

        (void)printf("| %zu clients | %.0f/s, p99 %.1f ms | %.0f/s, p99 %.1f ms | %.1f | ≥ 15 |\n",
                     clients, a, median(p99[0]) / 1000, b, median(p99[1]) / 1000, a / b);
        (void)fflush(stdout);
    }
}

int main(void) {
    char folder[] = "/var/tmp/writes-bench-XXXXXX";
    char path[2][200];
    struct key keys[2] = {{0}, {0}};
    pid_t pids[2];
    int32_t *latencies = calloc(LATENCIES_MAX, sizeof(*latencies));

    if (latencies == NULL || mkdtemp(folder) == NULL) {
        fail("start");
    }
    for (size_t i = 0; i < 2; i++) {
        (void)snprintf(path[i], sizeof(path[i]), "%s/%zu.db", folder, i);
        pids[i] = start(path[i], i == 0 ? 0 : 1, &keys[i]);
    }
    (void)printf(
        "## Small durable writes through HTTP\n\nSession, roles, form, rule and an upsert each, `synchronous=FULL`; "
        "medians of %d interleaved rounds.\n\n| | group commit | one transaction each | ratio | goal |\n|---|---|---|---|---|\n",
        ROUNDS);
    measure(&keys[0], &keys[1], 64, latencies);
    measure(&keys[0], &keys[1], 256, latencies);
    for (size_t i = 0; i < 2; i++) {
        (void)kill(pids[i], SIGKILL);
        (void)waitpid(pids[i], NULL, 0);
    }
    return 0;
}
