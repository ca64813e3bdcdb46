#include "features/people/people.h"

#include <stdlib.h>

#include "core/person.h"

#include "gen/people_sql.h"

static struct people_person from_line(arena *mem, const struct people_line *line) {
    struct people_person p = {.id = line->id,
                              .email = line->email,
                              .given_name = line->given_name,
                              .family_name = line->family_name,
                              .language = line->language,
                              .folded = line->folded,
                              .roles = (unsigned)line->roles,
                              .institution = line->institution,
                              .position = line->position,
                              .discipline = line->discipline,
                              .pronouns = line->pronouns,
                              .languages = line->languages,
                              .looks_for = line->looks_for,
                              .offers = line->offers,
                              .about = line->about,
                              .certificate_name = line->certificate_name,
                              .certificate_at = line->certificate_at,
                              .own_at = line->own_at,
                              .version = line->version,
                              .is_speaker = line->is_speaker};

    p.consents[CONSENT_DIRECTORY] = consents_choice_read(line->directory);
    p.consents[CONSENT_CONTACT] = consents_choice_read(line->contact);
    p.consents[CONSENT_PHOTO] = consents_choice_read(line->photo);
    p.consents[CONSENT_NETWORK] = consents_choice_read(line->network);
    p.has_signed_in = line->has_login || p.own_at > 0 || p.certificate_at > 0;
    for (int i = 0; i < CONSENT_PURPOSES; i++) {
        p.has_signed_in = p.has_signed_in || p.consents[i] != CONSENT_UNANSWERED;
    }
    if (p.certificate_name.len == 0) {
        p.certificate_name = person_name(
            mem, &(struct person){.given_name = p.given_name, .family_name = p.family_name});
    }
    return p;
}

/* Names by folded letters: É stands at E, where a reader looks for it. */
struct by_name {
    str key;
    const struct people_line *line;
};

static int name_order(const void *a, const void *b) {
    const struct by_name *x = a;
    const struct by_name *y = b;

    return str_order(x->key, y->key);
}

err people_list(cx *c, struct people_list *out) {
    struct people_line_list lines = {0};
    struct by_name *order = NULL;
    struct people_person *at = NULL;

    TRY(people_sql_all(c, c->edition.id, lang_tag(c->lang), CONSENT_TEXT_VERSION, &lines));
    order = arena_array(c->mem, lines.count, sizeof(*order));
    at = arena_array(c->mem, lines.count, sizeof(*at));
    if (order == NULL || at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < lines.count; i++) {
        const struct people_line *line = &lines.at[i];

        order[i].line = line;
        order[i].key = str_fold(c->mem, str_fmt(c->mem, "%.*s %.*s", STR_ARG(line->family_name),
                                                STR_ARG(line->given_name)));
    }
    if (lines.count > 0) {
        qsort(order, lines.count, sizeof(*order), name_order);
    }
    for (size_t i = 0; i < lines.count; i++) {
        at[i] = from_line(c->mem, order[i].line);
    }
    *out = (struct people_list){at, lines.count};
    return OK;
}

/* The text in the reader's language, else English, else any. */
static str about_among(const cx *c, const struct people_texts_list *texts) {
    str best = STR_NONE;
    int rank = 0;

    for (size_t i = 0; i < texts->count; i++) {
        const struct people_texts *t = &texts->at[i];
        int here = str_eq(t->lang, lang_tag(c->lang)) ? 3 : str_eq(t->lang, STR("en")) ? 2 : 1;

        if (t->about.len > 0 && here > rank) {
            best = t->about;
            rank = here;
        }
    }
    return best;
}

err people_get(cx *c, int64_t id, struct people_person *out) {
    struct people_line line = {0};
    struct people_texts_list texts = {0};
    bool found = false;

    TRY(people_sql_one(c, c->edition.id, id, CONSENT_TEXT_VERSION, &line, &found));
    if (!found) {
        return refuse(c, ERR_MISSING, W("There is no such person here."));
    }
    TRY(people_sql_texts(c, c->edition.id, id, &texts));
    *out = from_line(c->mem, &line);
    out->about = about_among(c, &texts);
    return OK;
}

enum people_seen people_seen(const cx *c, const struct people_person *p) {
    bool is_me = c->person != 0 && p->id == c->person;
    bool is_agreed = cx_may(c, ROLES_MEMBERS) && p->consents[CONSENT_DIRECTORY] == CONSENT_YES;

    if (is_me || is_agreed || cx_may(c, ROLES_DESK)) {
        return PEOPLE_ENTRY;
    }
    return p->is_speaker ? PEOPLE_ON_STAGE : PEOPLE_NOTHING;
}

bool people_may_write(const cx *c, const struct people_person *p) {
    if (p->email.len == 0) {
        return false;
    }
    return (c->person != 0 && p->id == c->person) || cx_may(c, ROLES_DESK) ||
           (people_seen(c, p) == PEOPLE_ENTRY && p->consents[CONSENT_CONTACT] == CONSENT_YES);
}

str people_name(const cx *c, const struct people_person *p) {
    return person_name(
        c->mem, &(struct person){.given_name = p->given_name, .family_name = p->family_name});
}

str people_path(const cx *c, const struct people_person *p) {
    return str_fmt(c->mem, "/people/%" PRId64 "-%.*s", p->id,
                   STR_ARG(str_slug(c->mem, people_name(c, p))));
}

static bool has_language(str languages, str code) {
    while (languages.len > 0) {
        str one = STR_NONE;

        languages = str_cut(languages, ' ', &one, NULL);
        if (str_eq(one, code)) {
            return true;
        }
    }
    return false;
}

static bool has_unanswered(const struct people_person *p) {
    for (int i = 0; i < CONSENT_PURPOSES; i++) {
        if (p->consents[i] == CONSENT_UNANSWERED) {
            return true;
        }
    }
    return false;
}

static bool fits_entry(const struct people_person *p, const struct people_filter *f) {
    return (f->name.len == 0 || str_find(p->folded, f->name) != SIZE_MAX) &&
           (f->institution == 0 || p->institution == f->institution) &&
           (f->language.len == 0 || has_language(p->languages, f->language)) &&
           (f->discipline.len == 0 || str_eq(p->discipline, f->discipline));
}

bool people_fits(const struct people_person *p, const struct people_filter *f) {
    return fits_entry(p, f) && (f->roles == 0 || (p->roles & f->roles) != 0) &&
           (!f->only_speakers || p->is_speaker) && (!f->only_strangers || !p->has_signed_in) &&
           (!f->only_known || p->has_signed_in) &&
           (!f->only_unconfirmed || p->certificate_at == 0) &&
           (!f->only_unanswered || has_unanswered(p));
}

err people_institution_choices(cx *c, const struct institution_list *all, str chosen,
                               struct people_choices *out, int64_t *id) {
    struct people_choice *at = arena_array(c->mem, all->count, sizeof(*at));

    *id = 0;
    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < all->count; i++) {
        bool is_chosen = chosen.len > 0 && str_eq_nocase(all->at[i].short_name, chosen);

        at[i] = (struct people_choice){all->at[i].short_name, institution_name(c, &all->at[i]),
                                       is_chosen};
        *id = is_chosen ? all->at[i].id : *id;
    }
    *out = (struct people_choices){at, all->count};
    return OK;
}

/* Does anybody of the list speak it? */
static bool is_spoken(const struct people_list *people, str code) {
    for (size_t i = 0; i < people->count; i++) {
        if (has_language(people->at[i].languages, code)) {
            return true;
        }
    }
    return false;
}

err people_language_choices(cx *c, const struct people_list *people, str chosen,
                            struct people_choices *out) {
    struct people_choice *at = NULL;
    size_t count = 0;

    while (people_language_at(count) != NULL) {
        count++;
    }
    at = arena_array(c->mem, count, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    count = 0;
    for (size_t i = 0; people_language_at(i) != NULL; i++) {
        str code = str_of(people_language_at(i));

        if (is_spoken(people, code)) {
            at[count++] =
                (struct people_choice){code, people_language_word(c, code), str_eq(code, chosen)};
        }
    }
    *out = (struct people_choices){at, count};
    return OK;
}

err people_count(cx *c, struct people_count *out) {
    struct people_figures row = {0};

    TRY(people_sql_figures(c, c->edition.id, ROLE_PARTICIPANT, CONSENT_TEXT_VERSION,
                           CONSENT_PURPOSES, &row));
    *out = (struct people_count){row.expected, row.answered, row.confirmed};
    return OK;
}
