#include "features/consents/web.h"

#include "gen/consents_sql.h"

static const struct route routes[] = {
    ROUTE(GET, "/me/consents", ROLES_MEMBERS, consents_get_mine),
    ROUTE(POST, "/me/consents", ROLES_MEMBERS, consents_post_mine, .again = consents_get_mine),
};

static const struct menu menu[] = {
    {.area = MENU_PERSON,
     .order = 20,
     .label = "What others see",
     .path = "/me/consents",
     .icon = "eye",
     .roles = ROLES_MEMBERS},
};

/* ---- consents.csv ---- */

enum { C_EMAIL, C_PURPOSE, C_CHOICE, C_TEXT_VERSION, C_AT, C_COLUMNS };

static const struct column columns[C_COLUMNS] = {
    {"email", true, "an address of people.csv"},
    {"purpose", true, "directory, contact, photo or network"},
    {"choice", true, "yes or no; of photographs also ask"},
    {"text_version", false, "the number of the text that was read; nothing is that of today"},
    {"at", true, "when the answer was given, as in 2026-03-16T08:05:00Z"},
};

static err take(cx *c, const struct table_row *table_row, enum table_change *change) {
    const str *v = table_row->values;
    bool added = false;

    TRY(consents_take(c,
                      &(struct consent_row){.email = v[C_EMAIL],
                                            .purpose = v[C_PURPOSE],
                                            .choice = v[C_CHOICE],
                                            .text_version = v[C_TEXT_VERSION],
                                            .at = v[C_AT]},
                      &added));
    *change = added ? TABLE_NEW : TABLE_SAME;
    return OK;
}

/* Where rows go: the export's own. */
struct sink {
    err (*put)(void *self, const str *values);
    void *self;
};

static err row_out(void *self, const struct consent_row *row) {
    struct sink *out = self;

    return out->put(out->self, (const str[C_COLUMNS]){[C_EMAIL] = row->email,
                                                      [C_PURPOSE] = row->purpose,
                                                      [C_CHOICE] = row->choice,
                                                      [C_TEXT_VERSION] = row->text_version,
                                                      [C_AT] = row->at});
}

static err give(cx *c, err (*put)(void *self, const str *values), void *self) {
    return consents_give(c, row_out, &(struct sink){put, self});
}

static const struct table tables[] = {
    {.file = "consents.csv",
     .order = 70,
     .columns = columns,
     .column_count = C_COLUMNS,
     .take = take,
     .give = give},
};

/* ---- what a person is given, and what goes on request ---- */

static err personal_give(cx *c, int64_t person, buf *json) {
    struct consents_of_person_list all = {0};

    TRY(consents_sql_of_person(c, person, &all));
    buf_c(json, "\"consents\":[");
    for (size_t i = 0; i < all.count; i++) {
        const struct consents_of_person *k = &all.at[i];

        buf_c(json, i == 0 ? "{\"edition\":" : ",{\"edition\":");
        buf_json(json, k->slug);
        buf_c(json, ",\"purpose\":");
        buf_json(json, k->purpose);
        buf_c(json, ",\"choice\":");
        buf_json(json, k->choice);
        buf_fmt(json, ",\"text_version\":%" PRId64 ",\"at\":", k->text_version);
        buf_json(json, moment_utc(c->mem, k->at));
        buf_c(json, "}");
    }
    buf_c(json, "]");
    return OK;
}

static err personal_erase(cx *c, int64_t person) {
    cx_touch(c, "consents/%" PRId64, person);
    return consents_sql_erase(c, person);
}

static const struct personal personal = {.give = personal_give, .erase = personal_erase};

FEATURE(consents) = {
    .name = "consents",
    FEATURE_LIST(route, routes),
    FEATURE_LIST(table, tables),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    .personal = &personal,
};
