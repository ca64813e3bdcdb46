#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/id.h"
#include "web/loop.h"

#define TURN_MAX 16 /* events sent before others have their turn */

static const char comment[] = ": \n\n";

stream *exchange_stream(exchange *x, const struct header *headers, size_t count,
                        const struct stream_source *source) {
    stream *s = calloc(1, sizeof(*s));
    struct outgoing *head = s == NULL ? NULL : output_stream_head(headers, count);

    if (head == NULL) {
        struct http_answer answer = {.status = 503, .close = true};

        free(s);
        exchange_answer(x, &answer);
        return NULL;
    }
    s->mail.kind = MAIL_STREAM;
    s->loop = x->loop;
    s->x = x;
    s->head = head;
    s->source = *source;
    atomic_init(&s->is_queued, true);
    /* By mail even on the loop's own thread: the source hears nothing before the handler is back.
     */
    loop_post(s->loop, &s->mail);
    return s;
}

void stream_wake(stream *s) {
    if (!atomic_exchange(&s->is_queued, true)) {
        loop_post(s->loop, &s->mail);
    }
}

static void drop(stream *s) {
    if (s->bytes.at != NULL && !s->is_comment) {
        s->source.drop(s->bytes.owner);
    }
    s->bytes = (struct stream_bytes){0};
    s->is_comment = false;
    s->sent = 0;
    s->marked = 0;
}

void stream_close(stream *s) {
    if (s->conn != NULL) {
        s->conn->stream = NULL;
        s->conn = NULL;
        (void)atomic_fetch_sub(&s->loop->server->streams, 1);
    }
    drop(s);
    output_free(s->head);
    s->head = NULL;
    s->source.closed(s->source.self);
    /* Nobody wakes it any more, but it may still stand in the inbox. */
    if (atomic_load(&s->is_queued)) {
        s->is_dead = true;
    } else {
        free(s);
    }
}

/* The exchange becomes the stream; the peer may have gone meanwhile. */
static void start(stream *s) {
    exchange *x = s->x;
    struct conn *c = x->conn;

    s->is_started = true;
    s->is_head = x->is_head;
    s->x = NULL;
    s->loop->running--;
    exchange_done(x);
    if (c == NULL) {
        stream_close(s);
        return;
    }
    (void)atomic_fetch_add(&s->loop->server->streams, 1);
    s->conn = c;
    c->stream = s;
    c->out = s->head;
    s->head = NULL;
    c->state = CONN_STREAM;
    conn_deadline(c, c->loop->server->options.send_ms);
    s->is_ending = s->loop->is_draining;
    conn_run(c);
}

void stream_mail(stream *s) {
    if (s->is_dead) {
        free(s);
        return;
    }
    /* Before it is asked for bytes: a wake after that must come back. */
    atomic_store(&s->is_queued, false);
    if (s->is_started) {
        conn_run(s->conn);
    } else {
        start(s);
    }
}

/* Browsers come back after a time each of its own, not all at once. */
static void say_good_bye(stream *s) {
    char text[32];
    uint32_t random = 0;
    int spread = atomic_load(&s->loop->server->spread_ms);
    int len = 0;

    id_random(&random, sizeof(random));
    len = snprintf(text, sizeof(text), "retry: %" PRIu32 "\n\n",
                   1 + random % (uint32_t)(spread < 1 ? 1 : spread));
    if (output_raw(s->conn, str_at(text, (size_t)len))) {
        output_close(s->conn, true);
    } else {
        s->conn->state = CONN_CLOSED;
    }
}

/* The bytes in hand: true when they are gone. */
static bool push(stream *s) {
    struct conn *c = s->conn;

    while (s->sent < s->bytes.len) {
        ssize_t n = send(c->fd, s->bytes.at + s->sent, s->bytes.len - s->sent, MSG_NOSIGNAL);

        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            if (errno != EAGAIN) {
                c->state = CONN_CLOSED;
            }
            return false;
        }
        s->sent += (size_t)n;
        if (s->sent - s->marked >= SEND_STEP) {
            s->marked = s->sent;
            conn_deadline(c, c->loop->server->options.send_ms);
        }
    }
    drop(s);
    return true;
}

bool stream_pump(stream *s) {
    struct conn *c = s->conn;

    if (c->out != NULL && !output_stream_head_sent(c)) {
        return false;
    }
    if (s->is_head) {
        output_close(c, false);
        return true;
    }
    for (int turns = 0; turns < TURN_MAX; turns++) {
        if (s->bytes.at == NULL) {
            if (s->is_ending) {
                say_good_bye(s);
                return true;
            }
            if (!s->source.next(s->source.self, &s->bytes)) {
                s->bytes = (struct stream_bytes){0};
                conn_deadline(c, STREAM_SILENT_MS);
                return false;
            }
            conn_deadline(c, c->loop->server->options.send_ms);
        }
        if (!push(s)) {
            return false;
        }
    }
    return true;
}

void stream_quiet(stream *s) {
    if (s->bytes.at != NULL || s->conn->out != NULL) {
        loop_count(&s->loop->timeouts);
        s->conn->is_aborting = true;
        s->conn->state = CONN_CLOSED;
        return;
    }
    s->bytes = (struct stream_bytes){.at = comment, .len = sizeof(comment) - 1};
    s->is_comment = true;
    conn_deadline(s->conn, s->loop->server->options.send_ms);
}

void stream_end(stream *s) {
    s->is_ending = true;
}
