#include "features/roster/web.h"

#include "gen/roster_views.h"

err roster_panel_expected(cx *c, int64_t subject UNUSED, html *h) {
    struct people_count n = {0};

    TRY(people_count(c, &n));
    roster_view_expected(h, &n);
    return OK;
}

err roster_panel_answered(cx *c, int64_t subject UNUSED, html *h) {
    struct people_count n = {0};

    TRY(people_count(c, &n));
    roster_view_answered(h, &n);
    return OK;
}
