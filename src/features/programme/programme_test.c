#include "features/programme/programme.h"

#include "core/edition.h"
#include "tests/kit/app_kit.h"

#include "features/programme/programme_put.h"
#include "features/programme/web.h"

/* ---- what is now, and what is next ---------------------------------------- */

enum { NINE = 1774252800 }; /* Monday 23 March 2026, 09:00 in Paris */

static struct programme_session from_to(int start_minute, int end_minute) {
    return (struct programme_session){.id = start_minute + 1,
                                      .kind = PROGRAMME_WORKSHOP,
                                      .state = PROGRAMME_CONFIRMED,
                                      .starts_at = NINE + start_minute * 60,
                                      .ends_at = NINE + end_minute * 60};
}

static const struct programme_session *first_of(const struct programme_session *at, size_t count,
                                                int minute) {
    const struct programme_session_list list = {.at = at, .count = count};

    return programme_first(&list, NINE + minute * 60);
}

TEST(a_session_runs_from_its_start_until_just_before_its_end) {
    struct programme_session s = from_to(0, 30);

    CHECK(!programme_is_running(&s, NINE - 1));
    CHECK(programme_is_running(&s, NINE));
    CHECK(programme_is_running(&s, NINE + 30 * 60 - 1));
    CHECK(!programme_is_running(&s, NINE + 30 * 60));
}

TEST(a_cancelled_session_and_a_draft_never_run) {
    struct programme_session s = from_to(0, 30);

    s.state = PROGRAMME_CANCELLED;
    CHECK(!programme_is_running(&s, NINE));
    s.state = PROGRAMME_DRAFT;
    CHECK(!programme_is_running(&s, NINE));
}

TEST(what_runs_matters_until_its_last_ten_minutes) {
    const struct programme_session two[] = {from_to(0, 60), from_to(75, 90)};

    CHECK(first_of(two, 2, -5) == &two[0]);
    CHECK(first_of(two, 2, 49) == &two[0]);
    CHECK(first_of(two, 2, 50) == &two[1]);
    CHECK(first_of(two, 2, 65) == &two[1]);
    CHECK(first_of(two, 2, 89) == &two[1]); /* nothing follows: the last one stays */
    CHECK(first_of(two, 2, 90) == NULL);
}

TEST(a_break_never_matters) {
    struct programme_session two[] = {from_to(0, 30), from_to(30, 60)};

    two[0].kind = PROGRAMME_BREAK;
    CHECK(first_of(two, 2, 5) == &two[1]);
    two[1].kind = PROGRAMME_BLOCKER;
    CHECK(first_of(two, 2, 5) == NULL);
}

TEST(ones_own_session_comes_before_a_parallel_one) {
    struct programme_session three[] = {from_to(0, 60), from_to(0, 60), from_to(60, 90)};

    three[1].my_part = PROGRAMME_SPEAKER;
    three[2].my_part = PROGRAMME_SPEAKER;
    CHECK(first_of(three, 3, -5) == &three[1]);
    CHECK(first_of(three, 3, 5) == &three[1]);
    CHECK(first_of(three, 2, 5) == &three[1]);
}

TEST(a_page_changes_with_the_next_start_or_end_or_at_midnight_of_the_edition) {
    const struct programme_session two[] = {from_to(0, 30), from_to(60, 90)};
    const struct programme_session_list list = {.at = two, .count = 2};
    cx *c = app_cx(t);

    CHECK_EQ(programme_changes_at(c, &list, NINE - 60), NINE);
    CHECK_EQ(programme_changes_at(c, &list, NINE), NINE + 30 * 60);
    CHECK_EQ(programme_changes_at(c, &list, NINE + 30 * 60), NINE + 60 * 60);
    CHECK_EQ(programme_changes_at(c, &list, NINE + 90 * 60), NINE + 15 * 3600); /* 24:00 */
}

TEST(in_the_morning_of_the_demo_the_opening_is_next) {
    struct programme_session s = {0};
    bool found = false;

    app_clock(t, "2026-03-23T08:47");
    CHECK_OK(programme_next(app_cx(t), &s, &found));
    CHECK(found);
    CHECK_EQ(s.number, 9);
    app_clock(t, "2026-03-28T08:00");
    CHECK_OK(programme_next(app_cx(t), &s, &found));
    CHECK(!found);
}

/* ---- reading ---------------------------------------------------------------- */

TEST(people_are_named_in_their_order_as_one_text) {
    struct programme_session s = {0};

    CHECK_OK(programme_get(app_cx(t), 9, &s));
    CHECK_STR(s.people_text, "Nadia Fictive and Marco Finto");
    CHECK_EQ(s.people.count, 2);
    CHECK_OK(programme_get(app_cx(t), 18, &s));
    CHECK_STR(s.people_text, "Saskia Verzonnen, Renata Hypotéza and Piotr Zmyślony");
    CHECK_OK(programme_get(app_cx(t), 8, &s));
    CHECK_STR(s.people_text, "");
}

TEST(a_day_holds_its_sessions_once_each_by_start_then_number) {
    struct programme_session_list day = {0};
    int32_t monday = 0;

    CHECK(day_read(STR("2026-03-23"), &monday));
    CHECK_OK(programme_day(app_cx(t), monday, &day));
    CHECK_EQ(day.count, 13);
    for (size_t i = 1; i < day.count; i++) {
        CHECK(day.at[i - 1].starts_at < day.at[i].starts_at ||
              (day.at[i - 1].starts_at == day.at[i].starts_at &&
               day.at[i - 1].number < day.at[i].number));
    }
}

TEST(a_moved_session_names_the_room_it_left_and_why) {
    struct programme_session s = {0};

    CHECK_OK(programme_get(app_cx(t), 9, &s));
    CHECK_STR(s.room_name, "Amphi 2");
    CHECK_STR(s.was_room, "Amphi 1");
    CHECK_STR(s.floor, "ground floor");
    CHECK_CONTAINS(s.reason, "projector");
}

TEST(it_takes_as_many_as_it_says_else_as_its_room_seats) {
    struct programme_session s = {0};

    CHECK_OK(programme_get(app_cx(t), 13, &s));
    CHECK_EQ(s.capacity, 26);
    CHECK_EQ(s.seats, 22);
    CHECK_OK(programme_get(app_cx(t), 9, &s));
    CHECK_EQ(s.capacity, 120);
}

TEST(drafts_and_blockers_are_for_the_desk) {
    struct programme_session s = {0};
    struct programme_session_list week = {0};
    cx *c = app_cx(t);

    app_sql(t, "update session set kind = 'blocker' where number = 23");
    CHECK_ERR(programme_get(c, 30, &s), ERR_MISSING);
    CHECK_ERR(programme_get(c, 23, &s), ERR_MISSING);
    CHECK_OK(programme_week(c, &week));
    CHECK_EQ(week.count, 50);
    c->roles |= ROLE_ORGANISER;
    CHECK_OK(programme_get(c, 30, &s));
    CHECK_EQ(s.state, PROGRAMME_DRAFT);
    CHECK_OK(programme_week(c, &week));
    CHECK_EQ(week.count, 52);
}

TEST(the_address_of_a_call_is_for_members) {
    struct programme_session s = {0};
    cx *c = app_cx(t);

    CHECK_OK(programme_get(c, 1, &s));
    CHECK(s.is_online);
    CHECK_STR(s.online_url, "");
    c->roles |= ROLE_PARTICIPANT;
    CHECK_OK(programme_get(c, 1, &s));
    CHECK_STR(s.online_url, "https://meet.example/week");
}

TEST(a_text_that_is_missing_in_the_readers_language_is_english) {
    struct programme_session s = {0};
    cx *c = app_cx(t);

    app_sql(t, "update session_text set text = '' where lang = 'fr'");
    c->lang = lang_find(STR("fr"));
    CHECK_OK(programme_get(c, 10, &s));
    CHECK_STR(s.title, "Deux modèles, un campus");
    CHECK_CONTAINS(s.text, "At tables of six");
    CHECK_STR(s.floor, "deuxième étage");
}

TEST(somebodys_sessions_are_those_with_a_part_and_the_part_is_marked) {
    struct programme_session_list mine = {0};
    cx *c = app_cx(t);

    c->person = person_of(t, "marco.finto@udclv.example");
    CHECK_OK(programme_of_person(c, c->person, &mine));
    CHECK(mine.count >= 2);
    for (size_t i = 0; i < mine.count; i++) {
        CHECK(mine.at[i].my_part != PROGRAMME_NO_PART);
    }
    CHECK_EQ(mine.at[1].number, 9);
    CHECK_EQ(mine.at[1].people.count, 2); /* the others are named, too */
}

/* ---- putting ---------------------------------------------------------------- */

struct kept_row {
    int64_t number;
    struct programme_session_row row;
    bool found;
};

static err keep_row(void *self, const struct programme_session_row *row) {
    struct kept_row *kept = self;

    if (row->number == kept->number) {
        kept->row = *row;
        kept->found = true;
    }
    return OK;
}

static struct programme_session_row row_of(struct test *t, int64_t number) {
    struct kept_row kept = {.number = number};

    CHECK_OK(programme_give_sessions(app_cx(t), keep_row, &kept));
    CHECK(kept.found);
    return kept.row;
}

static int64_t version_of(struct test *t, int64_t number) {
    struct programme_session s = {0};

    CHECK_OK(programme_get(app_cx(t), number, &s));
    return s.version;
}

TEST(the_same_row_again_changes_nothing_and_tells_nobody) {
    cx *c = app_cx(t);
    struct programme_session_row row = row_of(t, 9);
    int64_t version = version_of(t, 9);
    int changed = 9;

    CHECK_OK(programme_put_session(c, &row, &changed));
    CHECK_EQ(changed, 0);
    CHECK(c->effects == NULL);
    CHECK_EQ(version_of(t, 9), version);
}

TEST(a_changed_word_is_a_change_and_followers_hear_of_it) {
    cx *c = app_cx(t);
    struct programme_session_row row = row_of(t, 9);
    int64_t version = version_of(t, 9);
    int changed = 9;

    row.fr.title = STR("Autre titre");
    CHECK_OK(programme_put_session(c, &row, &changed));
    CHECK_EQ(changed, 2);
    CHECK(c->effects != NULL);
    CHECK_EQ(version_of(t, 9), version + 1);
}

TEST(times_are_those_of_the_editions_clocks_in_winter_and_summer) {
    cx *c = app_cx(t);
    struct programme_session_row row = row_of(t, 9);
    struct programme_session s = {0};
    int changed = 0;

    row.start = 9 * 60;
    CHECK(day_read(STR("2026-03-27"), &row.day));
    CHECK_OK(programme_put_session(c, &row, &changed));
    CHECK_OK(programme_get(c, 9, &s));
    CHECK_STR(moment_utc(t->mem, s.starts_at), "2026-03-27T08:00:00Z");
    CHECK(day_read(STR("2026-03-30"), &row.day)); /* the clocks went forward on the 29th */
    CHECK_OK(programme_put_session(c, &row, &changed));
    CHECK_OK(programme_get(c, 9, &s));
    CHECK_STR(moment_utc(t->mem, s.starts_at), "2026-03-30T07:00:00Z");
    row = row_of(t, 9);
    CHECK_EQ(row.start, 9 * 60);
}

TEST(another_zone_gives_another_moment) {
    cx *c = app_cx(t);
    struct programme_session_row row = row_of(t, 9);
    struct programme_session s = {0};
    int changed = 0;

    CHECK_OK(zone_find(STR("Asia/Kathmandu"), &c->edition.zone));
    CHECK_OK(programme_put_session(c, &row, &changed));
    CHECK_EQ(changed, 2);
    CHECK_OK(programme_get(c, 9, &s));
    CHECK_STR(moment_utc(t->mem, s.starts_at), "2026-03-23T03:15:00Z"); /* +05:45 */
}

TEST(a_time_that_the_clocks_skip_is_refused) {
    cx *c = app_cx(t);
    struct programme_session_row row = row_of(t, 9);
    int changed = 0;

    CHECK(day_read(STR("2026-03-29"), &row.day));
    row.start = 2 * 60 + 30;
    CHECK_ERR(programme_put_session(c, &row, &changed), ERR_INPUT);
    CHECK_STR(c->faults->field, "start");
    CHECK(c->faults->next == NULL);
}

TEST(all_faults_of_a_row_are_told_at_once) {
    cx *c = app_cx(t);
    struct programme_session_row row = row_of(t, 9);
    size_t faults = 0;
    int changed = 0;

    row.minutes = 0;
    row.en.title = STR("");
    row.room = STR("z999");
    row.online_url = STR("javascript:alert(1)");
    CHECK_ERR(programme_put_session(c, &row, &changed), ERR_INPUT);
    for (const struct field_fault *f = c->faults; f != NULL; f = f->next) {
        faults++;
    }
    CHECK_EQ(faults, 4);
    CHECK_EQ(row_of(t, 9).minutes, 30);
}

TEST(a_session_cannot_be_cancelled_without_saying_why) {
    cx *c = app_cx(t);
    struct programme_session_row row = row_of(t, 10);
    int changed = 0;

    row.state = PROGRAMME_CANCELLED;
    CHECK_ERR(programme_put_session(c, &row, &changed), ERR_INPUT);
    CHECK_STR(c->faults->field, "reason_en");
}

TEST(a_part_is_there_once) {
    cx *c = app_cx(t);
    int changed = 9;

    CHECK_OK(
        programme_put_person(c, 9, STR("Marco.Finto@udclv.example"), PROGRAMME_SPEAKER, &changed));
    CHECK_EQ(changed, 0);
    CHECK_OK(programme_put_person(c, 9, STR("marco.finto@udclv.example"), PROGRAMME_MODERATOR,
                                  &changed));
    CHECK_EQ(changed, 1);
    CHECK_ERR(
        programme_put_person(c, 4444, STR("nobody@nowhere.example"), PROGRAMME_SPEAKER, &changed),
        ERR_INPUT);
    CHECK_STR(c->faults->field, "session");
    CHECK_STR(c->faults->next->field, "email");
}

/* ---- pages ------------------------------------------------------------------- */

TEST(the_programme_is_public_and_hides_what_is_not) {
    struct seen page = get(t, "/e/2026-uspn/programme");

    CHECK_EQ(page.status, 200);
    CHECK_CONTAINS(page.body, "Opening: why a campus needs both a lab and a hub");
    CHECK_CONTAINS(page.body, "Room changed");
    CHECK_CONTAINS(page.body, "The towpath is closed for repairs");
    CHECK_CONTAINS(page.body, "Europe/Paris (CET)");
    CHECK_LACKS(page.body, "a city that says no"); /* a draft */
    CHECK_LACKS(page.body, "meet.example");
    CHECK_CONTAINS(page.body, "id=\"live-programme-2026-uspn\"");
}

TEST(the_short_address_leads_to_the_programme_of_the_edition) {
    CHECK_EQ(get(t, "/programme").status, 303);
    CHECK_STR(get(t, "/programme").location, "/e/2026-uspn/programme");
}

TEST(now_moves_on_with_the_clock_also_on_a_page_that_is_kept) {
    app_clock(t, "2026-03-23T08:47");
    CHECK_CONTAINS(get(t, "/e/2026-uspn/programme").body, "is-now");
    app_clock(t, "2026-03-23T22:00");
    CHECK_LACKS(get(t, "/e/2026-uspn/programme").body, "is-now");
}

TEST(a_filter_leaves_what_was_asked_for) {
    str page = get(t, "/e/2026-uspn/programme?kind=panel&model=hub").body;

    CHECK_CONTAINS(page, "After the first grant");
    CHECK_CONTAINS(page, "Who owns what a living lab learns?"); /* about both */
    CHECK_LACKS(page, "Two models, one campus");
    CHECK_CONTAINS(get(t, "/e/2026-uspn/programme?kind=nonsense").body, "Two models, one campus");
    CHECK_CONTAINS(get(t, "/e/2026-uspn/programme?kind=blocker").body, "Two models, one campus");
}

TEST(french_readers_read_french) {
    send_header(t, "Accept-Language", "fr-FR,fr;q=0.9");
    CHECK_CONTAINS(get(t, "/e/2026-uspn/programme").body, "lundi 23 mars 2026");
    CHECK_CONTAINS(get(t, "/e/2026-uspn/programme").body, "Deux modèles, un campus");
    CHECK_CONTAINS(get(t, "/e/2026-uspn/programme").body, "Étude de cas");
}

TEST(a_session_has_one_right_address) {
    CHECK_EQ(get(t, "/e/2026-uspn/s/12-coffee-with-three-new-people").status, 200);
    CHECK_EQ(get(t, "/e/2026-uspn/s/12").status, 303);
    CHECK_STR(get(t, "/e/2026-uspn/s/12-old-name").location,
              "/e/2026-uspn/s/12-coffee-with-three-new-people");
    CHECK_EQ(get(t, "/e/2026-uspn/s/999-nothing").status, 404);
    CHECK_EQ(get(t, "/e/2026-uspn/s/30-guest-of-the-evening-a-city-that-says-no").status, 404);
    CHECK_EQ(get(t, "/e/2026-uspn/s/twelve").status, 404);
}

TEST(a_session_tells_what_comes_before_meanwhile_and_after) {
    str page = get(t, "/e/2026-uspn/s/10-two-models-one-campus").body;

    CHECK_CONTAINS(page, "Opening: why a campus needs both a lab and a hub");
    CHECK_CONTAINS(page, "At the same time");
    CHECK_CONTAINS(page, "Two models, one region");
    CHECK_CONTAINS(page, "Coffee with three new people");
    CHECK_CONTAINS(page, "A plan of your campus, on paper or on your phone");
}

TEST(a_session_names_its_people_with_their_institutions) {
    str page = get(t, "/e/2026-uspn/s/9-opening-why-a-campus-needs-both-a-lab-and-a-hub").body;

    CHECK_CONTAINS(page, "Nadia Fictive");
    CHECK_CONTAINS(page, "speaker, ");
    CHECK_CONTAINS(page, "Luigi Vanvitelli");
}

TEST(a_day_outside_of_the_edition_stands_in_its_order) {
    str page;

    app_sql(t, "update session set day = day - 1, starts_at = starts_at - 86400 where number = 8");
    page = get(t, "/e/2026-uspn/programme").body;
    CHECK(str_find(page, STR("day-2026-03-16")) < str_find(page, STR("id=\"day-2026-03-22\"")));
    CHECK(str_find(page, STR("id=\"day-2026-03-22\"")) <
          str_find(page, STR("id=\"day-2026-03-23\"")));
}

TEST(members_join_a_call_and_visitors_are_asked_to_sign_in) {
    const char *path = "/e/2026-uspn/s/1-welcome-online-the-week-in-thirty-minutes";

    CHECK_CONTAINS(get(t, path).body, "Sign in to join the call.");
    sign_in_with(t, ROLE_PARTICIPANT);
    CHECK_CONTAINS(get(t, path).body, "https://meet.example/week");
    sign_out(t);
    CHECK_LACKS(get(t, path).body, "meet.example");
}

TEST(the_week_is_for_members_and_marks_their_part) {
    static const unsigned members[] = {ROLE_PARTICIPANT, ROLE_SPEAKER,  ROLE_PARTNER,
                                       ROLE_ORGANISER,   ROLE_ALLIANCE, ROLE_ADMIN};

    CHECK_EQ(get(t, "/week").status, 303);
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        sign_in_with(t, members[i]);
        CHECK_EQ(get(t, "/week").status, 200);
    }
    sign_in_as(t, "marco.finto@udclv.example");
    CHECK_CONTAINS(get(t, "/week").body, "You speak here");
    sign_in_with(t, ROLE_PARTICIPANT);
    CHECK_LACKS(get(t, "/week").body, "You speak here");
}

TEST(the_desk_sees_drafts_and_nobody_else_sees_the_desk) {
    static const unsigned others[] = {ROLE_PARTICIPANT, ROLE_SPEAKER, ROLE_PARTNER, ROLE_ALLIANCE};

    CHECK_EQ(get(t, "/desk/programme").status, 303);
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        sign_in_with(t, others[i]);
        CHECK_EQ(get(t, "/desk/programme").status, 403);
    }
    sign_in_with(t, ROLE_ADMIN);
    CHECK_EQ(get(t, "/desk/programme").status, 200);
    sign_in_with(t, ROLE_ORGANISER);
    CHECK_CONTAINS(get(t, "/desk/programme").body, "a city that says no");
    CHECK_CONTAINS(get(t, "/desk/programme").body, "1 draft, 1 cancelled");
    CHECK_CONTAINS(get(t, "/desk/programme").body, "22 seats"); /* too small for 26 */
}

TEST(the_board_has_every_room_and_the_line_of_now) {
    html h = {.out = buf_new(t->mem, 1 << 20)};
    cx *c = app_cx(t);

    h.c = c;
    CHECK_OK(programme_panel_rooms_today(c, 0, &h));
    CHECK_CONTAINS(buf_str(&h.out), "timetable across");
    CHECK_CONTAINS(buf_str(&h.out), "now-line q3 m0"); /* 08:47, counted from 08:00 */
    CHECK_CONTAINS(buf_str(&h.out), "Amphi 1 is out of use");
    CHECK_CONTAINS(buf_str(&h.out), "Elsewhere");
    CHECK_CONTAINS(buf_str(&h.out), "Rooms today");
    CHECK_CONTAINS(buf_str(&h.out), "4 too many");
    CHECK_CONTAINS(buf_str(&h.out), " warn\"");
}

TEST(the_live_fragment_is_what_everybody_may_see) {
    html h = {.out = buf_new(t->mem, 1 << 20)};
    cx *c = app_cx(t);

    h.c = c;
    CHECK_OK(programme_render_days(c, STR("2026-uspn"), &h));
    CHECK_CONTAINS(buf_str(&h.out), "Two models, one campus");
    CHECK_LACKS(buf_str(&h.out), "a city that says no");
    CHECK_LACKS(buf_str(&h.out), "meet.example");
    CHECK_ERR(programme_render_days(c, STR("no-such"), &h), ERR_MISSING);
}

TEST(the_find_box_finds_a_session_once_in_either_language) {
    struct found_list found = {0};
    cx *c = app_cx(t);

    c->lang = lang_find(STR("fr"));
    CHECK_OK(programme_find(c, str_fold(t->mem, STR("CAMPUS")), &found));
    CHECK(found.count >= 3);
    for (size_t i = 1; i < found.count; i++) {
        CHECK(!str_eq(found.at[i].path, found.at[i - 1].path));
    }
    found.count = 0;
    CHECK_OK(programme_find(c, STR("a city that says no"), &found));
    CHECK_EQ(found.count, 0);
    c->roles |= ROLE_ORGANISER;
    CHECK_OK(programme_find(c, STR("a city that says no"), &found));
    CHECK_EQ(found.count, 1);
    CHECK_STR(found.at[0].note, "mar. 24 mars 17:00, Amphi 2");
}

/* ---- the timetable ------------------------------------------------------------ */

static struct web_sheet sheet_of(struct test *t, const char *date) {
    static struct programme_session_list week;
    struct web_sheet sheet = {0};
    int32_t day = 0;

    CHECK(day_read(str_of(date), &day));
    CHECK_OK(programme_week(app_cx(t), &week));
    CHECK_OK(web_sheet_of(app_cx(t), day, &(struct web_day_order){.sessions = &week}, &sheet));
    return sheet;
}

TEST(a_timetable_has_the_rooms_of_the_day_and_begins_with_a_full_hour) {
    struct web_sheet sheet = sheet_of(t, "2026-03-23");

    CHECK(sheet.has_grid);
    CHECK_EQ(sheet.rooms.count, 4);
    CHECK_STR(sheet.rooms.at[0].label, "Amphi 2");
    CHECK_STR(sheet.rooms.at[0].note, "120 seats");
    CHECK_STR(sheet.rooms.at[3].note, "standing");
    CHECK_STR(sheet.hours.at[0].label, "08:00");
    CHECK_STR(sheet.slots.at[0].classes, "slot break r4 q2 n2");
    CHECK_STR(sheet.slots.at[1].classes, "slot r1 q4 n2");
}

TEST(what_has_no_room_stands_over_all_unless_something_else_happens) {
    struct web_sheet sheet = sheet_of(t, "2026-03-23");

    CHECK_STR(sheet.slots.at[7].classes, "slot break all q18 n6"); /* lunch */
    app_sql(t, "update session set room_id = null where number = 10");
    sheet = sheet_of(t, "2026-03-23");
    CHECK_EQ(sheet.rooms.count, 5);
    CHECK_STR(sheet.rooms.at[4].label, "Elsewhere");
    CHECK_STR(sheet.slots.at[7].classes, "slot break r5 q18 n6");
}

TEST(a_day_online_is_a_list) {
    struct web_sheet sheet = sheet_of(t, "2026-03-16");

    CHECK(!sheet.has_grid);
    CHECK_EQ(sheet.slots.count, 7);
    CHECK_STR(sheet.zone, "Europe/Paris (CET)");
}

TEST(a_very_long_day_stays_within_the_timetable) {
    struct web_sheet sheet;

    app_sql(t, "update session set starts_at = starts_at - 8 * 3600, minutes = 1440 "
               "where number = 8");
    sheet = sheet_of(t, "2026-03-23");
    for (size_t i = 0; i < sheet.slots.count; i++) {
        str classes = sheet.slots.at[i].classes;
        str quarter = str_from(classes, str_find(classes, STR(" q")) + 2);
        str number = STR_NONE;
        int64_t q = 0;

        (void)str_cut(quarter, ' ', &number, NULL);
        CHECK(str_i64(number, &q));
        CHECK(q >= 0 && q <= 56);
    }
}
