#include "features/mail/courier.h"

#include "base/time.h"

#include "features/mail/sink_test.h"

static enum courier_outcome carried(struct test *t, const struct sink *s, const char *scheme,
                                    str *said) {
    const struct courier_server server = {.url =
                                              str_fmt(t->mem, "%s://127.0.0.1:%d", scheme, s->port),
                                          .connect_ms = 2000,
                                          .whole_ms = 1500};
    const struct courier_letter letter = {.from = STR("week@uspn.example"),
                                          .to = STR("ilse.beispiel@thws.example"),
                                          .bytes = STR("Subject: x\r\n\r\n.dot\r\n..\r\nend\r\n")};

    return courier_send(t->mem, &server, &letter, NULL, NULL, said);
}

TEST(a_server_takes_a_mail_with_its_envelope) {
    struct sink *s = sink_new(t);
    str said = STR_NONE;
    enum courier_outcome outcome = carried(t, s, "smtp+plain", &said);

    sink_done(s);
    CHECK_EQ(outcome, COURIER_SENT);
    CHECK_STR(said, "250 2.0.0 taken as 4711");
    CHECK_EQ(atomic_load(&s->taken), 1);
    CHECK_CONTAINS(sink_heard(s), "MAIL FROM:<week@uspn.example>");
    CHECK_CONTAINS(sink_heard(s), "RCPT TO:<ilse.beispiel@thws.example>");
    CHECK_CONTAINS(sink_heard(s), "Subject: x\r\n\r\n..dot\r\n...\r\nend\r\n.\r\n");
}

TEST(each_fault_of_a_server_is_judged_by_what_it_says_about_the_mail) {
    static const struct {
        enum sink_step step;
        enum sink_way way;
        const char *answer;
        enum courier_outcome outcome;
        const char *said;
    } faults[] = {
        {AT_TO, SAYS, "550 5.1.1 nobody of that name\r\n", COURIER_REFUSED,
         "550 5.1.1 nobody of that name"},
        {AT_TO, SAYS, "451 4.7.1 greylisted, come again\r\n", COURIER_LATER,
         "451 4.7.1 greylisted, come again"},
        {AT_FROM, SAYS, "553 not from you\r\n", COURIER_REFUSED, "553 not from you"},
        {AT_DATA, SAYS, "452 disk full\r\n", COURIER_LATER, "452 disk full"},
        {AT_END, SAYS, "554 looks like spam\r\n", COURIER_REFUSED, "554 looks like spam"},
        {AT_END, SAYS, "451 try later\r\n", COURIER_LATER, "451 try later"},
        {AT_GREETING, SAYS, "554 no service here\r\n", COURIER_LATER, "554 no service here"},
        {AT_GREETING, CUTS, NULL, COURIER_LATER, NULL},
        {AT_HELLO, CUTS, NULL, COURIER_LATER, NULL},
        {AT_TO, CUTS, NULL, COURIER_LATER, NULL},
        {AT_DATA, CUTS, NULL, COURIER_LATER, NULL},
        {AT_END, CUTS, NULL, COURIER_LATER, NULL},
        {AT_END, SAYS, "451 a\x01\x1b[31mb\xc3\xa9\r\n", COURIER_LATER, "451 a  [31mb  "},
    };
    struct sink *s = sink_new(t);

    for (size_t i = 0; i < COUNT_OF(faults); i++) {
        str said = STR_NONE;
        enum courier_outcome outcome = COURIER_SENT;

        sink_does(s, faults[i].step, faults[i].way, faults[i].answer);
        outcome = carried(t, s, "smtp+plain", &said);
        if (outcome != faults[i].outcome) {
            sink_done(s);
            kit_fail(__FILE__, __LINE__, "fault %zu gave %d: %.*s", i, (int)outcome, STR_ARG(said));
        }
        if (faults[i].said != NULL) {
            CHECK_STR(said, faults[i].said);
        } else {
            CHECK(said.len > 0);
        }
    }
    sink_done(s);
    CHECK_EQ(atomic_load(&s->taken), 0);
}

TEST(a_server_that_says_nothing_is_left_in_time) {
    struct sink *s = sink_new(t);
    str said = STR_NONE;
    int64_t start = time_steady_us();
    enum courier_outcome outcome = COURIER_SENT;

    sink_does(s, AT_TO, SLEEPS, NULL);
    outcome = carried(t, s, "smtp+plain", &said);
    sink_done(s);
    CHECK_EQ(outcome, COURIER_LATER);
    CHECK(time_steady_us() - start < 4000000);
    CHECK(said.len > 0);
}

TEST(a_server_without_starttls_gets_no_mail) {
    struct sink *s = sink_new(t);
    str said = STR_NONE;
    enum courier_outcome outcome = carried(t, s, "smtp", &said);

    sink_done(s);
    CHECK_EQ(outcome, COURIER_LATER);
    CHECK_EQ(atomic_load(&s->taken), 0);
    CHECK_LACKS(sink_heard(s), "MAIL FROM");
}

TEST(a_wrong_password_is_no_refusal_of_the_mail) {
    struct sink *s = sink_new(t);
    const struct courier_server server = {.url =
                                              str_fmt(t->mem, "smtp+plain://127.0.0.1:%d", s->port),
                                          .user = STR("week"),
                                          .password = STR("secret"),
                                          .whole_ms = 1500};
    const struct courier_letter letter = {
        .from = STR("a@b.example"), .to = STR("c@d.example"), .bytes = STR("x\r\n")};
    str said = STR_NONE;
    enum courier_outcome wrong = COURIER_SENT;
    enum courier_outcome right = COURIER_LATER;

    s->offers_sign_in = true;
    sink_does(s, AT_SIGN_IN, SAYS, "535 5.7.8 wrong\r\n");
    wrong = courier_send(t->mem, &server, &letter, NULL, NULL, &said);
    CHECK_STR(said, "535 5.7.8 wrong");
    sink_does(s, AT_NEVER, SAYS, NULL);
    right = courier_send(t->mem, &server, &letter, NULL, NULL, &said);
    sink_done(s);
    CHECK_EQ(wrong, COURIER_LATER);
    CHECK_EQ(right, COURIER_SENT);
}

static bool stop_at_once(void *self) {
    (void)self;
    return true;
}

TEST(a_job_that_is_cancelled_stops_the_courier) {
    struct sink *s = sink_new(t);
    const struct courier_server server = {
        .url = str_fmt(t->mem, "smtp+plain://127.0.0.1:%d", s->port)};
    const struct courier_letter letter = {
        .from = STR("a@b.example"), .to = STR("c@d.example"), .bytes = STR("x\r\n")};
    str said = STR_NONE;
    enum courier_outcome outcome = COURIER_SENT;

    sink_does(s, AT_TO, SLEEPS, NULL);
    outcome = courier_send(t->mem, &server, &letter, stop_at_once, NULL, &said);
    sink_done(s);
    CHECK_EQ(outcome, COURIER_STOPPED);
}

TEST(not_more_than_ten_mails_a_second) {
    struct sink *s = sink_new(t);
    str said = STR_NONE;
    int64_t start = time_steady_us();

    for (int i = 0; i < 6; i++) {
        CHECK_EQ(carried(t, s, "smtp+plain", &said), COURIER_SENT);
    }
    CHECK(time_steady_us() - start >= 500000);
    sink_done(s);
}

TEST(a_servers_address_is_one_of_three_kinds) {
    static const char *const good[] = {"",
                                       "smtps://mail.uspn.example",
                                       "smtps://mail.uspn.example:465",
                                       "smtp://mail.uspn.example:587",
                                       "smtp+plain://localhost:25",
                                       "smtp+plain://127.0.0.1",
                                       "smtp+plain://[::1]:2525"};
    static const char *const bad[] = {"mail.uspn.example",
                                      "http://mail.uspn.example",
                                      "file:///etc/passwd",
                                      "smtp://",
                                      "smtp://:587",
                                      "smtp://user:secret@mail.uspn.example",
                                      "smtp://mail.uspn.example/path",
                                      "smtp://mail.uspn.example:0",
                                      "smtp://mail.uspn.example:65536",
                                      "smtp://mail.uspn.example:x",
                                      "smtp://mail.uspn.example\r\nX",
                                      "smtp+plain://mail.uspn.example:25",
                                      "smtp+plain://localhost.evil.example",
                                      "smtp+plain://127.evil.example"};

    for (size_t i = 0; i < COUNT_OF(good); i++) {
        CHECK(courier_url_fault(str_of(good[i])) == NULL);
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        CHECK(courier_url_fault(str_of(bad[i])) != NULL);
    }
}
