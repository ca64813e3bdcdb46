#include "features/desk/web.h"

#include "app/feature.h"
#include "app/page.h"

#include "features/desk/desk.h"

#include "gen/desk_views.h"

err desk_get_desk(cx *c, const request *q, reply *r) {
    struct desk_now now = {0};

    TRY(desk_read(c, &now));
    return desk_page_desk(c, q, r, &now);
}
