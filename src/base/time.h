/*
 * time.h: moments, days, zones.
 *
 * A moment is int64_t seconds since 1970 UTC (leap seconds ignored), a day is
 * int32_t days since 1970-01-01, a civil is what a wall clock shows. Zones are the
 * system's IANA zones, read from its TZif files (RFC 9636, versions 1 to 4) with
 * the POSIX rule in the footer for moments past the table.
 */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "base/str.h"

struct civil {
    int year;    /* -9999 to 9999 */
    int month;   /* 1 to 12 */
    int day;     /* 1 to 31 */
    int hour;    /* 0 to 23 */
    int minute;  /* 0 to 59 */
    int second;  /* 0 to 59 */
    int weekday; /* 1 Monday to 7 Sunday (ISO 8601); ignored on input */
    int offset;  /* seconds east of UTC; ignored on input */
};

typedef struct zone zone;

/* The wall clock now, seconds and milliseconds since 1970 UTC. The one place that asks it. */
int64_t time_wall(void);
int64_t time_wall_ms(void);
/* A clock that only goes forward, microseconds since some start: for waits and measures. */
int64_t time_steady_us(void);

/*
 * The zone `name` ("Europe/Paris"), read once and kept for the life of the process
 * (at most 600 zones, then ERR_MEMORY). Names with "..", a leading '/' or bytes outside
 * [A-Za-z0-9_+/-] are refused as ERR_MISSING. Thread safe. ERR_MISSING no such zone;
 * ERR_DAMAGED not a TZif file, or one that counts leap seconds ("right/..."). "UTC" is always
 * there. The folder is $TZDIR or /usr/share/zoneinfo.
 */
err zone_find(str name, const zone **out) MUST_USE;
/* From the bytes of a TZif file, in `mem` (also what the fuzzer calls). */
err zone_read(arena *mem, str name, str bytes, const zone **out) MUST_USE;
const zone *zone_utc(void);
str zone_name(const zone *z);
/* The abbreviation in force at `moment`, such as "CET"; lives as long as the zone. */
str zone_short(const zone *z, int64_t moment);

/* What the wall clock in `z` shows at `moment`, clipped to the years -9999 to 9999. */
struct civil zone_civil(const zone *z, int64_t moment);
/*
 * The moment at which the wall clock in `z` shows `c`. A time that occurs twice
 * gives the first; a time that is skipped is moved forward by the gap, as RFC 5545
 * asks. `*exact` (may be NULL) is false in the skipped case. Fields past their range carry over, as
 * hour 24 into the next day; years are clipped to -9999 to 9999.
 */
int64_t zone_moment(const zone *z, const struct civil *c, bool *exact);
/* The day that holds `moment` in `z`, and the first moment of a day in `z`. */
int32_t zone_day(const zone *z, int64_t moment);
int64_t zone_day_start(const zone *z, int32_t day);

/*
 * Days from civil and back, proleptic Gregorian (after Howard Hinnant's algorithms). A month past
 * its range carries over into the year.
 */
int32_t day_from(int year, int month, int day);
struct civil day_civil(int32_t day);
/* Is it a real date and time of day? Checks every field but weekday and offset. */
bool civil_is_real(const struct civil *c);

/* "2026-03-23". False on anything else. */
bool day_read(str s, int32_t *out);
/* "09:05", 00:00 to 23:59, as minutes after midnight. */
bool minutes_read(str s, int *out);
/* "2026-03-25T14:00", seconds optional, no offset. */
bool civil_read(str s, struct civil *out);
/*
 * "2026-03-23", "09:05", "2026-03-23T09:05:00+01:00", "2026-03-23T08:05:00Z". Where an offset has
 * odd seconds, the nearest whole minute towards zero is written and the time of day agrees with it.
 */
str day_text(arena *mem, int32_t day);
str minutes_text(arena *mem, int minutes);
str moment_text(arena *mem, const zone *z, int64_t moment);
str moment_utc(arena *mem, int64_t moment);
/* For HTTP: "Mon, 23 Mar 2026 07:42:00 GMT". */
str moment_http(arena *mem, int64_t moment);

#endif
