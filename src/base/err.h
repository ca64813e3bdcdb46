/*
 * err.h: how every failure of Semaine travels.
 *
 * A function that can fail returns `err` and is MUST_USE. Its results leave
 * through its last arguments and are written only on success. The sentence for
 * the person travels apart, in the cx (core/cx.h: refuse).
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/base.h"

typedef enum err {
    OK = 0,
    ERR_INPUT,    /* what was sent cannot be used as it is: 422 */
    ERR_SIGN_IN,  /* nobody is signed in: 401 */
    ERR_ROLE,     /* somebody is signed in who may not: 403 */
    ERR_MISSING,  /* there is no such thing: 404 */
    ERR_CONFLICT, /* somebody else changed it, or it is full: 409 */
    ERR_GONE,     /* it was there and has ended, such as a used link: 410 */
    ERR_LARGE,    /* more bytes than the written limit: 413 */
    ERR_OFTEN,    /* too many times in too short a time: 429 */
    ERR_MEMORY,   /* an arena reached its limit or the system has no memory: 503 */
    ERR_BUSY,     /* a queue is full or a lock is held: 503, try again */
    ERR_FULL,     /* the disk is full: 507, nothing was stored */
    ERR_STORE,    /* the database said no, and it is our fault: 500 */
    ERR_DAMAGED,  /* a file or message is not what it must be */
    ERR_NEWER,    /* the file was written by a newer Semaine */
    ERR_LOCKED,   /* another program has the file */
    ERR_WORLD,    /* the network, the file system or another service failed */
    ERR_STOPPED,  /* cancelled on request */
    ERR_COUNT     /* how many there are; not an error */
} err;

/* The name without prefix, lower case, such as "missing". For logs; never NULL. */
const char *err_name(err e);

/* The HTTP status for `e`: 200 for OK, and never a 2xx for anything else. */
int err_status(err e);

/* Passes a failure up. On a line of its own. */
#define TRY(call)                 \
    do {                          \
        err try_result_ = (call); \
        if (try_result_ != OK) {  \
            return try_result_;   \
        }                         \
    } while (0)

/* Ignores a failure on purpose; `why` is a literal that says why it does not matter. */
#define DROP(call, why)            \
    do {                           \
        err drop_result_ = (call); \
        (void)drop_result_;        \
        (void)("" why);            \
    } while (0)

#endif
