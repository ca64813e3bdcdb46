#include "web/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/time.h"
#include "tests/hostile/peer.h"

#define H         "Host: x\r\n"
#define GET(path) STR("GET " path " HTTP/1.1\r\n" H "\r\n")

static void nap_ms(int ms) {
    struct timespec step = {.tv_sec = ms / 1000, .tv_nsec = (ms % 1000) * 1000000L};

    (void)nanosleep(&step, NULL);
}

TEST(a_request_is_answered_and_the_connection_stays_open) {
    struct host *h = host_start(t, (struct server_options){0});
    int fd = peer_open(h);

    for (int i = 0; i < 3; i++) {
        peer_send(fd, GET("/echo?a"));
        str got = peer_read(t, fd, "body=", 5000, NULL);
        CHECK_STR(peer_statuses(t, got), "200");
        CHECK_CONTAINS(got, "\r\nDate: ");
        CHECK_CONTAINS(got, " GMT\r\n");
        CHECK_CONTAINS(got, "\r\nContent-Type: text/plain\r\n");
        CHECK_CONTAINS(got, "GET /echo?a host=x peer=127.0.0.1 body=");
        CHECK_LACKS(got, "Connection:");
    }
    CHECK_EQ(server_count(h->s).requests, 3);
    CHECK_EQ(server_count(h->s).accepted, 1);
    (void)close(fd);
    CHECK(host_wait_empty(h, 3000));
    host_stop(h);
}

TEST(head_gets_the_length_and_no_body) {
    struct host *h = host_start(t, (struct server_options){0});
    str got = peer_talk(t, h,
                        STR("HEAD /big HTTP/1.1\r\n" H "\r\n"
                            "GET /unchanged HTTP/1.1\r\n" H "Connection: close\r\n\r\n"),
                        5000, NULL);

    CHECK_CONTAINS(got, "Content-Length: 8388608\r\n");
    CHECK(got.len < 400);
    CHECK_CONTAINS(got, "304 Not Modified");
    CHECK_LACKS(got, "none of this");
    CHECK_EQ(atomic_load(&h->freed), 1);
    host_stop(h);
}

TEST(http_1_0_is_closed_unless_it_asks_to_stay) {
    struct host *h = host_start(t, (struct server_options){0});
    bool ended = false;
    str got = peer_talk(t, h, STR("GET / HTTP/1.0\r\n\r\n"), 5000, &ended);

    CHECK(ended);
    CHECK_CONTAINS(got, "Connection: close\r\n");
    got = peer_talk(t, h, STR("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"), 300, &ended);
    CHECK(!ended);
    CHECK_CONTAINS(got, "Connection: keep-alive\r\n");
    host_stop(h);
}

TEST(a_large_answer_arrives_whole_at_a_slow_pace) {
    struct host *h = host_start(t, (struct server_options){0});
    int fd = peer_open(h);
    size_t got = 0;
    char piece[8192];

    peer_send(fd, STR("GET /big HTTP/1.1\r\n" H "Connection: close\r\n\r\n"));
    nap_ms(100);
    for (ssize_t n = 1; n > 0; got += (size_t)n) {
        n = recv(fd, piece, sizeof(piece), 0);
        CHECK(n >= 0);
    }
    CHECK(got > 8388608 && got < 8388608 + 400);
    (void)close(fd);
    CHECK(host_wait_empty(h, 3000));
    CHECK_EQ(atomic_load(&h->freed), 1);
    host_stop(h);
}

TEST(a_body_comes_in_pieces_after_100_continue) {
    struct host *h = host_start(t, (struct server_options){0});
    int fd = peer_open(h);
    buf b = buf_new(t->mem, 65536);

    while (b.len < 60000) {
        buf_put(&b, STR("0123456789"));
    }
    peer_send(fd, STR("POST /echo HTTP/1.1\r\n" H "Expect: 100-continue\r\n"
                      "Content-Length: 60000\r\n\r\n"));
    CHECK_STR(peer_read(t, fd, "\r\n\r\n", 5000, NULL), "HTTP/1.1 100 Continue\r\n\r\n");
    for (size_t at = 0; at < b.len; at += 7000) {
        peer_send(fd, str_first(str_from(buf_str(&b), at), 7000));
        nap_ms(5);
    }
    peer_send(fd, GET("/echo?next"));
    str got = peer_read(t, fd, "/echo?next", 5000, NULL);
    CHECK_STR(peer_statuses(t, got), "200 200");
    CHECK(str_find(got, buf_str(&b)) != SIZE_MAX);
    (void)close(fd);
    host_stop(h);
}

TEST(a_body_in_small_chunks_is_put_together) {
    struct host *h = host_start(t, (struct server_options){0});
    int fd = peer_open(h);

    peer_send(fd, STR("POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n"));
    for (int i = 0; i < 500; i++) {
        peer_send(fd, STR("a\r\n0123456789\r\n"));
        if (i % 100 == 0) {
            nap_ms(5);
        }
    }
    peer_send(fd, STR("0\r\n\r\nGET /echo?next HTTP/1.1\r\n" H "\r\n"));
    str got = peer_read(t, fd, "/echo?next", 5000, NULL);
    CHECK_STR(peer_statuses(t, got), "200 200");
    CHECK(got.len > 5000);
    (void)close(fd);
    host_stop(h);
}

TEST(a_body_over_what_was_admitted_is_refused_also_in_chunks) {
    struct host *h = host_start(t, (struct server_options){0});

    h->body_max = 10;
    CHECK_STR(peer_statuses(
                  t, peer_talk(t, h, STR("POST /echo HTTP/1.1\r\n" H "Content-Length: 11\r\n\r\n"),
                               5000, NULL)),
              "413");
    CHECK_STR(peer_statuses(
                  t, peer_talk(t, h,
                               STR("POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n"
                                   "6\r\nabcdef\r\n5\r\n"),
                               5000, NULL)),
              "413");
    CHECK_EQ(atomic_load(&h->handled), 0);
    host_stop(h);
}

TEST(bodies_over_the_common_limit_are_refused_with_503) {
    struct host *h = host_start(t, (struct server_options){.bodies_max = 50000});
    int first = peer_open(h);

    peer_send(first, STR("POST /echo HTTP/1.1\r\n" H "Content-Length: 40000\r\n\r\na"));
    nap_ms(100);
    str got = peer_talk(t, h, STR("POST /echo HTTP/1.1\r\n" H "Content-Length: 40000\r\n\r\na"),
                        5000, NULL);
    CHECK_STR(peer_statuses(t, got), "503");
    CHECK_CONTAINS(got, "Retry-After: ");
    (void)close(first);
    CHECK(host_wait_empty(h, 3000));
    int again = peer_open(h);
    peer_send(again, STR("POST /echo HTTP/1.1\r\n" H "Content-Length: 40000\r\n"
                         "Expect: 100-continue\r\n\r\n"));
    CHECK_CONTAINS(peer_read(t, again, "\r\n\r\n", 3000, NULL), "100 Continue");
    (void)close(again);
    host_stop(h);
}

/* ---- deadlines ---- */

static int64_t drip(struct test *t, struct host *h, str first, str drop, str *got) {
    int64_t start = time_steady_us();
    int fd = peer_open(h);
    bool ended = false;
    buf b = buf_new(t->mem, 65536);

    peer_send(fd, first);
    while (!ended && time_steady_us() - start < 6000000) {
        peer_send(fd, drop);
        buf_put(&b, peer_read(t, fd, NULL, 200, &ended));
    }
    (void)close(fd);
    *got = buf_str(&b);
    return (time_steady_us() - start) / 1000;
}

TEST(a_head_that_drips_is_ended_by_its_deadline) {
    struct host *h = host_start(t, (struct server_options){.head_ms = 1000});
    str got = STR_NONE;
    int64_t took = drip(t, h, STR("GET / HT"), STR("T"), &got);

    CHECK(took >= 1000 && took < 2500);
    CHECK_STR(peer_statuses(t, got), "408");
    CHECK_EQ(server_count(h->s).timeouts, 1);
    CHECK(host_wait_empty(h, 3000));
    host_stop(h);
}

TEST(so_is_the_head_of_a_later_request) {
    struct host *h = host_start(t, (struct server_options){.head_ms = 700});
    str got = STR_NONE;
    int64_t took = drip(t, h, STR("GET / HTTP/1.1\r\n" H "\r\nGET / HT"), STR("T"), &got);

    CHECK(took >= 700 && took < 2200);
    CHECK_STR(peer_statuses(t, got), "200 408");
    host_stop(h);
}

TEST(who_says_nothing_is_closed_without_a_word) {
    struct host *h = host_start(t, (struct server_options){.head_ms = 300, .idle_ms = 600});
    bool ended = false;
    int fd = peer_open(h);
    int64_t start;

    CHECK_EQ(peer_read(t, fd, NULL, 3000, &ended).len, 0);
    CHECK(ended);
    (void)close(fd);
    fd = peer_open(h);
    peer_send(fd, GET("/"));
    start = time_steady_us();
    CHECK_STR(peer_statuses(t, peer_read(t, fd, NULL, 3000, &ended)), "200");
    CHECK(ended);
    CHECK((time_steady_us() - start) / 1000 >= 600);
    (void)close(fd);
    host_stop(h);
}

TEST(a_body_that_drips_is_ended_by_its_deadline) {
    struct host *h = host_start(t, (struct server_options){.body_ms = 1000});
    str got = STR_NONE;
    int64_t took =
        drip(t, h, STR("POST /echo HTTP/1.1\r\n" H "Content-Length: 5000\r\n\r\n"), STR("a"), &got);

    CHECK(took >= 1000 && took < 2500);
    CHECK_STR(peer_statuses(t, got), "408");
    took = drip(t, h, STR("POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n"),
                STR("1\r\na\r\n"), &got);
    CHECK(took >= 1000 && took < 2500);
    CHECK_STR(peer_statuses(t, got), "408");
    CHECK_EQ(atomic_load(&h->handled), 0);
    host_stop(h);
}

TEST(who_does_not_read_is_ended_and_the_body_given_back) {
    struct host *h = host_start(t, (struct server_options){.send_ms = 500});
    int fd = peer_open(h);

    peer_send(fd, GET("/big"));
    CHECK(host_wait_connections(h, 1, 1000));
    CHECK(host_wait_empty(h, 3000));
    CHECK_EQ(atomic_load(&h->freed), 1);
    CHECK_EQ(server_count(h->s).timeouts, 1);
    (void)close(fd);
    host_stop(h);
}

/* ---- answers from another thread ---- */

TEST(an_answer_may_come_later_from_another_thread) {
    struct host *h = host_start(t, (struct server_options){0});
    int fd = peer_open(h);

    peer_send(fd, STR("GET /later?1 HTTP/1.1\r\n" H "\r\n"
                      "GET /echo?2 HTTP/1.1\r\n" H "\r\n"));
    CHECK(host_wait_later(h, 1));
    CHECK_EQ(peer_read(t, fd, NULL, 100, NULL).len, 0);
    CHECK_STR(exchange_request(h->waiting[0])->query, "1");
    host_answer_later(h, STR("at last"));
    str got = peer_read(t, fd, "/echo?2", 5000, NULL);
    CHECK_STR(peer_statuses(t, got), "200 200");
    CHECK_CONTAINS(got, "at last");
    (void)close(fd);
    CHECK(host_wait_empty(h, 3000));
    host_stop(h);
}

TEST(an_answer_after_the_peer_has_gone_is_dropped) {
    struct host *h = host_start(t, (struct server_options){0});

    for (int i = 0; i < 20; i++) {
        int fd = peer_open(h);
        struct linger reset = {.l_onoff = 1};

        peer_send(fd, STR("POST /later?x HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nabc"));
        CHECK(host_wait_later(h, (size_t)i + 1));
        (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
        (void)close(fd);
    }
    CHECK(host_wait_empty(h, 3000));
    /* What was asked can still be read. */
    CHECK_STR(exchange_request(h->waiting[7])->body, "abc");
    CHECK_STR(exchange_request(h->waiting[7])->peer, "127.0.0.1");
    host_answer_later(h, STR("too late"));
    CHECK_STR(peer_statuses(t, peer_talk(t, h, STR("GET / HTTP/1.0\r\n\r\n"), 5000, NULL)), "200");
    host_stop(h);
}

TEST(who_shuts_its_side_still_gets_the_answer) {
    struct host *h = host_start(t, (struct server_options){0});
    int fd = peer_open(h);
    bool ended = false;

    peer_send(fd, GET("/later"));
    CHECK_EQ(shutdown(fd, SHUT_WR), 0);
    CHECK(host_wait_later(h, 1));
    host_answer_later(h, STR("at last"));
    CHECK_CONTAINS(peer_read(t, fd, NULL, 3000, &ended), "at last");
    CHECK(ended);
    (void)close(fd);
    host_stop(h);
}

/* ---- streams ---- */

TEST(a_stream_sends_what_it_is_woken_for) {
    struct host *h = host_start(t, (struct server_options){0});
    int fd = peer_open(h);

    peer_send(fd, GET("/stream"));
    str got = peer_read(t, fd, "\r\n\r\n", 5000, NULL);
    CHECK_CONTAINS(got, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n");
    CHECK_CONTAINS(got, "X-Own: yes\r\n");
    CHECK_LACKS(got, "X-Bad");
    CHECK_LACKS(got, "Content-Length");
    CHECK(host_wait_streams(h, 1, 0));
    host_event(h, "data: one\n\n");
    CHECK_STR(peer_read(t, fd, "\n\n", 5000, NULL), "data: one\n\n");
    host_event(h, "data: two\n\n");
    CHECK_STR(peer_read(t, fd, "\n\n", 5000, NULL), "data: two\n\n");
    (void)close(fd);
    CHECK(host_wait_streams(h, 1, 1));
    CHECK_EQ(atomic_load(&h->freed), 2);
    host_stop(h);
}

TEST(head_of_a_stream_ends_at_once) {
    struct host *h = host_start(t, (struct server_options){0});
    bool ended = false;
    str got = peer_talk(t, h, STR("HEAD /stream HTTP/1.1\r\n" H "\r\n"), 3000, &ended);

    CHECK(ended);
    CHECK_CONTAINS(got, "text/event-stream");
    CHECK_LACKS(got, "retry");
    CHECK(host_wait_streams(h, 1, 1));
    host_stop(h);
}

TEST(streams_are_told_that_the_server_ends) {
    struct host *h = host_start(t, (struct server_options){0});
    int fd = peer_open(h);

    peer_send(fd, GET("/stream"));
    CHECK(host_wait_streams(h, 1, 0));
    host_stop(h);
    CHECK_EQ(h->closed_count, 1);
    (void)close(fd);
}

/* ---- drain ---- */

static void *answer_soon(void *self) {
    nap_ms(300);
    host_answer_later(self, STR("at last"));
    return NULL;
}

TEST(drain_lets_requests_finish_and_says_good_bye_to_streams) {
    struct host *h = host_start(t, (struct server_options){0});
    int idle = peer_open(h);
    int later = peer_open(h);
    int live = peer_open(h);
    pthread_t thread;
    bool ended = false;

    peer_send(later, GET("/later"));
    peer_send(live, GET("/stream"));
    CHECK(host_wait_later(h, 1) && host_wait_streams(h, 1, 0));
    CHECK(host_wait_connections(h, 3, 1000));
    CHECK_EQ(pthread_create(&thread, NULL, answer_soon, h), 0);
    /* The client must close its side, or the server lingers up to 2 s. */
    CHECK_EQ(shutdown(live, SHUT_WR), 0);
    CHECK_EQ(server_drain(h->s, 3000, 500), 0);
    (void)pthread_join(thread, NULL);
    CHECK_EQ(peer_read(t, idle, NULL, 1000, &ended).len, 0);
    CHECK(ended);
    str got = peer_read(t, later, NULL, 1000, &ended);
    CHECK(ended);
    CHECK_CONTAINS(got, "Connection: close\r\n");
    CHECK_CONTAINS(got, "at last");
    CHECK_EQ(h->closed_count, 1);
    (void)close(idle);
    (void)close(later);
    (void)close(live);
    host_stop(h);
}

TEST(a_drained_stream_is_told_when_to_come_back) {
    struct host *h = host_start(t, (struct server_options){0});
    int64_t sum = 0;
    int fds[40];

    for (size_t i = 0; i < COUNT_OF(fds); i++) {
        fds[i] = peer_open(h);
        peer_send(fds[i], GET("/stream"));
    }
    CHECK(host_wait_streams(h, COUNT_OF(fds), 0));
    (void)server_drain(h->s, 100, 1000);
    for (size_t i = 0; i < COUNT_OF(fds); i++) {
        bool ended = false;
        str got = peer_read(t, fds[i], NULL, 3000, &ended);
        str digits = STR_NONE;
        int64_t ms = 0;

        (void)str_cut(str_from(got, str_find(got, STR("retry: ")) + 7), '\n', &digits, NULL);
        CHECK(str_i64(digits, &ms) && ms >= 1 && ms <= 1000);
        CHECK(ended && str_ends(got, STR("\n\n")));
        sum += ms;
        (void)close(fds[i]);
    }
    /* 40 fair throws between 1 and 1,000: the mean is 500, its deviation 46. */
    CHECK(sum / 40 > 250 && sum / 40 < 750);
    host_stop(h);
}

TEST(drain_cuts_off_who_takes_too_long) {
    struct host *h = host_start(t, (struct server_options){0});
    int fd = peer_open(h);

    peer_send(fd, GET("/later"));
    CHECK(host_wait_later(h, 1));
    CHECK_EQ(server_drain(h->s, 200, 100), 1);
    host_answer_later(h, STR("too late"));
    (void)close(fd);
    host_stop(h);
}

/* ---- many ---- */

TEST(more_than_the_limit_are_told_to_come_back) {
    struct host *h = host_start(t, (struct server_options){.connections_max = 3});
    int fds[3];
    bool ended = false;

    for (size_t i = 0; i < COUNT_OF(fds); i++) {
        fds[i] = peer_open(h);
        peer_send(fds[i], GET("/"));
        CHECK_STR(peer_statuses(t, peer_read(t, fds[i], "fine", 3000, NULL)), "200");
    }
    int extra = peer_open(h);
    str got = peer_read(t, extra, NULL, 3000, &ended);
    CHECK(ended);
    CHECK_STR(peer_statuses(t, got), "503");
    CHECK_CONTAINS(got, "Retry-After: ");
    (void)close(extra);
    (void)close(fds[0]);
    CHECK(host_wait_connections(h, 2, 3000));
    extra = peer_open(h);
    peer_send(extra, GET("/"));
    CHECK_STR(peer_statuses(t, peer_read(t, extra, "fine", 3000, NULL)), "200");
    (void)close(extra);
    (void)close(fds[1]);
    (void)close(fds[2]);
    host_stop(h);
}

TEST(one_address_has_its_own_limit) {
    struct host *h = host_start(t, (struct server_options){.per_address_max = 2});
    int fds[2] = {peer_open(h), peer_open(h)};
    bool ended = false;

    CHECK(host_wait_connections(h, 2, 3000));
    CHECK_STR(peer_statuses(t, peer_talk(t, h, GET("/"), 3000, &ended)), "503");
    CHECK(ended);
    (void)close(fds[0]);
    CHECK(host_wait_connections(h, 1, 3000));
    CHECK_STR(peer_statuses(t, peer_talk(t, h, STR("GET / HTTP/1.0\r\n\r\n"), 3000, NULL)), "200");
    (void)close(fds[1]);
    host_stop(h);
}

TEST(without_descriptors_the_server_goes_on) {
    struct host *h = host_start(t, (struct server_options){.threads = 1});
    struct rlimit before;
    struct rlimit few;
    int fd = peer_open(h);
    int more[2];

    CHECK(host_wait_connections(h, 1, 1000));
    /* Sockets of the client are made first; then nothing can be opened any more. */
    more[0] = socket(AF_INET, SOCK_STREAM, 0);
    more[1] = socket(AF_INET, SOCK_STREAM, 0);
    CHECK_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
    few = before;
    few.rlim_cur = 3;
    CHECK_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)h->port)};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int first = connect(more[0], (struct sockaddr *)&at, sizeof(at));
    nap_ms(300);
    peer_send(fd, GET("/"));
    str got = peer_read(t, fd, "fine", 3000, NULL);
    CHECK_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
    CHECK_EQ(first, 0);
    CHECK_STR(peer_statuses(t, got), "200");
    CHECK_EQ(connect(more[1], (struct sockaddr *)&at, sizeof(at)), 0);
    peer_send(more[1], GET("/"));
    CHECK_STR(peer_statuses(t, peer_read(t, more[1], "fine", 3000, NULL)), "200");
    (void)close(fd);
    (void)close(more[0]);
    (void)close(more[1]);
    host_stop(h);
}

static size_t private_kb(void) {
    char text[4096];
    size_t len = 0;
    size_t at = 0;
    int64_t kb = 0;
    FILE *f = fopen("/proc/self/smaps_rollup", "re");
    str digits = STR_NONE;

    CHECK(f != NULL);
    len = fread(text, 1, sizeof(text), f);
    (void)fclose(f);
    at = str_find(str_at(text, len), STR("Private_Dirty:"));
    CHECK(at != SIZE_MAX);
    (void)str_cut(str_trim(str_from(str_at(text, len), at + 14)), ' ', &digits, NULL);
    CHECK(str_i64(digits, &kb));
    return (size_t)kb;
}

/* gcc says it by a macro, clang by a question. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HAS_SANITIZER 1
#elif defined(__has_feature)
#define HAS_SANITIZER (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#else
#define HAS_SANITIZER 0
#endif

TEST(a_thousand_idle_connections_hold_no_buffers) {
    struct host *h = host_start(t, (struct server_options){0});
    static int fds[1000];
    size_t before = 0;
    size_t after = 0;
    struct rlimit files;

    CHECK_EQ(getrlimit(RLIMIT_NOFILE, &files), 0);
    files.rlim_cur = files.rlim_max < 4096 ? files.rlim_max : 4096;
    CHECK_EQ(setrlimit(RLIMIT_NOFILE, &files), 0);
    if (files.rlim_cur < 2100) {
        skip("too few descriptors are allowed here");
    }
    before = private_kb();
    for (size_t i = 0; i < COUNT_OF(fds); i++) {
        fds[i] = peer_open(h);
        peer_send(fds[i], GET("/"));
    }
    for (size_t i = 0; i < COUNT_OF(fds); i++) {
        char answer[1024];

        CHECK(recv(fds[i], answer, sizeof(answer), 0) > 100);
    }
    after = private_kb();
    CHECK_EQ(server_count(h->s).connections, COUNT_OF(fds));
#if HAS_SANITIZER
    CHECK(after > before); /* the sanitizers keep their own books */
#else
    CHECK(after - before < 1000);
#endif
    for (size_t i = 0; i < COUNT_OF(fds); i++) {
        (void)close(fds[i]);
    }
    CHECK(host_wait_empty(h, 5000));
    host_stop(h);
}

TEST(a_taken_port_is_a_conflict_and_no_address_is_no_address) {
    struct host *h = host_start(t, (struct server_options){0});
    server *s = NULL;
    struct server_options o = {.host = "127.0.0.1", .port = h->port, .listen_fd = -1};

    CHECK_ERR(server_new(&o, &s), ERR_CONFLICT);
    o.host = "example";
    CHECK_ERR(server_new(&o, &s), ERR_INPUT);
    host_stop(h);
}

TEST(who_reads_a_few_bytes_now_and_then_is_ended_too) {
    struct host *h = host_start(t, (struct server_options){.send_ms = 700});
    int fd = peer_open(h);
    int64_t start = time_steady_us();
    int small = 4096;

    CHECK_EQ(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)), 0);
    peer_send(fd, GET("/big"));
    while (server_count(h->s).timeouts == 0 && time_steady_us() - start < 8000000) {
        char piece[64];

        (void)recv(fd, piece, sizeof(piece), MSG_DONTWAIT);
        nap_ms(100);
    }
    CHECK_EQ(server_count(h->s).timeouts, 1);
    CHECK(host_wait_empty(h, 1000));
    CHECK_EQ(atomic_load(&h->freed), 1);
    (void)close(fd);
    host_stop(h);
}
