#include <jansson.h>

#include "tests/kit/app_kit.h"

#include "features/people/people.h"

TEST(today_shows_the_small_things_until_they_are_done) {
    sign_in_as(t, "ilse.beispiel@thws.example");
    CHECK_CONTAINS(get(t, "/today").body, "2 small things");
    CHECK_EQ(post(t, "/me/certificate", "certificate_name=Prof.+Ilse+Beispiel").status, 303);
    CHECK_CONTAINS(get(t, "/today").body, "One small thing");
    CHECK_EQ(post(t, "/me/consents", "purpose=directory&choice=yes").status, 303);
    CHECK_EQ(post(t, "/me/consents", "purpose=contact&choice=no").status, 303);
    CHECK_EQ(post(t, "/me/consents", "purpose=photo&choice=ask").status, 303);
    CHECK_CONTAINS(get(t, "/today").body, "1 question left");
    CHECK_EQ(post(t, "/me/consents", "purpose=network&choice=no").status, 303);
    CHECK_LACKS(get(t, "/today").body, "small thing");
}

TEST(the_name_on_the_certificate_is_confirmed_and_dated) {
    sign_in_as(t, "ilse.beispiel@thws.example");
    CHECK_EQ(post(t, "/me/certificate", "certificate_name=+").status, 422);
    CHECK_EQ(post(t, "/me/certificate", "certificate_name=Prof.+Ilse+Beispiel").status, 303);
    CHECK_CONTAINS(get(t, "/me").body, "Prof. Ilse Beispiel");
    CHECK_CONTAINS(get(t, "/me").body, "Monday 23 March 2026");
}

TEST(a_profile_is_saved_and_shown_to_the_others) {
    struct people_person p = {0};

    sign_in_as(t, "ilse.beispiel@thws.example");
    CHECK_EQ(
        post(t, "/me", "about_en=One%0ATwo&position=Dean&language_1=de&language_2=fr&language=fr")
            .status,
        303);
    CHECK_OK(people_get(app_cx(t), person_of(t, "ilse.beispiel@thws.example"), &p));
    CHECK_STR(p.about, "One\nTwo");
    CHECK_STR(p.position, "Dean");
    CHECK_STR(p.languages, "de fr");
    CHECK_STR(p.language, "fr");
    CHECK_CONTAINS(get(t, "/me").body, "Mon profil");
}

TEST(somebody_who_speaks_six_languages_sees_and_keeps_six) {
    struct people_person p = {0};

    sign_in_as(t, "ilse.beispiel@thws.example");
    CHECK_LACKS(get(t, "/me").body, "language_5");
    CHECK_EQ(post(t, "/me",
                  "language_1=de&language_2=en&language_3=fr&language_4=es&language_5=it&"
                  "language_6=lt")
                 .status,
             303);
    CHECK_OK(people_get(app_cx(t), person_of(t, "ilse.beispiel@thws.example"), &p));
    CHECK_STR(p.languages, "de en fr es it lt");
    CHECK_CONTAINS(get(t, "/me").body, "language_6");
}

TEST(what_was_typed_is_kept_when_a_profile_is_refused) {
    struct seen page;

    sign_in_as(t, "ilse.beispiel@thws.example");
    page = post(t, "/me", "about_en=Long+thoughts&language_1=de&language_2=de");
    CHECK_EQ(page.status, 422);
    CHECK_CONTAINS(page.body, "Long thoughts");
    CHECK_CONTAINS(page.body, "Choose each language once.");
    CHECK_EQ(post(t, "/me", "language=xx").status, 422);
}

TEST(everything_stored_about_me_is_one_lawful_json_file) {
    struct seen file;
    json_t *root = NULL;
    json_error_t fault;

    sign_in_as(t, "ilse.beispiel@thws.example");
    CHECK_EQ(post(t, "/me/consents", "purpose=photo&choice=ask").status, 303);
    file = get(t, "/me/data");
    CHECK_EQ(file.status, 200);
    CHECK_CONTAINS(answer_header_of(t, "Content-Disposition"), "attachment");
    root = json_loadb(file.body.at, file.body.len, 0, &fault);
    CHECK(root != NULL);
    CHECK(json_is_object(json_object_get(json_object_get(root, "people"), "person")));
    CHECK_EQ(json_array_size(json_object_get(root, "consents")), 1);
    json_decref(root);
    CHECK_CONTAINS(file.body, "ilse.beispiel@thws.example");
    CHECK_CONTAINS(file.body, "I plan streets");
    CHECK_LACKS(file.body, "nadia.fictive");
}

TEST(every_member_has_a_profile_and_nobody_else) {
    static const unsigned roles[] = {ROLE_PARTICIPANT, ROLE_SPEAKER, ROLE_PARTNER, ROLE_ORGANISER,
                                     ROLE_ALLIANCE};

    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        sign_in_with(t, roles[i]);
        CHECK_EQ(get(t, "/me").status, 200);
        CHECK_EQ(get(t, "/me/data").status, 200);
    }
    sign_out(t);
    CHECK_EQ(get(t, "/me").status, 303);
    CHECK_EQ(get(t, "/me/data").status, 303);
    CHECK_EQ(post(t, "/me", "position=X").status, 401);
    CHECK_EQ(post(t, "/me/certificate", "certificate_name=X").status, 401);
}
