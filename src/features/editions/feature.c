#include "features/editions/web.h"

static const struct route routes[] = {
    ROUTE(GET, "/", ROLE_VISITOR, editions_get_all),
    ROUTE(GET, "/e/{edition}", ROLE_VISITOR, editions_get_front, .flags = ROUTE_KEPT),
    ROUTE(GET, "/desk/settings", ROLES_DESK, editions_get_settings),
    ROUTE(POST, "/desk/settings", ROLES_DESK, editions_post_settings,
          .again = editions_get_settings),
};

static const struct menu menu[] = {
    {.area = MENU_DESK_AROUND,
     .order = 90,
     .label = "Settings",
     .path = "/desk/settings",
     .icon = "settings",
     .roles = ROLES_DESK},
};

/* ---- edition.csv --------------------------------------------------------------- */

enum {
    E_SLUG,
    E_TITLE_EN,
    E_TITLE_FR,
    E_SHORT_EN,
    E_SHORT_FR,
    E_SUMMARY_EN,
    E_SUMMARY_FR,
    E_ZONE,
    E_VIRTUAL_DAY,
    E_FIRST_DAY,
    E_LAST_DAY,
    E_CALL_YEAR,
    E_ALLIANCE,
    E_HOST,
    E_CONTACT_NAME,
    E_CONTACT_EMAIL,
    E_CONTACT_PHONE,
    E_PLACE,
    E_COLUMNS
};

static const struct column columns[E_COLUMNS] = {
    {"slug", true, "of its address: small letters, digits and hyphens, such as 2026-uspn"},
    {"title_en", true, "in English"},
    {"title_fr", false, "in French"},
    {"short_title_en", true, "for the head of every page"},
    {"short_title_fr", false, "the same in French"},
    {"summary_en", false, "a paragraph or two"},
    {"summary_fr", false, "the same in French"},
    {"zone", true, "like Europe/Paris"},
    {"virtual_day", false, "2026-03-16, or nothing"},
    {"first_day", true, "on site: 2026-03-23"},
    {"last_day", true, "on site: 2026-03-27"},
    {"call_year", false, "of the grant agreement that pays"},
    {"alliance", false, "its name"},
    {"host", false, "its name"},
    {"contact_name", false, "whom to ask"},
    {"contact_email", false, "where to write"},
    {"contact_phone", false, "where to call during the week"},
    {"place", false, "city"},
};

static int32_t day_of(cx *c, const char *column, str value) {
    int32_t day = EDITION_NO_DAY;

    if (value.len > 0 && !day_read(value, &day)) {
        fault(c, str_of(column), W("Write the day like 2026-03-23."));
    }
    return day;
}

static err take_edition(cx *c, const struct table_row *table_row, enum table_change *change) {
    const str *v = table_row->values;
    struct edition_row row = {.slug = v[E_SLUG],
                              .title_en = v[E_TITLE_EN],
                              .title_fr = v[E_TITLE_FR],
                              .short_title_en = v[E_SHORT_EN],
                              .short_title_fr = v[E_SHORT_FR],
                              .summary_en = v[E_SUMMARY_EN],
                              .summary_fr = v[E_SUMMARY_FR],
                              .zone = v[E_ZONE],
                              .virtual_day = day_of(c, "virtual_day", v[E_VIRTUAL_DAY]),
                              .first_day = day_of(c, "first_day", v[E_FIRST_DAY]),
                              .last_day = day_of(c, "last_day", v[E_LAST_DAY]),
                              .alliance = v[E_ALLIANCE],
                              .host = v[E_HOST],
                              .place = v[E_PLACE],
                              .contact_name = v[E_CONTACT_NAME],
                              .contact_email = v[E_CONTACT_EMAIL],
                              .contact_phone = v[E_CONTACT_PHONE]};
    int changed = 0;

    if (v[E_CALL_YEAR].len > 0 && !str_i64(v[E_CALL_YEAR], &row.call_year)) {
        fault(c, STR("call_year"), W("A call year has four digits, such as 2024."));
    }
    TRY(edition_put(c, &row, &changed));
    *change = changed == 0 ? TABLE_SAME : changed == 1 ? TABLE_NEW : TABLE_CHANGED;
    return OK;
}

static err give_edition(cx *c, err (*put)(void *self, const str *values), void *self) {
    struct edition_row row = {0};

    TRY(edition_row(c, &row));
    return put(self,
               (const str[E_COLUMNS]){
                   [E_SLUG] = row.slug,
                   [E_TITLE_EN] = row.title_en,
                   [E_TITLE_FR] = row.title_fr,
                   [E_SHORT_EN] = row.short_title_en,
                   [E_SHORT_FR] = row.short_title_fr,
                   [E_SUMMARY_EN] = row.summary_en,
                   [E_SUMMARY_FR] = row.summary_fr,
                   [E_ZONE] = row.zone,
                   [E_VIRTUAL_DAY] = row.virtual_day == EDITION_NO_DAY
                                         ? STR_NONE
                                         : day_text(c->mem, row.virtual_day),
                   [E_FIRST_DAY] = day_text(c->mem, row.first_day),
                   [E_LAST_DAY] = day_text(c->mem, row.last_day),
                   [E_CALL_YEAR] =
                       row.call_year == 0 ? STR_NONE : str_fmt(c->mem, "%" PRId64, row.call_year),
                   [E_ALLIANCE] = row.alliance,
                   [E_HOST] = row.host,
                   [E_CONTACT_NAME] = row.contact_name,
                   [E_CONTACT_EMAIL] = row.contact_email,
                   [E_CONTACT_PHONE] = row.contact_phone,
                   [E_PLACE] = row.place,
               });
}

static const struct table tables[] = {
    {.file = "edition.csv",
     .order = 10,
     .columns = columns,
     .column_count = E_COLUMNS,
     .take = take_edition,
     .give = give_edition},
};

FEATURE(editions) = {
    .name = "editions",
    FEATURE_LIST(route, routes),
    FEATURE_LIST(table, tables),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
};
