#include "base/id.h"

#include <pthread.h>
#include <sodium.h>

#include "base/time.h"

enum { COUNT_BITS = 22, COUNT_END = 1 << COUNT_BITS };

static const int64_t first_ms = INT64_C(1577836800000); /* 2020-01-01T00:00:00Z */

static pthread_once_t sodium_once = PTHREAD_ONCE_INIT;
static pthread_mutex_t last_lock = PTHREAD_MUTEX_INITIALIZER;
static int64_t last_ms;     /* since 2020; under last_lock */
static uint32_t last_count; /* under last_lock */

static void start_sodium(void) {
    if (sodium_init() < 0) {
        sodium_misuse(); /* ends the process: without randomness no secret is one */
    }
}

void id_random(void *out, size_t len) {
    pthread_once(&sodium_once, start_sodium);
    randombytes_buf(out, len);
}

static uint32_t random_below(uint32_t end) {
    pthread_once(&sodium_once, start_sodium);
    return randombytes_uniform(end);
}

int64_t id_new(void) {
    int64_t now_ms = time_wall_ms() - first_ms;
    int64_t id = 0;

    pthread_mutex_lock(&last_lock);
    if (now_ms > last_ms || last_count == COUNT_END - 1) {
        /* A full millisecond, or a clock set back, borrows from those to come. */
        last_ms = now_ms > last_ms ? now_ms : last_ms + 1;
        last_count = random_below(COUNT_END);
    } else {
        last_count++;
    }
    id = last_ms << COUNT_BITS | last_count;
    pthread_mutex_unlock(&last_lock);
    return id;
}

str id_token(arena *mem, size_t bytes) {
    enum { ALPHABET = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

    unsigned char *secret = arena_alloc(mem, bytes);
    size_t size = bytes > SIZE_MAX / 2 ? 0 : sodium_base64_ENCODED_LEN(bytes, ALPHABET);
    char *text = size == 0 ? NULL : arena_alloc(mem, size);

    if (secret == NULL || text == NULL) {
        return STR_NONE;
    }
    id_random(secret, bytes);
    sodium_bin2base64(text, size, secret, bytes, ALPHABET);
    sodium_memzero(secret, bytes);
    return str_at(text, size - 1);
}

/* `len` characters of `alphabet`, each as likely as the other. */
static str pick(arena *mem, size_t len, str alphabet) {
    char *text = arena_alloc(mem, len);

    if (text == NULL) {
        return STR_NONE;
    }
    for (size_t i = 0; i < len; i++) {
        text[i] = alphabet.at[random_below((uint32_t)alphabet.len)];
    }
    return str_at(text, len);
}

str id_digits(arena *mem, int digits) {
    int len = digits < 1 ? 1 : digits;

    return pick(mem, (size_t)(len > 18 ? 18 : len), STR("0123456789"));
}

str id_code(arena *mem, size_t len) {
    return pick(mem, len, STR("BCDFGHJKLMNPRSTVWXZ"));
}
