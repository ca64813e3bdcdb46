/*
 * serve: the smallest program on web/server.h, for bench/static_bench.sh: one body from memory.
 * Arguments: PORT THREADS FILE. Without them it does nothing, for script/bench calls everything.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "web/server.h"

#define BODY_MAX 1048576

static char body[BODY_MAX];
static size_t body_len;

static void handle(void *self UNUSED, exchange *x) {
    struct header headers[] = {
        {STR("Content-Type"), STR("text/html; charset=utf-8")},
        {STR("ETag"), STR("\"5f3c2a1b-30d4\"")},
        {STR("Cache-Control"), STR("public, no-cache")},
        {STR("Accept-Ranges"), STR("none")},
    };

    /* Borrowed for ever, so there is nothing to give back. */
    exchange_answer(x, &(struct http_answer){.status = 200,
                                             .headers = headers,
                                             .header_count = COUNT_OF(headers),
                                             .body = str_at(body, body_len)});
}

static int number(const char *text) {
    int64_t n = 0;

    return str_i64(str_of(text), &n) ? (int)n : -1;
}

int main(int argc, char **argv) {
    struct server_options options = {.host = "127.0.0.1", .listen_fd = -1, .handle = handle};
    server *s = NULL;
    sigset_t ends;
    int which = 0;
    FILE *f = NULL;

    if (argc != 4) {
        return 0;
    }
    f = fopen(argv[3], "re");
    if (f == NULL) {
        return 1;
    }
    body_len = fread(body, 1, sizeof(body), f);
    (void)fclose(f);
    (void)sigemptyset(&ends);
    (void)sigaddset(&ends, SIGTERM);
    (void)sigaddset(&ends, SIGINT);
    (void)pthread_sigmask(SIG_BLOCK, &ends, NULL);
    options.port = number(argv[1]);
    options.threads = number(argv[2]);
    if (server_new(&options, &s) != OK) {
        return 1;
    }
    (void)sigwait(&ends, &which);
    server_free(s);
    return 0;
}
