/*
 * mail.h: what becomes of the mails that cx_mail (core/cx.h) put into the outbox.
 *
 * A mail waits, then it is sent, failed, expired, or, where no mail server is set up, kept
 * for the organiser to read. Every change touches "mail".
 */
#ifndef FEATURES_MAIL_MAIL_H
#define FEATURES_MAIL_MAIL_H

#include "base/base.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "core/cx.h"

enum {
    MAIL_TRIES = 8,     /* then it has failed */
    MAIL_DAYS_AGAIN = 3 /* how long a mail that is tried again may take */
};

/* Is a mail server set up, with an address to send from? */
bool mail_has_server(cx *c);

/*
 * From a job, on a connection that only reads: brings mail `id` on its way and notes what came of
 * it. Nothing happens to one that waits no longer. `*said` is a sentence for the job's row.
 * ERR_WORLD the server could not take it now, try again later; ERR_STOPPED `should_stop` said so.
 */
err mail_deliver(cx *c, int64_t id, bool (*should_stop)(void *self), void *self, str *said)
    MUST_USE;

/*
 * Hourly: what still waits past its end is expired, links nobody can use any more are deleted, and
 * mails older than the setting mail.keep_days go.
 */
err mail_sweep(cx *c) MUST_USE;

enum mail_state { MAIL_WAITS, MAIL_SENT, MAIL_FAILED, MAIL_EXPIRED, MAIL_KEPT, MAIL_STATES };

/* "waits", as stored and in addresses. */
const char *mail_state_name(enum mail_state s);
bool mail_state_read(str name, enum mail_state *out);

/* A mail in the outbox's list. */
struct mail_row {
    int64_t id;
    str to_address, to_name;
    str subject; /* a sign-in code in it is hidden */
    enum mail_state state;
    str fault;
    int64_t created_at;
};

enum { MAIL_ROWS = 50 };

struct mail_rows {
    struct mail_row at[MAIL_ROWS];
    size_t count;
    bool has_more; /* older ones than these */
};

/* Mails of c->edition, newest first, older than mail `before` (0: all); `state` MAIL_STATES: any.
 */
err mail_outbox(cx *c, enum mail_state state, int64_t before, struct mail_rows *out) MUST_USE;
err mail_count(cx *c, enum mail_state state, int64_t *out) MUST_USE;

/* Why the text of a sign-in mail is shown or not. */
enum mail_text {
    MAIL_TEXT_SHOWN,   /* no sign-in mail */
    MAIL_TEXT_LINK,    /* a sign-in mail, shown because it could not be sent */
    MAIL_TEXT_DELETED, /* a sign-in mail that was sent or is too old: the text is gone */
    MAIL_TEXT_SERVER,  /* a sign-in mail that a server delivers: nobody else may read it */
    MAIL_TEXT_TRUSTED  /* would open an account with more rights: only for administrators */
};

struct mail_full {
    struct mail_row row;
    str text; /* empty where it is not shown */
    enum mail_text why;
    int64_t tries, expires_at, sent_at;
    bool may_again; /* mail_again would take it, and a server is there to try */
};

/* One of c->edition. ERR_MISSING. */
err mail_get(cx *c, int64_t id, struct mail_full *out) MUST_USE;
/*
 * Failed, expired or kept: waits anew and is sent within three days. ERR_CONFLICT it was sent, or
 * waits already; ERR_GONE a sign-in mail whose link is too old; ERR_MISSING.
 */
err mail_again(cx *c, int64_t id) MUST_USE;

/* For a person's own data: the mails to their address, and their end. */
err mail_give(cx *c, int64_t person, buf *json) MUST_USE;
err mail_erase(cx *c, int64_t person) MUST_USE;

#endif
