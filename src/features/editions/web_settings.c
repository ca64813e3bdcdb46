#include "app/program.h"
#include "core/setting.h"

#include "features/editions/web.h"

/* The features, and the frame itself, whose settings stand last. */
static const struct feature *owner_at(size_t f) {
    return f < feature_count ? features[f] : &app_frame;
}

/* The first setting of the scope at or after a place; NULL past the last. */
static const struct setting *next_of(enum setting_scope scope, size_t *f, size_t *i) {
    for (; *f <= feature_count; (*f)++, *i = 0) {
        const struct feature *owner = owner_at(*f);

        while (*i < owner->setting_count) {
            const struct setting *s = &owner->settings[(*i)++];

            if (s->scope == scope) {
                return s;
            }
        }
    }
    return NULL;
}

static int64_t owner_of(const cx *c, const struct setting *s) {
    return s->scope == SETTING_EDITION ? c->edition.id : 0;
}

/* What holds now: stored for this scope, or what stands behind it. */
static err current_of(cx *c, const struct setting *s, str *out) {
    bool found = false;

    if (s->scope == SETTING_EDITION) {
        *out = cx_setting(c, s->key);
        return OK;
    }
    TRY(setting_get(c, 0, str_of(s->key), out, &found));
    if (!found) {
        *out = str_of(s->initial);
    }
    return OK;
}

static err options_of(cx *c, const struct setting *s, struct web_field *field) {
    struct form_option *options = NULL;
    size_t count = 0;

    while (s->choices[count] != NULL) {
        count++;
    }
    options = arena_array(c->mem, count, sizeof(*options));
    if (options == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        options[i] =
            (struct form_option){.value = s->choices[i], .label = say(c, str_of(s->choices[i]))};
    }
    field->as = WEB_SELECT;
    field->options = options;
    field->option_count = count;
    return OK;
}

static err field_of(cx *c, const struct setting *s, struct web_field *field) {
    str value = STR_NONE;

    TRY(current_of(c, s, &value));
    field->f = (struct form_field){.name = s->key,
                                   .label = say(c, str_of(s->label)),
                                   .hint = s->help == NULL ? STR_NONE : say(c, str_of(s->help)),
                                   .value = value};
    switch (s->type) {
    case SETTING_INT:
        field->f.type = "number";
        break;
    case SETTING_TEXT:
        field->f.max = s->max;
        break;
    case SETTING_BOOL:
        field->as = WEB_TICK;
        break;
    case SETTING_CHOICE:
        return options_of(c, s, field);
    case SETTING_SECRET:
        /* A secret goes in and never comes out. */
        field->f.type = "password";
        field->f.autocomplete = "off";
        field->f.hint = value.len > 0 ? say(c, W("One is stored. Leave this empty to keep it."))
                                      : field->f.hint;
        field->f.value = STR_NONE;
        break;
    }
    return OK;
}

err web_settings_fields(cx *c, enum setting_scope scope, struct web_fields *out) {
    struct web_field *at = NULL;
    const struct setting *s = NULL;
    size_t most = 0;
    size_t count = 0;

    for (size_t f = 0; f <= feature_count; f++) {
        most += owner_at(f)->setting_count;
    }
    at = arena_array(c->mem, most, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t f = 0, i = 0; (s = next_of(scope, &f, &i)) != NULL;) {
        TRY(field_of(c, s, &at[count++]));
    }
    *out = (struct web_fields){.at = at, .count = count};
    return OK;
}

static size_t length_max(const struct setting *s) {
    enum { TEXT_MAX = 500 };

    return s->max > 0 ? (size_t)s->max : TEXT_MAX;
}

static bool read_choice(cx *c, const request *q, const struct setting *s, str *value) {
    size_t count = 0;
    size_t chosen = 0;

    while (s->choices[count] != NULL) {
        count++;
    }
    if (!q_choice(c, q, s->key, s->choices, count, &chosen)) {
        return false;
    }
    *value = str_of(s->choices[chosen]);
    return true;
}

/* The value as it is to be stored; false with a fault. */
static bool read_value(cx *c, const request *q, const struct setting *s, str *value) {
    int64_t number = 0;

    switch (s->type) {
    case SETTING_INT:
        if (!q_int(c, q, s->key, s->min, s->max, &number)) {
            return false;
        }
        *value = str_fmt(c->mem, "%" PRId64, number);
        return true;
    case SETTING_BOOL:
        *value = q_ticked(q, s->key) ? STR("1") : STR("0");
        return true;
    case SETTING_CHOICE:
        return read_choice(c, q, s, value);
    case SETTING_TEXT:
    case SETTING_SECRET:
        return q_text(
            c, q, s->key,
            (struct text_rule){.min = s->type == SETTING_TEXT && s->min > 0 ? (size_t)s->min : 0,
                               .max = length_max(s)},
            value);
    }
    return false;
}

static err save_one(cx *c, const request *q, const struct setting *s, size_t *changed) {
    str before = STR_NONE;
    str value = STR_NONE;
    const char *why_not = NULL;

    if (!read_value(c, q, s, &value) || (s->type == SETTING_SECRET && value.len == 0)) {
        return OK;
    }
    why_not = s->check == NULL ? NULL : s->check(value);
    if (why_not != NULL) {
        fault(c, str_of(s->key), str_of(why_not));
        return OK;
    }
    TRY(current_of(c, s, &before));
    if (str_eq(before, value)) {
        return OK;
    }
    (*changed)++;
    return setting_put(c, owner_of(c, s), str_of(s->key), value);
}

err web_settings_save(cx *c, const request *q, enum setting_scope scope, size_t *changed) {
    const struct setting *s = NULL;

    for (size_t f = 0, i = 0; (s = next_of(scope, &f, &i)) != NULL;) {
        TRY(save_one(c, q, s, changed));
    }
    return OK;
}
