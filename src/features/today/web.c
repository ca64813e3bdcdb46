#include "features/today/web.h"

#include "app/feature.h"
#include "app/page.h"

#include "features/today/today.h"

#include "gen/today_views.h"

err today_get_today(cx *c, const request *q, reply *r) {
    struct today t = {0};

    TRY(today_read(c, &t));
    return today_page_today(c, q, r, &t);
}

/* What everybody sees of the day: a page that follows is told of moves within the second. */
err today_render(cx *c, str key, html *h) {
    struct today t = {0};

    if (!str_eq(key, c->edition.slug)) {
        return ERR_MISSING;
    }
    TRY(today_read(c, &t));
    today_view_now(h, &t);
    return OK;
}
