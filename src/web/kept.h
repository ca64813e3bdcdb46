/*
 * kept.h: public pages, rendered once per change and served from memory afterwards.
 *
 * A page is kept per address, language and encoding. It goes when a topic it depends
 * on is touched, or when the moment comes at which it changes by itself (a session starts).
 */
#ifndef WEB_KEPT_H
#define WEB_KEPT_H

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "base/str.h"

typedef struct kept kept;

enum encoding { ENCODING_PLAIN, ENCODING_GZIP, ENCODING_BROTLI, ENCODING_COUNT };

/* Counted, never changed; give back with kept_drop. */
struct kept_page {
    int refs; /* atomic */
    uint64_t generation;
    int64_t until;
    str key, topics, type, etag;
    str bodies[ENCODING_COUNT]; /* empty: not in this encoding */
    struct kept_page *next;
    char *bytes; /* all of the above */
};

/* At most `bytes_max` of pages; when they would be more, all go and start anew. */
err kept_new(size_t bytes_max, kept **out) MUST_USE;
void kept_free(kept *k);
/* The page or NULL. `now` by the program's clock. */
struct kept_page *kept_find(kept *k, str key, int64_t now);
void kept_drop(struct kept_page *page);
/* A number to take before rendering: a page rendered before a touch is not kept after it. */
uint64_t kept_generation(kept *k);

/* Keeps a rendered page, compressed once. Returns it for the answer at hand; NULL: no memory or too
 * large. */
struct kept_new_page {
    str key, topics, type, body;
    uint64_t generation;
    int64_t until;
};
struct kept_page *kept_put(kept *k, const struct kept_new_page *from);
/* Pages that depend on a prefix of `topic` go. */
void kept_touch(kept *k, str topic);
size_t kept_count(kept *k);

/* The body in gzip or brotli, in `mem`; empty where it does not get smaller. `quality`: gzip 1-9,
 * brotli 0-11. */
str kept_gzip(arena *mem, str body, int quality);
str kept_brotli(arena *mem, str body, int quality);

#endif
