#include "features/mail/mime.h"

#include "base/buf.h"
#include "base/time.h"

enum {
    MAIL_MAX = 400 * 1024,
    HEADER_MAX = 8 * 1024,
    LINE_MAX = 76,       /* RFC 2045, section 6.7 (5) */
    WORD_BYTES_MAX = 45, /* of text in one encoded word of at most 75 (RFC 2047, section 2) */
    ADDRESS_MAX = 254,   /* RFC 5321, section 4.5.3.1.3, without < and > */
    LOCAL_MAX = 64
};

/* ---- addresses ---- */

/* RFC 5322, section 3.2.3, and the letters that RFC 6531 adds. */
static bool is_atom_byte(unsigned char ch) {
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') ||
           ch >= 0x80 || str_find_char(STR("!#$%&'*+-/=?^_`{|}~"), (char)ch) != SIZE_MAX;
}

static bool is_host_byte(unsigned char ch) {
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') ||
           ch >= 0x80 || ch == '-';
}

/* Parts of `is_part` bytes with single dots between. */
static bool is_dotted(str s, bool (*is_part)(unsigned char ch)) {
    bool after_dot = true;

    for (size_t i = 0; i < s.len; i++) {
        bool is_dot = s.at[i] == '.';

        if ((is_dot && after_dot) || (!is_dot && !is_part((unsigned char)s.at[i]))) {
            return false;
        }
        after_dot = is_dot;
    }
    return !after_dot;
}

bool mime_address_is_sendable(str address) {
    str local = STR_NONE;
    bool has_at = false;
    str host = str_cut(address, '@', &local, &has_at);

    return has_at && address.len <= ADDRESS_MAX && local.len <= LOCAL_MAX &&
           is_dotted(local, is_atom_byte) && is_dotted(host, is_host_byte) && str_is_utf8(address);
}

static bool is_ascii(str s) {
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.at[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

bool mime_address_is_plain(str address) {
    return is_ascii(address) && mime_address_is_sendable(address);
}

/* ---- words in headers ---- */

/* One line: control bytes become blanks, so no value can end its header. */
static str one_line(arena *mem, str s) {
    buf out = buf_new(mem, s.len + 1);

    for (size_t i = 0; i < s.len; i++) {
        unsigned char ch = (unsigned char)s.at[i];

        buf_char(&out, (char)(ch < ' ' || ch == 0x7f ? ' ' : ch));
    }
    return str_trim(buf_str(&out));
}

/* What every mail program takes as itself inside an encoded word, also in names (RFC 2047, 5 (3)).
 */
static bool is_word_byte(unsigned char ch) {
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9');
}

/*
 * The piece of `*left` that fits one encoded word, cut between characters, with its length once
 * encoded.
 */
static str word_piece(str *left) {
    size_t at = 0;
    size_t encoded = 0;
    size_t end = 0;

    while (at < left->len) {
        size_t start = at;
        size_t cost = 0;
        uint32_t point = 0;

        (void)str_point(*left, &at, &point);
        for (size_t i = start; i < at; i++) {
            unsigned char ch = (unsigned char)left->at[i];

            cost += is_word_byte(ch) || ch == ' ' ? 1 : 3;
        }
        if (encoded + cost > WORD_BYTES_MAX) {
            break;
        }
        encoded += cost;
        end = at;
    }
    {
        str piece = str_first(*left, end);

        *left = str_from(*left, end);
        return piece;
    }
}

static void encoded_words(buf *out, str text) {
    bool is_first = true;

    while (text.len > 0) {
        str piece = word_piece(&text);

        buf_c(out, is_first ? "=?utf-8?Q?" : "\r\n =?utf-8?Q?");
        for (size_t i = 0; i < piece.len; i++) {
            unsigned char ch = (unsigned char)piece.at[i];

            if (ch == ' ') {
                buf_char(out, '_');
            } else if (is_word_byte(ch)) {
                buf_char(out, (char)ch);
            } else {
                buf_fmt(out, "=%02X", (unsigned)ch);
            }
        }
        buf_c(out, "?=");
        is_first = false;
    }
}

/* Something that only looks encoded must be encoded, or it would be read as what it says. */
static bool needs_encoding(str text, size_t room) {
    return !is_ascii(text) || text.len > room || str_find(text, STR("=?")) != SIZE_MAX;
}

static void header_text(buf *out, const char *name, str text) {
    enum { LINE = 78 };

    size_t used = str_of(name).len + 2;

    buf_fmt(out, "%s: ", name);
    if (needs_encoding(text, LINE - used)) {
        encoded_words(out, text);
    } else {
        buf_put(out, text);
    }
    buf_c(out, "\r\n");
}

/* "Ilse Beispiel" <ilse@thws.example>: the name in quotes or encoded, so it can hold no address. */
static void header_address(buf *out, const char *name, str shown, str address) {
    enum { ROOM = 60 };

    buf_fmt(out, "%s: ", name);
    if (shown.len > 0 && needs_encoding(shown, ROOM)) {
        encoded_words(out, shown);
        buf_c(out, "\r\n ");
    } else if (shown.len > 0) {
        buf_char(out, '"');
        for (size_t i = 0; i < shown.len; i++) {
            if (shown.at[i] == '"' || shown.at[i] == '\\') {
                buf_char(out, '\\');
            }
            buf_char(out, shown.at[i]);
        }
        buf_c(out, "\"\r\n ");
    }
    buf_fmt(out, "<%.*s>\r\n", STR_ARG(address));
}

static void header_date(buf *out, int64_t moment) {
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct civil at = zone_civil(zone_utc(), moment);

    buf_fmt(out, "Date: %s, %d %s %04d %02d:%02d:%02d +0000\r\n", days[at.weekday - 1], at.day,
            months[at.month - 1], at.year, at.hour, at.minute, at.second);
}

static void headers(arena *mem, buf *out, const struct mime_mail *m) {
    str host = str_from(m->from, str_find_char(m->from, '@') + 1);

    header_date(out, m->at);
    header_address(out, "From", one_line(mem, m->from_name), m->from);
    if (is_ascii(m->to)) {
        header_address(out, "To", one_line(mem, m->to_name), m->to);
    } else {
        /* Only the envelope may carry letters outside ASCII; an empty group is lawful here. */
        buf_c(out, "To: undisclosed-recipients:;\r\n");
    }
    header_text(out, "Subject", one_line(mem, m->subject));
    buf_fmt(out, "Message-ID: <%" PRId64 ".semaine@%.*s>\r\n", m->id, STR_ARG(host));
    /* RFC 3834: no holiday answers, please. */
    buf_c(out, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n");
    buf_c(out, "Content-Type: text/plain; charset=utf-8\r\n"
               "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
}

/* ---- the body ---- */

/* How many bytes this one takes on the line: itself, or =XX. */
static bool is_literal(str line, size_t i, size_t column) {
    unsigned char ch = (unsigned char)line.at[i];

    if (ch == ' ' || ch == '\t') {
        return i + 1 < line.len; /* a blank at the end of a line could be lost */
    }
    if (column == 0 && (ch == '.' || ch == 'F')) {
        return false; /* a lone dot ends SMTP's data, "From " begins a mail in old mailboxes */
    }
    return ch > ' ' && ch < 0x7f && ch != '=';
}

static void body_line(buf *out, str line) {
    size_t column = 0;

    for (size_t i = 0; i < line.len; i++) {
        bool as_is = is_literal(line, i, column);
        size_t width = as_is ? 1 : 3;

        if (column + width > LINE_MAX - 1) {
            buf_c(out, "=\r\n");
            column = 0;
            as_is = is_literal(line, i, column);
            width = as_is ? 1 : 3;
        }
        if (as_is) {
            buf_char(out, line.at[i]);
        } else {
            buf_fmt(out, "=%02X", (unsigned)(unsigned char)line.at[i]);
        }
        column += width;
    }
    buf_c(out, "\r\n");
}

/* Cuts off the first line, at CR LF, CR or LF. */
static str line_cut(str *left) {
    size_t end = 0;
    size_t next = 0;
    str line = STR_NONE;

    while (end < left->len && left->at[end] != '\r' && left->at[end] != '\n') {
        end++;
    }
    next = end + 1;
    if (next < left->len && left->at[end] == '\r' && left->at[next] == '\n') {
        next++;
    }
    line = str_first(*left, end);
    *left = str_from(*left, next);
    return line;
}

err mime_build(arena *mem, const struct mime_mail *mail, str *out) {
    buf b = buf_new(mem, MAIL_MAX);
    str left = mail->text;

    if (!mime_address_is_plain(mail->from) || !mime_address_is_sendable(mail->to)) {
        return ERR_INPUT;
    }
    if (mail->subject.len + mail->to_name.len + mail->from_name.len > HEADER_MAX) {
        return ERR_LARGE;
    }
    headers(mem, &b, mail);
    while (left.len > 0) {
        body_line(&b, line_cut(&left));
    }
    TRY(buf_done(&b));
    *out = buf_str(&b);
    return OK;
}
