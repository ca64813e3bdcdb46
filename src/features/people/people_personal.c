#include "features/people/people_put.h"

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
    TRY(give_sign_ins(c, person, json));
    buf_c(json, "}");
    return OK;
}

err people_personal_erase(cx *c, int64_t person) {
    cx_touch(c, "people/%" PRId64, person);
    TRY(people_sql_texts_erase(c, person));
    return people_sql_erase(c, person, c->now);
}
