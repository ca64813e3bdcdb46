#include "features/editions/web.h"

#include "gen/editions_views.h"

enum { TITLE_MAX = 200, SHORT_MAX = 60, SUMMARY_MAX = 4000, NAME_MAX = 120, YEAR_MAX = 2100 };

enum { YEAR_MIN = 2014 };

static str front_path(cx *c, const struct edition *e) {
    return str_fmt(c->mem, "/e/%.*s", STR_ARG(e->slug));
}

/* ---- all editions ----------------------------------------------------------- */

err editions_get_all(cx *c, const request *q, reply *r) {
    struct edition_list list = {0};
    struct web_editions page = {0};
    struct web_edition *at = NULL;

    TRY(edition_list(c, &list));
    if (list.count == 1) {
        return reply_to(c, r, "/e/%.*s", STR_ARG(list.at[0].slug));
    }
    at = arena_array(c->mem, list.count, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < list.count; i++) {
        const struct edition *e = &list.at[i];
        enum editions_phase phase = editions_phase_at(e, c->now);

        at[i] = (struct web_edition){.e = e,
                                     .path = front_path(c, e),
                                     .days = word_days(c->mem, c->lang, e->first_day, e->last_day),
                                     .phase = editions_phase_word(c, phase),
                                     .is_running = phase == EDITIONS_ON_SITE};
    }
    page.at = at;
    page.count = list.count;
    return editions_page_all(c, q, r, &page);
}

/* ---- the front page ---------------------------------------------------------- */

/* Blank lines part paragraphs. */
static err paragraphs_of(cx *c, str text, struct web_paragraphs *out) {
    struct web_paragraph *at = NULL;
    size_t most = 1;

    for (size_t i = 0; i < text.len; i++) {
        most += text.at[i] == '\n' ? 1 : 0;
    }
    at = arena_array(c->mem, most, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    out->at = at;
    while (text.len > 0) {
        str line = STR_NONE;

        text = str_cut(text, '\n', &line, NULL);
        line = str_trim(line);
        if (line.len > 0) {
            at[out->count++].text = line;
        }
    }
    return OK;
}

static str phase_note(cx *c, const struct edition *e, enum editions_phase phase) {
    switch (phase) {
    case EDITIONS_BEFORE:
        return say(c, W("Call, nominations, preparation"));
    case EDITIONS_ONLINE:
        return word_day_long(c->mem, c->lang, e->virtual_day);
    case EDITIONS_ON_SITE:
        return word_days(c->mem, c->lang, e->first_day, e->last_day);
    case EDITIONS_AFTER:
        return say(c, W("Plans are followed up after 1, 3, 6 and 12 months"));
    case EDITIONS_PHASES:
        break;
    }
    return STR_NONE;
}

static err phases_of(cx *c, struct web_front *page) {
    const struct edition *e = page->e;
    struct web_phase *at = arena_array(c->mem, EDITIONS_PHASES, sizeof(*at));

    if (at == NULL) {
        return ERR_MEMORY;
    }
    page->phase = editions_phase_at(e, c->now);
    page->phases.at = at;
    for (int i = EDITIONS_BEFORE; i < EDITIONS_PHASES; i++) {
        enum editions_phase phase = (enum editions_phase)i;

        if (phase == EDITIONS_ONLINE &&
            (e->virtual_day == EDITION_NO_DAY || e->virtual_day >= e->first_day)) {
            continue;
        }
        at[page->phases.count++] = (struct web_phase){.name = editions_phase_word(c, phase),
                                                      .note = phase_note(c, e, phase),
                                                      .is_done = phase < page->phase,
                                                      .is_current = phase == page->phase};
    }
    return OK;
}

err editions_get_front(cx *c, const request *q, reply *r) {
    const struct edition *e = &c->edition;
    struct web_front page = {.e = e, .today = zone_day(e->zone, c->now)};
    bool is_french = str_eq(lang_tag(c->lang), STR("fr"));
    int64_t tomorrow = zone_day_start(e->zone, page.today + 1);

    TRY(edition_row(c, &page.row));
    TRY(paragraphs_of(
        c, is_french && page.row.summary_fr.len > 0 ? page.row.summary_fr : page.row.summary_en,
        &page.summary));
    TRY(phases_of(c, &page));
    page.days = word_days(c->mem, c->lang, e->first_day, e->last_day);
    page.programme = str_fmt(c->mem, "/e/%.*s/programme", STR_ARG(e->slug));
    reply_kept(r, STR("edition institution people"), tomorrow);
    return editions_page_front(c, q, r, &page);
}

/* ---- settings ---------------------------------------------------------------- */

enum { FIELD_TEXT, FIELD_EMAIL, FIELD_DAY, FIELD_NO_DAY, FIELD_YEAR };

/* The fields of an edition: where they stand in its row, and how they are asked for. */
static const struct own_field {
    const char *name;
    const char *label;
    const char *help;
    const char *type;
    size_t place; /* of the member in struct edition_row */
    int64_t max;
    int rows;
    int as;
    bool required;
} text_fields[] =
    {{.name = "title_en",
      .label = "Title in English",
      .place = offsetof(struct edition_row, title_en),
      .max = TITLE_MAX,
      .required = true},
     {.name = "title_fr",
      .label = "Title in French",
      .help = "Where it is empty, French readers see the English one.",
      .place = offsetof(struct edition_row, title_fr),
      .max = TITLE_MAX},
     {.name = "short_title_en",
      .label = "Short title in English",
      .help = "It stands in the head of every page: International Week.",
      .place = offsetof(struct edition_row, short_title_en),
      .max = SHORT_MAX,
      .required = true},
     {.name = "short_title_fr",
      .label = "Short title in French",
      .place = offsetof(struct edition_row, short_title_fr),
      .max = SHORT_MAX},
     {.name = "summary_en",
      .label = "Summary in English",
      .help = "A paragraph or two for the front page. An empty line begins a new paragraph.",
      .place = offsetof(struct edition_row, summary_en),
      .max = SUMMARY_MAX,
      .rows = 6},
     {.name = "summary_fr",
      .label = "Summary in French",
      .place = offsetof(struct edition_row, summary_fr),
      .max = SUMMARY_MAX,
      .rows = 6}},
  day_fields[] =
      {{.name = "virtual_day",
        .label = "Virtual day",
        .help = "Empty where there is none.",
        .type = "date",
        .place = offsetof(struct edition_row, virtual_day),
        .as = FIELD_NO_DAY},
       {.name = "first_day",
        .label = "First day on site",
        .type = "date",
        .place = offsetof(struct edition_row, first_day),
        .as = FIELD_DAY,
        .required = true},
       {.name = "last_day",
        .label = "Last day on site",
        .type = "date",
        .place = offsetof(struct edition_row, last_day),
        .as = FIELD_DAY,
        .required = true},
       {.name = "zone",
        .label = "Time zone",
        .help =
            "Like Europe/Paris. Sessions keep their moment when it changes, not their time on the clock.",
        .place = offsetof(struct edition_row, zone),
        .max = NAME_MAX,
        .required = true},
       {.name = "call_year",
        .label = "Call year",
        .help = "Of the grant agreement that pays: it decides which rules count.",
        .type = "number",
        .place = offsetof(struct edition_row, call_year),
        .as = FIELD_YEAR}},
  contact_fields[] = {{.name = "alliance",
                       .label = "Alliance",
                       .place = offsetof(struct edition_row, alliance),
                       .max = NAME_MAX},
                      {.name = "host",
                       .label = "Host",
                       .place = offsetof(struct edition_row, host),
                       .max = NAME_MAX},
                      {.name = "place",
                       .label = "Place",
                       .place = offsetof(struct edition_row, place),
                       .max = NAME_MAX},
                      {.name = "contact_name",
                       .label = "Contact",
                       .place = offsetof(struct edition_row, contact_name),
                       .max = NAME_MAX},
                      {.name = "contact_email",
                       .label = "E-mail of the contact",
                       .type = "email",
                       .as = FIELD_EMAIL,
                       .place = offsetof(struct edition_row, contact_email),
                       .max = 254},
                      {.name = "contact_phone",
                       .label = "Telephone during the week",
                       .type = "tel",
                       .place = offsetof(struct edition_row, contact_phone),
                       .max = 40}};

static void *member_of(struct edition_row *row, size_t place) {
    return (char *)row + place;
}

static str value_of(cx *c, const struct own_field *own, struct edition_row *row) {
    const void *member = member_of(row, own->place);

    if (own->as == FIELD_TEXT || own->as == FIELD_EMAIL) {
        return *(const str *)member;
    }
    if (own->as == FIELD_YEAR) {
        int64_t year = *(const int64_t *)member;

        return year == 0 ? STR_NONE : str_fmt(c->mem, "%" PRId64, year);
    }
    return *(const int32_t *)member == EDITION_NO_DAY ? STR_NONE
                                                      : day_text(c->mem, *(const int32_t *)member);
}

static err fields_of(cx *c, const struct own_field *own, size_t count, struct edition_row *row,
                     struct web_fields *out) {
    struct web_field *at = arena_array(c->mem, count, sizeof(*at));

    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        at[i].f = (struct form_field){.name = own[i].name,
                                      .label = say(c, str_of(own[i].label)),
                                      .hint = own[i].help == NULL ? STR_NONE
                                                                  : say(c, str_of(own[i].help)),
                                      .value = value_of(c, &own[i], row),
                                      .type = own[i].type,
                                      .max = own[i].max,
                                      .rows = own[i].rows,
                                      .required = own[i].required};
    }
    *out = (struct web_fields){.at = at, .count = count};
    return OK;
}

err editions_get_settings(cx *c, const request *q, reply *r) {
    struct web_settings page = {.slug = c->edition.slug};
    struct edition_row row = {0};

    TRY(edition_row(c, &row));
    TRY(fields_of(c, text_fields, COUNT_OF(text_fields), &row, &page.texts));
    TRY(fields_of(c, day_fields, COUNT_OF(day_fields), &row, &page.days));
    TRY(fields_of(c, contact_fields, COUNT_OF(contact_fields), &row, &page.contact));
    TRY(web_settings_fields(c, SETTING_EDITION, &page.edition));
    if (cx_may(c, ROLE_ADMIN)) {
        TRY(web_settings_fields(c, SETTING_INSTALLATION, &page.installation));
    }
    return editions_page_settings(c, q, r, &page);
}

static void read_field(cx *c, const request *q, const struct own_field *own,
                       struct edition_row *row) {
    void *member = member_of(row, own->place);
    bool is_empty = q_typed(q, own->name).len == 0;

    switch (own->as) {
    case FIELD_DAY:
        q_day(c, q, own->name, member);
        break;
    case FIELD_NO_DAY:
        *(int32_t *)member = EDITION_NO_DAY;
        if (!is_empty) {
            q_day(c, q, own->name, member);
        }
        break;
    case FIELD_EMAIL:
        *(str *)member = STR_NONE;
        if (!is_empty) {
            q_email(c, q, own->name, member);
        }
        break;
    case FIELD_YEAR:
        *(int64_t *)member = 0;
        if (!is_empty) {
            q_int(c, q, own->name, YEAR_MIN, YEAR_MAX, member);
        }
        break;
    default:
        q_text(c, q, own->name,
               (struct text_rule){
                   .min = own->required ? 1 : 0, .max = (size_t)own->max, .lines = own->rows > 0},
               member);
        break;
    }
}

static void read_fields(cx *c, const request *q, const struct own_field *own, size_t count,
                        struct edition_row *row) {
    for (size_t i = 0; i < count; i++) {
        read_field(c, q, &own[i], row);
    }
}

err editions_post_settings(cx *c, const request *q, reply *r) {
    struct edition_row row = {0};
    size_t settings = 0;
    int changed = 0;

    TRY(edition_row(c, &row));
    read_fields(c, q, text_fields, COUNT_OF(text_fields), &row);
    read_fields(c, q, day_fields, COUNT_OF(day_fields), &row);
    read_fields(c, q, contact_fields, COUNT_OF(contact_fields), &row);
    TRY(web_settings_save(c, q, SETTING_EDITION, &settings));
    if (cx_may(c, ROLE_ADMIN)) {
        TRY(web_settings_save(c, q, SETTING_INSTALLATION, &settings));
    }
    TRY(edition_put(c, &row, &changed));
    return reply_notice(c, r,
                        changed != 0 || settings > 0 ? say(c, W("Saved."))
                                                     : say(c, W("Nothing was changed.")),
                        STR("/desk/settings"));
}
