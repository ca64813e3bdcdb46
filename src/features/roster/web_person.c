#include "features/roster/web.h"

#include "gen/roster_views.h"

enum { FIELDS = 3, ROLES = 5 };

static err check_edition(cx *c) {
    if (c->edition.id == 0) {
        return refuse(c, ERR_MISSING, W("There is no edition yet."));
    }
    return OK;
}

/* ---- the form ---- */

static err fields_of(cx *c, const struct people_person *p, struct web_fields *out) {
    struct form_field *at = arena_array(c->mem, FIELDS, sizeof(*at));

    if (at == NULL) {
        return ERR_MEMORY;
    }
    at[0] = (struct form_field){.name = "given_name",
                                .label = say(c, W("Given name")),
                                .value = p->given_name,
                                .autocomplete = "off",
                                .max = 100};
    at[1] = (struct form_field){.name = "family_name",
                                .label = say(c, W("Family name")),
                                .value = p->family_name,
                                .autocomplete = "off",
                                .max = 100,
                                .required = true};
    at[2] = (struct form_field){.name = "email",
                                .label = say(c, W("E-mail")),
                                .hint = say(c, W("The person signs in with it. Without one, make a "
                                                 "sign-in link.")),
                                .value = p->email,
                                .type = "email",
                                .autocomplete = "off",
                                .max = 254};
    *out = (struct web_fields){at, FIELDS};
    return OK;
}

static err institution_field(cx *c, int64_t chosen, struct web_form *form) {
    struct institution_list all = {0};
    struct form_option *at = NULL;

    TRY(institution_list(c, &all));
    at = arena_array(c->mem, all.count + 1, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    at[0] = (struct form_option){"", say(c, W("None: a guest from outside"))};
    form->institution =
        (struct form_field){.name = "institution", .label = say(c, W("Institution"))};
    for (size_t i = 0; i < all.count; i++) {
        at[i + 1] = (struct form_option){str_c(c->mem, all.at[i].short_name),
                                         institution_name(c, &all.at[i])};
        if (all.at[i].id == chosen) {
            form->institution.value = all.at[i].short_name;
        }
    }
    form->options = at;
    form->option_count = all.count + 1;
    return OK;
}

static const char *role_field(arena *mem, unsigned one) {
    return str_c(mem, str_join(mem, STR("role_"), role_name(one)));
}

static err role_fields(cx *c, unsigned held, struct web_form *form) {
    struct web_role *at = arena_array(c->mem, ROLES, sizeof(*at));
    size_t count = 0;

    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (unsigned one = ROLE_PARTICIPANT; one <= ROLE_ALLIANCE; one <<= 1) {
        at[count++].field = (struct form_field){.name = role_field(c->mem, one),
                                                .label = people_role_word(c, one),
                                                .value = (held & one) != 0 ? STR("1") : STR("0")};
    }
    form->roles = (struct web_roles){at, count};
    for (const struct field_fault *f = c->faults; f != NULL; f = f->next) {
        if (str_eq(f->field, STR("roles"))) {
            form->roles_fault = f->sentence;
        }
    }
    return OK;
}

static err form_of(cx *c, const struct people_person *p, struct web_form *out) {
    out->version = p->version;
    TRY(fields_of(c, p, &out->fields));
    TRY(institution_field(c, p->institution, out));
    return role_fields(c, p->roles, out);
}

/* What the form says; an empty address is one that the person does not have. */
static err read_form(cx *c, const request *q, struct people_desk_row *row) {
    static const struct text_rule name = {.max = 100};
    struct institution from = {0};
    str short_name = STR_NONE;
    bool found = false;

    q_text(c, q, "given_name", name, &row->given_name);
    q_text(c, q, "family_name", name, &row->family_name);
    q_text(c, q, "institution", name, &short_name);
    if (str_trim(q_typed(q, "email")).len > 0) {
        q_email(c, q, "email", &row->email);
    }
    for (unsigned one = ROLE_PARTICIPANT; one <= ROLE_ALLIANCE; one <<= 1) {
        row->roles |= q_ticked(q, role_field(c->mem, one)) ? one : 0;
    }
    if (short_name.len > 0) {
        TRY(institution_by_short(c, short_name, &from, &found));
        if (!found) {
            fault(c, STR("institution"), W("Choose one of the institutions."));
        }
    }
    row->institution = from.id;
    return check_faults(c);
}

/* ---- somebody new ---- */

err roster_get_add(cx *c, const request *q, reply *r) {
    struct web_form form = {0};

    TRY(check_edition(c));
    TRY(form_of(c, &(struct people_person){.roles = ROLE_PARTICIPANT}, &form));
    return roster_page_add(c, q, r, &form);
}

err roster_post_add(cx *c, const request *q, reply *r) {
    struct people_desk_row row = {0};
    struct people_person p = {0};
    int64_t id = 0;

    TRY(check_edition(c));
    TRY(read_form(c, q, &row));
    TRY(people_add(c, &row, &id));
    TRY(people_get(c, id, &p));
    return reply_notice(c, r,
                        say_with(c, W("{name} is added."),
                                 (const struct word_value[]){{"name", people_name(c, &p)}}, 1),
                        str_fmt(c->mem, "/desk/people/%" PRId64, id));
}

/* ---- somebody known ---- */

static str day_of(const cx *c, int64_t moment) {
    return moment == 0 ? STR_NONE
                       : word_day_long(c->mem, c->lang, zone_day(c->edition.zone, moment));
}

static err answers_of(cx *c, int64_t person, struct web_answers *out) {
    struct consents all = {0};
    struct web_answer *at = arena_array(c->mem, CONSENT_PURPOSES, sizeof(*at));

    if (at == NULL) {
        return ERR_MEMORY;
    }
    TRY(consents_of(c, person, &all));
    for (int i = 0; i < CONSENT_PURPOSES; i++) {
        enum consent_purpose purpose = (enum consent_purpose)i;

        at[i].title = consents_title(c, purpose);
        at[i].choice = consents_choice_word(c, all.now[purpose]);
        for (size_t k = 0; k < all.given.count && at[i].day.len == 0; k++) {
            if (all.given.at[k].purpose == purpose) {
                at[i].day = day_of(c, all.given.at[k].at);
            }
        }
    }
    *out = (struct web_answers){at, CONSENT_PURPOSES};
    return OK;
}

err roster_get_person(cx *c, const request *q, reply *r) {
    struct people_person p = {0};
    struct institution_list institutions = {0};
    const struct institution *from = NULL;
    struct web_person page = {.p = &p};
    int64_t id = 0;

    TRY(check_edition(c));
    q_id(q, 0, &id); /* 0 is nobody's */
    TRY(people_get(c, id, &p));
    TRY(institution_list(c, &institutions));
    from = institution_in(&institutions, p.institution);
    page.name = people_name(c, &p);
    page.path = people_path(c, &p);
    page.languages = people_languages_text(c, p.languages);
    page.institution = from == NULL ? STR_NONE : institution_name(c, from);
    page.confirmed = day_of(c, p.certificate_at);
    TRY(form_of(c, &p, &page.form));
    TRY(answers_of(c, id, &page.answers));
    return roster_page_person(c, q, r, &page);
}

err roster_post_person(cx *c, const request *q, reply *r) {
    struct people_desk_row row = {0};
    int64_t id = 0;
    int64_t version = 0;

    TRY(check_edition(c));
    q_id(q, 0, &id);
    q_int(c, q, "version", 0, INT64_MAX, &version);
    TRY(read_form(c, q, &row));
    TRY(people_change(c, id, version, &row));
    return reply_notice(c, r, say(c, W("Saved.")), str_fmt(c->mem, "/desk/people/%" PRId64, id));
}

/* The link is stored as a hash only: this answer is the one time it can be read. */
err roster_post_link(cx *c, const request *q, reply *r) {
    struct people_person p = {0};
    struct web_link page = {0};
    int64_t id = 0;

    TRY(check_edition(c));
    q_id(q, 0, &id);
    TRY(people_link(c, id, &page.address));
    TRY(people_get(c, id, &p));
    page.id = id;
    page.name = people_name(c, &p);
    return roster_page_link(c, q, r, &page);
}
