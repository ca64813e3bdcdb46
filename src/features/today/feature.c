#include "app/feature.h"

#include "features/today/web.h"

static const struct route routes[] = {
    ROUTE(GET, "/today", ROLES_MEMBERS, today_get_today),
};

static const struct topic topics[] = {
    {.pattern = "today/{}",
     .roles = ROLES_MEMBERS,
     .follows = "programme/",
     .render = today_render},
};

static const struct menu menu[] = {
    {.area = MENU_MEMBER,
     .order = 10,
     .label = "Today",
     .path = "/today",
     .icon = "clock",
     .roles = ROLES_MEMBERS},
};

extern const struct feature feature_today;
const struct feature feature_today = {
    .name = "today",
    FEATURE_LIST(route, routes),
    FEATURE_LIST(topic, topics),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
};
