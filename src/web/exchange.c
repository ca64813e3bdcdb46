#include <stdlib.h>
#include <string.h>

#include "web/loop.h"

#define POOL_MAX     64
#define MEMORY_MAX   262144
#define BODY_FIRST   4096
#define BODY_AT_ONCE 65536

exchange *exchange_take(struct conn *c) {
    struct loop *loop = c->loop;
    exchange *x = loop->free_exchanges;

    if (x != NULL) {
        loop->free_exchanges = x->next_free;
        loop->free_exchange_count--;
    } else {
        x = malloc(sizeof(*x) + loop->server->limits.headers_max * sizeof(x->headers[0]));
        if (x == NULL) {
            return NULL;
        }
        x->mem = NULL;
    }
    /* All but the head and the headers, which the reader of heads fills in. */
    x->mail = (struct mail){.kind = MAIL_EXCHANGE};
    x->loop = loop;
    x->conn = c;
    x->next_free = NULL;
    x->in = NULL;
    x->body = (struct body){0};
    x->owner = NULL;
    x->out = NULL;
    x->is_head = false;
    c->x = x;
    return x;
}

static void body_drop(exchange *x) {
    if (x->body.at != NULL) {
        (void)atomic_fetch_sub(&x->loop->server->bodies, x->body.cap);
        free(x->body.at);
        x->body = (struct body){0};
    }
}

void exchange_free(exchange *x) {
    arena_free(x->mem);
    free(x);
}

void exchange_done(exchange *x) {
    struct loop *loop = x->loop;

    if (x->conn != NULL) {
        x->conn->x = NULL;
    }
    block_free(x->in);
    body_drop(x);
    if (loop->free_exchange_count == POOL_MAX) {
        exchange_free(x);
        return;
    }
    if (x->mem != NULL) {
        arena_reset(x->mem);
    }
    x->next_free = loop->free_exchanges;
    loop->free_exchanges = x;
    loop->free_exchange_count++;
}

void exchange_orphan(exchange *x) {
    /* What its owner reads may stand in the connection's block. */
    if (x->in == NULL) {
        x->in = x->conn->in;
        x->conn->in = NULL;
    }
    x->conn->x = NULL;
    x->conn = NULL;
}

/* The next capacity: at once for ordinary forms, doubling for what a peer only promises to send. */
static size_t body_cap(const exchange *x, size_t more) {
    size_t need = x->body.len + more;
    size_t cap = x->body.cap * 2;
    size_t whole = x->head.is_chunked ? x->body_max : (size_t)x->head.length;

    if (!x->head.is_chunked && whole <= BODY_AT_ONCE) {
        return whole;
    }
    cap = cap < BODY_FIRST ? BODY_FIRST : cap;
    cap = cap > whole ? whole : cap;
    return cap < need ? need : cap;
}

int exchange_grow(exchange *x, size_t more) {
    server *s = x->loop->server;
    size_t cap = 0;
    size_t extra = 0;
    char *at = NULL;

    if (x->body.cap - x->body.len >= more) {
        return 0;
    }
    cap = body_cap(x, more);
    extra = cap - x->body.cap;
    if (atomic_fetch_add(&s->bodies, extra) + extra > s->options.bodies_max) {
        (void)atomic_fetch_sub(&s->bodies, extra);
        return 503;
    }
    at = realloc(x->body.at, cap);
    if (at == NULL) {
        (void)atomic_fetch_sub(&s->bodies, extra);
        return 503;
    }
    x->body.at = at;
    x->body.cap = cap;
    return 0;
}

static enum keep keep_of(const exchange *x) {
    if (!x->request.keep_alive) {
        return KEEP_NOT;
    }
    return x->head.minor == 0 ? KEEP_TOLD : KEEP_OPEN;
}

void exchange_mail(exchange *x) {
    struct outgoing *out = x->out;
    struct conn *c = x->conn;
    enum keep keep = keep_of(x);

    x->loop->running--;
    x->out = NULL;
    exchange_done(x);
    if (c == NULL) {
        output_free(out);
        return;
    }
    if (out == NULL) {
        output_refuse(c, 503);
    } else {
        output_take(c, out, keep);
    }
    conn_run(c);
}

const struct http_request *exchange_request(const exchange *x) {
    return &x->request;
}

void exchange_set_owner(exchange *x, void *owner) {
    x->owner = owner;
}

void *exchange_owner(const exchange *x) {
    return x->owner;
}

arena *exchange_mem(exchange *x) {
    if (x->mem == NULL) {
        x->mem = arena_new(MEMORY_MAX);
    }
    return x->mem;
}

void exchange_answer(exchange *x, const struct http_answer *answer) {
    struct loop *loop = x->loop;

    if (loop_here() == loop && loop->handling == x) {
        struct conn *c = x->conn;
        enum keep keep = keep_of(x);

        /* The answer may stand in the exchange's memory: send it before the exchange goes. */
        loop->handling = NULL;
        loop->running--;
        output_answer(c, answer, x->is_head, keep);
        exchange_done(x);
        return;
    }
    x->out = output_new(answer, x->is_head);
    loop_post(loop, &x->mail);
}

str http_header(const struct http_request *q, str name) {
    for (size_t i = 0; i < q->header_count; i++) {
        if (str_eq_nocase(q->headers[i].name, name)) {
            return q->headers[i].value;
        }
    }
    return STR_NONE;
}
