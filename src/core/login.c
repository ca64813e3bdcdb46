#include "core/login.h"

#include <sodium.h>

#include "base/id.h"
#include "core/edition.h"
#include "core/shop.h"

#include "gen/core_sql.h"

enum { HASH_BYTES = 32, CODE_DIGITS = 6, SWEEP_DAYS = 1 };

static str hash_of(arena *mem, str a, str b) {
    crypto_generichash_state state;
    unsigned char *out = arena_alloc(mem, HASH_BYTES);

    if (out == NULL) {
        return STR_NONE;
    }
    (void)crypto_generichash_init(&state, NULL, 0, HASH_BYTES);
    (void)crypto_generichash_update(&state, (const unsigned char *)a.at, a.len);
    (void)crypto_generichash_update(&state, (const unsigned char *)"\0", 1);
    (void)crypto_generichash_update(&state, (const unsigned char *)b.at, b.len);
    (void)crypto_generichash_final(&state, out, HASH_BYTES);
    return str_at((const char *)out, HASH_BYTES);
}

static bool same_hash(str a, str b) {
    return a.len == HASH_BYTES && b.len == HASH_BYTES && sodium_memcmp(a.at, b.at, HASH_BYTES) == 0;
}

/* ---- sessions ---- */

err login_find(cx *c, str token, int64_t asked, int64_t current, struct login_row *out,
               bool *found) {
    struct core_login row = {0};
    struct person p = {0};

    TRY(core_sql_login(c->db, c->mem,
                       &(struct core_login_args){.hash = hash_of(c->mem, token, STR("login")),
                                                 .asked = asked,
                                                 .current = current,
                                                 .now = c->now},
                       &row, found));
    if (*found) {
        p = (struct person){.given_name = row.given_name, .family_name = row.family_name};
        *out = (struct login_row){.id = row.id,
                                  .person = row.person,
                                  .edition = row.edition,
                                  .seen_at = row.seen_at,
                                  .name = person_name(c->mem, &p),
                                  .email = row.email,
                                  .language = row.language,
                                  .roles = (unsigned)row.roles};
    }
    return OK;
}

err login_seen(cx *c, int64_t login) {
    return core_sql_login_seen(c->db, c->mem, login, c->now, c->now + (int64_t)LOGIN_DAYS * 86400);
}

err login_look(cx *c, int64_t login, int64_t edition) {
    return core_sql_login_look(c->db, c->mem, login, edition);
}

struct agent_word {
    const char *in_agent;
    const char *name;
};

static str agent_word(str agent, const struct agent_word *list, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (str_find(agent, str_of(list[i].in_agent)) != SIZE_MAX) {
            return str_of(list[i].name);
        }
    }
    return STR_NONE;
}

str login_browser(arena *mem, str agent) {
    /* The more special first: every browser also calls itself by the others' names. */
    static const struct agent_word browsers[] = {
        {"Firefox/", "Firefox"}, {"Edg/", "Edge"},
        {"OPR/", "Opera"},       {"SamsungBrowser/", "Samsung Internet"},
        {"Chrome/", "Chrome"},   {"CriOS/", "Chrome"},
        {"Safari/", "Safari"},   {"curl/", "curl"},
    };
    static const struct agent_word systems[] = {
        {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"},   {"Windows", "Windows"},
        {"Mac OS X", "Mac"},    {"CrOS", "ChromeOS"}, {"Linux", "Linux"},
    };
    str browser = agent_word(agent, browsers, COUNT_OF(browsers));
    str system = agent_word(agent, systems, COUNT_OF(systems));

    if (browser.len == 0) {
        return system;
    }
    return system.len == 0 ? browser
                           : str_fmt(mem, "%.*s on %.*s", STR_ARG(browser), STR_ARG(system));
}

/* ---- asking ---- */

struct secret {
    str token; /* of the link */
    str code;
};

static err sign_in_store(cx *c, int64_t person, const struct secret *secret, str browser,
                         str next) {
    return core_sql_sign_in_put(
        c->db, c->mem,
        &(struct core_sign_in_put_args){.id = id_new(),
                                        .hash = hash_of(c->mem, secret->token, STR("link")),
                                        .person = person,
                                        .code_hash = hash_of(c->mem, secret->code, browser),
                                        .browser_hash = hash_of(c->mem, browser, STR("browser")),
                                        .next = next,
                                        .now = c->now,
                                        .expires_at = c->now + (int64_t)LOGIN_MINUTES * 60,
                                        .uses = 1});
}

static err sign_in_mail(cx *c, const struct person *p, const struct secret *secret) {
    const struct word_value values[] = {
        {"name", p->given_name},
        {"code", secret->code},
        {"link",
         str_fmt(c->mem, "%.*s/sign-in/%.*s", STR_ARG(c->shop->base_url), STR_ARG(secret->token))},
        {"edition", c->edition.short_title.len > 0 ? c->edition.short_title : STR("Semaine")}};
    const struct cx_mail mail = {
        .to = p->email,
        .to_name = person_name(c->mem, p),
        .subject = say_with(c, W("Your code for {edition}: {code}"), values, COUNT_OF(values)),
        .text = say_with(c,
                         W("Hello {name},\n\nopen this address and press the button to sign in:\n\n"
                           "{link}\n\nOr type this code where you asked for it: {code}\n\n"
                           "Both work once, within 15 minutes. If you did not ask for this, "
                           "do nothing: nobody can sign in without it.\n\n{edition}\n"),
                         values, COUNT_OF(values)),
        .kind = STR("sign-in"),
        .expire = c->now + (int64_t)LOGIN_MINUTES * 60};

    return cx_mail(c, &mail);
}

err login_ask(cx *c, str email, str browser, str next) {
    struct secret secret = {id_token(c->mem, LOGIN_TOKEN_BYTES), id_digits(c->mem, CODE_DIGITS)};
    const lang *asked_in = c->lang;
    struct person p = {0};
    bool found = false;

    TRY(person_by_email(c, email, &p, &found));
    if (!found) {
        /* The same hashes, so that the answer takes as long and says as little. */
        (void)hash_of(c->mem, secret.token, STR("link"));
        (void)hash_of(c->mem, secret.code, browser);
        return OK;
    }
    if (p.language.len > 0 && lang_find(p.language) != NULL) {
        c->lang = lang_find(p.language);
    }
    TRY(sign_in_store(c, p.id, &secret, browser, next));
    TRY(sign_in_mail(c, &p, &secret));
    c->lang = asked_in;
    return OK;
}

err login_link(cx *c, int64_t person, str next, int64_t minutes, int64_t uses, str *address) {
    str token = id_token(c->mem, LOGIN_TOKEN_BYTES);

    TRY(core_sql_sign_in_put(
        c->db, c->mem,
        &(struct core_sign_in_put_args){.id = id_new(),
                                        .hash = hash_of(c->mem, token, STR("link")),
                                        .person = person,
                                        .code_hash = STR_NONE,
                                        .browser_hash = STR_NONE,
                                        .next = next,
                                        .now = c->now,
                                        .expires_at = c->now + minutes * 60,
                                        .uses = uses}));
    *address = str_fmt(c->mem, "/sign-in/%.*s", STR_ARG(token));
    return OK;
}

/* ---- signing in ---- */

static err link_row(cx *c, str token, struct core_sign_in *row) {
    bool found = false;

    TRY(core_sql_sign_in_by_link(c->db, c->mem, hash_of(c->mem, token, STR("link")), row, &found));
    if (!found) {
        return refuse(
            c, ERR_MISSING,
            W("This sign-in link is not known. Perhaps a part of it is missing. Ask for a new one."));
    }
    if (row->uses_left <= 0 || row->expires_at <= c->now) {
        return refuse(
            c, ERR_GONE,
            W("This sign-in link has been used or is older than 15 minutes. Ask for a new one."));
    }
    return OK;
}

err login_peek(cx *c, str token, struct login_offer *out) {
    struct core_sign_in row = {0};

    TRY(link_row(c, token, &row));
    *out = (struct login_offer){row.person, row.given_name, row.next};
    return OK;
}

static err session_make(cx *c, const struct core_sign_in *row, str agent, struct login_made *out) {
    struct core_role_edition role = {0};
    str token = id_token(c->mem, LOGIN_TOKEN_BYTES);
    bool found = false;
    int64_t changed = 0;

    TRY(core_sql_sign_in_use(c->db, c->mem, row->id, &changed));
    if (changed == 0) {
        return refuse(c, ERR_GONE, W("This sign-in link has just been used. Ask for a new one."));
    }
    TRY(core_sql_role_edition(c->db, c->mem, row->person, &role, &found));
    TRY(core_sql_login_put(
        c->db, c->mem,
        &(struct core_login_put_args){.id = id_new(),
                                      .hash = hash_of(c->mem, token, STR("login")),
                                      .person = row->person,
                                      .edition = found ? role.edition : 0,
                                      .browser = login_browser(c->mem, agent),
                                      .now = c->now,
                                      .expires_at = c->now + (int64_t)LOGIN_DAYS * 86400}));
    *out = (struct login_made){row->person, token, row->next};
    return OK;
}

err login_by_link(cx *c, str token, str agent, struct login_made *out) {
    struct core_sign_in row = {0};

    TRY(link_row(c, token, &row));
    return session_make(c, &row, agent, out);
}

err login_by_code(cx *c, str browser, str code, str agent, struct login_made *out) {
    struct core_sign_in row = {0};
    bool found = false;

    TRY(core_sql_sign_in_by_browser(c->db, c->mem, hash_of(c->mem, browser, STR("browser")), &row,
                                    &found));
    if (!found || row.uses_left <= 0 || row.expires_at <= c->now) {
        return refuse(
            c, ERR_GONE,
            W("No code is waiting for this browser, or it is older than 15 minutes. Ask for a new one."));
    }
    if (row.guesses >= LOGIN_GUESSES) {
        return refuse(
            c, ERR_OFTEN,
            W("Five wrong codes were typed, so this code no longer works. Ask for a new one."));
    }
    if (!same_hash(hash_of(c->mem, code, browser), row.code_hash)) {
        TRY(core_sql_sign_in_guess(c->db, c->mem, row.id));
        c->keep = true; /* the guess counts although it is refused */
        fault(c, STR("code"),
              W("This is not the code we sent. Look at the newest mail and type its six digits."));
        return ERR_INPUT;
    }
    return session_make(c, &row, agent, out);
}

/* ---- a person's sessions ---- */

err login_sessions(cx *c, struct login_sessions *out) {
    struct core_logins_list all = {0};
    struct login_session *at = NULL;

    TRY(core_sql_logins(c->db, c->mem, c->person, c->now, &all));
    at = arena_array(c->mem, all.count + 1, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < all.count; i++) {
        at[i] = (struct login_session){all.at[i].id, all.at[i].browser, all.at[i].created_at,
                                       all.at[i].seen_at, all.at[i].id == c->login};
    }
    *out = (struct login_sessions){at, all.count};
    return OK;
}

err login_end(cx *c, int64_t login) {
    int64_t changed = 0;

    TRY(core_sql_login_end(c->db, c->mem, c->person, login, &changed));
    return changed == 0 ? refuse(c, ERR_MISSING, W("This session has already ended.")) : OK;
}

err login_end_others(cx *c) {
    int64_t changed = 0;

    return core_sql_login_end_others(c->db, c->mem, c->person, c->login, &changed);
}

err login_sweep(cx *c) {
    int64_t changed = 0;

    TRY(core_sql_login_sweep(c->db, c->mem, c->now, &changed));
    TRY(core_sql_sign_in_sweep(c->db, c->mem, c->now - (int64_t)SWEEP_DAYS * 86400, &changed));
    return core_sql_done_key_sweep(c->db, c->mem, c->now - (int64_t)SWEEP_DAYS * 86400, &changed);
}
