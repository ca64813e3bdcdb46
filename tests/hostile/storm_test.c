#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/time.h"
#include "tests/hostile/peer.h"

/*
 * Everything at once: peers that come, ask for anything, break off anywhere and come back, while
 * other threads answer what waits and send events. Under the sanitizers this is where a lifetime
 * or a lock that is wrong shows.
 */

#define H       "Host: x\r\n"
#define PEERS   6
#define STORM_S 2

struct storm {
    struct host *h;
    _Atomic bool is_over;
    _Atomic int answers;
    _Atomic int faults;
};

struct rude {
    struct storm *storm;
    uint32_t seed;
};

static const str requests[] = {
    STR_INIT("GET / HTTP/1.1\r\n" H "\r\n"),
    STR_INIT("GET / HTTP/1.1\r\n" H "\r\nGET /echo?2 HTTP/1.1\r\n" H "\r\n"),
    STR_INIT("GET /later HTTP/1.1\r\n" H "\r\nGET /echo?2 HTTP/1.1\r\n" H "\r\n"),
    STR_INIT("POST /later HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\nabcde"),
    STR_INIT("POST /echo HTTP/1.1\r\n" H
             "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n"),
    STR_INIT("POST /echo HTTP/1.1\r\n" H "Content-Length: 50000\r\n\r\nnever the rest"),
    STR_INIT("GET /big HTTP/1.1\r\n" H "\r\n"),
    STR_INIT("GET /stream HTTP/1.1\r\n" H "\r\n"),
    STR_INIT("GET /stream HTTP/1.1\r\n" H "\r\nwhat follows a stream is not read"),
    STR_INIT("HEAD /stream HTTP/1.1\r\n" H "\r\n"),
    STR_INIT("GET / HTTP/1.1\nHost: x\n\n"),
    STR_INIT("GET / HTTP/1.1\r\nHo"),
    STR_INIT("GET / HTTP/1.0\r\n\r\n"),
};

static uint32_t dice(struct rude *r, uint32_t sides) {
    r->seed = r->seed * 1664525 + 1013904223;
    return (r->seed >> 8) % sides;
}

/* Reads a little or nothing, then leaves politely or with a reset. */
static void read_and_leave(struct rude *r, int fd) {
    struct linger reset = {.l_onoff = 1};
    struct pollfd p = {.fd = fd, .events = POLLIN};
    char piece[2048];

    while (dice(r, 3) != 0 && poll(&p, 1, 20) > 0) {
        ssize_t n = recv(fd, piece, sizeof(piece), MSG_DONTWAIT);

        if (n <= 0) {
            break;
        }
        if (n > 9 && memcmp(piece, "HTTP/1.1 ", 9) == 0) {
            (void)atomic_fetch_add(&r->storm->answers, 1);
        }
    }
    if (dice(r, 3) == 0) {
        (void)shutdown(fd, SHUT_WR);
    }
    if (dice(r, 3) == 0) {
        (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
    }
    (void)close(fd);
}

static void *be_rude(void *self) {
    struct rude *r = self;

    while (!atomic_load(&r->storm->is_over)) {
        int fd = peer_try(r->storm->h);
        str what = requests[dice(r, COUNT_OF(requests))];

        if (fd < 0) {
            (void)atomic_fetch_add(&r->storm->faults, 1);
            continue;
        }
        if (dice(r, 2) == 0) {
            size_t half = dice(r, (uint32_t)what.len);

            peer_send(fd, str_first(what, half));
            what = str_from(what, half);
        }
        peer_send(fd, what);
        read_and_leave(r, fd);
    }
    return NULL;
}

static void *answer_all(void *self) {
    struct storm *s = self;

    while (!atomic_load(&s->is_over)) {
        struct timespec step = {.tv_nsec = 500000};

        host_answer_later(s->h, STR("later"));
        host_event(s->h, "data: something that changed\n\n");
        (void)nanosleep(&step, NULL);
    }
    return NULL;
}

TEST(a_storm_of_rude_peers_leaves_nothing_behind) {
    struct storm s = {
        .h = host_start(t, (struct server_options){
                               .head_ms = 300, .body_ms = 300, .send_ms = 300, .idle_ms = 300})};
    struct rude rudes[PEERS];
    pthread_t peers[PEERS];
    pthread_t answers[2];
    struct timespec length = {.tv_sec = STORM_S};

    for (uint32_t i = 0; i < PEERS; i++) {
        rudes[i] = (struct rude){&s, i * 7919 + 1};
        CHECK_EQ(pthread_create(&peers[i], NULL, be_rude, &rudes[i]), 0);
    }
    for (size_t i = 0; i < COUNT_OF(answers); i++) {
        CHECK_EQ(pthread_create(&answers[i], NULL, answer_all, &s), 0);
    }
    (void)nanosleep(&length, NULL);
    atomic_store(&s.is_over, true);
    for (size_t i = 0; i < PEERS; i++) {
        (void)pthread_join(peers[i], NULL);
    }
    for (size_t i = 0; i < COUNT_OF(answers); i++) {
        (void)pthread_join(answers[i], NULL);
    }
    CHECK_EQ(atomic_load(&s.faults), 0);
    CHECK(atomic_load(&s.answers) > 50);
    /* Those that wait for a later answer are let go; then nobody is left, and it still serves. */
    CHECK(host_wait_idle(s.h, 5000));
    CHECK_EQ(server_count(s.h->s).streams, 0);
    CHECK_EQ(s.h->stream_count, s.h->closed_count);
    CHECK_STR(peer_statuses(t, peer_talk(t, s.h, STR("GET / HTTP/1.0\r\n\r\n"), 3000, NULL)),
              "200");
    host_stop(s.h);
}
