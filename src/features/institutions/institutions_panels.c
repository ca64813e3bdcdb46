#include "features/institutions/web.h"

#include "gen/institutions_sql.h"
#include "gen/institutions_views.h"

enum { WEIGHT = 40, START_WEIGHT = 10 };

err institutions_panel_partners(cx *c, int64_t subject UNUSED, html *h) {
    struct institution_list all = {0};
    struct web_institution *at = NULL;

    if (c->edition.id == 0) {
        return OK;
    }
    TRY(institution_list(c, &all));
    if (all.count == 0) {
        return OK;
    }
    at = arena_array(c->mem, all.count, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < all.count; i++) {
        at[i] = (struct web_institution){.i = &all.at[i],
                                         .name = institution_name(c, &all.at[i]),
                                         .place = institution_place(c, &all.at[i]),
                                         .is_host = all.at[i].part == INSTITUTION_HOST};
    }
    institutions_view_partners(h, &(struct web_institutions){.at = at, .count = all.count});
    return OK;
}

/* Where a reader can go on from an institution. */
static str path_of(const cx *c, const struct institutions_find *hit) {
    if (cx_may(c, ROLES_DESK)) {
        return str_fmt(c->mem, "/desk/institutions/%" PRId64, hit->id);
    }
    return str_fmt(c->mem, "/people?institution=%.*s", STR_ARG(hit->short_name));
}

err institutions_finder(cx *c, str folded, struct found_list *out) {
    struct institutions_find_list hits = {0};

    TRY(institutions_sql_find(c, c->edition.id, folded, &hits));
    for (size_t i = 0; i < hits.count && out->count < COUNT_OF(out->at); i++) {
        const struct institutions_find *hit = &hits.at[i];
        struct institution one = {.short_name = hit->short_name,
                                  .name = hit->name,
                                  .name_en = hit->name_en,
                                  .city = hit->city,
                                  .country = hit->country};
        bool is_start = str_starts(str_fold(c->mem, hit->short_name), folded);

        out->at[out->count++] = (struct found){.kind = say(c, W("Institution")),
                                               .title = institution_name(c, &one),
                                               .note = institution_place(c, &one),
                                               .path = path_of(c, hit),
                                               .weight = WEIGHT + (is_start ? START_WEIGHT : 0)};
    }
    return OK;
}
