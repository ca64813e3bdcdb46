#include "features/editions/editions.h"

#include "core/edition.h"

static const struct {
    const char *label;
} phases[EDITIONS_PHASES] = {
    [EDITIONS_BEFORE] = {.label = "Before"},
    [EDITIONS_ONLINE] = {.label = "Online"},
    [EDITIONS_ON_SITE] = {.label = "On site"},
    [EDITIONS_AFTER] = {.label = "After"},
};

/* The first day of a phase; EDITION_NO_DAY where the edition has no such phase. */
static int32_t first_day_of(const struct edition *e, enum editions_phase phase) {
    switch (phase) {
    case EDITIONS_ONLINE:
        return e->virtual_day < e->first_day ? e->virtual_day : EDITION_NO_DAY;
    case EDITIONS_ON_SITE:
        return e->first_day;
    case EDITIONS_AFTER:
        return e->last_day + 1;
    case EDITIONS_BEFORE:
    case EDITIONS_PHASES:
        break;
    }
    return EDITION_NO_DAY;
}

enum editions_phase editions_phase_at(const struct edition *e, int64_t moment) {
    int32_t today = zone_day(e->zone, moment);
    enum editions_phase phase = EDITIONS_BEFORE;

    for (int i = EDITIONS_ONLINE; i < EDITIONS_PHASES; i++) {
        int32_t first = first_day_of(e, (enum editions_phase)i);

        if (first != EDITION_NO_DAY && today >= first) {
            phase = (enum editions_phase)i;
        }
    }
    return phase;
}

int64_t editions_phase_ends(const struct edition *e, int64_t moment) {
    int32_t today = zone_day(e->zone, moment);

    for (int i = EDITIONS_ONLINE; i < EDITIONS_PHASES; i++) {
        int32_t first = first_day_of(e, (enum editions_phase)i);

        if (first != EDITION_NO_DAY && today < first) {
            return zone_day_start(e->zone, first);
        }
    }
    return 0;
}

str editions_phase_word(const cx *c, enum editions_phase phase) {
    return phase < EDITIONS_PHASES ? say(c, str_of(phases[phase].label)) : STR_NONE;
}
