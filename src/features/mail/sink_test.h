/*
 * sink_test.h: a mail server for tests, one connection at a time, with its faults.
 */
#ifndef FEATURES_MAIL_SINK_TEST_H
#define FEATURES_MAIL_SINK_TEST_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/base.h"
#include "base/str.h"
#include "tests/kit/kit.h"

enum { SINK_HEARD_MAX = 64 * 1024 };

/* At which of its answers the sink does something else, and what. */
enum sink_step { AT_NEVER, AT_GREETING, AT_HELLO, AT_SIGN_IN, AT_FROM, AT_TO, AT_DATA, AT_END };

enum sink_way { SAYS, CUTS, SLEEPS };

struct sink {
    int fd;
    int port;
    pthread_t thread;
    atomic_bool is_ending;
    _Atomic enum sink_step step;
    _Atomic enum sink_way way;
    _Atomic(const char *) answer;
    bool offers_sign_in;
    atomic_int taken;    /* mails that came whole */
    atomic_int sessions; /* connections */
    char heard[SINK_HEARD_MAX];
    atomic_size_t heard_len;
};

/* Starts one on a free port of this machine, in the test's memory; it takes every mail. */
struct sink *sink_new(struct test *t);
/* From now on it does this at `step`: answers `answer`, cuts the connection, or says nothing. */
void sink_does(struct sink *s, enum sink_step step, enum sink_way way, const char *answer);
/* All it was told so far. */
str sink_heard(const struct sink *s);
/* Ends it. */
void sink_done(struct sink *s);

#endif
