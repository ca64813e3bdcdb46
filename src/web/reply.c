#include "web/reply.h"

#include <stdarg.h>

#include "core/shop.h"
#include "web/csrf.h"
#include "web/request_in.h"

enum { LOCATION_MAX = 1000, NOTICE_MAX = 600 };

void reply_header(cx *c, reply *r, str name, str value) {
    struct reply_header *h = arena_alloc(c->mem, sizeof(*h));

    if (h != NULL) {
        *h = (struct reply_header){name, value, r->headers};
        r->headers = h;
    }
}

err reply_to(cx *c, reply *r, const char *format, ...) {
    buf location = buf_new(c->mem, LOCATION_MAX);
    va_list list;

    va_start(list, format);
    buf_vfmt(&location, format, list);
    va_end(list);
    r->status = 303;
    r->location = buf_str(&location);
    return buf_done(&location);
}

void reply_cookie(cx *c, reply *r, str name, str value, int64_t age_s) {
    buf out = buf_new(c->mem, (size_t)4 * LOCATION_MAX);

    buf_fmt(&out, "%.*s=%.*s; Path=/; HttpOnly; SameSite=Lax",
            STR_ARG(request_cookie_name(c->mem, c->shop, str_c(c->mem, name))), STR_ARG(value));
    if (c->shop->https) {
        buf_c(&out, "; Secure");
    }
    if (age_s != 0) {
        buf_fmt(&out, "; Max-Age=%" PRId64, age_s < 0 ? 0 : age_s);
    }
    reply_header(c, r, STR("Set-Cookie"), buf_str(&out));
}

/* Percent-encodes all that a cookie value may not hold. */
static str cookie_text(arena *mem, str s) {
    static const char hex[] = "0123456789ABCDEF";
    buf out = buf_new(mem, (size_t)3 * NOTICE_MAX);

    for (size_t i = 0; i < s.len; i++) {
        unsigned char ch = (unsigned char)s.at[i];

        if ((ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z')) {
            buf_char(&out, (char)ch);
        } else {
            buf_char(&out, '%');
            buf_char(&out, hex[ch >> 4]);
            buf_char(&out, hex[ch & 15]);
        }
    }
    return buf_str(&out);
}

err reply_notice(cx *c, reply *r, str notice, str address) {
    str text = cookie_text(c->mem, str_first(notice, NOTICE_MAX));

    /* Sealed: nobody else may put words into the page's mouth. */
    reply_cookie(c, r, STR("semaine-notice"),
                 str_fmt(c->mem, "%.*s.%.*s", STR_ARG(csrf_seal(c->mem, c->shop, "notice", text)),
                         STR_ARG(text)),
                 60);
    return reply_to(c, r, "%.*s", STR_ARG(address));
}

err reply_bytes(cx *c, reply *r, str type, str body) {
    (void)c;
    r->status = 200;
    r->type = type;
    r->body = body;
    return OK;
}

err reply_file(cx *c, reply *r, str type, str name, str body) {
    buf out = buf_new(c->mem, (size_t)2 * LOCATION_MAX);

    /* RFC 6266: a plain name for old programs, the true one encoded. */
    buf_fmt(&out, "attachment; filename=\"%.*s\"; filename*=UTF-8''%.*s",
            STR_ARG(str_slug(c->mem, name)), STR_ARG(cookie_text(c->mem, name)));
    reply_header(c, r, STR("Content-Disposition"), buf_str(&out));
    return reply_bytes(c, r, type, body);
}

void reply_kept(reply *r, str topics, int64_t until) {
    r->kept_on = topics;
    r->kept_until = until;
}
