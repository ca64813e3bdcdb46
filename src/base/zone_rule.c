#include "base/err.h"
#include "base/time.h"
#include "base/zone_parts.h"

enum {
    NAME_LEAST = 3, /* POSIX */
    NAME_MOST = 30,
    OFFSET_HOURS = 24,
    TURN_HOURS = 167, /* RFC 9636 section 3.3.1: a week less one hour */
    TURN_TIME = 2 * 3600,
};

static bool take(str *rest, char c) {
    if (rest->len == 0 || rest->at[0] != c) {
        return false;
    }
    *rest = str_from(*rest, 1);
    return true;
}

/* Reads one to three digits whose value lies between `least` and `most`. */
static bool read_number(str *rest, int least, int most, int *out) {
    size_t len = 0;
    int value = 0;

    while (len < rest->len && len < 3 && rest->at[len] >= '0' && rest->at[len] <= '9') {
        value = value * 10 + (rest->at[len] - '0');
        len++;
    }
    if (len == 0 || value < least || value > most) {
        return false;
    }
    *rest = str_from(*rest, len);
    *out = value;
    return true;
}

/* Reads [+-]hh[:mm[:ss]] as seconds. */
static bool read_time(str *rest, int hours_most, int32_t *out) {
    bool minus = take(rest, '-');
    int hours = 0;
    int minutes = 0;
    int seconds = 0;

    if (!minus) {
        take(rest, '+');
    }
    if (!read_number(rest, 0, hours_most, &hours)) {
        return false;
    }
    if (take(rest, ':')) {
        if (!read_number(rest, 0, 59, &minutes)) {
            return false;
        }
        if (take(rest, ':') && !read_number(rest, 0, 59, &seconds)) {
            return false;
        }
    }
    seconds += hours * 3600 + minutes * 60;
    *out = minus ? -seconds : seconds;
    return true;
}

static bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_name_char(char c, bool quoted) {
    return is_letter(c) || (quoted && ((c >= '0' && c <= '9') || c == '+' || c == '-'));
}

/* Reads CET or <+03>. */
static err read_name(arena *mem, str *rest, str *out) {
    bool quoted = take(rest, '<');
    size_t len = 0;

    while (len < rest->len && is_name_char(rest->at[len], quoted)) {
        len++;
    }
    if (len < NAME_LEAST || len > NAME_MOST) {
        return ERR_DAMAGED;
    }
    str name = str_copy(mem, str_first(*rest, len));

    *rest = str_from(*rest, len);
    if (quoted && !take(rest, '>')) {
        return ERR_DAMAGED;
    }
    if (name.len != len) {
        return ERR_MEMORY;
    }
    *out = name;
    return OK;
}

static bool read_weekday(str *rest, struct zone_turn *turn) {
    turn->form = TURN_WEEKDAY;
    return read_number(rest, 1, 12, &turn->month) && take(rest, '.') &&
           read_number(rest, 1, 5, &turn->week) && take(rest, '.') &&
           read_number(rest, 0, 6, &turn->day);
}

/* Reads ",date[/time]". */
static bool read_turn(str *rest, struct zone_turn *turn) {
    bool is_read = false;

    if (!take(rest, ',')) {
        return false;
    }
    if (take(rest, 'M')) {
        is_read = read_weekday(rest, turn);
    } else if (take(rest, 'J')) {
        turn->form = TURN_JULIAN;
        is_read = read_number(rest, 1, 365, &turn->day);
    } else {
        turn->form = TURN_DAY;
        is_read = read_number(rest, 0, 365, &turn->day);
    }
    turn->time = TURN_TIME;
    return is_read && (!take(rest, '/') || read_time(rest, TURN_HOURS, &turn->time));
}

/* Reads the name and the offset; POSIX counts offsets west of Greenwich. */
static err read_kind(arena *mem, str *rest, struct zone_kind *kind) {
    int32_t west = 0;

    TRY(read_name(mem, rest, &kind->name));
    if (!read_time(rest, OFFSET_HOURS, &west)) {
        return ERR_DAMAGED;
    }
    kind->offset = -west;
    return OK;
}

static err read_summer(arena *mem, str *rest, struct zone_rule *rule) {
    int32_t west = 0;

    TRY(read_name(mem, rest, &rule->summer.name));
    rule->summer.offset = rule->standard.offset + 3600;
    if (rest->len > 0 && rest->at[0] != ',') {
        if (!read_time(rest, OFFSET_HOURS, &west)) {
            return ERR_DAMAGED;
        }
        rule->summer.offset = -west;
    }
    rule->has_summer = true;
    return read_turn(rest, &rule->start) && read_turn(rest, &rule->end) ? OK : ERR_DAMAGED;
}

err zone_rule_read(arena *mem, str text, struct zone_rule *out) {
    struct zone_rule rule = {0};

    TRY(read_kind(mem, &text, &rule.standard));
    if (text.len > 0) {
        TRY(read_summer(mem, &text, &rule));
    }
    if (text.len > 0) {
        return ERR_DAMAGED;
    }
    *out = rule;
    return OK;
}

static int32_t turn_weekday(const struct zone_turn *turn, int year) {
    int32_t first = day_from(year, turn->month, 1);
    int32_t first_weekday = day_civil(first).weekday % 7;
    int32_t day = first + (turn->day - first_weekday + 7) % 7 + 7 * (turn->week - 1);

    return day < day_from(year, turn->month + 1, 1) ? day : day - 7;
}

static int32_t turn_day(const struct zone_turn *turn, int year) {
    switch (turn->form) {
    case TURN_WEEKDAY:
        return turn_weekday(turn, year);
    case TURN_JULIAN:
        /* The same month and day every year: counted in 1970, which has no 29 February. */
        return day_from(year, day_civil(turn->day - 1).month, day_civil(turn->day - 1).day);
    case TURN_DAY:
    default:
        return day_from(year, 1, 1) + turn->day;
    }
}

static int64_t turn_moment(const struct zone_turn *turn, int year, int32_t offset_before) {
    return (int64_t)turn_day(turn, year) * DAY_SECONDS + turn->time - offset_before;
}

/* Takes one change into account: the latest up to `moment` holds, the earliest after it ends that.
 */
static void weigh(struct zone_span *span, int64_t *since, int64_t moment, int64_t change,
                  const struct zone_kind *after) {
    if (change > moment) {
        span->until = change < span->until ? change : span->until;
    } else if (change >= *since) {
        *since = change;
        span->kind = after;
    }
}

struct zone_span zone_rule_span(const struct zone_rule *rule, int64_t moment) {
    struct zone_span span = {.kind = &rule->standard, .until = INT64_MAX};
    int64_t since = INT64_MIN;
    int year = 0;

    if (!rule->has_summer) {
        return span;
    }
    /*
     * A turn may lie a week and a day outside its year, so two years to each side. The end is
     * weighed before the start of the next year: where both fall together it is always summer.
     */
    year = civil_at(moment).year;
    for (int y = year - 2; y <= year + 2; y++) {
        weigh(&span, &since, moment, turn_moment(&rule->end, y - 1, rule->summer.offset),
              &rule->standard);
        weigh(&span, &since, moment, turn_moment(&rule->start, y, rule->standard.offset),
              &rule->summer);
    }
    weigh(&span, &since, moment, turn_moment(&rule->end, year + 2, rule->summer.offset),
          &rule->standard);
    return span;
}
