#include "web/server.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/time.h"
#include "web/loop.h"

#define CHUNK_ROOM 2048 /* behind a head of full size */

static size_t or_size(size_t value, size_t otherwise) {
    return value == 0 ? otherwise : value;
}

static int or_int(int value, int otherwise) {
    return value <= 0 ? otherwise : value;
}

static int cores(void) {
    long n = sysconf(_SC_NPROCESSORS_ONLN);

    if (n < 2) {
        return 2;
    }
    return n > 16 ? 16 : (int)n;
}

static void fill_defaults(struct server_options *o) {
    o->threads = or_int(o->threads, cores());
    o->threads = o->threads > 64 ? 64 : o->threads;
    o->connections_max = or_size(o->connections_max, 20000);
    o->head_max = or_size(o->head_max, 16384);
    o->headers_max = or_size(o->headers_max, 64);
    o->bodies_max = or_size(o->bodies_max, 67108864);
    o->head_ms = or_int(o->head_ms, 10000);
    o->body_ms = or_int(o->body_ms, 30000);
    o->idle_ms = or_int(o->idle_ms, 60000);
    o->send_ms = or_int(o->send_ms, 20000);
}

static void loop_init(server *s, int index) {
    struct loop *loop = &s->loops[index];

    loop->server = s;
    loop->index = index;
    loop->epoll_fd = -1;
    loop->wake_fd = -1;
    loop->listen_fd = -1;
    loop->spare_fd = -1;
    loop->ring.next = &loop->ring;
    loop->ring.prev = &loop->ring;
}

static err build(server *s) {
    s->loops = calloc((size_t)s->options.threads, sizeof(s->loops[0]));
    if (s->loops == NULL) {
        return ERR_MEMORY;
    }
    for (int i = 0; i < s->options.threads; i++) {
        loop_init(s, i);
    }
    if (s->options.per_address_max > 0) {
        s->addresses = address_table_new(s->options.connections_max);
        if (s->addresses == NULL) {
            return ERR_MEMORY;
        }
    }
    TRY(listen_open(s));
    for (int i = 0; i < s->options.threads; i++) {
        TRY(loop_start(&s->loops[i]));
    }
    return OK;
}

err server_new(const struct server_options *options, server **out) {
    server *s = calloc(1, sizeof(*s));
    err result = OK;

    if (s == NULL) {
        return ERR_MEMORY;
    }
    s->options = *options;
    fill_defaults(&s->options);
    s->limits = (struct http_limits){
        .head_max = s->options.head_max,
        .target_max = s->options.head_max / 2,
        .headers_max = s->options.headers_max,
    };
    s->block_size = s->options.head_max + CHUNK_ROOM;
    result = build(s);
    s->options.host = NULL;
    if (result != OK) {
        server_free(s);
        return result;
    }
    *out = s;
    return OK;
}

int server_port(const server *s) {
    return s->port;
}

int server_threads(const server *s) {
    return s->options.threads;
}

static void poke_all(server *s) {
    for (int i = 0; i < s->options.threads; i++) {
        loop_poke(&s->loops[i]);
    }
}

/* Waits in small steps until there is no connection or the time is over. */
static void wait_for_none(const server *s, int wait_ms) {
    int64_t end_us = time_steady_us() + (int64_t)wait_ms * 1000;

    while (atomic_load(&s->connections) > 0 && time_steady_us() < end_us) {
        struct timespec step = {.tv_nsec = 5000000};

        (void)nanosleep(&step, NULL);
    }
}

size_t server_drain(server *s, int wait_ms, int spread_ms) {
    atomic_store(&s->spread_ms, spread_ms);
    atomic_store(&s->is_draining, true);
    poke_all(s);
    wait_for_none(s, wait_ms);
    atomic_store(&s->is_cutting, true);
    poke_all(s);
    wait_for_none(s, 1000);
    return atomic_load(&s->cut);
}

void server_free(server *s) {
    if (s == NULL) {
        return;
    }
    atomic_store(&s->is_ending, true);
    for (int i = 0; s->loops != NULL && i < s->options.threads; i++) {
        loop_stop(&s->loops[i]);
    }
    address_table_free(s->addresses);
    free(s->loops);
    free(s);
}

struct server_counts server_count(server *s) {
    struct server_counts n = {
        .connections = atomic_load(&s->connections),
        .streams = atomic_load(&s->streams),
    };

    for (int i = 0; i < s->options.threads; i++) {
        struct loop *loop = &s->loops[i];

        n.accepted += atomic_load_explicit(&loop->accepted, memory_order_relaxed);
        n.requests += atomic_load_explicit(&loop->requests, memory_order_relaxed);
        n.refused += atomic_load_explicit(&loop->refused, memory_order_relaxed);
        n.timeouts += atomic_load_explicit(&loop->timeouts, memory_order_relaxed);
    }
    return n;
}
