#include "features/screens/screens.h"

#include "core/edition.h"
#include "tests/kit/app_kit.h"
#include "web/csrf.h"

static const char *screen_of(struct test *t) {
    return str_c(t->mem, str_join(t->mem, STR("/screen/"), csrf_screen_token(app_cx(t))));
}

static struct screens_wall wall_at(struct test *t, const char *moment) {
    struct screens_wall wall = {0};

    (void)app_cx(t);
    app_clock(t, moment);
    CHECK_OK(screens_wall(app_cx(t), &wall));
    return wall;
}

static const struct screens_place *place(const struct screens_wall *wall, const char *name) {
    for (size_t i = 0; i < wall->places.count; i++) {
        if (str_eq(wall->places.at[i].name, str_of(name))) {
            return &wall->places.at[i];
        }
    }
    kit_fail(__FILE__, __LINE__, "the wall has no place %s", name);
}

TEST(the_address_opens_the_screen_for_everybody_who_has_it) {
    static const unsigned roles[] = {ROLE_VISITOR,   ROLE_PARTICIPANT, ROLE_SPEAKER, ROLE_PARTNER,
                                     ROLE_ORGANISER, ROLE_ALLIANCE,    ROLE_ADMIN};

    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        sign_in_with(t, roles[i]);
        CHECK_EQ(get(t, screen_of(t)).status, 200);
    }
}

TEST(another_address_opens_no_screen_and_says_where_the_right_one_is) {
    const char *screen = screen_of(t);
    struct seen wrong = get(t, "/screen/2026-uspn.AAAAAAAAAAAAAAAAAAAAAA");

    CHECK_EQ(get(t, "/screen/2026-uspn").status, 404);
    CHECK_EQ(get(t, "/screen/2026-uspn.").status, 404);
    CHECK_EQ(get(t, "/screen/nowhere.AAAAAAAAAAAAAAAAAAAAAA").status, 404);
    CHECK_EQ(get(t, str_c(t->mem, str_fmt(t->mem, "%sx", screen))).status, 404);
    CHECK_EQ(wrong.status, 404);
    CHECK_CONTAINS(wrong.body, "opens no screen any more");
}

TEST(a_new_address_ends_the_old_one) {
    const char *before = screen_of(t);

    sign_in_with(t, ROLE_ORGANISER);
    CHECK_CONTAINS(get(t, "/desk/screens").body, before);
    CHECK_EQ(post(t, "/desk/screens", "").status, 303);
    CHECK_EQ(get(t, before).status, 404);
    CHECK_EQ(get(t, screen_of(t)).status, 200);
    CHECK_CONTAINS(get(t, "/desk/screens").body, screen_of(t));
    CHECK_LACKS(get(t, "/desk/screens").body, before);
}

TEST(only_the_desk_sees_and_renews_the_address) {
    static const unsigned others[] = {ROLE_PARTICIPANT, ROLE_SPEAKER, ROLE_PARTNER, ROLE_ALLIANCE};

    CHECK_EQ(get(t, "/desk/screens").status, 303); /* to the sign-in */
    CHECK_EQ(post(t, "/desk/screens", "").status, 401);
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        sign_in_with(t, others[i]);
        CHECK_EQ(get(t, "/desk/screens").status, 403);
        CHECK_EQ(post(t, "/desk/screens", "").status, 403);
    }
    sign_in_with(t, ROLE_ADMIN);
    CHECK_EQ(get(t, "/desk/screens").status, 200);
    CHECK_EQ(post_forged(t, "/desk/screens", "").status, 403);
    CHECK_EQ(post(t, "/desk/screens", "").status, 303);
}

TEST(the_desk_has_the_address_as_a_qr_code) {
    sign_in_with(t, ROLE_ORGANISER);
    CHECK_CONTAINS(get(t, "/desk/screens").body, "class=\"qr\"");
    CHECK_CONTAINS(get(t, "/desk/screens").body, "value=\"http://localhost/screen/2026-uspn.");
}

TEST(the_wall_shows_what_runs_and_what_is_next_in_each_place) {
    struct screens_wall wall = wall_at(t, "2026-03-23T08:47");
    const struct screens_place *atrium = place(&wall, "Atrium");
    const struct screens_place *amphi = place(&wall, "Amphi 2");

    CHECK_STR(wall.clock, "08:47");
    CHECK_EQ(wall.day_number, 1);
    CHECK_EQ(wall.day_count, 5);
    CHECK(wall.is_today);
    CHECK(atrium->first.is_now);
    CHECK(!atrium->first.is_next);
    CHECK_STR(atrium->first.to, "09:00");
    CHECK(amphi->first.is_next);
    CHECK_STR(amphi->first.from, "09:00");
    CHECK(!place(&wall, "B204")->first.is_next); /* at 09:30 only */
}

TEST(the_wall_changes_when_a_session_starts) {
    struct screens_wall before = wall_at(t, "2026-03-23T08:47");
    struct screens_wall after = wall_at(t, "2026-03-23T09:00");

    CHECK_EQ(before.changes_at, app_cx(t)->now);
    CHECK(place(&after, "Amphi 2")->first.is_now);
}

TEST(a_moved_room_is_told_until_the_session_is_over) {
    struct screens_wall wall = wall_at(t, "2026-03-23T08:47");

    CHECK_EQ(wall.changes.count, 1);
    CHECK_STR(wall.changes.at[0].to_room, "Amphi 2");
    CHECK_STR(wall.changes.at[0].was_room, "Amphi 1");
    CHECK_EQ(wall_at(t, "2026-03-23T13:00").changes.count, 0);
}

TEST(after_the_last_session_of_a_day_the_wall_shows_the_next_day) {
    struct screens_wall wall = wall_at(t, "2026-03-23T23:50");

    CHECK(!wall.is_today);
    CHECK(!wall.is_over);
    CHECK_CONTAINS(wall.day_title, "24 March");
    CHECK(wall.places.count > 0);
}

TEST(after_the_week_the_screen_says_thank_you) {
    CHECK(wall_at(t, "2026-04-20T10:00").is_over);
    CHECK_CONTAINS(get(t, screen_of(t)).body, "Thank you");
}

TEST(an_organisers_draft_stands_on_no_screen) {
    app_sql(t, "update session set state = 'draft' where number = (select min(number) from session "
               "where day = (select first_day from edition) and kind = 'opening')");
    sign_in_with(t, ROLE_ORGANISER);
    CHECK_LACKS(get(t, screen_of(t)).body, "Opening: why a campus");
}

TEST(without_script_the_page_comes_anew_at_its_next_change) {
    int64_t wait = 0;

    app_cx(t);
    app_clock(t, "2026-03-23T08:58");
    (void)get(t, screen_of(t));
    CHECK(str_i64(answer_header_of(t, "Refresh"), &wait));
    CHECK(wait >= 100 && wait <= 121);
    (void)get(t, str_c(t->mem, str_fmt(t->mem, "%s?live=1", screen_of(t))));
    CHECK_EQ(answer_header_of(t, "Refresh").len, 0);
}

TEST(the_screen_follows_a_topic_that_needs_no_sign_in) {
    CHECK_CONTAINS(get(t, screen_of(t)).body, "/live?t=screens/2026-uspn");
    CHECK_CONTAINS(get(t, screen_of(t)).body, "id=\"live-screens-2026-uspn\"");
}
