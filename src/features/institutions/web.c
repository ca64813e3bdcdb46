#include "features/institutions/web.h"

#include "app/csv.h"

#include "gen/institutions_sql.h"
#include "gen/institutions_views.h"

enum { FIELDS = 8, CSV_LIMIT = 1024 * 1024 };

/* ---- the list ---- */

static void count_people(const struct institutions_people_list *people, struct web_institution *x) {
    for (size_t i = 0; i < people->count; i++) {
        if (people->at[i].id == x->i->id) {
            x->people = people->at[i].people;
            x->learners = people->at[i].learners;
        }
    }
}

static str other_name(const struct institution *i, str shown) {
    if (i->name_en.len == 0 || str_eq(i->name, i->name_en)) {
        return STR_NONE;
    }
    return str_eq(shown, i->name) ? i->name_en : i->name;
}

static struct web_institution shown_of(cx *c, const struct institution *i, str host_country,
                                       str associated) {
    str name = institution_name(c, i);
    enum institution_counting counting = institution_counting(i, host_country, associated);

    return (struct web_institution){.i = i,
                                    .name = name,
                                    .other_name = other_name(i, name),
                                    .place = institution_place(c, i),
                                    .country = institution_country_word(c, i->country),
                                    .code = institution_erasmus_shown(c->mem, i->erasmus_code),
                                    .part = institution_part_word(c, i->part),
                                    .why = institution_counting_why(c, i, counting),
                                    .is_host = i->part == INSTITUTION_HOST};
}

err web_institutions_of(cx *c, struct web_institutions *out) {
    struct institution_list all = {0};
    struct institutions_people_list people = {0};
    struct web_institutions page = {0};
    struct web_institution *at = NULL;
    str host_country = STR_NONE;
    str associated = STR_NONE;

    TRY(institution_list(c, &all));
    TRY(institution_counting_rule(c, &host_country, &associated));
    TRY(institutions_sql_people(c, c->edition.id, ROLE_PARTICIPANT, &people));
    at = arena_array(c->mem, all.count, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < all.count; i++) {
        at[i] = shown_of(c, &all.at[i], host_country, associated);
        count_people(&people, &at[i]);
        page.people += at[i].people;
        page.learners += at[i].learners;
        page.counting += at[i].why.len == 0 ? at[i].learners : 0;
    }
    page.at = at;
    page.count = all.count;
    *out = page;
    return OK;
}

static err check_edition(cx *c) {
    if (c->edition.id == 0) {
        return refuse(c, ERR_MISSING, W("There is no edition yet."));
    }
    return OK;
}

err institutions_get_desk(cx *c, const request *q, reply *r) {
    struct web_institutions page = {0};

    TRY(check_edition(c));
    TRY(web_institutions_of(c, &page));
    return institutions_page_desk(c, q, r, &page);
}

err institutions_get_csv(cx *c, const request *q UNUSED, reply *r) {
    struct web_institutions page = {0};
    buf out = buf_new(c->mem, CSV_LIMIT);
    const str head[] = {STR("short"),   STR("name"),         STR("name_en"),      STR("city"),
                        STR("country"), STR("erasmus_code"), STR("ror"),          STR("website"),
                        STR("part"),    STR("people"),       STR("participants"), STR("counts"),
                        STR("why_not")};

    TRY(check_edition(c));
    TRY(web_institutions_of(c, &page));
    csv_put_mark(&out);
    csv_put_row(&out, head, COUNT_OF(head));
    for (size_t k = 0; k < page.count; k++) {
        const struct web_institution *x = &page.at[k];
        const struct institution *i = x->i;
        const str values[COUNT_OF(head)] = {i->short_name,
                                            i->name,
                                            i->name_en,
                                            i->city,
                                            i->country,
                                            i->erasmus_code,
                                            i->ror,
                                            i->website,
                                            str_of(institution_part_name(i->part)),
                                            str_fmt(c->mem, "%" PRId64, x->people),
                                            str_fmt(c->mem, "%" PRId64, x->learners),
                                            x->why.len == 0 ? STR("yes") : STR("no"),
                                            x->why};

        csv_put_row(&out, values, COUNT_OF(values));
    }
    TRY(buf_done(&out));
    return reply_file(c, r, STR("text/csv; charset=utf-8"), STR("institutions.csv"), buf_str(&out));
}

/* ---- one ---- */

static err fields_of(cx *c, const struct institution *i, struct web_fields *out) {
    struct form_field *at = arena_array(c->mem, FIELDS, sizeof(*at));

    if (at == NULL) {
        return ERR_MEMORY;
    }
    at[0] = (struct form_field){.name = "short",
                                .label = say(c, W("Short name")),
                                .hint = say(c, W("Files and lists name it by this.")),
                                .value = i->short_name,
                                .max = 20,
                                .required = true};
    at[1] = (struct form_field){.name = "name",
                                .label = say(c, W("Name in its own language")),
                                .value = i->name,
                                .max = 200,
                                .required = true};
    at[2] = (struct form_field){
        .name = "name_en", .label = say(c, W("Name in English")), .value = i->name_en, .max = 200};
    at[3] = (struct form_field){
        .name = "city", .label = say(c, W("City")), .value = i->city, .max = 100};
    at[4] = (struct form_field){.name = "country",
                                .label = say(c, W("Country")),
                                .hint = say(c, W("Two letters, as in DE.")),
                                .value = i->country,
                                .max = 2};
    at[5] =
        (struct form_field){.name = "erasmus_code",
                            .label = say(c, W("Erasmus code")),
                            .hint = say(c, W("The blanks in it belong to it; one is enough here.")),
                            .value = i->erasmus_code,
                            .max = 40};
    at[6] = (struct form_field){.name = "ror",
                                .label = say(c, W("ROR identifier")),
                                .hint = say(c, W("From ror.org, as in 0199hds37.")),
                                .value = i->ror,
                                .max = 60};
    at[7] = (struct form_field){.name = "website",
                                .label = say(c, W("Website")),
                                .value = i->website,
                                .type = "url",
                                .max = 300};
    *out = (struct web_fields){at, FIELDS};
    return OK;
}

err institutions_get_one(cx *c, const request *q, reply *r) {
    struct web_institutions all = {0};
    struct web_institution_page page = {0};
    int64_t id = 0;

    TRY(check_edition(c));
    q_id(q, 0, &id); /* 0 is nobody's */
    TRY(web_institutions_of(c, &all));
    for (size_t i = 0; i < all.count; i++) {
        if (all.at[i].i->id == id) {
            page.x = all.at[i];
        }
    }
    if (page.x.i == NULL) {
        return refuse(c, ERR_MISSING, W("There is no such institution in this edition."));
    }
    TRY(fields_of(c, page.x.i, &page.fields));
    page.part = (struct form_field){.name = "part",
                                    .label = say(c, W("Part in this edition")),
                                    .value = str_of(institution_part_name(page.x.i->part))};
    for (int i = 0; i < INSTITUTION_PARTS; i++) {
        enum institution_part part = (enum institution_part)i;

        page.parts[i] =
            (struct form_option){institution_part_name(part), institution_part_word(c, part)};
    }
    return institutions_page_one(c, q, r, &page);
}

err institutions_post_one(cx *c, const request *q, reply *r) {
    struct institution_row row = {0};
    int64_t id = 0;
    int64_t version = 0;
    int changed = 0;

    TRY(check_edition(c));
    q_id(q, 0, &id);
    q_int(c, q, "version", 0, INT64_MAX, &version);
    q_text(c, q, "short", (struct text_rule){.max = 20}, &row.short_name);
    q_text(c, q, "name", (struct text_rule){0}, &row.name);
    q_text(c, q, "name_en", (struct text_rule){0}, &row.name_en);
    q_text(c, q, "city", (struct text_rule){.max = 100}, &row.city);
    q_text(c, q, "country", (struct text_rule){.max = 20}, &row.country);
    q_text(c, q, "erasmus_code", (struct text_rule){.max = 40}, &row.erasmus_code);
    q_text(c, q, "ror", (struct text_rule){.max = 60}, &row.ror);
    q_text(c, q, "website", (struct text_rule){.max = 300}, &row.website);
    q_text(c, q, "part", (struct text_rule){.max = 20}, &row.part);
    TRY(institution_change(c, id, version, &row, &changed));
    return reply_notice(c, r,
                        say_with(c, W("{name} is saved."),
                                 (const struct word_value[]){{"name", row.short_name}}, 1),
                        STR("/desk/institutions"));
}
