#include "web/http.h"

#include <string.h>

#define METHOD_MAX 32

/* What a byte may be part of. */
enum { IN_TOKEN = 1, IN_VALUE = 2, IN_TARGET = 4, IN_HOST = 8 };

/* RFC 9110 5.6.2 tchar, 5.5 field-vchar with blank and tab, visible ASCII but '#', and host names.
 */
static uint8_t byte_class(unsigned char c) {
    bool is_alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    uint8_t class = 0;

    if (is_alnum || (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL)) {
        class |= IN_TOKEN;
    }
    if (c == '\t' || (c >= ' ' && c != 0x7F)) {
        class |= IN_VALUE;
    }
    if (c > ' ' && c < 0x7F && c != '#') {
        class |= IN_TARGET;
    }
    if (is_alnum || c == '-' || c == '.' || c == '_') {
        class |= IN_HOST;
    }
    return class;
}

static uint8_t classes[256];

/* Before main, so that no thread ever sees the table half filled. */
static __attribute__((constructor)) void classes_fill(void) {
    for (unsigned c = 0; c < 256; c++) {
        classes[c] = byte_class((unsigned char)c);
    }
}

static bool is_all(str s, uint8_t class) {
    for (size_t i = 0; i < s.len; i++) {
        if ((classes[(unsigned char)s.at[i]] & class) == 0) {
            return false;
        }
    }
    return true;
}

bool http_is_value(str s) {
    return is_all(s, IN_VALUE);
}

bool http_is_token(str s) {
    return s.len > 0 && is_all(s, IN_TOKEN);
}

static char lower(char c) {
    return (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

/* `name` is in lower case; base's str_eq_nocase is a call away, this is every header of every
 * request. */
static bool is_name(str s, str name) {
    if (s.len != name.len) {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        if (lower(s.at[i]) != name.at[i]) {
            return false;
        }
    }
    return true;
}

static str part(str s, size_t from, size_t to) {
    return (str){.at = s.at + from, .len = to - from};
}

static enum http_progress find_refuse(struct http_find *find, int status) {
    find->status = status;
    return HTTP_REFUSED;
}

/* A line that ends at `end` (of its LF, or of what is there): is it too long or one too many? */
static int line_status(const struct http_find *find, size_t end, const struct http_limits *limits) {
    size_t size = end - find->skip;

    if (find->lines == 0 && end - find->line > limits->target_max) {
        return 414;
    }
    if (size > limits->head_max) {
        return find->lines == 0 ? 414 : 431;
    }
    return find->lines > limits->headers_max + 1 ? 431 : 0;
}

/* One empty line before the request; true when more bytes are needed to tell. */
static bool skip_empty_line(struct http_find *find, str bytes) {
    if (find->skip > 0 || find->checked > 0 || bytes.len == 0 || bytes.at[0] != '\r') {
        return false;
    }
    if (bytes.len == 1) {
        return true;
    }
    if (bytes.at[1] == '\n') {
        find->skip = 2;
        find->checked = 2;
        find->line = 2;
    }
    return false;
}

enum http_progress http_find_head(struct http_find *find, str bytes,
                                  const struct http_limits *limits) {
    if (skip_empty_line(find, bytes) || bytes.len == find->skip) {
        return HTTP_MORE;
    }
    if ((classes[(unsigned char)bytes.at[find->skip]] & IN_TOKEN) == 0) {
        return find_refuse(find, 400);
    }
    for (;;) {
        const char *from = bytes.at + find->checked;
        const char *feed = memchr(from, '\n', bytes.len - find->checked);
        size_t end = feed == NULL ? bytes.len : (size_t)(feed - bytes.at) + 1;
        int status = line_status(find, end, limits);

        if (status != 0) {
            return find_refuse(find, status);
        }
        find->checked = end;
        if (feed == NULL) {
            return HTTP_MORE;
        }
        if (end - find->line < 2 || feed[-1] != '\r') {
            return find_refuse(find, 400);
        }
        if (end - find->line == 2) {
            find->size = end;
            return HTTP_DONE;
        }
        find->line = end;
        find->lines++;
    }
}

/* "name", "name:80", "[::1]", "[::1]:80", lower-cased into out->host. */
static bool read_host(str s, struct http_head *out) {
    size_t name = 0;
    size_t digits = 0;

    if (s.len == 0 || s.len > HTTP_HOST_MAX) {
        return false;
    }
    if (s.at[0] == '[') {
        name = 1;
        while (name < s.len &&
               ((classes[(unsigned char)s.at[name]] & IN_HOST) != 0 || s.at[name] == ':')) {
            name++;
        }
        if (name < 4 || name == s.len || s.at[name] != ']') {
            return false;
        }
        name++;
    } else {
        while (name < s.len && (classes[(unsigned char)s.at[name]] & IN_HOST) != 0) {
            name++;
        }
    }
    if (name == 0 || (name < s.len && s.at[name] != ':')) {
        return false;
    }
    for (size_t i = name + 1; i < s.len; i++, digits++) {
        if (s.at[i] < '0' || s.at[i] > '9' || digits == 5) {
            return false;
        }
    }
    for (size_t i = 0; i < s.len; i++) {
        out->host_bytes[i] = lower(s.at[i]);
    }
    out->host = (str){.at = out->host_bytes, .len = s.len};
    return true;
}

static void split_query(str s, struct http_head *out) {
    const char *mark = s.len == 0 ? NULL : memchr(s.at, '?', s.len);
    size_t path = mark == NULL ? s.len : (size_t)(mark - s.at);

    out->path = path == 0 ? STR("/") : part(s, 0, path);
    out->query = mark == NULL ? STR_NONE : part(s, path + 1, s.len);
}

/* "http://name:80/path?query": sets host, path and query. */
static int read_absolute(str s, struct http_head *out) {
    size_t start = 0;
    size_t end = 0;

    if (s.len > 7 && is_name(part(s, 0, 7), STR("http://"))) {
        start = 7;
    } else if (s.len > 8 && is_name(part(s, 0, 8), STR("https://"))) {
        start = 8;
    } else {
        return 400;
    }
    end = start;
    while (end < s.len && s.at[end] != '/' && s.at[end] != '?') {
        end++;
    }
    if (!read_host(part(s, start, end), out)) {
        return 400;
    }
    split_query(part(s, end, s.len), out);
    return 0;
}

static int read_target(str s, struct http_head *out) {
    out->target = s;
    if (s.len == 0 || !is_all(s, IN_TARGET)) {
        return 400;
    }
    if (s.at[0] == '/') {
        split_query(s, out);
        return 0;
    }
    if (str_eq(s, STR("*")) && str_eq(out->method, STR("OPTIONS"))) {
        out->path = s;
        return 0;
    }
    return read_absolute(s, out);
}

static int read_version(str s, struct http_head *out) {
    bool is_version = s.len == 8 && memcmp(s.at, "HTTP/", 5) == 0 && s.at[5] >= '0' &&
                      s.at[5] <= '9' && s.at[6] == '.' && s.at[7] >= '0' && s.at[7] <= '9';

    if (!is_version) {
        return 400;
    }
    if (s.at[5] != '1' || s.at[7] > '1') {
        return 505;
    }
    out->minor = s.at[7] - '0';
    return 0;
}

/* Method, target and version, one blank between each. */
static int read_request_line(str line, struct http_head *out) {
    const char *first = memchr(line.at, ' ', line.len);
    const char *last = NULL;
    size_t method = 0;
    size_t target = 0;
    int status = 0;

    if (first == NULL) {
        return 400;
    }
    method = (size_t)(first - line.at);
    last = memchr(first + 1, ' ', line.len - method - 1);
    if (last == NULL) {
        return 400;
    }
    target = (size_t)(last - line.at);
    out->method = part(line, 0, method);
    if (!http_is_token(out->method)) {
        return 400;
    }
    status = read_version(part(line, target + 1, line.len), out);
    if (status != 0) {
        return status;
    }
    if (method > METHOD_MAX || str_eq(out->method, STR("CONNECT"))) {
        return 501;
    }
    return read_target(part(line, method + 1, target), out);
}

/* What the headers say about framing, before it is judged. */
struct framing {
    int hosts;
    int lengths;
    int codings;
    bool is_host_good;
    bool is_length_good;
    bool is_coding_chunked;
    bool wants_close;
    bool wants_open;
    bool has_expectation;
    bool is_expectation_known;
};

/* Digits only; what is too large for any limit stays UINT64_MAX. */
static bool read_length(str s, uint64_t *out) {
    uint64_t n = 0;

    if (s.len == 0) {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] < '0' || s.at[i] > '9') {
            return false;
        }
        n = n > (UINT64_MAX - 9) / 10 ? UINT64_MAX : n * 10 + (uint64_t)(s.at[i] - '0');
    }
    *out = n;
    return true;
}

static str trim(str s) {
    while (s.len > 0 && (s.at[0] == ' ' || s.at[0] == '\t')) {
        s = part(s, 1, s.len);
    }
    while (s.len > 0 && (s.at[s.len - 1] == ' ' || s.at[s.len - 1] == '\t')) {
        s.len--;
    }
    return s;
}

/* The list of Connection: only two of its words are ours. */
static void read_connection(str list, struct framing *f) {
    while (list.len > 0) {
        const char *comma = memchr(list.at, ',', list.len);
        size_t end = comma == NULL ? list.len : (size_t)(comma - list.at);
        str word = trim(part(list, 0, end));

        f->wants_close = f->wants_close || is_name(word, STR("close"));
        f->wants_open = f->wants_open || is_name(word, STR("keep-alive"));
        list = part(list, comma == NULL ? end : end + 1, list.len);
    }
}

static void note_header(const struct header *h, struct framing *f, struct http_head *out) {
    /* Only names of these lengths matter here, so most headers cost one switch. */
    switch (h->name.len) {
    case 4:
        if (is_name(h->name, STR("host"))) {
            f->hosts++;
            /* With an absolute target the Host must be there and well formed, and is ignored
             * (3.2.2). */
            f->is_host_good = out->host.len > 0 ? http_is_value(h->value) && h->value.len > 0
                                                : read_host(h->value, out);
        }
        break;
    case 6:
        if (is_name(h->name, STR("expect"))) {
            f->is_expectation_known = !f->has_expectation && is_name(h->value, STR("100-continue"));
            f->has_expectation = true;
        }
        break;
    case 10:
        if (is_name(h->name, STR("connection"))) {
            read_connection(h->value, f);
        }
        break;
    case 14:
        if (is_name(h->name, STR("content-length"))) {
            f->lengths++;
            f->is_length_good = read_length(h->value, &out->length);
        }
        break;
    case 17:
        if (is_name(h->name, STR("transfer-encoding"))) {
            f->is_coding_chunked = f->codings == 0 && is_name(h->value, STR("chunked"));
            f->codings++;
        }
        break;
    default:
        break;
    }
}

/* One line without its CR LF into one header; a folded line or a blank before ':' is no token. */
static int read_header(str line, struct header *out) {
    const char *colon = memchr(line.at, ':', line.len);
    size_t name = colon == NULL ? 0 : (size_t)(colon - line.at);

    if (colon == NULL) {
        return 400;
    }
    out->name = part(line, 0, name);
    out->value = trim(part(line, name + 1, line.len));
    return http_is_token(out->name) && http_is_value(out->value) ? 0 : 400;
}

static int judge(const struct framing *f, struct http_head *out) {
    bool is_new = out->minor == 1;

    if (f->hosts > 1 || (f->hosts == 1 && !f->is_host_good) || (f->hosts == 0 && is_new)) {
        return 400;
    }
    if (f->lengths > 1 || (f->lengths == 1 && !f->is_length_good)) {
        return 400;
    }
    if (f->codings > 0 && (f->lengths > 0 || !is_new)) {
        return 400;
    }
    if (f->codings > 0 && !f->is_coding_chunked) {
        return 501;
    }
    if (is_new && f->has_expectation && !f->is_expectation_known) {
        return 417;
    }
    out->is_chunked = f->codings > 0;
    out->expects = is_new && f->has_expectation && (out->is_chunked || out->length > 0);
    out->keep_alive = !f->wants_close && (is_new || f->wants_open);
    return 0;
}

int http_read_head(str head, const struct http_limits *limits, struct header *headers,
                   struct http_head *out) {
    struct framing f = {0};
    size_t at = 0;
    int status = 0;

    *out = (struct http_head){.headers = headers};
    for (size_t line = 0; at < head.len; line++) {
        const char *feed = memchr(head.at + at, '\n', head.len - at);
        size_t end = feed == NULL ? 0 : (size_t)(feed - head.at);
        str text;

        if (feed == NULL || end == at || feed[-1] != '\r') {
            return 400;
        }
        text = part(head, at, end - 1);
        at = end + 1;
        if (line == 0) {
            status = read_request_line(text, out);
        } else if (text.len == 0) {
            return judge(&f, out);
        } else if (out->header_count == limits->headers_max) {
            status = 431;
        } else {
            status = read_header(text, &headers[out->header_count]);
            if (status == 0) {
                note_header(&headers[out->header_count++], &f, out);
            }
        }
        if (status != 0) {
            return status;
        }
    }
    return 400;
}
