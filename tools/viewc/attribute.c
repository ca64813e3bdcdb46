#include "tools/viewc/attribute.h"

#include "tools/viewc/emit.h"
#include "tools/viewc/hole.h"

/* htmx reads data-hx-get as hx-get. */
static str plain_name(str name) {
    return str_starts(name, STR("data-hx-")) ? str_from(name, 5) : name;
}

static bool is_url(str name) {
    static const char *const list[] = {
        "href",      "xlink:href",     "src",         "srcset",    "imagesrcset",    "action",
        "poster",    "formaction",     "cite",        "data",      "ping",           "manifest",
        "longdesc",  "background",     "hx-get",      "hx-post",   "hx-put",         "hx-patch",
        "hx-delete", "hx-sse:connect", "hx-push-url", "hx-action", "hx-replace-url", NULL};

    return name_is_among(plain_name(name), list);
}

/* Attributes in which htmx would read code or a structure from what a stranger wrote. */
static bool is_code(str name) {
    static const char *const list[] = {"hx-vals",   "hx-vars",    "hx-headers", "hx-trigger",
                                       "hx-config", "hx-request", NULL};

    return name_is_among(plain_name(name), list);
}

static bool is_hx(str name) {
    return str_starts(plain_name(name), STR("hx-"));
}

/* A name that no view may carry: what to say, or NULL. */
static const char *forbidden(str name) {
    str plain = plain_name(name);

    if (str_eq(name, STR("style"))) {
        return "style= is refused by the content security policy; use a class";
    }
    if (str_starts(name, STR("on"))) {
        return "on...= is refused by the content security policy; use a module script";
    }
    if (str_starts(plain, STR("hx-on"))) {
        return "hx-on is refused by the content security policy; use a module script";
    }
    if (str_eq(name, STR("srcdoc"))) {
        return "srcdoc is refused: it would hold a page of its own";
    }
    if (str_eq(name, STR("formmethod"))) {
        return "formmethod is refused: give each method a form of its own";
    }
    return NULL;
}

static bool is_attribute_char(int c) {
    return is_name_char(c) || c == '-' || c == ':' || c == '.';
}

static err name_read(struct parser *p, struct tag *tag, struct attribute *a) {
    str rest = source_rest(&p->s);
    const char *why = NULL;
    size_t len = 0;

    while (len < rest.len && is_attribute_char((unsigned char)rest.at[len])) {
        len++;
    }
    if (len == 0 || !(is_letter(rest.at[0]) || rest.at[0] == '_')) {
        return source_peek(&p->s, len) == '{'
                   ? parser_refuse(p, a->line,
                                   "an interpolation may not stand in a tag or an attribute name")
                   : parser_refuse(p, a->line, "<%.*s> holds something that is no attribute",
                                   STR_ARG(tag->name));
    }
    a->name = str_first(rest, len);
    source_skip(&p->s, len);
    if (source_peek(&p->s, 0) == '{') {
        return parser_refuse(p, a->line,
                             "an interpolation may not stand in a tag or an attribute name");
    }
    why = forbidden(str_lower(p->v->mem, a->name));
    if (why != NULL) {
        return parser_refuse(p, a->line, "%s", why);
    }
    if (attribute_find(tag, a->name) != NULL) {
        return parser_refuse(p, a->line, "<%.*s> has the attribute %.*s twice", STR_ARG(tag->name),
                             STR_ARG(a->name));
    }
    return OK;
}

/* `literal` is what stood before in the value. */
static err value_hole(struct parser *p, struct attribute *a, str literal) {
    bool at_start = !a->has_hole && str_trim(literal).len == 0;
    bool is_sentence = hole_is_sentence(p);

    if (is_code(a->name) || (is_hx(a->name) && !is_url(a->name) && at_start && !is_sentence)) {
        return parser_refuse(
            p, a->line,
            "an interpolation may not stand %s %.*s, where htmx may read code; use a "
            "hidden input",
            is_code(a->name) ? "in" : "at the start of", STR_ARG(a->name));
    }
    a->has_hole = true;
    if (!is_url(a->name)) {
        return hole_read(p, PLACE_ATTRIBUTE);
    }
    return hole_read(p, at_start ? PLACE_URL_START : PLACE_URL);
}

static err value_quoted(struct parser *p, struct attribute *a) {
    int quote = source_peek(&p->s, 0);
    buf literal = buf_new(p->v->mem, 1 << 20);
    int c = 0;

    emit_literal(p, quote == '"' ? STR("=\"") : STR("='"));
    source_skip(&p->s, 1);
    while ((c = source_peek(&p->s, 0)) != quote) {
        if (c == SOURCE_END) {
            return parser_refuse(p, a->line, "the value of %.*s is not closed by a quote",
                                 STR_ARG(a->name));
        }
        if (c == '{' && source_peek(&p->s, 1) != '{') {
            TRY(value_hole(p, a, buf_str(&literal)));
            buf_char(&literal, ' ');
            continue;
        }
        if ((c == '{' || c == '}') && source_peek(&p->s, 1) != c) {
            return parser_refuse(p, p->s.line, "a brace that is meant as such is written twice");
        }
        source_skip(&p->s, c == '{' || c == '}' ? 2 : 1);
        buf_char(&literal, (char)c);
        emit_literal(p, str_at((const char[]){(char)c}, 1));
    }
    source_skip(&p->s, 1);
    emit_literal(p, quote == '"' ? STR("\"") : STR("'"));
    a->literal = buf_str(&literal);
    return buf_done(&literal);
}

static err value_unquoted(struct parser *p, struct attribute *a) {
    str rest = source_rest(&p->s);
    size_t len = 0;

    while (len < rest.len && !is_space(rest.at[len]) && rest.at[len] != '>') {
        if (str_find_char(STR("{}\"'`=<"), rest.at[len]) != SIZE_MAX) {
            return parser_refuse(p, a->line, "the value of %.*s needs quotes", STR_ARG(a->name));
        }
        len++;
    }
    if (len == 0) {
        return parser_refuse(p, a->line, "%.*s= has no value", STR_ARG(a->name));
    }
    a->literal = str_first(rest, len);
    source_skip(&p->s, len);
    emit_literal(p, STR("=\""));
    emit_literal(p, a->literal);
    emit_literal(p, STR("\""));
    return OK;
}

/* Lower case, without the white space and control bytes that a browser leaves out of an address. */
static str squeezed(struct parser *p, str value) {
    buf out = buf_new(p->v->mem, 1 << 20);

    for (size_t i = 0; i < value.len; i++) {
        if ((unsigned char)value.at[i] > ' ') {
            buf_char(&out, value.at[i]);
        }
    }
    return str_lower(p->v->mem, buf_str(&out));
}

static err check_value(struct parser *p, const struct attribute *a) {
    str value = squeezed(p, a->literal);

    if (str_find(value, STR("javascript:")) != SIZE_MAX ||
        str_find(value, STR("vbscript:")) != SIZE_MAX) {
        return parser_refuse(p, a->line, "javascript: is refused; use a module script");
    }
    if (is_hx(a->name) && str_starts(value, STR("js:"))) {
        return parser_refuse(p, a->line, "js: in %.*s is refused; use a hidden input",
                             STR_ARG(a->name));
    }
    if (is_url(a->name) && str_find(value, STR("&#")) != SIZE_MAX) {
        return parser_refuse(p, a->line, "write the address in %.*s without numbered characters",
                             STR_ARG(a->name));
    }
    if ((str_eq_nocase(a->name, STR("target")) || str_eq_nocase(a->name, STR("formtarget"))) &&
        (a->has_hole || str_eq(value, STR("_blank")))) {
        return parser_refuse(p, a->line,
                             "target=\"_blank\" is refused: the reader decides where it opens");
    }
    return OK;
}

static err read_value(struct parser *p, struct attribute *a) {
    int c = 0;

    if (source_peek(&p->s, 0) != '=') {
        return OK;
    }
    source_skip(&p->s, 1);
    c = source_peek(&p->s, 0);
    TRY(c == '"' || c == '\'' ? value_quoted(p, a) : value_unquoted(p, a));
    return check_value(p, a);
}

err attribute_read(struct parser *p, struct tag *tag) {
    struct attribute a = {.line = p->s.line};
    str condition = STR_NONE;

    TRY(name_read(p, tag, &a));
    if (tag->count == ATTRIBUTES_MAX) {
        return parser_refuse(p, a.line, "<%.*s> has too many attributes", STR_ARG(tag->name));
    }
    if (source_peek(&p->s, 0) == '?' && source_peek(&p->s, 1) == '{') {
        a.is_tested = true;
        source_skip(&p->s, 1);
        TRY(hole_condition(p, &condition));
        emit_c(p, a.line, "if (%.*s) {", STR_ARG(condition));
    }
    emit_literal(p, STR(" "));
    emit_literal(p, a.name);
    TRY(read_value(p, &a));
    if (a.is_tested) {
        emit_c(p, a.line, "}");
    }
    tag->at[tag->count++] = a;
    return OK;
}

const struct attribute *attribute_find(const struct tag *tag, str name) {
    for (size_t i = 0; i < tag->count; i++) {
        if (str_eq_nocase(tag->at[i].name, name)) {
            return &tag->at[i];
        }
    }
    return NULL;
}

bool attribute_is(const struct tag *tag, str name, str value) {
    const struct attribute *a = attribute_find(tag, name);

    return a != NULL && !a->has_hole && !a->is_tested && str_eq_nocase(str_trim(a->literal), value);
}
