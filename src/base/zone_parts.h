/*
 * zone_parts.h: what a zone is made of. Private to zone.c, zone_read.c and
 * zone_rule.c; everybody else uses time.h.
 */
#ifndef BASE_ZONE_PARTS_H
#define BASE_ZONE_PARTS_H

#include "base/arena.h"
#include "base/base.h"
#include "base/str.h"
#include "base/time.h"

enum {
    DAY_SECONDS = 86400,
    OFFSET_LEAST = -89999, /* RFC 9636 section 3.2: more than -25 hours, less than 26 */
    OFFSET_MOST = 93599,
};

struct zone_kind {
    int32_t offset; /* seconds east of UTC */
    str name;       /* such as "CET" */
};

/* One of the two days of a POSIX rule. */
struct zone_turn {
    enum { TURN_WEEKDAY, TURN_JULIAN, TURN_DAY } form; /* Mm.w.d, Jn, n */

    int month;    /* Mm.w.d: 1 to 12 */
    int week;     /* Mm.w.d: 1 to 5, 5 is the last */
    int day;      /* Mm.w.d: 0 Sunday to 6; Jn: 1 to 365, never 29 February; n: 0 to 365 */
    int32_t time; /* seconds after midnight of that day, within 167 hours to both sides */
};

/* The rule for moments past the table. */
struct zone_rule {
    struct zone_kind standard;
    struct zone_kind summer;
    bool has_summer; /* if not, `standard` holds for ever */
    struct zone_turn start;
    struct zone_turn end;
};

struct zone {
    arena *mem; /* where it lives; NULL: in the program */
    str name;
    size_t count;                  /* of changes */
    const int64_t *moments;        /* [count], rising */
    const uint8_t *after;          /* [count], which of kinds holds from that moment on */
    const struct zone_kind *kinds; /* kinds[0] holds before the first change */
    bool has_rule;
    struct zone_rule rule; /* from the last change on */
};

/* A stretch of time without change. */
struct zone_span {
    const struct zone_kind *kind;
    int64_t until; /* the moment of the next change, INT64_MAX where there is none */
};

/*
 * Reads a POSIX TZ text with the extensions of RFC 9636 section 3.3.1, such as
 * "CET-1CEST,M3.5.0,M10.5.0/3". Names are copied to `mem`. Summer time without its two days
 * is refused. ERR_DAMAGED, ERR_MEMORY.
 */
err zone_rule_read(arena *mem, str text, struct zone_rule *out) MUST_USE;

/* The span that holds `moment`, of a year from -9999 to 9999. */
struct zone_span zone_rule_span(const struct zone_rule *rule, int64_t moment);

/* What a clock shows `local` seconds after 1970-01-01 there; clipped to the years -9999 to 9999. */
struct civil civil_at(int64_t local);

/* `moment` clipped to the years -9999 to 9999. */
int64_t moment_clip(int64_t moment);

#endif
