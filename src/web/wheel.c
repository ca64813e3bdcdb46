#include "web/wheel.h"

static struct timer *slot_at(struct wheel *w, int64_t ms) {
    return &w->slots[(size_t)(ms / WHEEL_STEP_MS) % WHEEL_SLOTS];
}

static void unlink_timer(struct timer *t) {
    t->prev->next = t->next;
    t->next->prev = t->prev;
    t->next = NULL;
    t->prev = NULL;
}

static void link_timer(struct wheel *w, struct timer *t, int64_t ms) {
    struct timer *head = NULL;

    t->slot_ms = ms < w->now_ms ? w->now_ms : ms;
    head = slot_at(w, t->slot_ms);
    t->next = head;
    t->prev = head->prev;
    head->prev->next = t;
    head->prev = t;
}

void wheel_init(struct wheel *w, int64_t now_ms) {
    for (size_t i = 0; i < WHEEL_SLOTS; i++) {
        w->slots[i] = (struct timer){.next = &w->slots[i], .prev = &w->slots[i]};
    }
    w->over = (struct timer){.next = &w->over, .prev = &w->over};
    w->now_ms = now_ms;
    w->count = 0;
}

void wheel_set(struct wheel *w, struct timer *t, int64_t due_ms) {
    t->due_ms = due_ms;
    if (t->prev != NULL && due_ms >= t->slot_ms) {
        return; /* put right when its slot comes by */
    }
    if (t->prev != NULL) {
        unlink_timer(t);
        w->count--;
    }
    link_timer(w, t, due_ms);
    w->count++;
}

void wheel_remove(struct wheel *w, struct timer *t) {
    if (t->prev != NULL) {
        unlink_timer(t);
        w->count--;
    }
}

/* All timers of the slot that is over wait in `over` to be reported or moved on. */
static void turn(struct wheel *w) {
    struct timer *head = slot_at(w, w->now_ms);

    if (head->next != head) {
        head->next->prev = w->over.prev;
        w->over.prev->next = head->next;
        head->prev->next = &w->over;
        w->over.prev = head->prev;
        *head = (struct timer){.next = head, .prev = head};
    }
    w->now_ms = (w->now_ms / WHEEL_STEP_MS + 1) * WHEEL_STEP_MS;
}

struct timer *wheel_next(struct wheel *w, int64_t now_ms) {
    for (;;) {
        struct timer *t = w->over.next;

        if (t != &w->over) {
            unlink_timer(t);
            if (t->due_ms < w->now_ms) {
                w->count--;
                return t;
            }
            link_timer(w, t, t->due_ms);
            continue;
        }
        if (w->count == 0) {
            w->now_ms = now_ms > w->now_ms ? now_ms : w->now_ms;
            return NULL;
        }
        /* Only slots that are wholly over: a deadline is reported late, never early. */
        if ((w->now_ms / WHEEL_STEP_MS + 1) * WHEEL_STEP_MS > now_ms) {
            return NULL;
        }
        turn(w);
    }
}
