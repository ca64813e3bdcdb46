#include "features/mail/mail.h"

#include "core/setting.h"
#include "core/shop.h"
#include "tests/kit/app_kit.h"

extern const struct feature feature_mail;

/* ---- who reads a sign-in mail ---- */

static int64_t mail_stored(struct test *t, const char *kind, const char *to, const char *state,
                           int64_t left_s) {
    static int64_t next = 1000;
    cx *c = app_cx(t);
    int64_t id = next++;

    app_sql(
        t, str_c(t->mem, str_fmt(t->mem,
                                 "insert into mail values (%" PRId64 ", %" PRId64 ", '%s', '', "
                                 "'Code: 123456', 'http://localhost/sign-in/TOKEN', '%s', '%s', 0, "
                                 "'', %" PRId64 ", %" PRId64 ", 0)",
                                 c->edition.id, id, to, kind, state, c->now, c->now + left_s)));
    return id;
}

static enum mail_text why_for(cx *c, int64_t id) {
    struct mail_full full = {0};

    CHECK_OK(mail_get(c, id, &full));
    CHECK_EQ(full.text.len > 0, full.why == MAIL_TEXT_SHOWN || full.why == MAIL_TEXT_LINK);
    CHECK_EQ(str_find(full.row.subject, STR("123456")) != SIZE_MAX, full.text.len > 0);
    return full.why;
}

TEST(who_has_more_rights_is_not_signed_in_by_who_has_less) {
    cx c = *app_cx(t);
    struct shop shop = *c.shop;
    int64_t to_member = mail_stored(t, "sign-in", "ilse.beispiel@thws.example", "kept", 600);
    int64_t to_desk = mail_stored(t, "sign-in", "helene.imaginaire@uspn.example", "kept", 600);
    int64_t news = mail_stored(t, "news", "helene.imaginaire@uspn.example", "sent", 600);

    c.shop = &shop;
    c.roles = ROLE_VISITOR | ROLE_ORGANISER;
    CHECK_EQ(why_for(&c, to_desk), MAIL_TEXT_LINK); /* the demo shows all */
    shop.demo = false;
    CHECK_EQ(why_for(&c, to_member), MAIL_TEXT_LINK);
    CHECK_EQ(why_for(&c, to_desk), MAIL_TEXT_TRUSTED);
    CHECK_EQ(why_for(&c, news), MAIL_TEXT_SHOWN);
    c.person_email = STR("helene.imaginaire@uspn.example");
    CHECK_EQ(why_for(&c, to_desk), MAIL_TEXT_LINK);
    c.person_email = STR_NONE;
    c.roles = ROLE_VISITOR | ROLE_ADMIN;
    CHECK_EQ(why_for(&c, to_desk), MAIL_TEXT_LINK);
    CHECK_OK(setting_put(&c, 0, STR("mail.smtp_url"), STR("smtps://mail.uspn.example")));
    CHECK_OK(setting_put(&c, 0, STR("mail.from"), STR("week@uspn.example")));
    shop_forget(&shop);
    CHECK_EQ(why_for(&c, to_member), MAIL_TEXT_SERVER);
    CHECK_EQ(why_for(&c, to_desk), MAIL_TEXT_SERVER);
    CHECK_EQ(why_for(&c, news), MAIL_TEXT_SHOWN);
}

TEST(an_editions_own_mail_server_is_not_used) {
    cx *c = app_cx(t);

    CHECK_OK(setting_put(c, c->edition.id, STR("mail.smtp_url"), STR("smtps://evil.example")));
    CHECK_OK(setting_put(c, c->edition.id, STR("mail.from"), STR("week@uspn.example")));
    shop_forget(c->shop);
    CHECK(!mail_has_server(c));
}

static str found_wrong(struct test *t) {
    buf findings = buf_new(t->mem, 4096);

    shop_forget(app_cx(t)->shop);
    CHECK_OK(feature_mail.checks[0].run(app_cx(t), &findings));
    return buf_str(&findings);
}

TEST(the_check_of_an_installation_says_what_mail_still_needs) {
    cx *c = app_cx(t);

    CHECK_CONTAINS(found_wrong(t), "No mail server is set up");
    CHECK_OK(setting_put(c, 0, STR("mail.smtp_url"), STR("smtp://mail.uspn.example:587")));
    CHECK_CONTAINS(found_wrong(t), "no address to send from");
    CHECK_OK(setting_put(c, 0, STR("mail.from"), STR("week@uspn.example")));
    CHECK_STR(found_wrong(t), "");
    CHECK_OK(setting_put(c, 0, STR("mail.smtp_url"), STR("smtp+plain://mail.uspn.example")));
    CHECK_CONTAINS(found_wrong(t), "cannot be used");
}

/* ---- the sweep ---- */

TEST(the_sweep_ends_forgets_and_deletes_what_is_old) {
    cx *c = app_cx(t);
    int64_t waits = mail_stored(t, "news", "a@b.example", "waits", 600);
    int64_t late = mail_stored(t, "sign-in", "a@b.example", "waits", -700);
    int64_t kept = mail_stored(t, "sign-in", "a@b.example", "kept", -1);
    int64_t fresh = mail_stored(t, "sign-in", "a@b.example", "kept", 600);
    struct mail_full full = {0};

    CHECK_OK(mail_sweep(c));
    CHECK_OK(mail_get(c, waits, &full));
    CHECK_EQ(full.row.state, MAIL_WAITS);
    CHECK_OK(mail_get(c, late, &full));
    CHECK_EQ(full.row.state, MAIL_EXPIRED);
    CHECK_EQ(full.why, MAIL_TEXT_DELETED);
    CHECK_OK(mail_get(c, kept, &full));
    CHECK_EQ(full.why, MAIL_TEXT_DELETED);
    CHECK_OK(mail_get(c, fresh, &full));
    CHECK_EQ(full.why, MAIL_TEXT_LINK);
    c->now += (int64_t)366 * 86400;
    CHECK_OK(mail_sweep(c));
    CHECK_ERR(mail_get(c, waits, &full), ERR_MISSING);
}

TEST(personal_data_tells_of_mails_without_their_codes_and_erases_them) {
    cx *c = app_cx(t);
    int64_t ilse = person_of(t, "ilse.beispiel@thws.example");
    int64_t id = mail_stored(t, "sign-in", "ilse.beispiel@thws.example", "kept", 600);
    int64_t other = mail_stored(t, "news", "a@b.example", "sent", 600);
    buf json = buf_new(t->mem, 4096);
    struct mail_full full = {0};

    CHECK_OK(mail_give(c, ilse, &json));
    CHECK_CONTAINS(buf_str(&json), "\"mails\":[{\"subject\":\"Code: ••••••\",\"state\":\"kept\"");
    CHECK_OK(mail_erase(c, ilse));
    CHECK_ERR(mail_get(c, id, &full), ERR_MISSING);
    CHECK_OK(mail_get(c, other, &full));
}

/* ---- the pages ---- */

TEST(the_outbox_is_for_those_who_run_the_edition) {
    static const unsigned others[] = {ROLE_PARTICIPANT, ROLE_SPEAKER, ROLE_PARTNER, ROLE_ALLIANCE};
    static const unsigned desk[] = {ROLE_ORGANISER, ROLE_ADMIN};
    int64_t id = mail_stored(t, "news", "a@b.example", "failed", 600);
    const char *one = str_c(t->mem, str_fmt(t->mem, "/desk/outbox/%" PRId64, id));
    const char *retry = str_c(t->mem, str_fmt(t->mem, "/desk/outbox/%" PRId64 "/again", id));

    CHECK_EQ(get(t, "/desk/outbox").status, 303);
    CHECK_EQ(get(t, one).status, 303);
    CHECK_EQ(post(t, retry, "").status, 401);
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        sign_in_with(t, others[i]);
        CHECK_EQ(get(t, "/desk/outbox").status, 403);
        CHECK_EQ(get(t, one).status, 403);
        CHECK_EQ(post(t, retry, "").status, 403);
    }
    for (size_t i = 0; i < COUNT_OF(desk); i++) {
        sign_in_with(t, desk[i]);
        CHECK_EQ(get(t, "/desk/outbox").status, 200);
        CHECK_EQ(get(t, one).status, 200);
        CHECK_EQ(post_forged(t, retry, "").status, 403);
    }
    CHECK_EQ(post(t, retry, "").status, 303);
    CHECK_EQ(post(t, retry, "").status, 409); /* it waits already */
}

TEST(the_outbox_filters_by_state_and_turns_pages) {
    str older = STR_NONE;

    for (int i = 0; i < MAIL_ROWS + 2; i++) {
        (void)mail_stored(t, "news", i == 0 ? "first@b.example" : "a@b.example", "sent", 600);
    }
    (void)mail_stored(t, "news", "failed@b.example", "failed", 600);
    sign_in_with(t, ROLE_ORGANISER);
    struct seen page = get(t, "/desk/outbox");
    CHECK_CONTAINS(page.body, "failed@b.example");
    CHECK_LACKS(page.body, "first@b.example");
    page = get(t, "/desk/outbox?state=sent");
    CHECK_LACKS(page.body, "failed@b.example");
    (void)str_cut(
        str_from(page.body, str_find(page.body, STR("/desk/outbox?state=sent&amp;before="))), '"',
        &older, NULL);
    page = get(t, str_c(t->mem, str_fmt(t->mem, "/desk/outbox?state=sent&before=%.*s",
                                        STR_ARG(str_from(older, STR("/desk/outbox?state=sent&amp;"
                                                                    "before=")
                                                                    .len)))));
    CHECK_CONTAINS(page.body, "first@b.example");
    page = get(t, "/desk/outbox?state=nonsense&before=x");
    CHECK_EQ(page.status, 200);
}

TEST(the_desk_counts_mails_that_failed_and_says_nothing_of_none) {
    sign_in_with(t, ROLE_ORGANISER);
    CHECK_LACKS(get(t, "/desk").body, "Mails that failed");
    (void)mail_stored(t, "news", "a@b.example", "failed", 600);
    CHECK_CONTAINS(get(t, "/desk").body, "Mails that failed");
}

TEST(a_mail_of_another_edition_is_not_here) {
    int64_t id = mail_stored(t, "news", "a@b.example", "failed", 600);

    app_sql(t, "update mail set edition_id = 5");
    sign_in_with(t, ROLE_ADMIN);
    CHECK_EQ(get(t, str_c(t->mem, str_fmt(t->mem, "/desk/outbox/%" PRId64, id))).status, 404);
    CHECK_EQ(
        post(t, str_c(t->mem, str_fmt(t->mem, "/desk/outbox/%" PRId64 "/again", id)), "").status,
        404);
}

TEST(a_mail_of_a_dead_link_is_not_sent_again) {
    int64_t id = mail_stored(t, "sign-in", "a@b.example", "kept", -1);

    sign_in_with(t, ROLE_ORGANISER);
    CHECK_EQ(
        post(t, str_c(t->mem, str_fmt(t->mem, "/desk/outbox/%" PRId64 "/again", id)), "").status,
        410);
}

TEST(lists_of_jobs_and_mails_do_not_show_a_sign_in_code) {
    struct mail_rows *list = arena_alloc(t->mem, sizeof(*list));
    struct mail_full full = {0};

    CHECK_EQ(post(t, "/sign-in", "email=ilse.beispiel%40thws.example").status, 303);
    CHECK(list != NULL);
    CHECK_OK(mail_outbox(app_cx(t), MAIL_WAITS, 0, list));
    CHECK_OK(mail_get(app_cx(t), list->at[0].id, &full));
    str code = str_from(full.row.subject, full.row.subject.len - 6);
    sign_in_with(t, ROLE_ORGANISER);
    CHECK_LACKS(get(t, "/desk/outbox").body, str_c(t->mem, code));
    CHECK_CONTAINS(get(t, "/desk/jobs").body, "ilse.beispiel@thws.example");
    CHECK_LACKS(get(t, "/desk/jobs").body, str_c(t->mem, code));
}
