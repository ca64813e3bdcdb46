#include "web/answer.h"

#include "web/gate.h"
#include "web/request_in.h"

const char *const gate_csp =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "manifest-src 'self'; worker-src 'self'";

enum { GZIP_QUICK = 1, SMALL = 1400 };

void answer_header(struct answer *a, str name, str value) {
    if (a->count < ANSWER_HEADERS_MAX) {
        a->headers[a->count++] = (struct header){name, value};
    }
}

void answer_security(struct answer *a, const struct shop *shop) {
    answer_header(a, STR("Content-Security-Policy"), str_of(gate_csp));
    answer_header(a, STR("X-Content-Type-Options"), STR("nosniff"));
    answer_header(a, STR("Referrer-Policy"), STR("same-origin"));
    answer_header(a, STR("Cross-Origin-Opener-Policy"), STR("same-origin"));
    answer_header(a, STR("Cross-Origin-Resource-Policy"), STR("same-origin"));
    answer_header(a, STR("Permissions-Policy"),
                  STR("camera=(self), geolocation=(), microphone=()"));
    if (shop->https) {
        answer_header(a, STR("Strict-Transport-Security"),
                      STR("max-age=31536000; includeSubDomains"));
    }
}

/* Is `name` in the list, and not with q=0? */
static bool accepts(str list, str name) {
    while (list.len > 0) {
        str one = STR_NONE;
        str token = STR_NONE;

        list = str_cut(list, ',', &one, NULL);
        str quality = str_trim(str_cut(one, ';', &token, NULL));
        if (str_eq_nocase(str_trim(token), name)) {
            return !str_eq(quality, STR("q=0")) && !str_starts(quality, STR("q=0.0"));
        }
    }
    return false;
}

enum encoding answer_encoding(str accept, bool has_gzip, bool has_brotli) {
    if (has_brotli && accepts(accept, STR("br"))) {
        return ENCODING_BROTLI;
    }
    return has_gzip && accepts(accept, STR("gzip")) ? ENCODING_GZIP : ENCODING_PLAIN;
}

str answer_encoding_name(enum encoding e) {
    if (e == ENCODING_BROTLI) {
        return STR("br");
    }
    return e == ENCODING_GZIP ? STR("gzip") : STR_NONE;
}

static void body_compressed(struct answer *a, const cx *c, const request *q, const reply *r) {
    str accept = http_header(q->http, STR("Accept-Encoding"));

    a->body = r->body;
    if (r->body.len >= SMALL && answer_encoding(accept, true, false) == ENCODING_GZIP &&
        !str_starts(r->type, STR("image/")) && !str_starts(r->type, STR("font/"))) {
        str gzip = kept_gzip(c->mem, r->body, GZIP_QUICK);
        if (gzip.len > 0) {
            answer_header(a, STR("Content-Encoding"), STR("gzip"));
            a->body = gzip;
        }
    }
}

static str cache_control(const reply *r) {
    if (r->immutable) {
        return STR("public, max-age=31536000, immutable");
    }
    return r->shared ? STR("public, no-cache") : STR("private, no-store");
}

void answer_reply(struct answer *a, const cx *c, const request *q, const reply *r) {
    a->status = r->status == 0 ? 200 : r->status;
    if (r->type.len > 0) {
        answer_header(a, STR("Content-Type"), r->type);
    }
    if (r->location.len > 0) {
        answer_header(a, STR("Location"), r->location);
    }
    answer_header(a, STR("Cache-Control"), cache_control(r));
    answer_header(a, STR("Vary"), STR("Cookie, Accept-Language, Accept-Encoding"));
    answer_security(a, c->shop);
    for (const struct reply_header *h = r->headers; h != NULL; h = h->next) {
        answer_header(a, h->name, h->value);
    }
    body_compressed(a, c, q, r);
}

void answer_kept(struct answer *a, const struct shop *shop, const struct http_request *http,
                 const struct kept_page *page) {
    enum encoding e =
        answer_encoding(http_header(http, STR("Accept-Encoding")),
                        page->bodies[ENCODING_GZIP].len > 0, page->bodies[ENCODING_BROTLI].len > 0);

    a->status = 200;
    answer_header(a, STR("Content-Type"), page->type);
    answer_header(a, STR("ETag"), page->etag);
    answer_header(a, STR("Cache-Control"), STR("public, no-cache"));
    answer_header(a, STR("Vary"), STR("Cookie, Accept-Language, Accept-Encoding"));
    answer_security(a, shop);
    if (str_find(http_header(http, STR("If-None-Match")), page->etag) != SIZE_MAX) {
        a->status = 304;
        return;
    }
    a->body = page->bodies[e];
    if (e != ENCODING_PLAIN) {
        answer_header(a, STR("Content-Encoding"), answer_encoding_name(e));
    }
}
