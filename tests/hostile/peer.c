#include "tests/hostile/peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/time.h"

#define BIG 8388608

static char big[BIG];

static void count_free(void *owner) {
    struct host *h = owner;

    (void)atomic_fetch_add(&h->freed, 1);
}

/* ---- an event stream: each open stream sends the newest event once ---- */

struct host_stream {
    struct host *h;
    struct host_stream *next;
    stream *s;
    int seen;
};

static bool source_next(void *self, struct stream_bytes *out) {
    struct host_stream *f = self;
    struct host *h = f->h;
    bool has = false;

    (void)pthread_mutex_lock(&h->lock);
    if (h->event_number > f->seen) {
        f->seen = h->event_number;
        *out = (struct stream_bytes){.at = h->event, .len = h->event_len, .owner = h};
        has = true;
    }
    (void)pthread_mutex_unlock(&h->lock);
    return has;
}

static void source_closed(void *self) {
    struct host_stream *f = self;
    struct host *h = f->h;

    (void)pthread_mutex_lock(&h->lock);
    for (struct host_stream **at = &h->streams; *at != NULL; at = &(*at)->next) {
        if (*at == f) {
            *at = f->next;
            break;
        }
    }
    h->closed_count++;
    (void)pthread_cond_broadcast(&h->changed);
    (void)pthread_mutex_unlock(&h->lock);
    free(f);
}

static void open_stream(struct host *h, exchange *x) {
    struct host_stream *f = calloc(1, sizeof(*f));
    struct header headers[] = {{STR("X-Own"), STR("yes")}, {STR("X-Bad"), STR("a\r\nb")}};

    if (f == NULL) {
        exchange_answer(x, &(struct http_answer){.status = 503});
        return;
    }
    f->h = h;
    struct stream_source source = {source_next, count_free, source_closed, f};
    (void)pthread_mutex_lock(&h->lock);
    f->s = exchange_stream(x, headers, 2, &source);
    f->next = h->streams;
    h->streams = f;
    h->stream_count++;
    (void)pthread_cond_broadcast(&h->changed);
    (void)pthread_mutex_unlock(&h->lock);
}

/* ---- the paths ---- */

static void answer_text(exchange *x, str body) {
    struct header headers[] = {{STR("Content-Type"), STR("text/plain")}};
    struct http_answer a = {.status = 200, .headers = headers, .header_count = 1, .body = body};

    exchange_answer(x, &a);
}

static void echo(exchange *x) {
    const struct http_request *q = exchange_request(x);
    buf b = buf_new(exchange_mem(x), 131072);

    buf_put(&b, q->method);
    buf_fmt(&b, " %.*s?%.*s host=%.*s peer=%.*s body=", STR_ARG(q->path), STR_ARG(q->query),
            STR_ARG(q->host), STR_ARG(q->peer));
    buf_put(&b, q->body);
    answer_text(x, buf_str(&b));
}

static void keep_later(struct host *h, exchange *x) {
    (void)pthread_mutex_lock(&h->lock);
    h->waiting[h->waiting_count++] = x;
    (void)pthread_cond_broadcast(&h->changed);
    (void)pthread_mutex_unlock(&h->lock);
}

static void handle(void *self, exchange *x) {
    struct host *h = self;
    str path = exchange_request(x)->path;

    (void)atomic_fetch_add(&h->handled, 1);
    if (str_eq(path, STR("/smuggled"))) {
        (void)atomic_fetch_add(&h->smuggled, 1);
    }
    if (str_eq(path, STR("/echo"))) {
        echo(x);
    } else if (str_eq(path, STR("/big"))) {
        struct http_answer a = {
            .status = 200, .body = str_at(big, BIG), .body_free = count_free, .body_owner = h};
        exchange_answer(x, &a);
    } else if (str_eq(path, STR("/later"))) {
        keep_later(h, x);
    } else if (str_eq(path, STR("/stream"))) {
        open_stream(h, x);
    } else if (str_eq(path, STR("/unchanged"))) {
        struct http_answer a = {.status = 304, .body = STR("none of this")};
        exchange_answer(x, &a);
    } else {
        answer_text(x, STR("fine"));
    }
}

static struct server_admit admit(void *self, const struct http_request *q) {
    struct host *h = self;

    return (struct server_admit){.body_max = h->body_max,
                                 .status = str_eq(q->path, STR("/forbidden")) ? 403 : 0};
}

struct host *host_start(struct test *t, struct server_options options) {
    struct host *h = arena_alloc(t->mem, sizeof(*h));

    CHECK(h != NULL);
    (void)pthread_mutex_init(&h->lock, NULL);
    (void)pthread_cond_init(&h->changed, NULL);
    h->body_max = 65536;
    options.host = "127.0.0.1";
    options.port = 0;
    options.listen_fd = -1;
    options.threads = options.threads == 0 ? 2 : options.threads;
    options.admit = admit;
    options.handle = handle;
    options.self = h;
    CHECK_OK(server_new(&options, &h->s));
    h->port = server_port(h->s);
    CHECK(h->port > 0);
    return h;
}

void host_stop(struct host *h) {
    server_free(h->s);
    h->s = NULL;
}

static void nap(void) {
    struct timespec step = {.tv_nsec = 2000000};

    (void)nanosleep(&step, NULL);
}

bool host_wait_later(struct host *h, size_t count) {
    for (int64_t end = time_steady_us() + 5000000; time_steady_us() < end; nap()) {
        (void)pthread_mutex_lock(&h->lock);
        bool is_there = h->waiting_count == count;
        (void)pthread_mutex_unlock(&h->lock);
        if (is_there) {
            return true;
        }
    }
    return false;
}

bool host_wait_streams(struct host *h, size_t open, size_t closed) {
    for (int64_t end = time_steady_us() + 5000000; time_steady_us() < end; nap()) {
        (void)pthread_mutex_lock(&h->lock);
        bool is_there = h->stream_count == open && h->closed_count == closed;
        (void)pthread_mutex_unlock(&h->lock);
        if (is_there && server_count(h->s).streams == open - closed) {
            return true;
        }
    }
    return false;
}

void host_answer_later(struct host *h, str body) {
    (void)pthread_mutex_lock(&h->lock);
    for (size_t i = 0; i < h->waiting_count; i++) {
        struct http_answer a = {.status = 200, .body = body};

        exchange_answer(h->waiting[i], &a);
    }
    h->waiting_count = 0;
    (void)pthread_mutex_unlock(&h->lock);
}

void host_event(struct host *h, const char *event) {
    (void)pthread_mutex_lock(&h->lock);
    h->event = event;
    h->event_len = strlen(event);
    h->event_number++;
    for (struct host_stream *f = h->streams; f != NULL; f = f->next) {
        stream_wake(f->s);
    }
    (void)pthread_mutex_unlock(&h->lock);
}

bool host_wait_connections(struct host *h, size_t count, int ms) {
    for (int64_t end = time_steady_us() + (int64_t)ms * 1000; time_steady_us() < end; nap()) {
        if (server_count(h->s).connections == count) {
            return true;
        }
    }
    return false;
}

bool host_wait_empty(struct host *h, int ms) {
    return host_wait_connections(h, 0, ms);
}

/* ---- the client ---- */

bool host_wait_idle(struct host *h, int ms) {
    for (int64_t end = time_steady_us() + (int64_t)ms * 1000; time_steady_us() < end; nap()) {
        host_answer_later(h, STR("at the end"));
        if (server_count(h->s).connections == 0) {
            return true;
        }
    }
    return false;
}

int peer_try(const struct host *h) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)h->port)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof(at)) != 0) {
        (void)close(fd);
        return -1;
    }
    return fd;
}

int peer_open(const struct host *h) {
    int fd = peer_try(h);

    CHECK(fd >= 0);
    return fd;
}

void peer_send(int fd, str bytes) {
    size_t sent = 0;

    while (sent < bytes.len) {
        ssize_t n = send(fd, bytes.at + sent, bytes.len - sent, MSG_NOSIGNAL);

        if (n < 0 && errno != EINTR) {
            return; /* refused early: the answer tells */
        }
        sent += n > 0 ? (size_t)n : 0;
    }
}

str peer_read(struct test *t, int fd, const char *until, int ms, bool *ended) {
    buf b = buf_new(t->mem, 16777216);
    int64_t end = time_steady_us() + (int64_t)ms * 1000;
    bool is_over = false;

    while (!is_over) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        int64_t left = (end - time_steady_us()) / 1000;
        char piece[8192];
        ssize_t n = 0;

        if (left <= 0 || poll(&p, 1, (int)left) <= 0) {
            break;
        }
        n = recv(fd, piece, sizeof(piece), 0);
        if (n <= 0) {
            is_over = true;
            break;
        }
        buf_put(&b, str_at(piece, (size_t)n));
        if (until != NULL && str_find(buf_str(&b), str_of(until)) != SIZE_MAX) {
            break;
        }
    }
    if (ended != NULL) {
        *ended = is_over;
    }
    return buf_str(&b);
}

str peer_talk(struct test *t, const struct host *h, str bytes, int ms, bool *ended) {
    int fd = peer_open(h);

    peer_send(fd, bytes);
    str got = peer_read(t, fd, NULL, ms, ended);
    (void)close(fd);
    return got;
}

str peer_statuses(struct test *t, str bytes) {
    buf b = buf_new(t->mem, 4096);

    while (str_starts(bytes, STR("HTTP/1.1 ")) && bytes.len > 12) {
        size_t end = str_find(bytes, STR("\r\n\r\n"));
        str head = str_first(bytes, end);
        size_t at = str_find(head, STR("Content-Length: "));
        int64_t length = 0;
        str digits = STR_NONE;

        if (b.len > 0) {
            buf_char(&b, ' ');
        }
        buf_put(&b, str_first(str_from(bytes, 9), 3));
        if (at != SIZE_MAX) {
            (void)str_cut(str_from(head, at + 16), '\r', &digits, NULL);
            CHECK(str_i64(digits, &length));
        }
        bytes = end == SIZE_MAX ? STR_NONE : str_from(bytes, end + 4 + (size_t)length);
    }
    return buf_str(&b);
}
