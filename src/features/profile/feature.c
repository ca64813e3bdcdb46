#include "features/profile/web.h"

static const struct route routes[] = {
    ROUTE(GET, "/me", ROLES_MEMBERS, profile_get_me),
    ROUTE(POST, "/me", ROLES_MEMBERS, profile_post_me, .again = profile_get_me),
    ROUTE(POST, "/me/certificate", ROLES_MEMBERS, profile_post_certificate,
          .again = profile_get_me),
    ROUTE(GET, "/me/data", ROLES_MEMBERS, profile_get_data),
};

static const struct menu menu[] = {
    {.area = MENU_PERSON,
     .order = 10,
     .label = "My profile",
     .path = "/me",
     .icon = "user",
     .roles = ROLES_MEMBERS},
};

static const struct panel panels[] = {
    {.place = "today.side", .order = 10, .roles = ROLES_MEMBERS, .render = profile_panel_tasks},
};

FEATURE(profile) = {
    .name = "profile",
    FEATURE_LIST(route, routes),
    FEATURE_LIST(panel, panels),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
};
