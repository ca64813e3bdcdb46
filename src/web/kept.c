#define ZLIB_CONST
#include "web/kept.h"

#include <brotli/encode.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { BUCKETS = 1024, GZIP_QUALITY = 6, BROTLI_QUALITY = 5, SMALL = 600 };

struct kept {
    pthread_mutex_t lock;
    uint64_t generation;
    size_t bytes, bytes_max, count;
    struct kept_page *buckets[BUCKETS];
};

err kept_new(size_t bytes_max, kept **out) {
    kept *k = calloc(1, sizeof(*k));

    if (k == NULL) {
        return ERR_MEMORY;
    }
    (void)pthread_mutex_init(&k->lock, NULL);
    k->bytes_max = bytes_max;
    k->generation = 1;
    *out = k;
    return OK;
}

void kept_drop(struct kept_page *page) {
    if (page != NULL && __atomic_sub_fetch(&page->refs, 1, __ATOMIC_ACQ_REL) == 0) {
        free(page->bytes);
        free(page);
    }
}

static size_t page_bytes(const struct kept_page *p) {
    size_t sum = sizeof(*p);

    for (size_t i = 0; i < ENCODING_COUNT; i++) {
        sum += p->bodies[i].len;
    }
    return sum;
}

/* Takes the page at `*link` out. The lock is held. */
static void unlink_page(kept *k, struct kept_page **link) {
    struct kept_page *page = *link;

    *link = page->next;
    k->bytes -= page_bytes(page);
    k->count--;
    kept_drop(page);
}

static void clear(kept *k) {
    for (size_t i = 0; i < BUCKETS; i++) {
        while (k->buckets[i] != NULL) {
            unlink_page(k, &k->buckets[i]);
        }
    }
}

void kept_free(kept *k) {
    if (k != NULL) {
        clear(k);
        (void)pthread_mutex_destroy(&k->lock);
        free(k);
    }
}

static struct kept_page **bucket(kept *k, str key) {
    return &k->buckets[str_hash(key) % BUCKETS];
}

struct kept_page *kept_find(kept *k, str key, int64_t now) {
    struct kept_page *found = NULL;

    (void)pthread_mutex_lock(&k->lock);
    for (struct kept_page **link = bucket(k, key); *link != NULL; link = &(*link)->next) {
        if (!str_eq((*link)->key, key)) {
            continue;
        }
        if ((*link)->until != 0 && now >= (*link)->until) {
            unlink_page(k, link);
            break;
        }
        found = *link;
        (void)__atomic_add_fetch(&found->refs, 1, __ATOMIC_ACQ_REL);
        break;
    }
    (void)pthread_mutex_unlock(&k->lock);
    return found;
}

uint64_t kept_generation(kept *k) {
    uint64_t g = 0;

    (void)pthread_mutex_lock(&k->lock);
    g = k->generation;
    (void)pthread_mutex_unlock(&k->lock);
    return g;
}

size_t kept_count(kept *k) {
    size_t count = 0;

    (void)pthread_mutex_lock(&k->lock);
    count = k->count;
    (void)pthread_mutex_unlock(&k->lock);
    return count;
}

str kept_gzip(arena *mem, str body, int quality) {
    z_stream z = {0};
    size_t bound = 0;
    char *out = NULL;
    str result = STR_NONE;

    if (body.len < SMALL ||
        deflateInit2(&z, quality, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        return STR_NONE;
    }
    bound = deflateBound(&z, body.len);
    out = arena_alloc(mem, bound);
    if (out != NULL) {
        z.next_in = (z_const Bytef *)body.at;
        z.avail_in = (uInt)body.len;
        z.next_out = (Bytef *)out;
        z.avail_out = (uInt)bound;
        if (deflate(&z, Z_FINISH) == Z_STREAM_END && z.total_out < body.len) {
            result = str_at(out, z.total_out);
        }
    }
    (void)deflateEnd(&z);
    return result;
}

str kept_brotli(arena *mem, str body, int quality) {
    size_t len = BrotliEncoderMaxCompressedSize(body.len);
    uint8_t *out = body.len < SMALL || len == 0 ? NULL : arena_alloc(mem, len);

    if (out == NULL ||
        BrotliEncoderCompress(quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, body.len,
                              (const uint8_t *)body.at, &len, out) != BROTLI_TRUE ||
        len >= body.len) {
        return STR_NONE;
    }
    return str_at((const char *)out, len);
}

/* Copies `s` to `*at` and moves it on. */
static str take(char **at, str s) {
    str copy = str_at(*at, s.len);

    if (s.len > 0) {
        memcpy(*at, s.at, s.len);
    }
    *at += s.len;
    return copy;
}

static struct kept_page *page_make(arena *mem, const struct kept_new_page *from) {
    str etag = str_fmt(mem, "\"%016" PRIx64 "\"", str_hash(from->body));
    str gzip = kept_gzip(mem, from->body, GZIP_QUALITY);
    str brotli = kept_brotli(mem, from->body, BROTLI_QUALITY);
    size_t size = from->key.len + from->topics.len + from->type.len + etag.len + from->body.len +
                  gzip.len + brotli.len;
    struct kept_page *page = calloc(1, sizeof(*page));
    char *at = malloc(size + 1);

    if (page == NULL || at == NULL) {
        free(page);
        free(at);
        return NULL;
    }
    page->bytes = at;
    page->refs = 1;
    page->generation = from->generation;
    page->until = from->until;
    page->key = take(&at, from->key);
    page->topics = take(&at, from->topics);
    page->type = take(&at, from->type);
    page->etag = take(&at, etag);
    page->bodies[ENCODING_PLAIN] = take(&at, from->body);
    page->bodies[ENCODING_GZIP] = take(&at, gzip);
    page->bodies[ENCODING_BROTLI] = take(&at, brotli);
    return page;
}

struct kept_page *kept_put(kept *k, const struct kept_new_page *from) {
    arena *mem CLEANUP(arena_auto) = arena_new(from->body.len * 4 + 65536);
    struct kept_page *page = mem == NULL ? NULL : page_make(mem, from);

    if (page == NULL) {
        return NULL;
    }
    (void)pthread_mutex_lock(&k->lock);
    if (page->generation == k->generation) {
        struct kept_page **link = bucket(k, page->key);

        while (*link != NULL && !str_eq((*link)->key, page->key)) {
            link = &(*link)->next;
        }
        if (*link != NULL) {
            unlink_page(k, link);
        }
        if (k->bytes + page_bytes(page) > k->bytes_max) {
            clear(k);
            link = bucket(k, page->key);
        }
        page->refs = 2;
        page->next = *link;
        *link = page;
        k->bytes += page_bytes(page);
        k->count++;
    }
    (void)pthread_mutex_unlock(&k->lock);
    return page;
}

static bool depends(str topics, str topic) {
    while (topics.len > 0) {
        str one = STR_NONE;

        topics = str_cut(topics, ' ', &one, NULL);
        if (one.len > 0 && str_starts(topic, one)) {
            return true;
        }
    }
    return false;
}

void kept_touch(kept *k, str topic) {
    (void)pthread_mutex_lock(&k->lock);
    k->generation++;
    for (size_t i = 0; i < BUCKETS; i++) {
        struct kept_page **link = &k->buckets[i];

        while (*link != NULL) {
            if (depends((*link)->topics, topic)) {
                unlink_page(k, link);
            } else {
                link = &(*link)->next;
            }
        }
    }
    (void)pthread_mutex_unlock(&k->lock);
}
