#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "web/loop.h"

#define SMALL_BLOCK 2048 /* for the beginning of a head that is slow to come */
#define POOL_MAX    8
#define BODY_MAX    65536 /* where nobody admits */
#define BODY_STEP   262144

/* ---- the loop's block, lent to whom the loop looks at ---- */

static struct block *block_take(struct loop *loop) {
    struct block *b = loop->free_blocks;

    if (b == NULL) {
        return block_new(loop->server->block_size);
    }
    loop->free_blocks = b->next;
    loop->free_block_count--;
    return b;
}

static void block_give(struct loop *loop, struct block *b) {
    if (b->cap != loop->server->block_size || loop->free_block_count == POOL_MAX) {
        block_free(b);
        return;
    }
    b->at = 0;
    b->len = 0;
    b->next = loop->free_blocks;
    loop->free_blocks = b;
    loop->free_block_count++;
}

void input_begin(struct conn *c) {
    bool reads = c->state == CONN_HEAD || c->state == CONN_CHUNKS || c->state == CONN_LINGER;

    if (c->in == NULL && reads && c->is_readable) {
        c->in = block_take(c->loop);
        if (c->in == NULL) {
            c->state = CONN_CLOSED;
        }
    }
}

void input_end(struct conn *c) {
    size_t left = 0;

    if (c->in == NULL) {
        return;
    }
    left = c->in->len - c->in->at;
    if (c->state == CONN_RUNNING) {
        return; /* the owner reads in it */
    }
    if (left == 0 || c->state == CONN_STREAM) {
        block_give(c->loop, c->in);
        c->in = NULL;
    } else if (left < SMALL_BLOCK / 2 && c->in->cap == c->loop->server->block_size) {
        struct block *small = block_copy(c->in, SMALL_BLOCK);

        if (small != NULL) {
            block_give(c->loop, c->in);
            c->in = small;
        }
    }
}

/* Up to `room` bytes; 0: none now, or the peer has ended (then the state says so). */
static size_t receive(struct conn *c, char *at, size_t room) {
    ssize_t n = 0;

    if (!c->is_readable) {
        return 0;
    }
    do {
        n = recv(c->fd, at, room, 0);
    } while (n < 0 && errno == EINTR);
    if (n > 0) {
        /* Less than asked for: nothing is left, unless the end of all is. */
        c->is_readable = (size_t)n == room || c->is_peer_shut;
        return (size_t)n;
    }
    c->is_readable = false;
    if (n == 0 || errno != EAGAIN) {
        c->state = CONN_CLOSED;
    }
    return 0;
}

/* More bytes behind those in c->in; false: none now. */
static bool fill(struct conn *c) {
    struct block *b = c->in;
    size_t n = 0;

    if (!c->is_readable) {
        return false;
    }
    if (b->len == b->cap || b->at == b->len) {
        block_pack(b);
    }
    if (b->len == b->cap) {
        /* A small one is full: a head fits into the next size, http_find_head sees to that. */
        b = block_copy(c->in, c->loop->server->block_size);
        if (b == NULL) {
            c->state = CONN_CLOSED;
            return false;
        }
        block_free(c->in);
        c->in = b;
    }
    n = receive(c, b->bytes + b->len, b->cap - b->len);
    b->len += n;
    return n > 0;
}

/* ---- a request is whole ---- */

static bool run(struct conn *c) {
    struct loop *loop = c->loop;
    exchange *x = c->x;

    c->state = CONN_RUNNING;
    loop->handling = x;
    loop->running++;
    loop_count(&loop->requests);
    loop->server->options.handle(loop->server->options.self, x);
    if (loop->handling == x) {
        /* The answer comes later. Until then the owner's own deadlines count. */
        loop->handling = NULL;
        wheel_remove(&loop->wheel, &c->timer);
        return false;
    }
    return true;
}

static bool refuse(struct conn *c, int status) {
    if (c->x != NULL) {
        exchange_done(c->x);
    }
    output_refuse(c, status);
    return true;
}

/* A body that is not here yet: the head's block goes to the exchange, what came of the body into
 * its own memory. */
static bool wait_for_body(struct conn *c, size_t came) {
    exchange *x = c->x;
    struct block *b = c->in;
    int status = 0;

    c->in = NULL;
    x->in = b;
    if (x->head.is_chunked) {
        c->chunks = (struct http_chunks){.room = x->body_max};
        c->state = CONN_CHUNKS;
        if (came > 0) {
            /* The chunks are read from a block of their own, for the head stays where it is. */
            c->in = block_copy(b, came > SMALL_BLOCK ? came : SMALL_BLOCK);
        } else {
            c->in = block_take(c->loop);
        }
        status = c->in == NULL ? 503 : 0;
    } else {
        status = exchange_grow(x, came > 0 ? came : 1);
        if (status == 0) {
            memcpy(x->body.at, b->bytes + b->at, came);
            x->body.len = came;
        }
        c->state = CONN_BODY;
    }
    if (status != 0) {
        return refuse(c, status);
    }
    b->at = b->len;
    conn_deadline(c, c->loop->server->options.body_ms + (int64_t)(x->body_max / 1024));
    if (x->head.expects && came == 0 && !output_raw(c, STR("HTTP/1.1 100 Continue\r\n\r\n"))) {
        c->state = CONN_CLOSED;
    }
    return true;
}

static void fill_request(exchange *x) {
    struct http_head *h = &x->head;
    struct loop *loop = x->loop;

    x->request = (struct http_request){
        .method = h->method,
        .target = h->target,
        .path = h->path,
        .query = h->query,
        .headers = x->headers,
        .header_count = h->header_count,
        .host = h->host,
        .keep_alive = h->keep_alive && !loop->is_draining,
        .thread = loop->index,
    };
    x->is_head = str_eq(h->method, STR("HEAD"));
    address_text(&x->conn->address, x->peer);
    x->request.peer = str_of(x->peer);
}

static int admit(exchange *x) {
    const struct server_options *o = &x->loop->server->options;
    struct server_admit a = {.body_max = BODY_MAX};

    if (o->admit != NULL) {
        a = o->admit(o->self, &x->request);
    }
    x->body_max = a.body_max;
    if (a.status != 0) {
        return a.status;
    }
    return !x->head.is_chunked && x->head.length > a.body_max ? 413 : 0;
}

/*
 * A request that is not a read may wait long for its turn: it gets a block of its own
 * size, so that many who wait do not hold many large blocks.
 */
static bool tighten(struct conn *c) {
    str s = block_unused(c->in);
    struct block *b = NULL;

    if (s.len + SMALL_BLOCK > c->in->cap || str_starts(s, STR("GET ")) ||
        str_starts(s, STR("HEAD "))) {
        return true;
    }
    b = block_copy(c->in, s.len);
    if (b == NULL) {
        return false;
    }
    block_give(c->loop, c->in);
    c->in = b;
    return true;
}

/* The head is whole. */
static bool begin(struct conn *c) {
    exchange *x = tighten(c) ? exchange_take(c) : NULL;
    struct block *b = c->in;
    size_t size = c->find.size;
    str head = str_at(b->bytes + b->at + c->find.skip, size - c->find.skip);
    size_t came = 0;
    int status = 0;

    c->find = (struct http_find){0};
    c->has_begun = false;
    if (x == NULL) {
        return refuse(c, 503);
    }
    b->at += size;
    status = http_read_head(head, &c->loop->server->limits, x->headers, &x->head);
    if (status == 0) {
        fill_request(x);
        status = admit(x);
    }
    if (status != 0) {
        return refuse(c, status);
    }
    came = b->len - b->at;
    if (x->head.is_chunked || came < x->head.length) {
        return wait_for_body(c, came);
    }
    x->request.body = str_at(b->bytes + b->at, (size_t)x->head.length);
    b->at += (size_t)x->head.length;
    return run(c);
}

/* ---- steps ---- */

bool input_head(struct conn *c) {
    while (c->in != NULL && c->state == CONN_HEAD) {
        str s = block_unused(c->in);
        enum http_progress progress =
            s.len == 0 ? HTTP_MORE : http_find_head(&c->find, s, &c->loop->server->limits);

        if (progress == HTTP_DONE) {
            return begin(c);
        }
        if (progress == HTTP_REFUSED) {
            return refuse(c, c->find.status);
        }
        if (!fill(c)) {
            if (s.len > 0 && !c->has_begun) {
                c->has_begun = true;
                conn_deadline(c, c->loop->server->options.head_ms);
            }
            return false;
        }
    }
    return false;
}

bool input_body(struct conn *c) {
    exchange *x = c->x;
    size_t whole = (size_t)x->head.length;
    size_t taken = 0;

    while (x->body.len < whole) {
        size_t room = 0;
        size_t n = 0;
        int status = 0;

        if (x->body.len == x->body.cap) {
            status = exchange_grow(x, 1);
            if (status != 0) {
                return refuse(c, status);
            }
        }
        room = x->body.cap - x->body.len;
        n = receive(c, x->body.at + x->body.len, room);
        if (n == 0) {
            return false;
        }
        x->body.len += n;
        taken += n;
        if (taken >= BODY_STEP && x->body.len < whole) {
            return true;
        }
    }
    x->request.body = str_at(x->body.at, x->body.len);
    return run(c);
}

/* Some bytes of chunks into the body: 0 or the status to refuse with. */
static int take_chunks(struct conn *c, bool *done) {
    exchange *x = c->x;

    *done = false;
    while (c->in->at < c->in->len && !*done) {
        str data = STR_NONE;
        size_t used = 0;
        enum http_progress progress =
            http_read_chunks(&c->chunks, block_unused(c->in), &used, &data);
        int status = progress == HTTP_REFUSED ? c->chunks.status : exchange_grow(x, data.len);

        if (status != 0) {
            return status;
        }
        if (data.len > 0) {
            memcpy(x->body.at + x->body.len, data.at, data.len);
            x->body.len += data.len;
        }
        c->in->at += used;
        *done = progress == HTTP_DONE;
    }
    return 0;
}

bool input_chunks(struct conn *c) {
    bool done = false;
    int status = 0;

    if (c->in == NULL) {
        return false;
    }
    status = take_chunks(c, &done);
    if (status != 0) {
        return refuse(c, status);
    }
    if (done) {
        c->x->request.body = str_at(c->x->body.at, c->x->body.len);
        return run(c);
    }
    return fill(c);
}

bool input_discard(struct conn *c) {
    size_t n = 0;

    if (c->in == NULL) {
        return false;
    }
    c->in->at = 0;
    c->in->len = 0;
    n = receive(c, c->in->bytes, c->in->cap);
    c->discarded += n;
    if (c->discarded > LINGER_BYTES) {
        c->state = CONN_CLOSED;
    }
    return n > 0;
}
