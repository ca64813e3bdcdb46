#include "features/signin/web.h"

static const struct route routes[] = {
    ROUTE(GET, "/sign-in", ROLE_VISITOR, signin_get_ask),
    ROUTE(POST, "/sign-in", ROLE_VISITOR, signin_post_ask, .again = signin_get_ask),
    ROUTE(GET, "/sign-in/sent", ROLE_VISITOR, signin_get_sent),
    ROUTE(POST, "/sign-in/code", ROLE_VISITOR, signin_post_code, .again = signin_get_sent),
    ROUTE(GET, "/sign-in/{}", ROLE_VISITOR, signin_get_link),
    ROUTE(POST, "/sign-in/{}", ROLE_VISITOR, signin_post_link, .again = signin_again_link),
    ROUTE(GET, "/sign-out", ROLE_VISITOR, signin_get_out),
    ROUTE(POST, "/sign-out", ROLE_VISITOR, signin_post_out),
    ROUTE(GET, "/me/sign-ins", ROLES_MEMBERS, signin_get_sessions),
    ROUTE(POST, "/me/sign-ins/{}/end", ROLES_MEMBERS, signin_post_end),
    ROUTE(POST, "/me/sign-ins/end-others", ROLES_MEMBERS, signin_post_end_others),
    ROUTE(POST, "/me/edition", ROLES_MEMBERS, signin_post_edition),
};

static const struct setting settings[] = {
    {.key = "signin.address_limit",
     .label = "Sign-in mails to one address in an hour",
     .initial = "5",
     .type = SETTING_INT,
     .scope = SETTING_INSTALLATION,
     .min = 1,
     .max = 100},
    {.key = "signin.network_limit",
     .label = "Sign-in mails asked for from one network in an hour",
     .help = "A campus shares one network: for the first morning of a week, set this to the "
             "number of people expected.",
     .initial = "20",
     .type = SETTING_INT,
     .scope = SETTING_INSTALLATION,
     .min = 1,
     .max = 10000},
};

static const struct menu menu[] = {
    {.area = MENU_PERSON,
     .order = 80,
     .label = "Sign-ins",
     .path = "/me/sign-ins",
     .icon = "key-round",
     .roles = ROLES_MEMBERS},
    {.area = MENU_PERSON,
     .order = 90,
     .label = "Sign out",
     .path = "/sign-out",
     .icon = "log-out",
     .roles = ROLE_VISITOR},
};

static const struct panel panels[] = {
    {.place = "today.side", .order = 90, .roles = ROLES_MEMBERS, .render = signin_panel_editions},
};

static const struct personal personal = {.give = signin_give, .erase = signin_erase};

FEATURE(signin) = {
    .name = "signin",
    FEATURE_LIST(route, routes),
    FEATURE_LIST(setting, settings),
    FEATURE_LIST(panel, panels),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    .personal = &personal,
};
