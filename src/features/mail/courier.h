/*
 * courier.h: carries one finished mail to an SMTP server. Knows no store and no page.
 */
#ifndef FEATURES_MAIL_COURIER_H
#define FEATURES_MAIL_COURIER_H

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "base/str.h"

struct courier_server {
    str url;            /* as courier_url_fault takes it */
    str user, password; /* empty: no sign-in there */
    int connect_ms;     /* 0: 10 s */
    int whole_ms;       /* for one mail; 0: 60 s */
};

/*
 * What is wrong with a server's address, as a sentence, or NULL: "smtps://host:465" (TLS from the
 * first byte), "smtp://host:587" (STARTTLS, and never without it), "smtp+plain://localhost:25" (no
 * TLS, on this machine alone). The port may be left out.
 */
const char *courier_url_fault(str url);

struct courier_letter {
    str from, to; /* bare addresses */
    str bytes;    /* of mime_build */
};

enum courier_outcome {
    COURIER_SENT, /* the server has taken it */
    /*
     * No connection, no TLS, too slow, an answer 4xx, or a server that wants nothing of us (its
     * greeting, our password): may be tried again.
     */
    COURIER_LATER,
    COURIER_REFUSED, /* an answer 5xx to this mail: will not be taken, however often */
    COURIER_STOPPED  /* `should_stop` said so */
};

/*
 * Sends. `*said` (in `mem`, at most 300 bytes, one line) is the server's last answer or what went
 * wrong on the way. Waits before it starts so that the whole program sends at most 10 mails a
 * second. `should_stop` is asked about once a second and may be NULL.
 */
enum courier_outcome courier_send(arena *mem, const struct courier_server *server,
                                  const struct courier_letter *letter,
                                  bool (*should_stop)(void *self), void *self, str *said);

#endif
