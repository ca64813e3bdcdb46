#include "features/about/about.h"

#include "app/program.h"
#include "core/edition.h"
#include "core/setting.h"
#include "tests/kit/app_kit.h"

static void set(struct test *t, const char *key, const char *value) {
    cx *c = app_cx(t);

    CHECK_OK(setting_put(c, c->edition.id, str_of(key), str_of(value)));
    cx_effects_apply(c);
}

TEST(everybody_may_read_what_the_law_asks_for) {
    static const unsigned roles[] = {ROLE_VISITOR,   ROLE_PARTICIPANT, ROLE_SPEAKER, ROLE_PARTNER,
                                     ROLE_ORGANISER, ROLE_ALLIANCE,    ROLE_ADMIN};

    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        sign_in_with(t, roles[i]);
        CHECK_EQ(get(t, "/accessibility").status, 200);
        CHECK_EQ(get(t, "/privacy").status, 200);
        CHECK_EQ(get(t, "/licences").status, 200);
    }
}

TEST(the_accessibility_statement_names_its_gaps_a_contact_and_a_way_to_complain) {
    struct seen page = get(t, "/accessibility");
    struct edition_row row = {0};

    CHECK_OK(edition_row(app_cx(t), &row));
    CHECK_CONTAINS(page.body, "partially conformant");
    CHECK_CONTAINS(page.body, "WCAG 3.1.2");
    CHECK_CONTAINS(page.body, str_c(t->mem, row.contact_email));
    CHECK_CONTAINS(page.body, "Défenseur des droits");
    CHECK_CONTAINS(page.body, "24 November 2026");
}

TEST(the_body_that_hears_complaints_is_the_hosts) {
    (void)get(t, "/accessibility");
    set(t, "about.enforcement", "Bundesfachstelle Barrierefreiheit");
    CHECK_CONTAINS(get(t, "/accessibility").body, "Bundesfachstelle Barrierefreiheit");
    CHECK_LACKS(get(t, "/accessibility").body, "Défenseur des droits");
}

TEST(the_privacy_notice_names_host_and_alliance_until_a_controller_is_set) {
    struct seen page = get(t, "/privacy");

    CHECK_CONTAINS(page.body, "Article 26");
    CHECK_CONTAINS(page.body, "UNINOVIS");
    set(t, "about.controller", "Université <Example>, 1 rue de l'Exemple");
    set(t, "about.dpo_email", "dpo@example.org");
    set(t, "about.hosting", "In the cellar");
    page = get(t, "/privacy");
    CHECK_LACKS(page.body, "Article 26");
    CHECK_CONTAINS(page.body, "Université &lt;Example&gt;");
    CHECK_CONTAINS(page.body, "mailto:dpo@example.org");
    CHECK_CONTAINS(page.body, "In the cellar");
}

TEST(every_purpose_says_its_ground_what_who_and_how_long) {
    struct about_purposes all = {0};

    CHECK_OK(about_purposes(app_cx(t), &all));
    CHECK(all.count >= 6);
    for (size_t i = 0; i < all.count; i++) {
        CHECK_CONTAINS(all.at[i].basis, "6(1)");
        CHECK(all.at[i].purpose.len > 0 && all.at[i].stored.len > 0);
        CHECK(all.at[i].seen.len > 0 && all.at[i].kept.len > 0);
    }
}

TEST(the_notice_tells_the_times_that_the_code_keeps_to) {
    struct seen page = get(t, "/privacy");

    CHECK_CONTAINS(page.body, "15 minutes or one use");
    CHECK_CONTAINS(page.body, "30 days after its last use");
}

TEST(no_page_of_these_asks_another_server_for_anything) {
    static const char *const paths[] = {"/accessibility", "/privacy"};

    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        struct seen page = get(t, paths[i]);

        CHECK_LACKS(page.body, "src=\"http");
        CHECK_LACKS(page.body, "link rel=\"stylesheet\" href=\"http");
    }
}

TEST(the_licences_hold_the_texts_of_what_browsers_are_sent_and_the_libraries) {
    struct seen page = get(t, "/licences");
    struct about_libraries libraries = about_libraries();

    CHECK_CONTAINS(page.body, "htmx");
    CHECK_CONTAINS(page.body, "Atkinson");
    for (size_t i = 0; i < libraries.count; i++) {
        CHECK_CONTAINS(page.body, libraries.at[i].name);
    }
}

TEST(the_pages_speak_french) {
    send_header(t, "Accept-Language", "fr");
    CHECK_CONTAINS(get(t, "/accessibility").body, "conformité partielle");
    CHECK_CONTAINS(get(t, "/privacy").body, "Vos droits");
}

TEST(without_an_edition_the_pages_still_stand) {
    cx c = *app_cx(t);
    struct about_facts facts = {0};

    c.edition = (struct edition){.zone = zone_utc()};
    CHECK_OK(about_facts(&c, &facts));
    CHECK_EQ(facts.host.len, 0);
    CHECK(facts.enforcement.len > 0);
}
