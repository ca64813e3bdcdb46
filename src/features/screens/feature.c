#include "features/screens/web.h"

static const struct route routes[] = {
    ROUTE(GET, "/screen/{}", ROLE_VISITOR, screens_get_screen, .flags = ROUTE_TOKEN),
    ROUTE(GET, "/desk/screens", ROLES_DESK, screens_get_desk),
    ROUTE(POST, "/desk/screens", ROLES_DESK, screens_post_desk),
};

static const struct topic topics[] = {
    {.pattern = "screens/{}",
     .roles = ROLE_VISITOR,
     .follows = "programme/",
     .render = screens_render},
};

static const struct menu menu[] = {
    {.area = MENU_DESK_AROUND,
     .order = 60,
     .label = "Screens",
     .path = "/desk/screens",
     .icon = "presentation",
     .roles = ROLES_DESK},
};

extern const struct feature feature_screens;
const struct feature feature_screens = {
    .name = "screens",
    FEATURE_LIST(route, routes),
    FEATURE_LIST(topic, topics),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
};
