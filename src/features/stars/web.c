#include "features/stars/web.h"

#include "app/page.h"

#include "features/stars/stars.h"

#include "gen/stars_views.h"

err stars_get_stars(cx *c, const request *q, reply *r) {
    struct stars_list list = {0};

    TRY(stars_list(c, &list));
    return stars_page_stars(c, q, r, &list);
}

err stars_post_star(cx *c, const request *q, reply *r) {
    int64_t session = 0;
    str path = STR_NONE;

    if (!q_id(q, 0, &session)) {
        return ERR_MISSING;
    }
    TRY(stars_set(c, session, q_ticked(q, "starred"), &path));
    return reply_to(c, r, "%.*s", STR_ARG(path));
}

err stars_panel(cx *c, int64_t session, html *h) {
    bool is_starred = false;

    TRY(stars_has(c, session, &is_starred));
    stars_view_button(h, session, is_starred);
    return OK;
}
