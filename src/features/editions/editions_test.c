#include "features/editions/editions.h"

#include "core/edition.h"
#include "tests/kit/app_kit.h"

/* 23 to 27 March 2026, the virtual day on the 16th, in the given zone. */
static struct edition week_in(struct test *t UNUSED, const char *zone_name) {
    struct edition e = {.id = 1};

    CHECK_OK(zone_find(str_of(zone_name), &e.zone));
    CHECK(day_read(STR("2026-03-16"), &e.virtual_day));
    CHECK(day_read(STR("2026-03-23"), &e.first_day));
    CHECK(day_read(STR("2026-03-27"), &e.last_day));
    return e;
}

static int64_t at(const char *utc) {
    struct civil c = {0};

    CHECK(civil_read(str_of(utc), &c));
    return zone_moment(zone_utc(), &c, NULL);
}

TEST(phases_begin_at_midnight_on_the_clocks_of_the_edition) {
    struct edition paris = week_in(t, "Europe/Paris");
    struct edition tirana_to_tokyo = week_in(t, "Asia/Tokyo");

    CHECK_EQ(editions_phase_at(&paris, at("2026-03-15T22:59")), EDITIONS_BEFORE);
    CHECK_EQ(editions_phase_at(&paris, at("2026-03-15T23:00")), EDITIONS_ONLINE);
    CHECK_EQ(editions_phase_at(&paris, at("2026-03-22T22:59")), EDITIONS_ONLINE);
    CHECK_EQ(editions_phase_at(&paris, at("2026-03-22T23:00")), EDITIONS_ON_SITE);
    CHECK_EQ(editions_phase_at(&paris, at("2026-03-27T22:59")), EDITIONS_ON_SITE);
    CHECK_EQ(editions_phase_at(&paris, at("2026-03-27T23:00")), EDITIONS_AFTER);
    CHECK_EQ(editions_phase_at(&tirana_to_tokyo, at("2026-03-22T15:00")), EDITIONS_ON_SITE);
}

TEST(the_end_of_a_phase_is_the_start_of_the_next) {
    struct edition e = week_in(t, "Europe/Paris");

    CHECK_EQ(editions_phase_ends(&e, at("2026-03-01T00:00")), at("2026-03-15T23:00"));
    CHECK_EQ(editions_phase_ends(&e, at("2026-03-15T23:00")), at("2026-03-22T23:00"));
    CHECK_EQ(editions_phase_ends(&e, at("2026-03-23T12:00")), at("2026-03-27T23:00"));
    CHECK_EQ(editions_phase_ends(&e, at("2026-03-27T23:00")), 0);
}

TEST(without_a_virtual_day_before_the_week_there_is_no_phase_online) {
    struct edition e = week_in(t, "Europe/Paris");

    e.virtual_day = EDITION_NO_DAY;
    CHECK_EQ(editions_phase_at(&e, at("2026-03-20T12:00")), EDITIONS_BEFORE);
    e.virtual_day = e.last_day + 10;
    CHECK_EQ(editions_phase_at(&e, at("2026-03-20T12:00")), EDITIONS_BEFORE);
    CHECK_EQ(editions_phase_at(&e, at("2026-04-06T12:00")), EDITIONS_AFTER);
}

TEST(with_one_edition_the_front_door_leads_to_it) {
    CHECK_EQ(get(t, "/").status, 303);
    CHECK_STR(get(t, "/").location, "/e/2026-uspn");
}

TEST(with_two_editions_the_front_door_lists_the_running_one_first) {
    struct edition_row row = {0};
    str page;
    int changed = 0;
    cx c = *app_cx(t);

    CHECK_OK(edition_row(&c, &row));
    row.slug = STR("2027-tamk");
    row.title_en = STR("Labs of the North");
    row.first_day += 364;
    row.last_day += 364;
    row.virtual_day = EDITION_NO_DAY;
    CHECK_OK(edition_put(&c, &row, &changed));
    cx_effects_apply(&c);
    page = get(t, "/").body;
    CHECK_EQ(get(t, "/").status, 200);
    CHECK(str_find(page, STR("European Alliances: Living Labs")) <
          str_find(page, STR("Labs of the North")));
    CHECK_CONTAINS(page, "/e/2027-tamk");
}

TEST(the_front_page_tells_what_when_and_whom_to_ask) {
    str page = get(t, "/e/2026-uspn").body;

    CHECK_CONTAINS(page, "European Alliances: Living Labs and Excellence Hubs");
    CHECK_CONTAINS(page, "23 to 27 March 2026");
    CHECK_CONTAINS(page, "week@uspn.example");
    CHECK_CONTAINS(page, "/e/2026-uspn/programme");
    CHECK_EQ(get(t, "/e/2025-nowhere").status, 404);
    send_header(t, "Accept-Language", "fr");
    CHECK_CONTAINS(get(t, "/e/2026-uspn").body, "Un programme intensif hybride");
}

TEST(the_front_page_knows_the_phase) {
    app_clock(t, "2026-03-01T12:00");
    CHECK_LACKS(get(t, "/e/2026-uspn").body, "class=\"tag ok\"");
    app_clock(t, "2026-04-01T12:00");
    CHECK_CONTAINS(get(t, "/e/2026-uspn").body, "class=\"tag ok\"");
}

TEST(settings_are_for_the_desk) {
    static const unsigned others[] = {ROLE_PARTICIPANT, ROLE_SPEAKER, ROLE_PARTNER, ROLE_ALLIANCE};

    CHECK_EQ(get(t, "/desk/settings").status, 303);
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        sign_in_with(t, others[i]);
        CHECK_EQ(get(t, "/desk/settings").status, 403);
        CHECK_EQ(post(t, "/desk/settings", "title_en=x").status, 403);
    }
    sign_in_with(t, ROLE_ADMIN);
    CHECK_EQ(get(t, "/desk/settings").status, 200);
    sign_in_with(t, ROLE_ORGANISER);
    CHECK_EQ(get(t, "/desk/settings").status, 200);
    CHECK_EQ(post_forged(t, "/desk/settings", "title_en=x").status, 403);
}

/* A whole form that is right, with one field as given. */
static const char *form_with(struct test *t, const char *title, const char *last_day,
                             const char *person_mb) {
    return str_c(t->mem,
                 str_fmt(t->mem,
                         "title_en=%s&title_fr=Titre&short_title_en=Week&short_title_fr=Semaine&"
                         "summary_en=One%%0D%%0A%%0D%%0ATwo&summary_fr=Un&virtual_day=2026-03-16&"
                         "first_day=2026-03-23&last_day=%s&zone=Europe%%2FParis&call_year=2025&"
                         "alliance=A&host=H&place=P&contact_name=N&contact_email=a%%40b.example&"
                         "contact_phone=%%2B33&files.person_mb=%s&files.edition_mb=2000&"
                         "about.enforcement=x",
                         title, last_day, person_mb));
}

TEST(a_form_that_is_right_is_saved_whole) {
    struct edition_row row = {0};

    sign_in_with(t, ROLE_ORGANISER);
    CHECK_EQ(post(t, "/desk/settings", form_with(t, "New", "2026-03-27", "60")).status, 303);
    CHECK_OK(edition_row(app_cx(t), &row));
    CHECK_STR(row.title_en, "New");
    CHECK_STR(row.summary_en, "One\n\nTwo");
    CHECK_STR(row.contact_email, "a@b.example");
    CHECK_STR(cx_setting(app_cx(t), "files.person_mb"), "60");
    CHECK_CONTAINS(get(t, "/e/2026-uspn").body, "New");
}

TEST(a_form_with_faults_saves_nothing_and_loses_nothing) {
    struct seen answer;
    struct edition_row row = {0};

    sign_in_with(t, ROLE_ORGANISER);
    answer = post(t, "/desk/settings", form_with(t, "Typed", "2026-03-20", "many"));
    CHECK_EQ(answer.status, 422);
    CHECK_CONTAINS(answer.body, "error-summary");
    CHECK_CONTAINS(answer.body, "value=\"Typed\"");
    CHECK_CONTAINS(answer.body, "files.person_mb-fault");
    CHECK_OK(edition_row(app_cx(t), &row));
    CHECK_CONTAINS(row.title_en, "European Alliances");
    CHECK_STR(cx_setting(app_cx(t), "files.person_mb"), "50");
    answer = post(t, "/desk/settings", form_with(t, "Typed", "2026-03-20", "60"));
    CHECK_EQ(answer.status, 422);
    CHECK_CONTAINS(answer.body, "last_day-fault");
    CHECK_STR(cx_setting(app_cx(t), "files.person_mb"), "50"); /* undone with the rest */
}

TEST(bounds_of_a_setting_hold) {
    sign_in_with(t, ROLE_ORGANISER);
    CHECK_EQ(post(t, "/desk/settings", form_with(t, "T", "2026-03-27", "-1")).status, 422);
}
