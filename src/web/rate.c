#include "web/rate.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>

enum { PROBES = 8 };

struct slot {
    uint64_t key;
    int64_t start; /* of the window; 0: free */
    int32_t window_s;
    int32_t count;
};

struct rate {
    pthread_mutex_t lock;
    size_t mask;
    struct slot slots[];
};

err rate_new(size_t slots, rate **out) {
    size_t size = 64;
    rate *r = NULL;

    while (size < slots) {
        size *= 2;
    }
    r = calloc(1, sizeof(*r) + size * sizeof(r->slots[0]));
    if (r == NULL) {
        return ERR_MEMORY;
    }
    (void)pthread_mutex_init(&r->lock, NULL);
    r->mask = size - 1;
    *out = r;
    return OK;
}

void rate_free(rate *r) {
    if (r != NULL) {
        (void)pthread_mutex_destroy(&r->lock);
        free(r);
    }
}

/* The key's slot, or the one among its neighbours whose window started longest ago. */
static struct slot *slot_for(rate *r, uint64_t key) {
    struct slot *oldest = &r->slots[key & r->mask];

    for (size_t i = 0; i < PROBES; i++) {
        struct slot *s = &r->slots[(key + i) & r->mask];

        if (s->key == key && s->start != 0) {
            return s;
        }
        if (s->start < oldest->start) {
            oldest = s;
        }
    }
    *oldest = (struct slot){.key = key};
    return oldest;
}

bool rate_take(rate *r, str key, int limit, int window_s, int64_t now_s, int64_t *wait_s) {
    uint64_t hash = str_hash(key);
    struct slot *s = NULL;
    bool allowed = false;

    (void)pthread_mutex_lock(&r->lock);
    s = slot_for(r, hash);
    if (s->start == 0 || now_s - s->start >= s->window_s) {
        *s = (struct slot){hash, now_s > 0 ? now_s : 1, window_s, 0};
    }
    allowed = s->count < limit;
    if (allowed) {
        s->count++;
    }
    if (wait_s != NULL) {
        *wait_s = s->start + s->window_s - now_s;
    }
    (void)pthread_mutex_unlock(&r->lock);
    return allowed;
}

str rate_network(arena *mem, str address) {
    unsigned char v6[16];
    size_t last_dot = SIZE_MAX;

    if (inet_pton(AF_INET6, str_c(mem, address), v6) == 1) {
        return str_fmt(mem, "%02x%02x:%02x%02x:%02x%02x", v6[0], v6[1], v6[2], v6[3], v6[4], v6[5]);
    }
    for (size_t i = 0; i < address.len; i++) {
        last_dot = address.at[i] == '.' ? i : last_dot;
    }
    return str_first(address, last_dot);
}
