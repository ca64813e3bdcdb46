#include "features/mail/mime.h"

#include "base/buf.h"
#include "base/id.h"
#include "tests/kit/kit.h"

static struct mime_mail plain(void) {
    return (struct mime_mail){.from = STR("week@uspn.example"),
                              .from_name = STR("International Week"),
                              .to = STR("ilse.beispiel@thws.example"),
                              .to_name = STR("Ilse Beispiel"),
                              .subject = STR("Your code"),
                              .text = STR("Hello\n"),
                              .id = 42,
                              .at = 1774252020};
}

static str built(struct test *t, const struct mime_mail *m) {
    str out = STR_NONE;

    CHECK_OK(mime_build(t->mem, m, &out));
    return out;
}

/* ---- a reader of its own, to hold the writer to what it says ---- */

static int hex(char ch) {
    return ch >= 'A' ? ch - 'A' + 10 : ch - '0';
}

/* Quoted-printable back to bytes; `in_word`: as RFC 2047's Q, where _ is a blank. */
static void unquote(buf *out, str s, bool in_word) {
    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] == '=' && i + 2 < s.len && s.at[i + 1] == '\r') {
            i += 2;
        } else if (s.at[i] == '=' && i + 2 < s.len) {
            buf_char(out, (char)(hex(s.at[i + 1]) * 16 + hex(s.at[i + 2])));
            i += 2;
        } else {
            buf_char(out, (char)(in_word && s.at[i] == '_' ? ' ' : s.at[i]));
        }
    }
}

/* A header's value with its folds and encoded words undone. */
static str header(struct test *t, str mail, const char *name) {
    buf out = buf_new(t->mem, 20000);
    str start = str_fmt(t->mem, "\r\n%s: ", name);
    size_t at = str_find(mail, start);
    str left = str_from(mail, at + start.len);
    size_t end = 0;

    CHECK(at != SIZE_MAX);
    while (str_find(str_from(left, end), STR("\r\n")) != SIZE_MAX) {
        end += str_find(str_from(left, end), STR("\r\n"));
        if (left.at[end + 2] != ' ') {
            break;
        }
        end += 2;
    }
    left = str_first(left, end);
    while (left.len > 0) {
        if (str_starts(left, STR("=?utf-8?Q?"))) {
            size_t close = 10 + str_find(str_from(left, 10), STR("?="));

            unquote(&out, str_from(str_first(left, close), 10), true);
            left = str_from(left, close + 2);
            left = str_starts(left, STR("\r\n =?")) ? str_from(left, 3) : left;
        } else if (str_starts(left, STR("\r\n"))) {
            left = str_from(left, 2);
        } else {
            buf_char(&out, left.at[0]);
            left = str_from(left, 1);
        }
    }
    return buf_str(&out);
}

static str body(struct test *t, str mail) {
    buf out = buf_new(t->mem, 500000);

    unquote(&out, str_from(mail, str_find(mail, STR("\r\n\r\n")) + 4), false);
    return buf_str(&out);
}

/* What must be true of every mail: its headers, line ends, lengths, ASCII. */
static void check_form(str mail) {
    static const char *const headers[] = {
        "Date: ",         "From: ",         "To: ",           "Subject: ",        "Message-ID: ",
        "Auto-Submitted", "MIME-Version: ", "Content-Type: ", "Content-Transfer", NULL};
    str head = str_first(mail, str_find(mail, STR("\r\n\r\n")) + 2);
    size_t lines = 0;
    size_t start = 0;

    for (size_t i = 0; i < mail.len; i++) {
        CHECK((unsigned char)mail.at[i] < 0x80);
        CHECK_EQ(mail.at[i] == '\n', i > 0 && mail.at[i - 1] == '\r');
        if (mail.at[i] == '\n') {
            CHECK(i - start <= 80);
            start = i + 1;
        }
    }
    CHECK_EQ(start, mail.len);
    while (head.len > 0) {
        size_t end = str_find(head, STR("\r\n"));

        if (head.at[0] != ' ') {
            CHECK(headers[lines] != NULL);
            CHECK(str_starts(head, str_of(headers[lines++])));
        }
        head = str_from(head, end + 2);
    }
    CHECK_EQ(lines, COUNT_OF(headers) - 1);
}

TEST(a_plain_mail_is_written_as_one_expects) {
    struct mime_mail m = plain();

    CHECK_STR(built(t, &m), "Date: Mon, 23 Mar 2026 07:47:00 +0000\r\n"
                            "From: \"International Week\"\r\n <week@uspn.example>\r\n"
                            "To: \"Ilse Beispiel\"\r\n <ilse.beispiel@thws.example>\r\n"
                            "Subject: Your code\r\n"
                            "Message-ID: <42.semaine@uspn.example>\r\n"
                            "Auto-Submitted: auto-generated\r\n"
                            "MIME-Version: 1.0\r\n"
                            "Content-Type: text/plain; charset=utf-8\r\n"
                            "Content-Transfer-Encoding: quoted-printable\r\n"
                            "\r\n"
                            "Hello\r\n");
}

TEST(letters_of_europe_come_through_headers_and_body) {
    struct mime_mail m = plain();
    str mail = STR_NONE;

    m.to_name = STR("Élodie Žížala-Ødegård");
    m.subject = STR("Schöne Grüße aus Würzburg: la semaine européenne, Ελληνικά, кириллица 🎓");
    m.text = STR("Grüße\n\nÉté = été, und so weiter\n");
    mail = built(t, &m);
    check_form(mail);
    CHECK_CONTAINS(header(t, mail, "To"), "Élodie Žížala-Ødegård <ilse");
    CHECK_STR(header(t, mail, "Subject"),
              "Schöne Grüße aus Würzburg: la semaine européenne, Ελληνικά, кириллица 🎓");
    CHECK_STR(body(t, mail), "Grüße\r\n\r\nÉté = été, und so weiter\r\n");
}

/* The corpus of reliability S11: what strangers type into names and subjects. */
static const char *const hostile[] = {
    "x\r\nBcc: everyone@uspn.example",
    "x\nBcc: everyone@uspn.example",
    "x\rBcc: everyone@uspn.example",
    "x\r\n\r\nA body of my own",
    "x\r\n.\r\nMAIL FROM:<a@b.example>",
    "\"quoted\" \\ and \\\" more",
    "Ilse\" <boss@uspn.example>, \"",
    "boss@uspn.example",
    "=?utf-8?Q?Bcc:_x?=",
    "=?utf-8?B?QmNjOiB4?= =?utf-8?B?QmNjOiB4?=",
    "x\x01\x02\x1b[31m\x7f",
    "x\tBcc: y",
    "x\302\205Bcc: y",
    "x\342\200\250Bcc: y",
    "\342\200\256reversed", /* NOLINT(misc-misleading-bidirectional): that is what is tried */
    "\xff\xfe broken",
    "[click](https://evil.example) **now**",
    "",
};

TEST(nothing_typed_into_a_name_or_subject_starts_a_header) {
    for (size_t i = 0; i < COUNT_OF(hostile); i++) {
        struct mime_mail m = plain();
        str mail = STR_NONE;

        m.to_name = str_of(hostile[i]);
        m.from_name = str_of(hostile[i]);
        m.subject = str_of(hostile[i]);
        mail = built(t, &m);
        check_form(mail);
        CHECK_LACKS(mail, "\r\nBcc:");
        CHECK_LACKS(mail, "\r\n.\r\n");
    }
}

TEST(a_name_stays_a_name_whatever_it_looks_like) {
    struct mime_mail m = plain();

    m.to_name = STR("Ilse\" <boss@uspn.example>, \"");
    CHECK_CONTAINS(built(t, &m), "To: \"Ilse\\\" <boss@uspn.example>, \\\"\"\r\n <ilse.beispiel@");
    m.to_name = STR("=?utf-8?Q?Boss?=");
    CHECK_STR(header(t, built(t, &m), "To"), "=?utf-8?Q?Boss?= <ilse.beispiel@thws.example>");
}

TEST(addresses_that_could_say_more_than_an_address_are_refused) {
    static const char *const bad[] = {
        "",
        "ilse",
        "@thws.example",
        "ilse@",
        "a b@thws.example",
        "ilse@thws.example\r\nRCPT TO:<x@y.example>",
        "ilse@thws.example>\nDATA",
        "<ilse@thws.example>",
        "ilse@thws.example,boss@uspn.example",
        "ilse@thws.example;x",
        "a@b@c.example",
        "\"a b\"@thws.example",
        "ilse..b@thws.example",
        ".ilse@thws.example",
        "ilse.@thws.example",
        "ilse@thws..example",
        "ilse@thws_example",
        "ilse@[127.0.0.1]",
        "ilse@thws.example ORCPT=x",
        "ilse\0@thws.example",
    };

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct mime_mail m = plain();
        str out = STR_NONE;

        m.to = str_of(bad[i]);
        CHECK_ERR(mime_build(t->mem, &m, &out), ERR_INPUT);
        m = plain();
        m.from = str_of(bad[i]);
        CHECK_ERR(mime_build(t->mem, &m, &out), ERR_INPUT);
    }
    CHECK(mime_address_is_plain(STR("o'hara+week@mail.uspn.example")));
}

TEST(an_address_outside_ascii_goes_by_the_envelope_alone) {
    struct mime_mail m = plain();
    str mail = STR_NONE;

    m.to = STR("josé@universidad.example");
    mail = built(t, &m);
    check_form(mail);
    CHECK_STR(header(t, mail, "To"), "undisclosed-recipients:;");
    m.from = STR("josé@universidad.example");
    CHECK_ERR(mime_build(t->mem, &m, &mail), ERR_INPUT);
}

TEST(lines_that_mean_something_to_mail_programs_are_written_otherwise) {
    struct mime_mail m = plain();
    str mail = STR_NONE;

    m.text = STR(".\n..\nFrom here\nends in a blank \nand a tab\t\n=3D\r\nmixed\rends");
    mail = built(t, &m);
    check_form(mail);
    CHECK_LACKS(mail, "\r\n.");
    CHECK_LACKS(mail, "\r\nFrom ");
    CHECK_STR(
        body(t, mail),
        ".\r\n..\r\nFrom here\r\nends in a blank \r\nand a tab\t\r\n=3D\r\nmixed\r\nends\r\n");
}

/* Whatever the bytes: the form holds, and the body reads as it was written. */
TEST(any_text_comes_back_from_its_mail) {
    static const char pieces[] = " .=F\tab\xc3\xa9";

    for (int round = 0; round < 300; round++) {
        struct mime_mail m = plain();
        unsigned char random[400];
        buf text = buf_new(t->mem, 1000);
        str mail = STR_NONE;

        id_random(random, sizeof(random));
        for (size_t i = 0; i < sizeof(random); i++) {
            buf_char(&text, pieces[random[i] % (sizeof(pieces) - 1)]);
        }
        m.text = buf_str(&text);
        m.subject = str_first(m.text, random[0] % 200);
        m.to_name = str_first(m.text, random[1] % 200);
        mail = built(t, &m);
        check_form(mail);
        CHECK(str_eq(body(t, mail), str_fmt(t->mem, "%.*s\r\n", STR_ARG(m.text))));
    }
}

TEST(what_is_too_long_is_refused_whole) {
    struct mime_mail m = plain();
    buf text = buf_new(t->mem, 300000);
    str out = STR_NONE;

    for (int i = 0; i < 200000; i++) {
        buf_c(&text, "=");
    }
    m.text = buf_str(&text);
    CHECK_ERR(mime_build(t->mem, &m, &out), ERR_LARGE);
    m = plain();
    m.subject = str_first(buf_str(&text), 9000);
    CHECK_ERR(mime_build(t->mem, &m, &out), ERR_LARGE);
}
