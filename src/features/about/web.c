#include "features/about/web.h"

#include "app/assets.h"

#include "gen/about_views.h"

/* What these pages depend on: whom to ask, and the settings. */
#define KEPT_ON STR("edition setting")

/* The day on which the statement was last held against the pages: it is part of the statement. */
enum { PREPARED_YEAR = 2026, PREPARED_MONTH = 11, PREPARED_DAY = 24 };

err about_get_accessibility(cx *c, const request *q, reply *r) {
    struct web_statement page = {.prepared_on =
                                     day_from(PREPARED_YEAR, PREPARED_MONTH, PREPARED_DAY)};

    TRY(about_facts(c, &page.facts));
    reply_kept(r, KEPT_ON, 0);
    return about_page_accessibility(c, q, r, &page);
}

err about_get_privacy(cx *c, const request *q, reply *r) {
    struct web_notice page = {.facts = {.backups_kept = 0}};

    TRY(about_facts(c, &page.facts));
    TRY(about_purposes(c, &page.purposes));
    reply_kept(r, KEPT_ON, 0);
    return about_page_privacy(c, q, r, &page);
}

err about_get_licences(cx *c, const request *q, reply *r) {
    const struct asset *texts = asset_named(STR("licences.txt"));
    struct web_licences page = {.libraries = about_libraries(),
                                .texts = texts == NULL ? STR_NONE : str_trim(texts->plain)};

    reply_kept(r, KEPT_ON, 0);
    return about_page_licences(c, q, r, &page);
}
