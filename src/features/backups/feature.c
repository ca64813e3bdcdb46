#include "features/backups/web.h"

static const struct route routes[] = {
    ROUTE(GET, "/desk/backups", ROLES_DESK, backups_get_desk),
    ROUTE(POST, "/desk/backups", ROLES_DESK, backups_post_desk, .limit = 10, .limit_s = 3600),
    ROUTE(GET, "/desk/backups/{}/download", ROLE_ADMIN, backups_get_download, .limit = 20,
          .limit_s = 3600),
};

static const struct feature_job makers[] = {
    {.kind = {.name = "backups.make", .tries_max = 5, .every_s = 86400}, .run = backups_job_make},
};

static const struct setting settings[] = {
    {.key = "backups.keep",
     .label = "How many backups are kept",
     .help = "One a day is made; the oldest beyond this number are deleted.",
     .initial = "7",
     .type = SETTING_INT,
     .scope = SETTING_INSTALLATION,
     .min = 1,
     .max = 365},
};

static const struct menu menu[] = {
    {.area = MENU_DESK_AROUND,
     .order = 80,
     .label = "Backups",
     .path = "/desk/backups",
     .icon = "history",
     .roles = ROLES_DESK},
};

static const struct check checks[] = {
    {.name = "backups.age", .run = backups_check},
};

extern const struct feature feature_backups;
const struct feature feature_backups = {
    .name = "backups",
    FEATURE_LIST(route, routes),
    FEATURE_LIST(job, makers),
    FEATURE_LIST(setting, settings),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    FEATURE_LIST(check, checks),
};
