/*
 * html.h: what generated views call. Escaping is by place and not optional.
 */
#ifndef WEB_HTML_H
#define WEB_HTML_H

#include "base/base.h"
#include "base/buf.h"
#include "base/str.h"
#include "core/cx.h"

typedef struct html {
    buf out;                 /* what is written */
    const cx *c;             /* reader's language, edition, clock */
    const struct request *q; /* for forms that are shown again (q_typed); NULL in live fragments */
    str token;               /* the CSRF token of this page, put into every form by html_token */
    bool has_form;           /* a token was written: the page may not be kept for others */
} html;

/* Literal markup, as it stands in the view. */
void html_raw(html *h, str literal);
/* Text or quoted attribute: & < > " ' are escaped; bytes that are not UTF-8 become U+FFFD. */
void html_str(html *h, str s);
void html_c(html *h, const char *s);
void html_i64(html *h, int64_t n);
void html_u64(html *h, uint64_t n);
void html_f64(html *h, double n); /* at most one decimal */
/* {expr} in text or in a quoted attribute. */
#define html_put(h, x) \
    _Generic((x), str \
             : html_str, char * \
             : html_c, const char * \
             : html_c, double \
             : html_f64, unsigned long \
             : html_u64, unsigned long long \
             : html_u64, default \
             : html_i64)((h), (x))

/* A part of an address: percent-encoded, '/' too. */
void html_url_str(html *h, str s);
void html_url_c(html *h, const char *s);
void html_url_i64(html *h, int64_t n);
void html_url_u64(html *h, uint64_t n);
#define html_url(h, x) \
    _Generic((x), str \
             : html_url_str, char * \
             : html_url_c, const char * \
             : html_url_c, unsigned long \
             : html_url_u64, unsigned long long \
             : html_url_u64, default \
             : html_url_i64)((h), (x))

/* A whole address that starts an href, src or action: http, https, mailto, or local; else "#". */
void html_link(html *h, str s);

/*
 * {t "..."}: the sentence in the reader's language, escaped, {name} filled with the escaped
 * value.
 */
void html_t(html *h, str sentence, const struct word_value *values, size_t count);
/* {n N "one" "many"} */
void html_n(html *h, str one, str many, int64_t n, const struct word_value *values, size_t count);

/*
 * The hidden inputs of every POST form: the CSRF token. Written by viewc right after the form's
 * start tag.
 */
void html_token(html *h);

/* {time x}: a moment as "09:05" in the edition's zone, {day d}: "Mon 23 March". */
void html_time(html *h, int64_t moment);
void html_day(html *h, int32_t day);

#endif
