#include "features/consents/web.h"

#include "gen/consents_views.h"

static err check_edition(cx *c) {
    if (c->edition.id == 0) {
        return refuse(c, ERR_MISSING, W("There is no edition yet."));
    }
    return OK;
}

/* What somebody agrees to. Who changes what a text says raises CONSENT_TEXT_VERSION. */
static struct web_purpose text_of(const cx *c, enum consent_purpose purpose) {
    const struct web_purpose texts[CONSENT_PURPOSES] = {
        [CONSENT_DIRECTORY] =
            {.text = say(c, W("Your entry stands in the list of people: name, institution, "
                              "position, languages, what you look for and what you offer.")),
             .who = say(c, W("Seen by people of this edition who are signed in. Without it only "
                             "the organisers see it. Who speaks stands in the public programme "
                             "with name, institution and discipline."))},
        [CONSENT_CONTACT] =
            {.text = say(c, W("Those who can see your entry see your e-mail address, too, and can "
                              "write to you.")),
             .who = say(c, W("Seen by people of this edition who are signed in, until you withdraw "
                             "it."))},
        [CONSENT_PHOTO] =
            {.text = say(c, W("Photographs of the week in which you can be recognised may be shown "
                              "on these pages and in the alliance’s reports. Crowds are another "
                              "matter.")),
             .who = say(c, W("The organisers see your answer and tell the photographer. With “Ask "
                             "me”, no picture is shown before you have agreed to it."))},
        [CONSENT_NETWORK] =
            {.text = say(c, W("The week shows who has worked with whom. With your name, others see "
                              "your ties; without it you only count with your institution.")),
             .who = say(c, W("Seen by people of this edition and by the alliance office, until you "
                             "withdraw it."))},
    };
    struct web_purpose x = texts[purpose];

    x.name = consents_purpose_name(purpose);
    x.title = consents_title(c, purpose);
    return x;
}

/* What the button says; one that takes a yes back says so. */
static str label_of(const cx *c, enum consent_choice choice, enum consent_choice current) {
    if (choice == CONSENT_NO && (current == CONSENT_YES || current == CONSENT_ASK)) {
        return say(c, W("Withdraw"));
    }
    return consents_choice_word(c, choice);
}

static str day_of(const cx *c, int64_t moment) {
    return word_day_long(c->mem, c->lang, zone_day(c->edition.zone, moment));
}

/* The newest answer to a purpose, in a sentence. */
static str answer_of(const cx *c, const struct consents *all, enum consent_purpose purpose) {
    for (size_t i = 0; i < all->given.count; i++) {
        const struct consent_answer *a = &all->given.at[i];

        if (a->purpose == purpose && all->now[purpose] != CONSENT_UNANSWERED) {
            return say_with(
                c, W("Your answer: {choice}, on {day}."),
                (const struct word_value[]){{"choice", consents_choice_word(c, a->choice)},
                                            {"day", day_of(c, a->at)}},
                2);
        }
    }
    return STR_NONE;
}

static err purpose_of(const cx *c, const struct consents *all, enum consent_purpose purpose,
                      struct web_purpose *out) {
    static const enum consent_choice order[] = {CONSENT_YES, CONSENT_ASK, CONSENT_NO};
    enum consent_choice current = all->now[purpose];
    struct web_choice *at = arena_array(c->mem, COUNT_OF(order), sizeof(*at));
    size_t count = 0;

    if (at == NULL) {
        return ERR_MEMORY;
    }
    *out = text_of(c, purpose);
    out->answer = answer_of(c, all, purpose);
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        if (consents_choice_fits(purpose, order[i])) {
            at[count++] = (struct web_choice){consents_choice_name(order[i]),
                                              label_of(c, order[i], current), order[i] == current};
        }
    }
    out->choices = (struct web_choices){at, count};
    return OK;
}

static err answers_of(const cx *c, const struct consents *all, struct web_consents *page) {
    struct web_answer *at = arena_array(c->mem, all->given.count, sizeof(*at));

    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < all->given.count; i++) {
        const struct consent_answer *a = &all->given.at[i];

        at[i] = (struct web_answer){day_of(c, a->at), consents_title(c, a->purpose),
                                    consents_choice_word(c, a->choice)};
    }
    page->at = at;
    page->count = all->given.count;
    return OK;
}

err consents_get_mine(cx *c, const request *q, reply *r) {
    struct consents all = {0};
    struct web_consents page = {0};
    struct web_purpose *purposes = arena_array(c->mem, CONSENT_PURPOSES, sizeof(*purposes));

    if (purposes == NULL) {
        return ERR_MEMORY;
    }
    TRY(check_edition(c));
    TRY(consents_of(c, c->person, &all));
    TRY(answers_of(c, &all, &page));
    for (int i = 0; i < CONSENT_PURPOSES; i++) {
        TRY(purpose_of(c, &all, (enum consent_purpose)i, &purposes[i]));
    }
    page.purposes = (struct web_purposes){purposes, CONSENT_PURPOSES};
    return consents_page_mine(c, q, r, &page);
}

err consents_post_mine(cx *c, const request *q, reply *r) {
    enum consent_purpose purpose = CONSENT_DIRECTORY;
    enum consent_choice choice = consents_choice_read(q_typed(q, "choice"));

    TRY(check_edition(c));
    if (!consents_purpose_read(q_typed(q, "purpose"), &purpose)) {
        return refuse(c, ERR_INPUT, W("Choose one of the answers."));
    }
    TRY(consents_put(c, purpose, choice));
    return reply_notice(
        c, r,
        say_with(c, W("Noted: {purpose}: {choice}."),
                 (const struct word_value[]){{"purpose", consents_title(c, purpose)},
                                             {"choice", consents_choice_word(c, choice)}},
                 2),
        STR("/me/consents"));
}
