/* Texts of strangers: what the readers promise holds for all bytes. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/str.h"
#include "base/time.h"

/* NOLINTNEXTLINE(readability-identifier-naming): libFuzzer chose this name */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds) {
    if (!holds) {
        abort();
    }
}

static void check_points(str s) {
    bool is_good = true;
    size_t points = 0;

    for (size_t at = 0; at < s.len; points++) {
        size_t before = at;
        uint32_t point = 0;

        is_good = str_point(s, &at, &point) && is_good;
        demand(at > before && at <= s.len && at - before <= 4);
        demand(point <= 0x10ffff && (point < 0xd800 || point > 0xdfff));
    }
    demand(is_good == str_is_utf8(s));
    demand(!is_good || points == str_points(s));
}

static void check_fold(arena *mem, str s) {
    str folded = str_fold(mem, s);
    str slug = str_slug(mem, s);

    demand(str_is_utf8(folded));
    demand(folded.len == 0 || (folded.at[0] != ' ' && folded.at[folded.len - 1] != ' '));
    demand(str_find(folded, STR("  ")) == SIZE_MAX);
    demand(str_eq(str_fold(mem, folded), folded));
    demand(slug.len > 0 && slug.len <= 60);
    demand(slug.at[0] != '-' && slug.at[slug.len - 1] != '-');
    demand(str_eq(str_slug(mem, slug), slug));
}

static void check_json(arena *mem, str s) {
    buf b = buf_new(mem, s.len * 6 + 2); /* every byte as \u00xx, and the quotes */
    buf part = buf_new(mem, s.len / 2);

    buf_json(&b, s);
    demand(buf_done(&b) == OK);
    demand(str_is_utf8(buf_str(&b)));
    demand(str_find_char(buf_str(&b), '<') == SIZE_MAX);
    demand(str_find_char(buf_str(&b), '\n') == SIZE_MAX);
    demand(str_find_char(str_first(str_from(buf_str(&b), 1), b.len - 2), '\0') == SIZE_MAX);
    buf_json(&part, s);
    demand(str_starts(buf_str(&b), buf_str(&part)));
    demand(str_is_utf8(buf_str(&part)));
}

/* What a reader takes, its writer writes again. */
static void check_readers(arena *mem, str s) {
    int32_t day = 0;
    int minutes = 0;
    int64_t number = 0;
    double fraction = 0;
    struct civil c = {0};

    demand(!day_read(s, &day) || str_eq(day_text(mem, day), s));
    demand(!minutes_read(s, &minutes) || str_eq(minutes_text(mem, minutes), s));
    if (civil_read(s, &c)) {
        str text = moment_utc(mem, zone_moment(zone_utc(), &c, NULL));

        demand(civil_is_real(&c));
        demand(str_starts(text, s));
    }
    if (str_i64(s, &number)) {
        int64_t again = 0;
        buf b = buf_new(mem, 20);

        buf_i64(&b, number);
        demand(str_i64(buf_str(&b), &again) && again == number);
        demand(s.len > 400 || str_f64(s, &fraction));
    }
    if (str_f64(s, &fraction)) {
        double again = 0;

        demand(str_f64(str_fmt(mem, "%.17g", fraction), &again));
        demand(again >= fraction && again <= fraction);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_auto) arena *mem = arena_new((size_t)4 << 20);
    str s = str_at((const char *)data, size);

    if (mem == NULL || size > 8192) {
        return 0;
    }
    check_points(s);
    check_fold(mem, s);
    check_json(mem, s);
    check_readers(mem, s);
    demand(!arena_failed(mem));
    return 0;
}
