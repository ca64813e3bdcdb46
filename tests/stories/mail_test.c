/* A mail on its way: from a rule through the outbox, its job and the writer to a server. */
#include "features/mail/mail.h"

#include <unistd.h>

#include "app/program.h"
#include "base/log.h"
#include "core/setting.h"
#include "core/shop.h"
#include "store/store.h"
#include "tests/kit/folder.h"
#include "tests/kit/kit.h"

#include "features/mail/sink_test.h"

struct way {
    struct program *program;
    struct sink *sink;
    db *reads;
};

static void way_done(struct test *t) {
    struct way *w = t->extra;

    db_close(w->reads);
    program_close(w->program, 0);
    sink_done(w->sink);
}

static err set_up(cx *c, void *self) {
    const struct way *w = self;

    TRY(setting_put(c, 0, STR("mail.smtp_url"),
                    str_fmt(c->mem, "smtp+plain://127.0.0.1:%d", w->sink->port)));
    return setting_put(c, 0, STR("mail.from"), STR("week@uspn.example"));
}

static void changed(struct test *t, err (*change)(cx *c, void *self), void *self) {
    struct way *w = t->extra;
    str sentence = STR_NONE;

    if (program_change(w->program, t->mem, change, self, &sentence) != OK) {
        kit_fail(__FILE__, __LINE__, "refused: %.*s", STR_ARG(sentence));
    }
}

static struct way *way_new(struct test *t, bool has_server) {
    const char *path = str_c(t->mem, str_fmt(t->mem, "%s/way.db", kit_folder(t)));
    struct way *w = arena_alloc(t->mem, sizeof(*w));
    str sentence = STR_NONE;

    CHECK(w != NULL);
    CHECK_OK(program_open(&(struct program_options){.path = path,
                                                    .listen_fd = -1,
                                                    .threads = 1,
                                                    .is_quiet = true,
                                                    .has_workers = true,
                                                    .base_url = STR("http://localhost")},
                          t->mem, &w->program, &sentence));
    w->sink = sink_new(t);
    t->extra = w;
    t->done = way_done;
    CHECK_OK(db_open(&(struct db_options){.path = path, .read_only = true}, &w->reads));
    if (has_server) {
        changed(t, set_up, w);
    }
    return w;
}

static cx way_cx(struct test *t) {
    struct way *w = t->extra;

    return shop_cx(program_shop(w->program), t->mem, w->reads);
}

static err letter_put(cx *c, void *self) {
    return cx_mail(c, self);
}

static struct cx_mail letter_of(const char *kind) {
    return (struct cx_mail){.to = STR("ilse.beispiel@thws.example"),
                            .to_name = STR("Ilse Beispiel"),
                            .subject = STR("Grüße: 123456"),
                            .text = STR("Hello Ilse\nhttp://localhost/sign-in/TOKEN\n"),
                            .kind = str_of(kind)};
}

/* The one mail there is, once it has come to `state` with `tries`; the test fails after 10 s. */
static struct mail_full mail_in(struct test *t, enum mail_state state, int64_t tries) {
    struct mail_rows *list = arena_alloc(t->mem, sizeof(*list));
    struct mail_full full = {0};

    CHECK(list != NULL);
    for (int i = 0; i < 500; i++) {
        cx c = way_cx(t);

        CHECK_OK(mail_outbox(&c, MAIL_STATES, 0, list));
        CHECK_EQ(list->count, 1);
        CHECK_OK(mail_get(&c, list->at[0].id, &full));
        if (full.row.state == state && full.tries == tries) {
            return full;
        }
        (void)usleep(20000);
    }
    kit_fail(__FILE__, __LINE__, "it is \"%s\" after %d tries: %.*s",
             mail_state_name(full.row.state), (int)full.tries, STR_ARG(full.row.fault));
}

TEST(a_mail_of_a_rule_arrives_at_the_server) {
    struct way *w = way_new(t, true);
    struct cx_mail letter = letter_of("news");

    changed(t, letter_put, &letter);
    struct mail_full full = mail_in(t, MAIL_SENT, 1);
    CHECK_STR(full.row.fault, "250 2.0.0 taken as 4711");
    CHECK(full.sent_at > 0);
    CHECK_CONTAINS(full.text, "Hello Ilse");
    CHECK_CONTAINS(sink_heard(w->sink), "RCPT TO:<ilse.beispiel@thws.example>");
    CHECK_CONTAINS(sink_heard(w->sink), "From: \"Semaine\"\r\n <week@uspn.example>");
    CHECK_CONTAINS(sink_heard(w->sink), "Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe=3A_123456?=\r\n");
}

TEST(a_sign_in_mail_is_forgotten_once_it_is_sent) {
    struct cx_mail letter = letter_of("sign-in");
    cx c = {0};

    (void)way_new(t, true);
    changed(t, letter_put, &letter);
    struct mail_full full = mail_in(t, MAIL_SENT, 1);
    CHECK_EQ(full.why, MAIL_TEXT_DELETED);
    CHECK_STR(full.text, "");
    CHECK_STR(full.row.subject, "Grüße: ••••••");
    c = way_cx(t);
    CHECK_OK(mail_get(&c, full.row.id, &full));
    CHECK_LACKS(full.text, "TOKEN");
}

TEST(a_refusal_is_final_and_keeps_the_servers_sentence) {
    struct way *w = way_new(t, true);
    struct cx_mail letter = letter_of("news");

    log_set_level(LOG_ERROR);
    sink_does(w->sink, AT_TO, SAYS, "550 5.1.1 nobody of that name\r\n");
    changed(t, letter_put, &letter);
    CHECK_STR(mail_in(t, MAIL_FAILED, 1).row.fault, "550 5.1.1 nobody of that name");
    log_set_level(LOG_INFO);
}

/* What the job does, without its waits. */
static err deliver(struct test *t, int64_t id) {
    cx c = way_cx(t);
    str said = STR_NONE;

    return mail_deliver(&c, id, NULL, NULL, &said);
}

TEST(a_server_that_says_later_is_tried_eight_times) {
    struct way *w = way_new(t, true);
    struct cx_mail letter = letter_of("news");

    log_set_level(LOG_ERROR);
    sink_does(w->sink, AT_TO, SAYS, "451 4.7.1 come again\r\n");
    changed(t, letter_put, &letter);
    struct mail_full full = mail_in(t, MAIL_WAITS, 1);
    CHECK_STR(full.row.fault, "451 4.7.1 come again");
    for (int64_t tries = 2; tries < MAIL_TRIES; tries++) {
        CHECK_ERR(deliver(t, full.row.id), ERR_WORLD);
        (void)mail_in(t, MAIL_WAITS, tries);
    }
    CHECK_OK(deliver(t, full.row.id));
    (void)mail_in(t, MAIL_FAILED, MAIL_TRIES);
    CHECK_EQ(atomic_load(&w->sink->sessions), MAIL_TRIES);
    CHECK_OK(deliver(t, full.row.id)); /* it waits no longer: nothing happens */
    CHECK_EQ(atomic_load(&w->sink->sessions), MAIL_TRIES);
    log_set_level(LOG_INFO);
}

TEST(a_mail_that_comes_back_later_arrives_then) {
    struct way *w = way_new(t, true);
    struct cx_mail letter = letter_of("news");

    log_set_level(LOG_ERROR);
    sink_does(w->sink, AT_END, CUTS, NULL);
    changed(t, letter_put, &letter);
    struct mail_full full = mail_in(t, MAIL_WAITS, 1);
    sink_does(w->sink, AT_NEVER, SAYS, NULL);
    CHECK_OK(deliver(t, full.row.id));
    (void)mail_in(t, MAIL_SENT, 2);
    log_set_level(LOG_INFO);
}

TEST(a_mail_past_its_end_is_not_sent) {
    struct way *w = way_new(t, true);
    struct cx_mail letter = letter_of("sign-in");

    letter.expire = time_wall() - 1;
    changed(t, letter_put, &letter);
    CHECK_EQ(mail_in(t, MAIL_EXPIRED, 0).why, MAIL_TEXT_DELETED);
    CHECK_EQ(atomic_load(&w->sink->sessions), 0);
}

TEST(an_address_that_cannot_be_written_to_fails_at_once) {
    struct way *w = way_new(t, true);
    struct cx_mail letter = letter_of("news");

    letter.to = STR("a b@thws.example> NOTIFY");
    changed(t, letter_put, &letter);
    CHECK_STR(mail_in(t, MAIL_FAILED, 1).row.fault, "This address cannot be written to.");
    CHECK_EQ(atomic_load(&w->sink->sessions), 0);
}

TEST(without_a_server_mails_are_kept) {
    struct cx_mail letter = letter_of("news");

    (void)way_new(t, false);
    changed(t, letter_put, &letter);
    CHECK_CONTAINS(mail_in(t, MAIL_KEPT, 0).text, "Hello Ilse");
}

static err again(cx *c, void *self) {
    const int64_t *id = self;

    return mail_again(c, *id);
}

TEST(a_kept_mail_is_sent_when_a_server_is_there) {
    struct way *w = way_new(t, false);
    struct cx_mail letter = letter_of("news");
    str sentence = STR_NONE;

    changed(t, letter_put, &letter);
    struct mail_full full = mail_in(t, MAIL_KEPT, 0);
    CHECK(!full.may_again); /* there is nothing to try it with */
    changed(t, set_up, w);
    CHECK(mail_in(t, MAIL_KEPT, 0).may_again);
    changed(t, again, &full.row.id);
    full = mail_in(t, MAIL_SENT, 1);
    CHECK(!full.may_again);
    CHECK_ERR(program_change(w->program, t->mem, again, &full.row.id, &sentence), ERR_CONFLICT);
}
