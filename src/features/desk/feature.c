#include "app/feature.h"

#include "features/desk/web.h"

static const struct route routes[] = {
    ROUTE(GET, "/desk", ROLES_DESK, desk_get_desk),
};

static const struct menu menu[] = {
    {.area = MENU_DESK_DURING,
     .order = 10,
     .label = "Right now",
     .path = "/desk",
     .icon = "clock",
     .roles = ROLES_DESK},
    {.area = MENU_PERSON,
     .order = 30,
     .label = "The desk",
     .path = "/desk",
     .icon = "layout-grid",
     .roles = ROLES_DESK},
    {.area = MENU_DESK_AROUND,
     .order = 90,
     .label = "Jobs",
     .path = "/desk/jobs",
     .icon = "list-checks",
     .roles = ROLES_DESK},
};

extern const struct feature feature_desk;
const struct feature feature_desk = {
    .name = "desk",
    FEATURE_LIST(route, routes),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
};
