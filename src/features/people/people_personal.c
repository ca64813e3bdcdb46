#include "core/person.h"

#include "features/people/people_put.h"
#include "features/people/people_words.h"

/* ---- consents.csv ---- */

/* "2026-03-16T08:05:00Z": what moment_utc writes. */
static bool utc_read(str s, int64_t *out) {
    struct civil civil = {0};

    if (!str_ends(s, STR("Z")) || !civil_read(str_first(s, s.len - 1), &civil)) {
        return false;
    }
    *out = zone_moment(zone_utc(), &civil, NULL);
    return true;
}

static err person_of(cx *c, str email, int64_t *out) {
    struct person person = {0};
    unsigned roles = 0;
    str address = STR_NONE;
    bool found = false;

    if (person_email_read(c->mem, email, &address)) {
        TRY(person_by_email(c, address, &person, &found));
    }
    if (found) {
        TRY(people_roles_here(c, person.id, &roles));
    }
    if (roles == 0) {
        fault(c, STR("email"),
              W("Nobody in the edition has this address. Add the person to people.csv first."));
    }
    *out = person.id;
    return OK;
}

/* Is this answer, or a later one, already there? Then the file tells nothing new. */
static err is_told(cx *c, int64_t person, const struct people_consent *answer, bool *told) {
    struct people_consents answers = {0};

    *told = false;
    TRY(people_consents(c, person, &answers));
    for (size_t i = 0; i < answers.count; i++) {
        *told =
            *told || (answers.at[i].purpose == answer->purpose && answers.at[i].at >= answer->at);
    }
    return OK;
}

err people_consent_take(cx *c, const struct people_consent_text *row, bool *added) {
    struct people_consent answer = {.text_version = PEOPLE_TEXT_VERSION};
    int64_t person = 0;
    bool told = false;

    *added = false;
    TRY(person_of(c, row->email, &person));
    if (!people_purpose_read(row->purpose, &answer.purpose)) {
        fault(c, STR("purpose"), W("Write directory, contact, photo or network."));
    }
    answer.choice = people_choice_from(row->choice);
    if (!people_choice_fits(answer.purpose, answer.choice)) {
        fault(c, STR("choice"), W("Write yes or no; of photographs also ask."));
    }
    if (row->text_version.len > 0 &&
        (!str_i64(row->text_version, &answer.text_version) || answer.text_version < 1)) {
        fault(c, STR("text_version"), W("Write the number of the text that was read."));
    }
    if (!utc_read(row->at, &answer.at)) {
        fault(c, STR("at"), W("Write when the answer was given, as in 2026-03-16T08:05:00Z."));
    }
    TRY(check_faults(c));
    TRY(is_told(c, person, &answer, &told));
    return told ? OK : people_consent_add(c, person, &answer, added);
}

err people_consent_give(cx *c, err (*give)(void *self, const struct people_consent_text *row),
                        void *self) {
    struct people_consents_all_list all = {0};

    TRY(people_sql_consents_all(c, c->edition.id, &all));
    for (size_t i = 0; i < all.count; i++) {
        const struct people_consents_all *k = &all.at[i];

        TRY(give(self, &(struct people_consent_text){
                           .email = k->email,
                           .purpose = k->purpose,
                           .choice = k->choice,
                           .text_version = str_fmt(c->mem, "%" PRId64, k->text_version),
                           .at = moment_utc(c->mem, k->at)}));
    }
    return OK;
}

/* ---- what a person is given ---- */

/* "name": "value", with a comma before all but the first of an object. */
static void member(buf *json, const char *name, str value) {
    if (json->len > 0 && json->at[json->len - 1] != '{') {
        buf_char(json, ',');
    }
    buf_json(json, str_of(name));
    buf_char(json, ':');
    buf_json(json, value);
}

/* A moment, or null for 0. */
static void member_moment(cx *c, buf *json, const char *name, int64_t moment) {
    if (moment != 0) {
        member(json, name, moment_utc(c->mem, moment));
    }
}

/* Between the objects of a list. */
static void next_object(buf *json, size_t index) {
    buf_c(json, index == 0 ? "{" : ",{");
}

static err give_self(cx *c, int64_t person, buf *json) {
    struct people_row_of row = {0};

    TRY(people_sql_row_of(c, person, &row));
    buf_c(json, "\"person\":{");
    member(json, "email", row.email);
    member(json, "given_name", row.given_name);
    member(json, "family_name", row.family_name);
    member(json, "language", row.language);
    member_moment(c, json, "created_at", row.created_at);
    member_moment(c, json, "changed_at", row.changed_at);
    buf_c(json, "}");
    return OK;
}

static err give_roles(cx *c, int64_t person, buf *json) {
    struct people_roles_given_list all = {0};

    TRY(people_sql_roles_given(c, person, &all));
    buf_c(json, ",\"roles\":[");
    for (size_t i = 0; i < all.count; i++) {
        next_object(json, i);
        member(json, "edition", all.at[i].slug);
        member(json, "roles", role_names(c->mem, (unsigned)all.at[i].roles));
        buf_char(json, '}');
    }
    buf_c(json, "]");
    return OK;
}

static err give_entries(cx *c, int64_t person, buf *json) {
    struct people_participations_list all = {0};

    TRY(people_sql_participations(c, person, &all));
    buf_c(json, ",\"entries\":[");
    for (size_t i = 0; i < all.count; i++) {
        const struct people_participations *a = &all.at[i];

        next_object(json, i);
        member(json, "edition", a->slug);
        member(json, "institution", a->institution);
        member(json, "position", a->position);
        member(json, "discipline", a->discipline);
        member(json, "pronouns", a->pronouns);
        member(json, "languages", a->languages);
        member(json, "looks_for", a->looks_for);
        member(json, "offers", a->offers);
        member(json, "certificate_name", a->certificate_name);
        member_moment(c, json, "certificate_confirmed_at", a->certificate_at);
        member_moment(c, json, "written_by_yourself_at", a->own_at);
        member_moment(c, json, "changed_at", a->changed_at);
        buf_char(json, '}');
    }
    buf_c(json, "]");
    return OK;
}

static err give_texts(cx *c, int64_t person, buf *json) {
    struct people_abouts_list all = {0};

    TRY(people_sql_abouts(c, person, &all));
    buf_c(json, ",\"about\":[");
    for (size_t i = 0; i < all.count; i++) {
        next_object(json, i);
        member(json, "edition", all.at[i].slug);
        member(json, "language", all.at[i].lang);
        member(json, "text", all.at[i].about);
        buf_char(json, '}');
    }
    buf_c(json, "]");
    return OK;
}

static err give_consents(cx *c, int64_t person, buf *json) {
    struct people_consents_given_list all = {0};

    TRY(people_sql_consents_given(c, person, &all));
    buf_c(json, ",\"consents\":[");
    for (size_t i = 0; i < all.count; i++) {
        const struct people_consents_given *k = &all.at[i];

        next_object(json, i);
        member(json, "edition", k->slug);
        member(json, "purpose", k->purpose);
        member(json, "choice", k->choice);
        member(json, "text_version", str_fmt(c->mem, "%" PRId64, k->text_version));
        member_moment(c, json, "at", k->at);
        buf_char(json, '}');
    }
    buf_c(json, "]");
    return OK;
}

static err give_sign_ins(cx *c, int64_t person, buf *json) {
    struct people_sign_ins_list all = {0};

    TRY(people_sql_sign_ins(c, person, &all));
    buf_c(json, ",\"signed_in_on\":[");
    for (size_t i = 0; i < all.count; i++) {
        next_object(json, i);
        member(json, "browser", all.at[i].browser);
        member_moment(c, json, "since", all.at[i].created_at);
        member_moment(c, json, "last_used_at", all.at[i].seen_at);
        buf_char(json, '}');
    }
    buf_c(json, "]");
    return OK;
}

err people_personal_give(cx *c, int64_t person, buf *json) {
    buf_c(json, "\"people\":{");
    TRY(give_self(c, person, json));
    TRY(give_roles(c, person, json));
    TRY(give_entries(c, person, json));
    TRY(give_texts(c, person, json));
    TRY(give_consents(c, person, json));
    TRY(give_sign_ins(c, person, json));
    buf_c(json, "}");
    return OK;
}

err people_personal_erase(cx *c, int64_t person) {
    cx_touch(c, "people/%" PRId64, person);
    TRY(people_sql_texts_erase(c, person));
    TRY(people_sql_consents_erase(c, person));
    return people_sql_erase(c, person, c->now);
}
