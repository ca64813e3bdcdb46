#include "features/programme/web.h"

#include "core/edition.h"

#include "features/people/people.h"

#include "gen/programme_views.h"

/* What a page of the programme depends on. */
#define KEPT_ON STR("programme edition people institution")

err programme_get_current(cx *c, const request *q UNUSED, reply *r) {
    if (c->edition.id == 0) {
        return refuse(c, ERR_MISSING, W("There is no edition yet."));
    }
    return reply_to(c, r, "/e/%.*s/programme", STR_ARG(c->edition.slug));
}

/* ---- the programme -------------------------------------------------------- */

static struct web_filter filter_read(const request *q) {
    struct web_filter f = {0};

    f.has_kind = programme_kind_read(q_typed(q, "kind"), &f.kind) && f.kind != PROGRAMME_BLOCKER;
    f.has_model = programme_model_read(q_typed(q, "model"), &f.model) &&
                  (f.model == PROGRAMME_LAB || f.model == PROGRAMME_HUB);
    return f;
}

static err choices_of(cx *c, struct web_programme *page) {
    struct web_choice *kinds = arena_array(c->mem, PROGRAMME_BLOCKER, sizeof(*kinds));

    if (kinds == NULL) {
        return ERR_MEMORY;
    }
    for (int i = 0; i < PROGRAMME_BLOCKER; i++) {
        enum programme_kind kind = (enum programme_kind)i;

        kinds[i] =
            (struct web_choice){.value = programme_kind_name(kind),
                                .label = programme_kind_word(c, kind),
                                .is_chosen = page->filter.has_kind && page->filter.kind == kind};
    }
    page->kinds = (struct web_choices){.at = kinds, .count = PROGRAMME_BLOCKER};
    return OK;
}

/* The next day after `day` that the edition has, or on which a session stands; INT32_MAX: none. */
static int32_t day_after(const struct edition *e, const struct programme_session_list *sessions,
                         int32_t day) {
    int32_t next = e->virtual_day > day ? e->virtual_day : INT32_MAX;
    int32_t on_site = day < e->first_day ? e->first_day : day + 1;

    if (e->id != 0 && on_site <= e->last_day && on_site < next) {
        next = on_site;
    }
    for (size_t i = 0; i < sessions->count; i++) {
        if (sessions->at[i].day > day && sessions->at[i].day < next) {
            next = sessions->at[i].day;
        }
    }
    return next;
}

static err sheets_of(cx *c, const struct programme_session_list *sessions,
                     const struct web_filter *filter, struct web_programme *page) {
    const struct edition *e = &c->edition;
    struct web_day_order order = {.sessions = sessions, .filter = filter};
    size_t most = (size_t)(e->last_day - e->first_day) + 2 + sessions->count;
    struct web_sheet *sheets = arena_array(c->mem, most, sizeof(*sheets));
    size_t count = 0;

    if (sheets == NULL) {
        return ERR_MEMORY;
    }
    for (int32_t day = day_after(e, sessions, INT32_MIN); day != INT32_MAX;
         day = day_after(e, sessions, day)) {
        TRY(web_sheet_of(c, day, &order, &sheets[count]));
        page->shown += sheets[count++].slots.count;
    }
    page->sheets = (struct web_sheets){.at = sheets, .count = count};
    page->home = programme_home(c);
    page->today = zone_day(e->zone, c->now);
    page->slug = e->slug;
    return OK;
}

err programme_get_programme(cx *c, const request *q, reply *r) {
    struct programme_session_list sessions = {0};
    struct web_programme page = {.filter = filter_read(q)};

    TRY(programme_week(c, &sessions));
    TRY(choices_of(c, &page));
    TRY(sheets_of(c, &sessions, &page.filter, &page));
    reply_kept(r, KEPT_ON, programme_changes_at(c, &sessions, c->now));
    if (page.filter.has_kind || page.filter.has_model) {
        return programme_page_filtered(c, q, r, &page);
    }
    return cx_may(c, ROLES_MEMBERS) ? programme_page_programme_member(c, q, r, &page)
                                    : programme_page_programme(c, q, r, &page);
}

err programme_render_days(cx *c, str key, html *h) {
    struct programme_session_list sessions = {0};
    struct web_programme page = {0};
    struct edition e = {0};

    TRY(edition_find(c, key, &e));
    edition_enter(c, &e);
    TRY(programme_week(c, &sessions));
    TRY(sheets_of(c, &sessions, NULL, &page));
    programme_view_days(h, &page);
    return OK;
}

/* ---- one session ---------------------------------------------------------- */

/* What comes before, meanwhile and after on the same day. */
static err neighbours_of(cx *c, const struct programme_session *s, struct web_session *page) {
    struct programme_session_list day = {0};
    struct web_slot *meanwhile = NULL;
    size_t count = 0;

    TRY(programme_day(c, s->day, &day));
    meanwhile = arena_array(c->mem, day.count, sizeof(*meanwhile));
    if (meanwhile == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < day.count; i++) {
        const struct programme_session *other = &day.at[i];

        if (web_overlap(other, s)) {
            meanwhile[count++] = web_slot_of(c, other);
        } else if (other->ends_at <= s->starts_at) {
            page->before = web_slot_of(c, other);
        } else if (other->starts_at >= s->ends_at && page->after.s == NULL) {
            page->after = web_slot_of(c, other);
        }
    }
    page->meanwhile = (struct web_slots){.at = meanwhile, .count = count};
    return OK;
}

/* Where somebody comes from; empty for a guest from outside. */
static str institution_of(cx *c, int64_t person) {
    struct people_person p = {0};
    struct institution i = {0};

    if (people_get(c, person, &p) != OK || p.institution == 0 ||
        institution_get(c, p.institution, &i) != OK) {
        return STR_NONE;
    }
    return institution_name(c, &i);
}

static err people_of(cx *c, const struct programme_people *people, struct web_people *out) {
    struct web_person *at = arena_array(c->mem, people->count, sizeof(*at));

    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < people->count; i++) {
        at[i] = (struct web_person){.p = &people->at[i],
                                    .institution = institution_of(c, people->at[i].id)};
    }
    *out = (struct web_people){.at = at, .count = people->count};
    return OK;
}

/* "12-two-models": the slug behind the number as it was asked for. */
static bool is_right_address(const struct programme_session *s, str segment) {
    str number = STR_NONE;
    str slug = str_cut(segment, '-', &number, NULL);

    return str_eq(slug, s->slug);
}

err programme_get_session(cx *c, const request *q, reply *r) {
    struct programme_session s = {0};
    struct web_session page = {0};
    str segment = STR_NONE;
    int64_t number = 0;

    if (!q_id(q, 0, &number) || !q_path(q, 0, &segment)) {
        return refuse(c, ERR_MISSING, W("There is no such session in this programme."));
    }
    TRY(programme_get(c, number, &s));
    if (!is_right_address(&s, segment)) {
        str path = programme_path(c, &s);

        return reply_to(c, r, "%.*s", STR_ARG(path));
    }
    page.slot = web_slot_of(c, &s);
    page.day_title = word_day_long(c->mem, c->lang, s.day);
    page.zone = s.is_online || s.day == c->edition.virtual_day ? c->edition.zone_name : STR_NONE;
    page.is_draft = s.state == PROGRAMME_DRAFT;
    page.day_path =
        str_fmt(c->mem, "%.*s#%.*s", STR_ARG(programme_home(c)), STR_ARG(web_day_anchor(c, s.day)));
    TRY(people_of(c, &s.people, &page.people));
    TRY(neighbours_of(c, &s, &page));
    reply_kept(r, KEPT_ON,
               programme_changes_at(c, &(const struct programme_session_list){.at = &s, .count = 1},
                                    c->now));
    return cx_may(c, ROLES_MEMBERS) ? programme_page_session_member(c, q, r, &page)
                                    : programme_page_session(c, q, r, &page);
}

/* ---- the member's week ---------------------------------------------------- */

static size_t mine_among(const struct programme_session_list *sessions) {
    size_t count = 0;

    for (size_t i = 0; i < sessions->count; i++) {
        count += sessions->at[i].my_part != PROGRAMME_NO_PART ? 1 : 0;
    }
    return count;
}

err programme_get_week(cx *c, const request *q, reply *r) {
    struct programme_session_list sessions = {0};
    struct web_programme page = {0};

    TRY(programme_week(c, &sessions));
    TRY(sheets_of(c, &sessions, NULL, &page));
    page.mine = mine_among(&sessions);
    return programme_page_week(c, q, r, &page);
}

/* ---- the desk ------------------------------------------------------------- */

err programme_get_desk(cx *c, const request *q, reply *r) {
    struct programme_session_list sessions = {0};
    struct web_programme page = {0};

    TRY(programme_week(c, &sessions));
    TRY(sheets_of(c, &sessions, NULL, &page));
    for (size_t i = 0; i < sessions.count; i++) {
        page.drafts += sessions.at[i].state == PROGRAMME_DRAFT ? 1 : 0;
        page.cancelled += sessions.at[i].state == PROGRAMME_CANCELLED ? 1 : 0;
    }
    return programme_page_desk(c, q, r, &page);
}
