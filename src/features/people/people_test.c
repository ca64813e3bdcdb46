#include "features/people/people.h"

#include "core/person.h"
#include "tests/kit/app_kit.h"

static struct people_person person(struct test *t, const char *email) {
    struct people_person p = {0};

    CHECK_OK(people_get(app_cx(t), person_of(t, email), &p));
    return p;
}

static const char *page_of(struct test *t, const char *email) {
    return str_c(t->mem, str_fmt(t->mem, "/people/%" PRId64, person_of(t, email)));
}

/* Gives an answer for somebody of the demo week. */
static void answers(struct test *t, const char *email, enum consent_purpose purpose,
                    enum consent_choice choice) {
    cx *c = app_cx(t);

    c->person = person_of(t, email);
    c->now += 1;
    CHECK_OK(consents_put(c, purpose, choice));
    c->person = 0;
}

/* ---- words ---- */

TEST(languages_are_codes_in_order_and_none_twice) {
    str codes = STR_NONE;

    CHECK(people_languages_read(t->mem, STR("de  en fr"), &codes));
    CHECK_STR(codes, "de en fr");
    CHECK(people_languages_read(t->mem, STR(""), &codes));
    CHECK_STR(codes, "");
    CHECK(!people_languages_read(t->mem, STR("de en de"), &codes));
    CHECK(!people_languages_read(t->mem, STR("German"), &codes));
    CHECK(!people_languages_read(t->mem, STR("DE"), &codes));
    CHECK(!people_languages_read(t->mem, STR("a b"), &codes));
    CHECK(!people_languages_read(t->mem, STR("aa bb cc dd ee ff gg hh ii"), &codes));
}

TEST(languages_are_said_in_the_readers_words) {
    cx *c = app_cx(t);

    CHECK_STR(people_languages_text(c, STR("de en")), "German, English");
    CHECK_STR(people_languages_text(c, STR("tlh")), "tlh");
    c->lang = lang_find(STR("fr"));
    CHECK_STR(people_languages_text(c, STR("de en")), "allemand, anglais");
}

TEST(roles_of_a_file_are_those_of_an_edition) {
    unsigned roles = 0;

    CHECK(people_roles_read(STR("participant speaker"), &roles));
    CHECK_EQ(roles, ROLE_PARTICIPANT | ROLE_SPEAKER);
    CHECK_STR(people_roles_text(t->mem, roles), "participant speaker");
    CHECK(!people_roles_read(STR("admin"), &roles));
    CHECK(!people_roles_read(STR("participant king"), &roles));
}

/* ---- who sees whom ---- */

TEST(people_see_who_agreed_themselves_and_who_is_on_stage) {
    cx *c = app_cx(t);
    struct people_person p = {.id = 7};

    c->roles = ROLE_VISITOR | ROLE_PARTICIPANT;
    c->person = 8;
    CHECK_EQ(people_seen(c, &p), PEOPLE_NOTHING);
    p.is_speaker = true;
    CHECK_EQ(people_seen(c, &p), PEOPLE_ON_STAGE);
    p.consents[CONSENT_DIRECTORY] = CONSENT_NO;
    CHECK_EQ(people_seen(c, &p), PEOPLE_ON_STAGE);
    p.consents[CONSENT_DIRECTORY] = CONSENT_YES;
    CHECK_EQ(people_seen(c, &p), PEOPLE_ENTRY);
    c->roles = ROLE_VISITOR;
    CHECK_EQ(people_seen(c, &p), PEOPLE_ON_STAGE);
    p = (struct people_person){.id = 8};
    CHECK_EQ(people_seen(c, &p), PEOPLE_ENTRY);
    p.id = 9;
    c->roles = ROLE_VISITOR | ROLE_ORGANISER;
    CHECK_EQ(people_seen(c, &p), PEOPLE_ENTRY);
}

TEST(an_address_is_seen_with_both_consents_only) {
    cx *c = app_cx(t);
    struct people_person p = {.id = 7, .email = STR("x@y.example")};

    c->roles = ROLE_VISITOR | ROLE_PARTICIPANT;
    c->person = 8;
    p.consents[CONSENT_CONTACT] = CONSENT_YES;
    CHECK(!people_may_write(c, &p));
    p.consents[CONSENT_DIRECTORY] = CONSENT_YES;
    CHECK(people_may_write(c, &p));
    p.consents[CONSENT_CONTACT] = CONSENT_NO;
    CHECK(!people_may_write(c, &p));
    c->roles |= ROLE_ORGANISER;
    CHECK(people_may_write(c, &p));
}

TEST(somebody_who_did_not_agree_has_no_page_for_the_others) {
    answers(t, "elodie.exemple@uspn.example", CONSENT_DIRECTORY, CONSENT_NO);
    sign_in_as(t, "ilse.beispiel@thws.example");
    CHECK_EQ(get(t, page_of(t, "elodie.exemple@uspn.example")).status, 404);
    CHECK_LACKS(get(t, "/people").body, "Élodie Exemple");
    CHECK_LACKS(get(t, "/find?q=elodie").body, "Élodie Exemple");
    sign_in_as(t, "helene.imaginaire@uspn.example");
    CHECK_EQ(get(t, page_of(t, "elodie.exemple@uspn.example")).status, 200);
    CHECK_CONTAINS(get(t, "/find?q=elodie").body, "Élodie Exemple");
}

TEST(a_page_tells_only_what_its_owner_agreed_to) {
    answers(t, "elodie.exemple@uspn.example", CONSENT_DIRECTORY, CONSENT_YES);
    answers(t, "elodie.exemple@uspn.example", CONSENT_CONTACT, CONSENT_NO);
    sign_in_as(t, "ilse.beispiel@thws.example");
    CHECK_CONTAINS(get(t, page_of(t, "elodie.exemple@uspn.example")).body, "Nursing science");
    CHECK_LACKS(get(t, page_of(t, "elodie.exemple@uspn.example")).body,
                "elodie.exemple@uspn.example");
    answers(t, "elodie.exemple@uspn.example", CONSENT_CONTACT, CONSENT_YES);
    CHECK_CONTAINS(get(t, page_of(t, "elodie.exemple@uspn.example")).body,
                   "mailto:elodie.exemple@uspn.example");
}

TEST(a_speaker_without_consent_shows_what_the_programme_tells) {
    answers(t, "nadia.fictive@uspn.example", CONSENT_DIRECTORY, CONSENT_NO);
    sign_in_as(t, "ilse.beispiel@thws.example");
    CHECK_CONTAINS(get(t, page_of(t, "nadia.fictive@uspn.example")).body, "In the programme");
    CHECK_LACKS(get(t, page_of(t, "nadia.fictive@uspn.example")).body, "Associate professor");
    CHECK_LACKS(get(t, page_of(t, "nadia.fictive@uspn.example")).body, "how adults learn");
}

TEST(the_public_page_names_speakers_and_nothing_private) {
    struct seen page = get(t, "/e/2026-uspn/people");

    CHECK_EQ(page.status, 200);
    CHECK_CONTAINS(page.body, "Nadia Fictive");
    CHECK_CONTAINS(page.body, "A hospital corridor as a living lab");
    CHECK_LACKS(page.body, "Ilse Beispiel");
    CHECK_LACKS(page.body, "@uspn.example");
    CHECK_LACKS(page.body, "Associate professor");
}

TEST(the_public_page_is_the_same_for_an_organiser_and_a_cancelled_session_names_nobody) {
    app_sql(t, "update session set state = 'cancelled'");
    CHECK_LACKS(get(t, "/e/2026-uspn/people").body, "Nadia Fictive");
    sign_in_as(t, "helene.imaginaire@uspn.example");
    CHECK_LACKS(get(t, "/e/2026-uspn/people").body, "Associate professor");
}

TEST(people_are_found_by_name_institution_language_and_discipline) {
    sign_in_as(t, "helene.imaginaire@uspn.example");
    CHECK_CONTAINS(get(t, "/people?q=ELODIE").body, "Élodie Exemple");
    CHECK_LACKS(get(t, "/people?q=ELODIE").body, "Ilse Beispiel");
    CHECK_CONTAINS(get(t, "/people?institution=THWS").body, "Ilse Beispiel");
    CHECK_LACKS(get(t, "/people?institution=THWS").body, "Élodie Exemple");
    CHECK_CONTAINS(get(t, "/people?language=de").body, "Ilse Beispiel");
    CHECK_LACKS(get(t, "/people?language=lt").body, "Ilse Beispiel");
    CHECK_CONTAINS(get(t, "/people?discipline=Urban%20mobility").body, "Ilse Beispiel");
    CHECK_LACKS(get(t, "/people?show=speakers").body, "Élodie Exemple");
    CHECK_CONTAINS(get(t, "/people?q=nobody-at-all").body, "Nobody fits");
}

TEST(names_stand_where_a_reader_looks_for_them) {
    struct people_list all = {0};
    size_t echantillon = SIZE_MAX;
    size_t ejemplo = SIZE_MAX;

    CHECK_OK(people_list(app_cx(t), &all));
    CHECK_EQ(all.count, 60);
    for (size_t i = 0; i < all.count; i++) {
        echantillon = str_eq(all.at[i].family_name, STR("Échantillon")) ? i : echantillon;
        ejemplo = str_eq(all.at[i].family_name, STR("Ejemplo")) ? i : ejemplo;
    }
    CHECK(echantillon < ejemplo);
}

TEST(members_see_people_and_visitors_do_not) {
    static const unsigned roles[] = {ROLE_PARTICIPANT, ROLE_SPEAKER,  ROLE_PARTNER,
                                     ROLE_ORGANISER,   ROLE_ALLIANCE, ROLE_ADMIN};
    const char *page = page_of(t, "nadia.fictive@uspn.example");

    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        sign_in_with(t, roles[i]);
        CHECK_EQ(get(t, "/people").status, 200);
        CHECK_EQ(get(t, page).status, 200);
    }
    CHECK_EQ(get(t, "/people/1").status, 404);
    CHECK_EQ(get(t, "/people/nobody").status, 404);
    sign_out(t);
    CHECK_EQ(get(t, "/people").status, 303);
    CHECK_EQ(get(t, page).status, 303);
}

/* ---- people.csv ---- */

static struct people_row row_of_ilse(void) {
    return (struct people_row){.email = STR("ilse.beispiel@thws.example"),
                               .given_name = STR("Ilse"),
                               .family_name = STR("Beispiel"),
                               .institution = STR("THWS"),
                               .roles = STR("participant"),
                               .position = STR("Dean"),
                               .languages = STR("de en"),
                               .language = STR("en")};
}

TEST(a_row_that_says_the_same_changes_nothing) {
    cx *c = app_cx(t);
    struct people_row row = row_of_ilse();
    int64_t id = 0;
    int changed = 0;

    CHECK_OK(people_put(c, &row, &id, &changed));
    CHECK_EQ(changed, 2);
    CHECK_EQ(id, person_of(t, "ilse.beispiel@thws.example"));
    CHECK_OK(people_put(c, &row, &id, &changed));
    CHECK_EQ(changed, 0);
    CHECK_STR(person(t, "ilse.beispiel@thws.example").position, "Dean");
}

TEST(a_file_does_not_overwrite_what_somebody_wrote_herself) {
    cx *c = app_cx(t);
    struct people_row row = row_of_ilse();
    int64_t id = 0;
    int changed = 0;

    c->person = person_of(t, "ilse.beispiel@thws.example");
    CHECK_OK(people_entry_put(
        c, &(struct people_entry){.position = STR("Mine"), .about_en = STR("My words")}));
    row.institution = STR("UMA");
    row.about_en = STR("The file's words");
    CHECK_OK(people_put(c, &row, &id, &changed));
    CHECK_STR(person(t, "ilse.beispiel@thws.example").position, "Mine");
    CHECK_STR(person(t, "ilse.beispiel@thws.example").about, "My words");
    CHECK_OK(people_put(c, &row, &id, &changed));
    CHECK_EQ(changed, 0);
}

TEST(a_row_with_faults_names_each_of_them) {
    cx *c = app_cx(t);
    struct people_row row = row_of_ilse();
    int64_t id = 0;
    int changed = 0;
    size_t faults = 0;

    row.email = STR("no address");
    row.institution = STR("THSW");
    row.roles = STR("guest");
    row.languages = STR("German");
    row.language = STR("xx");
    CHECK_ERR(people_put(c, &row, &id, &changed), ERR_INPUT);
    for (const struct field_fault *f = c->faults; f != NULL; f = f->next) {
        faults++;
    }
    CHECK_EQ(faults, 5);
}

TEST(an_administrator_in_the_file_stays_one_and_the_edition_gives_no_such_role) {
    cx *c = app_cx(t);
    struct people_row row = row_of_ilse();
    int64_t id = 0;
    int changed = 0;

    CHECK_OK(people_put(c, &row, &id, &changed));
    app_sql(t, "insert into person_role select 0, id, 64 from person"
               " where email = 'ilse.beispiel@thws.example'");
    CHECK_OK(people_put(c, &row, &id, &changed));
    CHECK_EQ(changed, 0);
    CHECK_EQ(person(t, "ilse.beispiel@thws.example").roles, ROLE_PARTICIPANT);
}

/* ---- the desk's rules ---- */

static struct people_desk_row desk_row(const struct people_person *p) {
    return (struct people_desk_row){p->given_name, p->family_name, p->email, p->institution,
                                    p->roles};
}

TEST(the_last_organiser_stays_organiser) {
    cx *c = app_cx(t);
    struct people_person helene = person(t, "helene.imaginaire@uspn.example");
    struct people_person karim = person(t, "karim.modele@uspn.example");
    struct people_desk_row row = desk_row(&karim);

    row.roles = ROLE_SPEAKER;
    CHECK_OK(people_change(c, karim.id, karim.version, &row));
    row = desk_row(&helene);
    row.roles = ROLE_SPEAKER;
    CHECK_ERR(people_change(c, helene.id, helene.version, &row), ERR_INPUT);
    CHECK_STR(c->faults->field, "roles");
    CHECK_EQ(person(t, "helene.imaginaire@uspn.example").roles, ROLE_ORGANISER | ROLE_SPEAKER);
}

TEST(nobody_is_left_without_a_role_or_with_somebody_elses_address) {
    cx *c = app_cx(t);
    struct people_person ilse = person(t, "ilse.beispiel@thws.example");
    struct people_desk_row row = desk_row(&ilse);

    row.roles = ROLE_ADMIN; /* no role of an edition */
    CHECK_ERR(people_change(c, ilse.id, ilse.version, &row), ERR_INPUT);
    c->faults = NULL;
    row = desk_row(&ilse);
    row.email = STR("nadia.fictive@uspn.example");
    CHECK_ERR(people_change(c, ilse.id, ilse.version, &row), ERR_INPUT);
    CHECK_STR(c->faults->field, "email");
    c->faults = NULL;
    row = desk_row(&ilse);
    CHECK_ERR(people_change(c, ilse.id, ilse.version + 1, &row), ERR_CONFLICT);
    row.institution = 1;
    CHECK_ERR(people_change(c, ilse.id, ilse.version, &row), ERR_MISSING);
}

TEST(an_organiser_cannot_take_over_an_account_that_reaches_further) {
    cx *c = app_cx(t);
    struct people_person ilse = person(t, "ilse.beispiel@thws.example");
    struct people_desk_row row = desk_row(&ilse);
    str address = STR_NONE;

    c->roles = ROLE_VISITOR | ROLE_ORGANISER;
    app_sql(t, "insert into person_role select 0, id, 64 from person"
               " where email = 'ilse.beispiel@thws.example'");
    CHECK_ERR(people_link(c, ilse.id, &address), ERR_ROLE);
    row.email = STR("mine@attacker.example");
    CHECK_ERR(people_change(c, ilse.id, ilse.version, &row), ERR_ROLE);
    c->roles |= ROLE_ADMIN;
    CHECK_OK(people_link(c, ilse.id, &address));
    CHECK_CONTAINS(address, "/sign-in/");
    CHECK_OK(people_change(c, ilse.id, ilse.version, &row));
}

TEST(somebody_of_another_edition_is_added_under_the_name_she_has) {
    cx *c = app_cx(t);
    int64_t id = 0;
    struct people_person p = {0};

    app_sql(t, "insert into person values (99, 'guest@elsewhere.example', 'Real', 'Name', '', "
               "'real name', 0, 0)");
    CHECK_OK(people_add(c,
                        &(struct people_desk_row){.given_name = STR("Other"),
                                                  .family_name = STR("Typed"),
                                                  .email = STR("guest@elsewhere.example"),
                                                  .roles = ROLE_PARTICIPANT},
                        &id));
    CHECK_EQ(id, 99);
    CHECK_OK(people_get(c, 99, &p));
    CHECK_STR(p.family_name, "Name");
    CHECK_ERR(people_add(c,
                         &(struct people_desk_row){.family_name = STR("Twice"),
                                                   .email = STR("guest@elsewhere.example"),
                                                   .roles = ROLE_PARTICIPANT},
                         &id),
              ERR_INPUT);
}

/* ---- panels ---- */

TEST(today_names_colleagues_who_agreed) {
    answers(t, "ilse.beispiel@thws.example", CONSENT_DIRECTORY, CONSENT_YES);
    answers(t, "anton.erfunden@thws.example", CONSENT_DIRECTORY, CONSENT_YES);
    sign_in_as(t, "ilse.beispiel@thws.example");
    CHECK_CONTAINS(get(t, "/today").body, "From your institution");
    CHECK_CONTAINS(get(t, "/today").body, "Anton Erfunden");
}
