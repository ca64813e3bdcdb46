#include "features/people/people_put.h"

#include "core/login.h"
#include "core/person.h"
#include "core/shop.h"

enum { LINE_MAX_POINTS = 200, TEXT_MAX_POINTS = 1000, LINK_MINUTES = 24 * 60, TAG_MAX = 3 };

enum { SAME, NEW_ROW, CHANGED };

/* ---- what is stored ---- */

err people_stored_get(cx *c, int64_t person, struct people_stored *out, bool *found) {
    *out = (struct people_stored){.id = person};
    return people_sql_participation(c, c->edition.id, person, out, found);
}

err people_stored_put(cx *c, const struct people_stored *s) {
    cx_touch(c, "people/%" PRId64, s->id);
    return people_sql_participation_put(
        c, &(struct people_participation_put_args){.edition = c->edition.id,
                                                   .id = s->id,
                                                   .institution = s->institution,
                                                   .position = s->position,
                                                   .discipline = s->discipline,
                                                   .pronouns = s->pronouns,
                                                   .languages = s->languages,
                                                   .looks_for = s->looks_for,
                                                   .offers = s->offers,
                                                   .certificate_name = s->certificate_name,
                                                   .certificate_at = s->certificate_at,
                                                   .own_at = s->own_at,
                                                   .now = c->now});
}

err people_about_get(cx *c, int64_t person, str tag, str *out) {
    struct people_texts_list texts = {0};

    *out = STR_NONE;
    TRY(people_sql_texts(c, c->edition.id, person, &texts));
    for (size_t i = 0; i < texts.count; i++) {
        if (str_eq(texts.at[i].lang, tag)) {
            *out = texts.at[i].about;
        }
    }
    return OK;
}

/* `*elsewhere`: holds a role in the installation or in another edition. */
static err roles_of(cx *c, int64_t person, unsigned *here, bool *elsewhere) {
    struct people_roles_list roles = {0};

    *here = 0;
    *elsewhere = false;
    TRY(people_sql_roles(c, person, &roles));
    for (size_t i = 0; i < roles.count; i++) {
        if (roles.at[i].edition == c->edition.id) {
            *here = (unsigned)roles.at[i].roles;
        } else {
            *elsewhere = *elsewhere || roles.at[i].roles != 0;
        }
    }
    return OK;
}

err people_roles_here(cx *c, int64_t person, unsigned *out) {
    bool elsewhere = false;

    return roles_of(c, person, out, &elsewhere);
}

/* ---- what may be ---- */

static void check_length(cx *c, const char *field, str text, size_t max) {
    if (str_points(text) > max) {
        fault_with(c, str_of(field), W("This is longer than {max} characters. Shorten it."),
                   (const struct word_value[]){{"max", str_fmt(c->mem, "%zu", max)}}, 1);
    }
}

void people_check_entry(cx *c, const struct people_entry *entry) {
    str languages = STR_NONE;

    check_length(c, "position", entry->position, LINE_MAX_POINTS);
    check_length(c, "discipline", entry->discipline, LINE_MAX_POINTS);
    check_length(c, "pronouns", entry->pronouns, LINE_MAX_POINTS);
    check_length(c, "looks_for", entry->looks_for, TEXT_MAX_POINTS);
    check_length(c, "offers", entry->offers, TEXT_MAX_POINTS);
    check_length(c, "about_en", entry->about_en, TEXT_MAX_POINTS);
    check_length(c, "about_fr", entry->about_fr, TEXT_MAX_POINTS);
    if (!people_languages_read(c->mem, entry->languages, &languages)) {
        fault(
            c, STR("languages"),
            W("Name up to eight languages by two or three small letters, as in en fr, each once."));
    }
    if (entry->language.len > 0 &&
        (entry->language.len > TAG_MAX || lang_find(entry->language) == NULL)) {
        fault(c, STR("language"), W("The pages are not written in this language."));
    }
}

/* An edition without an organiser could be changed by nobody. */
static err check_last_organiser(cx *c, unsigned before, unsigned after) {
    struct people_role_count organisers = {0};

    if ((before & ROLE_ORGANISER) == 0 || (after & ROLE_ORGANISER) != 0) {
        return OK;
    }
    TRY(people_sql_role_count(c, c->edition.id, ROLE_ORGANISER, &organisers));
    if (organisers.people <= 1) {
        fault(c, STR("roles"),
              W("This is the only organiser. Make somebody else organiser first."));
    }
    return OK;
}

/* ---- people.csv ---- */

/* What a row says, read; `person.id` is 0 for somebody new. */
struct wanted {
    struct person person;
    struct people_stored stored;
    str about_en, about_fr;
};

static err read_institution(cx *c, str short_name, int64_t *id) {
    struct institution i = {0};
    bool found = false;

    *id = 0;
    if (short_name.len == 0) {
        return OK;
    }
    TRY(institution_by_short(c, short_name, &i, &found));
    if (!found) {
        fault_with(c, STR("institution"),
                   W("“{short}” is not in institutions.csv or in the edition: add it there or "
                     "correct the short name."),
                   (const struct word_value[]){{"short", short_name}}, 1);
    }
    *id = i.id;
    return OK;
}

static err read_row(cx *c, const struct people_row *row, struct wanted *out) {
    *out = (struct wanted){.person = {.given_name = row->given_name,
                                      .family_name = row->family_name,
                                      .language = row->language},
                           .stored = {.position = row->position,
                                      .discipline = row->discipline,
                                      .pronouns = row->pronouns,
                                      .looks_for = row->looks_for,
                                      .offers = row->offers},
                           .about_en = row->about_en,
                           .about_fr = row->about_fr};
    people_check_entry(c, &(struct people_entry){.position = row->position,
                                                 .discipline = row->discipline,
                                                 .pronouns = row->pronouns,
                                                 .languages = row->languages,
                                                 .looks_for = row->looks_for,
                                                 .offers = row->offers,
                                                 .about_en = row->about_en,
                                                 .about_fr = row->about_fr,
                                                 .language = row->language});
    if (!people_languages_read(c->mem, row->languages, &out->stored.languages)) {
        out->stored.languages = STR_NONE; /* its fault is noted above */
    }
    if (!person_email_read(c->mem, row->email, &out->person.email)) {
        fault(c, STR("email"), W("Write an e-mail address, as in ilse.beispiel@thws.example."));
    }
    if (!people_roles_read(row->roles, &out->person.roles)) {
        fault(c, STR("roles"),
              W("Write one or more of participant, speaker, organiser, partner and alliance, with "
                "a blank between."));
    } else if (out->person.roles == 0) {
        out->person.roles = ROLE_PARTICIPANT;
    }
    return read_institution(c, row->institution, &out->stored.institution);
}

/* What the person wrote herself wins over a file. */
static void keep_own(struct wanted *w, const struct person *before,
                     const struct people_stored *stored) {
    int64_t institution = w->stored.institution;
    bool has_own = stored->own_at > 0;

    if (has_own) {
        w->stored = *stored;
        w->stored.institution = institution;
        w->person.language = before->language;
        return;
    }
    w->stored.certificate_name = stored->certificate_name;
    w->stored.certificate_at = stored->certificate_at;
}

static bool same_person(const struct person *a, const struct person *b) {
    return str_eq(a->given_name, b->given_name) && str_eq(a->family_name, b->family_name) &&
           str_eq(a->language, b->language) && a->roles == b->roles;
}

static bool same_stored(const struct people_stored *a, const struct people_stored *b) {
    return a->institution == b->institution && str_eq(a->position, b->position) &&
           str_eq(a->discipline, b->discipline) && str_eq(a->pronouns, b->pronouns) &&
           str_eq(a->languages, b->languages) && str_eq(a->looks_for, b->looks_for) &&
           str_eq(a->offers, b->offers);
}

static err put_about(cx *c, int64_t person, str tag, str about, bool *differs) {
    str before = STR_NONE;

    TRY(people_about_get(c, person, tag, &before));
    if (str_eq(before, about)) {
        return OK;
    }
    *differs = true;
    cx_touch(c, "people/%" PRId64, person);
    return people_sql_text_put(c, c->edition.id, person, tag, about);
}

/* Writes what differs of the entry; `w->person.id` is known by now. */
static err put_entry(cx *c, struct wanted *w, const struct people_stored *before, bool is_there,
                     bool *differs) {
    w->stored.id = w->person.id;
    if (!is_there || !same_stored(before, &w->stored)) {
        *differs = true;
        TRY(people_stored_put(c, &w->stored));
    }
    if (before->own_at > 0) {
        return OK;
    }
    TRY(put_about(c, w->person.id, STR("en"), w->about_en, differs));
    return put_about(c, w->person.id, STR("fr"), w->about_fr, differs);
}

/* What is known of the person of a row before it is taken. */
struct known {
    struct person person; /* roles: those of the edition */
    struct people_stored stored;
    bool is_known, is_there;
};

static err known_of(cx *c, const struct wanted *w, struct known *out) {
    TRY(person_by_email(c, w->person.email, &out->person, &out->is_known));
    if (!out->is_known) {
        return OK;
    }
    TRY(people_roles_here(c, out->person.id, &out->person.roles));
    TRY(people_stored_get(c, out->person.id, &out->stored, &out->is_there));
    TRY(check_last_organiser(c, out->person.roles, w->person.roles));
    return check_faults(c);
}

err people_put(cx *c, const struct people_row *row, int64_t *id, int *changed) {
    struct wanted w = {0};
    struct known before = {0};
    bool differs = false;
    int person_changed = 0;

    TRY(read_row(c, row, &w));
    TRY(check_faults(c));
    TRY(known_of(c, &w, &before));
    keep_own(&w, &before.person, &before.stored);
    w.person.id = before.person.id;
    if (!before.is_known || !same_person(&before.person, &w.person)) {
        differs = true;
        TRY(person_put(c, &w.person, &w.person.id, &person_changed));
    }
    TRY(put_entry(c, &w, &before.stored, before.is_there, &differs));
    *id = w.person.id;
    *changed = !before.is_known || before.person.roles == 0 ? NEW_ROW : differs ? CHANGED : SAME;
    return OK;
}

err people_give(cx *c, err (*give)(void *self, const struct people_row *row), void *self) {
    struct people_list people = {0};
    struct institution_list institutions = {0};

    TRY(people_list(c, &people));
    TRY(institution_list(c, &institutions));
    for (size_t i = 0; i < people.count; i++) {
        const struct people_person *p = &people.at[i];
        const struct institution *from = institution_in(&institutions, p->institution);
        struct people_row row = {.email = p->email,
                                 .given_name = p->given_name,
                                 .family_name = p->family_name,
                                 .institution = from == NULL ? STR_NONE : from->short_name,
                                 .roles = people_roles_text(c->mem, p->roles),
                                 .position = p->position,
                                 .discipline = p->discipline,
                                 .pronouns = p->pronouns,
                                 .languages = p->languages,
                                 .language = p->language,
                                 .looks_for = p->looks_for,
                                 .offers = p->offers};

        if (p->email.len == 0) {
            continue; /* the table's key is the address */
        }
        TRY(people_about_get(c, p->id, STR("en"), &row.about_en));
        TRY(people_about_get(c, p->id, STR("fr"), &row.about_fr));
        TRY(give(self, &row));
    }
    return OK;
}

/* ---- the desk ---- */

/* Whoever changes an address or has a link can sign in as that person, wherever she has a role. */
static err check_reach(cx *c, int64_t person, str sentence) {
    unsigned here = 0;
    bool elsewhere = false;

    if (cx_may(c, ROLE_ADMIN)) {
        return OK;
    }
    TRY(roles_of(c, person, &here, &elsewhere));
    return elsewhere ? refuse(c, ERR_ROLE, sentence) : OK;
}

static err check_desk_row(cx *c, int64_t id, const struct people_desk_row *row) {
    struct person other = {0};
    struct institution i = {0};
    bool found = false;

    if (row->given_name.len + row->family_name.len == 0) {
        fault(c, STR("family_name"), W("Write the name."));
    }
    if ((row->roles & PEOPLE_ROLES) == 0) {
        fault(c, STR("roles"), W("Choose at least one role."));
    }
    if (row->email.len > 0) {
        TRY(person_by_email(c, row->email, &other, &found));
        if (found && other.id != id) {
            fault(c, STR("email"), W("Somebody else has this address."));
        }
    }
    return row->institution == 0 ? OK : institution_get(c, row->institution, &i);
}

err people_change(cx *c, int64_t id, int64_t version, const struct people_desk_row *row) {
    struct people_person before = {0};
    struct person person = {0};
    struct people_stored stored = {0};
    bool found = false;
    int changed = 0;

    TRY(people_get(c, id, &before));
    TRY(check_desk_row(c, id, row));
    TRY(check_last_organiser(c, before.roles, row->roles));
    TRY(check_faults(c));
    if (before.version != version) {
        return refuse(c, ERR_CONFLICT,
                      W("Somebody else changed this person meanwhile. What you typed still stands "
                        "below; look at both, then save again."));
    }
    if (!str_eq(before.email, row->email)) {
        TRY(check_reach(c, id,
                        W("This person has a role beyond this edition. Only an administrator may "
                          "change the address.")));
    }
    person = (struct person){.id = id,
                             .email = row->email,
                             .given_name = row->given_name,
                             .family_name = row->family_name,
                             .language = before.language,
                             .roles = row->roles & PEOPLE_ROLES};
    TRY(person_put(c, &person, &id, &changed));
    TRY(people_stored_get(c, id, &stored, &found));
    stored.institution = row->institution;
    return people_stored_put(c, &stored);
}

err people_add(cx *c, const struct people_desk_row *row, int64_t *id) {
    struct person person = {.email = row->email,
                            .given_name = row->given_name,
                            .family_name = row->family_name,
                            .roles = row->roles & PEOPLE_ROLES};
    struct person known = {0};
    struct people_stored stored = {0};
    unsigned here = 0;
    bool is_known = false;
    bool found = false;
    int changed = 0;

    if (row->email.len > 0) {
        TRY(person_by_email(c, row->email, &known, &is_known));
    }
    TRY(check_desk_row(c, known.id, row));
    if (is_known) {
        TRY(people_roles_here(c, known.id, &here));
        if (here != 0) {
            fault(c, STR("email"), W("Somebody with this address is in the edition already."));
        }
        person.id = known.id; /* known from another edition, under the name she has there */
        person.given_name = known.given_name;
        person.family_name = known.family_name;
        person.language = known.language;
    }
    TRY(check_faults(c));
    TRY(person_put(c, &person, id, &changed));
    TRY(people_stored_get(c, *id, &stored, &found));
    stored.institution = row->institution;
    return people_stored_put(c, &stored);
}

err people_link(cx *c, int64_t id, str *address) {
    struct people_person p = {0};
    str local = STR_NONE;

    TRY(people_get(c, id, &p));
    TRY(check_reach(c, id,
                    W("This person has a role beyond this edition. Only an administrator may make "
                      "a link for her or him.")));
    TRY(login_link(c, id, role_may(p.roles, ROLES_DESK) ? STR("/desk") : STR("/today"),
                   LINK_MINUTES, 1, &local));
    *address = str_join(c->mem, c->shop->base_url, local);
    return OK;
}
