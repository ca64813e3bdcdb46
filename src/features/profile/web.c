#include "features/profile/web.h"

#include "gen/profile_views.h"

enum { TEXTS = 4, FACTS = 3, SELECTS = 4, DATA_LIMIT = 8 * 1024 * 1024 };

/* The choices, the best language first. */
static const char *const language_fields[PEOPLE_LANGUAGES_MAX] = {
    "language_1", "language_2", "language_3", "language_4",
    "language_5", "language_6", "language_7", "language_8"};

static err check_edition(cx *c) {
    if (c->edition.id == 0) {
        return refuse(c, ERR_MISSING, W("There is no edition yet."));
    }
    return OK;
}

/* ---- my profile ---- */

static err text_fields(cx *c, const struct people_entry *e, struct web_fields *out) {
    struct form_field *at = arena_array(c->mem, TEXTS, sizeof(*at));

    if (at == NULL) {
        return ERR_MEMORY;
    }
    at[0] = (struct form_field){.name = "about_en",
                                .label = say(c, W("About you, in English")),
                                .hint = say(c, W("A sentence or two: what you work on, and what "
                                                 "brings you here.")),
                                .value = e->about_en,
                                .rows = 4,
                                .max = 1000};
    at[1] = (struct form_field){.name = "about_fr",
                                .label = say(c, W("About you, in French")),
                                .hint = say(c, W("May be left empty: then the English text is "
                                                 "shown.")),
                                .value = e->about_fr,
                                .rows = 4,
                                .max = 1000};
    at[2] = (struct form_field){.name = "looks_for",
                                .label = say(c, W("What you look for")),
                                .value = e->looks_for,
                                .rows = 2,
                                .max = 1000};
    at[3] = (struct form_field){.name = "offers",
                                .label = say(c, W("What you can offer")),
                                .value = e->offers,
                                .rows = 2,
                                .max = 1000};
    *out = (struct web_fields){at, TEXTS};
    return OK;
}

static err fact_fields(cx *c, const struct people_entry *e, struct web_fields *out) {
    struct form_field *at = arena_array(c->mem, FACTS, sizeof(*at));

    if (at == NULL) {
        return ERR_MEMORY;
    }
    at[0] = (struct form_field){.name = "position",
                                .label = say(c, W("Position")),
                                .value = e->position,
                                .autocomplete = "organization-title",
                                .max = 200};
    at[1] = (struct form_field){
        .name = "discipline", .label = say(c, W("Discipline")), .value = e->discipline, .max = 200};
    at[2] = (struct form_field){.name = "pronouns",
                                .label = say(c, W("Pronouns")),
                                .hint = say(c, W("As you want to be spoken of, or nothing.")),
                                .value = e->pronouns,
                                .max = 200};
    *out = (struct web_fields){at, FACTS};
    return OK;
}

static err language_options(cx *c, const struct form_option **options, size_t *count) {
    struct form_option *at = NULL;
    size_t all = 0;

    while (people_language_at(all) != NULL) {
        all++;
    }
    at = arena_array(c->mem, all + 1, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    at[0] = (struct form_option){"", say(c, W("None"))};
    for (size_t i = 0; i < all; i++) {
        at[i + 1] = (struct form_option){people_language_at(i),
                                         people_language_word(c, str_of(people_language_at(i)))};
    }
    *options = at;
    *count = all + 1;
    return OK;
}

/* As many choices as somebody speaks languages, and SELECTS at least. */
static err language_selects(cx *c, str codes, struct web_selects *out) {
    const str labels[] = {say(c, W("Best language")), say(c, W("Second language")),
                          say(c, W("Third language")), say(c, W("Another language"))};
    struct web_select *at = arena_array(c->mem, PEOPLE_LANGUAGES_MAX, sizeof(*at));
    const struct form_option *options = NULL;
    size_t option_count = 0;
    size_t count = 0;

    if (at == NULL) {
        return ERR_MEMORY;
    }
    TRY(language_options(c, &options, &option_count));
    while (count < PEOPLE_LANGUAGES_MAX && (count < SELECTS || codes.len > 0)) {
        size_t label = count < COUNT_OF(labels) ? count : COUNT_OF(labels) - 1;
        str code = STR_NONE;

        codes = str_cut(codes, ' ', &code, NULL);
        at[count] = (struct web_select){
            {.name = language_fields[count], .label = labels[label], .value = code},
            options,
            option_count};
        count++;
    }
    *out = (struct web_selects){at, count};
    return OK;
}

static err interface_select(cx *c, str tag, struct web_select *out) {
    struct form_option *at = NULL;
    size_t count = 0;

    while (lang_at(count) != NULL) {
        count++;
    }
    at = arena_array(c->mem, count + 1, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    at[0] = (struct form_option){"", say(c, W("As my browser asks"))};
    for (size_t i = 0; i < count; i++) {
        at[i + 1] =
            (struct form_option){str_c(c->mem, lang_tag(lang_at(i))), lang_name(lang_at(i))};
    }
    *out = (struct web_select){
        {.name = "language", .label = say(c, W("Language of these pages and mails")), .value = tag},
        at,
        count + 1};
    return OK;
}

/* Who the page is about. */
static err about_me(cx *c, struct web_me *page, struct people_person *me) {
    struct institution_list institutions = {0};
    const struct institution *from = NULL;

    TRY(people_get(c, c->person, me));
    TRY(institution_list(c, &institutions));
    from = institution_in(&institutions, me->institution);
    page->who = from == NULL ? people_name(c, me)
                             : str_fmt(c->mem, "%.*s, %.*s", STR_ARG(people_name(c, me)),
                                       STR_ARG(institution_name(c, from)));
    page->path = people_path(c, me);
    page->email = me->email;
    return OK;
}

static struct form_field certificate_field(const cx *c, const struct people_person *me) {
    return (struct form_field){
        .name = "certificate_name",
        .label = say(c, W("Name on your certificate")),
        .hint = say(c, W("As it shall be printed, with titles if you want them.")),
        .value = me->certificate_name,
        .autocomplete = "name",
        .max = 200,
        .required = true};
}

err profile_get_me(cx *c, const request *q, reply *r) {
    struct people_person me = {0};
    struct people_entry entry = {0};
    struct web_me page = {0};

    TRY(check_edition(c));
    TRY(about_me(c, &page, &me));
    TRY(people_entry_get(c, &entry));
    TRY(web_tasks_of(c, &page.tasks));
    TRY(text_fields(c, &entry, &page.texts));
    TRY(fact_fields(c, &entry, &page.facts));
    TRY(language_selects(c, entry.languages, &page.languages));
    TRY(interface_select(c, entry.language, &page.language));
    page.certificate = certificate_field(c, &me);
    if (me.certificate_at > 0) {
        page.confirmed =
            word_day_long(c->mem, c->lang, zone_day(c->edition.zone, me.certificate_at));
    }
    return profile_page_me(c, q, r, &page);
}

/* The languages of all choices, in their order. */
static str read_languages(cx *c, const request *q) {
    str codes = STR_NONE;

    for (size_t i = 0; i < PEOPLE_LANGUAGES_MAX; i++) {
        str code = STR_NONE;

        q_text(c, q, language_fields[i], (struct text_rule){.max = 3}, &code);
        codes = code.len == 0 ? codes : str_fmt(c->mem, "%.*s %.*s", STR_ARG(codes), STR_ARG(code));
    }
    codes = str_trim(codes);
    if (!people_languages_read(c->mem, codes, &codes)) {
        fault(c, STR("language_1"), W("Choose each language once."));
    }
    return codes;
}

err profile_post_me(cx *c, const request *q, reply *r) {
    static const struct text_rule text = {.max = 1000, .lines = true};
    static const struct text_rule line = {.max = 200};
    struct people_entry e = {0};

    TRY(check_edition(c));
    q_text(c, q, "about_en", text, &e.about_en);
    q_text(c, q, "about_fr", text, &e.about_fr);
    q_text(c, q, "looks_for", text, &e.looks_for);
    q_text(c, q, "offers", text, &e.offers);
    q_text(c, q, "position", line, &e.position);
    q_text(c, q, "discipline", line, &e.discipline);
    q_text(c, q, "pronouns", line, &e.pronouns);
    q_text(c, q, "language", (struct text_rule){.max = 3}, &e.language);
    e.languages = read_languages(c, q);
    TRY(check_faults(c));
    TRY(people_entry_put(c, &e));
    return reply_notice(c, r, say(c, W("Your profile is saved.")), STR("/me"));
}

err profile_post_certificate(cx *c, const request *q, reply *r) {
    str name = STR_NONE;

    TRY(check_edition(c));
    q_text(c, q, "certificate_name", (struct text_rule){.max = 200}, &name);
    TRY(people_certificate_put(c, name));
    return reply_notice(c, r, say(c, W("The name on your certificate is confirmed.")), STR("/me"));
}

/* ---- all that is stored ---- */

err profile_get_data(cx *c, const request *q UNUSED, reply *r) {
    buf json = buf_new(c->mem, DATA_LIMIT);

    buf_c(&json, "{\"format\":\"semaine personal data 1\",\"made_at\":");
    buf_json(&json, moment_utc(c->mem, c->now));
    for (size_t i = 0; i < feature_count; i++) {
        size_t before = json.len;

        if (features[i]->personal != NULL && features[i]->personal->give != NULL) {
            buf_char(&json, ',');
            TRY(features[i]->personal->give(c, c->person, &json));
            json.len = json.len == before + 1 ? before : json.len;
        }
    }
    buf_c(&json, "}\n");
    TRY(buf_done(&json));
    return reply_file(c, r, STR("application/json"), STR("my-data.json"), buf_str(&json));
}
