#include "web/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/id.h"

struct slot {
    uint64_t key[2];
    size_t count; /* 0: free */
};

/* Open addressing with linear probing, at most half full. */
struct address_table {
    pthread_mutex_t lock;
    uint64_t seed; /* a stranger must not choose who collides */
    size_t mask;
    size_t used;
    struct slot slots[];
};

static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

struct address address_of(const struct sockaddr_storage *from) {
    struct address a = {{0}};

    if (from->ss_family == AF_INET) {
        struct sockaddr_in in4;

        memcpy(&in4, from, sizeof(in4));
        memcpy(a.bytes, mapped, sizeof(mapped));
        memcpy(a.bytes + 12, &in4.sin_addr, 4);
    } else if (from->ss_family == AF_INET6) {
        struct sockaddr_in6 in6;

        memcpy(&in6, from, sizeof(in6));
        memcpy(a.bytes, &in6.sin6_addr, 16);
    }
    return a;
}

static bool is_mapped(const struct address *a) {
    return memcmp(a->bytes, mapped, sizeof(mapped)) == 0;
}

void address_text(const struct address *a, char out[ADDRESS_TEXT]) {
    static const struct address none = {{0}};
    const char *done = NULL;

    if (memcmp(a, &none, sizeof(none)) == 0) {
        out[0] = '\0';
        return;
    }
    done = is_mapped(a) ? inet_ntop(AF_INET, a->bytes + 12, out, ADDRESS_TEXT)
                        : inet_ntop(AF_INET6, a->bytes, out, ADDRESS_TEXT);
    if (done == NULL) {
        out[0] = '\0';
    }
}

struct address_table *address_table_new(size_t max) {
    size_t size = 64;
    struct address_table *t = NULL;

    while (size < 2 * max) {
        size *= 2;
    }
    t = calloc(1, sizeof(*t) + size * sizeof(t->slots[0]));
    if (t != NULL) {
        t->mask = size - 1;
        id_random(&t->seed, sizeof(t->seed));
        (void)pthread_mutex_init(&t->lock, NULL);
    }
    return t;
}

void address_table_free(struct address_table *t) {
    if (t != NULL) {
        (void)pthread_mutex_destroy(&t->lock);
        free(t);
    }
}

static uint64_t mix(uint64_t x) {
    /* The finaliser of SplitMix64 (Steele, Lea, Flood 2014). */
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
    return x ^ (x >> 31);
}

static size_t home(const struct address_table *t, const uint64_t key[2]) {
    return (size_t)mix(mix(key[0] ^ t->seed) ^ key[1]) & t->mask;
}

static void key_of(const struct address *a, uint64_t key[2]) {
    memcpy(key, a->bytes, sizeof(uint64_t) * 2);
    if (!is_mapped(a)) {
        key[1] = 0;
    }
}

/* Its slot, or the free one where it belongs. */
static size_t find(const struct address_table *t, const uint64_t key[2]) {
    size_t at = home(t, key);

    while (t->slots[at].count > 0 &&
           (t->slots[at].key[0] != key[0] || t->slots[at].key[1] != key[1])) {
        at = (at + 1) & t->mask;
    }
    return at;
}

bool address_enter(struct address_table *t, const struct address *a, size_t limit) {
    uint64_t key[2];
    struct slot *slot = NULL;
    bool may = false;

    key_of(a, key);
    (void)pthread_mutex_lock(&t->lock);
    slot = &t->slots[find(t, key)];
    may = slot->count < limit && (slot->count > 0 || t->used <= t->mask / 2);
    if (may) {
        t->used += slot->count == 0 ? 1 : 0;
        slot->key[0] = key[0];
        slot->key[1] = key[1];
        slot->count++;
    }
    (void)pthread_mutex_unlock(&t->lock);
    return may;
}

/* Frees a slot and moves those behind it up, so that no search stops too early. */
static void vacate(struct address_table *t, size_t hole) {
    for (size_t at = (hole + 1) & t->mask; t->slots[at].count > 0; at = (at + 1) & t->mask) {
        size_t distance = (at - home(t, t->slots[at].key)) & t->mask;

        if (distance >= ((at - hole) & t->mask)) {
            t->slots[hole] = t->slots[at];
            hole = at;
        }
    }
    t->slots[hole].count = 0;
    t->used--;
}

void address_leave(struct address_table *t, const struct address *a) {
    uint64_t key[2];
    size_t at = 0;

    key_of(a, key);
    (void)pthread_mutex_lock(&t->lock);
    at = find(t, key);
    if (t->slots[at].count > 1) {
        t->slots[at].count--;
    } else if (t->slots[at].count == 1) {
        vacate(t, at);
    }
    (void)pthread_mutex_unlock(&t->lock);
}
