/*
 * shop.h: what all requests and jobs of one running program share.
 *
 * Made once by app/ at the start. Everything in it is safe to use from any thread.
 */
#ifndef CORE_SHOP_H
#define CORE_SHOP_H

#include "base/base.h"
#include "base/err.h"
#include "base/str.h"
#include "core/cx.h"

struct shop_cache; /* editions and settings as read last; shop.c's own */

struct shop {
    const char *path;    /* of the database */
    writer *writes;      /* NULL in commands that run alone */
    struct jobs *jobs;   /* may be NULL */
    struct hub *hub;     /* may be NULL */
    int64_t clock_shift; /* added to the wall clock: the demo's clock */
    bool demo;           /* the demo week runs: a slim line says so */
    str base_url;        /* "https://semaine.example" without a last '/', for mails and feeds */
    bool https;          /* base_url is https: cookies are Secure and carry __Host- */
    uint8_t secret[32];  /* of the installation, for CSRF tokens and the like */
    struct shop_cache *cache;
    /*
     * A topic was touched and is committed: pages kept in memory and followers hear of it. May be
     * NULL.
     */
    void (*touched)(void *self, str topic);
    void *touched_self;
    /*
     * The default of a setting, NULL where there is no such setting (the features' tables, above
     * core).
     */
    const char *(*setting_initial)(const char *key);
};

/* Makes the cache and reads or makes the secret, on a connection that may write. */
err shop_open(struct shop *s, db *writing) MUST_USE;
void shop_close(struct shop *s);

/* The program's clock, seconds since 1970 UTC. */
int64_t shop_now(const struct shop *s);

/* A cx for one piece of work: no person, no edition, English, ROLE_VISITOR. */
cx shop_cx(const struct shop *s, arena *mem, db *d);

/* Forgets what is cached: after a touch of "edition/..." or "setting/...". */
void shop_forget(const struct shop *s);

#endif
