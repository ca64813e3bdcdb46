/*
 * server.h: HTTP/1.1 as bytes; knows nothing of routes, sessions or pages.
 *
 * A fixed number of threads, each an epoll loop with its own listening socket
 * (SO_REUSEPORT). A strict reader of our own (http.h): what is ambiguous is refused
 * with `Connection: close`, whatever the method. It replaces libmicrohttpd, whose
 * 0.9.75 reports bare LF, folded lines and NUL in a value to the program as if they
 * were ordinary requests, so no guard above it can refuse them (ARCHITECTURE.md).
 *
 * The handler runs on the loop thread once head and body are complete, within the
 * written limits and deadlines. It answers at once, or later from any thread.
 */
#ifndef WEB_SERVER_H
#define WEB_SERVER_H

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "base/str.h"

typedef struct server server;
typedef struct exchange exchange; /* one request until its answer is sent */
typedef struct stream stream;     /* one open event stream */

struct header {
    str name; /* as sent */
    str value;
};

/* A request as read; everything points into the exchange and lives until the answer. */
struct http_request {
    str method; /* "GET" */
    str target; /* as sent: "/a%20b?x=1" */
    str path;   /* of the target, still percent-encoded: "/a%20b" */
    str query;  /* after '?', without it */
    const struct header *headers;
    size_t header_count;
    str host; /* from Host, lower case, or from an absolute target */
    str body;
    str peer;        /* address of the peer, "127.0.0.1" */
    bool keep_alive; /* will the connection stay open? */
    int thread;      /* 0..threads-1: which loop */
};

/* First header of that name (any case) or empty. */
str http_header(const struct http_request *q, str name);

struct http_answer {
    int status;
    const struct header *headers; /* copied; Content-Length, Date and Connection are the server's */
    size_t header_count;
    str body; /* copied, unless body_free is set */
    /* If set, the body is not copied, and this is called once when it has been sent or dropped. */
    void (*body_free)(void *owner);
    void *body_owner;
    bool close; /* end the connection after it */
};

/*
 * What may come with a request, asked when its head is complete and before any byte of its body
 * is taken.
 */
struct server_admit {
    size_t body_max; /* bytes of body; more gives 413 */
    int status;      /* not 0: answer this now, with an empty body, and close */
};

struct server_options {
    const char *host;       /* "127.0.0.1", "::1", "0.0.0.0" */
    int port;               /* 0: any free one */
    int listen_fd;          /* >= 0: use this socket instead (systemd), which all threads share */
    int threads;            /* 0: one a core, 2 to 16 */
    size_t connections_max; /* 0: 20,000; more are closed at once after a 503 */
    size_t per_address_max; /* connections from one address (IPv6: one /64); 0: no limit */
    size_t head_max;        /* bytes of request line and headers; 0: 16 KB; 431 or 414 past it */
    size_t headers_max;     /* number; 0: 64 */
    size_t bodies_max;      /* bytes of all bodies in memory at once; 0: 64 MB; 503 past it */
    int head_ms;            /* a whole head must be there by then; 0: 10,000; 408 */
    int body_ms;            /* and a whole body; 0: 30,000, and 1 ms more per KB admitted */
    int idle_ms;            /* between requests; 0: 60,000 */
    int send_ms;            /* without progress (4 KB) while sending; 0: 20,000 */
    struct server_admit (*admit)(void *self, const struct http_request *q);
    void (*handle)(void *self, exchange *x);
    void *self;
};

struct server_counts {
    uint64_t connections, streams;                  /* now */
    uint64_t accepted, requests, refused, timeouts; /* since the start */
};

/* Binds and starts the threads. ERR_CONFLICT the port is taken; ERR_INPUT no such address. */
err server_new(const struct server_options *options, server **out) MUST_USE;
int server_port(const server *s);
int server_threads(const server *s);
/*
 * Stops accepting, closes idle connections, ends streams (after a `retry:` between 1
 * and `spread_ms`), lets running requests be answered with Connection: close, up to
 * `wait_ms`. Returns how many connections were cut off.
 */
size_t server_drain(server *s, int wait_ms, int spread_ms);
/*
 * Ends the threads and frees. Exchanges that have been handed out must have been answered, or
 * another thread must be about to: it waits for them.
 */
void server_free(server *s);
struct server_counts server_count(server *s);

/* What was asked; valid until the answer. */
const struct http_request *exchange_request(const exchange *x);
/*
 * For the owner's own use, NULL at first; and memory that lives as long as the exchange (limit
 * 256 KB).
 */
void exchange_set_owner(exchange *x, void *owner);
void *exchange_owner(const exchange *x);
/* NULL: no memory. */
arena *exchange_mem(exchange *x);

/* Answers. From any thread, exactly once per exchange; the exchange is gone afterwards. */
void exchange_answer(exchange *x, const struct http_answer *answer);

/*
 * Turns the exchange into an event stream: sends the head (200, text/event-stream,
 * no-store, X-Accel-Buffering: no, and `headers`), then whatever `next` gives.
 * `next` runs on the loop thread when the socket can take more: it returns the
 * bytes to send or NULL for nothing now. They are sent without copying and then given
 * back by `drop`. When nothing was sent for 15 s the server sends a comment.
 * `closed` is called once, on the loop thread, when the peer has gone or the server ends; from
 * then on the stream must not be woken. None of the three is called before the handler that
 * calls exchange_stream returns. HEAD gets the head alone. NULL: no memory; the peer gets 503
 * and `closed` is not called.
 */
struct stream_bytes {
    const char *at;
    size_t len;
    void *owner;
};

struct stream_source {
    bool (*next)(void *self, struct stream_bytes *out);
    void (*drop)(void *owner);
    void (*closed)(void *self);
    void *self;
};

stream *exchange_stream(exchange *x, const struct header *headers, size_t count,
                        const struct stream_source *source);
/* There is something to send: from any thread; many wakes before the loop runs are one. */
void stream_wake(stream *s);

#endif
