#include "features/consents/consents.h"

#include "core/person.h"

#include "gen/consents_sql.h"

const char *consents_purpose_name(enum consent_purpose purpose) {
    static const char *const names[] = {"directory", "contact", "photo", "network", ""};

    return names[purpose];
}

const char *consents_choice_name(enum consent_choice choice) {
    static const char *const names[] = {"", "no", "yes", "ask", ""};

    return names[choice];
}

bool consents_purpose_read(str name, enum consent_purpose *out) {
    for (int i = 0; i < CONSENT_PURPOSES; i++) {
        if (str_eq(name, str_of(consents_purpose_name((enum consent_purpose)i)))) {
            *out = (enum consent_purpose)i;
            return true;
        }
    }
    return false;
}

enum consent_choice consents_choice_read(str name) {
    for (int i = CONSENT_NO; i < CONSENT_CHOICES; i++) {
        if (str_eq(name, str_of(consents_choice_name((enum consent_choice)i)))) {
            return (enum consent_choice)i;
        }
    }
    return CONSENT_UNANSWERED;
}

bool consents_choice_fits(enum consent_purpose purpose, enum consent_choice choice) {
    return choice == CONSENT_NO || choice == CONSENT_YES ||
           (choice == CONSENT_ASK && purpose == CONSENT_PHOTO);
}

str consents_title(const cx *c, enum consent_purpose purpose) {
    const str titles[] = {W("Be found by the others"), W("Share my e-mail address"),
                          W("Be seen in photographs"), W("Be named in the picture of the network"),
                          STR("")};

    return say(c, titles[purpose]);
}

str consents_choice_word(const cx *c, enum consent_choice choice) {
    const str words_of[] = {W("Not answered"), W("No"), W("Yes"), W("Ask me"), STR("")};

    return say(c, words_of[choice]);
}

err consents_of(cx *c, int64_t person, struct consents *out) {
    struct consents_answers_list lines = {0};
    struct consent_answer *at = NULL;
    size_t count = 0;

    TRY(consents_sql_answers(c, c->edition.id, person, &lines));
    at = arena_array(c->mem, lines.count, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    *out = (struct consents){.unanswered = CONSENT_PURPOSES};
    for (size_t i = lines.count; i-- > 0;) { /* the oldest first, so that the newest holds */
        enum consent_purpose purpose = CONSENT_DIRECTORY;

        if (consents_purpose_read(lines.at[i].purpose, &purpose)) {
            out->now[purpose] = lines.at[i].text_version == CONSENT_TEXT_VERSION
                                    ? consents_choice_read(lines.at[i].choice)
                                    : CONSENT_UNANSWERED;
        }
    }
    for (size_t i = 0; i < lines.count; i++) {
        if (consents_purpose_read(lines.at[i].purpose, &at[count].purpose)) {
            at[count].choice = consents_choice_read(lines.at[i].choice);
            at[count].text_version = lines.at[i].text_version;
            at[count++].at = lines.at[i].at;
        }
    }
    out->given = (struct consent_answers){at, count};
    for (int i = 0; i < CONSENT_PURPOSES; i++) {
        out->unanswered -= out->now[i] != CONSENT_UNANSWERED ? 1 : 0;
    }
    return OK;
}

err consents_agrees(cx *c, int64_t person, enum consent_purpose purpose, bool *yes) {
    struct consents_answer last = {0};
    bool found = false;

    TRY(consents_sql_answer(c, c->edition.id, person, str_of(consents_purpose_name(purpose)), &last,
                            &found));
    *yes = found && last.text_version == CONSENT_TEXT_VERSION &&
           consents_choice_read(last.choice) == CONSENT_YES;
    return OK;
}

/* Appends an answer unless it is the same as the last. */
static err append(cx *c, int64_t person, const struct consent_answer *answer, bool *added) {
    struct consents_answer last = {0};
    const char *purpose = consents_purpose_name(answer->purpose);
    const char *choice = consents_choice_name(answer->choice);
    bool found = false;

    TRY(consents_sql_answer(c, c->edition.id, person, str_of(purpose), &last, &found));
    *added =
        !found || !str_eq(last.choice, str_of(choice)) || last.text_version != answer->text_version;
    if (!*added) {
        return OK;
    }
    cx_touch(c, "consents/%" PRId64, person);
    return consents_sql_put(c, &(struct consents_put_args){.edition = c->edition.id,
                                                           .person = person,
                                                           .purpose = str_of(purpose),
                                                           .number = found ? last.number + 1 : 1,
                                                           .choice = str_of(choice),
                                                           .text_version = answer->text_version,
                                                           .at = answer->at});
}

err consents_put(cx *c, enum consent_purpose purpose, enum consent_choice choice) {
    bool added = false;

    if (!consents_choice_fits(purpose, choice)) {
        return refuse(c, ERR_INPUT, W("Choose one of the answers."));
    }
    return append(c, c->person,
                  &(struct consent_answer){purpose, choice, CONSENT_TEXT_VERSION, c->now}, &added);
}

/* ---- consents.csv ---- */

/* "2026-03-16T08:05:00Z", as moment_utc writes it. */
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
    str address = STR_NONE;
    bool found = false;

    if (person_email_read(c->mem, email, &address)) {
        TRY(person_by_email(c, address, &person, &found));
    }
    if (!found || person.roles == 0) {
        fault(c, STR("email"),
              W("Nobody in the edition has this address. Add the person to people.csv first."));
    }
    *out = person.id;
    return OK;
}

static void read_row(cx *c, const struct consent_row *row, struct consent_answer *out) {
    if (!consents_purpose_read(row->purpose, &out->purpose)) {
        fault(c, STR("purpose"), W("Write directory, contact, photo or network."));
    }
    out->choice = consents_choice_read(row->choice);
    if (!consents_choice_fits(out->purpose, out->choice)) {
        fault(c, STR("choice"), W("Write yes or no; of photographs also ask."));
    }
    if (row->text_version.len > 0 &&
        (!str_i64(row->text_version, &out->text_version) || out->text_version < 1)) {
        fault(c, STR("text_version"), W("Write the number of the text that was read."));
    }
    if (!utc_read(row->at, &out->at)) {
        fault(c, STR("at"), W("Write when the answer was given, as in 2026-03-16T08:05:00Z."));
    }
}

err consents_take(cx *c, const struct consent_row *row, bool *added) {
    struct consent_answer answer = {.text_version = CONSENT_TEXT_VERSION};
    struct consents known = {0};
    int64_t person = 0;

    *added = false;
    TRY(person_of(c, row->email, &person));
    read_row(c, row, &answer);
    TRY(check_faults(c));
    TRY(consents_of(c, person, &known));
    for (size_t i = 0; i < known.given.count; i++) {
        const struct consent_answer *k = &known.given.at[i];

        if (k->purpose == answer.purpose && k->at >= answer.at) {
            return OK;
        }
    }
    return append(c, person, &answer, added);
}

err consents_give(cx *c, err (*give)(void *self, const struct consent_row *row), void *self) {
    struct consents_all_list all = {0};

    TRY(consents_sql_all(c, c->edition.id, &all));
    for (size_t i = 0; i < all.count; i++) {
        const struct consents_all *k = &all.at[i];

        TRY(give(self,
                 &(struct consent_row){.email = k->email,
                                       .purpose = k->purpose,
                                       .choice = k->choice,
                                       .text_version = str_fmt(c->mem, "%" PRId64, k->text_version),
                                       .at = moment_utc(c->mem, k->at)}));
    }
    return OK;
}
