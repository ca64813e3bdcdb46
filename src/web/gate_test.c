#include "web/gate.h"

#include "tests/kit/app_kit.h"

TEST(a_page_that_is_not_there_says_so_and_leads_on) {
    struct seen page = get(t, "/nothing/here");

    CHECK_EQ(page.status, 404);
    CHECK_CONTAINS(page.body, "There is no such page.");
    CHECK_CONTAINS(page.body, "href=\"/\"");
}

TEST(every_answer_carries_the_security_headers) {
    (void)get(t, "/nothing");
    CHECK_CONTAINS(answer_header_of(t, "Content-Security-Policy"), "default-src 'none'");
    CHECK_LACKS(answer_header_of(t, "Content-Security-Policy"), "unsafe");
    CHECK_STR(answer_header_of(t, "X-Content-Type-Options"), "nosniff");
    CHECK_STR(answer_header_of(t, "Referrer-Policy"), "same-origin");
    CHECK_STR(answer_header_of(t, "Cross-Origin-Opener-Policy"), "same-origin");
    CHECK_STR(answer_header_of(t, "Cache-Control"), "private, no-store");
}

TEST(somebody_who_is_not_signed_in_is_led_to_sign_in_and_back) {
    CHECK_STR(get(t, "/today").location, "/sign-in?next=/today");
    CHECK_STR(get(t, "/find?q=a&x=1").location, "/sign-in?next=/find%3Fq%3Da%26x%3D1");
    CHECK_EQ(get(t, "/today").status, 303);
}

TEST(a_page_for_other_roles_is_refused_in_words) {
    sign_in_with(t, ROLE_PARTICIPANT);
    CHECK_EQ(get(t, "/desk").status, 403);
    CHECK_CONTAINS(get(t, "/desk").body, "organiser");
}

TEST(a_role_that_is_taken_away_ends_at_once) {
    sign_in(t, person_of(t, "ilse.beispiel@thws.example"), ROLE_ORGANISER);
    CHECK_EQ(get(t, "/desk").status, 200);
    app_sql(t, "update person_role set roles = 2");
    CHECK_EQ(get(t, "/desk").status, 403);
}

TEST(a_form_without_its_token_is_refused) {
    sign_in_with(t, ROLE_PARTICIPANT);
    CHECK_EQ(post_forged(t, "/jobs/1/cancel", "").status, 403);
}

TEST(a_form_from_another_site_is_refused) {
    sign_in_with(t, ROLE_PARTICIPANT);
    send_header(t, "Sec-Fetch-Site", "cross-site");
    CHECK_EQ(post(t, "/jobs/1/cancel", "").status, 403);
    send_header(t, "Sec-Fetch-Site", "same-site");
    CHECK_EQ(post(t, "/jobs/1/cancel", "").status, 403);
    send_header(t, "Sec-Fetch-Site", "");
    send_header(t, "Origin", "http://evil.example");
    CHECK_EQ(post(t, "/jobs/1/cancel", "").status, 403);
    send_header(t, "Origin", "http://localhost");
    CHECK_EQ(post(t, "/jobs/1/cancel", "").status, 404);
}

TEST(a_wrong_method_is_405) {
    sign_in_with(t, ROLE_PARTICIPANT);
    CHECK_EQ(post(t, "/find", "").status, 405);
}

TEST(a_browser_chooses_its_language_and_the_address_stays_clean) {
    struct seen page = get(t, "/sign-in?next=/week&lang=fr");

    CHECK_EQ(page.status, 303);
    CHECK_STR(page.location, "/sign-in?next=/week");
    CHECK_CONTAINS(answer_header_of(t, "Set-Cookie"), "semaine-lang=fr");
    send_header(t, "Accept-Language", "fr-CH, fr;q=0.9, en;q=0.5");
    CHECK_CONTAINS(get(t, "/nothing").body, "lang=\"fr\"");
}

TEST(too_many_requests_are_told_when_to_come_back) {
    int last = 0;

    sign_in_with(t, ROLE_PARTICIPANT);
    for (int i = 0; i < 61; i++) {
        last = post(t, "/jobs/1/cancel", "").status;
    }
    CHECK_EQ(last, 429);
}

TEST(a_lost_session_is_nobody) {
    sign_in_with(t, ROLE_PARTICIPANT);
    CHECK_EQ(get(t, "/today").status, 200);
    app_sql(t, "delete from login");
    CHECK_EQ(get(t, "/today").status, 303);
}
