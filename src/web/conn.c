#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "web/loop.h"

#define TURN_MAX 32 /* steps before others have their turn */

bool conn_new(struct loop *loop, int fd, const struct address *address) {
    struct conn *c = calloc(1, sizeof(*c));
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = c};

    if (c == NULL || epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0) {
        free(c);
        return false;
    }
    c->fd = fd;
    c->loop = loop;
    c->address = *address;
    c->state = CONN_HEAD;
    c->has_begun = true; /* who says nothing at first has no more time than who is slow */
    c->next = &loop->ring;
    c->prev = loop->ring.prev;
    loop->ring.prev->next = c;
    loop->ring.prev = c;
    conn_deadline(c, loop->server->options.head_ms);
    return true;
}

void conn_deadline(struct conn *c, int64_t ms) {
    wheel_set(&c->loop->wheel, &c->timer, c->loop->now_ms + ms);
}

static void leave_again(struct conn *c) {
    struct loop *loop = c->loop;
    struct conn **at = &loop->again;
    struct conn *before = NULL;

    while (*at != NULL && *at != c) {
        before = *at;
        at = &(*at)->next_again;
    }
    if (*at == c) {
        *at = c->next_again;
        if (loop->again_end == c) {
            loop->again_end = before;
        }
    }
}

/* Frees all. The one place where a connection ends. */
static void conn_free(struct conn *c) {
    struct loop *loop = c->loop;
    server *s = loop->server;

    if (c->is_again) {
        leave_again(c);
    }
    wheel_remove(&loop->wheel, &c->timer);
    if (c->stream != NULL) {
        stream_close(c->stream);
    }
    if (c->x != NULL) {
        if (c->is_orphaning) {
            exchange_orphan(c->x);
        } else {
            exchange_done(c->x);
        }
    }
    output_free(c->out);
    block_free(c->in);
    if (c->is_aborting) {
        struct linger reset = {.l_onoff = 1, .l_linger = 0};

        /* What a peer does not read must not stay in the kernel for minutes. */
        (void)setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
    }
    (void)close(c->fd);
    c->next->prev = c->prev;
    c->prev->next = c->next;
    if (s->addresses != NULL) {
        address_leave(s->addresses, &c->address);
    }
    (void)atomic_fetch_sub(&s->connections, 1);
    free(c);
}

/* One step; true when there may be more to do at once. */
static bool step(struct conn *c) {
    switch (c->state) {
    case CONN_HEAD:
        return input_head(c);
    case CONN_BODY:
        return input_body(c);
    case CONN_CHUNKS:
        return input_chunks(c);
    case CONN_SENDING:
        return output_more(c);
    case CONN_STREAM:
        return stream_pump(c->stream);
    case CONN_LINGER:
        return input_discard(c);
    case CONN_RUNNING:
    case CONN_CLOSED:
    default:
        return false;
    }
}

void conn_run(struct conn *c) {
    int turns = TURN_MAX;

    do {
        input_begin(c);
    } while (step(c) && --turns > 0);
    input_end(c);
    if (c->state == CONN_CLOSED) {
        conn_free(c);
    } else if (turns == 0) {
        loop_again(c);
    }
}

void conn_cut(struct conn *c) {
    if (c->state == CONN_RUNNING) {
        c->is_orphaning = true;
    }
    c->state = CONN_CLOSED;
    conn_free(c);
}

void conn_event(struct conn *c, uint32_t events) {
    if ((events & (EPOLLHUP | EPOLLERR)) != 0 ||
        ((events & EPOLLRDHUP) != 0 && c->state == CONN_STREAM)) {
        conn_cut(c);
        return;
    }
    if ((events & (EPOLLIN | EPOLLRDHUP)) != 0) {
        c->is_readable = true;
        c->is_peer_shut = c->is_peer_shut || (events & EPOLLRDHUP) != 0;
    }
    if (c->state != CONN_RUNNING) {
        conn_run(c);
    }
}

void conn_timeout(struct conn *c) {
    struct loop *loop = c->loop;
    bool is_silent = c->state == CONN_HEAD && c->in == NULL;

    if (c->state == CONN_STREAM) {
        stream_quiet(c->stream);
        conn_run(c);
        return;
    }
    if (c->state == CONN_LINGER || (is_silent && !c->has_begun)) {
        conn_cut(c);
        return;
    }
    loop_count(&loop->timeouts);
    if (is_silent || c->state == CONN_SENDING) {
        c->is_aborting = c->state == CONN_SENDING;
        conn_cut(c);
        return;
    }
    if (c->x != NULL) {
        exchange_done(c->x);
    }
    output_refuse(c, 408);
    conn_run(c);
}

void conn_drain(struct conn *c) {
    if (c->state == CONN_HEAD && c->in == NULL) {
        conn_cut(c);
    } else if (c->state == CONN_STREAM) {
        stream_end(c->stream);
        conn_run(c);
    }
}
