#include "app/forms.h"

#include "web/request.h"
#include "web/request_in.h"

static const struct field_fault *fault_of(const html *h, const char *name) {
    for (const struct field_fault *f = h->c->faults; f != NULL; f = f->next) {
        if (str_eq(f->field, str_of(name))) {
            return f;
        }
    }
    return NULL;
}

static bool is_again(const html *h) {
    return h->q != NULL && h->q->is_again;
}

/* What the control shows: as typed when the form is shown again, else as stored. */
static str value_of(const html *h, const struct form_field *f) {
    return is_again(h) ? q_typed(h->q, f->name) : f->value;
}

static void attribute(html *h, const char *name, str value) {
    html_raw(h, STR(" "));
    html_c(h, name);
    html_raw(h, STR("=\""));
    html_str(h, value);
    html_raw(h, STR("\""));
}

static void label(html *h, const struct form_field *f) {
    html_raw(h, STR("<label for=\""));
    html_c(h, f->name);
    html_raw(h, STR("\">"));
    html_str(h, f->label);
    html_raw(h, STR("</label>"));
}

static void hint_and_fault(html *h, const struct form_field *f) {
    const struct field_fault *wrong = fault_of(h, f->name);

    if (f->hint.len > 0) {
        html_raw(h, STR("<p class=\"hint\" id=\""));
        html_c(h, f->name);
        html_raw(h, STR("-hint\">"));
        html_str(h, f->hint);
        html_raw(h, STR("</p>"));
    }
    if (wrong != NULL) {
        html_raw(h, STR("<p class=\"fault\" id=\""));
        html_c(h, f->name);
        html_raw(h, STR("-fault\">"));
        html_str(h, wrong->sentence);
        html_raw(h, STR("</p>"));
    }
}

static void described(html *h, const struct form_field *f) {
    bool is_wrong = fault_of(h, f->name) != NULL;

    if (f->hint.len > 0 || is_wrong) {
        html_raw(h, STR(" aria-describedby=\""));
        if (f->hint.len > 0) {
            html_c(h, f->name);
            html_raw(h, STR("-hint"));
        }
        if (is_wrong) {
            html_raw(h, f->hint.len > 0 ? STR(" ") : STR_NONE);
            html_c(h, f->name);
            html_raw(h, STR("-fault"));
        }
        html_raw(h, STR("\""));
    }
    if (is_wrong) {
        html_raw(h, STR(" aria-invalid=\"true\""));
    }
    if (f->required) {
        html_raw(h, STR(" required"));
    }
}

static void named(html *h, const struct form_field *f) {
    attribute(h, "id", str_of(f->name));
    attribute(h, "name", str_of(f->name));
    if (f->autocomplete != NULL) {
        attribute(h, "autocomplete", str_of(f->autocomplete));
    }
    if (f->max > 0) {
        attribute(h, "maxlength", str_fmt(h->out.mem, "%" PRId64, f->max));
    }
    described(h, f);
}

static void text_area(html *h, const struct form_field *f) {
    html_raw(h, STR("<textarea"));
    attribute(h, "rows", str_fmt(h->out.mem, "%d", f->rows));
    named(h, f);
    html_raw(h, STR(">\n"));
    html_str(h, value_of(h, f));
    html_raw(h, STR("</textarea>"));
}

void form_input(html *h, const struct form_field *f) {
    html_raw(h, STR("<div class=\"field\">"));
    label(h, f);
    hint_and_fault(h, f);
    if (f->rows > 0) {
        text_area(h, f);
    } else {
        html_raw(h, STR("<input"));
        attribute(h, "type", str_of(f->type == NULL ? "text" : f->type));
        if (f->code) {
            html_raw(h, STR(" class=\"code\" inputmode=\"numeric\""));
        }
        named(h, f);
        attribute(h, "value", value_of(h, f));
        html_raw(h, STR(">"));
    }
    html_raw(h, STR("</div>"));
}

void form_select(html *h, const struct form_field *f, const struct form_option *options,
                 size_t count) {
    str value = value_of(h, f);

    html_raw(h, STR("<div class=\"field\">"));
    label(h, f);
    hint_and_fault(h, f);
    html_raw(h, STR("<select"));
    named(h, f);
    html_raw(h, STR(">"));
    for (size_t i = 0; i < count; i++) {
        html_raw(h, STR("<option"));
        attribute(h, "value", str_of(options[i].value));
        if (str_eq(value, str_of(options[i].value))) {
            html_raw(h, STR(" selected"));
        }
        html_raw(h, STR(">"));
        html_str(h, options[i].label);
        html_raw(h, STR("</option>"));
    }
    html_raw(h, STR("</select></div>"));
}

void form_radios(html *h, const struct form_field *f, const struct form_option *options,
                 size_t count) {
    str value = value_of(h, f);

    html_raw(h, STR("<fieldset class=\"field\""));
    attribute(h, "id", str_of(f->name));
    html_raw(h, STR("><legend>"));
    html_str(h, f->label);
    html_raw(h, STR("</legend>"));
    hint_and_fault(h, f);
    html_raw(h, STR("<div class=\"choices\">"));
    for (size_t i = 0; i < count; i++) {
        html_raw(h, STR("<label><input type=\"radio\""));
        attribute(h, "name", str_of(f->name));
        attribute(h, "value", str_of(options[i].value));
        described(h, f);
        if (str_eq(value, str_of(options[i].value))) {
            html_raw(h, STR(" checked"));
        }
        html_raw(h, STR("> <span>"));
        html_str(h, options[i].label);
        html_raw(h, STR("</span></label>"));
    }
    html_raw(h, STR("</div></fieldset>"));
}

void form_tick(html *h, const struct form_field *f) {
    str value = value_of(h, f);

    hint_and_fault(h, f);
    html_raw(h, STR("<p class=\"tick\"><input type=\"checkbox\" value=\"1\""));
    named(h, f);
    if (value.len > 0 && !str_eq(value, STR("0"))) {
        html_raw(h, STR(" checked"));
    }
    html_raw(h, STR(">"));
    label(h, f);
    html_raw(h, STR("</p>"));
}

void form_summary(html *h) {
    const cx *c = h->c;

    if (!is_again(h) || (c->faults == NULL && c->refusal_text.len == 0)) {
        return;
    }
    html_raw(
        h,
        STR("<div class=\"error-summary\" role=\"alert\" tabindex=\"-1\" aria-labelledby=\"wrong\">"
            "<h2 id=\"wrong\">"));
    html_str(h, c->refusal_text.len > 0 ? c->refusal_text : say(c, W("Please look at this again")));
    html_raw(h, STR("</h2>"));
    if (c->faults != NULL) {
        html_raw(h, STR("<ul>"));
        for (const struct field_fault *f = c->faults; f != NULL; f = f->next) {
            html_raw(h, STR("<li><a href=\"#"));
            html_str(h, f->field);
            html_raw(h, STR("\">"));
            html_str(h, f->sentence);
            html_raw(h, STR("</a></li>"));
        }
        html_raw(h, STR("</ul>"));
    }
    html_raw(h, STR("</div>"));
}
