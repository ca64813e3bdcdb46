/*
 * signin.h: what stands between core/login.h and the pages: where one goes on, which
 * edition one looks at, and answers that do not tell who is known here.
 */
#ifndef FEATURES_SIGNIN_SIGNIN_H
#define FEATURES_SIGNIN_SIGNIN_H

#include "base/base.h"
#include "base/err.h"
#include "base/str.h"
#include "core/cx.h"
#include "core/login.h"

/*
 * Signs in by the code that was mailed to this browser; blanks and hyphens in `typed` do not
 * matter. ERR_INPUT, with one and the same fault of "code", whether the code is wrong, used, too
 * old, guessed at too often, or was never sent because nobody has the address: an answer must not
 * tell whether an address is known. A wrong guess is counted all the same (c->keep).
 */
err signin_by_code(cx *c, str browser, str typed, str agent, struct login_made *out) MUST_USE;

/*
 * After a sign-in: ends the session that this browser had before, and says where to go on:
 * made->next, or the desk for those who run the edition and Today for all others.
 */
err signin_go_on(cx *c, const struct login_made *made, str *address) MUST_USE;

/* Ends the session of this request; none is fine. */
err signin_end_this(cx *c) MUST_USE;

struct signin_edition {
    int64_t id;
    str title; /* the short one */
    str days;  /* "23 to 27 March 2026" */
    bool is_this;
};

struct signin_editions {
    const struct signin_edition *at;
    size_t count;
};

/*
 * The editions in which c->person has a role, nearest first; all of them for somebody with a role
 * in the whole installation.
 */
err signin_editions(cx *c, struct signin_editions *out) MUST_USE;
/* This session looks at `edition` from now on. ERR_MISSING no role there. */
err signin_look(cx *c, int64_t edition) MUST_USE;

/* For a person's own data: the sessions, and their end. */
err signin_give(cx *c, int64_t person, buf *json) MUST_USE;
err signin_erase(cx *c, int64_t person) MUST_USE;

#endif
