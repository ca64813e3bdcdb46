#include <string.h>

#include "base/buf.h"
#include "base/time.h"
#include "tests/kit/kit.h"

/* What a TZif file is made of; the tests change one thing at a time. */
struct file {
    char version;
    uint32_t isut;
    uint32_t isstd;
    uint32_t leap;
    uint32_t time;
    uint32_t kind;
    uint32_t text;
    int64_t moments[3];
    uint8_t after[3];
    int32_t offsets[2];
    uint8_t is_summer[2];
    uint8_t names[2]; /* places in chars */
    const char *chars;
    const char *footer;
};

static const struct file sound = {
    .version = '2',
    .time = 2,
    .kind = 2,
    .text = 8,
    .moments = {1000, 2000},
    .after = {1, 0},
    .offsets = {3600, 7200},
    .is_summer = {0, 1},
    .names = {0, 4},
    .chars = "ABC\0DEF", /* 8 bytes with the terminator */
    .footer = "\nABC-1\n",
};

static void put_big(buf *b, uint64_t value, int bytes) {
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
        buf_char(b, (char)(value >> shift & 0xff));
    }
}

static void put_block(buf *b, const struct file *f, int width) {
    buf_c(b, "TZif");
    buf_char(b, f->version);
    put_big(b, 0, 8);
    put_big(b, 0, 7);
    put_big(b, f->isut, 4);
    put_big(b, f->isstd, 4);
    put_big(b, f->leap, 4);
    put_big(b, f->time, 4);
    put_big(b, f->kind, 4);
    put_big(b, f->text, 4);
    for (size_t i = 0; i < f->time && i < 3; i++) {
        put_big(b, (uint64_t)f->moments[i], width);
    }
    for (size_t i = 0; i < f->time && i < 3; i++) {
        put_big(b, f->after[i], 1);
    }
    for (size_t i = 0; i < f->kind && i < 2; i++) {
        put_big(b, (uint32_t)f->offsets[i], 4);
        put_big(b, f->is_summer[i], 1);
        put_big(b, f->names[i], 1);
    }
    buf_put(b, str_at(f->chars, f->text < 8 ? f->text : 8));
    for (uint32_t i = 0; i < f->leap * (uint32_t)(width + 4) + f->isstd + f->isut; i++) {
        buf_char(b, 0);
    }
}

static str bytes_of(arena *mem, const struct file *f) {
    buf b = buf_new(mem, 100000);

    put_block(&b, f, 4);
    if (f->version != '\0') {
        put_block(&b, f, 8);
        buf_c(&b, f->footer);
    }
    CHECK_OK(buf_done(&b));
    return buf_str(&b);
}

static err read_as(arena *mem, const struct file *f, const zone **z) {
    return zone_read(mem, STR("Test/Zone"), bytes_of(mem, f), z);
}

TEST(versions_one_to_four_are_read_and_no_other) {
    static const char good[] = {'\0', '2', '3', '4'};
    struct file f = sound;
    const zone *z = NULL;

    for (size_t i = 0; i < COUNT_OF(good); i++) {
        f.version = good[i];
        CHECK_OK(read_as(t->mem, &f, &z));
        CHECK_STR(zone_name(z), "Test/Zone");
        CHECK_EQ(zone_civil(z, 999).offset, 3600);
        CHECK_EQ(zone_civil(z, 1000).offset, 7200);
        CHECK_EQ(zone_civil(z, 1999).offset, 7200);
        CHECK_EQ(zone_civil(z, 2000).offset, 3600);
        CHECK_STR(zone_short(z, 1500), "DEF");
    }
    f.version = '1';
    CHECK_ERR(read_as(t->mem, &f, &z), ERR_DAMAGED);
    f.version = '5';
    CHECK_ERR(read_as(t->mem, &f, &z), ERR_DAMAGED);
}

TEST(moments_of_version_one_have_a_sign) {
    struct file f = sound;
    const zone *z = NULL;

    f.version = '\0';
    f.moments[0] = -2000;
    f.moments[1] = -1000;
    CHECK_OK(read_as(t->mem, &f, &z));
    CHECK_EQ(zone_civil(z, -1500).offset, 7200);
    CHECK_EQ(zone_civil(z, 0).offset, 3600);
}

TEST(a_file_that_ends_early_anywhere_is_damaged) {
    str whole = bytes_of(t->mem, &sound);
    const zone *z = NULL;

    for (size_t len = 0; len < whole.len; len++) {
        CHECK_ERR(zone_read(t->mem, STR("x"), str_copy(t->mem, str_first(whole, len)), &z),
                  ERR_DAMAGED);
    }
    CHECK(z == NULL);
    CHECK_ERR(zone_read(t->mem, STR("x"), str_join(t->mem, whole, STR("x")), &z), ERR_DAMAGED);
    CHECK_OK(zone_read(t->mem, STR("x"), whole, &z));
}

TEST(counts_that_cannot_be_are_damaged) {
    static const uint32_t large[] = {100000, 0x7fffffff, 0xffffffff};
    const zone *z = NULL;

    for (size_t i = 0; i < COUNT_OF(large); i++) {
        struct file f[6] = {sound, sound, sound, sound, sound, sound};
        buf b = buf_new(t->mem, 1000);

        f[0].time = large[i];
        f[1].kind = large[i];
        f[2].text = large[i];
        for (size_t n = 0; n < 3; n++) {
            CHECK_ERR(read_as(t->mem, &f[n], &z), ERR_DAMAGED);
        }
        for (int place = 20; place < 44; place += 4) { /* every count of the first header */
            str bytes = bytes_of(t->mem, &sound);
            char *header = arena_alloc(t->mem, bytes.len);

            memcpy(header, bytes.at, bytes.len);
            put_big(&b, large[i], 4);
            memcpy(header + place, b.at + b.len - 4, 4);
            CHECK_ERR(zone_read(t->mem, STR("x"), str_at(header, bytes.len), &z), ERR_DAMAGED);
        }
    }
}

static void check_damaged(arena *mem, struct file f) {
    const zone *z = NULL;

    CHECK_ERR(read_as(mem, &f, &z), ERR_DAMAGED);
    CHECK(z == NULL);
}

/* Reads `sound` with one change. */
#define CHECK_DAMAGED(change)     \
    do {                          \
        struct file f = sound;    \
        f.change;                 \
        check_damaged(t->mem, f); \
    } while (0)

TEST(counts_that_do_not_fit_together_are_damaged) {
    CHECK_DAMAGED(kind = 0);
    CHECK_DAMAGED(text = 0);
    CHECK_DAMAGED(text = 7); /* the last name is not terminated */
    CHECK_DAMAGED(isut = 1);
    CHECK_DAMAGED(isstd = 1);
    CHECK_DAMAGED(leap = 1);
}

TEST(changes_must_rise_and_know_their_kind) {
    CHECK_DAMAGED(moments[1] = 1000);
    CHECK_DAMAGED(moments[1] = 999);
    CHECK_DAMAGED(after[1] = 2);
}

TEST(kinds_have_a_terminated_name_and_an_offset_of_about_a_day_at_most) {
    CHECK_DAMAGED(names[1] = 8);
    CHECK_DAMAGED(names[1] = 255);
    CHECK_DAMAGED(is_summer[0] = 2);
    CHECK_DAMAGED(offsets[0] = 93600);
    CHECK_DAMAGED(offsets[0] = -90000);
    CHECK_DAMAGED(offsets[0] = INT32_MIN);
    CHECK_DAMAGED(chars = "AB\n\0DEF");
}

TEST(a_file_without_changes_lives_by_its_rule) {
    struct file f = sound;
    const zone *z = NULL;

    f.time = 0;
    f.footer = "\nXYZ5\n";
    CHECK_OK(read_as(t->mem, &f, &z));
    CHECK_EQ(zone_civil(z, 0).offset, -18000);
    f.footer = "\n\n";
    CHECK_OK(read_as(t->mem, &f, &z));
    CHECK_EQ(zone_civil(z, 0).offset, 3600);
}

TEST(without_a_rule_the_last_change_holds_for_ever) {
    struct file f = sound;
    const zone *z = NULL;

    f.footer = "\n\n";
    CHECK_OK(read_as(t->mem, &f, &z));
    CHECK_EQ(zone_civil(z, INT64_C(4118083200)).offset, 3600);
}

static err rule_zone(arena *mem, const char *rule, const zone **z) {
    struct file f = sound;

    f.time = 0;
    f.footer = str_c(mem, str_fmt(mem, "\n%s\n", rule));
    return read_as(mem, &f, z);
}

static int64_t utc(const char *text) {
    struct civil c = {0};

    CHECK(civil_read(str_of(text), &c));
    return zone_moment(zone_utc(), &c, NULL);
}

/* In the zone of `rule`, the offset changes from `before` to `after` at `moment`. */
static void check_rule(arena *mem, const char *rule, const char *moment, int before, int after) {
    const zone *z = NULL;

    CHECK_OK(rule_zone(mem, rule, &z));
    CHECK_EQ(zone_civil(z, utc(moment) - 1).offset, before);
    CHECK_EQ(zone_civil(z, utc(moment)).offset, after);
}

TEST(rules_name_weekdays_of_months) {
    static const char paris[] = "CET-1CEST,M3.5.0,M10.5.0/3";
    static const char santiago[] = "<-04>4<-03>,M9.1.6/24,M4.1.6/24";

    check_rule(t->mem, paris, "2026-03-29T01:00", 3600, 7200);
    check_rule(t->mem, paris, "2026-10-25T01:00", 7200, 3600);
    check_rule(t->mem, paris, "2027-03-28T01:00", 3600, 7200);
    check_rule(t->mem, santiago, "2026-04-05T03:00", -10800, -14400);
    check_rule(t->mem, santiago, "2026-09-06T04:00", -14400, -10800);
    check_rule(t->mem, "EST5EDT,M3.2.0,M11.1.0", "2040-03-11T07:00", -18000, -14400);
}

TEST(rules_name_days_of_the_year_with_and_without_leap_days) {
    /* J60 is always 1 March; 59 is 1 March only in a common year. */
    check_rule(t->mem, "AAA0BBB,J60/0,J300", "2026-03-01T00:00", 0, 3600);
    check_rule(t->mem, "AAA0BBB,J60/0,J300", "2028-03-01T00:00", 0, 3600);
    check_rule(t->mem, "AAA0BBB,59/0,300", "2026-03-01T00:00", 0, 3600);
    check_rule(t->mem, "AAA0BBB,59/0,300", "2028-02-29T00:00", 0, 3600);
    check_rule(t->mem, "AAA0BBB,J60/0,J365/0", "2028-12-30T23:00", 3600, 0);
    check_rule(t->mem, "AAA0BBB,0/0,J300", "2026-01-01T00:00", 0, 3600);
}

TEST(rules_may_turn_up_to_a_week_from_their_day) {
    check_rule(t->mem, "IST-2IDT,M3.4.4/26,M10.5.0", "2026-03-27T00:00", 7200, 10800);
    check_rule(t->mem, "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00", -7200, -3600);
    check_rule(t->mem, "AAA0BBB,J10/-167,J200/167", "2026-01-03T01:00", 0, 3600);
    check_rule(t->mem, "AAA0BBB,J10/-167,J200/167", "2026-07-25T22:00", 3600, 0);
    check_rule(t->mem, "AAA0BBB,J1/-167,J200", "2025-12-25T01:00", 0, 3600);  /* of 2026 */
    check_rule(t->mem, "AAA0BBB,J200,J365/167", "2027-01-06T22:00", 3600, 0); /* of 2026 */
}

TEST(rules_may_have_odd_offsets_and_winter_below_standard) {
    check_rule(t->mem, "IST-1GMT0,M10.5.0,M3.5.0/1", "2026-10-25T01:00", 3600, 0);
    check_rule(t->mem, "IST-1GMT0,M10.5.0,M3.5.0/1", "2026-03-29T01:00", 0, 3600);
    check_rule(t->mem, "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-10-03T15:30", 37800, 39600);
    check_rule(t->mem, "AAA+1:02:03BBB+0:00:01,J60,J300", "2026-03-01T03:02:03", -3723, -1);
}

TEST(a_rule_may_make_summer_last_all_year) {
    const zone *z = NULL;

    /* RFC 9636 section 3.3.1 gives this example. */
    CHECK_OK(rule_zone(t->mem, "EST5EDT,0/0,J365/25", &z));
    for (int64_t moment = utc("2026-12-25T00:00"); moment < utc("2029-01-10T00:00");
         moment += 600) {
        CHECK_EQ(zone_civil(z, moment).offset, -14400);
    }
    CHECK_EQ(zone_day_start(z, day_from(2027, 1, 1)), utc("2027-01-01T04:00"));
}

TEST(names_in_rules_may_be_quoted) {
    const zone *z = NULL;

    CHECK_OK(rule_zone(t->mem, "<+0330>-3:30", &z));
    CHECK_STR(zone_short(z, 0), "+0330");
    CHECK_EQ(zone_civil(z, 0).offset, 12600);
}

TEST(rules_that_are_none_are_damaged) {
    static const char *const bad[] = {
        "A5",
        "AB5",
        "ABC",
        "5",
        "<AB>5",
        "<ABC5",
        "<A_C>5",
        "A1C5",
        "ABC25",
        "ABC1:60",
        "ABC1:00:60",
        "ABC1:",
        "ABC5DEF",
        "ABC5DEF,",
        "ABC5DEF,M3.2.0",
        "ABC5DEF,M3.2.0,",
        "ABC5DEF,M0.2.0,M11.1.0",
        "ABC5DEF,M13.2.0,M11.1.0",
        "ABC5DEF,M3.0.0,M11.1.0",
        "ABC5DEF,M3.6.0,M11.1.0",
        "ABC5DEF,M3.2.7,M11.1.0",
        "ABC5DEF,M3.2,M11.1.0",
        "ABC5DEF,J0,M11.1.0",
        "ABC5DEF,J366,M11.1.0",
        "ABC5DEF,366,M11.1.0",
        "ABC5DEF,M3.2.0/168,M11.1.0",
        "ABC5DEF,M3.2.0/-168,M11.1.0",
        "ABC5DEF,M3.2.0/,M11.1.0",
        "ABC5DEF,M3.2.0,M11.1.0x",
        "ABC5DEF,M3.2.0,M11.1.0,M1.1.1",
        "ABC5DEF,-1,M11.1.0",
        ":Europe/Paris",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDE5",
    };
    const zone *z = NULL;

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        CHECK_ERR(rule_zone(t->mem, bad[i], &z), ERR_DAMAGED);
    }
    CHECK(z == NULL);
}

TEST(hostile_changes_close_together_do_not_stop_conversions) {
    struct file f = sound;
    const zone *z = NULL;
    struct civil c = {.year = 1970, .month = 1, .day = 1};
    bool exact = true;

    f.version = '4';
    f.time = 3;
    f.moments[0] = INT64_MIN;
    f.moments[1] = 0;
    f.moments[2] = 1;
    f.after[0] = 1;
    f.after[1] = 0;
    f.after[2] = 1;
    f.offsets[0] = -89999;
    f.offsets[1] = 93599;
    f.footer = "\n\n";
    CHECK_OK(read_as(t->mem, &f, &z));
    CHECK_EQ(zone_moment(z, &c, &exact), -93599);
    CHECK(exact);
    c.day = 2;
    c.hour = 2;
    CHECK_EQ(zone_moment(z, &c, &exact), 1);
    CHECK(exact);
    CHECK_EQ(zone_civil(z, INT64_MIN).year, -9999);
}

TEST(a_time_jumped_over_but_shown_soon_after_is_not_skipped) {
    struct file f = sound;
    const zone *z = NULL;
    struct civil c = {.year = 1970, .month = 1, .day = 1, .hour = 1, .minute = 30};
    bool exact = false;

    f.moments[0] = 0;   /* at 01:00 to 02:00 */
    f.moments[1] = 600; /* at 02:10 back to 01:10 */
    f.footer = "\n\n";
    CHECK_OK(read_as(t->mem, &f, &z));
    CHECK_EQ(zone_moment(z, &c, &exact), 1800);
    CHECK(exact);
    c.minute = 5;
    CHECK_EQ(zone_moment(z, &c, &exact), 300); /* this minute never came: shown as 02:05 */
    CHECK(!exact);
}

TEST(without_memory_a_zone_is_not_half_read) {
    CLEANUP(arena_auto) arena *a = arena_new(4096);
    str bytes = bytes_of(t->mem, &sound);
    const zone *z = NULL;

    for (size_t left = 0; left < 900; left += 16) {
        arena_reset(a);
        CHECK(arena_alloc(a, 4096 - 16 - left) != NULL || left == 0);
        if (zone_read(a, STR("Test/Zone"), bytes, &z) == OK) {
            CHECK_EQ(zone_civil(z, 1500).offset, 7200);
            return;
        }
        CHECK(z == NULL);
        CHECK(arena_failed(a));
    }
    CHECK(z != NULL);
}
