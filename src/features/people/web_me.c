#include "features/people/people_put.h"
#include "features/people/people_words.h"
#include "features/people/web.h"

#include "gen/people_views.h"

enum { ABOUT_FIELDS = 7, TASKS = 2, DATA_LIMIT = 8 * 1024 * 1024, SELECTS = PEOPLE_LANGUAGES_MAX / 2 };

/* ---- small things ---- */

static size_t unanswered(const struct people_person *p) {
    size_t count = 0;

    for (int i = 0; i < PEOPLE_PURPOSES; i++) {
        count += p->choices[i] == PEOPLE_UNANSWERED ? 1 : 0;
    }
    return count;
}

/* "By Friday": the last day of the week. */
static str by_last_day(const cx *c) {
    int weekday = day_civil(c->edition.last_day).weekday;

    return say_with(c, W("By {weekday}"),
                    (const struct word_value[]){{"weekday", word_weekday(c->lang, weekday)}}, 1);
}

err web_tasks_of(cx *c, const struct people_person *me, struct web_tasks *out) {
    struct web_task *at = arena_array(c->mem, TASKS, sizeof(*at));
    size_t left = unanswered(me);

    if (at == NULL) {
        return ERR_MEMORY;
    }
    at[0] = (struct web_task){.title = say(c, W("What others may see of you")),
                              .note = left == 0
                                          ? say(c, W("You have answered everything."))
                                          : say_count(c, W("{n} question left, a minute at most"),
                                                      W("{n} questions left, a minute at most"),
                                                      (int64_t)left),
                              .tag = say(c, W("A minute")),
                              .path = STR("/me/consents"),
                              .is_done = left == 0};
    at[1] = (struct web_task){.title = say(c, W("Name on your certificate")),
                              .note = me->certificate_name,
                              .tag = by_last_day(c),
                              .path = STR("/me#certificate_name"),
                              .is_done = me->certificate_at > 0};
    *out = (struct web_tasks){at, TASKS, (at[0].is_done ? 0 : 1) + (at[1].is_done ? 0 : 1)};
    return OK;
}

/* ---- my profile ---- */

static err about_fields(cx *c, const struct people_entry *e, struct web_fields *out) {
    struct form_field *at = arena_array(c->mem, ABOUT_FIELDS, sizeof(*at));

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
    at[4] = (struct form_field){.name = "position",
                                .label = say(c, W("Position")),
                                .value = e->position,
                                .autocomplete = "organization-title",
                                .max = 200};
    at[5] = (struct form_field){.name = "discipline",
                                .label = say(c, W("Discipline")),
                                .value = e->discipline,
                                .max = 200};
    at[6] = (struct form_field){.name = "pronouns",
                                .label = say(c, W("Pronouns")),
                                .hint = say(c, W("As you want to be spoken of, or nothing.")),
                                .value = e->pronouns,
                                .max = 200};
    *out = (struct web_fields){at, ABOUT_FIELDS};
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

/* Four choices, the best language first; the fifth and later ones of an import stay behind them. */
static err language_selects(cx *c, str codes, struct web_select *out) {
    static const char *const names[SELECTS] = {"language_1", "language_2", "language_3",
                                               "language_4"};
    const str labels[SELECTS] = {say(c, W("Best language")), say(c, W("Second")),
                                 say(c, W("Third")), say(c, W("Fourth"))};
    const struct form_option *options = NULL;
    size_t count = 0;

    TRY(language_options(c, &options, &count));
    for (size_t i = 0; i < SELECTS; i++) {
        str code = STR_NONE;

        codes = str_cut(codes, ' ', &code, NULL);
        out[i] = (struct web_select){
            {.name = names[i], .label = labels[i], .value = code}, options, count};
    }
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

err people_get_me(cx *c, const request *q, reply *r) {
    struct people_person me = {0};
    struct people_entry entry = {0};
    struct institution_list institutions = {0};
    struct web_me page = {0};

    TRY(web_check_edition(c));
    TRY(people_get(c, c->person, &me));
    TRY(people_entry_get(c, &entry));
    TRY(institution_list(c, &institutions));
    page.card = web_card_of(c, &me, &institutions);
    page.email = me.email;
    TRY(web_tasks_of(c, &me, &page.tasks));
    TRY(about_fields(c, &entry, &page.about));
    TRY(language_selects(c, entry.languages, page.languages));
    TRY(interface_select(c, entry.language, &page.language));
    page.certificate = (struct form_field){
        .name = "certificate_name",
        .label = say(c, W("Name on your certificate")),
        .hint = say(c, W("As it shall be printed, with titles if you want them.")),
        .value = me.certificate_name,
        .autocomplete = "name",
        .max = 200,
        .required = true};
    if (me.certificate_at > 0) {
        page.confirmed = word_day_long(c->mem, c->lang, zone_day(c->edition.zone, me.certificate_at));
    }
    return people_page_me(c, q, r, &page);
}

/* The languages of the four choices, and behind them what was stored beyond the fourth. */
static err read_languages(cx *c, const request *q, str *out) {
    static const char *const names[SELECTS] = {"language_1", "language_2", "language_3",
                                               "language_4"};
    struct people_entry before = {0};
    str rest = STR_NONE;
    str codes = STR_NONE;

    TRY(people_entry_get(c, &before));
    rest = before.languages;
    for (size_t i = 0; i < SELECTS; i++) {
        str code = STR_NONE;
        str passed = STR_NONE;

        q_text(c, q, names[i], (struct text_rule){.max = 3}, &code);
        codes = code.len == 0 ? codes : str_fmt(c->mem, "%.*s %.*s", STR_ARG(codes), STR_ARG(code));
        rest = str_cut(rest, ' ', &passed, NULL);
    }
    *out = str_trim(str_fmt(c->mem, "%.*s %.*s", STR_ARG(codes), STR_ARG(rest)));
    if (!people_languages_read(c->mem, *out, out)) {
        fault(c, STR("language_1"), W("Choose each language once."));
    }
    return OK;
}

err people_post_me(cx *c, const request *q, reply *r) {
    static const struct text_rule text = {.max = 1000, .lines = true};
    static const struct text_rule line = {.max = 200};
    struct people_entry e = {0};

    TRY(web_check_edition(c));
    q_text(c, q, "about_en", text, &e.about_en);
    q_text(c, q, "about_fr", text, &e.about_fr);
    q_text(c, q, "looks_for", text, &e.looks_for);
    q_text(c, q, "offers", text, &e.offers);
    q_text(c, q, "position", line, &e.position);
    q_text(c, q, "discipline", line, &e.discipline);
    q_text(c, q, "pronouns", line, &e.pronouns);
    q_text(c, q, "language", (struct text_rule){.max = 3}, &e.language);
    TRY(read_languages(c, q, &e.languages));
    TRY(check_faults(c));
    TRY(people_entry_put(c, &e));
    return reply_notice(c, r, say(c, W("Your profile is saved.")), STR("/me"));
}

err people_post_certificate(cx *c, const request *q, reply *r) {
    str name = STR_NONE;

    TRY(web_check_edition(c));
    q_text(c, q, "certificate_name", (struct text_rule){.max = 200}, &name);
    TRY(people_certificate_put(c, name));
    return reply_notice(c, r, say(c, W("The name on your certificate is confirmed.")), STR("/me"));
}

/* ---- consents ---- */

static struct web_purpose purpose_text(const cx *c, enum people_purpose purpose) {
    const struct web_purpose texts[PEOPLE_PURPOSES] = {
        [PEOPLE_DIRECTORY] =
            {.title = say(c, W("Be found by the others")),
             .text = say(c, W("Your entry stands in the list of people: name, institution, position, "
                              "languages, what you look for and offer.")),
             .who = say(c, W("Seen by people of this edition who are signed in. Without it only "
                             "the organisers see it; if you speak, your name, institution and "
                             "discipline stand in the public programme."))},
        [PEOPLE_CONTACT] =
            {.title = say(c, W("Share my e-mail address")),
             .text = say(c, W("Those who can see your entry can also see your address and write "
                              "to you.")),
             .who = say(c, W("Seen by people of this edition who are signed in, until you withdraw "
                             "it."))},
        [PEOPLE_PHOTO] =
            {.title = say(c, W("Be seen in photographs")),
             .text = say(c, W("Photographs of the week in which you can be recognised may be shown "
                              "on the pages and in reports of the alliance. Crowds are another "
                              "matter.")),
             .who = say(c, W("The organisers see your answer and tell the photographer. With “Ask "
                             "me”, nothing is shown before you have agreed to that picture."))},
        [PEOPLE_NETWORK] =
            {.title = say(c, W("Be named in the picture of the network")),
             .text = say(c, W("The week shows who has worked with whom. With your name, others see "
                              "your ties; without it you are counted with your institution only.")),
             .who = say(c, W("Seen by people of this edition and by the alliance office, until you "
                             "withdraw it."))},
    };

    return texts[purpose];
}

static str choice_word(const cx *c, enum people_choice choice) {
    switch (choice) {
    case PEOPLE_YES:
        return say(c, W("Yes"));
    case PEOPLE_NO:
        return say(c, W("No"));
    case PEOPLE_ASK:
        return say(c, W("Ask me"));
    case PEOPLE_UNANSWERED:
    case PEOPLE_CHOICES:
        break;
    }
    return say(c, W("Not answered"));
}

/* What the button says: one that takes a yes back says so. */
static str choice_label(const cx *c, enum people_choice choice, enum people_choice current) {
    if (choice == PEOPLE_NO && (current == PEOPLE_YES || current == PEOPLE_ASK)) {
        return say(c, W("Withdraw"));
    }
    return choice_word(c, choice);
}

static str day_of(const cx *c, int64_t moment) {
    return word_day_long(c->mem, c->lang, zone_day(c->edition.zone, moment));
}

static struct web_purpose purpose_of(cx *c, const struct people_person *p,
                                     enum people_purpose purpose,
                                     const struct people_consents *given) {
    static const enum people_choice order[] = {PEOPLE_YES, PEOPLE_ASK, PEOPLE_NO};
    struct web_purpose x = purpose_text(c, purpose);
    enum people_choice current = p->choices[purpose];

    x.name = people_purpose_name(purpose);
    x.is_open = current == PEOPLE_UNANSWERED;
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        if (people_choice_fits(purpose, order[i])) {
            x.choices[x.count++] =
                (struct web_choice){people_choice_name(order[i]),
                                    choice_label(c, order[i], current), order[i] == current};
        }
    }
    for (size_t i = 0; i < given->count && !x.is_open && x.answer.len == 0; i++) {
        if (given->at[i].purpose == purpose) {
            x.answer = say_with(c, W("Your answer: {choice}, on {day}."),
                                (const struct word_value[]){{"choice", choice_word(c, current)},
                                                            {"day", day_of(c, given->at[i].at)}},
                                2);
        }
    }
    return x;
}

err web_consents_of(cx *c, const struct people_person *p, struct web_consents *out) {
    struct people_consents given = {0};
    struct web_answer *at = NULL;

    TRY(people_consents(c, p->id, &given));
    at = arena_array(c->mem, given.count, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (int i = 0; i < PEOPLE_PURPOSES; i++) {
        out->purposes[i] = purpose_of(c, p, (enum people_purpose)i, &given);
    }
    for (size_t i = 0; i < given.count; i++) {
        at[i] = (struct web_answer){.day = day_of(c, given.at[i].at),
                                    .purpose = out->purposes[given.at[i].purpose].title,
                                    .choice = choice_word(c, given.at[i].choice),
                                    .at = given.at[i].at};
    }
    out->at = at;
    out->count = given.count;
    return OK;
}

err people_get_consents(cx *c, const request *q, reply *r) {
    struct people_person me = {0};
    struct web_consents page = {0};

    TRY(web_check_edition(c));
    TRY(people_get(c, c->person, &me));
    TRY(web_consents_of(c, &me, &page));
    return people_page_consents(c, q, r, &page);
}

err people_post_consents(cx *c, const request *q, reply *r) {
    enum people_purpose purpose = PEOPLE_DIRECTORY;

    TRY(web_check_edition(c));
    if (!people_purpose_read(q_typed(q, "purpose"), &purpose)) {
        return refuse(c, ERR_INPUT, W("Choose one of the answers."));
    }
    TRY(people_consent_put(c, purpose, people_choice_from(q_typed(q, "choice"))));
    return reply_notice(c, r,
                        say_with(c, W("Noted: {purpose}."),
                                 (const struct word_value[]){
                                     {"purpose", purpose_text(c, purpose).title}},
                                 1),
                        STR("/me/consents"));
}

/* ---- all that is stored ---- */

err people_get_data(cx *c, const request *q UNUSED, reply *r) {
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
