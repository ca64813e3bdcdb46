#include "features/mail/mail.h"

#include "base/time.h"
#include "core/role.h"
#include "core/shop.h"
#include "jobs/jobs.h"

#include "features/mail/courier.h"
#include "features/mail/mime.h"

#include "gen/mail_sql.h"

enum { DAY = 86400, LATE = 600, CODE_DIGITS = 6 };

static const char *const state_names[MAIL_STATES] = {
    [MAIL_WAITS] = "waits",     [MAIL_SENT] = "sent", [MAIL_FAILED] = "failed",
    [MAIL_EXPIRED] = "expired", [MAIL_KEPT] = "kept",
};

const char *mail_state_name(enum mail_state s) {
    return state_names[s];
}

bool mail_state_read(str name, enum mail_state *out) {
    for (int i = 0; i < MAIL_STATES; i++) {
        if (str_eq(name, str_of(state_names[i]))) {
            *out = (enum mail_state)i;
            return true;
        }
    }
    return false;
}

/* ---- settings: those of the installation, whatever an edition stores under their names ---- */

static str setting(const cx *c, const char *key) {
    cx whole = *c;

    whole.edition.id = 0;
    return cx_setting(&whole, key);
}

bool mail_has_server(cx *c) {
    return setting(c, "mail.smtp_url").len > 0 && mime_address_is_plain(setting(c, "mail.from"));
}

/* ---- delivering ---- */

static bool is_sign_in(str kind) {
    return str_eq(kind, STR("sign-in"));
}

/* What became of one try, on its way to the store. */
struct note {
    const struct mail_letter *letter;
    enum mail_state state;
    int64_t tries;
    str fault;
};

static err note_write(cx *writing, void *self) {
    const struct note *n = self;
    const struct mail_letter *m = n->letter;
    bool is_over = n->state == MAIL_SENT || n->state == MAIL_EXPIRED;
    int64_t changed = 0;

    TRY(mail_sql_note(writing,
                      &(struct mail_note_args){.edition = m->edition,
                                               .id = m->id,
                                               .state = str_of(state_names[n->state]),
                                               .tries = n->tries,
                                               .fault = n->fault,
                                               .sent_at = n->state == MAIL_SENT ? writing->now : 0,
                                               .forget = is_over && is_sign_in(m->kind)},
                      &changed));
    if (changed > 0) {
        cx_touch(writing, "mail");
    }
    return OK;
}

static err note(cx *c, const struct mail_letter *m, enum mail_state state, int64_t tries,
                str fault) {
    struct note n = {m, state, tries, fault};

    return cx_write(c, note_write, &n);
}

static str sender_name(const cx *c) {
    str name = setting(c, "mail.from_name");

    if (name.len > 0) {
        return name;
    }
    return c->edition.short_title.len > 0 ? c->edition.short_title : STR("Semaine");
}

/* Builds and sends; the outcome with its sentence. */
static err carry(const cx *c, const struct mail_letter *m, bool (*should_stop)(void *self),
                 void *self, enum courier_outcome *outcome, str *said) {
    const struct courier_server server = {.url = setting(c, "mail.smtp_url"),
                                          .user = setting(c, "mail.smtp_user"),
                                          .password = setting(c, "mail.smtp_password")};
    const struct mime_mail mail = {.from = setting(c, "mail.from"),
                                   .from_name = sender_name(c),
                                   .to = m->to_address,
                                   .to_name = m->to_name,
                                   .subject = m->subject,
                                   .text = m->body,
                                   .id = m->id,
                                   /* The world's clock: the demo's would look like a forgery. */
                                   .at = time_wall()};
    struct courier_letter letter = {.from = mail.from, .to = mail.to};
    err e = mime_build(c->mem, &mail, &letter.bytes);

    if (e == ERR_INPUT || e == ERR_LARGE) {
        *outcome = COURIER_REFUSED;
        *said = e == ERR_INPUT ? STR("This address cannot be written to.")
                               : STR("This mail is too long.");
        return OK;
    }
    TRY(e);
    *outcome = courier_send(c->mem, &server, &letter, should_stop, self, said);
    return OK;
}

static err try_once(cx *c, const struct mail_letter *m, bool (*should_stop)(void *self), void *self,
                    str *said) {
    enum courier_outcome outcome = COURIER_LATER;
    int64_t tries = m->tries + 1;

    TRY(carry(c, m, should_stop, self, &outcome, said));
    switch (outcome) {
    case COURIER_SENT:
        return note(c, m, MAIL_SENT, tries, *said);
    case COURIER_REFUSED:
        return note(c, m, MAIL_FAILED, tries, *said);
    case COURIER_STOPPED:
        return ERR_STOPPED;
    case COURIER_LATER:
        break;
    }
    if (tries >= MAIL_TRIES) {
        return note(c, m, MAIL_FAILED, tries, *said);
    }
    TRY(note(c, m, MAIL_WAITS, tries, *said));
    return ERR_WORLD;
}

err mail_deliver(cx *c, int64_t id, bool (*should_stop)(void *self), void *self, str *said) {
    struct mail_letter m = {0};
    bool found = false;

    *said = STR("This mail waits no longer.");
    TRY(mail_sql_by_id(c, id, &m, &found));
    if (!found || !str_eq(m.state, STR("waits"))) {
        return OK;
    }
    if (m.expires_at <= c->now) {
        *said = STR("Too late: it was not to be sent any more.");
        return note(c, &m, MAIL_EXPIRED, m.tries, m.fault);
    }
    if (!mail_has_server(c)) {
        *said = STR("No mail server is set up: it is kept in the outbox.");
        return note(c, &m, MAIL_KEPT, m.tries, STR_NONE);
    }
    return try_once(c, &m, should_stop, self, said);
}

err mail_sweep(cx *c) {
    int64_t days = 0;
    int64_t changed = 0;

    (void)str_i64(setting(c, "mail.keep_days"), &days);
    /* Its job is given time to notice by itself. */
    TRY(mail_sql_expire_late(c, c->now - LATE, &changed));
    if (changed > 0) {
        cx_touch(c, "mail");
    }
    TRY(mail_sql_forget_links(c, c->now, &changed));
    return days <= 0 ? OK : mail_sql_drop_old(c, c->now - days * DAY, &changed);
}

/* ---- the outbox ---- */

/* The code stands in the subject of a sign-in mail: who reads lists must not be able to use it. */
static str subject_hidden(arena *mem, str subject) {
    buf out = buf_new(mem, subject.len * 3 + 1);
    size_t at = 0;

    while (at < subject.len) {
        size_t end = at;

        while (end < subject.len && subject.at[end] >= '0' && subject.at[end] <= '9') {
            end++;
        }
        if (end - at == CODE_DIGITS) {
            buf_c(&out, "••••••");
        } else {
            end = end == at ? at + 1 : end;
            buf_put(&out, str_first(str_from(subject, at), end - at));
        }
        at = end;
    }
    return buf_str(&out);
}

static enum mail_state state_of(str name) {
    enum mail_state s = MAIL_WAITS;

    (void)mail_state_read(name, &s);
    return s;
}

static struct mail_row row_of(const cx *c, const struct mail_row_found *found) {
    return (struct mail_row){.id = found->id,
                             .to_address = found->to_address,
                             .to_name = found->to_name,
                             .subject = is_sign_in(found->kind)
                                            ? subject_hidden(c->mem, found->subject)
                                            : found->subject,
                             .state = state_of(found->state),
                             .fault = found->fault,
                             .created_at = found->created_at};
}

err mail_outbox(cx *c, enum mail_state state, int64_t before, struct mail_rows *out) {
    struct mail_row_found_list found = {0};
    int64_t end = before > 0 ? before : INT64_MAX;

    if (state == MAIL_STATES) {
        TRY(mail_sql_all(c, c->edition.id, end, MAIL_ROWS + 1, &found));
    } else {
        TRY(mail_sql_of_state(c, c->edition.id, str_of(state_names[state]), end, MAIL_ROWS + 1,
                              &found));
    }
    out->has_more = found.count > MAIL_ROWS;
    out->count = out->has_more ? MAIL_ROWS : found.count;
    for (size_t i = 0; i < out->count; i++) {
        out->at[i] = row_of(c, &found.at[i]);
    }
    return OK;
}

err mail_count(cx *c, enum mail_state state, int64_t *out) {
    struct mail_how_many row = {0};

    TRY(mail_sql_how_many(c, c->edition.id, str_of(state_names[state]), &row));
    *out = row.mails;
    return OK;
}

/*
 * Whoever reads the link of somebody with more rights could take their place, so without a mail
 * server only an administrator may; people's own mails excepted.
 */
static err text_right(cx *c, const struct mail_letter *m, enum mail_text *out) {
    struct mail_is_trusted holder = {0};

    if (!is_sign_in(m->kind)) {
        *out = MAIL_TEXT_SHOWN;
    } else if (m->body.len == 0) {
        *out = MAIL_TEXT_DELETED;
    } else if (c->shop->demo) {
        *out = MAIL_TEXT_LINK;
    } else if (mail_has_server(c)) {
        *out = MAIL_TEXT_SERVER;
    } else {
        TRY(mail_sql_is_trusted(c, m->to_address, ROLES_DESK | ROLE_ALLIANCE, &holder));
        *out = holder.holds > 0 && !cx_may(c, ROLE_ADMIN) && !str_eq(m->to_address, c->person_email)
                   ? MAIL_TEXT_TRUSTED
                   : MAIL_TEXT_LINK;
    }
    return OK;
}

static err read_here(cx *c, int64_t id, struct mail_letter *out) {
    bool found = false;

    TRY(mail_sql_by_id(c, id, out, &found));
    return found && out->edition == c->edition.id
               ? OK
               : refuse(c, ERR_MISSING, W("There is no such mail in this edition's outbox."));
}

static bool is_too_old(const cx *c, const struct mail_letter *m) {
    return is_sign_in(m->kind) && (m->expires_at <= c->now || m->body.len == 0);
}

err mail_get(cx *c, int64_t id, struct mail_full *out) {
    struct mail_letter m = {0};
    enum mail_state state = MAIL_WAITS;

    TRY(read_here(c, id, &m));
    TRY(text_right(c, &m, &out->why));
    state = state_of(m.state);
    bool is_shown = out->why == MAIL_TEXT_SHOWN || out->why == MAIL_TEXT_LINK;
    out->row =
        (struct mail_row){.id = m.id,
                          .to_address = m.to_address,
                          .to_name = m.to_name,
                          .subject = is_shown ? m.subject : subject_hidden(c->mem, m.subject),
                          .state = state,
                          .fault = m.fault,
                          .created_at = m.created_at};
    out->text = is_shown ? m.body : STR_NONE;
    out->tries = m.tries;
    out->expires_at = m.expires_at;
    out->sent_at = m.sent_at;
    out->may_again =
        state != MAIL_WAITS && state != MAIL_SENT && !is_too_old(c, &m) && mail_has_server(c);
    return OK;
}

err mail_again(cx *c, int64_t id) {
    struct mail_letter m = {0};
    int64_t changed = 0;
    int64_t end = c->now + (int64_t)MAIL_DAYS_AGAIN * DAY;

    TRY(read_here(c, id, &m));
    if (is_too_old(c, &m)) {
        return refuse(c, ERR_GONE,
                      W("The link in this mail is too old. The person can ask for a new one."));
    }
    /* A link is not made to last longer than its mail said. */
    TRY(mail_sql_again(c, m.edition, id, is_sign_in(m.kind) ? m.expires_at : end, &changed));
    if (changed == 0) {
        return refuse(c, ERR_CONFLICT, W("This mail has been sent, or waits to be sent already."));
    }
    cx_touch(c, "mail");
    return cx_enqueue(c,
                      &(struct job_order){.kind = "mail.send",
                                          .title = m.to_address,
                                          .payload = str_fmt(c->mem, "%" PRId64, id),
                                          .edition = m.edition,
                                          .person = c->person,
                                          .unique = id},
                      NULL);
}

/* ---- a person's own data ---- */

static err address_of(cx *c, int64_t person, str *out, bool *found) {
    struct mail_address row = {0};

    TRY(mail_sql_address(c, person, &row, found));
    *found = *found && row.email.len > 0;
    *out = *found ? row.email : STR_NONE;
    return OK;
}

err mail_give(cx *c, int64_t person, buf *json) {
    struct mail_to_address_list all = {0};
    str address = STR_NONE;
    bool found = false;

    TRY(address_of(c, person, &address, &found));
    if (found) {
        TRY(mail_sql_to_address(c, address, &all));
    }
    buf_c(json, "\"mails\":[");
    for (size_t i = 0; i < all.count; i++) {
        str subject = is_sign_in(all.at[i].kind) ? subject_hidden(c->mem, all.at[i].subject)
                                                 : all.at[i].subject;

        buf_c(json, i == 0 ? "{\"subject\":" : ",{\"subject\":");
        buf_json(json, subject);
        buf_fmt(json, ",\"state\":\"%.*s\",\"at\":\"%.*s\"}", STR_ARG(all.at[i].state),
                STR_ARG(moment_utc(c->mem, all.at[i].created_at)));
    }
    buf_c(json, "]");
    return OK;
}

err mail_erase(cx *c, int64_t person) {
    str address = STR_NONE;
    bool found = false;

    TRY(address_of(c, person, &address, &found));
    return found ? mail_sql_drop_to(c, address) : OK;
}
