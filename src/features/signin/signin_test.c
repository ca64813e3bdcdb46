#include "features/signin/signin.h"

#include "core/login.h"
#include "core/shop.h"
#include "tests/kit/app_kit.h"

#include "features/mail/mail.h"

enum { ALL_ROLES = 6 };

static const char *const ilse = "ilse.beispiel@thws.example";

/* ---- what a person finds in the mail ---- */

static str newest_mail(struct test *t) {
    struct mail_rows *list = arena_alloc(t->mem, sizeof(*list));
    struct mail_full full = {0};

    CHECK(list != NULL);
    CHECK_OK(mail_outbox(app_cx(t), MAIL_STATES, 0, list));
    CHECK(list->count > 0);
    CHECK_OK(mail_get(app_cx(t), list->at[0].id, &full));
    return full.text;
}

static int64_t mail_total(struct test *t) {
    int64_t count = 0;

    CHECK_OK(mail_count(app_cx(t), MAIL_WAITS, &count));
    return count;
}

/* "/sign-in/TOKEN" */
static const char *link_in(struct test *t, str text) {
    str line = STR_NONE;
    size_t at = str_find(text, STR("/sign-in/"));

    CHECK(at != SIZE_MAX);
    (void)str_cut(str_from(text, at), '\n', &line, NULL);
    return str_c(t->mem, line);
}

static str code_in(str text) {
    for (size_t i = 0; i + 6 <= text.len; i++) {
        size_t digits = 0;

        while (i + digits < text.len && text.at[i + digits] >= '0' && text.at[i + digits] <= '9') {
            digits++;
        }
        if (digits == 6 && (i == 0 || text.at[i - 1] == ' ')) {
            return str_first(str_from(text, i), 6);
        }
    }
    kit_fail(__FILE__, __LINE__, "no code in: %.*s", STR_ARG(text));
}

static struct seen ask(struct test *t, const char *email) {
    return post(t, "/sign-in", str_c(t->mem, str_fmt(t->mem, "email=%s", email)));
}

static struct seen type_code(struct test *t, str code) {
    return post(t, "/sign-in/code", str_c(t->mem, str_fmt(t->mem, "code=%.*s", STR_ARG(code))));
}

/* Another code than `code`. */
static str wrong(struct test *t, str code) {
    return str_fmt(t->mem, "%c%.*s", code.at[0] == '9' ? '0' : code.at[0] + 1,
                   STR_ARG(str_from(code, 1)));
}

static size_t sessions_of(struct test *t, const char *email) {
    cx c = *app_cx(t);
    struct login_sessions all = {0};

    c.person = person_of(t, email);
    CHECK_OK(login_sessions(&c, &all));
    return all.count;
}

/* ---- asking ---- */

TEST(asking_mails_a_link_and_says_what_happens_next) {
    CHECK_CONTAINS(get(t, "/sign-in").body, "name=\"email\"");
    struct seen sent = ask(t, ilse);
    CHECK_EQ(sent.status, 303);
    CHECK_STR(sent.location, "/sign-in/sent");
    CHECK_CONTAINS(newest_mail(t), "http://localhost/sign-in/");
    sent = get(t, "/sign-in/sent");
    CHECK_EQ(sent.status, 200);
    CHECK_CONTAINS(sent.body, "autocomplete=\"one-time-code\"");
    CHECK_CONTAINS(sent.body, "/desk/outbox");
}

TEST(a_form_sent_twice_mails_once) {
    int64_t before = mail_total(t);

    CHECK_EQ(post_twice(t, "/sign-in", "email=ilse.beispiel%40thws.example").status, 303);
    CHECK_EQ(mail_total(t), before + 1);
}

TEST(an_unknown_address_gets_the_same_answer_and_no_mail) {
    int64_t before = mail_total(t);

    struct seen known = ask(t, "nobody.at.all@nowhere.example");
    CHECK_EQ(known.status, 303);
    CHECK_STR(known.location, "/sign-in/sent");
    CHECK_EQ(mail_total(t), before);
    struct seen unknown = type_code(t, STR("123456"));
    CHECK_EQ(ask(t, ilse).status, 303);
    known = type_code(t, wrong(t, code_in(newest_mail(t))));
    CHECK_EQ(unknown.status, known.status);
    CHECK_CONTAINS(unknown.body, "This code does not fit.");
    CHECK_CONTAINS(known.body, "This code does not fit.");
    CHECK_EQ(unknown.body.len > known.body.len ? unknown.body.len - known.body.len
                                               : known.body.len - unknown.body.len,
             0);
}

TEST(what_is_no_address_shows_the_form_again) {
    struct seen again = post(t, "/sign-in", "email=ilse&next=%2Fweek");

    CHECK_EQ(again.status, 422);
    CHECK_CONTAINS(again.body, "value=\"ilse\"");
    CHECK_CONTAINS(again.body, "value=\"/week\"");
    CHECK_CONTAINS(again.body, "id=\"email-fault\"");
}

TEST(one_address_is_written_to_five_times_an_hour) {
    for (int i = 0; i < 5; i++) {
        CHECK_EQ(ask(t, ilse).status, 303);
    }
    struct seen sixth = ask(t, ilse);
    CHECK_EQ(sixth.status, 429);
    CHECK_CONTAINS(sixth.body, "name=\"email\"");
    CHECK_EQ(ask(t, "paola.esempio@udclv.example").status, 303);
}

TEST(one_network_asks_twenty_times_an_hour) {
    for (int i = 0; i < 20; i++) {
        CHECK_EQ(ask(t, str_c(t->mem, str_fmt(t->mem, "nobody%d@nowhere.example", i))).status, 303);
    }
    CHECK_EQ(ask(t, ilse).status, 429);
}

TEST(somebody_signed_in_is_led_on) {
    sign_in_as(t, ilse);
    CHECK_STR(get(t, "/sign-in?next=/week").location, "/week");
    CHECK_STR(get(t, "/sign-in").location, "/today");
}

/* ---- the link ---- */

TEST(opening_the_link_uses_nothing_up_and_pressing_its_button_does) {
    const char *link = NULL;

    CHECK_EQ(ask(t, ilse).status, 303);
    link = link_in(t, newest_mail(t));
    for (int i = 0; i < 3; i++) {
        CHECK_CONTAINS(get(t, link).body, "Continue as Ilse");
    }
    CHECK_EQ(sessions_of(t, ilse), 0);
    struct seen page = post(t, link, "");
    CHECK_EQ(page.status, 303);
    CHECK_STR(page.location, "/today");
    CHECK_CONTAINS(answer_header_of(t, "Set-Cookie"), "HttpOnly; SameSite=Lax");
    CHECK_EQ(sessions_of(t, ilse), 1);
    CHECK_EQ(get(t, "/me/sign-ins").status, 200);
    page = get(t, link);
    CHECK_EQ(page.status, 410);
    CHECK_CONTAINS(page.body, "You are signed in as Ilse Beispiel.");
    sign_out(t);
    CHECK_CONTAINS(get(t, link).body, "Send me a new link");
    CHECK_EQ(post(t, link, "").status, 410);
    CHECK_EQ(sessions_of(t, ilse), 1);
}

TEST(a_link_is_dead_after_fifteen_minutes) {
    const char *link = NULL;

    CHECK_EQ(ask(t, ilse).status, 303);
    link = link_in(t, newest_mail(t));
    app_clock(t, "2026-03-23T09:01");
    CHECK_EQ(get(t, link).status, 200);
    app_clock(t, "2026-03-23T09:03");
    CHECK_EQ(get(t, link).status, 410);
    CHECK_EQ(post(t, link, "").status, 410);
}

TEST(a_link_that_never_was_is_not_known) {
    struct seen page = get(t, "/sign-in/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");

    CHECK_EQ(page.status, 404);
    CHECK_CONTAINS(page.body, "Send me a new link");
    CHECK_EQ(post(t, "/sign-in/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "").status, 404);
}

TEST(the_place_asked_for_is_where_one_arrives) {
    CHECK_CONTAINS(get(t, "/sign-in?next=%2Fweek").body, "value=\"/week\"");
    CHECK_EQ(post(t, "/sign-in", "email=ilse.beispiel%40thws.example&next=%2Fweek").status, 303);
    CHECK_STR(post(t, link_in(t, newest_mail(t)), "").location, "/week");
}

TEST(a_place_elsewhere_is_not_followed) {
    CHECK_LACKS(get(t, "/sign-in?next=%2F%2Fevil.example").body, "evil.example\"");
    CHECK_EQ(
        post(t, "/sign-in", "email=ilse.beispiel%40thws.example&next=%2F%2Fevil.example").status,
        303);
    CHECK_STR(post(t, link_in(t, newest_mail(t)), "").location, "/today");
}

TEST(organisers_arrive_at_the_desk) {
    CHECK_EQ(ask(t, "helene.imaginaire@uspn.example").status, 303);
    CHECK_STR(post(t, link_in(t, newest_mail(t)), "").location, "/desk");
}

TEST(signing_in_anew_ends_the_session_before_it) {
    const char *link = NULL;

    CHECK_EQ(ask(t, "paola.esempio@udclv.example").status, 303);
    link = link_in(t, newest_mail(t));
    sign_in_as(t, ilse);
    CHECK_EQ(sessions_of(t, ilse), 1);
    CHECK_CONTAINS(get(t, link).body, "is signed in as Ilse Beispiel");
    CHECK_EQ(post(t, link, "").status, 303);
    CHECK_EQ(sessions_of(t, ilse), 0);
    CHECK_EQ(sessions_of(t, "paola.esempio@udclv.example"), 1);
}

/* ---- the code ---- */

TEST(the_code_signs_in_once_however_it_is_typed) {
    CHECK_EQ(ask(t, ilse).status, 303);
    str code = code_in(newest_mail(t));
    CHECK_EQ(type_code(t, str_fmt(t->mem, "+%.*s-%.*s", STR_ARG(str_first(code, 3)),
                                  STR_ARG(str_from(code, 3))))
                 .status,
             303);
    CHECK_EQ(get(t, "/me/sign-ins").status, 200);
    sign_out(t);
    CHECK_EQ(type_code(t, code).status, 422);
}

TEST(a_code_works_only_in_the_browser_that_asked) {
    cx *c = app_cx(t);
    struct login_made made = {0};

    CHECK_EQ(ask(t, ilse).status, 303);
    str code = code_in(newest_mail(t));
    CHECK_ERR(signin_by_code(c, STR("another browser's token"), code, STR_NONE, &made), ERR_INPUT);
    CHECK_ERR(signin_by_code(c, STR_NONE, code, STR_NONE, &made), ERR_INPUT);
    CHECK_EQ(type_code(t, code).status, 303);
}

TEST(five_wrong_codes_kill_the_right_one) {
    CHECK_EQ(ask(t, ilse).status, 303);
    str code = code_in(newest_mail(t));
    for (int i = 0; i < 5; i++) {
        struct seen again = type_code(t, wrong(t, code));

        CHECK_EQ(again.status, 422);
        CHECK_CONTAINS(again.body, "id=\"code-fault\"");
    }
    CHECK_EQ(type_code(t, code).status, 422);
    CHECK_EQ(sessions_of(t, ilse), 0);
    CHECK_EQ(ask(t, ilse).status, 303);
    CHECK_EQ(type_code(t, code_in(newest_mail(t))).status, 303);
}

TEST(one_browser_guesses_thirty_times_an_hour) {
    for (int i = 0; i < 30; i++) {
        CHECK_EQ(type_code(t, STR("000000")).status, 422);
    }
    CHECK_EQ(type_code(t, STR("000000")).status, 429);
}

/* ---- signing out ---- */

TEST(signing_out_ends_the_session_for_good) {
    struct login_row row = {0};
    bool found = false;
    str token = STR_NONE;

    CHECK_EQ(ask(t, ilse).status, 303);
    CHECK_EQ(post(t, link_in(t, newest_mail(t)), "").status, 303);
    (void)str_cut(str_from(answer_header_of(t, "Set-Cookie"), STR("semaine=").len), ';', &token,
                  NULL);
    CHECK_OK(login_find(app_cx(t), token, 0, 0, &row, &found));
    CHECK(found);
    CHECK_CONTAINS(get(t, "/sign-out").body, "Ilse Beispiel");
    struct seen out = post(t, "/sign-out", "");
    CHECK_EQ(out.status, 303);
    CHECK_STR(answer_header_of(t, "Clear-Site-Data"), "\"cache\"");
    CHECK_OK(login_find(app_cx(t), token, 0, 0, &row, &found));
    CHECK(!found);
    CHECK_EQ(get(t, "/me/sign-ins").status, 303);
    CHECK_STR(get(t, "/sign-out").location, "/sign-in");
    CHECK_EQ(post(t, "/sign-out", "").status,
             303); /* nobody is signed in: nothing to complain of */
}

/* ---- sessions and editions ---- */

TEST(a_person_sees_and_ends_sessions_but_only_their_own) {
    cx c = *app_cx(t);
    struct login_sessions all = {0};
    int64_t other = 0;
    const char *end = NULL;

    sign_in_as(t, "paola.esempio@udclv.example");
    c.person = person_of(t, "paola.esempio@udclv.example");
    CHECK_OK(login_sessions(&c, &all));
    other = all.at[0].id;
    sign_in_as(t, ilse);
    sign_in_as(t, ilse);
    CHECK_EQ(sessions_of(t, ilse), 2);
    CHECK_CONTAINS(get(t, "/me/sign-ins").body, "Firefox on Linux");
    CHECK_EQ(
        post(t, str_c(t->mem, str_fmt(t->mem, "/me/sign-ins/%" PRId64 "/end", other)), "").status,
        404);
    CHECK_EQ(sessions_of(t, "paola.esempio@udclv.example"), 1);
    CHECK_EQ(post(t, "/me/sign-ins/end-others", "").status, 303);
    CHECK_EQ(sessions_of(t, ilse), 1);
    c.person = person_of(t, ilse);
    CHECK_OK(login_sessions(&c, &all));
    end = str_c(t->mem, str_fmt(t->mem, "/me/sign-ins/%" PRId64 "/end", all.at[0].id));
    CHECK_STR(post(t, end, "").location, "/sign-in");
    CHECK_EQ(sessions_of(t, ilse), 0);
}

static const char *const second_edition =
    "insert into edition values (77, '2027-thws', 'Europe/Berlin', null, 20900, 20904, null, 'A', "
    "'H', 'P', '', '', '', 1, 0); insert into edition_text values (77, 'en', 'Next week of all', "
    "'Week 2027', '')";

TEST(whoever_has_roles_in_two_editions_chooses_which_to_look_at) {
    app_sql(t, second_edition);
    app_sql(t, "insert into person_role select 77, id, 2 from person "
               "where email = 'ilse.beispiel@thws.example'");
    shop_forget(program_shop(app_program(t)));
    sign_in_as(t, ilse);
    CHECK_CONTAINS(get(t, "/me/sign-ins").body, "Look at International Week");
    CHECK_STR(post(t, "/me/edition",
                   str_c(t->mem, str_fmt(t->mem, "edition=%" PRId64, app_cx(t)->edition.id)))
                  .location,
              "/today");
    CHECK_CONTAINS(get(t, "/me/sign-ins").body, "Look at Week 2027");
    CHECK_EQ(post(t, "/me/edition", "edition=78").status, 404);
    CHECK_EQ(post(t, "/me/edition", "").status, 422);
}

TEST(an_edition_without_a_role_cannot_be_looked_at) {
    app_sql(t, second_edition);
    shop_forget(program_shop(app_program(t)));
    sign_in_as(t, ilse);
    CHECK_LACKS(get(t, "/me/sign-ins").body, "Week 2027");
    CHECK_EQ(post(t, "/me/edition", "edition=77").status, 404);
}

TEST(personal_data_tells_of_sessions_and_erases_them) {
    cx *c = app_cx(t);
    buf json = buf_new(t->mem, 4096);

    sign_in_as(t, ilse);
    CHECK_OK(signin_give(c, person_of(t, ilse), &json));
    CHECK_CONTAINS(buf_str(&json), "\"sign_ins\":[{\"browser\":\"Firefox on Linux\"");
    CHECK_OK(signin_erase(c, person_of(t, ilse)));
    CHECK_EQ(sessions_of(t, ilse), 0);
}

/* ---- who may ---- */

TEST(every_member_sees_their_sign_ins_and_visitors_are_asked_to_sign_in) {
    static const unsigned roles[ALL_ROLES] = {ROLE_PARTICIPANT, ROLE_SPEAKER,  ROLE_PARTNER,
                                              ROLE_ORGANISER,   ROLE_ALLIANCE, ROLE_ADMIN};

    for (size_t i = 0; i < ALL_ROLES; i++) {
        sign_in_with(t, roles[i]);
        CHECK_EQ(get(t, "/me/sign-ins").status, 200);
        CHECK_EQ(get(t, "/sign-out").status, 200);
        CHECK_EQ(post(t, "/me/sign-ins/end-others", "").status, 303);
    }
    sign_out(t);
    CHECK_STR(get(t, "/me/sign-ins").location, "/sign-in?next=/me/sign-ins");
    CHECK_EQ(post(t, "/me/sign-ins/end-others", "").status, 401);
    CHECK_EQ(post(t, "/me/sign-ins/1/end", "").status, 401);
    CHECK_EQ(post(t, "/me/edition", "edition=1").status, 401);
}

TEST(no_form_is_taken_from_elsewhere) {
    const char *const forms[] = {
        "/sign-in",    "/sign-in/code",      "/sign-in/AAAA",          "/sign-out",
        "/me/edition", "/me/sign-ins/1/end", "/me/sign-ins/end-others"};

    sign_in_as(t, ilse);
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        CHECK_EQ(post_forged(t, forms[i], "email=a%40b.example").status, 403);
    }
    sign_out(t);
    CHECK_EQ(post_forged(t, "/sign-in", "email=a%40b.example").status, 403);
    CHECK_EQ(sessions_of(t, ilse), 1);
}
