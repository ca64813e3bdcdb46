/*
 * desk.h: the organiser's first page: what time it is, what comes next, what needs a hand.
 *
 * The desk owns the page and its order; figures and boards come from the features
 * that know them, by the panel places "desk.figures" and "desk.board".
 */
#ifndef FEATURES_DESK_DESK_H
#define FEATURES_DESK_DESK_H

#include "base/base.h"
#include "base/err.h"
#include "base/str.h"
#include "core/cx.h"

#include "features/programme/programme.h"

struct desk_now {
    str headline;  /* "Opening starts in 18 minutes" */
    str line;      /* "Monday 23 March, day 1 of 5. Amphi 2." */
    str next_path; /* of the session it is about; empty: none */
    str when;      /* "09:00" */
};

/* One query. */
err desk_read(cx *c, struct desk_now *out) MUST_USE;

#endif
