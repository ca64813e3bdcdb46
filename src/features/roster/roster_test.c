#include "tests/kit/app_kit.h"

#include "features/people/people.h"

static const char *path_of(struct test *t, const char *email) {
    return str_c(t->mem, str_fmt(t->mem, "/desk/people/%" PRId64, person_of(t, email)));
}

static const char *link_of(struct test *t, const char *email) {
    return str_c(t->mem, str_fmt(t->mem, "/desk/people/%" PRId64 "/link", person_of(t, email)));
}

static int64_t version_of(struct test *t, const char *email) {
    struct people_person p = {0};

    CHECK_OK(people_get(app_cx(t), person_of(t, email), &p));
    return p.version;
}

TEST(the_desk_finds_people_by_what_is_missing) {
    sign_in_as(t, "helene.imaginaire@uspn.example");
    CHECK_CONTAINS(get(t, "/desk/people").body, "60 people");
    CHECK_CONTAINS(get(t, "/desk/people?role=alliance").body, "1 person");
    CHECK_CONTAINS(get(t, "/desk/people?institution=UT").body, "4 people");
    CHECK_CONTAINS(get(t, "/desk/people?q=ilse").body, "Ilse Beispiel");
    CHECK_CONTAINS(get(t, "/desk/people?state=consents").body, "Ilse Beispiel");
    CHECK_LACKS(get(t, "/desk/people?state=speaks").body, "Ilse Beispiel");
    CHECK_CONTAINS(get(t, "/desk/people?state=never").body, "Ilse Beispiel");
    sign_in_as(t, "ilse.beispiel@thws.example");
    sign_in_as(t, "helene.imaginaire@uspn.example");
    CHECK_LACKS(get(t, "/desk/people?state=never").body, "Ilse Beispiel");
    CHECK_CONTAINS(get(t, "/desk/people?state=signed-in").body, "Ilse Beispiel");
}

TEST(the_download_holds_what_is_shown_and_runs_no_formula) {
    struct seen file;

    app_sql(t, "update person set family_name = '=1+1' where email = 'ilse.beispiel@thws.example'");
    sign_in_as(t, "helene.imaginaire@uspn.example");
    file = get(t, "/desk/people.csv?institution=THWS");
    CHECK_EQ(file.status, 200);
    CHECK_CONTAINS(file.body, ",'=1+1,");
    CHECK_LACKS(file.body, "nadia.fictive@uspn.example");
}

TEST(the_desk_changes_name_institution_and_roles) {
    const char *email = "ilse.beispiel@thws.example";
    struct people_person p = {0};

    sign_in_as(t, "helene.imaginaire@uspn.example");
    CHECK_EQ(get(t, path_of(t, email)).status, 200);
    CHECK_EQ(post(t, path_of(t, email),
                  str_c(t->mem, str_fmt(t->mem,
                                        "version=%" PRId64
                                        "&given_name=Ilsa&family_name=Beispiel&institution=UMA&"
                                        "email=ilse.beispiel%%40thws.example&role_speaker=1",
                                        version_of(t, email))))
                 .status,
             303);
    CHECK_OK(people_get(app_cx(t), person_of(t, email), &p));
    CHECK_STR(p.given_name, "Ilsa");
    CHECK_EQ(p.roles, ROLE_SPEAKER);
    CHECK_STR(p.position, "Professor");
}

TEST(what_the_desk_typed_is_kept_when_it_is_refused) {
    const char *email = "ilse.beispiel@thws.example";
    struct seen page;

    sign_in_as(t, "helene.imaginaire@uspn.example");
    page =
        post(t, path_of(t, email),
             "version=1&given_name=Typed+Given&family_name=B&email=nadia.fictive%40uspn.example");
    CHECK_EQ(page.status, 422);
    CHECK_CONTAINS(page.body, "Typed Given");
    CHECK_CONTAINS(page.body, "Somebody else has this address.");
    CHECK_CONTAINS(page.body, "Choose at least one role.");
    page = post(t, path_of(t, email),
                "version=0&given_name=Typed+Given&family_name=B&role_participant=1");
    CHECK_EQ(page.status, 409);
    CHECK_CONTAINS(page.body, "Typed Given");
}

TEST(a_person_is_added_at_the_desk) {
    struct seen answer;

    sign_in_as(t, "helene.imaginaire@uspn.example");
    CHECK_EQ(get(t, "/desk/people/add").status, 200);
    answer = post(t, "/desk/people/add",
                  "given_name=Late&family_name=Comer&email=late%40comer.example&institution=KK&"
                  "role_participant=1");
    CHECK_EQ(answer.status, 303);
    CHECK_CONTAINS(get(t, str_c(t->mem, answer.location)).body, "Late Comer");
    CHECK_EQ(post(t, "/desk/people/add", "given_name=&family_name=&role_participant=1").status,
             422);
    CHECK_EQ(
        post(t, "/desk/people/add", "family_name=X&institution=NOWHERE&role_participant=1").status,
        422);
}

TEST(a_sign_in_link_is_shown_once_and_only_for_this_edition) {
    struct seen page;

    sign_in_as(t, "helene.imaginaire@uspn.example");
    page = post(t, link_of(t, "ilse.beispiel@thws.example"), "");
    CHECK_EQ(page.status, 200);
    CHECK_CONTAINS(page.body, "/sign-in/");
    CHECK_LACKS(get(t, path_of(t, "ilse.beispiel@thws.example")).body, "/sign-in/");
    app_sql(t, "insert into person_role select 0, id, 64 from person"
               " where email = 'ilse.beispiel@thws.example'");
    CHECK_EQ(post(t, link_of(t, "ilse.beispiel@thws.example"), "").status, 403);
    CHECK_EQ(post_forged(t, link_of(t, "nadia.fictive@uspn.example"), "").status, 403);
}

TEST(the_desk_counts_who_is_expected_and_who_has_answered) {
    struct people_count n = {0};

    CHECK_OK(people_count(app_cx(t), &n));
    CHECK_EQ(n.expected, 48);
    CHECK(n.answered > 0);
    CHECK(n.answered < 48);
    CHECK_EQ(n.confirmed, 0);
    sign_in_as(t, "helene.imaginaire@uspn.example");
    CHECK_CONTAINS(get(t, "/desk").body, "Participants expected");
}

TEST(only_the_desk_has_the_list) {
    static const unsigned others[] = {ROLE_PARTICIPANT, ROLE_SPEAKER, ROLE_PARTNER, ROLE_ALLIANCE};
    const char *page = path_of(t, "ilse.beispiel@thws.example");

    for (size_t i = 0; i < COUNT_OF(others); i++) {
        sign_in_with(t, others[i]);
        CHECK_EQ(get(t, "/desk/people").status, 403);
        CHECK_EQ(get(t, "/desk/people.csv").status, 403);
        CHECK_EQ(get(t, "/desk/people/add").status, 403);
        CHECK_EQ(get(t, page).status, 403);
        CHECK_EQ(post(t, page, "family_name=X&role_participant=1").status, 403);
        CHECK_EQ(post(t, "/desk/people/add", "family_name=X").status, 403);
        CHECK_EQ(post(t, link_of(t, "ilse.beispiel@thws.example"), "").status, 403);
    }
    sign_in_with(t, ROLE_ADMIN);
    CHECK_EQ(get(t, "/desk/people").status, 200);
    CHECK_EQ(get(t, page).status, 200);
    sign_out(t);
    CHECK_EQ(get(t, "/desk/people").status, 303);
    CHECK_EQ(post(t, page, "family_name=X").status, 401);
}
