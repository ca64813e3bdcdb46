#include "features/mail/web.h"

#include "core/shop.h"

#include "gen/mail_views.h"

static str state_word(const cx *c, enum mail_state state) {
    switch (state) {
    case MAIL_WAITS:
        return say(c, W("Waiting"));
    case MAIL_SENT:
        return say(c, W("Sent"));
    case MAIL_FAILED:
        return say(c, W("Failed"));
    case MAIL_EXPIRED:
        return say(c, W("Too late"));
    case MAIL_KEPT:
        return say(c, W("Kept here"));
    case MAIL_STATES:
        break;
    }
    return say(c, W("All"));
}

static const char *state_tag(enum mail_state state) {
    switch (state) {
    case MAIL_SENT:
        return "ok";
    case MAIL_FAILED:
        return "alert";
    case MAIL_WAITS:
    case MAIL_KEPT:
        return "wait";
    case MAIL_EXPIRED:
    case MAIL_STATES:
        break;
    }
    return "quiet";
}

static str moment_words(const cx *c, int64_t moment) {
    struct civil at = zone_civil(c->edition.zone, moment);
    const struct word_value values[] = {
        {"day", word_day(c->mem, c->lang, zone_day(c->edition.zone, moment))},
        {"time", minutes_text(c->mem, at.hour * 60 + at.minute)}};

    return say_with(c, W("{day}, {time}"), values, COUNT_OF(values));
}

static struct web_mail mail_shown(const cx *c, const struct mail_row *row) {
    bool has_fault = row->state == MAIL_FAILED || row->state == MAIL_WAITS;

    return (struct web_mail){.id = row->id,
                             .who = row->to_name.len > 0 ? row->to_name : row->to_address,
                             .address = row->to_address,
                             .subject = row->subject,
                             .state = state_word(c, row->state),
                             .tag = state_tag(row->state),
                             .fault = has_fault ? row->fault : STR_NONE,
                             .at = moment_words(c, row->created_at)};
}

static err filters_of(cx *c, enum mail_state current, struct web_filters *out) {
    struct web_filter *at = arena_array(c->mem, MAIL_STATES + 1, sizeof(*at));

    if (at == NULL) {
        return ERR_MEMORY;
    }
    at[0] = (struct web_filter){.path = STR("/desk/outbox"),
                                .label = say(c, W("All")),
                                .is_current = current == MAIL_STATES};
    for (int i = 0; i < MAIL_STATES; i++) {
        enum mail_state state = (enum mail_state)i;
        struct web_filter *f = &at[i + 1];

        *f = (struct web_filter){
            .path = str_fmt(c->mem, "/desk/outbox?state=%s", mail_state_name(state)),
            .label = state_word(c, state),
            .has_count = true,
            .is_current = current == state};
        TRY(mail_count(c, state, &f->count));
    }
    *out = (struct web_filters){at, MAIL_STATES + 1};
    return OK;
}

static str older_than(const cx *c, enum mail_state state, const struct mail_rows *list) {
    int64_t last = list->at[list->count - 1].id;

    if (state == MAIL_STATES) {
        return str_fmt(c->mem, "/desk/outbox?before=%" PRId64, last);
    }
    return str_fmt(c->mem, "/desk/outbox?state=%s&before=%" PRId64, mail_state_name(state), last);
}

err mail_get_outbox(cx *c, const request *q, reply *r) {
    struct web_outbox page = {.has_server = mail_has_server(c), .is_admin = cx_may(c, ROLE_ADMIN)};
    struct mail_rows *list = NULL;
    struct web_mail *at = NULL;
    enum mail_state state = MAIL_STATES;
    int64_t before = 0;

    (void)mail_state_read(q_typed(q, "state"), &state);
    (void)str_i64(q_typed(q, "before"), &before);
    NEW(c->mem, &list);
    TRY(mail_outbox(c, state, before, list));
    TRY(filters_of(c, state, &page.filters));
    at = arena_array(c->mem, list->count + 1, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < list->count; i++) {
        at[i] = mail_shown(c, &list->at[i]);
    }
    page.mails = (struct web_mails){at, list->count};
    page.older = list->has_more ? older_than(c, state, list) : STR_NONE;
    page.newest = before > 0
                      ? (state == MAIL_STATES
                             ? STR("/desk/outbox")
                             : str_fmt(c->mem, "/desk/outbox?state=%s", mail_state_name(state)))
                      : STR_NONE;
    return mail_page_outbox(c, q, r, &page);
}

static str why_word(const cx *c, enum mail_text why) {
    switch (why) {
    case MAIL_TEXT_LINK:
        return say(c, W("This mail signs its reader in. You see it because there is no mail "
                        "server to bring it: hand it only to the person it is for."));
    case MAIL_TEXT_DELETED:
        return say(c, W("The text of a sign-in mail is deleted once it has been sent or is too "
                        "old, because its link opens somebody's account."));
    case MAIL_TEXT_SERVER:
        return say(c, W("The text of a sign-in mail is not shown, because its link opens "
                        "somebody's account. The mail server brings it to its reader alone."));
    case MAIL_TEXT_TRUSTED:
        return say(c, W("This mail would open the account of somebody who runs an edition or the "
                        "installation. Only an administrator may see it."));
    case MAIL_TEXT_SHOWN:
        break;
    }
    return STR_NONE;
}

/* In the demo whoever reads a sign-in mail may follow its link. */
static str link_of(const cx *c, const struct mail_full *full) {
    size_t at = str_find(full->text, STR("/sign-in/"));
    str line = STR_NONE;

    if (!c->shop->demo || full->why != MAIL_TEXT_LINK || at == SIZE_MAX) {
        return STR_NONE;
    }
    (void)str_cut(str_from(full->text, at), '\n', &line, NULL);
    return line;
}

err mail_get_one(cx *c, const request *q, reply *r) {
    struct mail_full full = {0};
    struct web_full page = {.full = &full};
    int64_t id = 0;

    if (!q_id(q, 0, &id)) {
        return ERR_MISSING;
    }
    TRY(mail_get(c, id, &full));
    page.mail = mail_shown(c, &full.row);
    page.sent_at = full.sent_at > 0 ? moment_words(c, full.sent_at) : STR_NONE;
    page.expires_at = full.row.state == MAIL_SENT ? STR_NONE : moment_words(c, full.expires_at);
    page.why = why_word(c, full.why);
    page.link = link_of(c, &full);
    page.is_hidden = full.why != MAIL_TEXT_SHOWN && full.why != MAIL_TEXT_LINK;
    return mail_page_one(c, q, r, &page);
}

err mail_post_again(cx *c, const request *q, reply *r) {
    int64_t id = 0;

    if (!q_id(q, 0, &id)) {
        return ERR_MISSING;
    }
    TRY(mail_again(c, id));
    return reply_notice(c, r, say(c, W("It waits to be sent again.")),
                        str_fmt(c->mem, "/desk/outbox/%" PRId64, id));
}

err mail_panel_failed(cx *c, int64_t subject UNUSED, html *h) {
    int64_t count = 0;

    TRY(mail_count(c, MAIL_FAILED, &count));
    if (count > 0) {
        mail_view_failed(h, count);
    }
    return OK;
}
