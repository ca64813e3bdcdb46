#include "web/csrf.h"

#include <sodium.h>

#include "base/id.h"
#include "core/shop.h"
#include "web/request_in.h"

enum { SEAL_BYTES = 16, SEAL_CHARS = 22, ONCE_CHARS = 22, BROWSER_BYTES = 16 };

str csrf_seal(arena *mem, const struct shop *shop, const char *purpose, str text) {
    unsigned char out[SEAL_BYTES];
    char *coded = arena_alloc(mem, SEAL_CHARS + 1);
    crypto_generichash_state state;

    if (coded == NULL) {
        return STR_NONE;
    }
    (void)crypto_generichash_init(&state, shop->secret, sizeof(shop->secret), SEAL_BYTES);
    (void)crypto_generichash_update(&state, (const unsigned char *)purpose,
                                    str_of(purpose).len + 1);
    (void)crypto_generichash_update(&state, (const unsigned char *)text.at, text.len);
    (void)crypto_generichash_final(&state, out, sizeof(out));
    (void)sodium_bin2base64(coded, SEAL_CHARS + 1, out, sizeof(out),
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return str_at(coded, SEAL_CHARS);
}

str csrf_screen_token(cx *c) {
    str turn = cx_setting(c, "screens.turn");
    str sealed = str_fmt(c->mem, "%.*s %.*s", STR_ARG(c->edition.slug), STR_ARG(turn));

    if (c->edition.id == 0) {
        return STR_NONE;
    }
    return str_fmt(c->mem, "%.*s.%.*s", STR_ARG(c->edition.slug),
                   STR_ARG(csrf_seal(c->mem, c->shop, "screen", sealed)));
}

bool csrf_screen_fits(cx *c, str token) {
    str wanted = csrf_screen_token(c);

    return wanted.len > 0 && token.len == wanted.len &&
           sodium_memcmp(token.at, wanted.at, wanted.len) == 0;
}

static str bound_to(const request *q) {
    if (q->cookie_login.len > 0) {
        return q->cookie_login;
    }
    return q->cookie_browser.len > 0 ? q->cookie_browser : q->made->browser;
}

str q_browser(const cx *c, const request *q) {
    if (q->cookie_browser.len > 0) {
        return q->cookie_browser;
    }
    if (q->made->browser.len == 0) {
        q->made->browser = id_token(c->mem, BROWSER_BYTES);
    }
    return q->made->browser;
}

str csrf_make(const cx *c, const request *q) {
    if (q->cookie_login.len == 0) {
        (void)q_browser(c, q);
    }
    return str_fmt(c->mem, "%.*s.%.*s", STR_ARG(csrf_seal(c->mem, c->shop, "form", bound_to(q))),
                   STR_ARG(id_token(c->mem, SEAL_BYTES)));
}

/* Browsers say where a request comes from; one that says "elsewhere" is not our form. */
static bool comes_from_here(const request *q) {
    str site = http_header(q->http, STR("Sec-Fetch-Site"));
    str origin = http_header(q->http, STR("Origin"));
    size_t host = 0;

    if (site.len > 0 && !str_eq(site, STR("same-origin")) && !str_eq(site, STR("none"))) {
        return false;
    }
    if (origin.len == 0) {
        return true;
    }
    host = str_find(origin, STR("://"));
    return host != SIZE_MAX && str_eq_nocase(str_from(origin, host + 3), q->http->host);
}

err csrf_check(const struct shop *shop, const request *q) {
    const struct field *f = request_field(q, "csrf");
    str bound = bound_to(q);
    str given = f == NULL ? STR_NONE : str_first(f->value, SEAL_CHARS);
    str wanted = csrf_seal(q->mem, shop, "form", bound);

    if (bound.len == 0 || given.len != SEAL_CHARS || wanted.len != SEAL_CHARS ||
        sodium_memcmp(given.at, wanted.at, SEAL_CHARS) != 0 || !comes_from_here(q)) {
        return ERR_ROLE;
    }
    return OK;
}

str csrf_lasting(str token) {
    return str_first(token, SEAL_CHARS);
}

str csrf_once(const request *q) {
    const struct field *f = request_field(q, "csrf");
    str once = f == NULL ? STR_NONE : str_from(f->value, SEAL_CHARS + 1);

    if (once.len != ONCE_CHARS) {
        return STR_NONE;
    }
    return str_fmt(q->mem, "%.*s %016" PRIx64 " %016" PRIx64, STR_ARG(once), str_hash(q->address),
                   str_hash(q->http->body));
}
