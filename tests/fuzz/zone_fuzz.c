/* Zone files of strangers: whatever the bytes are, what was read can be used. */
#include <stdlib.h>
#include <string.h>

#include "base/time.h"

/* NOLINTNEXTLINE(readability-identifier-naming): libFuzzer chose this name */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds) {
    if (!holds) {
        abort();
    }
}

/* A shown time leads to a moment that shows it, or is skipped and leads past the gap. */
static void go_round(const zone *z, int64_t moment) {
    struct civil shown = zone_civil(z, moment);
    bool exact = false;
    int64_t back = zone_moment(z, &shown, &exact);
    struct civil again = zone_civil(z, back);
    int32_t day = zone_day(z, moment);

    demand(civil_is_real(&shown));
    if (shown.year > -9998 && shown.year < 9998) {
        demand(exact);
        demand(back <= moment);
        demand(again.day == shown.day && again.hour == shown.hour && again.second == shown.second);
        demand(zone_day_start(z, day) <= moment);
    }
    demand(zone_short(z, moment).len < 512);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_auto) arena *mem = arena_new((size_t)1 << 20);
    static const int64_t fixed[] = {INT64_MIN,  INT64_MAX,  0,          -1,
                                    1774745999, 1774746000, 4118083200, -2208988800};
    const zone *z = NULL;

    if (mem == NULL || zone_read(mem, STR("fuzz"), str_at((const char *)data, size), &z) != OK) {
        return 0;
    }
    for (size_t i = 0; i < COUNT_OF(fixed); i++) {
        go_round(z, fixed[i]);
    }
    /* The input's own numbers are the moments at which it changes. */
    for (size_t at = 0; at + 8 <= size && at < 400; at += 4) {
        uint64_t wide = 0;
        uint32_t narrow = 0;

        memcpy(&wide, data + at, sizeof(wide));
        memcpy(&narrow, data + at, sizeof(narrow));
        go_round(z, (int64_t)__builtin_bswap64(wide));
        go_round(z, (int64_t)(int32_t)__builtin_bswap32(narrow) - 1);
    }
    return 0;
}
