/*
 * peer.h: a rude client over real sockets, and a server to be rude to. For the tests of web/server.
 */
#ifndef HOSTILE_PEER_H
#define HOSTILE_PEER_H

#include <pthread.h>
#include <stdatomic.h>

#include "tests/kit/kit.h"
#include "web/server.h"

/*
 * A server whose paths are: "/echo" answers method, path, query and body; "/big" 8 MB; "/later"
 * is answered by another thread when `peer_answer` says so; "/stream" an event stream; "/smuggled"
 * is counted and must never be reached; all else 200 "fine".
 */
struct host {
    server *s;
    int port;
    _Atomic int smuggled;
    _Atomic int handled;
    _Atomic int freed;    /* bodies with an owner that were given back */
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t changed;
    exchange *waiting[4096]; /* exchanges of "/later" */
    size_t waiting_count;
    struct host_stream *streams; /* open */
    size_t stream_count;         /* opened since the start */
    size_t closed_count;
    size_t body_max;
    const char *event; /* what every stream sends next */
    size_t event_len;
    int event_number;
};

/* Starts it with these options (host, port, handlers are filled in). Ends the test if it cannot. */
struct host *host_start(struct test *t, struct server_options options);
void host_stop(struct host *h);
/* Waits until that many "/later" wait; false after 5 s. */
bool host_wait_later(struct host *h, size_t count);
bool host_wait_streams(struct host *h, size_t open, size_t closed);
/* Answers all that wait, from this thread. */
void host_answer_later(struct host *h, str body);
/* All streams get this event once. */
void host_event(struct host *h, const char *event);
/* Waits until no connection is left; false after `ms`. */
bool host_wait_empty(struct host *h, int ms);
bool host_wait_connections(struct host *h, size_t count, int ms);

/* Waits until no connection is left, answering what still waits; false after `ms`. */
bool host_wait_idle(struct host *h, int ms);

/* A connected socket, or -1; from any thread. */
int peer_try(const struct host *h);
/* A connected socket, or the end of the test. */
int peer_open(const struct host *h);
void peer_send(int fd, str bytes);
/*
 * Reads until `until` has been seen (NULL: until the end), for at most `ms`. `*ended` (may be
 * NULL): the server has closed.
 */
str peer_read(struct test *t, int fd, const char *until, int ms, bool *ended);
/* Opens, sends, shuts nothing, reads to the end or until nothing comes for `ms`; closes. */
str peer_talk(struct test *t, const struct host *h, str bytes, int ms, bool *ended);
/* The statuses of the answers in `bytes`, "200 400"; bodies are passed over by their length. */
str peer_statuses(struct test *t, str bytes);

#endif
