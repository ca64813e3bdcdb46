#include "core/shop.h"
#include "web/request_in.h"

enum { PEER_MAX = 64, COOKIE_MAX = 2000, FORM_TYPE_MAX = 200 };

static int hex_digit(char ch) {
    if (ch >= '0' && ch <= '9') {
        return ch - '0';
    }
    if (ch >= 'a' && ch <= 'f') {
        return ch - 'a' + 10;
    }
    return ch >= 'A' && ch <= 'F' ? ch - 'A' + 10 : -1;
}

bool request_decode(arena *mem, str s, bool plus, str *out) {
    char *at = arena_alloc(mem, s.len + 1);
    size_t len = 0;

    if (at == NULL) {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] == '%') {
            int high = i + 2 < s.len ? hex_digit(s.at[i + 1]) : -1;
            int low = i + 2 < s.len ? hex_digit(s.at[i + 2]) : -1;

            if (high < 0 || low < 0) {
                return false;
            }
            at[len++] = (char)(high * 16 + low);
            i += 2;
        } else {
            at[len++] = (char)(plus && s.at[i] == '+' ? ' ' : s.at[i]);
        }
    }
    *out = str_at(at, len);
    return true;
}

static size_t count_char(str s, char ch) {
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++) {
        n += s.at[i] == ch ? 1 : 0;
    }
    return n;
}

err request_fields(arena *mem, str s, struct field **out, size_t *count) {
    size_t max = count_char(s, '&') + 1;
    struct field *fields = NULL;
    size_t n = 0;

    *out = NULL;
    *count = 0;
    if (s.len == 0) {
        return OK;
    }
    if (max > REQUEST_FIELDS_MAX) {
        return ERR_LARGE;
    }
    fields = arena_array(mem, max, sizeof(*fields));
    if (fields == NULL) {
        return ERR_MEMORY;
    }
    while (s.len > 0) {
        str pair = STR_NONE;
        str name = STR_NONE;

        s = str_cut(s, '&', &pair, NULL);
        if (pair.len == 0) {
            continue;
        }
        str value = str_cut(pair, '=', &name, NULL);
        if (!request_decode(mem, name, true, &fields[n].name) ||
            !request_decode(mem, value, true, &fields[n].value)) {
            return arena_failed(mem) ? ERR_MEMORY : ERR_INPUT;
        }
        n++;
    }
    *out = fields;
    *count = n;
    return OK;
}

str request_cookie(str header, str name) {
    while (header.len > 0) {
        str pair = STR_NONE;
        str key = STR_NONE;

        header = str_cut(header, ';', &pair, NULL);
        str value = str_cut(str_trim(pair), '=', &key, NULL);
        if (str_eq(key, name)) {
            return value.len <= COOKIE_MAX ? value : STR_NONE;
        }
    }
    return STR_NONE;
}

str request_cookie_name(arena *mem, const struct shop *shop, const char *name) {
    return shop->https ? str_fmt(mem, "__Host-%s", name) : str_of(name);
}

/*
 * The address of the peer: each known proxy has appended the one it saw to
 * X-Forwarded-For, so the one that counts stands `proxies` places from the end.
 * What a stranger wrote there himself lies further left and is never reached.
 */
static str peer_behind(const request *q, int proxies) {
    str list = http_header(q->http, STR("X-Forwarded-For"));
    str peer = q->http->peer;

    for (int i = 0; i < proxies && list.len > 0; i++) {
        size_t comma = list.len;

        while (comma > 0 && list.at[comma - 1] != ',') {
            comma--;
        }
        peer = str_trim(str_from(list, comma));
        list = str_first(list, comma > 0 ? comma - 1 : 0);
    }
    return peer.len > 0 && peer.len <= PEER_MAX ? peer : q->http->peer;
}

static err form_open(request *q) {
    str type = http_header(q->http, STR("Content-Type"));
    str kind = STR_NONE;

    (void)str_cut(type, ';', &kind, NULL);
    kind = str_trim(kind);
    if (q->http->body.len == 0) {
        return OK;
    }
    if (str_eq_nocase(kind, STR("application/x-www-form-urlencoded"))) {
        return request_fields(q->mem, q->http->body, &q->fields, &q->field_count);
    }
    if (str_eq_nocase(kind, STR("multipart/form-data")) && type.len <= FORM_TYPE_MAX) {
        return request_multipart(q->mem, type, q->http->body, &q->fields, &q->field_count);
    }
    return ERR_INPUT;
}

err request_open(request *q, const struct shop *shop, int proxies) {
    str cookies = http_header(q->http, STR("Cookie"));

    q->address = q->http->path;
    q->peer = peer_behind(q, proxies);
    q->cookie_login = request_cookie(cookies, request_cookie_name(q->mem, shop, "semaine"));
    q->cookie_browser =
        request_cookie(cookies, request_cookie_name(q->mem, shop, "semaine-browser"));
    q->cookie_lang = request_cookie(cookies, request_cookie_name(q->mem, shop, "semaine-lang"));
    q->cookie_notice = request_cookie(cookies, request_cookie_name(q->mem, shop, "semaine-notice"));
    TRY(request_fields(q->mem, q->http->query, &q->query, &q->query_count));
    if (str_eq(q->http->method, STR("POST"))) {
        return form_open(q);
    }
    q->fields = q->query;
    q->field_count = q->query_count;
    return OK;
}
