#include "features/mail/sink_test.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { LINE_BYTES = 4096 };

static bool say_line(int fd, const char *line) {
    return send(fd, line, strlen(line), MSG_NOSIGNAL) > 0;
}

/* Answers as it is told at `step`; false where the connection ends. */
static bool sink_says(struct sink *s, int fd, enum sink_step step, const char *usual) {
    if (atomic_load(&s->step) != step) {
        return say_line(fd, usual);
    }
    switch (atomic_load(&s->way)) {
    case SAYS:
        return say_line(fd, atomic_load(&s->answer));
    case SLEEPS:
        for (int i = 0; i < 300 && !atomic_load(&s->is_ending); i++) {
            (void)usleep(10000);
        }
        return false;
    case CUTS:
        break;
    }
    return false;
}

static bool hear_line(int fd, char *line) {
    size_t len = 0;

    while (len + 1 < LINE_BYTES && recv(fd, &line[len], 1, 0) == 1) {
        if (line[len++] == '\n') {
            line[len] = '\0';
            return true;
        }
    }
    return false;
}

static void sink_keeps(struct sink *s, const char *line) {
    size_t len = strlen(line);
    size_t at = atomic_load(&s->heard_len);

    if (at + len < SINK_HEARD_MAX) {
        memcpy(s->heard + at, line, len);
        atomic_store(&s->heard_len, at + len);
    }
}

static bool sink_takes_data(struct sink *s, int fd, char *line) {
    if (!sink_says(s, fd, AT_DATA, "354 go on\r\n") ||
        (atomic_load(&s->step) == AT_DATA && atomic_load(&s->way) == SAYS)) {
        return atomic_load(&s->step) == AT_DATA;
    }
    while (hear_line(fd, line)) {
        sink_keeps(s, line);
        if (strcmp(line, ".\r\n") == 0) {
            atomic_fetch_add(&s->taken, atomic_load(&s->step) == AT_END ? 0 : 1);
            return sink_says(s, fd, AT_END, "250 2.0.0 taken as 4711\r\n");
        }
    }
    return false;
}

static bool sink_answers(struct sink *s, int fd, char *line) {
    if (strncmp(line, "EHLO", 4) == 0) {
        return sink_says(s, fd, AT_HELLO,
                         s->offers_sign_in ? "250-sink\r\n250 AUTH PLAIN\r\n" : "250 sink\r\n");
    }
    if (strncmp(line, "AUTH", 4) == 0) {
        if (!say_line(fd, "334 \r\n") || !hear_line(fd, line)) {
            return false;
        }
        return sink_says(s, fd, AT_SIGN_IN, "235 fine\r\n");
    }
    if (strncmp(line, "MAIL FROM", 9) == 0) {
        return sink_says(s, fd, AT_FROM, "250 fine\r\n");
    }
    if (strncmp(line, "RCPT TO", 7) == 0) {
        return sink_says(s, fd, AT_TO, "250 fine\r\n");
    }
    if (strncmp(line, "DATA", 4) == 0) {
        return sink_takes_data(s, fd, line);
    }
    if (strncmp(line, "QUIT", 4) == 0) {
        (void)say_line(fd, "221 bye\r\n");
        return false;
    }
    return say_line(fd, "502 no\r\n");
}

static void *sink_main(void *self) {
    struct sink *s = self;
    char line[LINE_BYTES];
    int fd = -1;

    while ((fd = accept(s->fd, NULL, NULL)) >= 0) {
        const struct timeval wait = {.tv_sec = 5};

        (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
        atomic_fetch_add(&s->sessions, 1);
        if (sink_says(s, fd, AT_GREETING, "220 sink\r\n")) {
            while (hear_line(fd, line)) {
                sink_keeps(s, line);
                if (!sink_answers(s, fd, line)) {
                    break;
                }
            }
        }
        (void)close(fd);
    }
    return NULL;
}

void sink_done(struct sink *s) {
    atomic_store(&s->is_ending, true);
    (void)shutdown(s->fd, SHUT_RDWR);
    (void)pthread_join(s->thread, NULL);
    (void)close(s->fd);
}

struct sink *sink_new(struct test *t) {
    struct sink *s = arena_alloc(t->mem, sizeof(*s));
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(at);

    CHECK(s != NULL);
    s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(s->fd >= 0);
    CHECK_EQ(bind(s->fd, (const struct sockaddr *)&at, sizeof(at)), 0);
    CHECK_EQ(listen(s->fd, 8), 0);
    CHECK_EQ(getsockname(s->fd, (struct sockaddr *)&at, &len), 0);
    s->port = ntohs(at.sin_port);
    CHECK_EQ(pthread_create(&s->thread, NULL, sink_main, s), 0);
    return s;
}

void sink_does(struct sink *s, enum sink_step step, enum sink_way way, const char *answer) {
    atomic_store(&s->answer, answer);
    atomic_store(&s->way, way);
    atomic_store(&s->step, step);
}

str sink_heard(const struct sink *s) {
    return str_at(s->heard, atomic_load(&s->heard_len));
}
