#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/time.h"
#include "tests/kit/kit.h"

static const zone *find(str name) {
    const zone *z = NULL;

    CHECK_OK(zone_find(name, &z));
    CHECK(str_eq(zone_name(z), name));
    return z;
}

static int offset_at(const zone *z, int64_t moment) {
    return zone_civil(z, moment).offset;
}

static int64_t moment_at(const zone *z, const char *text, bool *exact) {
    struct civil c = {0};

    CHECK(civil_read(str_of(text), &c));
    return zone_moment(z, &c, exact);
}

/* `change` is the first second with the offset and the short name `after`. */
static void check_change(const zone *z, int64_t change, int before, int after, const char *name) {
    CHECK_EQ(offset_at(z, change - 1), before);
    CHECK_EQ(offset_at(z, change), after);
    CHECK_STR(zone_short(z, change), name);
}

TEST(paris_changes_its_clocks_in_march_and_october) {
    const zone *z = find(STR("Europe/Paris"));

    check_change(z, 1774746000, 3600, 7200, "CEST"); /* 2026-03-29 01:00 UTC */
    check_change(z, 1792890000, 7200, 3600, "CET");  /* 2026-10-25 01:00 UTC */
}

TEST(a_civil_shows_the_wall_clock) {
    struct civil c = zone_civil(find(STR("Europe/Paris")), 1774746000);

    CHECK_EQ(c.year, 2026);
    CHECK_EQ(c.month, 3);
    CHECK_EQ(c.day, 29);
    CHECK_EQ(c.hour, 3);
    CHECK_EQ(c.minute, 0);
    CHECK_EQ(c.second, 0);
    CHECK_EQ(c.weekday, 7);
    CHECK_EQ(c.offset, 7200);
}

TEST(a_skipped_time_moves_forward_by_the_gap) {
    const zone *z = find(STR("Europe/Paris"));
    bool exact = true;

    CHECK_EQ(moment_at(z, "2026-03-29T02:30", &exact), 1774746000 + 1800); /* shown as 03:30 */
    CHECK(!exact);
    CHECK_EQ(moment_at(z, "2026-03-29T02:00", &exact), 1774746000);
    CHECK(!exact);
    CHECK_EQ(moment_at(z, "2026-03-29T03:00", &exact), 1774746000);
    CHECK(exact);
    CHECK_EQ(moment_at(z, "2026-03-29T01:59:59", &exact), 1774745999);
    CHECK(exact);
}

TEST(a_time_that_occurs_twice_is_the_first) {
    const zone *z = find(STR("Europe/Paris"));
    bool exact = false;

    CHECK_EQ(moment_at(z, "2026-10-25T02:30", &exact), 1792890000 - 1800);
    CHECK(exact);
    CHECK_EQ(moment_at(z, "2026-10-25T02:00", &exact), 1792890000 - 3600);
    CHECK(exact);
    CHECK_EQ(moment_at(z, "2026-10-25T03:00", &exact), 1792890000 + 3600);
    CHECK(exact);
}

TEST(zones_without_summer_time_stay_as_they_are) {
    const zone *algiers = find(STR("Africa/Algiers"));
    const zone *kolkata = find(STR("Asia/Kolkata"));

    for (int64_t moment = 1767225600; moment < 1767225600 + 366 * 86400; moment += 86400) {
        CHECK_EQ(offset_at(algiers, moment), 3600);
        CHECK_EQ(offset_at(kolkata, moment), 19800);
    }
}

TEST(lord_howe_moves_by_half_an_hour) {
    const zone *z = find(STR("Australia/Lord_Howe"));
    bool exact = true;

    check_change(z, 1775314800, 39600, 37800, "+1030");                   /* 2026-04-04 15:00 UTC */
    check_change(z, 1791041400, 37800, 39600, "+11");                     /* 2026-10-03 15:30 UTC */
    CHECK_EQ(moment_at(z, "2026-10-04T02:15", &exact), 1791041400 + 900); /* shown as 02:45 */
    CHECK(!exact);
    CHECK_EQ(moment_at(z, "2026-04-05T01:45", &exact), 1775314800 - 900);
    CHECK(exact);
}

TEST(past_the_table_the_rule_in_the_footer_holds) {
    check_change(find(STR("America/New_York")), 2215062000, -18000, -14400, "EDT"); /* 2040-03-11 */
    check_change(find(STR("America/New_York")), 2235621600, -14400, -18000, "EST"); /* 2040-11-04 */
    CHECK_EQ(offset_at(find(STR("Europe/Paris")), 4118083200), 7200);               /* 2100-07-01 */
    CHECK_EQ(offset_at(find(STR("America/Santiago")), 4118083200), -14400); /* winter there */
}

TEST(apia_has_no_thirtieth_of_december_2011) {
    const zone *z = find(STR("Pacific/Apia"));
    bool exact = true;

    check_change(z, 1325239200, -36000, 50400, "+14");
    CHECK_EQ(zone_day(z, 1325239199), day_from(2011, 12, 29));
    CHECK_EQ(zone_day(z, 1325239200), day_from(2011, 12, 31));
    CHECK_EQ(moment_at(z, "2011-12-30T12:00", &exact), 1325239200 + 43200);
    CHECK(!exact);
    CHECK_EQ(zone_day_start(z, day_from(2011, 12, 30)), 1325239200);
    CHECK_EQ(zone_day_start(z, day_from(2011, 12, 31)), 1325239200);
    CHECK_EQ(zone_day_start(z, day_from(2011, 12, 29)), 1325239200 - 86400);
}

TEST(a_day_without_midnight_starts_when_it_starts) {
    const zone *cairo = find(STR("Africa/Cairo"));
    int32_t day = day_from(2026, 4, 24); /* 00:00 is skipped to 01:00 */

    CHECK_EQ(zone_day_start(cairo, day), 1776981600);
    CHECK_EQ(zone_civil(cairo, zone_day_start(cairo, day)).hour, 1);
    CHECK_EQ(zone_day(cairo, 1776981600 - 1), day - 1);
    CHECK_EQ(zone_day(cairo, 1776981600), day);
}

TEST(a_gap_that_begins_before_midnight_leaves_no_hole_between_days) {
    const zone *toronto = find(STR("America/Toronto")); /* 1919-03-30 23:30 was followed by 00:30 */
    int64_t start = zone_day_start(toronto, day_from(1919, 3, 31));

    CHECK_EQ(zone_civil(toronto, start).hour, 0);
    CHECK_EQ(zone_civil(toronto, start).minute, 30);
    CHECK_EQ(zone_day(toronto, start), day_from(1919, 3, 31));
    CHECK_EQ(zone_day(toronto, start - 1), day_from(1919, 3, 30));
}

TEST(every_day_starts_where_the_day_before_ends) {
    static const char *const names[] = {
        "Europe/Paris", "Africa/Cairo", "Australia/Lord_Howe", "America/Santiago", "Asia/Gaza",
        "America/Nuuk", "UTC"};

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const zone *z = find(str_of(names[i]));

        for (int32_t day = day_from(2024, 1, 1); day < day_from(2044, 1, 1); day++) {
            CHECK_EQ(zone_day(z, zone_day_start(z, day)), day);
            CHECK_EQ(zone_day(z, zone_day_start(z, day) - 1), day - 1);
        }
    }
}

TEST(every_shown_time_leads_back_to_its_moment_or_its_first_double) {
    static const char *const names[] = {"Europe/Paris",  "Europe/Dublin",     "Pacific/Apia",
                                        "Asia/Tehran",   "Africa/Casablanca", "America/New_York",
                                        "Asia/Jerusalem"};

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const zone *z = find(str_of(names[i]));

        for (int64_t moment = 1735689600; moment < 1990000000; moment += 1799) {
            struct civil c = zone_civil(z, moment);
            bool exact = false;
            int64_t back = zone_moment(z, &c, &exact);
            struct civil again = zone_civil(z, back);

            CHECK(exact);
            CHECK(back <= moment);
            CHECK(again.day == c.day && again.hour == c.hour && again.minute == c.minute);
        }
    }
}

TEST(fields_past_their_range_carry_over) {
    struct civil c = {.year = 2026, .month = 3, .day = 28, .hour = 24};
    struct civil far = {.year = INT32_MAX, .month = INT32_MAX, .day = INT32_MAX, .hour = INT32_MAX};
    bool exact = false;

    CHECK_EQ(zone_moment(find(STR("Europe/Paris")), &c, &exact), 1774738800); /* 29 March 00:00 */
    CHECK(exact);
    CHECK_EQ(zone_civil(zone_utc(), zone_moment(zone_utc(), &far, NULL)).year, 9999);
}

TEST(moments_out_of_reach_are_clipped) {
    const zone *paris = find(STR("Europe/Paris"));

    CHECK_EQ(zone_civil(paris, INT64_MAX).year, 9999);
    CHECK_EQ(zone_civil(paris, INT64_MIN).year, -9999);
    CHECK_EQ(zone_day_start(zone_utc(), INT32_MAX), INT64_C(253402300799));
    CHECK_STR(zone_short(paris, INT64_MIN), "LMT");
}

TEST(utc_is_always_there) {
    CHECK(find(STR("UTC")) == zone_utc());
    CHECK_EQ(offset_at(zone_utc(), 1774746000), 0);
    CHECK_STR(zone_short(zone_utc(), 0), "UTC");
    CHECK_STR(zone_name(zone_utc()), "UTC");
}

TEST(a_zone_is_read_once) {
    CHECK(find(STR("Europe/Paris")) == find(STR("Europe/Paris")));
    CHECK(find(STR("Europe/Paris")) != find(STR("Europe/Rome")));
}

TEST(names_that_could_leave_the_folder_are_refused) {
    static const char *const bad[] = {"",
                                      "/etc/localtime",
                                      "../passwd",
                                      "Europe/../Europe/Paris",
                                      "Europe/Par is",
                                      "Europe\\Paris",
                                      "zone.tab",
                                      "Europe/Par\xc3\xads",
                                      "No/Such_Place",
                                      "Europe",
                                      "Europe/Paris/"};
    const zone *z = NULL;

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        CHECK_ERR(zone_find(str_of(bad[i]), &z), ERR_MISSING);
    }
    CHECK_ERR(zone_find(str_at("Europe/Paris\0x", 14), &z), ERR_MISSING);
    CHECK(z == NULL);
}

TEST(files_that_are_no_zones_are_refused) {
    const zone *z = NULL;

    CHECK_ERR(zone_find(STR("leapseconds"), &z), ERR_DAMAGED);
    CHECK(z == NULL);
}

TEST(zones_that_count_leap_seconds_are_refused) {
    const zone *z = NULL;

    if (access("/usr/share/zoneinfo/right/Europe/Paris", R_OK) != 0) {
        skip("this system has no right/ zones");
    }
    CHECK_ERR(zone_find(STR("right/Europe/Paris"), &z), ERR_DAMAGED);
}

static void *look_up(void *name) {
    const zone *z = NULL;

    return zone_find(str_of(name), &z) == OK && offset_at(z, 0) > -86400 ? name : NULL;
}

TEST(threads_may_look_for_the_same_zone_at_once) {
    static char names[][20] = {"Europe/Vienna", "Europe/Vienna", "Europe/Madrid", "Europe/Vienna"};
    pthread_t threads[COUNT_OF(names)];

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        CHECK_EQ(pthread_create(&threads[i], NULL, look_up, names[i]), 0);
    }
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        void *result = NULL;

        CHECK_EQ(pthread_join(threads[i], &result), 0);
        CHECK(result == names[i]);
    }
}

TEST(the_folder_of_zones_can_be_named) {
    const zone *z = NULL;

    /* NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread runs during this test */
    CHECK_EQ(setenv("TZDIR", "/nonexistent", 1), 0);
    CHECK_ERR(zone_find(STR("Europe/Oslo"), &z), ERR_MISSING);
    /* NOLINTNEXTLINE(concurrency-mt-unsafe) */
    CHECK_EQ(unsetenv("TZDIR"), 0);
    CHECK_OK(zone_find(STR("Europe/Oslo"), &z));
}
