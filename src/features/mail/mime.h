/*
 * mime.h: one plain-text mail as the bytes that SMTP carries.
 *
 * RFC 5322 (form), 2047 (words in headers that are not ASCII), 2045 (quoted-printable).
 * Pure: no store, no clock, no network. Nothing a person typed can begin a new header: control
 * bytes become blanks before anything is written.
 */
#ifndef FEATURES_MAIL_MIME_H
#define FEATURES_MAIL_MIME_H

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "base/str.h"

struct mime_mail {
    str from, from_name; /* the name may be empty */
    str to, to_name;
    str subject;
    str text;   /* UTF-8, any line ends */
    int64_t id; /* makes the Message-ID: the same for every try */
    int64_t at; /* moment for Date */
};

/*
 * May this stand between < and > in SMTP and in a header? ASCII, one '@', a dot-atom before it
 * (RFC 5321, section 4.1.2) and a host name behind it.
 */
bool mime_address_is_plain(str address);
/* The same, but letters outside ASCII are fine: for the envelope, where the server takes them. */
bool mime_address_is_sendable(str address);

/*
 * The whole mail: CR LF after each line, no line over 76 bytes in the body and 78 in the headers
 * (but for a single word that is longer). ERR_INPUT an address that cannot be sent; ERR_LARGE over
 * 400 KB; ERR_MEMORY.
 */
err mime_build(arena *mem, const struct mime_mail *mail, str *out) MUST_USE;

#endif
