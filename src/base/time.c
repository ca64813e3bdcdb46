#include "base/time.h"

#include <time.h>

#include "base/zone_parts.h"

enum { YEAR_MOST = 9999, ERA_DAYS = 146097 };

static int64_t clock_us(clockid_t clock) {
    struct timespec now = {0};

    /* It fails only for a clock that the system does not have, and both are in POSIX. */
    if (clock_gettime(clock, &now) != 0) {
        return 0;
    }
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t time_wall(void) {
    return time_wall_ms() / 1000;
}

int64_t time_wall_ms(void) {
    return clock_us(CLOCK_REALTIME) / 1000;
}

int64_t time_steady_us(void) {
    return clock_us(CLOCK_MONOTONIC);
}

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

/* days_from_civil of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
static int64_t days_from(int64_t year, int64_t month, int64_t day) {
    int64_t carried = year + floor_div(month - 1, 12);
    int64_t true_month = month - floor_div(month - 1, 12) * 12;
    int64_t march_year = carried - (true_month <= 2);
    int64_t era = floor_div(march_year, 400);
    int64_t year_of_era = march_year - era * 400;
    int64_t day_of_year = (153 * (true_month + (true_month > 2 ? -3 : 9)) + 2) / 5;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * ERA_DAYS + day_of_era - 719468 + day - 1;
}

int32_t day_from(int year, int month, int day) {
    int64_t days = days_from(year, month, day);

    if (days < INT32_MIN) {
        return INT32_MIN;
    }
    return days > INT32_MAX ? INT32_MAX : (int32_t)days;
}

/* civil_from_days of the same source. */
struct civil day_civil(int32_t day) {
    int64_t shifted = (int64_t)day + 719468;
    int64_t era = floor_div(shifted, ERA_DAYS);
    int64_t day_of_era = shifted - era * ERA_DAYS;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    int64_t month = month_from_march + (month_from_march < 10 ? 3 : -9);

    return (struct civil){
        .year = (int)(year_of_era + era * 400 + (month <= 2)),
        .month = (int)month,
        .day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1),
        .weekday = (int)(((int64_t)day + 3 - floor_div((int64_t)day + 3, 7) * 7) + 1),
    };
}

int64_t moment_clip(int64_t moment) {
    const int64_t first = days_from(-YEAR_MOST, 1, 1) * DAY_SECONDS;
    const int64_t last = days_from(YEAR_MOST + 1, 1, 1) * DAY_SECONDS - 1;

    if (moment < first) {
        return first;
    }
    return moment > last ? last : moment;
}

struct civil civil_at(int64_t local) {
    int64_t clipped = moment_clip(local);
    int64_t day = floor_div(clipped, DAY_SECONDS);
    int second = (int)(clipped - day * DAY_SECONDS);
    struct civil c = day_civil((int32_t)day);

    c.hour = second / 3600;
    c.minute = second / 60 % 60;
    c.second = second % 60;
    return c;
}

static int days_in(int year, int month) {
    return day_from(year, month + 1, 1) - day_from(year, month, 1);
}

static bool is_within(int value, int least, int most) {
    return value >= least && value <= most;
}

bool civil_is_real(const struct civil *c) {
    return is_within(c->year, -YEAR_MOST, YEAR_MOST) && is_within(c->month, 1, 12) &&
           is_within(c->day, 1, days_in(c->year, c->month)) && is_within(c->hour, 0, 23) &&
           is_within(c->minute, 0, 59) && is_within(c->second, 0, 59);
}

/* Reads exactly `count` digits at the start of `*rest` and passes them. */
static bool read_digits(str *rest, size_t count, int *out) {
    int value = 0;

    if (rest->len < count) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        char c = rest->at[i];

        if (c < '0' || c > '9') {
            return false;
        }
        value = value * 10 + (c - '0');
    }
    *rest = str_from(*rest, count);
    *out = value;
    return true;
}

static bool read_char(str *rest, char c) {
    if (rest->len == 0 || rest->at[0] != c) {
        return false;
    }
    *rest = str_from(*rest, 1);
    return true;
}

static bool read_date(str *rest, struct civil *c) {
    return read_digits(rest, 4, &c->year) && read_char(rest, '-') &&
           read_digits(rest, 2, &c->month) && read_char(rest, '-') && read_digits(rest, 2, &c->day);
}

static bool read_minutes(str *rest, struct civil *c) {
    return read_digits(rest, 2, &c->hour) && read_char(rest, ':') &&
           read_digits(rest, 2, &c->minute);
}

bool day_read(str s, int32_t *out) {
    struct civil c = {0};

    if (!read_date(&s, &c) || s.len > 0 || !civil_is_real(&c)) {
        return false;
    }
    *out = day_from(c.year, c.month, c.day);
    return true;
}

bool minutes_read(str s, int *out) {
    struct civil c = {.year = 1970, .month = 1, .day = 1};

    if (!read_minutes(&s, &c) || s.len > 0 || !civil_is_real(&c)) {
        return false;
    }
    *out = c.hour * 60 + c.minute;
    return true;
}

bool civil_read(str s, struct civil *out) {
    struct civil c = {0};

    if (!read_date(&s, &c) || !read_char(&s, 'T') || !read_minutes(&s, &c)) {
        return false;
    }
    if (s.len > 0 && (!read_char(&s, ':') || !read_digits(&s, 2, &c.second) || s.len > 0)) {
        return false;
    }
    if (!civil_is_real(&c)) {
        return false;
    }
    c.weekday = day_civil(day_from(c.year, c.month, c.day)).weekday;
    *out = c;
    return true;
}

/* For "%s%04d": the sign of the year and its size. */
#define YEAR_ARG(c) (c).year < 0 ? "-" : "", (c).year < 0 ? -(c).year : (c).year

str day_text(arena *mem, int32_t day) {
    struct civil c = day_civil(day);

    return str_fmt(mem, "%s%04d-%02d-%02d", YEAR_ARG(c), c.month, c.day);
}

str minutes_text(arena *mem, int minutes) {
    return str_fmt(mem, "%02d:%02d", minutes / 60, minutes % 60);
}

str moment_text(arena *mem, const zone *z, int64_t moment) {
    int offset = zone_civil(z, moment).offset / 60 * 60;
    struct civil c = civil_at(moment_clip(moment) + offset);
    int minutes = (offset < 0 ? -offset : offset) / 60;

    return str_fmt(mem, "%s%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", YEAR_ARG(c), c.month, c.day,
                   c.hour, c.minute, c.second, offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

str moment_utc(arena *mem, int64_t moment) {
    struct civil c = civil_at(moment);

    return str_fmt(mem, "%s%04d-%02d-%02dT%02d:%02d:%02dZ", YEAR_ARG(c), c.month, c.day, c.hour,
                   c.minute, c.second);
}

str moment_http(arena *mem, int64_t moment) {
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct civil c = civil_at(moment);

    return str_fmt(mem, "%s, %02d %s %s%04d %02d:%02d:%02d GMT", days[c.weekday - 1], c.day,
                   months[c.month - 1], YEAR_ARG(c), c.hour, c.minute, c.second);
}
