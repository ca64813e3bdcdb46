/*
 * consents.h: what people have agreed to, each purpose by itself, with the history of answers.
 *
 * Everything is about c->edition. An answer is never changed: who withdraws one writes the next.
 * The newest counts, and only if it was given to the text of today: when a text says something
 * new, everybody is asked again. A change touches "consents/PERSON".
 */
#ifndef FEATURES_CONSENTS_CONSENTS_H
#define FEATURES_CONSENTS_CONSENTS_H

#include "base/base.h"
#include "base/err.h"
#include "base/str.h"
#include "core/cx.h"

/* What somebody may be asked to agree to (GDPR Articles 6(1)(a) and 7). */
enum consent_purpose {
    CONSENT_DIRECTORY, /* other people of the edition see my entry */
    CONSENT_CONTACT,   /* those who see it may write to my address */
    CONSENT_PHOTO,     /* photographs of me may be shown */
    CONSENT_NETWORK,   /* my name may stand in pictures of who worked with whom */
    CONSENT_PURPOSES
};

enum consent_choice {
    CONSENT_UNANSWERED, /* never asked, or asked with an older text: as good as no */
    CONSENT_NO,
    CONSENT_YES,
    CONSENT_ASK, /* photographs only: ask me each time */
    CONSENT_CHOICES
};

/* Of the texts that are shown now; raise it when one of them says something new. */
enum { CONSENT_TEXT_VERSION = 1 };

struct consent_answer {
    enum consent_purpose purpose;
    enum consent_choice choice;
    int64_t text_version; /* from 1 */
    int64_t at;           /* when it was given */
};

struct consent_answers {
    const struct consent_answer *at; /* newest first */
    size_t count;
};

/* What holds for somebody, by purpose, and all answers ever given. One query. */
struct consents {
    enum consent_choice now[CONSENT_PURPOSES];
    struct consent_answers given;
    int64_t unanswered; /* purposes */
};

err consents_of(cx *c, int64_t person, struct consents *out) MUST_USE;
/* Has somebody said yes? One query. */
err consents_agrees(cx *c, int64_t person, enum consent_purpose purpose, bool *yes) MUST_USE;

/*
 * Notes an answer of c->person, given now to the text of today. The same as the one that
 * holds is not written again. ERR_INPUT where the purpose has no such choice.
 */
err consents_put(cx *c, enum consent_purpose purpose, enum consent_choice choice) MUST_USE;

/* As the store and files have it: "directory", "yes"; empty for no answer. */
const char *consents_purpose_name(enum consent_purpose purpose);
const char *consents_choice_name(enum consent_choice choice);
bool consents_purpose_read(str name, enum consent_purpose *out);
/* CONSENT_UNANSWERED for what is no choice. */
enum consent_choice consents_choice_read(str name);
/* May this purpose be answered so? Only photographs know CONSENT_ASK. */
bool consents_choice_fits(enum consent_purpose purpose, enum consent_choice choice);
/* In the reader's words: "Be found by the others", "Ask me". */
str consents_title(const cx *c, enum consent_purpose purpose);
str consents_choice_word(const cx *c, enum consent_choice choice);

/* ---- consents.csv: answers that were given on paper, or in another installation ---- */

/* A row, as typed. */
struct consent_row {
    str email, purpose, choice, text_version, at;
};

/*
 * Notes an answer with the moment at which it was given. One that is not newer than what is
 * stored tells nothing: `*added` false. Faults are noted under the names of the columns.
 */
err consents_take(cx *c, const struct consent_row *row, bool *added) MUST_USE;
err consents_give(cx *c, err (*give)(void *self, const struct consent_row *row), void *self)
    MUST_USE;

#endif
