#include "features/people/web.h"

#include "gen/people_sql.h"
#include "gen/people_views.h"

enum { WEIGHT = 60, START_WEIGHT = 20 };

/* Whom the reader knows from home, as far as they agreed to be seen. One query. */
err people_panel_colleagues(cx *c, int64_t subject UNUSED, html *h) {
    struct people_colleagues_list all = {0};
    struct web_card *at = NULL;

    TRY(people_sql_colleagues(c, c->edition.id, c->person, CONSENT_TEXT_VERSION, &all));
    at = arena_array(c->mem, all.count + 1, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < all.count; i++) {
        struct people_person p = {.id = all.at[i].id,
                                  .given_name = all.at[i].given_name,
                                  .family_name = all.at[i].family_name,
                                  .position = all.at[i].position,
                                  .discipline = all.at[i].discipline,
                                  .is_speaker = !all.at[i].is_agreed};

        p.consents[CONSENT_DIRECTORY] = all.at[i].is_agreed ? CONSENT_YES : CONSENT_NO;
        at[i] = web_card_of(c, &p, &(struct institution_list){0});
    }
    if (all.count > 0) {
        people_view_colleagues(h, &(struct web_cards){at, all.count});
    }
    return OK;
}

err people_finder(cx *c, str folded, struct found_list *out) {
    struct people_find_list hits = {0};
    struct institution_list institutions = {0};
    bool is_desk = cx_may(c, ROLES_DESK);

    TRY(people_sql_find(c,
                        &(struct people_find_args){.edition = c->edition.id,
                                                   .folded = folded,
                                                   .reader = c->person,
                                                   .everything = is_desk,
                                                   .text = CONSENT_TEXT_VERSION},
                        &hits));
    TRY(institution_list(c, &institutions));
    for (size_t i = 0; i < hits.count && out->count < COUNT_OF(out->at); i++) {
        const struct people_find *hit = &hits.at[i];
        const struct institution *from = institution_in(&institutions, hit->institution);
        struct people_person p = {
            .id = hit->id, .given_name = hit->given_name, .family_name = hit->family_name};

        out->at[out->count++] = (struct found){
            .kind = say(c, W("Person")),
            .title = people_name(c, &p),
            .note = from == NULL ? hit->discipline : institution_name(c, from),
            .path = is_desk ? str_fmt(c->mem, "/desk/people/%" PRId64, p.id) : people_path(c, &p),
            .weight = WEIGHT + (str_starts(hit->folded, folded) ? START_WEIGHT : 0)};
    }
    return OK;
}
