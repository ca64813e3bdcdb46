/*
 * web_flood: what peers can do to a server without being signed in, and what ordinary people
 * notice.
 *
 *   slow      thousands that send a byte now and then, or read none
 *   flood     more connections than there may be, as fast as they can be made
 *   frozen    the whole process stopped for 1.5 s
 *
 * The server runs in a process of its own. Ordinary peers ask all the while; each part says how
 * long they waited. Ends with 1 where a promise was broken. -n SLOW (10,000).
 */
#ifndef _GNU_SOURCE
/* NOLINTNEXTLINE(readability-identifier-naming): the C library chose this name */
#define _GNU_SOURCE /* POLLRDHUP */
#endif

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/time.h"
#include "web/server.h"

/* NOLINTBEGIN(concurrency-mt-unsafe): exit is called by the first thread alone */

#define PEOPLE          8
#define ASKED_MAX       400000
#define HEAD_MS         4000
#define CONNECTIONS_MAX 12000
#define P99_MS          200.0

static char big[67108864]; /* more than the kernel would hold for a peer */
static int port;
static int failures;

static void die(const char *what) {
    (void)fprintf(stderr, "web_flood: %s: error %d\n", what, errno);
    exit(1);
}

static void check(bool holds, const char *promise) {
    (void)printf("  %s %s\n", holds ? "ok    " : "FAILED", promise);
    failures += holds ? 0 : 1;
}

static void nap_ms(int ms) {
    struct timespec step = {.tv_sec = ms / 1000, .tv_nsec = (ms % 1000) * 1000000L};

    (void)nanosleep(&step, NULL);
}

/* ---- the server ---- */

static void keep(void *owner UNUSED) {
}

static void handle(void *self UNUSED, exchange *x) {
    struct http_answer a = {.status = 200, .body = STR("fine")};

    if (str_eq(exchange_request(x)->path, STR("/big"))) {
        a.body = str_at(big, sizeof(big));
        a.body_free = keep; /* it has an owner, so it is not copied for each */
    }
    exchange_answer(x, &a);
}

static void serve(int out) {
    struct server_options o = {.host = "127.0.0.1",
                               .listen_fd = -1,
                               .threads = 2,
                               .connections_max = CONNECTIONS_MAX,
                               .head_ms = HEAD_MS,
                               .body_ms = HEAD_MS,
                               .send_ms = HEAD_MS,
                               .handle = handle};
    server *s = NULL;

    if (server_new(&o, &s) != OK) {
        die("server_new");
    }
    port = server_port(s);
    if (write(out, &port, sizeof(port)) != sizeof(port)) {
        die("pipe");
    }
    for (;;) {
        (void)pause();
    }
}

static pid_t spawn(void) {
    int ends[2];
    pid_t pid = 0;

    if (pipe(ends) != 0) {
        die("pipe");
    }
    pid = fork();
    if (pid == 0) {
        serve(ends[1]);
    }
    if (pid < 0 || read(ends[0], &port, sizeof(port)) != sizeof(port)) {
        die("the server did not start");
    }
    (void)close(ends[0]);
    (void)close(ends[1]);
    return pid;
}

static int dial(void) {
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof(at)) != 0) {
        (void)close(fd);
        return -1;
    }
    return fd;
}

/* ---- ordinary people: they ask, wait, read, think a little, and ask again ---- */

struct people {
    pthread_t threads[PEOPLE];
    _Atomic bool is_over;
    _Atomic int asked;
    _Atomic int lost; /* no answer, or not ours */
    double ms[ASKED_MAX];
};

static struct people people;

static bool ask(int fd) {
    static const char request[] = "GET /page HTTP/1.1\r\nHost: x\r\n\r\n";
    char answer[1024];
    size_t len = 0;

    if (send(fd, request, sizeof(request) - 1, MSG_NOSIGNAL) != (ssize_t)sizeof(request) - 1) {
        return false;
    }
    while (len < 5 || memcmp(answer + len - 4, "fine", 4) != 0) {
        ssize_t n = recv(fd, answer + len, sizeof(answer) - len, 0);

        if (n <= 0) {
            return false;
        }
        len += (size_t)n;
    }
    return memcmp(answer, "HTTP/1.1 200", 12) == 0;
}

static void *live(void *self UNUSED) {
    int fd = dial();

    while (!atomic_load(&people.is_over)) {
        int64_t start = time_steady_us();
        bool is_answered = fd >= 0 && ask(fd);
        int i = atomic_fetch_add(&people.asked, 1);

        if (i < ASKED_MAX) {
            people.ms[i] = (double)(time_steady_us() - start) / 1000;
        }
        if (!is_answered) {
            (void)atomic_fetch_add(&people.lost, 1);
            if (fd >= 0) {
                (void)close(fd);
            }
            fd = dial();
        }
        nap_ms(2);
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    return NULL;
}

static void people_come(void) {
    atomic_store(&people.is_over, false);
    atomic_store(&people.asked, 0);
    atomic_store(&people.lost, 0);
    for (int i = 0; i < PEOPLE; i++) {
        if (pthread_create(&people.threads[i], NULL, live, NULL) != 0) {
            die("thread");
        }
    }
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The wait that 99 of 100 did not exceed. */
static double people_go(const char *what) {
    int asked = 0;
    size_t at_99 = 0;

    atomic_store(&people.is_over, true);
    for (int i = 0; i < PEOPLE; i++) {
        (void)pthread_join(people.threads[i], NULL);
    }
    asked = atomic_load(&people.asked);
    asked = asked > ASKED_MAX ? ASKED_MAX : asked;
    at_99 = (size_t)asked / 100 * 99;
    qsort(people.ms, (size_t)asked, sizeof(double), compare);
    if (asked < 100) {
        die("hardly anybody was answered");
        return 0;
    }
    (void)printf("%s: %d asked, %d lost; waited %.1f ms (median), %.1f (99 %%), %.1f (longest)\n",
                 what, asked, atomic_load(&people.lost), people.ms[asked / 2], people.ms[at_99],
                 people.ms[asked - 1]);
    return people.ms[at_99];
}

/* ---- slow ---- */

/* The number of these that the server has ended. */
static int ended(const int *fds, int count) {
    int n = 0;

    for (int i = 0; i < count; i++) {
        struct pollfd p = {.fd = fds[i], .events = POLLRDHUP};

        n += poll(&p, 1, 0) > 0 && (p.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0 ? 1 : 0;
    }
    return n;
}

static void start_slow(int fd, int i) {
    static const char *const starts[] = {
        "GET / HT",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\na",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
        "GET /big HTTP/1.1\r\nHost: x\r\n\r\n",
    };
    /* Of those who do not read fewer, for each holds what the kernel lets it. */
    const char *start = starts[i % 32 == 3 ? 3 : i % 3];

    (void)send(fd, start, strlen(start), MSG_NOSIGNAL);
}

static void part_slow(int count) {
    int *fds = calloc((size_t)count, sizeof(int));
    int64_t start = 0;
    int gone = 0;
    double p99 = 0;

    if (fds == NULL) {
        die("memory");
        return;
    }
    people_come();
    start = time_steady_us();
    for (int i = 0; i < count; i++) {
        fds[i] = dial();
        if (fds[i] < 0) {
            die("a slow peer cannot come");
        }
        start_slow(fds[i], i);
    }
    (void)printf("%d slow ones came in %.2f s\n", count,
                 (double)(time_steady_us() - start) / 1000000);
    start = time_steady_us();
    while (time_steady_us() - start < (int64_t)(HEAD_MS + 4000) * 1000) {
        for (int i = 0; i < count; i++) {
            if (i % 32 != 3) {
                (void)send(fds[i], "a", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
            }
        }
        nap_ms(500);
    }
    gone = ended(fds, count);
    p99 = people_go("slow");
    check(p99 < P99_MS, "99 of 100 waited less than 200 ms");
    check(atomic_load(&people.lost) == 0, "nobody ordinary was turned away");
    check(gone == count, "every slow one was ended by its deadline, however many bytes it dripped");
    if (gone != count) {
        (void)printf("         %d of %d were\n", gone, count);
    }
    for (int i = 0; i < count; i++) {
        (void)close(fds[i]);
    }
    free(fds);
}

/* ---- flood ---- */

static void part_flood(void) {
    enum { MANY = CONNECTIONS_MAX + 2000 };

    static int fds[MANY];
    char word[512];
    int told = 0;
    int silent = 0;
    double p99 = 0;
    int64_t start = 0;

    people_come();
    nap_ms(200);
    start = time_steady_us();
    for (int i = 0; i < MANY; i++) {
        fds[i] = dial();
    }
    (void)printf("%d connections in %.2f s\n", MANY, (double)(time_steady_us() - start) / 1000000);
    nap_ms(500);
    for (int i = 0; i < MANY; i++) {
        ssize_t n = fds[i] < 0 ? -1 : recv(fds[i], word, sizeof(word) - 1, MSG_DONTWAIT);

        word[n > 0 ? n : 0] = '\0';
        if (strstr(word, " 503 ") != NULL && strstr(word, "Retry-After: ") != NULL) {
            told++;
        } else if (n == 0) {
            silent++;
        }
        (void)close(fds[i]);
    }
    nap_ms(500);
    p99 = people_go("flood");
    (void)printf("%d were told to come back, %d were closed without a word\n", told, silent);
    check(told >= 1900 && silent == 0, "who was too many was told so, with Retry-After");
    check(p99 < P99_MS, "99 of 100 waited less than 200 ms");
    check(atomic_load(&people.lost) == 0, "nobody who was there was turned away");
    int fd = dial();
    check(fd >= 0 && ask(fd), "afterwards everybody may come again");
    (void)close(fd);
}

/* ---- frozen ---- */

static void part_frozen(pid_t pid) {
    people_come();
    nap_ms(500);
    (void)kill(pid, SIGSTOP);
    nap_ms(1500);
    (void)kill(pid, SIGCONT);
    nap_ms(1000);
    (void)people_go("frozen");
    check(atomic_load(&people.lost) == 0, "no answer was lost");
    check(people.ms[atomic_load(&people.asked) - 1] < 2000, "the longest wait was the pause");
}

int main(int argc, char **argv) {
    struct rlimit files;
    int64_t slow = 10000;
    pid_t pid = 0;

    if (getrlimit(RLIMIT_NOFILE, &files) != 0) {
        die("getrlimit");
    }
    files.rlim_cur = files.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &files);
    if (argc == 3 && strcmp(argv[1], "-n") == 0 &&
        (!str_i64(str_of(argv[2]), &slow) || slow < 1 || slow > CONNECTIONS_MAX - 100)) {
        die("-n SLOW");
    }
    if (files.rlim_max < CONNECTIONS_MAX + 3000) {
        (void)printf("skipped: only %lu descriptors are allowed here\n",
                     (unsigned long)files.rlim_max);
        return 0;
    }
    pid = spawn();
    part_slow((int)slow);
    part_flood();
    part_frozen(pid);
    (void)kill(pid, SIGKILL);
    (void)waitpid(pid, NULL, 0);
    (void)printf("%s\n", failures == 0 ? "all promises were kept" : "promises were broken");
    return failures == 0 ? 0 : 1;
}

/* NOLINTEND(concurrency-mt-unsafe) */
