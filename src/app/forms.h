/*
 * forms.h: the fields of a form, written one way everywhere. For `@call` in views.
 *
 * Each writes label, hint, the control with its id (the field's name), and the fault
 * of this field if there is one, joined by aria-describedby. The value is what was
 * typed when the form is shown again, else `value`. Labels and hints come already
 * translated (say(h->c, W("..."))) or are literals from a table that is translated here.
 */
#ifndef APP_FORMS_H
#define APP_FORMS_H

#include "web/html.h"

struct form_field {
    const char *name; /* of the input */
    str label;        /* in the reader's language */
    str hint;         /* may be empty */
    str value;        /* as stored */
    const char *type; /* "text" "email" "number" "date" "time" "search" "tel" "url"; NULL: text */
    const char *autocomplete; /* the HTML token, may be NULL */
    int64_t max;              /* maxlength, 0: none */
    int rows;                 /* > 0: a textarea */
    bool required;
    bool code; /* one-time code: numeric keyboard, wide letters */
};

/* A labelled input or textarea with its hint, its value as typed or stored, and its fault. */
void form_input(html *h, const struct form_field *f);

struct form_option {
    const char *value;
    str label;
};

/* A select; `value` chooses. */
void form_select(html *h, const struct form_field *f, const struct form_option *options,
                 size_t count);
/* Radio buttons in a fieldset with a legend. */
void form_radios(html *h, const struct form_field *f, const struct form_option *options,
                 size_t count);
/* One tick box; `value` "1" is ticked. */
void form_tick(html *h, const struct form_field *f);
/* The error summary of the page, or nothing: page_begin's shells call it before the body. */
void form_summary(html *h);

#endif
