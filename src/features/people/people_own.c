#include "core/person.h"

#include "features/people/people_put.h"

#include "gen/people_sql.h"

enum { NAME_MAX_POINTS = 200 };

err people_entry_get(cx *c, struct people_entry *out) {
    struct people_stored s = {0};
    struct person person = {0};
    bool found = false;

    TRY(people_stored_get(c, c->person, &s, &found));
    TRY(person_get(c, c->person, &person));
    *out = (struct people_entry){.position = s.position,
                                 .discipline = s.discipline,
                                 .pronouns = s.pronouns,
                                 .languages = s.languages,
                                 .looks_for = s.looks_for,
                                 .offers = s.offers,
                                 .language = person.language};
    TRY(people_about_get(c, c->person, STR("en"), &out->about_en));
    return people_about_get(c, c->person, STR("fr"), &out->about_fr);
}

/* The interface's language belongs to the person, in all editions. */
static err put_language(cx *c, str language) {
    struct person person = {0};
    int64_t id = 0;
    int changed = 0;

    TRY(person_get(c, c->person, &person));
    if (str_eq(person.language, language)) {
        return OK;
    }
    person.language = language;
    TRY(people_roles_here(c, c->person, &person.roles));
    return person_put(c, &person, &id, &changed);
}

err people_entry_put(cx *c, const struct people_entry *entry) {
    struct people_stored s = {0};
    bool found = false;

    people_check_entry(c, entry);
    TRY(check_faults(c));
    TRY(people_stored_get(c, c->person, &s, &found));
    s.position = entry->position;
    s.discipline = entry->discipline;
    s.pronouns = entry->pronouns;
    s.languages = entry->languages;
    s.looks_for = entry->looks_for;
    s.offers = entry->offers;
    s.own_at = c->now;
    TRY(people_stored_put(c, &s));
    TRY(people_sql_text_put(c, c->edition.id, c->person, STR("en"), entry->about_en));
    TRY(people_sql_text_put(c, c->edition.id, c->person, STR("fr"), entry->about_fr));
    return put_language(c, entry->language);
}

err people_certificate(cx *c, str *name, int64_t *confirmed_at) {
    struct people_certificate row = {0};
    bool found = false;

    TRY(people_sql_certificate(c, c->edition.id, c->person, &row, &found));
    if (!found) {
        return refuse(c, ERR_MISSING, W("There is no such person here."));
    }
    *name = row.certificate_name.len > 0 ? row.certificate_name : c->person_name;
    *confirmed_at = row.certificate_at;
    return OK;
}

err people_certificate_put(cx *c, str name) {
    struct people_stored s = {0};
    bool found = false;

    if (name.len == 0) {
        fault(c, STR("certificate_name"), W("Write the name that the certificate shall bear."));
    } else if (str_points(name) > NAME_MAX_POINTS) {
        fault(c, STR("certificate_name"), W("The name has at most 200 characters."));
    }
    TRY(check_faults(c));
    TRY(people_stored_get(c, c->person, &s, &found));
    s.certificate_name = name;
    s.certificate_at = c->now;
    return people_stored_put(c, &s);
}
