#include "web/http.h"

#include <string.h>

#include "base/buf.h"
#include "tests/fuzz/http_feed.h"
#include "tests/kit/kit.h"

#define H "Host: x\r\n"

struct row {
    const char *what;
    str bytes;
    size_t requests; /* read whole */
    int status;      /* refusal after them; 0: none */
};

#define ROW(what, bytes, requests, status) \
    { what, STR_INIT(bytes), requests, status }

static size_t whole(void *self UNUSED, size_t at UNUSED) {
    return 0;
}

static size_t bytewise(void *self UNUSED, size_t at UNUSED) {
    return 1;
}

static size_t by_seven(void *self UNUSED, size_t at UNUSED) {
    return 7;
}

static struct feed feed_with(str bytes, feed_cut *cut) {
    struct feed f = {.limits = {.head_max = 16384, .target_max = 8192, .headers_max = 64},
                     .body_max = 65536};

    feed_read(&f, bytes, cut, NULL);
    return f;
}

/* In one piece; and it must not matter that it was. */
static struct feed feed(const char *what, str bytes) {
    struct feed f = feed_with(bytes, whole);
    struct feed single = feed_with(bytes, bytewise);
    struct feed seven = feed_with(bytes, by_seven);

    if (f.status != single.status || f.requests != single.requests || f.digest != single.digest ||
        f.status != seven.status || f.digest != seven.digest) {
        kit_fail(__FILE__, __LINE__, "%s: cut up it reads differently (%d, %d, %d)", what, f.status,
                 single.status, seven.status);
    }
    return f;
}

static void check_rows(const struct row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct feed f = feed(rows[i].what, rows[i].bytes);

        if (f.requests != rows[i].requests || f.status != rows[i].status) {
            kit_fail(__FILE__, __LINE__, "%s: %zu requests and status %d, wanted %zu and %d",
                     rows[i].what, f.requests, f.status, rows[i].requests, rows[i].status);
        }
    }
}

TEST(lawful_requests_are_read) {
    static const struct row rows[] = {
        ROW("plain", "GET / HTTP/1.1\r\n" H "\r\n", 1, 0),
        ROW("pipelined", "GET /a HTTP/1.1\r\n" H "\r\nGET /b HTTP/1.1\r\n" H "\r\n", 2, 0),
        ROW("absolute form", "GET http://x/a HTTP/1.1\r\n" H "\r\n", 1, 0),
        ROW("absolute form, large letters", "GET HTTPS://X:8443 HTTP/1.1\r\n" H "\r\n", 1, 0),
        ROW("absolute form with query only", "GET http://x?q HTTP/1.1\r\n" H "\r\n", 1, 0),
        ROW("asterisk", "OPTIONS * HTTP/1.1\r\n" H "\r\n", 1, 0),
        ROW("other methods are passed on", "PATCH /a HTTP/1.1\r\n" H "\r\n", 1, 0),
        ROW("small letters are another method", "get /a HTTP/1.1\r\n" H "\r\n", 1, 0),
        ROW("1.0 without Host", "GET / HTTP/1.0\r\n\r\n", 1, 0),
        ROW("1.0 with Host", "GET / HTTP/1.0\r\n" H "\r\n", 1, 0),
        ROW("Host with port", "GET / HTTP/1.1\r\nHost: a.example:8080\r\n\r\n", 1, 0),
        ROW("Host IPv6", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", 1, 0),
        ROW("blanks around a value", "GET / HTTP/1.1\r\nHost: \t x \t\r\n\r\n", 1, 0),
        ROW("no blank before a value", "GET / HTTP/1.1\r\nHost:x\r\n\r\n", 1, 0),
        ROW("an empty value", "GET / HTTP/1.1\r\n" H "A:\r\n\r\n", 1, 0),
        ROW("bytes over 127 in a value", "GET / HTTP/1.1\r\n" H "A: \xC3\xA9\r\n\r\n", 1, 0),
        ROW("a tab in a value", "GET / HTTP/1.1\r\n" H "A: a\tb\r\n\r\n", 1, 0),
        ROW("what browsers leave as it is", "GET /a|b?c={d}^`\"' HTTP/1.1\r\n" H "\r\n", 1, 0),
        ROW("one empty line before", "\r\nGET / HTTP/1.1\r\n" H "\r\n", 1, 0),
        ROW("an empty line between", "GET / HTTP/1.1\r\n" H "\r\n\r\nGET / HTTP/1.1\r\n" H "\r\n",
            2, 0),
        ROW("a body", "POST / HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nabc", 1, 0),
        ROW("a body and another",
            "POST / HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nabcGET / HTTP/1.1\r\n" H "\r\n", 2,
            0),
        ROW("an empty body", "POST / HTTP/1.1\r\n" H "content-length: 0\r\n\r\n", 1, 0),
        ROW("zeros before a length", "POST / HTTP/1.1\r\n" H "Content-Length: 003\r\n\r\nabc", 1,
            0),
        ROW("a POST without a length", "POST / HTTP/1.1\r\n" H "\r\n", 1, 0),
        ROW("a GET with a body", "GET / HTTP/1.1\r\n" H "Content-Length: 1\r\n\r\na", 1, 0),
        ROW("chunks",
            "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 1,
            0),
        ROW("large letters",
            "POST / HTTP/1.1\r\n" H
            "TRANSFER-ENCODING: Chunked\r\n\r\n0A\r\n0123456789\r\n0\r\n\r\n",
            1, 0),
        ROW("extension and trailer",
            "POST / HTTP/1.1\r\n" H
            "Transfer-Encoding: chunked\r\n\r\n1;a=\"b\"\r\nx\r\n00\r\nT: v\r\nU:\r\n\r\nGET / HTTP/1.1\r\n" H
            "\r\n",
            2, 0),
        ROW("expectation",
            "POST / HTTP/1.1\r\n" H "Expect: 100-Continue\r\nContent-Length: 1\r\n\r\na", 1, 0),
        ROW("1.0 knows no expectation",
            "POST / HTTP/1.0\r\nExpect: x\r\nContent-Length: 1\r\n\r\na", 1, 0),
        ROW("not yet whole", "GET / HTTP/1.1\r\n" H "\r", 0, 0),
    };

    check_rows(rows, COUNT_OF(rows));
}

TEST(ambiguous_framing_is_refused) {
    static const struct row rows[] = {
        ROW("TE+CL",
            "POST / HTTP/1.1\r\n" H
            "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n" H
            "\r\n",
            0, 400),
        ROW("CL+TE",
            "POST / HTTP/1.1\r\n" H "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n", 0,
            400),
        ROW("TE other + CL",
            "POST / HTTP/1.1\r\n" H "Content-Length: 4\r\nTransfer-Encoding: gzip\r\n\r\n", 0, 400),
        ROW("two-CL", "POST / HTTP/1.1\r\n" H "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
            0, 400),
        ROW("two-CL alike",
            "POST / HTTP/1.1\r\n" H "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 0, 400),
        ROW("CL list", "POST / HTTP/1.1\r\n" H "Content-Length: 3, 3\r\n\r\nabc", 0, 400),
        ROW("CL +5", "POST / HTTP/1.1\r\n" H "Content-Length: +5\r\n\r\nabcde", 0, 400),
        ROW("CL -1", "POST / HTTP/1.1\r\n" H "Content-Length: -1\r\n\r\n", 0, 400),
        ROW("CL hex", "POST / HTTP/1.1\r\n" H "Content-Length: 0x3\r\n\r\nabc", 0, 400),
        ROW("CL empty", "POST / HTTP/1.1\r\n" H "Content-Length:\r\n\r\n", 0, 400),
        ROW("CL with blank inside", "POST / HTTP/1.1\r\n" H "Content-Length: 1 2\r\n\r\n", 0, 400),
        ROW("CL-10G", "POST / HTTP/1.1\r\n" H "Content-Length: 10737418240\r\n\r\n", 0, 413),
        ROW("CL of 2^64", "POST / HTTP/1.1\r\n" H "Content-Length: 18446744073709551616\r\n\r\n", 0,
            413),
        ROW("CL of 2^64 and 3",
            "POST / HTTP/1.1\r\n" H "Content-Length: 18446744073709551619\r\n\r\nabc", 0, 413),
        ROW("CL of 40 digits",
            "POST / HTTP/1.1\r\n" H
            "Content-Length: 1000000000000000000000000000000000000000\r\n\r\n",
            0, 413),
        ROW("TE x,chunked", "POST / HTTP/1.1\r\n" H "Transfer-Encoding: x,chunked\r\n\r\n", 0, 501),
        ROW("TE chunked,x", "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked, x\r\n\r\n", 0,
            501),
        ROW("TE chunked twice",
            "POST / HTTP/1.1\r\n" H
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
            0, 501),
        ROW("TE chunked in one list",
            "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked, chunked\r\n\r\n", 0, 501),
        ROW("TE identity", "POST / HTTP/1.1\r\n" H "Transfer-Encoding: identity\r\n\r\n", 0, 501),
        ROW("TE quoted", "POST / HTTP/1.1\r\n" H "Transfer-Encoding: \"chunked\"\r\n\r\n", 0, 501),
        ROW("TE with vertical tab",
            "POST / HTTP/1.1\r\n" H "Transfer-Encoding: \x0B"
            "chunked\r\n\r\n",
            0, 400),
        ROW("TE empty", "POST / HTTP/1.1\r\n" H "Transfer-Encoding:\r\n\r\n", 0, 501),
        ROW("TE in 1.0", "POST / HTTP/1.0\r\n" H "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 0,
            400),
        ROW("TE with blank before colon",
            "POST / HTTP/1.1\r\n" H "Transfer-Encoding : chunked\r\n\r\n", 0, 400),
        ROW("CL with blank before colon", "POST / HTTP/1.1\r\n" H "Content-Length : 5\r\n\r\n", 0,
            400),
    };

    check_rows(rows, COUNT_OF(rows));
}

TEST(a_head_with_bad_lines_is_refused) {
    static const struct row rows[] = {
        ROW("obs-fold", "GET / HTTP/1.1\r\n" H "A: b\r\n c\r\n\r\n", 0, 400),
        ROW("obs-fold by tab", "GET / HTTP/1.1\r\n" H "A: b\r\n\tc\r\n\r\n", 0, 400),
        ROW("blank before the first header", "GET / HTTP/1.1\r\n " H "\r\n", 0, 400),
        ROW("bare LF", "GET / HTTP/1.1\n" H "\r\n", 0, 400),
        ROW("bare LF later", "GET / HTTP/1.1\r\nHost: x\n\r\n", 0, 400),
        ROW("bare LF at the end", "GET / HTTP/1.1\r\n" H "\n", 0, 400),
        ROW("all bare LF", "GET / HTTP/1.1\nHost: x\n\n", 0, 400),
        ROW("bare CR in a value", "GET / HTTP/1.1\r\n" H "A: b\rc\r\n\r\n", 0, 400),
        ROW("CR CR LF", "GET / HTTP/1.1\r\n" H "A: b\r\r\n\r\n", 0, 400),
        ROW("bare CR in the target", "GET /\rx HTTP/1.1\r\n" H "\r\n", 0, 400),
        ROW("NUL in a value", "GET / HTTP/1.1\r\n" H "A: b\0c\r\n\r\n", 0, 400),
        ROW("NUL in a name", "GET / HTTP/1.1\r\n" H "A\0: b\r\n\r\n", 0, 400),
        ROW("control byte in a value", "GET / HTTP/1.1\r\n" H "A: \x01\r\n\r\n", 0, 400),
        ROW("delete in a value", "GET / HTTP/1.1\r\n" H "A: \x7F\r\n\r\n", 0, 400),
        ROW("space-colon", "GET / HTTP/1.1\r\nHost : x\r\n\r\n", 0, 400),
        ROW("tab before the colon", "GET / HTTP/1.1\r\n" H "A\t: b\r\n\r\n", 0, 400),
        ROW("empty name", "GET / HTTP/1.1\r\n" H ": b\r\n\r\n", 0, 400),
        ROW("no colon", "GET / HTTP/1.1\r\n" H "A b\r\n\r\n", 0, 400),
        ROW("name with a bracket", "GET / HTTP/1.1\r\n" H "A(b): c\r\n\r\n", 0, 400),
        ROW("name over 127", "GET / HTTP/1.1\r\n" H "\xC3\xA9: c\r\n\r\n", 0, 400),
        ROW("two empty lines before", "\r\n\r\nGET / HTTP/1.1\r\n" H "\r\n", 0, 400),
        ROW("LF before", "\nGET / HTTP/1.1\r\n" H "\r\n", 0, 400),
        ROW("blank before", " GET / HTTP/1.1\r\n" H "\r\n", 0, 400),
        ROW("TLS", "\x16\x03\x01\x02", 0, 400),
    };

    check_rows(rows, COUNT_OF(rows));
}

TEST(a_bad_request_line_is_refused) {
    static const struct row rows[] = {
        ROW("no target", "GET HTTP/1.1\r\n" H "\r\n", 0, 400),
        ROW("0.9", "GET /\r\n\r\n", 0, 400),
        ROW("two blanks", "GET  / HTTP/1.1\r\n" H "\r\n", 0, 400),
        ROW("two blanks later", "GET /  HTTP/1.1\r\n" H "\r\n", 0, 400),
        ROW("a tab", "GET\t/ HTTP/1.1\r\n" H "\r\n", 0, 400),
        ROW("blank at the end", "GET / HTTP/1.1 \r\n" H "\r\n", 0, 400),
        ROW("blank in the target", "GET /a b HTTP/1.1\r\n" H "\r\n", 0, 400),
        ROW("bad method", "G(T / HTTP/1.1\r\n" H "\r\n", 0, 400),
        ROW("method of 33 bytes", "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFG / HTTP/1.1\r\n" H "\r\n", 0,
            501),
        ROW("CONNECT", "CONNECT x:443 HTTP/1.1\r\n" H "\r\n", 0, 501),
        ROW("HTTP/9.9", "GET / HTTP/9.9\r\n" H "\r\n", 0, 505),
        ROW("HTTP/2.0", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 0, 505),
        ROW("HTTP/1.2", "GET / HTTP/1.2\r\n" H "\r\n", 0, 505),
        ROW("HTTP/0.9", "GET / HTTP/0.9\r\n" H "\r\n", 0, 505),
        ROW("HTTP/11.1", "GET / HTTP/11.1\r\n" H "\r\n", 0, 400),
        ROW("HTTP/1.10", "GET / HTTP/1.10\r\n" H "\r\n", 0, 400),
        ROW("HTTP/1", "GET / HTTP/1\r\n" H "\r\n", 0, 400),
        ROW("http/1.1", "GET / http/1.1\r\n" H "\r\n", 0, 400),
        ROW("fragment", "GET /a#b HTTP/1.1\r\n" H "\r\n", 0, 400),
        ROW("control byte in the target", "GET /\x01 HTTP/1.1\r\n" H "\r\n", 0, 400),
        ROW("target over 127", "GET /\xC3\xA9 HTTP/1.1\r\n" H "\r\n", 0, 400),
        ROW("target without slash", "GET a HTTP/1.1\r\n" H "\r\n", 0, 400),
        ROW("asterisk and GET", "GET * HTTP/1.1\r\n" H "\r\n", 0, 400),
        ROW("another scheme", "GET ftp://x/ HTTP/1.1\r\n" H "\r\n", 0, 400),
        ROW("absolute without host", "GET http:///a HTTP/1.1\r\n" H "\r\n", 0, 400),
        ROW("absolute with a user", "GET http://u@x/ HTTP/1.1\r\n" H "\r\n", 0, 400),
        ROW("absolute without Host line", "GET http://x/ HTTP/1.1\r\n\r\n", 0, 400),
    };

    check_rows(rows, COUNT_OF(rows));
}

TEST(a_bad_host_is_refused) {
    static const struct row rows[] = {
        ROW("no-host", "GET / HTTP/1.1\r\nA: b\r\n\r\n", 0, 400),
        ROW("two-hosts", "GET / HTTP/1.1\r\n" H "Host: y\r\n\r\n", 0, 400),
        ROW("two alike", "GET / HTTP/1.1\r\n" H "host: x\r\n\r\n", 0, 400),
        ROW("two in 1.0", "GET / HTTP/1.0\r\n" H H "\r\n", 0, 400),
        ROW("two and absolute", "GET http://x/ HTTP/1.1\r\n" H H "\r\n", 0, 400),
        ROW("empty", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 0, 400),
        ROW("with a blank", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 0, 400),
        ROW("list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 0, 400),
        ROW("with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 0, 400),
        ROW("with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 0, 400),
        ROW("port not a number", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", 0, 400),
        ROW("port too long", "GET / HTTP/1.1\r\nHost: a:123456\r\n\r\n", 0, 400),
        ROW("only a port", "GET / HTTP/1.1\r\nHost: :80\r\n\r\n", 0, 400),
        ROW("open bracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 0, 400),
        ROW("after the bracket", "GET / HTTP/1.1\r\nHost: [::1]x\r\n\r\n", 0, 400),
        ROW("empty bracket", "GET / HTTP/1.1\r\nHost: []\r\n\r\n", 0, 400),
    };

    check_rows(rows, COUNT_OF(rows));
}

#define CHUNKED "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n"

TEST(bad_chunks_are_refused) {
    static const struct row rows[] = {
        ROW("chunk 0x5", CHUNKED "0x5\r\nabcde\r\n0\r\n\r\n", 0, 400),
        ROW("chunk +5", CHUNKED "+5\r\nabcde\r\n0\r\n\r\n", 0, 400),
        ROW("chunk -1", CHUNKED "-1\r\n", 0, 400),
        ROW("chunk overflow", CHUNKED "FFFFFFFFFFFFFFFFF\r\n", 0, 413),
        ROW("chunk of 2^64 and 5", CHUNKED "10000000000000005\r\nabcde\r\n0\r\n\r\n", 0, 413),
        ROW("chunk of 2^64 - 1", CHUNKED "FFFFFFFFFFFFFFFF\r\n", 0, 413),
        ROW("chunk over the room", CHUNKED "10001\r\n", 0, 413),
        ROW("no size", CHUNKED "\r\nabc", 0, 400),
        ROW("extension without size", CHUNKED ";a\r\n", 0, 400),
        ROW("blank before the size", CHUNKED " 3\r\nabc\r\n0\r\n\r\n", 0, 400),
        ROW("blank behind the size", CHUNKED "3 \r\nabc\r\n0\r\n\r\n", 0, 400),
        ROW("bare LF behind the size", CHUNKED "3\nabc\r\n0\r\n\r\n", 0, 400),
        ROW("CR alone behind the size", CHUNKED "3\rabc\r\n0\r\n\r\n", 0, 400),
        ROW("bare LF in an extension", CHUNKED "3;a\nabc\r\n0\r\n\r\n", 0, 400),
        ROW("CR in an extension", CHUNKED "3;a\rb\r\nabc\r\n0\r\n\r\n", 0, 400),
        ROW("NUL in an extension", CHUNKED "3;a\0\r\nabc\r\n0\r\n\r\n", 0, 400),
        ROW("data too short", CHUNKED "4\r\nabc\r\n0\r\n\r\n", 0, 400),
        ROW("data too long", CHUNKED "2\r\nabc\r\n0\r\n\r\n", 0, 400),
        ROW("bare LF behind the data", CHUNKED "3\r\nabc\n0\r\n\r\n", 0, 400),
        ROW("bare LF at the end", CHUNKED "0\r\n\n", 0, 400),
        ROW("bare LF behind the last size", CHUNKED "0\n\r\n", 0, 400),
        ROW("trailer without colon", CHUNKED "0\r\nabc\r\n\r\n", 0, 400),
        ROW("trailer without name", CHUNKED "0\r\n: b\r\n\r\n", 0, 400),
        ROW("trailer folded", CHUNKED "0\r\nA: b\r\n c\r\n\r\n", 0, 400),
        ROW("trailer with bare LF", CHUNKED "0\r\nA: b\n\r\n", 0, 400),
        ROW("a request where the trailer is", CHUNKED "0\r\nGET /x HTTP/1.1\r\n" H "\r\n", 0, 400),
        ROW("expectation unknown",
            "POST / HTTP/1.1\r\n" H "Expect: 200-ok\r\nContent-Length: 1\r\n\r\n", 0, 417),
    };

    check_rows(rows, COUNT_OF(rows));
}

/* `count` bytes 'a' between two texts. */
static str padded(struct test *t, str before, size_t count, str after) {
    char *at = arena_alloc(t->mem, before.len + count + after.len);

    CHECK(at != NULL);
    memcpy(at, before.at, before.len);
    memset(at + before.len, 'a', count);
    memcpy(at + before.len + count, after.at, after.len);
    return str_at(at, before.len + count + after.len);
}

TEST(sizes_up_to_the_limit_pass_and_one_more_does_not) {
    str tail = STR(" HTTP/1.1\r\n" H "\r\n");
    str head = STR("GET / HTTP/1.1\r\n" H "A: ");
    str end = STR("\r\n\r\n");
    size_t target = 8192 - STR("GET / HTTP/1.1\r\n").len;
    size_t value = 16384 - head.len - end.len;

    CHECK_EQ(feed("url", padded(t, STR("GET /"), target, tail)).status, 0);
    CHECK_EQ(feed("url and one", padded(t, STR("GET /"), target + 1, tail)).status, 414);
    CHECK_EQ(feed("url-100K", padded(t, STR("GET /"), 100000, tail)).status, 414);
    CHECK_EQ(feed("endless line", padded(t, STR("GET /"), 100000, STR(""))).status, 414);
    CHECK_EQ(feed("header", padded(t, head, value, end)).status, 0);
    CHECK_EQ(feed("header and one", padded(t, head, value + 1, end)).status, 431);
    CHECK_EQ(feed("header-1M", padded(t, head, 1000000, end)).status, 431);
    CHECK_EQ(feed("extension", padded(t, STR(CHUNKED "1;"), 252, STR("\r\nx\r\n0\r\n\r\n"))).status,
             0);
    CHECK_EQ(feed("long extension", padded(t, STR(CHUNKED "1;"), 253, STR("\r\nx"))).status, 400);
    CHECK_EQ(feed("many zeros", padded(t, STR(CHUNKED "0;"), 300, STR("\r\n\r\n"))).status, 400);
    CHECK_EQ(feed("trailer", padded(t, STR(CHUNKED "0\r\nA:"), 8000, STR("\r\n\r\n"))).requests, 1);
    CHECK_EQ(feed("long trailer", padded(t, STR(CHUNKED "0\r\nA:"), 9000, STR("\r\n\r\n"))).status,
             431);
}

static str many_headers(struct test *t, size_t count) {
    buf b = buf_new(t->mem, 131072);

    buf_put(&b, STR("GET / HTTP/1.1\r\n" H));
    for (size_t i = 0; i < count; i++) {
        buf_put(&b, STR("A: b\r\n"));
    }
    buf_put(&b, STR("\r\n"));
    CHECK_OK(buf_done(&b));
    return buf_str(&b);
}

TEST(headers_up_to_the_number_pass_and_one_more_does_not) {
    CHECK_EQ(feed("64", many_headers(t, 63)).requests, 1);
    CHECK_EQ(feed("65", many_headers(t, 64)).status, 431);
    CHECK_EQ(feed("headers-10k", many_headers(t, 10000)).status, 431);
}

static struct http_head read_one(struct test *t, str bytes, struct header **headers) {
    static const struct http_limits limits = {16384, 8192, 64};
    struct http_head *h = arena_alloc(t->mem, sizeof(*h));

    *headers = arena_array(t->mem, 64, sizeof(**headers));
    CHECK(h != NULL && *headers != NULL);
    CHECK_EQ(http_read_head(bytes, &limits, *headers, h), 0);
    return *h;
}

TEST(the_parts_of_a_request_are_where_they_belong) {
    struct header *headers = NULL;
    struct http_head h = read_one(t,
                                  STR("POST /a%20b/c?x=1&y=?z HTTP/1.1\r\nHost: X.Example:80\r\n"
                                      "Cookie:  a=b; c \r\nContent-Length: 12\r\n"
                                      "Expect: 100-continue\r\n\r\n"),
                                  &headers);

    CHECK_STR(h.method, "POST");
    CHECK_STR(h.target, "/a%20b/c?x=1&y=?z");
    CHECK_STR(h.path, "/a%20b/c");
    CHECK_STR(h.query, "x=1&y=?z");
    CHECK_EQ(h.length, 12);
    CHECK(h.keep_alive && h.expects && !h.is_chunked);
    CHECK_EQ(h.header_count, 4);
    CHECK_STR(headers[1].name, "Cookie");
    CHECK_STR(headers[1].value, "a=b; c");
    CHECK_STR(str_at(h.host_bytes, 12), "x.example:80");
}

TEST(the_host_of_an_absolute_target_wins) {
    struct header *headers = NULL;
    struct http_head h =
        read_one(t, STR("GET http://Other:81?q HTTP/1.1\r\nHost: x\r\n\r\n"), &headers);

    CHECK_STR(str_at(h.host_bytes, h.host.len), "other:81");
    CHECK_STR(h.path, "/");
    CHECK_STR(h.query, "q");
    CHECK_STR(h.target, "http://Other:81?q");
}

TEST(connection_says_whether_it_stays_open) {
    static const struct {
        str bytes;
        bool is_open;
    } rows[] = {
        {STR_INIT("GET / HTTP/1.1\r\n" H "\r\n"), true},
        {STR_INIT("GET / HTTP/1.1\r\n" H "Connection: close\r\n\r\n"), false},
        {STR_INIT("GET / HTTP/1.1\r\n" H "Connection: a ,\tClose\r\n\r\n"), false},
        {STR_INIT("GET / HTTP/1.1\r\n" H "Connection: closed\r\n\r\n"), true},
        {STR_INIT("GET / HTTP/1.1\r\n" H "Connection: keep-alive\r\nConnection: close\r\n\r\n"),
         false},
        {STR_INIT("GET / HTTP/1.0\r\n\r\n"), false},
        {STR_INIT("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"), true},
        {STR_INIT("GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n"), false},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct header *headers = NULL;

        CHECK_EQ(read_one(t, rows[i].bytes, &headers).keep_alive, rows[i].is_open);
    }
}

TEST(an_expectation_without_a_body_asks_for_nothing) {
    struct header *headers = NULL;

    CHECK(
        !read_one(t, STR("GET / HTTP/1.1\r\n" H "Expect: 100-continue\r\n\r\n"), &headers).expects);
}

TEST(values_that_would_split_an_answer_are_told_apart) {
    CHECK(http_is_value(STR("a\tb \xC3\xA9")));
    CHECK(!http_is_value(STR("a\r\nb")));
    CHECK(!http_is_value(STR("a\0b")));
    CHECK(http_is_token(STR("X-A_1")));
    CHECK(!http_is_token(STR("")));
    CHECK(!http_is_token(STR("a b")));
}
