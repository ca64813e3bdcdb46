#include "features/people/people_put.h"
#include "features/people/web.h"

static const struct route routes[] = {
    ROUTE(GET, "/e/{edition}/people", ROLE_VISITOR, people_get_speakers, .flags = ROUTE_KEPT),
    ROUTE(GET, "/people", ROLES_MEMBERS, people_get_people),
    ROUTE(GET, "/people/{}", ROLES_MEMBERS, people_get_person),
};

static const struct menu menu[] = {
    {.area = MENU_VISITOR,
     .order = 30,
     .label = "Speakers",
     .path = "/e/{edition}/people",
     .icon = "mic",
     .roles = ROLE_VISITOR},
    {.area = MENU_MEMBER,
     .order = 40,
     .label = "People",
     .path = "/people",
     .icon = "users",
     .roles = ROLES_MEMBERS},
};

static const struct panel panels[] = {
    {.place = "today.side", .order = 60, .roles = ROLES_MEMBERS, .render = people_panel_colleagues},
};

static const struct finder finders[] = {
    {.roles = ROLES_MEMBERS, .find = people_finder},
};

/* ---- people.csv ---- */

enum {
    P_EMAIL,
    P_GIVEN_NAME,
    P_FAMILY_NAME,
    P_INSTITUTION,
    P_ROLES,
    P_POSITION,
    P_DISCIPLINE,
    P_PRONOUNS,
    P_LANGUAGES,
    P_LANGUAGE,
    P_ABOUT_EN,
    P_ABOUT_FR,
    P_LOOKS_FOR,
    P_OFFERS,
    P_COLUMNS
};

static const struct column columns[P_COLUMNS] = {
    {"email", true, "the address with which the person signs in"},
    {"given_name", true, "as the person writes it"},
    {"family_name", true, "as the person writes it"},
    {"institution", false, "a short name of institutions.csv; empty for guests from outside"},
    {"roles", false,
     "one or more of participant speaker organiser partner alliance, with a blank between; "
     "nothing is participant"},
    {"position", false, "as in Professor"},
    {"discipline", false, "as in Urban mobility"},
    {"pronouns", false, "as the person wants them, or nothing"},
    {"languages", false, "codes with a blank between, the best first, as in de en fr"},
    {"language", false, "of the pages and mails: en or fr"},
    {"about_en", false, "a sentence or two about the person, in English"},
    {"about_fr", false, "the same in French"},
    {"looks_for", false, "for the networking rounds"},
    {"offers", false, "for the networking rounds"},
};

static err take(cx *c, const struct table_row *table_row, enum table_change *change) {
    const str *v = table_row->values;
    struct people_row row = {.email = v[P_EMAIL],
                             .given_name = v[P_GIVEN_NAME],
                             .family_name = v[P_FAMILY_NAME],
                             .institution = v[P_INSTITUTION],
                             .roles = v[P_ROLES],
                             .position = v[P_POSITION],
                             .discipline = v[P_DISCIPLINE],
                             .pronouns = v[P_PRONOUNS],
                             .languages = v[P_LANGUAGES],
                             .language = v[P_LANGUAGE],
                             .about_en = v[P_ABOUT_EN],
                             .about_fr = v[P_ABOUT_FR],
                             .looks_for = v[P_LOOKS_FOR],
                             .offers = v[P_OFFERS]};
    int64_t id = 0;
    int changed = 0;

    TRY(people_put(c, &row, &id, &changed));
    *change = changed == 0 ? TABLE_SAME : changed == 1 ? TABLE_NEW : TABLE_CHANGED;
    return OK;
}

/* Where rows go: the export's own. */
struct sink {
    err (*put)(void *self, const str *values);
    void *self;
};

static err row_out(void *self, const struct people_row *row) {
    struct sink *out = self;

    return out->put(out->self, (const str[P_COLUMNS]){
                                   [P_EMAIL] = row->email,
                                   [P_GIVEN_NAME] = row->given_name,
                                   [P_FAMILY_NAME] = row->family_name,
                                   [P_INSTITUTION] = row->institution,
                                   [P_ROLES] = row->roles,
                                   [P_POSITION] = row->position,
                                   [P_DISCIPLINE] = row->discipline,
                                   [P_PRONOUNS] = row->pronouns,
                                   [P_LANGUAGES] = row->languages,
                                   [P_LANGUAGE] = row->language,
                                   [P_ABOUT_EN] = row->about_en,
                                   [P_ABOUT_FR] = row->about_fr,
                                   [P_LOOKS_FOR] = row->looks_for,
                                   [P_OFFERS] = row->offers,
                               });
}

static err give(cx *c, err (*put)(void *self, const str *values), void *self) {
    return people_give(c, row_out, &(struct sink){put, self});
}

static const struct table tables[] = {
    {.file = "people.csv",
     .order = 45,
     .columns = columns,
     .column_count = P_COLUMNS,
     .take = take,
     .give = give},
};

static const struct personal personal = {.give = people_personal_give,
                                         .erase = people_personal_erase};

FEATURE(people) = {
    .name = "people",
    FEATURE_LIST(route, routes),
    FEATURE_LIST(panel, panels),
    FEATURE_LIST(finder, finders),
    FEATURE_LIST(table, tables),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    .personal = &personal,
};
