/*
 * Small durable writes through HTTP: people star sessions. The same program with group commit
 * and with one transaction each, interleaved; clients in a process of their own.
 */
#include "tests/load/starrer.h"

enum { ROUNDS = 5, ROUND_US = 2000000, LATENCIES_MAX = 2000000 };

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
