/*
 * setting.h: typed settings, values in the store, definitions with the features (app/feature.h).
 */
#ifndef CORE_SETTING_H
#define CORE_SETTING_H

#include "base/base.h"
#include "base/err.h"
#include "core/cx.h"

/* The stored value for `edition` (0: installation), or empty and false. Not cached. */
err setting_get(cx *c, int64_t edition, str key, str *out, bool *found) MUST_USE;
/* Stores; the caller has checked type and bounds. Touches "setting/KEY". */
err setting_put(cx *c, int64_t edition, str key, str value) MUST_USE;
/* Back to the default. */
err setting_drop(cx *c, int64_t edition, str key) MUST_USE;

#endif
