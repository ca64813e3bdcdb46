/*
 * wheel.h: deadlines of many things, each moved often and seldom reached.
 *
 * A ring of slots, one per WHEEL_STEP_MS. Moving a deadline forward costs one store:
 * the timer stays in its old slot and is put right when the ring comes by. A deadline
 * is reported at most one step late. Belongs to one thread.
 */
#ifndef WEB_WHEEL_H
#define WEB_WHEEL_H

#include "base/base.h"

#define WHEEL_STEP_MS 50
#define WHEEL_SLOTS   2048 /* one turn is 102 s; what lies further takes another */

struct timer {
    struct timer *next;
    struct timer *prev; /* NULL: in no slot */
    int64_t due_ms;
    int64_t slot_ms; /* the moment of the slot it stands in */
};

struct wheel {
    struct timer slots[WHEEL_SLOTS]; /* heads of rings */
    struct timer over;               /* from slots that have passed, not yet reported */
    int64_t now_ms;                  /* everything before has been reported */
    size_t count;                    /* timers in slots */
};

/* Empty; the first turn begins at `now_ms`. */
void wheel_init(struct wheel *w, int64_t now_ms);
/* Sets or moves the deadline. A timer starts zeroed. */
void wheel_set(struct wheel *w, struct timer *t, int64_t due_ms);
/* Takes it out; also one that was never set. */
void wheel_remove(struct wheel *w, struct timer *t);
/* One timer whose deadline is not after `now_ms`, taken out, or NULL when there is none left. */
struct timer *wheel_next(struct wheel *w, int64_t now_ms);

#endif
