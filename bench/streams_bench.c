/*
 * streams_bench: many followers of one topic, one event of about 230 bytes to all.
 *
 *   streams_bench [-n FOLLOWERS] [-r ROUNDS]
 *       web/server.h with live/hub.h against a bare epoll loop that writes the same bytes, each in
 *       a process of its own; rounds interleaved. As Markdown.
 *   streams_bench [-n ...] [-r ...] -p PORT -i PID -s /live?t=TOPIC -t /touch
 *       a program that runs already; GET of the last address makes an event.
 *
 * CPU is what the kernel counted for all threads of the process while an event went out
 * (schedstat); memory is what became private and dirty in it while the followers came
 * (smaps_rollup).
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/time.h"
#include "live/hub.h"
#include "web/server.h"

/* NOLINTBEGIN(concurrency-mt-unsafe): exit, getopt and readdir run where there is one thread */

#define EVENT_PAD                                                                            \
    "<li id=\"session-4711\" class=\"session is-changed\"><b>A workshop</b> in room B 204, " \
    "14:00 to 15:30, 3 seats left of 24, led by Ilse Beispiel</li>"
#define ROUNDS_MAX 200
#define WAIT_MS    20000

/* What one round, or the coming of all, was like. */
struct result {
    double cpu_us;  /* a message */
    double last_ms; /* until the last had it */
    double half_ms;
    double kb; /* a follower, of the coming */
    long lost;
};

/* A server and the process that holds its followers. */
struct side {
    const char *name;
    int port;
    pid_t pid;
    const char *stream; /* address to follow */
    const char *touch;  /* address that makes an event */
    pid_t client;
    int to_client;
    int from_client;
    double kb;
    struct result rounds[ROUNDS_MAX];
    int *fds; /* the client's: */
    int *events;
    int *newlines; /* how many in a row the last piece ended with */
    int epoll_fd;
};

static int followers = 10000;
static int rounds = 15;

static void die(const char *what) {
    (void)fprintf(stderr, "streams_bench: %s: error %d\n", what, errno);
    exit(1);
}

struct live {
    hub *h;
    _Atomic int number;
};

struct source {
    follower *f;
    stream *s;
};

static err render(void *self, str topic UNUSED, arena *mem UNUSED, buf *out) {
    struct live *l = self;

    buf_fmt(out, "%08d " EVENT_PAD, atomic_load(&l->number));
    return OK;
}

static int tick_ms(void *self UNUSED, str topic UNUSED) {
    return 1;
}

static bool next(void *self, struct stream_bytes *out) {
    struct source *f = self;
    struct live_bytes *b = f->f == NULL ? NULL : hub_take(f->f);

    if (b == NULL) {
        return false;
    }
    *out = (struct stream_bytes){.at = b->at, .len = b->len, .owner = b};
    return true;
}

static void drop(void *owner) {
    live_drop(owner);
}

static void closed(void *self) {
    struct source *f = self;

    hub_unfollow(f->f);
    free(f);
}

static void wake(void *self) {
    struct source *f = self;

    stream_wake(f->s);
}

static void handle(void *self, exchange *x) {
    struct live *l = self;

    if (str_eq(exchange_request(x)->path, STR("/touch"))) {
        (void)atomic_fetch_add(&l->number, 1);
        hub_touch(l->h, STR("bench"));
        exchange_answer(x, &(struct http_answer){.status = 204, .close = true});
        return;
    }
    struct source *f = calloc(1, sizeof(*f));
    struct stream_source source = {next, drop, closed, f};
    str topic = STR("bench");

    if (f == NULL) {
        die("memory");
    }
    f->s = exchange_stream(x, NULL, 0, &source);
    if (f->s == NULL || hub_follow(l->h, &topic, 1, 0, wake, f, &f->f) != OK) {
        die("follow");
    }
}

static void serve_ours(int out) {
    static struct live l;
    struct hub_options h = {.render = render, .tick_ms = tick_ms, .self = &l};
    struct server_options o = {.host = "127.0.0.1",
                               .listen_fd = -1,
                               .threads = 2,
                               .connections_max = 200000,
                               .handle = handle,
                               .self = &l};
    server *s = NULL;

    if (hub_new(&h, &l.h) != OK || server_new(&o, &s) != OK) {
        die("ours");
    }
    int port = server_port(s);
    if (write(out, &port, sizeof(port)) != sizeof(port)) {
        die("pipe");
    }
    for (;;) {
        (void)pause();
    }
}

/* The bare loop has no parser, no deadlines, no hub and no second thread. */
static const char bare_head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                "Cache-Control: no-store\r\nConnection: close\r\n\r\n";

static void bare_touch(const int *fds, int count, int number) {
    char event[512];
    int len = snprintf(event, sizeof(event),
                       "id: 1764000000000%03d\nevent: message\ndata: %08d " EVENT_PAD "\n\n",
                       number % 1000, number);

    for (int i = 0; i < count; i++) {
        if (send(fds[i], event, (size_t)len, MSG_NOSIGNAL) != len) {
            die("a bare follower is slow");
        }
    }
}

/* A new connection's request; it becomes a follower, or makes an event. */
static void bare_read(int fd, int *fds, int *count, int *number) {
    char request[2048];
    ssize_t n = recv(fd, request, sizeof(request) - 1, 0);

    if (n <= 0) {
        (void)close(fd);
        return;
    }
    request[n] = '\0';
    if (strstr(request, "/touch") == NULL) {
        (void)send(fd, bare_head, sizeof(bare_head) - 1, MSG_NOSIGNAL);
        fds[(*count)++] = fd;
        return;
    }
    (void)send(fd, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n", 46, MSG_NOSIGNAL);
    (void)close(fd);
    bare_touch(fds, *count, ++*number);
}

static void serve_bare(int out) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(at);
    int listen_fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    int epoll_fd = epoll_create1(0);
    int *fds = calloc((size_t)followers + 16, sizeof(int));
    int count = 0;
    int number = 0;
    int on = 1;
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listen_fd};

    if (fds == NULL || bind(listen_fd, (struct sockaddr *)&at, sizeof(at)) != 0 ||
        listen(listen_fd, 4096) != 0 || getsockname(listen_fd, (struct sockaddr *)&at, &len) != 0 ||
        setsockopt(listen_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) != 0 ||
        epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listen_fd, &event) != 0) {
        die("bare");
    }
    int port = ntohs(at.sin_port);
    if (write(out, &port, sizeof(port)) != sizeof(port)) {
        die("pipe");
    }
    for (;;) {
        struct epoll_event events[256];
        int ready = epoll_wait(epoll_fd, events, 256, -1);

        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;

            if (fd != listen_fd) {
                bare_read(fd, fds, &count, &number);
                continue;
            }
            while ((fd = accept(listen_fd, NULL, NULL)) >= 0) {
                event = (struct epoll_event){.events = EPOLLIN | EPOLLET, .data.fd = fd};
                (void)epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event);
            }
        }
    }
}

/* A small file of /proc, as text; empty where it has gone. */
static str file_read(const char *path, char *space, size_t size) {
    FILE *f = fopen(path, "re");
    size_t len = 0;

    if (f != NULL) {
        len = fread(space, 1, size, f);
        (void)fclose(f);
    }
    return str_at(space, len);
}

/* The number at the start of `s`, white space before it passed over; 0 where there is none. */
static double first_number(str s) {
    int64_t n = 0;

    s = str_trim(s);
    for (str word = s; word.len > 0 && !str_i64(word, &n); word.len--) {
    }
    return (double)n;
}

static double cpu_us(pid_t pid) {
    char path[300];
    char text[256];
    double sum = 0;
    (void)snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
    DIR *d = opendir(path);

    if (d == NULL) {
        die(path);
    }
    for (const struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
        if (e->d_name[0] != '.') {
            (void)snprintf(path, sizeof(path), "/proc/%d/task/%s/schedstat", (int)pid, e->d_name);
            sum += first_number(file_read(path, text, sizeof(text))) / 1000;
        }
    }
    (void)closedir(d);
    return sum;
}

static double private_kb(pid_t pid) {
    char path[64];
    char text[4096];
    str label = STR("Private_Dirty:");
    str all;
    (void)snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);
    all = file_read(path, text, sizeof(text));
    if (str_find(all, label) == SIZE_MAX) {
        die(path);
    }
    return first_number(str_first(str_from(all, str_find(all, label) + label.len), 20));
}

static int dial(const struct side *s, const char *address) {
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)s->port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    char request[512];
    int len = snprintf(request, sizeof(request),
                       "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0 || connect(fd, (struct sockaddr *)&at, sizeof(at)) != 0 ||
        send(fd, request, (size_t)len, MSG_NOSIGNAL) != len) {
        die("connect");
    }
    return fd;
}

/* Empty lines end heads and events: counts those in what has come for follower `i`. */
static int count_ends(struct side *s, int i, const char *at, ssize_t len) {
    int ends = 0;

    for (ssize_t k = 0; k < len; k++) {
        if (at[k] == '\n') {
            ends += ++s->newlines[i] == 2 ? 1 : 0;
        } else if (at[k] != '\r') {
            s->newlines[i] = 0;
        }
    }
    return ends;
}

/* Reads what has come; the number of followers that now have `want` ends for the first time. */
static int collect(struct side *s, int want, int wait_ms) {
    struct epoll_event events[512];
    char piece[4096];
    int done = 0;
    int ready = epoll_wait(s->epoll_fd, events, 512, wait_ms);

    for (int k = 0; k < ready; k++) {
        int i = (int)events[k].data.u32;
        ssize_t n = recv(s->fds[i], piece, sizeof(piece), MSG_DONTWAIT);

        if (n <= 0) {
            die("a follower was closed");
        }
        int before = s->events[i];
        s->events[i] += count_ends(s, i, piece, n);
        done += before < want && s->events[i] >= want ? 1 : 0;
    }
    return done;
}

static struct result follow_all(struct side *s) {
    double before = private_kb(s->pid);
    int64_t end = 0;
    int there = 0;

    s->fds = calloc((size_t)followers, sizeof(int));
    s->events = calloc((size_t)followers, sizeof(int));
    s->newlines = calloc((size_t)followers, sizeof(int));
    s->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (s->fds == NULL || s->events == NULL || s->newlines == NULL || s->epoll_fd < 0) {
        die("memory");
        return (struct result){0};
    }
    for (int i = 0; i < followers; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)i};

        s->fds[i] = dial(s, s->stream);
        (void)epoll_ctl(s->epoll_fd, EPOLL_CTL_ADD, s->fds[i], &event);
        if (i % 256 == 255) {
            there += collect(s, 1, 0);
        }
    }
    end = time_steady_us() + (int64_t)WAIT_MS * 1000;
    while (there < followers && time_steady_us() < end) {
        there += collect(s, 1, 100);
    }
    if (there < followers) {
        die("some followers got no head");
    }
    return (struct result){.kb = (private_kb(s->pid) - before) / followers};
}

static struct result one_round(struct side *s, int round) {
    struct result r = {0};
    double cpu = cpu_us(s->pid);
    int64_t start = time_steady_us();
    int64_t end = start + (int64_t)WAIT_MS * 1000;
    int want = round + 2; /* the head, and one event a round */
    int had = 0;
    int fd = dial(s, s->touch);

    while (had < followers && time_steady_us() < end) {
        had += collect(s, want, 100);
        if (r.half_ms <= 0 && had >= followers / 2) {
            r.half_ms = (double)(time_steady_us() - start) / 1000;
        }
    }
    r.last_ms = (double)(time_steady_us() - start) / 1000;
    r.lost = followers - had;
    (void)close(fd);
    (void)usleep(20000); /* what the server does after the last byte is its work too */
    r.cpu_us = (cpu_us(s->pid) - cpu) / followers;
    return r;
}

/* Holds the followers; makes a round for each number that comes, until none does. */
static void client(struct side *s, int in, int out) {
    struct result r = follow_all(s);
    int round = 0;

    do {
        if (write(out, &r, sizeof(r)) != sizeof(r)) {
            die("pipe");
        }
        if (read(in, &round, sizeof(round)) != sizeof(round)) {
            break;
        }
        r = one_round(s, round);
    } while (true);
    exit(0);
}

/* Of two pipes: the ends the parent keeps are s->to_client and s->from_client. */
static void spawn_client(struct side *s) {
    int to[2];
    int from[2];
    struct result r = {0};

    if (pipe(to) != 0 || pipe(from) != 0) {
        die("pipe");
    }
    s->client = fork();
    if (s->client == 0) {
        (void)close(to[1]);
        (void)close(from[0]);
        client(s, to[0], from[1]);
    }
    (void)close(to[0]);
    (void)close(from[1]);
    s->to_client = to[1];
    s->from_client = from[0];
    if (s->client < 0 || read(s->from_client, &r, sizeof(r)) != sizeof(r)) {
        die("the followers did not come");
    }
    s->kb = r.kb;
}

static void ask_round(struct side *s, int round) {
    if (write(s->to_client, &round, sizeof(round)) != sizeof(round) ||
        read(s->from_client, &s->rounds[round], sizeof(s->rounds[0])) != sizeof(s->rounds[0])) {
        die("the followers went away");
    }
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(const double *values) {
    double sorted[ROUNDS_MAX];

    memcpy(sorted, values, (size_t)rounds * sizeof(double));
    qsort(sorted, (size_t)rounds, sizeof(double), compare);
    return (sorted[(rounds - 1) / 2] + sorted[rounds / 2]) / 2;
}

/* One row from one member of the results, `at` bytes into each. */
static void row(const char *name, const struct side *a, const struct side *b, size_t at,
                const char *goal) {
    double ours[ROUNDS_MAX];
    double peers[ROUNDS_MAX];
    double ratios[ROUNDS_MAX];

    for (int i = 0; i < rounds; i++) {
        memcpy(&ours[i], (const char *)&a->rounds[i] + at, sizeof(double));
        memcpy(&peers[i], (const char *)&b->rounds[i] + at, sizeof(double));
        ratios[i] = ours[i] / peers[i];
    }
    (void)printf("| %s | %.2f | %.2f | %.2f | %s |\n", name, median(ours), median(peers),
                 median(ratios), goal);
}

static void spawn(struct side *s, const char *name, void (*serve)(int out)) {
    int ends[2];

    s->name = name;
    s->stream = "/live";
    s->touch = "/touch";
    if (pipe(ends) != 0) {
        die("pipe");
    }
    s->pid = fork();
    if (s->pid == 0) {
        (void)close(ends[0]);
        serve(ends[1]);
    }
    (void)close(ends[1]);
    if (s->pid < 0 || read(ends[0], &s->port, sizeof(s->port)) != sizeof(s->port)) {
        die("the server did not start");
    }
    (void)close(ends[0]);
}

static int number(const char *text) {
    int64_t n = 0;

    if (!str_i64(str_of(text), &n) || n < 1 || n > 1000000) {
        die(text);
    }
    return (int)n;
}

static long lost(const struct side *s) {
    long sum = 0;

    for (int i = 0; i < rounds; i++) {
        sum += s->rounds[i].lost;
    }
    return sum;
}

static void report(const struct side *s, const struct side *peer) {
    (void)printf("## One event of about 230 bytes to %d followers\n\n", followers);
    (void)printf("%s against %s; %d rounds, interleaved, medians; connections over loopback.\n\n",
                 s->name, peer->name, rounds);
    (void)printf("| name | measured | peer | ratio | goal |\n|---|---|---|---|---|\n");
    (void)printf("| events lost of %ld | %ld | %ld | | 0 |\n", (long)followers * rounds, lost(s),
                 lost(peer));
    row("CPU us a message", s, peer, offsetof(struct result, cpu_us), "<= 1.5");
    row("to the last, ms", s, peer, offsetof(struct result, last_ms), "");
    row("to half, ms", s, peer, offsetof(struct result, half_ms), "");
    (void)printf("| KB a stream | %.2f | %.2f | | <= 8 |\n", s->kb, peer->kb);
}

static void options(int argc, char **argv, struct side *s) {
    for (int c = getopt(argc, argv, "n:r:p:i:s:t:"); c != -1;
         c = getopt(argc, argv, "n:r:p:i:s:t:")) {
        switch (c) {
        case 'n':
            followers = number(optarg);
            break;
        case 'r':
            rounds = number(optarg);
            break;
        case 'p':
            s->port = number(optarg);
            break;
        case 'i':
            s->pid = number(optarg);
            break;
        case 's':
            s->stream = optarg;
            break;
        case 't':
            s->touch = optarg;
            break;
        default:
            exit(2);
        }
    }
    rounds = rounds > ROUNDS_MAX ? ROUNDS_MAX : rounds;
}

/* Each process holds all followers of one side at most. */
static void raise_limit(void) {
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) != 0) {
        die("getrlimit");
    }
    files.rlim_cur = files.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &files);
    if (followers > (int)files.rlim_cur - 100) {
        followers = (int)files.rlim_cur - 100;
        (void)fprintf(stderr, "streams_bench: %d followers: no more descriptors\n", followers);
    }
}

static void end_client(struct side *s) {
    (void)close(s->to_client);
    (void)close(s->from_client);
    (void)kill(s->client, SIGKILL);
}

int main(int argc, char **argv) {
    static struct side ours = {.name = "the program", .stream = "/live", .touch = "/touch"};
    static struct side bare;
    bool is_foreign = false;

    options(argc, argv, &ours);
    raise_limit();
    is_foreign = ours.pid > 0;
    if (!is_foreign) {
        spawn(&ours, "web/server.h with live/hub.h", serve_ours);
    }
    spawn(&bare, "a bare epoll loop", serve_bare);
    spawn_client(&ours);
    spawn_client(&bare);
    for (int i = 0; i < rounds; i++) {
        ask_round(i % 2 == 0 ? &ours : &bare, i);
        ask_round(i % 2 == 0 ? &bare : &ours, i);
    }
    report(&ours, &bare);
    if (!is_foreign) {
        (void)kill(ours.pid, SIGKILL);
    }
    (void)kill(bare.pid, SIGKILL);
    end_client(&ours);
    end_client(&bare);
    while (wait(NULL) > 0) {
    }
    return lost(&ours) == 0 ? 0 : 1;
}

/* NOLINTEND(concurrency-mt-unsafe) */
