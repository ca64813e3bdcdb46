/*
 * http.h: a strict reader of HTTP/1.1 messages (RFC 9112, RFC 9110), pure.
 *
 * It touches no socket and keeps no memory: the caller owns the bytes. Whatever two
 * programs could read differently is refused, so no request hides inside another:
 * see http_read_head. The result never depends on how the bytes were cut up.
 *
 * Order: http_find_head until the head is whole, http_read_head once, then either
 * `length` bytes of body or http_read_chunks until it is done.
 */
#ifndef WEB_HTTP_H
#define WEB_HTTP_H

#include "base/base.h"
#include "base/str.h"
#include "web/server.h"

enum http_progress {
    HTTP_MORE,   /* so far so good, more bytes are needed */
    HTTP_DONE,   /* whole */
    HTTP_REFUSED /* answer `status` and close: what follows cannot be trusted */
};

struct http_limits {
    size_t head_max;    /* bytes of request line and headers: 431 past it */
    size_t target_max;  /* bytes of the request line: 414 past it */
    size_t headers_max; /* number of header lines: 431 past it */
};

/* How far the search for the end of a head has come; starts as {0}. */
struct http_find {
    size_t skip;    /* bytes of one empty line before the request line, which is ignored (2.2) */
    size_t checked; /* bytes already looked at */
    size_t line;    /* where the line in hand begins */
    size_t lines;   /* whole lines seen */
    size_t size;    /* HTTP_DONE: bytes of the head, its last empty line and `skip` included */
    int status;     /* HTTP_REFUSED: 400, 414 or 431 */
};

/*
 * Looks for the end of the head in `bytes`, which must be the same bytes as in the
 * call before with more behind them. Refuses a line that does not end in CR LF, a
 * first byte that starts no method, and what is over the limits.
 */
enum http_progress http_find_head(struct http_find *find, str bytes,
                                  const struct http_limits *limits);

#define HTTP_HOST_MAX 263 /* 255 of name, ':', five digits, two brackets */

struct http_head {
    str method; /* a token of at most 32 bytes */
    str target; /* as sent */
    str path;   /* "/..." or "*" */
    str query;  /* after '?', without it */
    str host;   /* lower case, in host_bytes; empty: HTTP/1.0 without one */
    char host_bytes[HTTP_HOST_MAX];
    struct header *headers; /* the caller's array */
    size_t header_count;
    int minor;       /* 1 or 0 */
    bool keep_alive; /* may the connection stay open? */
    bool expects;    /* "100 Continue" is wanted before the body */
    bool is_chunked; /* the body comes in chunks; else it is `length` bytes */
    uint64_t length; /* UINT64_MAX also for what is larger than that */
};

/*
 * Reads the head whose size http_find_head told (`find->size` bytes from `skip` on).
 * `headers` has room for limits->headers_max. Texts point into `head`, but for host.
 * The struct must not be copied (host points into it).
 *
 * Returns 0 or the status to refuse with:
 *  400 bad syntax: method, target, version, space before a colon, folded line, bare CR,
 *      control bytes, no or two Hosts in 1.1, bad Host, user name in an address;
 *      Transfer-Encoding with Content-Length or in 1.0; two or bad Content-Lengths
 *  414 431 over the limits   417 an expectation other than 100-continue
 *  501 CONNECT, a method over 32 bytes, a Transfer-Encoding other than exactly "chunked"
 *  505 a version other than 1.0 and 1.1
 */
int http_read_head(str head, const struct http_limits *limits, struct header *headers,
                   struct http_head *out) MUST_USE;

/* How far a chunked body has come; starts as {.room = bytes it may have}. */
struct http_chunks {
    int state;     /* the reader's own */
    uint64_t room; /* bytes that may still come */
    uint64_t left; /* of the chunk in hand */
    size_t line;   /* bytes of the size line in hand */
    size_t extra;  /* bytes of extensions and trailers so far */
    int status;    /* HTTP_REFUSED: 400, 413 or 431 */
};

/*
 * Reads on: takes `*used` bytes of `in`, of which `*data` (maybe none) is body. Call
 * again with the rest until HTTP_MORE leaves nothing, or HTTP_DONE; what is left then
 * belongs to the next request. Extensions and trailers are checked and thrown away.
 * Refuses a size that is not plain hexadecimal (400) or over the room (413), a line end
 * that is not CR LF (400), over 256 bytes of size line (400), over 8 KB of extensions
 * and trailers together (431).
 */
enum http_progress http_read_chunks(struct http_chunks *chunks, str in, size_t *used, str *data);

/* Is this a value that may be sent as a header: no control bytes but the tab? */
bool http_is_value(str s);
/* Is this a token: a method or a header's name? */
bool http_is_token(str s);

#endif
