#include <string.h>

#include "base/buf.h"
#include "tests/hostile/peer.h"

#define H        "Host: x\r\n"
#define SMUGGLED "GET /smuggled HTTP/1.1\r\n" H "\r\n"

/* The table of hostile requests: what other servers answered 200, and ran what hid behind. */
static const struct {
    const char *what;
    str bytes;
    const char *answer;
} table[] = {
    {"no-host", STR_INIT("GET / HTTP/1.1\r\n\r\n" SMUGGLED), "400"},
    {"two-hosts", STR_INIT("GET / HTTP/1.1\r\n" H "Host: y\r\n\r\n" SMUGGLED), "400"},
    {"TE+CL",
     STR_INIT("POST / HTTP/1.1\r\n" H "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
              "0\r\n\r\n" SMUGGLED),
     "400"},
    {"CL+TE",
     STR_INIT("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n"
              "0\r\n\r\n" SMUGGLED),
     "400"},
    {"two-CL",
     STR_INIT("POST / HTTP/1.1\r\n" H "Content-Length: 0\r\nContent-Length: 5\r\n\r\n" SMUGGLED),
     "400"},
    {"CL +5", STR_INIT("POST / HTTP/1.1\r\n" H "Content-Length: +0\r\n\r\n" SMUGGLED), "400"},
    {"TE: x,chunked",
     STR_INIT("POST / HTTP/1.1\r\n" H "Transfer-Encoding: x,chunked\r\n\r\n0\r\n\r\n" SMUGGLED),
     "501"},
    {"space-colon", STR_INIT("POST / HTTP/1.1\r\n" H "Content-Length : 0\r\n\r\n" SMUGGLED), "400"},
    {"obs-fold", STR_INIT("GET / HTTP/1.1\r\n" H "A: b\r\n c\r\n\r\n" SMUGGLED), "400"},
    {"bare-LF", STR_INIT("GET / HTTP/1.1\nHost: x\n\n" SMUGGLED), "400"},
    {"bare-CR", STR_INIT("GET / HTTP/1.1\r\n" H "A: b\rC: d\r\n\r\n" SMUGGLED), "400"},
    {"NUL-in-value", STR_INIT("GET / HTTP/1.1\r\n" H "A: b\0c\r\n\r\n" SMUGGLED), "400"},
    {"chunk 0x5",
     STR_INIT("POST / HTTP/1.1\r\n" H
              "Transfer-Encoding: chunked\r\n\r\n0x5\r\nabcde\r\n0\r\n\r\n" SMUGGLED),
     "400"},
    {"chunk-overflow",
     STR_INIT("POST / HTTP/1.1\r\n" H
              "Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\n\r\n0\r\n\r\n" SMUGGLED),
     "413"},
    {"chunk with LF in extension",
     STR_INIT("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n0;\n\r\n\r\n" SMUGGLED),
     "400"},
    {"CL-10G", STR_INIT("POST / HTTP/1.1\r\n" H "Content-Length: 10737418240\r\n\r\n" SMUGGLED),
     "413"},
    {"HTTP/9.9", STR_INIT("GET / HTTP/9.9\r\n" H "\r\n" SMUGGLED), "505"},
    {"h2 preface", STR_INIT("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" SMUGGLED), "505"},
    {"TLS", STR_INIT("\x16\x03\x01\x02\x00\x01\x00\x01" SMUGGLED), "400"},
    {"CONNECT", STR_INIT("CONNECT x:443 HTTP/1.1\r\n" H "\r\n" SMUGGLED), "501"},
    {"refused by admit", STR_INIT("GET /forbidden HTTP/1.1\r\n" H "\r\n" SMUGGLED), "403"},
    {"refused with a body",
     STR_INIT("POST /forbidden HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\nabcde" SMUGGLED), "403"},
    {"expectation", STR_INIT("GET / HTTP/1.1\r\n" H "Expect: x\r\n\r\n" SMUGGLED), "417"},
};

TEST(no_hostile_request_is_answered_200_nor_runs_a_second_one) {
    struct host *h = host_start(t, (struct server_options){0});

    for (size_t i = 0; i < COUNT_OF(table); i++) {
        bool ended = false;
        str got = peer_talk(t, h, table[i].bytes, 5000, &ended);

        if (!str_eq(peer_statuses(t, got), str_of(table[i].answer)) || !ended) {
            kit_fail(__FILE__, __LINE__, "%s: answered \"%.*s\", wanted %s%s", table[i].what,
                     STR_ARG(peer_statuses(t, got)), table[i].answer,
                     ended ? "" : ", and the connection stayed open");
        }
        CHECK_CONTAINS(got, "Connection: close\r\n");
    }
    CHECK_EQ(atomic_load(&h->smuggled), 0);
    CHECK_EQ(atomic_load(&h->handled), 0);
    CHECK(host_wait_empty(h, 3000));
    host_stop(h);
}

/* `count` times `piece` between `before` and `after`. */
static str repeat(struct test *t, str before, str piece, size_t count, str after) {
    buf b = buf_new(t->mem, 4194304);

    buf_put(&b, before);
    for (size_t i = 0; i < count; i++) {
        buf_put(&b, piece);
    }
    buf_put(&b, after);
    CHECK_OK(buf_done(&b));
    return buf_str(&b);
}

TEST(what_is_too_large_is_refused_before_it_is_whole) {
    struct host *h = host_start(t, (struct server_options){0});
    str start = STR("GET / HTTP/1.1\r\n" H);
    str end = STR("\r\n\r\n" SMUGGLED);

    CHECK_STR(peer_statuses(t, peer_talk(t, h,
                                         repeat(t, STR("GET /"), STR("a"), 100000,
                                                STR(" HTTP/1.1\r\n" H "\r\n" SMUGGLED)),
                                         5000, NULL)),
              "414");
    CHECK_STR(
        peer_statuses(
            t, peer_talk(t, h, repeat(t, STR("GET / HTTP/1.1\r\n" H "A: "), STR("a"), 1000000, end),
                         5000, NULL)),
        "431");
    CHECK_STR(peer_statuses(
                  t, peer_talk(t, h, repeat(t, start, STR("A: b\r\n"), 10000, end), 5000, NULL)),
              "431");
    CHECK_EQ(atomic_load(&h->handled), 0);
    host_stop(h);
}

TEST(lawful_pairs_are_both_answered) {
    struct host *h = host_start(t, (struct server_options){0});
    str got = peer_talk(t, h,
                        STR("GET /echo?1 HTTP/1.1\r\n" H "\r\n"
                            "GET /echo?2 HTTP/1.1\r\n" H "Connection: close\r\n\r\n"),
                        5000, NULL);

    CHECK_STR(peer_statuses(t, got), "200 200");
    CHECK(str_find(got, STR("GET /echo?1 ")) < str_find(got, STR("GET /echo?2 ")));
    got = peer_talk(t, h,
                    STR("GET http://Other:81/echo?1 HTTP/1.1\r\n" H "\r\n"
                        "GET /echo?2 HTTP/1.0\r\n\r\n"),
                    5000, NULL);
    CHECK_STR(peer_statuses(t, got), "200 200");
    CHECK_CONTAINS(got, "host=other:81 ");
    got = peer_talk(t, h,
                    STR("POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n"
                        "3\r\nabc\r\n2;x\r\nde\r\n0\r\nT: u\r\n\r\n"
                        "POST /echo HTTP/1.1\r\n" H "Content-Length: 3\r\nConnection: close\r\n\r\n"
                        "xyz"),
                    5000, NULL);
    CHECK_STR(peer_statuses(t, got), "200 200");
    CHECK_CONTAINS(got, "body=abcde");
    CHECK_CONTAINS(got, "body=xyz");
    host_stop(h);
}
