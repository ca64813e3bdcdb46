#include "web/html.h"

#include <string.h>

#include "base/time.h"

/* More values than a view may give (tools/viewc), and {n}. */
enum { VALUES_MAX = 16, BLOCK_BYTES = 8 };

/* The byte `c` eight times. */
#define EACH(c) (UINT64_C(0x0101010101010101) * (c))

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

void html_raw(html *h, str literal) {
    buf_put(&h->out, literal);
}

/* What stands for an ASCII byte that has a meaning in HTML; NULL: itself. */
static const char *const escapes[128] = {
    ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;"};

/* Has `block` a byte that is 0? (Alan Mycroft's test; also true after such a byte, never before.)
 */
static uint64_t has_zero(uint64_t block) {
    return (block - EACH(0x01)) & ~block & EACH(0x80);
}

/* Are the next eight bytes ASCII and none of them to be escaped? */
static bool has_plain_block(str s, size_t at) {
    uint64_t block = 0;

    if (s.len - at < BLOCK_BYTES) {
        return false;
    }
    memcpy(&block, s.at + at, BLOCK_BYTES);
    /* '&' and '\'' differ in one bit, as do '<' and '>'. */
    return ((block & EACH(0x80)) | has_zero(block ^ EACH('"')) |
            has_zero((block | EACH(0x01)) ^ EACH('\'')) |
            has_zero((block | EACH(0x02)) ^ EACH('>'))) == 0;
}

/* Length of the run from `at` that is written as it stands. */
static size_t plain_run(str s, size_t at) {
    size_t end = at;

    while (end < s.len) {
        unsigned char c = (unsigned char)s.at[end];
        size_t next = end;
        uint32_t point = 0;
        if (has_plain_block(s, end)) {
            end += BLOCK_BYTES;
        } else if (c < 0x80) {
            if (escapes[c] != NULL) {
                break;
            }
            end++;
        } else if (str_point(s, &next, &point)) {
            end = next;
        } else {
            break;
        }
    }
    return end - at;
}

void html_str(html *h, str s) {
    size_t at = 0;

    while (at < s.len) {
        size_t run = plain_run(s, at);
        buf_put(&h->out, str_at(s.at + at, run));
        at += run;
        if (at == s.len) {
            break;
        }
        if ((unsigned char)s.at[at] < 0x80) {
            buf_c(&h->out, escapes[(unsigned char)s.at[at++]]);
        } else {
            uint32_t point = 0;
            str_point(s, &at, &point);
            buf_c(&h->out, replacement);
        }
    }
}

void html_c(html *h, const char *s) {
    html_str(h, str_of(s));
}

void html_i64(html *h, int64_t n) {
    buf_i64(&h->out, n);
}

void html_u64(html *h, uint64_t n) {
    buf_fmt(&h->out, "%" PRIu64, n);
}

void html_f64(html *h, double n) {
    double size = n < 0 ? -n : n;

    if (!(size < 1e15)) { /* not a number, or none that a page should show */
        buf_c(&h->out, "\xe2\x80\x93");
        return;
    }
    int64_t tenths = (int64_t)(size * 10 + 0.5);
    buf_c(&h->out, n < 0 && tenths > 0 ? "-" : "");
    buf_i64(&h->out, tenths / 10);
    if (tenths % 10 != 0) {
        buf_char(&h->out, '.');
        buf_i64(&h->out, tenths % 10);
    }
}

/* RFC 3986, 2.3. */
static bool is_unreserved(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void html_url_str(html *h, str s) {
    static const char digits[] = "0123456789ABCDEF";

    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if (is_unreserved(c)) {
            buf_char(&h->out, (char)c);
        } else {
            buf_put(&h->out, str_at((const char[]){'%', digits[c >> 4], digits[c & 15]}, 3));
        }
    }
}

void html_url_c(html *h, const char *s) {
    html_url_str(h, str_of(s));
}

void html_url_i64(html *h, int64_t n) {
    buf_i64(&h->out, n);
}

void html_url_u64(html *h, uint64_t n) {
    html_u64(h, n);
}

static bool starts_nocase(str s, str prefix) {
    return str_eq_nocase(str_first(s, prefix.len), prefix);
}

/*
 * Browsers drop tabs and line ends inside of an address and read '\' as '/', so an
 * address with control bytes is none, and "//host" and "/\host" are foreign.
 */
static bool is_safe_address(str s) {
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.at[i] < ' ' || s.at[i] == 0x7f) {
            return false;
        }
    }
    if (s.len > 0 && s.at[0] == '/') {
        return s.len == 1 || (s.at[1] != '/' && s.at[1] != '\\');
    }
    return str_starts(s, STR("#")) || str_starts(s, STR("?")) ||
           starts_nocase(s, STR("https://")) || starts_nocase(s, STR("http://")) ||
           starts_nocase(s, STR("mailto:"));
}

void html_link(html *h, str s) {
    html_str(h, is_safe_address(s) ? s : STR("#"));
}

static void put_pattern(html *h, str pattern, const struct word_value *values, size_t count) {
    const struct word_value *value = NULL;
    str text = STR_NONE;

    while (word_next(&pattern, values, count, &text, &value)) {
        html_str(h, text);
        if (value != NULL) {
            html_str(h, value->text);
        }
    }
}

void html_t(html *h, str sentence, const struct word_value *values, size_t count) {
    put_pattern(h, word(h->out.mem, h->c->lang, sentence), values, count);
}

void html_n(html *h, str one, str many, int64_t n, const struct word_value *values, size_t count) {
    struct word_value all[VALUES_MAX] = {{"n", str_fmt(h->out.mem, "%" PRId64, n)}};
    size_t all_count = 1;

    for (size_t i = 0; i < count && all_count < VALUES_MAX; i++) {
        all[all_count++] = values[i];
    }
    put_pattern(h, words(h->out.mem, h->c->lang, one, many, n), all, all_count);
}

void html_token(html *h) {
    h->has_form = true;
    html_raw(h, STR("<input type=\"hidden\" name=\"csrf\" value=\""));
    html_str(h, h->token);
    html_raw(h, STR("\">"));
}

void html_time(html *h, int64_t moment) {
    struct civil at = zone_civil(h->c->edition.zone, moment);

    buf_fmt(&h->out, "%02d:%02d", at.hour, at.minute);
}

void html_day(html *h, int32_t day) {
    html_str(h, word_day(h->out.mem, h->c->lang, day));
}
