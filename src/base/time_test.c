#include "base/time.h"

#include "tests/kit/kit.h"

TEST(the_wall_clock_is_in_this_century_and_its_units_agree) {
    int64_t before = time_wall();
    int64_t ms = time_wall_ms();
    int64_t after = time_wall();

    CHECK(before > INT64_C(1700000000));
    CHECK(before < INT64_C(4102444800)); /* 2100 */
    CHECK(ms / 1000 >= before);
    CHECK(ms / 1000 <= after);
}

TEST(the_steady_clock_goes_forward_in_microseconds) {
    int64_t start = time_steady_us();
    int64_t wall = time_wall_ms();

    while (time_wall_ms() < wall + 20) {
        CHECK(time_steady_us() >= start);
    }
    CHECK(time_steady_us() - start > 10000);
    CHECK(time_steady_us() - start < 20000000);
}

TEST(days_count_from_1970) {
    CHECK_EQ(day_from(1970, 1, 1), 0);
    CHECK_EQ(day_from(1969, 12, 31), -1);
    CHECK_EQ(day_from(2000, 2, 29), 11016);
    CHECK_EQ(day_from(2026, 3, 23), 20535);
    CHECK_EQ(day_from(1, 1, 1), -719162);
    CHECK_EQ(day_from(0, 3, 1), -719468);
    CHECK_EQ(day_from(-9999, 1, 1), -4371587);
    CHECK_EQ(day_from(9999, 12, 31), 2932896);
}

TEST(months_past_their_range_carry_into_the_year) {
    CHECK_EQ(day_from(2026, 13, 1), day_from(2027, 1, 1));
    CHECK_EQ(day_from(2026, 0, 31), day_from(2025, 12, 31));
    CHECK_EQ(day_from(2026, -11, 1), day_from(2025, 1, 1));
    CHECK_EQ(day_from(2026, 3, 0), day_from(2026, 2, 28));
}

TEST(days_out_of_reach_are_clipped) {
    CHECK_EQ(day_from(INT32_MAX, 12, 31), INT32_MAX);
    CHECK_EQ(day_from(INT32_MIN, 1, 1), INT32_MIN);
    CHECK_EQ(day_from(INT32_MIN, INT32_MIN, INT32_MIN), INT32_MIN);
}

TEST(every_day_of_a_thousand_years_comes_back) {
    int32_t day = day_from(1600, 1, 1);
    struct civil before = day_civil(day - 1);

    for (; day <= day_from(2600, 12, 31); day++) {
        struct civil c = day_civil(day);

        CHECK_EQ(day_from(c.year, c.month, c.day), day);
        CHECK_EQ(c.weekday, before.weekday % 7 + 1);
        CHECK(c.day == before.day + 1 || (c.day == 1 && before.day >= 28));
        CHECK(civil_is_real(&c));
        before = c;
    }
}

TEST(weekdays_are_those_of_iso_8601) {
    CHECK_EQ(day_civil(0).weekday, 4);                     /* 1970-01-01, a Thursday */
    CHECK_EQ(day_civil(day_from(2026, 3, 23)).weekday, 1); /* a Monday */
    CHECK_EQ(day_civil(day_from(2026, 3, 29)).weekday, 7); /* a Sunday */
    CHECK_EQ(day_civil(day_from(1789, 7, 14)).weekday, 2); /* a Tuesday */
    CHECK(day_civil(INT32_MIN).weekday >= 1);
    CHECK(day_civil(INT32_MAX).weekday <= 7);
}

static bool is_real(int year, int month, int day, int hour, int minute, int second) {
    struct civil c = {year, month, day, hour, minute, second, 99, 99};

    return civil_is_real(&c);
}

TEST(real_dates_are_told_from_others) {
    CHECK(is_real(2024, 2, 29, 23, 59, 59));
    CHECK(is_real(2000, 2, 29, 0, 0, 0));
    CHECK(is_real(-9999, 1, 1, 0, 0, 0));
    CHECK(is_real(9999, 12, 31, 0, 0, 0));
    CHECK(!is_real(2026, 2, 29, 0, 0, 0));
    CHECK(!is_real(1900, 2, 29, 0, 0, 0));
    CHECK(!is_real(2026, 4, 31, 0, 0, 0));
    CHECK(!is_real(2026, 0, 1, 0, 0, 0));
    CHECK(!is_real(2026, 13, 1, 0, 0, 0));
    CHECK(!is_real(2026, 1, 0, 0, 0, 0));
    CHECK(!is_real(2026, 1, 1, 24, 0, 0));
    CHECK(!is_real(2026, 1, 1, -1, 0, 0));
    CHECK(!is_real(2026, 1, 1, 0, 60, 0));
    CHECK(!is_real(2026, 1, 1, 0, 0, 60));
    CHECK(!is_real(10000, 1, 1, 0, 0, 0));
    CHECK(!is_real(INT32_MIN, INT32_MIN, INT32_MAX, 0, 0, 0));
}

TEST(days_are_read_in_one_form_only) {
    static const char *const bad[] = {"",           "2026-3-23",   "2026-03-23 ", " 2026-03-23",
                                      "2026-02-29", "2026-13-01",  "26-03-23",    "2026/03/23",
                                      "2026-03-2x", "+026-03-23",  "20260323",    "2026-03-00",
                                      "2026-03-32", "2026-03-231", "2026-03-"};
    int32_t day = 77;

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        CHECK(!day_read(str_of(bad[i]), &day));
        CHECK_EQ(day, 77);
    }
    CHECK(day_read(STR("2026-03-23"), &day));
    CHECK_EQ(day, 20535);
    CHECK(day_read(STR("0000-01-01"), &day));
    CHECK_EQ(day, -719528);
}

TEST(times_of_day_are_read_as_minutes) {
    static const char *const bad[] = {"",      "9:05",     "24:00", "09:60",
                                      "09-05", "09:05:00", "0905",  "ab:cd"};
    int minutes = 77;

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        CHECK(!minutes_read(str_of(bad[i]), &minutes));
        CHECK_EQ(minutes, 77);
    }
    CHECK(minutes_read(STR("09:05"), &minutes));
    CHECK_EQ(minutes, 545);
    CHECK(minutes_read(STR("00:00"), &minutes));
    CHECK_EQ(minutes, 0);
    CHECK(minutes_read(STR("23:59"), &minutes));
    CHECK_EQ(minutes, 1439);
}

TEST(civil_times_are_read_with_or_without_seconds) {
    static const char *const bad[] = {"2026-03-25",          "2026-03-25 14:00",
                                      "2026-03-25T14",       "2026-03-25T14:00Z",
                                      "2026-03-25T14:00:",   "2026-03-25T14:00:7",
                                      "2026-03-25T14:00:60", "2026-03-25T24:00",
                                      "2026-02-30T14:00",    "2026-03-25T14:00:00.5",
                                      "2026-03-25t14:00",    "2026-03-25T14:00+01:00"};
    struct civil c = {.year = 77};

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        CHECK(!civil_read(str_of(bad[i]), &c));
        CHECK_EQ(c.year, 77);
    }
    CHECK(civil_read(STR("2026-03-25T14:05"), &c));
    CHECK_EQ(c.year, 2026);
    CHECK_EQ(c.month, 3);
    CHECK_EQ(c.day, 25);
    CHECK_EQ(c.hour, 14);
    CHECK_EQ(c.minute, 5);
    CHECK_EQ(c.second, 0);
    CHECK_EQ(c.weekday, 3);
    CHECK_EQ(c.offset, 0);
    CHECK(civil_read(STR("2026-03-25T14:05:59"), &c));
    CHECK_EQ(c.second, 59);
}

TEST(texts_are_those_of_the_header) {
    const zone *paris = NULL;

    CHECK_OK(zone_find(STR("Europe/Paris"), &paris));
    CHECK_STR(day_text(t->mem, 20535), "2026-03-23");
    CHECK_STR(minutes_text(t->mem, 545), "09:05");
    CHECK_STR(moment_text(t->mem, paris, 1774253100), "2026-03-23T09:05:00+01:00");
    CHECK_STR(moment_text(t->mem, paris, 1782907200), "2026-07-01T14:00:00+02:00");
    CHECK_STR(moment_text(t->mem, zone_utc(), 1774253100), "2026-03-23T08:05:00+00:00");
    CHECK_STR(moment_utc(t->mem, 1774253100), "2026-03-23T08:05:00Z");
    CHECK_STR(moment_http(t->mem, 1774251720), "Mon, 23 Mar 2026 07:42:00 GMT");
    CHECK_STR(moment_http(t->mem, 784111777), "Sun, 06 Nov 1994 08:49:37 GMT"); /* RFC 9110 */
}

TEST(offsets_west_and_of_half_hours_are_written_right) {
    const zone *z = NULL;

    CHECK_OK(zone_find(STR("America/St_Johns"), &z));
    CHECK_STR(moment_text(t->mem, z, 1767225600), "2025-12-31T20:30:00-03:30");
    CHECK_OK(zone_find(STR("Asia/Kathmandu"), &z));
    CHECK_STR(moment_text(t->mem, z, 1767225600), "2026-01-01T05:45:00+05:45");
}

TEST(an_offset_with_odd_seconds_is_written_so_that_the_moment_stays_the_same) {
    const zone *paris = NULL;

    /* Paris was 9 min 21 s ahead of Greenwich until 1911. */
    CHECK_OK(zone_find(STR("Europe/Paris"), &paris));
    CHECK_EQ(zone_civil(paris, -2208988800).offset, 561);
    CHECK_STR(moment_text(t->mem, paris, -2208988800), "1900-01-01T00:09:00+00:09");
}

TEST(years_of_every_length_are_written) {
    CHECK_STR(day_text(t->mem, day_from(33, 4, 3)), "0033-04-03");
    CHECK_STR(day_text(t->mem, day_from(-44, 3, 15)), "-0044-03-15");
    CHECK_STR(moment_utc(t->mem, INT64_MIN), "-9999-01-01T00:00:00Z");
    CHECK_STR(moment_utc(t->mem, INT64_MAX), "9999-12-31T23:59:59Z");
}
