#include "features/people/web.h"

#include <stdlib.h>

#include "gen/people_views.h"

/* What the page of speakers depends on. */
#define KEPT_ON STR("people programme edition institutions")

static err check_edition(cx *c) {
    if (c->edition.id == 0) {
        return refuse(c, ERR_MISSING, W("There is no edition yet."));
    }
    return OK;
}

/* ---- cards ---- */

static str two_with_comma(arena *mem, str a, str b) {
    if (a.len == 0 || b.len == 0) {
        return str_join(mem, a, b);
    }
    return str_fmt(mem, "%.*s, %.*s", STR_ARG(a), STR_ARG(b));
}

struct web_card web_card_of(cx *c, const struct people_person *p,
                            const struct institution_list *institutions) {
    const struct institution *from = institution_in(institutions, p->institution);
    bool is_entry = people_seen(c, p) == PEOPLE_ENTRY && cx_may(c, ROLES_MEMBERS);
    struct web_card x = {.id = p->id,
                         .given_name = p->given_name,
                         .family_name = p->family_name,
                         .name = people_name(c, p),
                         .path = cx_may(c, ROLES_MEMBERS) ? people_path(c, p) : STR_NONE,
                         .institution = from == NULL ? STR_NONE : institution_name(c, from),
                         .line = is_entry ? two_with_comma(c->mem, p->position, p->discipline)
                                          : p->discipline,
                         .is_me = c->person != 0 && p->id == c->person};

    x.below = two_with_comma(c->mem, x.institution, x.line);
    return x;
}

static const struct programme_person *part_of(const struct programme_session *s, int64_t person) {
    for (size_t i = 0; i < s->people.count; i++) {
        if (s->people.at[i].id == person) {
            return &s->people.at[i];
        }
    }
    return NULL;
}

/* When, where and as what: "Mon 23 March, 09:00, Amphi 2, speaker". */
static str part_note(cx *c, const struct programme_session *s, enum programme_part part) {
    struct civil wall = zone_civil(c->edition.zone, s->starts_at);
    str when = two_with_comma(c->mem, word_day(c->mem, c->lang, s->day),
                              minutes_text(c->mem, wall.hour * 60 + wall.minute));

    when = two_with_comma(c->mem, when, programme_where(c, s));
    return two_with_comma(c->mem, when, programme_part_word(c, part));
}

static err parts_of(cx *c, const struct programme_session_list *sessions, int64_t person,
                    struct web_parts *out) {
    struct web_part *at = arena_array(c->mem, sessions->count, sizeof(*at));
    size_t count = 0;

    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < sessions->count; i++) {
        const struct programme_session *s = &sessions->at[i];
        const struct programme_person *part = part_of(s, person);

        if (part != NULL && s->state == PROGRAMME_CONFIRMED) {
            at[count++] = (struct web_part){s, programme_path(c, s), part_note(c, s, part->part)};
        }
    }
    *out = (struct web_parts){at, count};
    return OK;
}

/* ---- the speakers, for everybody ---- */

err people_get_speakers(cx *c, const request *q, reply *r) {
    struct people_list people = {0};
    struct institution_list institutions = {0};
    struct programme_session_list sessions = {0};
    struct web_card *at = NULL;
    size_t count = 0;

    TRY(people_list(c, &people));
    TRY(institution_list(c, &institutions));
    TRY(programme_week(c, &sessions));
    at = arena_array(c->mem, people.count, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < people.count; i++) {
        if (people.at[i].is_speaker) {
            at[count] = web_card_of(c, &people.at[i], &institutions);
            /* This page tells everybody the same: what the programme tells. */
            at[count].below =
                two_with_comma(c->mem, at[count].institution, people.at[i].discipline);
            TRY(parts_of(c, &sessions, people.at[i].id, &at[count].parts));
            count++;
        }
    }
    reply_kept(r, KEPT_ON, 0);
    return people_page_speakers(c, q, r, &(struct web_cards){at, count});
}

/* ---- the members ---- */

static int choice_order(const void *a, const void *b) {
    const struct people_choice *x = a;
    const struct people_choice *y = b;

    return str_order(x->value, y->value);
}

static err discipline_choices(cx *c, const struct people_list *people, str chosen,
                              struct people_choices *out) {
    struct people_choice *at = arena_array(c->mem, people->count, sizeof(*at));
    size_t count = 0;

    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < people->count; i++) {
        str discipline = people->at[i].discipline;
        bool is_new = discipline.len > 0;

        for (size_t k = 0; k < count; k++) {
            is_new = is_new && !str_eq(at[k].value, discipline);
        }
        if (is_new) {
            at[count++] =
                (struct people_choice){discipline, discipline, str_eq(discipline, chosen)};
        }
    }
    if (count > 0) {
        qsort(at, count, sizeof(*at), choice_order);
    }
    *out = (struct people_choices){at, count};
    return OK;
}

/* Of everybody, whom the reader may see. */
static err seen_among(cx *c, const struct people_list *all, struct people_list *out) {
    struct people_person *at = arena_array(c->mem, all->count, sizeof(*at));
    size_t count = 0;

    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < all->count; i++) {
        enum people_seen seen = people_seen(c, &all->at[i]);

        if (seen != PEOPLE_NOTHING) {
            at[count] = all->at[i];
            if (seen == PEOPLE_ON_STAGE) {
                at[count].languages = STR_NONE; /* not told, so not found by it either */
            }
            count++;
        }
    }
    *out = (struct people_list){at, count};
    return OK;
}

static err cards_of(cx *c, const struct people_list *seen, const struct people_filter *f,
                    const struct institution_list *institutions, struct web_directory *page) {
    struct web_card *at = arena_array(c->mem, seen->count, sizeof(*at));
    size_t count = 0;

    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < seen->count; i++) {
        const struct people_person *p = &seen->at[i];

        page->speakers += p->is_speaker ? 1 : 0;
        if (people_fits(p, f)) {
            at[count++] = web_card_of(c, p, institutions);
        }
        if (p->id == c->person) {
            page->is_hidden = p->consents[CONSENT_DIRECTORY] != CONSENT_YES;
        }
    }
    page->all = seen->count;
    page->cards = (struct web_cards){at, count};
    return OK;
}

err people_get_people(cx *c, const request *q, reply *r) {
    struct people_list all = {0};
    struct people_list seen = {0};
    struct institution_list institutions = {0};
    struct web_directory page = {.name = str_trim(q_typed(q, "q")),
                                 .only_speakers = str_eq(q_typed(q, "show"), STR("speakers"))};
    struct people_filter f = {.name = str_fold(c->mem, page.name),
                              .language = q_typed(q, "language"),
                              .discipline = q_typed(q, "discipline"),
                              .only_speakers = page.only_speakers};

    TRY(check_edition(c));
    TRY(people_list(c, &all));
    TRY(institution_list(c, &institutions));
    TRY(seen_among(c, &all, &seen));
    TRY(people_institution_choices(c, &institutions, q_typed(q, "institution"), &page.institutions,
                                   &f.institution));
    TRY(people_language_choices(c, &seen, f.language, &page.languages));
    TRY(discipline_choices(c, &seen, f.discipline, &page.disciplines));
    page.is_filtered =
        f.name.len > 0 || f.institution != 0 || f.language.len > 0 || f.discipline.len > 0;
    TRY(cards_of(c, &seen, &f, &institutions, &page));
    return people_page_people(c, q, r, &page);
}

/* ---- one of them ---- */

err people_get_person(cx *c, const request *q, reply *r) {
    struct people_person p = {0};
    struct institution_list institutions = {0};
    struct programme_session_list sessions = {0};
    const struct institution *from = NULL;
    struct web_person page = {.p = &p, .is_desk = cx_may(c, ROLES_DESK)};
    int64_t id = 0;

    TRY(check_edition(c));
    q_id(q, 0, &id); /* 0 is nobody's */
    TRY(people_get(c, id, &p));
    if (people_seen(c, &p) == PEOPLE_NOTHING) {
        return refuse(c, ERR_MISSING, W("There is no such person here."));
    }
    TRY(institution_list(c, &institutions));
    TRY(programme_of_person(c, id, &sessions));
    page.card = web_card_of(c, &p, &institutions);
    TRY(parts_of(c, &sessions, id, &page.card.parts));
    from = institution_in(&institutions, p.institution);
    page.from = from == NULL
                    ? STR_NONE
                    : two_with_comma(c->mem, page.card.institution, institution_place(c, from));
    page.is_entry = people_seen(c, &p) == PEOPLE_ENTRY;
    page.languages = people_languages_text(c, p.languages);
    page.mailto = people_may_write(c, &p) ? str_join(c->mem, STR("mailto:"), p.email) : STR_NONE;
    return people_page_person(c, q, r, &page);
}
