#include "features/signin/signin.h"

#include "core/edition.h"

#include "gen/signin_sql.h"

enum { CODE_BYTES_MAX = 40 };

/* Only the digits: people copy "123 456" and "123-456". */
static str digits_of(arena *mem, str typed) {
    buf out = buf_new(mem, CODE_BYTES_MAX);

    for (size_t i = 0; i < typed.len; i++) {
        if (typed.at[i] >= '0' && typed.at[i] <= '9') {
            buf_char(&out, typed.at[i]);
        }
    }
    return buf_str(&out);
}

err signin_by_code(cx *c, str browser, str typed, str agent, struct login_made *out) {
    err e = login_by_code(c, browser, digits_of(c->mem, typed), agent, out);

    if (e != ERR_INPUT && e != ERR_GONE && e != ERR_OFTEN) {
        return e;
    }
    c->faults = NULL;
    fault(c, STR("code"),
          W("Type the six digits of the newest mail, in the browser that asked. After five wrong "
            "codes, or 15 minutes, ask for a new one."));
    return refuse(c, ERR_INPUT, W("This code does not fit."));
}

err signin_end_this(cx *c) {
    err e = c->login == 0 ? OK : login_end(c, c->login);

    return e == ERR_MISSING ? OK : e;
}

err signin_go_on(cx *c, const struct login_made *made, str *address) {
    struct login_row row = {0};
    bool found = false;

    TRY(signin_end_this(c));
    if (made->next.len > 1 && !str_starts(made->next, STR("/sign-"))) {
        *address = made->next;
        return OK;
    }
    TRY(login_find(c, made->token, 0, c->edition.id, &row, &found));
    *address = found && role_may(row.roles, ROLES_DESK) ? STR("/desk") : STR("/today");
    return OK;
}

/* ---- several editions ---- */

static bool has_role_in(const struct signin_roles_list *roles, int64_t edition) {
    for (size_t i = 0; i < roles->count; i++) {
        if (roles->at[i].roles != 0 &&
            (roles->at[i].edition == edition || roles->at[i].edition == 0)) {
            return true;
        }
    }
    return false;
}

err signin_editions(cx *c, struct signin_editions *out) {
    struct signin_roles_list roles = {0};
    struct edition_list all = {0};
    struct signin_edition *at = NULL;
    size_t count = 0;

    TRY(signin_sql_roles(c, c->person, &roles));
    TRY(edition_list(c, &all));
    at = arena_array(c->mem, all.count + 1, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < all.count; i++) {
        const struct edition *e = &all.at[i];

        if (has_role_in(&roles, e->id)) {
            at[count++] = (struct signin_edition){
                .id = e->id,
                .title = e->short_title.len > 0 ? e->short_title : e->slug,
                .days = word_days(c->mem, c->lang, e->first_day, e->last_day),
                .is_this = e->id == c->edition.id};
        }
    }
    *out = (struct signin_editions){at, count};
    return OK;
}

err signin_look(cx *c, int64_t edition) {
    struct signin_editions mine = {0};

    TRY(signin_editions(c, &mine));
    for (size_t i = 0; i < mine.count; i++) {
        if (mine.at[i].id == edition) {
            return login_look(c, c->login, edition);
        }
    }
    return refuse(c, ERR_MISSING, W("You have no role in that edition."));
}

/* ---- a person's own data ---- */

err signin_give(cx *c, int64_t person, buf *json) {
    struct signin_sessions_list all = {0};

    TRY(signin_sql_sessions(c, person, &all));
    buf_c(json, "\"sign_ins\":[");
    for (size_t i = 0; i < all.count; i++) {
        buf_c(json, i == 0 ? "{\"browser\":" : ",{\"browser\":");
        buf_json(json, all.at[i].browser);
        buf_fmt(json, ",\"since\":\"%.*s\",\"last_used\":\"%.*s\"}",
                STR_ARG(moment_utc(c->mem, all.at[i].created_at)),
                STR_ARG(moment_utc(c->mem, all.at[i].seen_at)));
    }
    buf_c(json, "]");
    return OK;
}

err signin_erase(cx *c, int64_t person) {
    TRY(signin_sql_drop_links(c, person));
    return signin_sql_drop_sessions(c, person);
}
