/*
 * rooms.h: the rooms of the edition, and whether they can be used.
 *
 * Everything is about c->edition; texts are in the reader's language, else English.
 * A change touches "rooms/SLUG", and "programme/SLUG" for those who follow the sessions
 * in them.
 */
#ifndef FEATURES_ROOMS_ROOMS_H
#define FEATURES_ROOMS_ROOMS_H

#include "base/base.h"
#include "base/err.h"
#include "base/str.h"
#include "core/cx.h"

struct room {
    int64_t id;
    str code; /* in files: "b204" */
    str name; /* on the door: "B204" */
    str building, floor;
    str remark;    /* what helps to use it; may be empty */
    int64_t seats; /* 0: standing */
    bool is_open;
    str reason; /* why it is out of use */
};

struct room_list {
    const struct room *at; /* in the order in which they were made */
    size_t count;
};

/* All rooms of the edition. One query. */
err rooms_list(cx *c, struct room_list *out) MUST_USE;
/* The one of that id. ERR_MISSING. */
err rooms_get(cx *c, int64_t id, struct room *out) MUST_USE;
/* The one of that code, or `*found` false. */
err rooms_find(cx *c, str code, struct room *out, bool *found) MUST_USE;
/* "40 seats", "standing" */
str rooms_seats_word(const cx *c, int64_t seats);

/*
 * Opens a room or puts it out of use; `reason` tells everybody why, as typed, in all
 * languages. The same state with the same reason changes nothing. Errors: ERR_MISSING
 * no such room; ERR_INPUT a room is put out of use without a reason (fault of "reason").
 */
err rooms_set(cx *c, int64_t id, bool is_open, str reason) MUST_USE;

/* A row of rooms.csv. A note tells why a closed room is out of use, or what helps to use an open
 * one. */
struct room_row {
    str code, name, building;
    str floor_en, floor_fr;
    int64_t seats;
    bool is_open;
    str note_en, note_fr;
};

/*
 * Makes the room of that code or changes it. `*changed`: 0 the same as stored (nothing is
 * written), 1 new, 2 changed. Faults are noted under the columns' names, then ERR_INPUT.
 */
err rooms_put(cx *c, const struct room_row *row, int *changed) MUST_USE;
/* Every room as rooms_put would make it. */
err rooms_give(cx *c, err (*give)(void *self, const struct room_row *row), void *self) MUST_USE;

#endif
