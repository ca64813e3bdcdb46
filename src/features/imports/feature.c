#include "features/imports/web.h"

/* More than the files may have together, so that a little too much is told in words. */
enum { BODY_MAX = 2 * IMPORTS_BYTES_MAX };

static const struct route routes[] = {
    ROUTE(GET, "/desk/import", ROLES_DESK, imports_get_import),
    ROUTE(POST, "/desk/import", ROLES_DESK, imports_post_import, .again = imports_get_import,
          .flags = ROUTE_UPLOAD, .body_max = BODY_MAX),
    ROUTE(GET, "/desk/import/{}", ROLES_DESK, imports_get_report),
    ROUTE(POST, "/desk/import/{}", ROLES_DESK, imports_post_report),
    ROUTE(GET, "/desk/export/{}", ROLES_DESK, imports_get_export),
};

static const struct feature_job upkeep[] = {
    {.kind = {.name = "imports.run", .tries_max = 3}, .run = imports_job_run},
    {.kind = {.name = "imports.tidy", .tries_max = 3, .every_s = 3600, .keep_s = 86400},
     .run = imports_job_tidy},
};

static const struct menu menu[] = {
    {.area = MENU_DESK_AROUND,
     .order = 70,
     .label = "Import and export",
     .path = "/desk/import",
     .icon = "upload",
     .roles = ROLES_DESK},
};

extern const struct feature feature_imports;
const struct feature feature_imports = {
    .name = "imports",
    FEATURE_LIST(route, routes),
    FEATURE_LIST(job, upkeep),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
};
