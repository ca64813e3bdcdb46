#include "features/mail/courier.h"

#include <curl/curl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/time.h"
#include "core/words.h"

enum {
    CONNECT_MS = 10000,
    WHOLE_MS = 60000,
    SAID_MAX = 300,
    GAP_US = 100000, /* 10 mails a second */
    PORT_MAX = 65535,
    ANSWER_BYE = 221, /* to our own QUIT, after all that matters */
    ANSWER_LATER = 400,
    ANSWER_REFUSED = 500,
    ANSWER_END = 600
};

/* ---- the server's address ---- */

enum kind { KIND_NONE, KIND_TLS, KIND_STARTTLS, KIND_PLAIN };

static enum kind url_cut(str url, str *rest) {
    static const struct {
        const char *scheme;
        enum kind kind;
    } kinds[] = {{"smtps://", KIND_TLS}, {"smtp://", KIND_STARTTLS}, {"smtp+plain://", KIND_PLAIN}};

    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (str_starts(url, str_of(kinds[i].scheme))) {
            *rest = str_from(url, str_of(kinds[i].scheme).len);
            return kinds[i].kind;
        }
    }
    *rest = STR_NONE;
    return KIND_NONE;
}

/* Splits "host:25" and "[::1]:25"; false where the port is none. */
static bool host_cut(str rest, str *host) {
    size_t bracket = str_find_char(rest, ']');
    size_t from = bracket == SIZE_MAX ? 0 : bracket + 1;
    size_t colon = str_find_char(str_from(rest, from), ':');
    int64_t port = 0;

    if (colon == SIZE_MAX) {
        *host = rest;
        return true;
    }
    *host = str_first(rest, from + colon);
    return str_i64(str_from(rest, from + colon + 1), &port) && port > 0 && port <= PORT_MAX;
}

static bool is_host(str host) {
    for (size_t i = 0; i < host.len; i++) {
        char ch = host.at[i];
        bool is_letter = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
                         (ch >= '0' && ch <= '9') || ch == '.' || ch == '-';
        bool is_v6 = host.at[0] == '[' && (ch == '[' || ch == ']' || ch == ':');

        if (!is_letter && !is_v6) {
            return false;
        }
    }
    return host.len > 0;
}

/* 127.0.0.0/8, ::1, and the name of both: what never leaves this machine. */
static bool is_loopback(str host) {
    bool is_v4 = str_starts(host, STR("127."));

    for (size_t i = 0; i < host.len; i++) {
        is_v4 = is_v4 && (host.at[i] == '.' || (host.at[i] >= '0' && host.at[i] <= '9'));
    }
    return is_v4 || str_eq(host, STR("localhost")) || str_eq(host, STR("[::1]"));
}

const char *courier_url_fault(str url) {
    str rest = STR_NONE;
    str host = STR_NONE;
    enum kind kind = url_cut(url, &rest);

    if (url.len == 0) {
        return NULL;
    }
    if (kind == KIND_NONE) {
        return W("Begin with smtps://, smtp:// or smtp+plain://, such as smtp://mail.example:587.")
            .at;
    }
    if (!host_cut(rest, &host) || !is_host(host)) {
        return W("Write only the server's name and its port behind ://, such as "
                 "smtp://mail.example:587.")
            .at;
    }
    if (kind == KIND_PLAIN && !is_loopback(host)) {
        return W("smtp+plain:// is only for a server on this machine (localhost): on any other way "
                 "mails and the password would be readable.")
            .at;
    }
    return NULL;
}

/* ---- one mail ---- */

struct carriage {
    str left; /* of the mail, not sent yet */
    char said[SAID_MAX];
    size_t said_len;
    int64_t code; /* of the newest answer; 0: none yet */
    int64_t greeting;
    bool (*should_stop)(void *self);
    void *self;
    bool is_stopped;
};

static size_t give(char *into, size_t size, size_t count, void *self) {
    struct carriage *k = self;
    size_t room = size * count;
    size_t len = k->left.len < room ? k->left.len : room;

    if (len == 0) {
        return 0; /* the end; memcpy may not be given nowhere, not even for nothing */
    }
    memcpy(into, k->left.at, len);
    k->left = str_from(k->left, len);
    return len;
}

/* Every line that the server says; the newest is kept, without what could harm a log or a page. */
static size_t hear(char *line, size_t size, size_t count, void *self) {
    struct carriage *k = self;
    str text = str_trim(str_at(line, size * count));
    int64_t code = 0;

    if (text.len < 3 || !str_i64(str_first(text, 3), &code) || code < 100 || code == ANSWER_BYE) {
        return size * count;
    }
    k->code = code;
    k->greeting = k->greeting == 0 ? code : k->greeting;
    k->said_len = 0;
    for (size_t i = 0; i < text.len && k->said_len < sizeof(k->said); i++) {
        unsigned char ch = (unsigned char)text.at[i];

        k->said[k->said_len++] = (char)(ch < ' ' || ch >= 0x7f ? ' ' : ch);
    }
    return size * count;
}

static int look(void *self, curl_off_t a, curl_off_t b, curl_off_t x, curl_off_t y) {
    struct carriage *k = self;

    (void)a;
    (void)b;
    (void)x;
    (void)y;
    k->is_stopped = k->is_stopped || (k->should_stop != NULL && k->should_stop(k->self));
    return k->is_stopped ? 1 : 0;
}

static void set_up_once(void) {
    (void)curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* At most one start in GAP_US, over all threads. */
static void wait_for_turn(void) {
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static int64_t next_us;
    int64_t now = time_steady_us();
    int64_t mine = 0;

    (void)pthread_mutex_lock(&lock);
    mine = next_us > now ? next_us : now;
    next_us = mine + GAP_US;
    (void)pthread_mutex_unlock(&lock);
    if (mine > now) {
        (void)usleep((useconds_t)(mine - now));
    }
}

/* curl's own form of the address: the way without TLS has no scheme of its own there. */
static const char *server_url(arena *mem, str url, enum kind kind, str rest) {
    return str_c(mem, kind == KIND_PLAIN ? str_fmt(mem, "smtp://%.*s", STR_ARG(rest)) : url);
}

static void options_of_server(CURL *h, arena *mem, const struct courier_server *s) {
    str rest = STR_NONE;
    enum kind kind = url_cut(s->url, &rest);

    (void)curl_easy_setopt(h, CURLOPT_URL, server_url(mem, s->url, kind, rest));
    (void)curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    (void)curl_easy_setopt(h, CURLOPT_PROXY, "");
    (void)curl_easy_setopt(h, CURLOPT_USE_SSL,
                           kind == KIND_PLAIN ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
    if (s->user.len > 0) {
        (void)curl_easy_setopt(h, CURLOPT_USERNAME, str_c(mem, s->user));
        (void)curl_easy_setopt(h, CURLOPT_PASSWORD, str_c(mem, s->password));
    }
    (void)curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS,
                           (long)(s->connect_ms > 0 ? s->connect_ms : CONNECT_MS));
    (void)curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, (long)(s->whole_ms > 0 ? s->whole_ms : WHOLE_MS));
}

static void options_of_letter(CURL *h, arena *mem, const struct courier_letter *letter,
                              struct curl_slist *to, struct carriage *k) {
    (void)curl_easy_setopt(h, CURLOPT_MAIL_FROM,
                           str_c(mem, str_fmt(mem, "<%.*s>", STR_ARG(letter->from))));
    (void)curl_easy_setopt(h, CURLOPT_MAIL_RCPT, to);
    (void)curl_easy_setopt(h, CURLOPT_UPLOAD, 1L);
    (void)curl_easy_setopt(h, CURLOPT_INFILESIZE_LARGE, (curl_off_t)letter->bytes.len);
    (void)curl_easy_setopt(h, CURLOPT_READFUNCTION, give);
    (void)curl_easy_setopt(h, CURLOPT_READDATA, k);
    (void)curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, hear);
    (void)curl_easy_setopt(h, CURLOPT_HEADERDATA, k);
    (void)curl_easy_setopt(h, CURLOPT_XFERINFOFUNCTION, look);
    (void)curl_easy_setopt(h, CURLOPT_XFERINFODATA, k);
    (void)curl_easy_setopt(h, CURLOPT_NOPROGRESS, 0L);
    (void)curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
}

static enum courier_outcome judge(arena *mem, CURLcode result, const struct carriage *k,
                                  str *said) {
    str heard = str_copy(mem, str_at(k->said, k->said_len));

    if (result == CURLE_OK) {
        *said = heard;
        return COURIER_SENT;
    }
    if (k->is_stopped) {
        *said = STR("Stopped before it was sent.");
        return COURIER_STOPPED;
    }
    /* The server's own no is worth more than what the library makes of it. */
    if (k->code >= ANSWER_LATER && k->code < ANSWER_END) {
        bool is_about_us = result == CURLE_LOGIN_DENIED || result == CURLE_REMOTE_ACCESS_DENIED ||
                           k->greeting >= ANSWER_LATER;

        *said = heard;
        return k->code >= ANSWER_REFUSED && !is_about_us ? COURIER_REFUSED : COURIER_LATER;
    }
    *said = str_copy(mem, str_first(str_of(curl_easy_strerror(result)), SAID_MAX));
    return COURIER_LATER;
}

enum courier_outcome courier_send(arena *mem, const struct courier_server *server,
                                  const struct courier_letter *letter,
                                  bool (*should_stop)(void *self), void *self, str *said) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct carriage k = {.left = letter->bytes, .should_stop = should_stop, .self = self};
    enum courier_outcome outcome = COURIER_LATER;
    struct curl_slist *to = NULL;
    CURL *h = NULL;

    (void)pthread_once(&once, set_up_once);
    wait_for_turn();
    h = curl_easy_init();
    to = curl_slist_append(NULL, str_c(mem, str_fmt(mem, "<%.*s>", STR_ARG(letter->to))));
    if (h == NULL || to == NULL) {
        *said = STR("There was not enough memory.");
    } else {
        options_of_server(h, mem, server);
        options_of_letter(h, mem, letter, to, &k);
        outcome = judge(mem, curl_easy_perform(h), &k, said);
    }
    curl_slist_free_all(to);
    curl_easy_cleanup(h);
    return outcome;
}
