#include "tools/viewc/rules.h"

#include "tools/viewc/markup.h"

/* HTML Standard, 13.1.2, void elements. */
bool rules_is_void(str name) {
    static const char *const list[] = {"area",  "base", "br",   "col",    "embed", "hr",  "img",
                                       "input", "link", "meta", "source", "track", "wbr", NULL};

    return name_is_among(name, list);
}

bool rules_is_drawing(str name) {
    static const char *const list[] = {"svg",  "math",    "path",     "rect",    "circle",
                                       "line", "ellipse", "polyline", "polygon", "use",
                                       "g",    "text",    "tspan",    "stop",    NULL};

    return name_is_among(name, list);
}

static err check_element(struct parser *p, const struct tag *tag) {
    static const char *const refused[] = {"iframe",  "object",    "embed",    "applet",  "frame",
                                          "base",    "frameset",  "xmp",      "noembed", "noframes",
                                          "listing", "plaintext", "template", NULL};

    if (name_is_among(tag->name, refused)) {
        return parser_refuse(p, tag->line, "<%.*s> is refused", STR_ARG(tag->name));
    }
    if (str_eq_nocase(tag->name, STR("style"))) {
        return parser_refuse(p, tag->line,
                             "<style> is refused; rules stand in the feature's .css file");
    }
    return OK;
}

static err check_script(struct parser *p, const struct tag *tag) {
    if (!str_eq_nocase(tag->name, STR("script"))) {
        return OK;
    }
    if (!str_eq(p->v->feature, STR("app"))) {
        return parser_refuse(p, tag->line, "<script> is refused outside of the frame's own views");
    }
    if (!attribute_is(tag, STR("type"), STR("module")) || !attribute_find(tag, STR("src"))) {
        return parser_refuse(p, tag->line,
                             "a <script> must be <script type=\"module\" src=\"...\">");
    }
    return OK;
}

static err check_form(struct parser *p, const struct tag *tag) {
    if (!str_eq_nocase(tag->name, STR("form"))) {
        return OK;
    }
    for (size_t i = 0; i < p->element_count; i++) {
        if (str_eq_nocase(p->elements[i].name, STR("form"))) {
            return parser_refuse(p, tag->line, "a <form> may not stand in the <form> of line %d",
                                 p->elements[i].line);
        }
    }
    if (!attribute_is(tag, STR("method"), STR("post")) &&
        !attribute_is(tag, STR("method"), STR("get")) &&
        !attribute_is(tag, STR("method"), STR("dialog"))) {
        return parser_refuse(
            p, tag->line,
            "a <form> must say method=\"post\", \"get\" or \"dialog\" in so many words");
    }
    return OK;
}

static bool is_named(const struct tag *tag) {
    return attribute_find(tag, STR("id")) || attribute_find(tag, STR("aria-label")) ||
           attribute_find(tag, STR("aria-labelledby"));
}

static err check_controls(struct parser *p, const struct tag *tag) {
    if (str_eq_nocase(tag->name, STR("img")) && !attribute_find(tag, STR("alt"))) {
        return parser_refuse(p, tag->line, "an <img> needs alt; alt=\"\" where it only decorates");
    }
    if (str_eq_nocase(tag->name, STR("input")) && !attribute_is(tag, STR("type"), STR("hidden")) &&
        !attribute_is(tag, STR("type"), STR("submit")) && !is_named(tag)) {
        return parser_refuse(p, tag->line,
                             "an <input> needs an id for its <label>, or an aria-label");
    }
    return OK;
}

/* <meta http-equiv="refresh" content="0; url={x}"> would be an address in the place of a text. */
static err check_meta(struct parser *p, const struct tag *tag) {
    const struct attribute *content = attribute_find(tag, STR("content"));
    const struct attribute *equiv = attribute_find(tag, STR("http-equiv"));

    if (equiv != NULL && (equiv->has_hole || (content != NULL && content->has_hole))) {
        return parser_refuse(p, tag->line, "<meta http-equiv> takes no interpolation");
    }
    return OK;
}

static bool is_read_aloud(const struct tag *tag, str name) {
    static const char *const list[] = {"title",
                                       "alt",
                                       "aria-label",
                                       "placeholder",
                                       "aria-description",
                                       "label",
                                       "aria-valuetext",
                                       "hx-confirm",
                                       "aria-roledescription",
                                       NULL};

    return name_is_among(name, list) ||
           (str_eq_nocase(name, STR("value")) && (attribute_is(tag, STR("type"), STR("submit")) ||
                                                  attribute_is(tag, STR("type"), STR("button"))));
}

/* Sentences in attributes must come from the catalogue, too. */
static err check_sentences(struct parser *p, const struct tag *tag) {
    if (parser_element(p).untranslated || attribute_is(tag, STR("translate"), STR("no"))) {
        return OK;
    }
    for (size_t i = 0; i < tag->count; i++) {
        const struct attribute *a = &tag->at[i];
        if (is_read_aloud(tag, a->name) && markup_is_sentence(a->literal)) {
            return parser_refuse(p, a->line,
                                 "the sentence in %.*s is not wrapped: write {t \"%.*s\"}",
                                 STR_ARG(a->name), STR_ARG(str_first(str_trim(a->literal), 60)));
        }
    }
    return OK;
}

err rules_check(struct parser *p, const struct tag *tag) {
    TRY(check_element(p, tag));
    TRY(check_script(p, tag));
    TRY(check_form(p, tag));
    TRY(check_controls(p, tag));
    TRY(check_meta(p, tag));
    return check_sentences(p, tag);
}
