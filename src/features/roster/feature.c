#include "features/roster/web.h"

enum { LINKS = 20, LINKS_S = 3600 };

static const struct route routes[] = {
    ROUTE(GET, "/desk/people", ROLES_DESK, roster_get_list),
    ROUTE(GET, "/desk/people.csv", ROLES_DESK, roster_get_csv),
    ROUTE(GET, "/desk/people/add", ROLES_DESK, roster_get_add),
    ROUTE(POST, "/desk/people/add", ROLES_DESK, roster_post_add, .again = roster_get_add),
    ROUTE(GET, "/desk/people/{}", ROLES_DESK, roster_get_person),
    ROUTE(POST, "/desk/people/{}", ROLES_DESK, roster_post_person, .again = roster_get_person),
    ROUTE(POST, "/desk/people/{}/link", ROLES_DESK, roster_post_link, .limit = LINKS,
          .limit_s = LINKS_S),
};

static const struct menu menu[] = {
    {.area = MENU_DESK_DURING,
     .order = 30,
     .label = "People",
     .path = "/desk/people",
     .icon = "users",
     .roles = ROLES_DESK},
};

static const struct panel panels[] = {
    {.place = "desk.figures", .order = 10, .roles = ROLES_DESK, .render = roster_panel_expected},
    {.place = "desk.figures", .order = 40, .roles = ROLES_DESK, .render = roster_panel_answered},
};

FEATURE(roster) = {
    .name = "roster",
    FEATURE_LIST(route, routes),
    FEATURE_LIST(panel, panels),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
};
