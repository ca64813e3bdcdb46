#include "features/roster/web.h"

#include "app/csv.h"

#include "gen/roster_views.h"

enum { CSV_LIMIT = 10 * 1024 * 1024, STATES = 5 };

static err check_edition(cx *c) {
    if (c->edition.id == 0) {
        return refuse(c, ERR_MISSING, W("There is no edition yet."));
    }
    return OK;
}

static str institution_of(const cx *c, const struct institution_list *all, int64_t id) {
    const struct institution *i = institution_in(all, id);

    return i == NULL ? STR_NONE : institution_name(c, i);
}

/* ---- what is asked for ---- */

/* Everybody, who fits, and what can be chosen. */
struct asked {
    struct people_list people;
    struct institution_list institutions;
    struct people_filter filter;
};

static err role_choices(cx *c, unsigned chosen, struct people_choices *out) {
    struct people_choice *at = arena_array(c->mem, 8, sizeof(*at));
    size_t count = 0;

    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (unsigned one = ROLE_PARTICIPANT; one <= ROLE_ALLIANCE; one <<= 1) {
        at[count++] =
            (struct people_choice){role_name(one), people_role_word(c, one), one == chosen};
    }
    *out = (struct people_choices){at, count};
    return OK;
}

/* What is missing, or not, as one choice: an organiser looks for one thing at a time. */
static err state_choices(cx *c, str chosen, struct people_filter *f, struct people_choices *out) {
    const struct people_choice states[STATES] = {
        {STR("never"), say(c, W("Has never signed in")), false},
        {STR("signed-in"), say(c, W("Has signed in")), false},
        {STR("name"), say(c, W("Name on the certificate not confirmed")), false},
        {STR("consents"), say(c, W("Has not answered all consents")), false},
        {STR("speaks"), say(c, W("Speaks in a session")), false}};
    struct people_choice *at = arena_array(c->mem, STATES, sizeof(*at));

    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < STATES; i++) {
        at[i] = states[i];
        at[i].is_chosen = str_eq(states[i].value, chosen);
    }
    f->only_strangers = at[0].is_chosen;
    f->only_known = at[1].is_chosen;
    f->only_unconfirmed = at[2].is_chosen;
    f->only_unanswered = at[3].is_chosen;
    f->only_speakers = at[4].is_chosen;
    *out = (struct people_choices){at, STATES};
    return OK;
}

static err read_asked(cx *c, const request *q, struct asked *a, struct web_list *page) {
    struct people_filter *f = &a->filter;

    TRY(people_list(c, &a->people));
    TRY(institution_list(c, &a->institutions));
    page->name = str_trim(q_typed(q, "q"));
    page->all = a->people.count;
    f->name = str_fold(c->mem, page->name);
    f->language = q_typed(q, "language");
    f->roles = role_from(q_typed(q, "role"));
    TRY(people_institution_choices(c, &a->institutions, q_typed(q, "institution"),
                                   &page->institutions, &f->institution));
    TRY(people_language_choices(c, &a->people, f->language, &page->languages));
    TRY(role_choices(c, f->roles, &page->roles));
    TRY(state_choices(c, q_typed(q, "state"), f, &page->states));
    page->is_filtered = f->name.len > 0 || f->institution != 0 || f->language.len > 0 ||
                        f->roles != 0 || q_typed(q, "state").len > 0;
    return OK;
}

static int64_t answered_of(const struct people_person *p) {
    int64_t count = 0;

    for (int i = 0; i < CONSENT_PURPOSES; i++) {
        count += p->consents[i] != CONSENT_UNANSWERED ? 1 : 0;
    }
    return count;
}

static err rows_of(cx *c, const struct asked *a, struct web_rows *out) {
    struct web_row *at = arena_array(c->mem, a->people.count, sizeof(*at));
    size_t count = 0;

    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < a->people.count; i++) {
        const struct people_person *p = &a->people.at[i];

        if (people_fits(p, &a->filter)) {
            at[count++] = (struct web_row){p, people_name(c, p),
                                           institution_of(c, &a->institutions, p->institution),
                                           people_roles_words(c, p->roles), answered_of(p)};
        }
    }
    *out = (struct web_rows){at, count};
    return OK;
}

/* People by institution, who comes from none last. */
static err bars_of(cx *c, const struct asked *a, struct web_bars *out) {
    size_t all = a->institutions.count;
    struct web_bar *at = arena_array(c->mem, all + 1, sizeof(*at));
    int64_t widest = 1;

    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t k = 0; k <= all; k++) {
        int64_t id = k < all ? a->institutions.at[k].id : 0;

        at[k].name = k < all ? institution_name(c, &a->institutions.at[k])
                             : say(c, W("Guests from outside"));
        at[k].short_name = k < all ? a->institutions.at[k].short_name : STR_NONE;
        for (size_t i = 0; i < a->people.count; i++) {
            bool is_here = a->people.at[i].institution == id;

            at[k].all += is_here ? 1 : 0;
            at[k].part += is_here && a->people.at[i].has_signed_in ? 1 : 0;
        }
        widest = at[k].all > widest ? at[k].all : widest;
    }
    for (size_t k = 0; k <= all; k++) {
        at[k].widest = widest;
    }
    *out = (struct web_bars){at, at[all].all > 0 ? all + 1 : all};
    return OK;
}

err roster_get_list(cx *c, const request *q, reply *r) {
    struct asked a = {0};
    struct web_list page = {0};
    str target = q_target(q);
    size_t query = str_find_char(target, '?');

    TRY(check_edition(c));
    TRY(read_asked(c, q, &a, &page));
    TRY(rows_of(c, &a, &page.rows));
    TRY(bars_of(c, &a, &page.bars));
    page.csv = str_join(c->mem, STR("/desk/people.csv"),
                        query == SIZE_MAX ? STR_NONE : str_from(target, query));
    return roster_page_list(c, q, r, &page);
}

err roster_get_csv(cx *c, const request *q, reply *r) {
    struct asked a = {0};
    struct web_list page = {0};
    buf out = buf_new(c->mem, CSV_LIMIT);
    const str head[] = {STR("email"),
                        STR("given_name"),
                        STR("family_name"),
                        STR("institution"),
                        STR("roles"),
                        STR("position"),
                        STR("discipline"),
                        STR("languages"),
                        STR("language"),
                        STR("signed_in"),
                        STR("consents"),
                        STR("photo"),
                        STR("certificate_name"),
                        STR("certificate_confirmed")};

    TRY(check_edition(c));
    TRY(read_asked(c, q, &a, &page));
    TRY(rows_of(c, &a, &page.rows));
    csv_put_mark(&out);
    csv_put_row(&out, head, COUNT_OF(head));
    for (size_t i = 0; i < page.rows.count; i++) {
        const struct web_row *x = &page.rows.at[i];
        const struct people_person *p = x->p;
        const struct institution *from = institution_in(&a.institutions, p->institution);
        const str values[COUNT_OF(head)] = {
            p->email,
            p->given_name,
            p->family_name,
            from == NULL ? STR_NONE : from->short_name,
            people_roles_text(c->mem, p->roles),
            p->position,
            p->discipline,
            p->languages,
            p->language,
            p->has_signed_in ? STR("yes") : STR("no"),
            str_fmt(c->mem, "%" PRId64, x->answered),
            str_of(consents_choice_name(p->consents[CONSENT_PHOTO])),
            p->certificate_name,
            p->certificate_at > 0 ? STR("yes") : STR("no")};

        csv_put_row(&out, values, COUNT_OF(values));
    }
    TRY(buf_done(&out));
    return reply_file(c, r, STR("text/csv; charset=utf-8"), STR("people.csv"), buf_str(&out));
}
