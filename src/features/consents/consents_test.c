#include "features/consents/consents.h"

#include "tests/kit/app_kit.h"

enum { DAY_S = 86400 };

/* A cx in which Ilse is signed in; she has answered nothing. */
static cx *ilse(struct test *t) {
    cx *c = app_cx(t);

    c->person = person_of(t, "ilse.beispiel@thws.example");
    return c;
}

TEST(a_withdrawn_consent_is_the_next_answer_and_the_first_stays) {
    cx *c = ilse(t);
    struct consents all = {0};
    bool yes = false;

    CHECK_OK(consents_put(c, CONSENT_DIRECTORY, CONSENT_YES));
    CHECK_OK(consents_agrees(c, c->person, CONSENT_DIRECTORY, &yes));
    CHECK(yes);
    c->now += DAY_S;
    CHECK_OK(consents_put(c, CONSENT_DIRECTORY, CONSENT_NO));
    CHECK_OK(consents_agrees(c, c->person, CONSENT_DIRECTORY, &yes));
    CHECK(!yes);
    CHECK_OK(consents_of(c, c->person, &all));
    CHECK_EQ(all.given.count, 2);
    CHECK_EQ(all.given.at[0].choice, CONSENT_NO);
    CHECK_EQ(all.given.at[1].choice, CONSENT_YES);
    CHECK_EQ(all.given.at[0].at - all.given.at[1].at, DAY_S);
    CHECK_EQ(all.now[CONSENT_DIRECTORY], CONSENT_NO);
    CHECK_EQ(all.unanswered, 3);
}

TEST(the_newest_of_two_answers_in_one_second_holds) {
    cx *c = ilse(t);
    struct consents all = {0};

    CHECK_OK(consents_put(c, CONSENT_PHOTO, CONSENT_YES));
    CHECK_OK(consents_put(c, CONSENT_PHOTO, CONSENT_ASK));
    CHECK_OK(consents_of(c, c->person, &all));
    CHECK_EQ(all.now[CONSENT_PHOTO], CONSENT_ASK);
}

TEST(the_same_answer_twice_is_written_once) {
    cx *c = ilse(t);
    struct consents all = {0};

    CHECK_OK(consents_put(c, CONSENT_CONTACT, CONSENT_YES));
    CHECK_OK(consents_put(c, CONSENT_CONTACT, CONSENT_YES));
    CHECK_OK(consents_of(c, c->person, &all));
    CHECK_EQ(all.given.count, 1);
}

TEST(only_photographs_can_be_answered_with_ask) {
    cx *c = ilse(t);

    CHECK_OK(consents_put(c, CONSENT_PHOTO, CONSENT_ASK));
    CHECK_ERR(consents_put(c, CONSENT_DIRECTORY, CONSENT_ASK), ERR_INPUT);
    CHECK_ERR(consents_put(c, CONSENT_DIRECTORY, CONSENT_UNANSWERED), ERR_INPUT);
}

TEST(an_answer_to_an_older_text_does_not_count) {
    cx *c = ilse(t);
    struct consents all = {0};
    bool yes = true;

    CHECK_OK(consents_put(c, CONSENT_NETWORK, CONSENT_YES));
    app_sql(t, "update consent set text_version = 0 where purpose = 'network'");
    CHECK_OK(consents_agrees(c, c->person, CONSENT_NETWORK, &yes));
    CHECK(!yes);
    CHECK_OK(consents_of(c, c->person, &all));
    CHECK_EQ(all.now[CONSENT_NETWORK], CONSENT_UNANSWERED);
    CHECK_EQ(all.unanswered, CONSENT_PURPOSES);
}

/* ---- consents.csv ---- */

static err take(cx *c, const char *choice, const char *at, bool *added) {
    return consents_take(c,
                         &(struct consent_row){.email = STR("ilse.beispiel@thws.example"),
                                               .purpose = STR("directory"),
                                               .choice = str_of(choice),
                                               .text_version = STR("1"),
                                               .at = str_of(at)},
                         added);
}

TEST(a_file_never_takes_back_a_newer_answer) {
    cx *c = ilse(t);
    struct consents all = {0};
    bool added = false;

    CHECK_OK(take(c, "yes", "2026-03-10T10:00:00Z", &added));
    CHECK(added);
    CHECK_OK(take(c, "yes", "2026-03-10T10:00:00Z", &added));
    CHECK(!added);
    CHECK_OK(consents_put(c, CONSENT_DIRECTORY, CONSENT_NO));
    CHECK_OK(take(c, "yes", "2026-03-11T10:00:00Z", &added));
    CHECK(!added);
    CHECK_OK(consents_of(c, c->person, &all));
    CHECK_EQ(all.now[CONSENT_DIRECTORY], CONSENT_NO);
}

TEST(an_answer_of_a_file_says_when_and_what) {
    cx *c = ilse(t);
    bool added = false;

    CHECK_ERR(take(c, "yes", "10 March", &added), ERR_INPUT);
    c->faults = NULL;
    CHECK_ERR(take(c, "ask", "2026-03-10T10:00:00Z", &added), ERR_INPUT);
    c->faults = NULL;
    CHECK_ERR(take(c, "", "2026-03-10T10:00:00Z", &added), ERR_INPUT);
}

/* ---- the page ---- */

TEST(a_consent_is_given_and_withdrawn_in_one_click_each) {
    bool yes = false;
    int64_t person = person_of(t, "ilse.beispiel@thws.example");

    sign_in_as(t, "ilse.beispiel@thws.example");
    CHECK_CONTAINS(get(t, "/me/consents").body, "Not answered: as good as no");
    CHECK_EQ(post(t, "/me/consents", "purpose=contact&choice=yes").status, 303);
    CHECK_CONTAINS(get(t, "/me/consents").body, "Withdraw");
    CHECK_OK(consents_agrees(app_cx(t), person, CONSENT_CONTACT, &yes));
    CHECK(yes);
    CHECK_EQ(post(t, "/me/consents", "purpose=contact&choice=no").status, 303);
    CHECK_OK(consents_agrees(app_cx(t), person, CONSENT_CONTACT, &yes));
    CHECK(!yes);
    CHECK_CONTAINS(get(t, "/me/consents").body, "2 answers so far");
}

TEST(an_answer_that_there_is_not_is_refused) {
    sign_in_as(t, "ilse.beispiel@thws.example");
    CHECK_EQ(post(t, "/me/consents", "purpose=contact&choice=ask").status, 422);
    CHECK_EQ(post(t, "/me/consents", "purpose=everything&choice=yes").status, 422);
    CHECK_EQ(post_forged(t, "/me/consents", "purpose=contact&choice=yes").status, 403);
}

TEST(every_member_has_consents_and_nobody_else) {
    static const unsigned roles[] = {ROLE_PARTICIPANT, ROLE_SPEAKER,  ROLE_PARTNER,
                                     ROLE_ORGANISER,   ROLE_ALLIANCE, ROLE_ADMIN};

    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        sign_in_with(t, roles[i]);
        CHECK_EQ(get(t, "/me/consents").status, 200);
    }
    sign_out(t);
    CHECK_EQ(get(t, "/me/consents").status, 303);
    CHECK_EQ(post(t, "/me/consents", "purpose=contact&choice=yes").status, 401);
}
