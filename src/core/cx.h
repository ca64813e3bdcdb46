/*
 * cx.h: all that a rule may touch, in one argument.
 *
 * One cx lives as long as one request, job or command. What a rule does to the
 * outside (touch a topic, put a job, send a mail) comes true only when the
 * transaction commits.
 */
#ifndef CORE_CX_H
#define CORE_CX_H

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "base/str.h"
#include "base/time.h"
#include "core/role.h"
#include "core/words.h"
#include "store/store.h"
#include "store/writer.h"

struct jobs;
struct hub;
struct shop; /* the running program's shared parts, core/shop.h */

/* An edition as every page needs it (core/edition.h reads it). */
struct edition {
    int64_t id;        /* 0: none */
    str slug;          /* "2026-uspn" */
    str title;         /* "European Alliances: Living Labs and Excellence Hubs" */
    str short_title;   /* "International Week" */
    str zone_name;     /* "Europe/Paris" */
    const zone *zone;  /* never NULL; UTC where the name is unknown */
    int32_t first_day; /* on site, days since 1970 in its zone */
    int32_t last_day;
    int32_t virtual_day; /* INT32_MIN: none */
    int64_t version;     /* rises with each change of the row */
};

/* A field that was refused, for the error summary. */
struct field_fault {
    str field;    /* the input's name */
    str sentence; /* in the reader's language */
    struct field_fault *next;
};

typedef struct cx {
    arena *mem;              /* all memory of this request or job */
    db *db;                  /* read-only in GET and jobs; the writer's in everything else */
    const struct shop *shop; /* shared parts; NULL only in unit tests that need none */
    int64_t now;             /* seconds since 1970 UTC, by the program's clock (the demo sets it) */
    const lang *lang;        /* of the reader; never NULL */
    struct edition edition;  /* the edition this is about; id 0: none */
    int64_t person;          /* who is signed in; 0: nobody */
    str person_name;         /* "Ilse Beispiel" */
    str person_email;
    unsigned roles;   /* held in `edition`, ROLE_VISITOR always set */
    int64_t login;    /* the session's id; 0: none */
    err refusal;      /* what refuse() was given last */
    str refusal_text; /* in the reader's language */
    struct field_fault *faults;
    bool keep; /* commit what was written although the request is refused (a wrong guess is counted)
                */
    struct cx_effect *effects; /* what comes true on commit, newest first */
} cx;

/*
 * Starts a refusal: keeps the sentence for the person and returns `code`. The
 * sentence is English, a literal marked by its place as first text argument, and is
 * translated here; {name} in it is filled from the pairs that follow.
 */
err refuse(cx *c, err code, str sentence);
err refuse_with(cx *c, err code, str sentence, const struct word_value *values, size_t count);
/* Notes a fault of one field; call refuse(c, ERR_INPUT, ...) or check_faults at the end. */
void fault(cx *c, str field, str sentence);
void fault_with(cx *c, str field, str sentence, const struct word_value *values, size_t count);
/* ERR_INPUT with the usual sentence where any field was refused, else OK. */
err check_faults(cx *c) MUST_USE;

/* The sentence in the reader's language (short for word). */
str say(const cx *c, str sentence);
str say_with(const cx *c, str sentence, const struct word_value *values, size_t count);
str say_count(const cx *c, str one, str many, int64_t n); /* {n} is filled */

/*
 * The topic has changed; followers see it after the commit. Pages kept in memory that depend on
 * it are dropped.
 */
void cx_touch(cx *c, const char *format, ...) PRINTF_LIKE(2, 3);

/* Puts a job in this transaction. `id` may be NULL. */
struct job_order;
err cx_enqueue(cx *c, const struct job_order *order, int64_t *id) MUST_USE;

/*
 * Sends a mail: a row of the outbox in this transaction, then a retried job. Plain
 * text; CR and LF in `to` or `subject` are refused with ERR_INPUT.
 */
struct cx_mail {
    str to;
    str to_name; /* may be empty */
    str subject;
    str text;
    str kind;       /* "sign-in": what it is for, shown in the outbox */
    int64_t expire; /* not sent after this moment; 0: 3 days */
};

err cx_mail(cx *c, const struct cx_mail *mail) MUST_USE;

/*
 * From a job: runs `change` on the writer, in a transaction of its own, with a cx
 * that may write; effects come true on its commit. Not from a request.
 */
err cx_write(cx *c, err (*change)(cx *writing, void *self), void *self) MUST_USE;

/* What the frame does with the effects after the commit; and for tests. */
void cx_effects_apply(cx *c);

/* Has the person any of `roles` here? */
bool cx_may(const cx *c, unsigned roles);

/*
 * A setting of the edition, or of the installation where the edition has none, or its default
 * (app/feature.h).
 */
str cx_setting(cx *c, const char *key);
int64_t cx_setting_i64(cx *c, const char *key);
bool cx_setting_bool(cx *c, const char *key);

#endif
