/*
 * log.h: one JSON line an event, on standard error.
 *
 * {"at":"2026-03-23T07:42:00Z","level":"info","event":"request", ...}. Lines longer
 * than 4,096 bytes are cut and stay valid JSON. Values are escaped; secrets are
 * never passed in. Thread safe: one write call a line.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/base.h"
#include "base/str.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

struct log_field {
    const char *key;

    enum { LOG_TEXT, LOG_NUMBER } kind;

    str text;
    int64_t number;
};

#define LOG_S(name, value) ((struct log_field){.key = (name), .kind = LOG_TEXT, .text = (value)})
#define LOG_I(name, value) \
    ((struct log_field){.key = (name), .kind = LOG_NUMBER, .number = (value)})

/* Lines above this level are left out; at the start LOG_INFO. */
void log_set_level(enum log_level level);
/* Where lines go: a file descriptor, at the start 2. */
void log_set_fd(int fd);
/* Number of lines written at LOG_ERROR since the start, for /metrics. */
uint64_t log_errors(void);

/*
 * Writes one line: time, level, event, then the `count` fields. What does not fit is left out, a
 * text may be cut, and "cut":true tells so.
 */
void log_fields(enum log_level level, const char *event, const struct log_field *fields,
                size_t count);
#define LOG(level, event, ...)                                            \
    log_fields((level), (event), (const struct log_field[]){__VA_ARGS__}, \
               sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field))

#endif
