/*
 * editions.h: where an edition stands in time.
 */
#ifndef FEATURES_EDITIONS_EDITIONS_H
#define FEATURES_EDITIONS_EDITIONS_H

#include "base/base.h"
#include "base/str.h"
#include "core/cx.h"

/* The phases of an edition in their order; one without a virtual day before the week has no
 * EDITIONS_ONLINE. */
enum editions_phase {
    EDITIONS_BEFORE, /* call, nominations, preparation */
    EDITIONS_ONLINE, /* the virtual day, until the first day on site begins */
    EDITIONS_ON_SITE,
    EDITIONS_AFTER, /* plans are followed up */
    EDITIONS_PHASES
};

/* The phase at a moment; days begin at midnight in the edition's zone. */
enum editions_phase editions_phase_at(const struct edition *e, int64_t moment);
/* The next moment after `moment` at which the phase changes; 0: never again. */
int64_t editions_phase_ends(const struct edition *e, int64_t moment);
/* "Before", "Online", "On site", "After", in the reader's language. */
str editions_phase_word(const cx *c, enum editions_phase phase);

#endif
