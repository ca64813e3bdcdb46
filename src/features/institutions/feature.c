#include "features/institutions/web.h"

static const struct route routes[] = {
    ROUTE(GET, "/desk/institutions", ROLES_DESK, institutions_get_desk),
    ROUTE(GET, "/desk/institutions.csv", ROLES_DESK, institutions_get_csv),
    ROUTE(GET, "/desk/institutions/{}", ROLES_DESK, institutions_get_one),
    ROUTE(POST, "/desk/institutions/{}", ROLES_DESK, institutions_post_one,
          .again = institutions_get_one),
};

static const struct setting settings[] = {
    {.key = "institutions.associated",
     .label = "Countries associated to Erasmus+",
     .help = "From each call year on, the countries outside the Union whose people count for the "
             "grant: 2021: IS LI MK NO RS TR; then the next year.",
     /* Erasmus+ Programme Guide, "Eligible countries"; design/domain.md 1.2. */
     .initial = "2021: IS LI MK NO RS TR",
     .type = SETTING_TEXT,
     .scope = SETTING_INSTALLATION,
     .max = 1000,
     .check = institution_associated_check},
};

static const struct menu menu[] = {
    {.area = MENU_DESK_AROUND,
     .order = 15,
     .label = "Institutions",
     .path = "/desk/institutions",
     .icon = "building-2",
     .roles = ROLES_DESK},
};

static const struct panel panels[] = {
    {.place = "edition.partners",
     .order = 10,
     .roles = ROLE_VISITOR,
     .render = institutions_panel_partners},
};

static const struct finder finders[] = {
    {.roles = ROLES_MEMBERS, .find = institutions_finder},
};

/* ---- institutions.csv ---- */

enum {
    I_SHORT,
    I_NAME,
    I_NAME_EN,
    I_CITY,
    I_COUNTRY,
    I_ERASMUS_CODE,
    I_ROR,
    I_WEBSITE,
    I_PART,
    I_COLUMNS
};

static const struct column columns[I_COLUMNS] = {
    {"short", true, "the short name that the other tables use"},
    {"name", true, "in the institution's own language"},
    {"name_en", false, "in English"},
    {"city", false, "where it is"},
    {"country", false, "two letters, as in DE"},
    {"erasmus_code", false, "as in the Erasmus charter; the blanks in it belong to it"},
    {"ror", false, "the identifier of ror.org without the address"},
    {"website", false, "beginning with https://"},
    {"part", false, "host, partner or associated; nothing is partner"},
};

static err take(cx *c, const struct table_row *table_row, enum table_change *change) {
    const str *v = table_row->values;
    struct institution_row row = {.short_name = v[I_SHORT],
                                  .name = v[I_NAME],
                                  .name_en = v[I_NAME_EN],
                                  .city = v[I_CITY],
                                  .country = v[I_COUNTRY],
                                  .erasmus_code = v[I_ERASMUS_CODE],
                                  .ror = v[I_ROR],
                                  .website = v[I_WEBSITE],
                                  .part = v[I_PART]};
    int changed = 0;

    TRY(institution_put(c, &row, &changed));
    *change = changed == 0 ? TABLE_SAME : changed == 1 ? TABLE_NEW : TABLE_CHANGED;
    return OK;
}

static err give(cx *c, err (*put)(void *self, const str *values), void *self) {
    struct institution_list all = {0};

    TRY(institution_list(c, &all));
    for (size_t k = 0; k < all.count; k++) {
        const struct institution *i = &all.at[k];

        TRY(put(self, (const str[I_COLUMNS]){
                          [I_SHORT] = i->short_name,
                          [I_NAME] = i->name,
                          [I_NAME_EN] = i->name_en,
                          [I_CITY] = i->city,
                          [I_COUNTRY] = i->country,
                          [I_ERASMUS_CODE] = i->erasmus_code,
                          [I_ROR] = i->ror,
                          [I_WEBSITE] = i->website,
                          [I_PART] = str_of(institution_part_name(i->part)),
                      }));
    }
    return OK;
}

static const struct table tables[] = {
    {.file = "institutions.csv",
     .order = 20,
     .columns = columns,
     .column_count = I_COLUMNS,
     .take = take,
     .give = give},
};

/* ---- semaine check ---- */

static err check_host(cx *c, buf *findings) {
    struct institution_list all = {0};
    size_t hosts = 0;

    if (c->edition.id == 0) {
        return OK;
    }
    TRY(institution_list(c, &all));
    for (size_t i = 0; i < all.count; i++) {
        hosts += all.at[i].part == INSTITUTION_HOST ? 1 : 0;
    }
    if (all.count > 0 && hosts != 1) {
        buf_fmt(findings,
                "%zu institutions are the host of %.*s; it must be one. Set the parts at "
                "/desk/institutions.\n",
                hosts, STR_ARG(c->edition.slug));
    }
    return OK;
}

static const struct check checks[] = {
    {.name = "one host", .run = check_host},
};

FEATURE(institutions) = {
    .name = "institutions",
    FEATURE_LIST(route, routes),
    FEATURE_LIST(setting, settings),
    FEATURE_LIST(panel, panels),
    FEATURE_LIST(finder, finders),
    FEATURE_LIST(table, tables),
    FEATURE_LIST(check, checks),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
};
