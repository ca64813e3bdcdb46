/*
 * login.h: signing in without passwords, and the sessions that come of it.
 *
 * Asking for an address mails a link and a six-digit code. The link lands on a
 * button, and only the button's POST uses it up (mail scanners open links). The code
 * works only in the browser that asked. Both end after 15 minutes, and after one use.
 * Tokens are stored as hashes; a session's token stands only in its cookie.
 */
#ifndef CORE_LOGIN_H
#define CORE_LOGIN_H

#include "base/base.h"
#include "base/err.h"
#include "core/cx.h"
#include "core/person.h"

enum {
    LOGIN_TOKEN_BYTES = 32,
    LOGIN_MINUTES = 15,       /* how long a link or code may be used */
    LOGIN_DAYS = 30,          /* how long a session lasts without use */
    LOGIN_GUESSES = 5,        /* wrong codes before the code is dead */
    LOGIN_SEEN_EVERY_S = 3600 /* the last use is noted this often at most */
};

/* A session as the gate reads it. */
struct login_row {
    int64_t id, person, edition, seen_at;
    str name, email, language;
    unsigned roles; /* in `edition` and in the installation */
};

/*
 * The session of a cookie's token. `asked` is the edition that the address names, or
 * 0 for the one this session looked at last, or `current` where it looked at none.
 */
err login_find(cx *c, str token, int64_t asked, int64_t current, struct login_row *out, bool *found)
    MUST_USE;
/* Notes the use, and makes the session last from now. */
err login_seen(cx *c, int64_t login) MUST_USE;
/* The edition this session looks at from now on. */
err login_look(cx *c, int64_t login, int64_t edition) MUST_USE;

/*
 * Mails a link and a code to the person of `email`, if there is one; does the same
 * work, and gives the same answer, if there is none. `browser` is the token of the
 * asking browser's cookie. `next` is a local address.
 */
err login_ask(cx *c, str email, str browser, str next) MUST_USE;

/* A link without mail: for the demo, or printed on paper. Returns its local address. */
err login_link(cx *c, int64_t person, str next, int64_t minutes, int64_t uses, str *address)
    MUST_USE;

/* What a link would do: whose it is. ERR_GONE used or too old, ERR_MISSING never was. */
struct login_offer {
    int64_t person;
    str given_name;
    str next;
};

err login_peek(cx *c, str token, struct login_offer *out) MUST_USE;

/* What signing in gives: the cookie's token, and where to go on. */
struct login_made {
    int64_t person;
    str token;
    str next;
};

/* Uses the link up. `agent` is the User-Agent, kept as "Firefox on Android". Errors as login_peek.
 */
err login_by_link(cx *c, str token, str agent, struct login_made *out) MUST_USE;
/* Uses the code up. ERR_INPUT a wrong code, ERR_OFTEN too many wrong ones, ERR_GONE none is
 * waiting. */
err login_by_code(cx *c, str browser, str code, str agent, struct login_made *out) MUST_USE;

struct login_session {
    int64_t id;
    str browser;
    int64_t created_at, seen_at;
    bool is_this;
};

struct login_sessions {
    struct login_session *at;
    size_t count;
};

/* The sessions of c->person, used last first. */
err login_sessions(cx *c, struct login_sessions *out) MUST_USE;
/* Ends one of c->person's sessions. ERR_MISSING. */
err login_end(cx *c, int64_t login) MUST_USE;
/* Ends all of c->person's sessions but this one. */
err login_end_others(cx *c) MUST_USE;
/* Deletes what has ended. For the hourly sweep. */
err login_sweep(cx *c) MUST_USE;

/* "Firefox on Android" from a User-Agent. */
str login_browser(arena *mem, str agent);

#endif
