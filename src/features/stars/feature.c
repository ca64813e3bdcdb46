#include "app/feature.h"

#include "features/stars/stars.h"
#include "features/stars/web.h"

static const struct route routes[] = {
    ROUTE(GET, "/stars", ROLES_MEMBERS, stars_get_stars),
    ROUTE(POST, "/stars/{}", ROLES_MEMBERS, stars_post_star),
};

static const struct menu menu[] = {
    {.area = MENU_MEMBER,
     .order = 30,
     .label = "Stars",
     .path = "/stars",
     .icon = "star",
     .roles = ROLES_MEMBERS},
};

static const struct panel panels[] = {
    {.place = "session.actions", .order = 20, .roles = ROLES_MEMBERS, .render = stars_panel},
};

static const struct personal personal = {.give = stars_give, .erase = stars_erase};

FEATURE(stars) = {
    .name = "stars",
    FEATURE_LIST(route, routes),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    FEATURE_LIST(panel, panels),
    .personal = &personal,
};
