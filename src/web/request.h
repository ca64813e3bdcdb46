/*
 * request.h: what a handler may read of a request. Bytes from a stranger until one of these has
 * read them.
 */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "base/base.h"
#include "base/str.h"
#include "web/route.h"

/*
 * The {} segment number `index` (from 0), decoded, as a positive id ("12-two-models" reads 12);
 * false if it is none.
 */
bool q_id(const request *q, size_t index, int64_t *out);
/* The same as text, valid UTF-8 without control bytes, 1 to 200 bytes. */
bool q_path(const request *q, size_t index, str *out);

/*
 * A field of the form (POST) or of the query (GET). Each notes a fault under the
 * field's name when it cannot read, so a handler reads all, then TRY(check_faults(c)).
 * What was typed stays readable with q_typed, for the form that is shown again.
 */
struct text_rule {
    size_t min; /* code points; 0: may be left empty */
    size_t max; /* code points; 0: 200 */
    bool lines; /* may hold line breaks (made \n) */
};

/* UTF-8 (NFC), trimmed, no control bytes, no bidi controls. */
bool q_text(cx *c, const request *q, const char *field, struct text_rule rule, str *out);
bool q_int(cx *c, const request *q, const char *field, int64_t min, int64_t max, int64_t *out);
/* One id, positive. */
bool q_int_id(cx *c, const request *q, const char *field, int64_t *out);
/* One of `choices`; *out is its index. */
bool q_choice(cx *c, const request *q, const char *field, const char *const *choices, size_t count,
              size_t *out);
bool q_email(cx *c, const request *q, const char *field, str *out);
bool q_day(cx *c, const request *q, const char *field, int32_t *out);
bool q_minutes(cx *c, const request *q, const char *field, int *out);
/* A tick box: was the field sent with any value but "" and "0"? Never a fault. */
bool q_ticked(const request *q, const char *field);
/* The field as it was typed, valid UTF-8, up to 4 KB, or empty. Never a fault. */
str q_typed(const request *q, const char *field);
/*
 * A local address to go on to: starts with one '/', no second, no backslash or control byte; else
 * `otherwise`.
 */
str q_next(const request *q, const char *field, str otherwise);

/* An uploaded file (ROUTE_UPLOAD). False: none sent, with a fault. */
struct upload {
    str name;  /* base name only, printable, at most 200 bytes */
    str bytes; /* as sent */
};

bool q_upload(cx *c, const request *q, const char *field, struct upload *out);
/*
 * File number `index`, from 0, of those sent under `field` (<input type="file" multiple>); a
 * choice left empty counts for none. False past the last, and with a fault for a bad name.
 */
bool q_upload_at(cx *c, const request *q, const char *field, size_t index, struct upload *out);

/*
 * The token of this browser's own cookie, made with the answer where it has none yet: what binds a
 * sign-in to the browser that asked. Never empty but without memory.
 */
str q_browser(const cx *c, const request *q);
/* A header's value as sent, whatever the case of `name`; empty where it was not. */
str q_header(const request *q, const char *name);
/* This page's address without query, and with it, as sent. */
str q_address(const request *q);
str q_target(const request *q);
/* The peer's address, behind the number of proxies that the settings name. */
str q_peer(const request *q);

#endif
