#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "web/loop.h"

/* Text into a place whose size was worked out before; what does not fit is a mistake of ours and is
 * cut. */
struct text {
    char *at;
    size_t len;
    size_t cap;
};

static void put(struct text *t, str s) {
    size_t n = s.len < t->cap - t->len ? s.len : t->cap - t->len;

    if (n > 0) {
        memcpy(t->at + t->len, s.at, n);
        t->len += n;
    }
}

static void put_number(struct text *t, uint64_t n) {
    char digits[20];
    size_t at = sizeof(digits);

    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    put(t, str_at(digits + at, sizeof(digits) - at));
}

static const struct {
    int status;
    str reason;
} reasons[] = {
    {200, STR_INIT("OK")},
    {201, STR_INIT("Created")},
    {204, STR_INIT("No Content")},
    {301, STR_INIT("Moved Permanently")},
    {302, STR_INIT("Found")},
    {303, STR_INIT("See Other")},
    {304, STR_INIT("Not Modified")},
    {307, STR_INIT("Temporary Redirect")},
    {308, STR_INIT("Permanent Redirect")},
    {400, STR_INIT("Bad Request")},
    {401, STR_INIT("Unauthorized")},
    {403, STR_INIT("Forbidden")},
    {404, STR_INIT("Not Found")},
    {405, STR_INIT("Method Not Allowed")},
    {406, STR_INIT("Not Acceptable")},
    {408, STR_INIT("Request Timeout")},
    {409, STR_INIT("Conflict")},
    {410, STR_INIT("Gone")},
    {412, STR_INIT("Precondition Failed")},
    {413, STR_INIT("Content Too Large")},
    {414, STR_INIT("URI Too Long")},
    {415, STR_INIT("Unsupported Media Type")},
    {417, STR_INIT("Expectation Failed")},
    {421, STR_INIT("Misdirected Request")},
    {422, STR_INIT("Unprocessable Content")},
    {429, STR_INIT("Too Many Requests")},
    {431, STR_INIT("Request Header Fields Too Large")},
    {500, STR_INIT("Internal Server Error")},
    {501, STR_INIT("Not Implemented")},
    {503, STR_INIT("Service Unavailable")},
    {505, STR_INIT("HTTP Version Not Supported")},
    {507, STR_INIT("Insufficient Storage")},
};

static str reason_of(int status) {
    for (size_t i = 0; i < COUNT_OF(reasons); i++) {
        if (reasons[i].status == status) {
            return reasons[i].reason;
        }
    }
    return STR("Other");
}

/* RFC 9110 8.6, 15.4.5: these have no body, and no length of one. */
static bool has_no_body(int status) {
    return status < 200 || status == 204 || status == 304;
}

static void put_status(struct text *t, int status) {
    put(t, STR("HTTP/1.1 "));
    put_number(t, (uint64_t)(status < 100 || status > 999 ? 500 : status));
    put(t, STR(" "));
    put(t, reason_of(status));
    put(t, STR("\r\n"));
}

static void put_prefix(struct loop *loop, struct text *t, const struct outgoing *o,
                       enum keep keep) {
    put_status(t, o->status);
    put(t, STR("Date: "));
    put(t, loop->date);
    put(t, STR("\r\n"));
    if (!has_no_body(o->status)) {
        put(t, STR("Content-Length: "));
        put_number(t, o->told_len);
        put(t, STR("\r\n"));
    }
    if (keep == KEEP_NOT) {
        put(t, STR("Connection: close\r\n"));
    } else if (keep == KEEP_TOLD) {
        put(t, STR("Connection: keep-alive\r\n"));
    }
}

/* Those that decide where an answer ends are the server's alone. */
static bool is_ours(str name) {
    return str_eq_nocase(name, STR("content-length")) ||
           str_eq_nocase(name, STR("transfer-encoding")) ||
           str_eq_nocase(name, STR("connection")) || str_eq_nocase(name, STR("date"));
}

static size_t headers_size(const struct header *headers, size_t count) {
    size_t size = 2;

    for (size_t i = 0; i < count; i++) {
        size += headers[i].name.len + headers[i].value.len + 4;
    }
    return size;
}

/* A header that would break the answer in two is left out. */
static void put_headers(struct text *t, const struct header *headers, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (http_is_token(headers[i].name) && http_is_value(headers[i].value) &&
            !is_ours(headers[i].name)) {
            put(t, headers[i].name);
            put(t, STR(": "));
            put(t, headers[i].value);
            put(t, STR("\r\n"));
        }
    }
    put(t, STR("\r\n"));
}

static void body_free(const struct http_answer *a) {
    if (a->body_free != NULL) {
        a->body_free(a->body_owner);
    }
}

void output_free(struct outgoing *out) {
    if (out != NULL) {
        if (out->body_free != NULL) {
            out->body_free(out->body_owner);
        }
        free(out);
    }
}

static struct outgoing outgoing_of(const struct http_answer *a, bool is_head) {
    return (struct outgoing){
        .status = a->status,
        .close = a->close,
        .body = a->body.at,
        .body_len = is_head || has_no_body(a->status) ? 0 : a->body.len,
        .told_len = a->body.len,
        .body_free = a->body_free,
        .body_owner = a->body_owner,
    };
}

struct outgoing *output_new(const struct http_answer *answer, bool is_head) {
    struct outgoing o = outgoing_of(answer, is_head);
    size_t headers = headers_size(answer->headers, answer->header_count);
    size_t copied = answer->body_free == NULL ? o.body_len : 0;
    struct outgoing *out = malloc(sizeof(*out) + LOOP_PREFIX_MAX + headers + copied);
    struct text t = {.cap = headers};

    if (out == NULL) {
        body_free(answer);
        return NULL;
    }
    *out = o;
    out->head = out->at + LOOP_PREFIX_MAX;
    t.at = out->at + LOOP_PREFIX_MAX;
    put_headers(&t, answer->headers, answer->header_count);
    out->head_len = t.len;
    if (copied > 0) {
        memcpy(out->at + LOOP_PREFIX_MAX + headers, answer->body.at, copied);
        out->body = out->at + LOOP_PREFIX_MAX + headers;
    }
    return out;
}

/* The prefix is put right before the headers, now that the loop knows it. */
static void add_prefix(struct loop *loop, struct outgoing *out, enum keep keep) {
    char prefix[LOOP_PREFIX_MAX];
    struct text t = {.at = prefix, .cap = sizeof(prefix)};

    put_prefix(loop, &t, out, keep);
    memcpy(out->at + LOOP_PREFIX_MAX - t.len, prefix, t.len);
    out->head = out->at + LOOP_PREFIX_MAX - t.len;
    out->head_len += t.len;
}

struct outgoing *output_stream_head(const struct header *headers, size_t count) {
    str fixed = STR("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                    "Cache-Control: no-store\r\nX-Accel-Buffering: no\r\nConnection: close\r\n");
    size_t size = fixed.len + headers_size(headers, count);
    struct outgoing *out = malloc(sizeof(*out) + size);
    struct text t = {.cap = size};

    if (out != NULL) {
        *out = (struct outgoing){.status = 200, .head = out->at};
        t.at = out->at;
        put(&t, fixed);
        put_headers(&t, headers, count);
        out->head_len = t.len;
    }
    return out;
}

/* ---- sending ---- */

enum push { PUSH_ALL, PUSH_SOME, PUSH_FAILED };

/* `len` bytes that begin `from` bytes behind `at`, which may be NULL where there are none. */
static struct iovec part(const char *start, size_t from, size_t len) {
    struct iovec v = {.iov_len = len};
    const char *at = start == NULL ? NULL : start + from;

    /* writev's structure has no const, and sendmsg does not write. */
    memcpy(&v.iov_base, &at, sizeof(at));
    return v;
}

static enum push push(struct conn *c, struct outgoing *o) {
    size_t whole = o->head_len + o->body_len;

    while (o->sent < whole) {
        size_t head = o->sent < o->head_len ? o->sent : o->head_len;
        size_t body = o->sent - head;
        struct iovec parts[2] = {part(o->head, head, o->head_len - head),
                                 part(o->body, body, o->body_len - body)};
        size_t skip = head == o->head_len ? 1 : 0;
        struct msghdr message = {.msg_iov = parts + skip,
                                 .msg_iovlen = (o->body_len > 0 ? 2 : 1) - skip};
        ssize_t n = sendmsg(c->fd, &message, MSG_NOSIGNAL);

        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            if (errno != EAGAIN) {
                return PUSH_FAILED;
            }
            if (c->out != o || o->sent - o->marked >= SEND_STEP) {
                o->marked = o->sent;
                conn_deadline(c, c->loop->server->options.send_ms);
            }
            return PUSH_SOME;
        }
        o->sent += (size_t)n;
    }
    return PUSH_ALL;
}

bool output_raw(struct conn *c, str bytes) {
    return send(c->fd, bytes.at, bytes.len, MSG_NOSIGNAL) == (ssize_t)bytes.len;
}

void output_close(struct conn *c, bool lingers) {
    bool has_unread = c->in != NULL && c->in->at < c->in->len;

    if ((!lingers && !has_unread && !c->is_readable) || c->is_peer_shut) {
        c->state = CONN_CLOSED;
        return;
    }
    if (shutdown(c->fd, SHUT_WR) != 0) {
        c->state = CONN_CLOSED;
        return;
    }
    c->discarded = 0;
    c->state = CONN_LINGER;
    conn_deadline(c, LINGER_MS);
}

/* All is sent: the next request, or the end. */
static void finish(struct conn *c, bool close) {
    if (close) {
        output_close(c, false);
        return;
    }
    c->state = CONN_HEAD;
    c->has_begun = false;
    conn_deadline(c, c->loop->server->options.idle_ms);
}

bool output_more(struct conn *c) {
    bool close = c->out->close;
    enum push result = push(c, c->out);

    if (result == PUSH_SOME) {
        return false;
    }
    output_free(c->out);
    c->out = NULL;
    if (result == PUSH_FAILED) {
        c->state = CONN_CLOSED;
    } else {
        finish(c, close);
    }
    return true;
}

bool output_stream_head_sent(struct conn *c) {
    enum push result = push(c, c->out);

    if (result == PUSH_ALL) {
        output_free(c->out);
        c->out = NULL;
    } else if (result == PUSH_FAILED) {
        c->state = CONN_CLOSED;
    }
    return result == PUSH_ALL;
}

void output_take(struct conn *c, struct outgoing *out, enum keep keep) {
    if (out->close || c->loop->is_draining) {
        keep = KEEP_NOT;
    }
    out->close = keep == KEEP_NOT;
    add_prefix(c->loop, out, keep);
    c->out = out;
    c->state = CONN_SENDING;
    conn_deadline(c, c->loop->server->options.send_ms);
}

/* What could not be sent at once is copied (but for a body that has an owner) and waits. */
static void keep_rest(struct conn *c, const struct outgoing *o) {
    size_t head = o->sent < o->head_len ? o->head_len - o->sent : 0;
    size_t body_sent = o->sent - (o->head_len - head);
    size_t body = o->body_len - body_sent;
    size_t copied = o->body_free == NULL ? body : 0;
    struct outgoing *out = malloc(sizeof(*out) + head + copied);

    if (out == NULL) {
        if (o->body_free != NULL) {
            o->body_free(o->body_owner);
        }
        c->state = CONN_CLOSED;
        return;
    }
    *out = *o;
    out->sent = 0;
    out->marked = 0;
    out->head = out->at;
    out->head_len = head;
    out->body = o->body + body_sent;
    out->body_len = body;
    memcpy(out->at, o->head + (o->head_len - head), head);
    if (copied > 0) {
        memcpy(out->at + head, o->body + body_sent, copied);
        out->body = out->at + head;
    }
    c->out = out;
    c->state = CONN_SENDING;
}

void output_answer(struct conn *c, const struct http_answer *answer, bool is_head, enum keep keep) {
    struct loop *loop = c->loop;
    struct outgoing o = outgoing_of(answer, is_head);
    struct text t = {.at = loop->head, .cap = sizeof(loop->head)};

    if (headers_size(answer->headers, answer->header_count) > LOOP_HEAD_MAX - LOOP_PREFIX_MAX) {
        struct outgoing *out = output_new(answer, is_head);

        c->state = CONN_CLOSED;
        if (out != NULL) {
            output_take(c, out, keep);
        }
        return;
    }
    keep = o.close || loop->is_draining ? KEEP_NOT : keep;
    o.close = keep == KEEP_NOT;
    put_prefix(loop, &t, &o, keep);
    put_headers(&t, answer->headers, answer->header_count);
    o.head = loop->head;
    o.head_len = t.len;
    switch (push(c, &o)) {
    case PUSH_ALL:
        body_free(answer);
        finish(c, o.close);
        break;
    case PUSH_SOME:
        keep_rest(c, &o);
        break;
    case PUSH_FAILED:
    default:
        body_free(answer);
        c->state = CONN_CLOSED;
        break;
    }
}

void output_refuse(struct conn *c, int status) {
    struct loop *loop = c->loop;
    struct text t = {.at = loop->head, .cap = sizeof(loop->head)};
    struct outgoing o = {.status = status};
    struct header again = {STR("Retry-After"), STR("2")};

    loop_count(&loop->refused);
    put_prefix(loop, &t, &o, KEEP_NOT);
    put_headers(&t, &again, status == 503 ? 1 : 0);
    /* A peer that is refused and does not read its answer has lost it. */
    if (output_raw(c, str_at(t.at, t.len))) {
        output_close(c, true);
    } else {
        c->state = CONN_CLOSED;
    }
}
