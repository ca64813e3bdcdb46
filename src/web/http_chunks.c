#include "web/http.h"

#define SIZE_LINE_MAX 256
#define EXTRA_MAX     8192

/* SIZE_FIRST is 0: the struct starts there. */
enum chunk_state {
    SIZE_FIRST,
    SIZE_MORE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER_FIRST,
    TRAILER_NAME,
    TRAILER_VALUE,
    TRAILER_LF,
    LAST_LF,
    ENDED
};

static int hex(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The value of a state, or minus the status to refuse with. */
static int size_digit(struct http_chunks *c, char byte) {
    int digit = hex(byte);

    if (digit < 0) {
        return -400;
    }
    if (c->left > UINT64_MAX >> 4) {
        return -413;
    }
    c->left = c->left * 16 + (uint64_t)digit;
    return c->left > c->room ? -413 : SIZE_MORE;
}

static int size_more(struct http_chunks *c, char byte) {
    if (byte == '\r') {
        return SIZE_LF;
    }
    return byte == ';' ? EXTENSION : size_digit(c, byte);
}

static int size_end(struct http_chunks *c, char byte) {
    if (byte != '\n') {
        return -400;
    }
    c->line = 0;
    c->room -= c->left;
    return c->left == 0 ? TRAILER_FIRST : DATA;
}

static int value_byte(char byte, int self, int at_end) {
    if (byte == '\r') {
        return at_end;
    }
    return http_is_value(str_at(&byte, 1)) ? self : -400;
}

static int trailer_name(char byte) {
    if (byte == ':') {
        return TRAILER_VALUE;
    }
    return http_is_token(str_at(&byte, 1)) ? TRAILER_NAME : -400;
}

static int expect(char byte, char wanted, int next) {
    return byte == wanted ? next : -400;
}

/* One byte that is not data: the next state, or minus a status. */
static int step(struct http_chunks *c, char byte) {
    switch ((enum chunk_state)c->state) {
    case SIZE_FIRST:
        return size_digit(c, byte);
    case SIZE_MORE:
        return size_more(c, byte);
    case EXTENSION:
        c->extra++;
        return value_byte(byte, EXTENSION, SIZE_LF);
    case SIZE_LF:
        return size_end(c, byte);
    case DATA_CR:
        return expect(byte, '\r', DATA_LF);
    case DATA_LF:
        return expect(byte, '\n', SIZE_FIRST);
    case TRAILER_FIRST:
        c->extra++;
        /* A line that begins with ':' has no name. */
        return byte == '\r' ? LAST_LF : (byte == ':' ? -400 : trailer_name(byte));
    case TRAILER_NAME:
        c->extra++;
        return trailer_name(byte);
    case TRAILER_VALUE:
        c->extra++;
        return value_byte(byte, TRAILER_VALUE, TRAILER_LF);
    case TRAILER_LF:
        return expect(byte, '\n', TRAILER_FIRST);
    case LAST_LF:
        return expect(byte, '\n', ENDED);
    case DATA:
    case ENDED:
    default:
        return -400;
    }
}

static int limited_step(struct http_chunks *c, char byte) {
    int next = 0;

    c->line = c->state <= SIZE_LF ? c->line + 1 : 0;
    if (c->line > SIZE_LINE_MAX) {
        return -400;
    }
    next = step(c, byte);
    return next >= 0 && c->extra > EXTRA_MAX ? -431 : next;
}

enum http_progress http_read_chunks(struct http_chunks *chunks, str in, size_t *used, str *data) {
    size_t at = 0;

    *data = STR_NONE;
    while (at < in.len && chunks->state != DATA && chunks->state != ENDED) {
        int next = limited_step(chunks, in.at[at++]);

        if (next < 0) {
            chunks->status = -next;
            *used = at;
            return HTTP_REFUSED;
        }
        chunks->state = next;
    }
    if (chunks->state == DATA && at < in.len) {
        size_t here = in.len - at;

        here = chunks->left < here ? (size_t)chunks->left : here;
        *data = str_at(in.at + at, here);
        at += here;
        chunks->left -= here;
        chunks->state = chunks->left == 0 ? DATA_CR : DATA;
    }
    *used = at;
    return chunks->state == ENDED ? HTTP_DONE : HTTP_MORE;
}
