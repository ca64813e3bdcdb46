/*
 * programme_put.h: sessions and their people as the import gives them.
 *
 * Each makes what is not there and changes what is, by its key in the file; `*changed`
 * says 0 the same as stored (nothing is written), 1 new, 2 changed. Faults are noted
 * under the names of the file's columns, all at once, then ERR_INPUT. What changes
 * touches "programme/SLUG".
 */
#ifndef FEATURES_PROGRAMME_PROGRAMME_PUT_H
#define FEATURES_PROGRAMME_PROGRAMME_PUT_H

#include "base/base.h"
#include "base/err.h"
#include "core/cx.h"

#include "features/programme/programme.h"

struct programme_words {
    str title, text, bring, reason;
};

/* A row of sessions.csv; `start` in minutes after midnight of `day`, on the edition's clocks. */
struct programme_session_row {
    int64_t number;
    enum programme_kind kind;
    enum programme_model model;
    enum programme_state state;
    int32_t day;
    int start;
    int64_t minutes;
    int64_t capacity;
    str room, was_room; /* codes; empty: none */
    str online_url;
    struct programme_words en, fr;
};

/* By `number`. The rooms must be there. */
err programme_put_session(cx *c, const struct programme_session_row *row, int *changed) MUST_USE;

/* By all three: a part is there or it is not. The session and the person must be there. */
err programme_put_person(cx *c, int64_t number, str email, enum programme_part part, int *changed)
    MUST_USE;

/* The rows of the edition as they would be put, in the order of the numbers. */
err programme_give_sessions(cx *c, err (*give)(void *self, const struct programme_session_row *row),
                            void *self) MUST_USE;
err programme_give_people(cx *c, err (*give)(void *self, int64_t number, str email, str part),
                          void *self) MUST_USE;

#endif
