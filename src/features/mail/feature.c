#include "core/setting.h"

#include "features/mail/courier.h"
#include "features/mail/mime.h"
#include "features/mail/web.h"

static const struct route routes[] = {
    ROUTE(GET, "/desk/outbox", ROLES_DESK, mail_get_outbox),
    ROUTE(GET, "/desk/outbox/{}", ROLES_DESK, mail_get_one),
    ROUTE(POST, "/desk/outbox/{}/again", ROLES_DESK, mail_post_again),
};

static const struct menu menu[] = {
    {.area = MENU_DESK_AROUND,
     .order = 80,
     .label = "Outbox",
     .path = "/desk/outbox",
     .icon = "mail",
     .roles = ROLES_DESK},
};

static const struct panel panels[] = {
    {.place = "desk.figures", .order = 90, .roles = ROLES_DESK, .render = mail_panel_failed},
};

/* ---- settings ---- */

static const char *check_from(str value) {
    return value.len == 0 || mime_address_is_plain(value)
               ? NULL
               : W("Write a plain address, such as week@university.example.").at;
}

static const char *check_name(str value) {
    for (size_t i = 0; i < value.len; i++) {
        if ((unsigned char)value.at[i] < ' ' || value.at[i] == '@') {
            return W("Write a name, not an address.").at;
        }
    }
    return NULL;
}

static const struct setting settings[] = {
    {.key = "mail.smtp_url",
     .label = "Mail server",
     .help = "smtps://host:465, or smtp://host:587 (always with STARTTLS), or "
             "smtp+plain://localhost:25 on this machine. Empty: mails stay in the outbox.",
     .initial = "",
     .type = SETTING_TEXT,
     .scope = SETTING_INSTALLATION,
     .max = 200,
     .check = courier_url_fault},
    {.key = "mail.smtp_user",
     .label = "User name at the mail server",
     .help = "Empty: no sign-in there.",
     .initial = "",
     .type = SETTING_TEXT,
     .scope = SETTING_INSTALLATION,
     .max = 200},
    {.key = "mail.smtp_password",
     .label = "Password at the mail server",
     .initial = "",
     .type = SETTING_SECRET,
     .scope = SETTING_INSTALLATION,
     .max = 200},
    {.key = "mail.from",
     .label = "Address that mails come from",
     .help = "One that the mail server lets us send from, and that somebody reads.",
     .initial = "",
     .type = SETTING_TEXT,
     .scope = SETTING_INSTALLATION,
     .max = 254,
     .check = check_from},
    {.key = "mail.from_name",
     .label = "Name that mails come from",
     .help = "Empty: the edition's short title.",
     .initial = "",
     .type = SETTING_TEXT,
     .scope = SETTING_INSTALLATION,
     .max = 100,
     .check = check_name},
    {.key = "mail.keep_days",
     .label = "Days that mails stay in the outbox",
     .initial = "365",
     .type = SETTING_INT,
     .scope = SETTING_INSTALLATION,
     .min = 7,
     .max = 3650},
};

/* ---- jobs ---- */

static bool should_stop(void *self) {
    return job_should_stop(self);
}

static err run_send(cx *c, job *j) {
    int64_t id = 0;
    str said = STR_NONE;
    err e = OK;

    if (!str_i64(job_payload(j), &id)) {
        return refuse(c, ERR_MISSING, STR("This job names no mail."));
    }
    e = mail_deliver(c, id, should_stop, j, &said);
    job_result(j, said, str_fmt(c->mem, "/desk/outbox/%" PRId64, id));
    return e;
}

static err sweep(cx *c, void *self) {
    (void)self;
    return mail_sweep(c);
}

static err run_sweep(cx *c, job *j) {
    TRY(cx_write(c, sweep, NULL));
    job_result(j, STR("The outbox is cleared of what is too old."), STR_NONE);
    return OK;
}

static const struct feature_job work[] = {
    {.kind = {.name = "mail.send", .tries_max = MAIL_TRIES}, .run = run_send},
    {.kind = {.name = "mail.sweep", .tries_max = 3, .every_s = 3600, .keep_s = 86400},
     .run = run_sweep},
};

/* ---- `semaine check` ---- */

static str stored(cx *c, const char *key) {
    str value = STR_NONE;
    bool found = false;

    return setting_get(c, 0, str_of(key), &value, &found) == OK && found ? value : STR_NONE;
}

static err check_server(cx *c, buf *findings) {
    str url = stored(c, "mail.smtp_url");
    const char *fault = courier_url_fault(url);

    if (url.len == 0) {
        buf_c(findings,
              "No mail server is set up, so mails stay in the outbox and sign-in links must be "
              "handed over by hand.\n  An administrator names one on the page /desk/settings, such "
              "as smtp://HOST:587, with the address to send from.\n");
    } else if (fault != NULL) {
        buf_fmt(findings, "The mail server %.*s cannot be used.\n  %s\n", STR_ARG(url), fault);
    } else if (!mail_has_server(c)) {
        buf_c(findings,
              "A mail server is set up, but no address to send from, so mails stay in the "
              "outbox.\n  An administrator names one on the page /desk/settings.\n");
    }
    return OK;
}

static const struct check checks[] = {{.name = "mail server", .run = check_server}};

static const struct personal personal = {.give = mail_give, .erase = mail_erase};

FEATURE(mail) = {
    .name = "mail",
    FEATURE_LIST(route, routes),
    FEATURE_LIST(panel, panels),
    FEATURE_LIST(setting, settings),
    FEATURE_LIST(check, checks),
    .jobs = work,
    .job_count = COUNT_OF(work),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    .personal = &personal,
};
