#ifndef _GNU_SOURCE
/* NOLINTNEXTLINE(readability-identifier-naming) */
#define _GNU_SOURCE /* accept4 */
#endif

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "web/loop.h"

#define BACKLOG   4096
#define BATCH_MAX 64
#define PAUSE_MS  100
#define BUSY_ANSWER                                                               \
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 2\r\n" \
    "Connection: close\r\n\r\n"

/* The address to bind, or false. */
static bool address_read(const char *host, int port, struct sockaddr_storage *out, socklen_t *len) {
    struct sockaddr_in in4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};

    memset(out, 0, sizeof(*out));
    if (host == NULL || port < 0 || port > 65535) {
        return false;
    }
    if (inet_pton(AF_INET, host, &in4.sin_addr) == 1) {
        memcpy(out, &in4, sizeof(in4));
        *len = sizeof(in4);
        return true;
    }
    if (inet_pton(AF_INET6, host, &in6.sin6_addr) == 1) {
        memcpy(out, &in6, sizeof(in6));
        *len = sizeof(in6);
        return true;
    }
    return false;
}

static err bind_error(int number) {
    if (number == EADDRINUSE) {
        return ERR_CONFLICT;
    }
    return number == EADDRNOTAVAIL ? ERR_INPUT : ERR_WORLD;
}

/* A socket that listens at `at`; shared: several of ours take the same port. */
static err open_one(const struct sockaddr_storage *at, socklen_t len, bool shared, int *out) {
    struct sockaddr_storage copy = *at;
    int on = 1;
    int fd = socket(at->ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int failure = 0;

    if (fd < 0) {
        return ERR_WORLD;
    }
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
        (shared && setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) != 0) ||
        bind(fd, (struct sockaddr *)&copy, len) != 0 || listen(fd, BACKLOG) != 0) {
        failure = errno;
        (void)close(fd);
        return bind_error(failure);
    }
    *out = fd;
    return OK;
}

/*
 * SO_REUSEPORT would let a second program of the same user take a share of our
 * connections unseen, so a socket without it tries the port first.
 */
static err probe(const struct sockaddr_storage *at, socklen_t len) {
    int fd = -1;

    TRY(open_one(at, len, false, &fd));
    (void)close(fd);
    return OK;
}

static int port_of(int fd) {
    struct sockaddr_storage at = {0};
    socklen_t len = sizeof(at);
    struct sockaddr_in in4;
    struct sockaddr_in6 in6;

    if (getsockname(fd, (struct sockaddr *)&at, &len) != 0) {
        return 0;
    }
    memcpy(&in4, &at, sizeof(in4));
    memcpy(&in6, &at, sizeof(in6));
    if (at.ss_family == AF_INET6) {
        return ntohs(in6.sin6_port);
    }
    return at.ss_family == AF_INET ? ntohs(in4.sin_port) : 0;
}

/* The socket that was handed over is watched by all loops. */
static err use_given(server *s) {
    int fd = s->options.listen_fd;
    int flags = fcntl(fd, F_GETFL);

    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0) {
        return ERR_INPUT;
    }
    for (int i = 0; i < s->options.threads; i++) {
        s->loops[i].listen_fd = fd;
    }
    return OK;
}

err listen_open(server *s) {
    struct sockaddr_storage at;
    socklen_t len = 0;
    int on = 1;

    if (s->options.listen_fd >= 0) {
        TRY(use_given(s));
    } else {
        if (!address_read(s->options.host, s->options.port, &at, &len)) {
            return ERR_INPUT;
        }
        if (s->options.port != 0) {
            TRY(probe(&at, len));
        }
        for (int i = 0; i < s->options.threads; i++) {
            TRY(open_one(&at, len, true, &s->loops[i].listen_fd));
            s->loops[i].owns_listen_fd = true;
            if (i == 0 &&
                !address_read(s->options.host, port_of(s->loops[0].listen_fd), &at, &len)) {
                return ERR_WORLD;
            }
        }
    }
    s->port = port_of(s->loops[0].listen_fd);
    for (int i = 0; i < s->options.threads; i++) {
        /* Inherited by what is accepted; a local socket has no such option. */
        (void)setsockopt(s->loops[i].listen_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
        s->loops[i].spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    }
    return OK;
}

static void watch(struct loop *loop) {
    struct epoll_event event = {.events = EPOLLIN | EPOLLEXCLUSIVE, .data.ptr = &loop->listen_fd};

    if (epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, loop->listen_fd, &event) != 0) {
        LOG(LOG_ERROR, "listen-failed", LOG_I("errno", errno));
    }
}

void listen_start(struct loop *loop) {
    watch(loop);
}

void listen_resume(struct loop *loop) {
    loop->accept_at_ms = 0;
    if (loop->listen_fd >= 0) {
        watch(loop);
    }
}

/* A polite word, and the end. What the peer has sent is read so that it is not answered with a
 * reset. */
static void turn_away(struct loop *loop, int fd) {
    char heard[1024];

    loop_count(&loop->refused);
    (void)recv(fd, heard, sizeof(heard), MSG_DONTWAIT);
    (void)send(fd, BUSY_ANSWER, sizeof(BUSY_ANSWER) - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    (void)shutdown(fd, SHUT_WR);
    (void)close(fd);
}

static void welcome(struct loop *loop, int fd, const struct sockaddr_storage *from) {
    server *s = loop->server;
    struct address address = address_of(from);
    size_t before = atomic_fetch_add(&s->connections, 1);
    bool is_counted = false;

    loop_count(&loop->accepted);
    if (before < s->options.connections_max) {
        is_counted = s->addresses != NULL &&
                     address_enter(s->addresses, &address, s->options.per_address_max);
        if ((is_counted || s->addresses == NULL) && conn_new(loop, fd, &address)) {
            return;
        }
    }
    if (is_counted) {
        address_leave(s->addresses, &address);
    }
    (void)atomic_fetch_sub(&s->connections, 1);
    turn_away(loop, fd);
}

/* No descriptor is left: the spare one lets one peer in to be told so; then a pause. */
static void use_spare(struct loop *loop) {
    int fd = -1;

    if (loop->spare_fd >= 0) {
        (void)close(loop->spare_fd);
        fd = accept4(loop->listen_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            turn_away(loop, fd);
        }
        loop->spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    }
    if (fd < 0) {
        (void)epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, loop->listen_fd, NULL);
        loop->accept_at_ms = loop->now_ms + PAUSE_MS;
    }
}

/* May the next one be tried after this failure of accept? See accept(2). */
static bool goes_on(struct loop *loop, int number) {
    if (number == EMFILE || number == ENFILE || number == ENOBUFS || number == ENOMEM) {
        use_spare(loop);
        return false;
    }
    return number == ECONNABORTED || number == EINTR || number == EPROTO;
}

void listen_accept(struct loop *loop) {
    for (int i = 0; i < BATCH_MAX; i++) {
        struct sockaddr_storage from = {0};
        socklen_t len = sizeof(from);
        int fd =
            accept4(loop->listen_fd, (struct sockaddr *)&from, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);

        if (fd >= 0) {
            welcome(loop, fd, &from);
        } else if (!goes_on(loop, errno)) {
            return;
        }
    }
}

void listen_close(struct loop *loop) {
    if (loop->listen_fd < 0) {
        return;
    }
    if (loop->accept_at_ms == 0) {
        listen_accept(loop);
        (void)epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, loop->listen_fd, NULL);
    }
    if (loop->owns_listen_fd) {
        (void)close(loop->listen_fd);
    }
    loop->listen_fd = -1;
}
