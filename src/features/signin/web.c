#include "features/signin/web.h"

#include "core/shop.h"
#include "web/limits.h"

#include "features/mail/mail.h"

#include "gen/signin_views.h"

enum {
    HOUR = 3600,
    CODE_TRIES = 30, /* per browser and hour, over all its codes */
    CODE_CHARS = 40,
    EMAIL_CHARS = 254,
    STATUS_MISSING = 404,
    STATUS_GONE = 410
};

/* ---- asking ---- */

err signin_get_ask(cx *c, const request *q, reply *r) {
    const struct signin_ask_page page = {
        .next = q_next(q, "next", STR_NONE),
        .email = {.name = "email",
                  .label = say(c, W("Your e-mail address")),
                  .hint = say(c, W("The one to which the organisers write to you.")),
                  .type = "email",
                  .autocomplete = "email",
                  .max = EMAIL_CHARS,
                  .required = true}};

    if (c->person != 0 && c->refusal == OK) {
        return reply_to(c, r, "%.*s", STR_ARG(page.next.len > 0 ? page.next : STR("/today")));
    }
    return signin_page_ask(c, q, r, &page);
}

/* Counted before anybody is looked up, so a refusal tells nothing about the address either. */
static err limits_of_asking(cx *c, const request *q, str email) {
    TRY(limit_use(c, q, "sign-in network", limit_network(c, q),
                  (int)cx_setting_i64(c, "signin.network_limit"), HOUR));
    return limit_use(c, q, "sign-in address", email, (int)cx_setting_i64(c, "signin.address_limit"),
                     HOUR);
}

err signin_post_ask(cx *c, const request *q, reply *r) {
    str email = STR_NONE;

    (void)q_email(c, q, "email", &email);
    if (c->faults != NULL) {
        return refuse(c, ERR_INPUT, W("No mail has been sent yet."));
    }
    TRY(limits_of_asking(c, q, email));
    TRY(login_ask(c, email, q_browser(c, q), q_next(q, "next", STR_NONE)));
    return reply_to(c, r, "/sign-in/sent");
}

/* ---- the code ---- */

err signin_get_sent(cx *c, const request *q, reply *r) {
    const struct signin_sent_page page = {
        .code = {.name = "code",
                 .label = say(c, W("The six digits from the mail")),
                 .autocomplete = "one-time-code",
                 .max = CODE_CHARS,
                 .required = true,
                 .code = true},
        .is_demo = c->shop->demo && !mail_has_server(c),
        .is_without = !mail_has_server(c)};

    return signin_page_sent(c, q, r, &page);
}

static err signed_in(cx *c, reply *r, const struct login_made *made) {
    str address = STR_NONE;

    TRY(signin_go_on(c, made, &address));
    reply_cookie(c, r, STR("semaine"), made->token, (int64_t)LOGIN_DAYS * 24 * HOUR);
    return reply_to(c, r, "%.*s", STR_ARG(address));
}

err signin_post_code(cx *c, const request *q, reply *r) {
    struct login_made made = {0};
    str browser = q_browser(c, q);

    TRY(limit_use(c, q, "sign-in code", browser, CODE_TRIES, HOUR));
    TRY(signin_by_code(c, browser, q_typed(q, "code"), q_header(q, "User-Agent"), &made));
    return signed_in(c, r, &made);
}

/* ---- the mailed link ---- */

err signin_again_link(cx *c, const request *q, reply *r) {
    bool is_gone = c->refusal == ERR_GONE;
    const struct signin_gone_page page = {.title = is_gone ? say(c, W("This link no longer works"))
                                                           : say(c, W("This link is not known")),
                                          .sentence = c->refusal_text,
                                          .signed_in_name = c->person_name};

    TRY(signin_page_gone(c, q, r, &page));
    r->status = is_gone ? STATUS_GONE : STATUS_MISSING;
    return OK;
}

static str token_of(const request *q) {
    str token = STR_NONE;

    return q_path(q, 0, &token) ? token : STR_NONE;
}

err signin_get_link(cx *c, const request *q, reply *r) {
    struct login_offer offer = {0};
    struct signin_link_page page = {.address = q_address(q)};
    err e = login_peek(c, token_of(q), &offer);

    if (e == ERR_GONE || e == ERR_MISSING) {
        return signin_again_link(c, q, r);
    }
    TRY(e);
    page.given_name = offer.given_name;
    page.other_name = c->person != 0 && c->person != offer.person ? c->person_name : STR_NONE;
    return signin_page_link(c, q, r, &page);
}

err signin_post_link(cx *c, const request *q, reply *r) {
    struct login_made made = {0};

    TRY(login_by_link(c, token_of(q), q_header(q, "User-Agent"), &made));
    return signed_in(c, r, &made);
}

/* ---- signing out ---- */

err signin_get_out(cx *c, const request *q, reply *r) {
    if (c->person == 0) {
        return reply_to(c, r, "/sign-in");
    }
    return signin_page_out(c, q, r, c->person_name);
}

err signin_post_out(cx *c, const request *q, reply *r) {
    (void)q;
    TRY(signin_end_this(c));
    reply_cookie(c, r, STR("semaine"), STR_NONE, -1);
    /* So that "back" shows no page of the person who has left (W3C Clear Site Data). */
    reply_header(c, r, STR("Clear-Site-Data"), STR("\"cache\""));
    return reply_notice(c, r, say(c, W("You are signed out.")), STR("/sign-in"));
}

/* ---- a person's sessions and editions ---- */

static str moment_words(const cx *c, int64_t moment) {
    struct civil at = zone_civil(c->edition.zone, moment);
    const struct word_value values[] = {
        {"day", word_day(c->mem, c->lang, zone_day(c->edition.zone, moment))},
        {"time", minutes_text(c->mem, at.hour * 60 + at.minute)}};

    return say_with(c, W("{day}, {time}"), values, COUNT_OF(values));
}

err signin_get_sessions(cx *c, const request *q, reply *r) {
    struct login_sessions all = {0};
    struct signin_session *at = NULL;
    struct signin_me_page page = {0};

    TRY(login_sessions(c, &all));
    TRY(signin_editions(c, &page.editions));
    at = arena_array(c->mem, all.count + 1, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < all.count; i++) {
        const struct login_session *s = &all.at[i];

        at[i] = (struct signin_session){
            .id = s->id,
            .browser = s->browser.len > 0 ? s->browser : say(c, W("Unknown browser")),
            .since = moment_words(c, s->created_at),
            .seen = moment_words(c, s->seen_at),
            .is_this = s->is_this};
    }
    page.sessions = (struct signin_session_list){at, all.count};
    return signin_page_sessions(c, q, r, &page);
}

err signin_post_end(cx *c, const request *q, reply *r) {
    int64_t login = 0;

    if (!q_id(q, 0, &login)) {
        return ERR_MISSING;
    }
    if (login == c->login) {
        return signin_post_out(c, q, r);
    }
    TRY(login_end(c, login));
    return reply_notice(c, r, say(c, W("That session has ended.")), STR("/me/sign-ins"));
}

err signin_post_end_others(cx *c, const request *q, reply *r) {
    (void)q;
    TRY(login_end_others(c));
    return reply_notice(c, r, say(c, W("You are signed out everywhere else.")),
                        STR("/me/sign-ins"));
}

err signin_post_edition(cx *c, const request *q, reply *r) {
    int64_t edition = 0;

    (void)q_int_id(c, q, "edition", &edition);
    TRY(check_faults(c));
    TRY(signin_look(c, edition));
    return reply_to(c, r, "%.*s", STR_ARG(q_next(q, "next", STR("/today"))));
}

err signin_panel_editions(cx *c, int64_t subject UNUSED, html *h) {
    struct signin_editions mine = {0};

    TRY(signin_editions(c, &mine));
    if (mine.count > 1) {
        signin_view_editions(h, &mine);
    }
    return OK;
}
