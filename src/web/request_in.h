/*
 * request_in.h: the inside of a request, for web/ alone.
 */
#ifndef WEB_REQUEST_IN_H
#define WEB_REQUEST_IN_H

#include "base/base.h"
#include "base/str.h"
#include "core/cx.h"
#include "web/request.h"
#include "web/server.h"

enum { REQUEST_SEGMENTS_MAX = 12, REQUEST_FIELDS_MAX = 500 };

struct field {
    str name;
    str value;
    str file_name; /* of an upload; at NULL: an ordinary field */
    bool is_file;
};

/* What answering makes, so that the request itself stays as it came. */
struct request_made {
    str browser; /* a browser token made for this answer; empty: none */
};

struct request {
    const struct http_request *http;
    const struct route *route;
    arena *mem;
    str address; /* the path as sent, without query */
    /* Decoded {} segments of the address, in order. */
    str segments[REQUEST_SEGMENTS_MAX];
    size_t segment_count;
    str edition_slug;     /* of {edition}, or empty */
    struct field *fields; /* query for GET, form for POST */
    size_t field_count;
    struct field *query; /* of the address, also for POST */
    size_t query_count;
    str cookie_login; /* tokens as sent; empty: none */
    str cookie_browser;
    str cookie_lang;
    str cookie_notice;
    str peer; /* behind the known proxies */
    struct request_made *made;
    struct gate *gate;
    bool is_again; /* the form is shown again: q_typed wins over stored values */
};

/* Percent-decodes; `plus` makes '+' a blank. False on a bad escape. */
bool request_decode(arena *mem, str s, bool plus, str *out);
/* a=b&c=d into fields. ERR_INPUT on bad escapes, ERR_LARGE past REQUEST_FIELDS_MAX. */
err request_fields(arena *mem, str s, struct field **out, size_t *count) MUST_USE;
/* multipart/form-data (RFC 7578) into fields; the bytes are borrowed. ERR_INPUT, ERR_LARGE. */
err request_multipart(arena *mem, str type, str body, struct field **out, size_t *count) MUST_USE;
/* The value of a cookie in a Cookie header, or empty. */
str request_cookie(str header, str name);
/* Fills cookies, query, peer; reads the form of a POST. */
err request_open(request *q, const struct shop *shop, int proxies) MUST_USE;
/* The name of a cookie: __Host- before it on https. */
str request_cookie_name(arena *mem, const struct shop *shop, const char *name);
const struct field *request_field(const request *q, const char *name);

#endif
