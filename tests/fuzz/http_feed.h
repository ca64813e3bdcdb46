/*
 * http_feed.h: reads a whole conversation with the reader of web/http.h the way a server does,
 * with the bytes arriving in pieces, and sums up what was understood. For tests and the fuzzer.
 */
#ifndef FUZZ_HTTP_FEED_H
#define FUZZ_HTTP_FEED_H

#include <string.h>

#include "base/str.h"
#include "web/http.h"

#define FEED_HEADERS  64
#define FEED_BODY_MAX 65536

struct feed {
    struct http_limits limits;
    uint64_t body_max;
    size_t requests; /* read whole */
    int status;      /* what the last one was refused with; 0: not refused */
    size_t used;     /* bytes that belong to whole requests */
    uint64_t digest; /* of all that was understood */
    char last[256];  /* "POST /a?b host body" of the last whole one, cut */
    size_t last_len;
};

/* Adds a text to the digest and to `last`. */
static inline void feed_note(struct feed *f, str s) {
    f->digest = (f->digest ^ str_hash(s) ^ s.len) * 1099511628211U;
    for (size_t i = 0; i < s.len && f->last_len < sizeof(f->last); i++) {
        f->last[f->last_len++] = s.at[i];
    }
}

/* Size of the piece that begins at `at`: by the caller's rule. */
typedef size_t feed_cut(void *self, size_t at);

struct feed_state {
    struct http_find find;
    struct http_chunks chunks;
    struct http_head head;
    struct header headers[FEED_HEADERS];
    bool is_in_body;
    size_t start;  /* of the request in hand */
    size_t at;     /* of what has not been read */
    uint64_t left; /* of a plain body */
    uint64_t body_sum;
    uint64_t body_len;
};

/* The request in hand is whole. */
static inline void feed_whole(struct feed *f, struct feed_state *s) {
    f->requests++;
    f->last_len = 0;
    feed_note(f, s->head.method);
    feed_note(f, STR(" "));
    feed_note(f, s->head.target);
    feed_note(f, STR(" "));
    feed_note(f, s->head.path);
    feed_note(f, STR("?"));
    feed_note(f, s->head.query);
    feed_note(f, STR(" "));
    feed_note(f, s->head.host);
    for (size_t i = 0; i < s->head.header_count; i++) {
        f->digest = (f->digest ^ str_hash(s->headers[i].name)) * 1099511628211U;
        f->digest = (f->digest ^ str_hash(s->headers[i].value)) * 1099511628211U;
    }
    f->digest = (f->digest ^ s->body_sum ^ s->body_len) * 1099511628211U;
    f->digest += s->head.keep_alive ? 1 : 0;
    s->find = (struct http_find){0};
    s->is_in_body = false;
    s->start = s->at;
    f->used = s->at;
}

/* Adds bytes of body to its sum. */
static inline void feed_body(struct feed_state *s, str data) {
    for (size_t i = 0; i < data.len; i++) {
        s->body_sum = (s->body_sum ^ (uint8_t)data.at[i]) * 1099511628211U;
    }
    s->body_len += data.len;
}

/* One step with what is there; false: more bytes are needed, or it was refused. */
static inline bool feed_step(struct feed *f, struct feed_state *s, str have) {
    if (!s->is_in_body) {
        str rest = str_from(have, s->start);
        enum http_progress p = http_find_head(&s->find, rest, &f->limits);

        f->status = p == HTTP_REFUSED ? s->find.status : 0;
        if (p != HTTP_DONE) {
            return false;
        }
        f->status =
            http_read_head(str_first(str_from(rest, s->find.skip), s->find.size - s->find.skip),
                           &f->limits, s->headers, &s->head);
        if (f->status == 0 && !s->head.is_chunked && s->head.length > f->body_max) {
            f->status = 413;
        }
        if (f->status != 0) {
            return false;
        }
        s->at = s->start + s->find.size;
        s->is_in_body = true;
        s->chunks = (struct http_chunks){.room = f->body_max};
        s->left = s->head.is_chunked ? 0 : s->head.length;
        s->body_sum = 0;
        s->body_len = 0;
    }
    if (s->head.is_chunked) {
        size_t used = 0;
        str data = STR_NONE;
        enum http_progress p = http_read_chunks(&s->chunks, str_from(have, s->at), &used, &data);

        f->status = p == HTTP_REFUSED ? s->chunks.status : 0;
        s->at += used;
        feed_body(s, data);
        if (p == HTTP_DONE) {
            feed_whole(f, s);
        }
        return p == HTTP_DONE || (p == HTTP_MORE && s->at < have.len);
    }
    size_t here = have.len - s->at < s->left ? have.len - s->at : (size_t)s->left;

    feed_body(s, str_first(str_from(have, s->at), here));
    s->at += here;
    s->left -= here;
    if (s->left > 0) {
        return false;
    }
    feed_whole(f, s);
    return s->at < have.len;
}

/* Reads `bytes`, which arrive in pieces. The bytes that are not there yet are out of reach. */
static inline void feed_read(struct feed *f, str bytes, feed_cut *cut, void *self) {
    struct feed_state s = {0};

    f->requests = 0;
    f->status = 0;
    f->digest = 14695981039346656037U;
    for (size_t have = 0; have < bytes.len && f->status == 0;) {
        size_t piece = cut(self, have);

        have += piece < 1 || piece > bytes.len - have ? bytes.len - have : piece;
        while (feed_step(f, &s, str_first(bytes, have))) {
        }
    }
}

#endif
