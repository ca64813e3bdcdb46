/*
 * web.h: what the views of the editions print, and what feature.c offers.
 */
#ifndef FEATURES_EDITIONS_WEB_H
#define FEATURES_EDITIONS_WEB_H

#include "app/feature.h"
#include "app/forms.h"
#include "core/edition.h"

#include "features/editions/editions.h"

struct web_edition {
    const struct edition *e;
    str path;
    str days;  /* "23 to 27 March 2026" */
    str phase; /* "On site" */
    bool is_running;
};

struct web_editions {
    const struct web_edition *at;
    size_t count;
};

struct web_phase {
    str name, note; /* "On site", "23 to 27 March 2026" */
    bool is_done, is_current;
};

struct web_phases {
    const struct web_phase *at;
    size_t count;
};

struct web_paragraph {
    str text;
};

struct web_paragraphs {
    const struct web_paragraph *at;
    size_t count;
};

struct web_front {
    const struct edition *e;
    struct edition_row row;
    str days;                      /* "23 to 27 March 2026" */
    str programme;                 /* address */
    struct web_paragraphs summary; /* in the reader's language */
    struct web_phases phases;
    enum editions_phase phase;
    int32_t today;
};

/* A field of the settings page. */
struct web_field {
    struct form_field f;

    enum { WEB_INPUT, WEB_TICK, WEB_SELECT } as;

    const struct form_option *options;
    size_t option_count;
};

struct web_fields {
    const struct web_field *at;
    size_t count;
};

struct web_settings {
    str slug;
    struct web_fields texts, days, contact;  /* of the edition itself */
    struct web_fields edition, installation; /* typed settings of all features */
};

/* The typed settings of one scope, as fields with their values. */
err web_settings_fields(cx *c, enum setting_scope scope, struct web_fields *out) MUST_USE;
/*
 * Reads and checks every setting of one scope from a form, noting faults by key; where there is
 * no fault in the whole cx, stores those that differ. `*changed` rises by how many were.
 */
err web_settings_save(cx *c, const request *q, enum setting_scope scope, size_t *changed) MUST_USE;

/* Handlers. */
err editions_get_all(cx *c, const request *q, reply *r) MUST_USE;
err editions_get_front(cx *c, const request *q, reply *r) MUST_USE;
err editions_get_settings(cx *c, const request *q, reply *r) MUST_USE;
err editions_post_settings(cx *c, const request *q, reply *r) MUST_USE;

#endif
