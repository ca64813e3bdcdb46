/*
 * answer.h: from a reply to the bytes and headers that leave; for web/ alone.
 */
#ifndef WEB_ANSWER_H
#define WEB_ANSWER_H

#include "base/base.h"
#include "core/shop.h"
#include "web/kept.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/server.h"

enum { ANSWER_HEADERS_MAX = 32 };

struct answer {
    int status;
    struct header headers[ANSWER_HEADERS_MAX];
    size_t count;
    str body;
};

/* Adds a header; left out where ANSWER_HEADERS_MAX are there already. */
void answer_header(struct answer *a, str name, str value);
/* The headers that every answer carries (OWASP secure headers; the CSP of ux.md 2.2). */
void answer_security(struct answer *a, const struct shop *shop);
/* Which of the encodings that `accept` allows is the best one there is. */
enum encoding answer_encoding(str accept, bool has_gzip, bool has_brotli);
/* "br", "gzip", or empty. */
str answer_encoding_name(enum encoding e);
/* From a reply of a handler. */
void answer_reply(struct answer *a, const cx *c, const request *q, const reply *r);
/* From a page kept in memory; 304 where the browser has it. */
void answer_kept(struct answer *a, const struct shop *shop, const struct http_request *http,
                 const struct kept_page *page);

#endif
