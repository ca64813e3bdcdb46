#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"
#include "base/time.h"
#include "cli/cli.h"
#include "core/edition.h"
#include "store/store.h"

enum { DRAIN_MS = 10000, FIRST_SOCKET = 3 };

/* The sd_notify protocol: one datagram to $NOTIFY_SOCKET (systemd's sd_notify(3)). */
static void tell_systemd(const char *state) {
    const char *path = getenv("NOTIFY_SOCKET"); /* NOLINT(concurrency-mt-unsafe): nothing sets it */
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t len = path == NULL ? 0 : strlen(path);
    int fd = -1;

    if (len == 0 || len >= sizeof(address.sun_path)) {
        return;
    }
    memcpy(address.sun_path, path, len);
    if (address.sun_path[0] == '@') {
        address.sun_path[0] = '\0';
    }
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd >= 0) {
        (void)sendto(fd, state, strlen(state), MSG_NOSIGNAL, (const struct sockaddr *)&address,
                     (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len));
        (void)close(fd);
    }
}

/* A socket handed over by systemd (sd_listen_fds(3)), or -1. */
static int socket_of_systemd(void) {
    const char *pid = getenv("LISTEN_PID"); /* NOLINT(concurrency-mt-unsafe): nothing sets it */
    const char *fds = getenv("LISTEN_FDS"); /* NOLINT(concurrency-mt-unsafe): nothing sets it */
    int64_t wanted = 0;

    if (pid == NULL || fds == NULL || !str_i64(str_of(pid), &wanted) || wanted != getpid() ||
        fds[0] < '1') {
        return -1;
    }
    return FIRST_SOCKET;
}

/* Waits for SIGTERM or SIGINT. They are blocked in all threads, so that only this call sees them.
 */
static void wait_for_end(const sigset_t *signals) {
    int got = 0;

    while (sigwait(signals, &got) != 0) {
    }
    LOG(LOG_INFO, "ending", LOG_I("signal", got));
}

static void block_signals(sigset_t *signals) {
    (void)sigemptyset(signals);
    (void)sigaddset(signals, SIGTERM);
    (void)sigaddset(signals, SIGINT);
    (void)pthread_sigmask(SIG_BLOCK, signals, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
}

static struct program_options options_of(const struct cli *c) {
    return (struct program_options){.path = c->data,
                                    .host = c->host,
                                    .port = c->port,
                                    .listen_fd = socket_of_systemd(),
                                    .threads = c->threads,
                                    .proxies = c->proxies,
                                    .base_url = c->url,
                                    .hosts = c->names,
                                    .is_quiet = c->quiet,
                                    .has_server = true,
                                    .has_workers = true};
}

static void print_warning(void) {
    str warning = store_engine_warning();

    if (warning.len > 0) {
        (void)fprintf(stderr, "semaine: %.*s\n", STR_ARG(warning));
    }
}

int cli_serve(struct cli *c) {
    struct program_options options = options_of(c);
    struct program *p = NULL;
    str sentence = STR_NONE;
    sigset_t signals;
    err e = OK;

    block_signals(&signals);
    e = program_open(&options, c->mem, &p, &sentence);
    if (e != OK) {
        return cli_fail(e, sentence);
    }
    print_warning();
    LOG(LOG_INFO, "serving", LOG_S("url", program_shop(p)->base_url),
        LOG_S("engine", store_engine()));
    tell_systemd("READY=1");
    wait_for_end(&signals);
    tell_systemd("STOPPING=1");
    program_close(p, DRAIN_MS);
    return EXIT_OK;
}

/* ---- the demo week ---- */

/* Monday 23 March 2026, 08:42 in Paris, or what --now says there. */
static bool demo_moment(const struct cli *c, int64_t *out) {
    const zone *paris = NULL;
    struct civil moment = {.year = 2026, .month = 3, .day = 23, .hour = 8, .minute = 42};

    if (zone_find(STR("Europe/Paris"), &paris) != OK ||
        (c->now.len > 0 && !civil_read(c->now, &moment))) {
        return false;
    }
    *out = zone_moment(paris, &moment, NULL);
    return true;
}

static void print_links(const struct program *p, const struct demo_links *links) {
    str url = program_shop(p)->base_url;

    (void)printf("\nThe demo week runs. Stop it with Ctrl+C.\n\n%-12s %.*s/\n", "address",
                 STR_ARG(url));
    for (size_t i = 0; i < links->count; i++) {
        (void)printf("%-12.*s %.*s%.*s\n", STR_ARG(links->at[i].role), STR_ARG(url),
                     STR_ARG(links->at[i].address));
    }
    (void)fflush(stdout);
}

int cli_demo(struct cli *c) {
    struct program_options options = options_of(c);
    struct demo_links links = {.count = 0};
    struct program *p = NULL;
    str sentence = STR_NONE;
    int64_t moment = 0;
    sigset_t signals;
    err e = OK;

    if (!demo_moment(c, &moment)) {
        return cli_fail(ERR_INPUT,
                        STR("--now is a day and a time in Paris, such as 2026-03-25T14:00."));
    }
    if (strcmp(c->data, "semaine.db") == 0) {
        options.path = "demo.db";
    }
    options.is_demo = true;
    options.is_quiet = true;
    options.clock_shift = moment - time_wall();
    log_set_level(c->quiet ? LOG_ERROR : LOG_WARN);
    block_signals(&signals);
    e = program_open(&options, c->mem, &p, &sentence);
    if (e == OK) {
        e = program_demo(p, c->mem, &links, &sentence);
    }
    if (e != OK) {
        program_close(p, 0);
        return cli_fail(e, sentence);
    }
    print_warning();
    print_links(p, &links);
    tell_systemd("READY=1");
    wait_for_end(&signals);
    program_close(p, DRAIN_MS / 5);
    return EXIT_OK;
}
