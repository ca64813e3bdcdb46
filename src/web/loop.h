/*
 * loop.h: the inside of the server, shared by its files and by nobody else.
 *
 * A loop is a thread with an epoll, its connections, its deadlines and an inbox. All
 * of a connection belongs to its loop's thread; other threads only put mail into the
 * inbox: an answer, a new stream, a stream with something to send.
 *
 *   listen.c    accepts, counts by address
 *   conn.c      a connection's life: what its state wants next, deadlines, the end
 *   input.c     bytes in: heads and bodies, the handler's call
 *   output.c    bytes out: heads of answers, partial sends, refusals
 *   exchange.c  a request until its answer
 *   stream.c    event streams
 *   loop.c      the thread
 *   server.c    all loops together
 */
#ifndef WEB_LOOP_H
#define WEB_LOOP_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/str.h"
#include "web/address.h"
#include "web/block.h"
#include "web/http.h"
#include "web/server.h"
#include "web/wheel.h"

#define LOOP_HEAD_MAX    8192  /* a longer head of an answer is built on the heap */
#define LOOP_PREFIX_MAX  256   /* status line, Date, Content-Length, Connection */
#define STREAM_SILENT_MS 15000 /* a comment after that */
#define SEND_STEP        4096 /* less is no progress: who reads a byte now and then does not read */
#define LINGER_MS        2000
#define LINGER_BYTES     (1U << 20)

struct loop;
struct conn;

enum mail_kind { MAIL_EXCHANGE, MAIL_STREAM };

/* After the answer: close, stay open, or stay open and say so (HTTP/1.0). */
enum keep { KEEP_NOT, KEEP_OPEN, KEEP_TOLD };

/* What stands in an inbox; part of an exchange or a stream. */
struct mail {
    struct mail *next;
    enum mail_kind kind;
};

/* An answer on its way: parts [head][body], `sent` bytes of them gone. */
struct outgoing {
    int status;
    bool close;
    const char *head;
    size_t head_len;
    const char *body;
    size_t body_len; /* to send */
    size_t told_len; /* for Content-Length */
    size_t sent;
    size_t marked; /* `sent` when the deadline was set */
    void (*body_free)(void *owner);
    void *body_owner;
    char at[]; /* LOOP_PREFIX_MAX bytes for the loop, the headers, the copied body */
};

struct body {
    char *at;
    size_t len;
    size_t cap; /* counted in server.bodies */
};

struct exchange {
    struct mail mail;
    struct loop *loop;
    struct conn *conn; /* NULL: the peer has gone meanwhile; loop thread only */
    struct exchange *next_free;
    struct http_request request;
    struct http_head head;
    size_t body_max;
    struct block *in; /* holds the head, where the connection's own block does not */
    struct body body;
    arena *mem; /* made when first asked for */
    void *owner;
    struct outgoing *out; /* the answer, while it is in the inbox */
    bool is_head;         /* no body may be sent */
    char peer[ADDRESS_TEXT];
    struct header headers[]; /* limits.headers_max */
};

struct stream {
    struct mail mail;
    atomic_bool is_queued; /* stands in the inbox */
    bool is_started;
    bool is_head;   /* asked for by HEAD: nothing follows */
    bool is_dead;   /* closed; freed when it comes out of the inbox */
    bool is_ending; /* say good-bye, then close */
    struct loop *loop;
    struct conn *conn;
    exchange *x; /* until started */
    struct outgoing *head;
    struct stream_source source;
    struct stream_bytes bytes; /* at NULL: none in hand */
    size_t sent;
    size_t marked;   /* `sent` when the deadline was set */
    bool is_comment; /* the bytes in hand are ours */
};

enum conn_state {
    CONN_HEAD,    /* between requests, or reading a head */
    CONN_BODY,    /* reading `length` bytes */
    CONN_CHUNKS,  /* reading chunks */
    CONN_RUNNING, /* the exchange is with its owner */
    CONN_SENDING, /* an answer is partly sent */
    CONN_STREAM,
    CONN_LINGER, /* all is said; reads on so that the peer sees the answer and not a reset */
    CONN_CLOSED  /* to be freed by conn_run */
};

struct conn {
    struct timer timer; /* first: timers are cast back */
    int fd;
    enum conn_state state;
    bool is_readable;  /* edge triggered: nothing says so twice */
    bool is_peer_shut; /* the peer will send no more */
    bool has_begun;    /* the deadline in force is the one for a whole head */
    bool is_again;     /* stands in loop.again */
    bool is_aborting;  /* close with a reset */
    bool is_orphaning; /* the exchange is with its owner, who does not know yet */
    struct loop *loop;
    struct conn *next; /* of all, in a ring */
    struct conn *prev;
    struct conn *next_again;
    struct block *in; /* bytes not used yet; NULL while idle */
    struct http_find find;
    struct http_chunks chunks;
    exchange *x;
    struct outgoing *out;
    stream *stream;
    size_t discarded; /* while lingering */
    struct address address;
};

struct loop {
    server *server;
    int index;
    int epoll_fd;
    int wake_fd;
    int listen_fd; /* -1: not listening (any more) */
    int spare_fd;  /* given up to refuse politely when descriptors run out */
    bool owns_listen_fd;
    bool is_draining;
    bool has_thread;
    pthread_t thread;
    int64_t now_ms;
    int64_t accept_at_ms; /* > 0: listening is paused until then */
    int64_t date_due_ms;
    _Atomic(struct mail *) inbox; /* newest first */
    struct mail *todo;            /* taken out of the inbox, oldest first */
    struct mail *todo_end;
    struct conn *again; /* have more to do without an event */
    struct conn *again_end;
    struct conn ring; /* head of all connections */
    size_t running;   /* exchanges that are with their owners */
    exchange *handling;
    exchange *free_exchanges;
    size_t free_exchange_count;
    struct block *free_blocks;
    size_t free_block_count;
    arena *mem; /* for the date */
    str date;
    struct wheel wheel;
    char head[LOOP_HEAD_MAX];
    _Atomic uint64_t accepted;
    _Atomic uint64_t requests;
    _Atomic uint64_t refused;
    _Atomic uint64_t timeouts;
};

struct server {
    struct server_options options; /* with the defaults filled in; host is not kept */
    struct http_limits limits;
    size_t block_size; /* of a block that surely holds a head */
    int port;
    struct loop *loops;
    struct address_table *addresses; /* NULL: not counted */
    _Atomic size_t connections;
    _Atomic size_t streams;
    _Atomic size_t bodies; /* bytes */
    _Atomic int spread_ms;
    atomic_bool is_draining;
    atomic_bool is_cutting; /* the drain's time is over */
    atomic_bool is_ending;
    _Atomic size_t cut;
};

/* server.c: the defaults have been filled in; opens epoll, eventfd and thread. */
err loop_start(struct loop *loop) MUST_USE;
/* Ends the thread (server->is_ending is set) and frees; also one that never started. */
void loop_stop(struct loop *loop);
/* Makes it look at its inbox and flags. From any thread. */
void loop_poke(struct loop *loop);
/* Puts mail into the inbox; from any thread, and once until it comes out. */
void loop_post(struct loop *loop, struct mail *mail);
/* The loop whose thread this is, or NULL. */
struct loop *loop_here(void);
/* conn_run is called once more soon, after the others had their turn. */
void loop_again(struct conn *c);
void loop_count(_Atomic uint64_t *counter);

/* Listening sockets, one a loop or the one given. ERR_CONFLICT, ERR_INPUT, ERR_WORLD. */
err listen_open(server *s) MUST_USE;
void listen_start(struct loop *loop);
void listen_accept(struct loop *loop);
/* Stops listening; who waits in the queue is still let in. */
void listen_close(struct loop *loop);
/* Listens again after a pause for want of descriptors. */
void listen_resume(struct loop *loop);

/* Takes over `fd`; false (and nothing closed) without memory. */
bool conn_new(struct loop *loop, int fd, const struct address *address) MUST_USE;
/* Does all that can be done without waiting; the connection may be gone afterwards. */
void conn_run(struct conn *c);
void conn_event(struct conn *c, uint32_t events);
void conn_timeout(struct conn *c);
/* The server drains: idle ones end, streams say good-bye. May free the connection. */
void conn_drain(struct conn *c);
/* Ends it now, whatever it is doing. */
void conn_cut(struct conn *c);
/* Sets the deadline `ms` from now. */
void conn_deadline(struct conn *c, int64_t ms);

/* Each: one step in its state; true when there may be more to do at once. */
bool input_head(struct conn *c);
bool input_body(struct conn *c);
bool input_chunks(struct conn *c);
bool input_discard(struct conn *c);
/* Before and after the steps: lends the loop's block, gives it back where nothing is left in it. */
void input_begin(struct conn *c);
void input_end(struct conn *c);

/* Copies an answer; NULL without memory (then body_free has been called). From any thread. */
struct outgoing *output_new(const struct http_answer *answer, bool is_head);
void output_free(struct outgoing *out);
/* The head of an event stream. */
struct outgoing *output_stream_head(const struct header *headers, size_t count);
/* Sends an answer whose exchange is over; without copying what can be sent at once. */
void output_answer(struct conn *c, const struct http_answer *answer, bool is_head, enum keep keep);
/* Sends one that was copied; takes it over. */
void output_take(struct conn *c, struct outgoing *out, enum keep keep);
/* Goes on sending c->out. True when it is all sent. */
bool output_more(struct conn *c);
/* Answers with this status, an empty body and Connection: close. */
void output_refuse(struct conn *c, int status);
/* Goes on sending the head of a stream, c->out; true when it is gone. */
bool output_stream_head_sent(struct conn *c);
/* Closes, or lingers where bytes of the peer are or (`lingers`) may be on their way. */
void output_close(struct conn *c, bool lingers);
/* Raw bytes that matter little (100 Continue, a comment): false when not all went out. */
bool output_raw(struct conn *c, str bytes);

/* A fresh one for this connection; NULL: no memory. */
exchange *exchange_take(struct conn *c);
/* The answer is on its way or dropped: back to the pool. */
void exchange_done(exchange *x);
/* The peer has gone: the exchange lives on alone until its answer comes. */
void exchange_orphan(exchange *x);
/* Mail: an answer from another thread. */
void exchange_mail(exchange *x);
void exchange_free(exchange *x);
/* Makes room for `more` bytes of body: 0 or the status to refuse with. */
int exchange_grow(exchange *x, size_t more);

/* Mail: the start, or something to send. */
void stream_mail(stream *s);
/* Sends what there is. True: there is more, but others are waiting. */
bool stream_pump(stream *s);
void stream_quiet(stream *s); /* the deadline: a comment, or the end of a peer that does not read */
void stream_end(stream *s);   /* good-bye with a retry, then close */
void stream_close(stream *s); /* the connection is going */

#endif
