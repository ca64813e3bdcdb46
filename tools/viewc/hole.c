#include "tools/viewc/hole.h"

#include "tools/viewc/emit.h"

/* {t} and {n} while they are read. */
struct sentence {
    int line;
    bool counts;
    str count;     /* {n}: the expression */
    str one, many; /* {t}: one */

    struct value {
        str name;
        str expression;
        bool is_number;
    } values[VALUES_MAX];

    size_t value_count;
};

/* "{t" and "{n" are interpolations of their own only before a blank. */
static bool word_is_here(const struct parser *p, str word) {
    return str_starts(source_rest(&p->s), word) && is_space(source_peek(&p->s, word.len));
}

/* The bytes before the first that is no blank after `from`. */
static size_t blanks_after(const struct parser *p, size_t from) {
    while (is_space(source_peek(&p->s, from))) {
        from++;
    }
    return from;
}

static bool is_plain_sentence(const struct parser *p) {
    return word_is_here(p, STR("{t")) && source_peek(&p->s, blanks_after(p, 2)) == '"';
}

static bool is_plural_sentence(const struct parser *p) {
    const char *why = NULL;

    return word_is_here(p, STR("{n")) &&
           expression_length(str_from(source_rest(&p->s), 2), END_QUOTE, &why) != SIZE_MAX;
}

bool hole_is_sentence(const struct parser *p) {
    return is_plain_sentence(p) || is_plural_sentence(p);
}

/* {time x}: after the word and a blank stands something that a C expression can start with. */
static bool is_moment(const struct parser *p, str word) {
    int c = 0;

    if (!word_is_here(p, word)) {
        return false;
    }
    c = source_peek(&p->s, blanks_after(p, word.len));
    return is_name_char(c) || c == '(';
}

static err expression_read(struct parser *p, enum expression_end end, str *out) {
    const char *why = NULL;
    str rest = source_rest(&p->s);
    size_t len = expression_length(rest, end, &why);

    if (len == SIZE_MAX) {
        return parser_refuse(p, p->s.line, "%s", why);
    }
    source_skip(&p->s, len);
    *out = str_trim(str_first(rest, len));
    return OK;
}

/* A quoted sentence; \" and \\ are escapes, a line end with its indentation is one blank. */
static err quoted_read(struct parser *p, str *out) {
    buf text = buf_new(p->v->mem, 4096);

    source_skip(&p->s, 1);
    while (source_peek(&p->s, 0) != '"') {
        int c = source_peek(&p->s, 0);
        if (c == SOURCE_END) {
            return parser_refuse(p, p->s.line, "a sentence is not closed by a quote");
        }
        if (source_space(&p->s)) {
            buf_char(&text, ' ');
            continue;
        }
        if (c == '\\') {
            source_skip(&p->s, 1);
            c = source_peek(&p->s, 0);
            if (c != '"' && c != '\\') {
                return parser_refuse(p, p->s.line, "only \\\" and \\\\ are escapes in a sentence");
            }
        }
        buf_char(&text, (char)c);
        source_skip(&p->s, 1);
    }
    source_skip(&p->s, 1);
    if (str_trim(buf_str(&text)).len == 0) {
        return parser_refuse(p, p->s.line, "a sentence is empty");
    }
    *out = buf_str(&text);
    return buf_done(&text);
}

static err value_read(struct parser *p, struct sentence *t) {
    struct value *value = NULL;
    str name = source_name(&p->s);

    if (name.len == 0 || !source_take(&p->s, STR("="))) {
        return parser_refuse(p, p->s.line,
                             "after a sentence only values like name=expression follow");
    }
    if (t->value_count == VALUES_MAX) {
        return parser_refuse(p, p->s.line, "a sentence takes at most %d values", VALUES_MAX);
    }
    value = &t->values[t->value_count++];
    value->name = name;
    value->is_number = source_take(&p->s, STR("#"));
    return expression_read(p, END_VALUE, &value->expression);
}

static bool has_value(const struct sentence *t, str name) {
    for (size_t i = 0; i < t->value_count; i++) {
        if (str_eq(t->values[i].name, name)) {
            return true;
        }
    }
    return t->counts && str_eq(name, STR("n"));
}

/* Every {name} of `text` must have a value. */
static err check_names(struct parser *p, const struct sentence *t, str text) {
    str head = STR_NONE;
    bool found = true;

    for (;;) {
        text = str_cut(text, '{', &head, &found);
        if (!found) {
            return OK;
        }
        text = str_cut(text, '}', &head, &found);
        if (!found || !has_value(t, head)) {
            return parser_refuse(p, t->line, "the sentence names {%.*s}, which gets no value",
                                 STR_ARG(head));
        }
    }
}

/* Every value must be named in the sentence. */
static err check_values(struct parser *p, const struct sentence *t) {
    for (size_t i = 0; i < t->value_count; i++) {
        str name = t->values[i].name;
        str mark = str_fmt(p->v->mem, "{%.*s}", STR_ARG(name));
        if (str_find(t->one, mark) == SIZE_MAX && str_find(t->many, mark) == SIZE_MAX) {
            return parser_refuse(p, t->line, "the value %.*s is not named in the sentence",
                                 STR_ARG(name));
        }
    }
    return OK;
}

static void record(struct parser *p, const struct sentence *t) {
    buf *out = &p->v->words;

    buf_c(out, "{\"id\":");
    buf_json(out, t->one);
    buf_c(out, ",\"plural\":");
    if (t->counts) {
        buf_json(out, t->many);
    } else {
        buf_c(out, "null");
    }
    buf_c(out, ",\"file\":");
    buf_json(out, p->s.name);
    buf_fmt(out, ",\"line\":%d}\n", t->line);
}

static void put_values(struct parser *p, const struct sentence *t) {
    buf *out = &p->v->code;

    if (t->value_count == 0) {
        buf_c(out, ", NULL, 0);\n");
        return;
    }
    buf_c(out, ", (const struct word_value[]){");
    for (size_t i = 0; i < t->value_count; i++) {
        const struct value *value = &t->values[i];
        buf_c(out, i == 0 ? "{" : ", {");
        emit_string(out, value->name);
        if (value->is_number) {
            buf_fmt(out, ", str_fmt(h->out.mem, \"%%\" PRId64, (int64_t)(%.*s))}",
                    STR_ARG(value->expression));
        } else if (str_starts(value->expression, STR("\""))) {
            buf_fmt(out, ", STR(%.*s)}", STR_ARG(value->expression));
        } else {
            buf_fmt(out, ", %.*s}", STR_ARG(value->expression));
        }
    }
    buf_fmt(out, "}, %zu);\n", t->value_count);
}

static void put_sentence(struct parser *p, const struct sentence *t) {
    buf *out = &p->v->code;

    emit_from(p, t->line);
    buf_c(out, t->counts ? "html_n(h, STR(" : "html_t(h, STR(");
    emit_string(out, t->one);
    buf_char(out, ')');
    if (t->counts) {
        buf_c(out, ", STR(");
        emit_string(out, t->many);
        buf_fmt(out, "), (int64_t)(%.*s)", STR_ARG(t->count));
    }
    put_values(p, t);
}

/* From the word to the last quote. */
static err sentence_texts(struct parser *p, struct sentence *t) {
    source_skip(&p->s, 2);
    source_space(&p->s);
    if (!t->counts) {
        return quoted_read(p, &t->one);
    }
    TRY(expression_read(p, END_QUOTE, &t->count));
    TRY(quoted_read(p, &t->one));
    source_space(&p->s);
    if (source_peek(&p->s, 0) != '"') {
        return parser_refuse(p, t->line, "{n} takes two sentences, for one and for many");
    }
    return quoted_read(p, &t->many);
}

static err sentence_read(struct parser *p) {
    struct sentence t = {.line = p->s.line, .counts = !is_plain_sentence(p)};

    TRY(sentence_texts(p, &t));
    source_space(&p->s);
    while (source_peek(&p->s, 0) != '}') {
        TRY(value_read(p, &t));
        source_space(&p->s);
    }
    source_skip(&p->s, 1);
    TRY(check_names(p, &t, t.one));
    TRY(check_names(p, &t, t.many));
    TRY(check_values(p, &t));
    record(p, &t);
    put_sentence(p, &t);
    return OK;
}

static err moment_read(struct parser *p, str word, const char *function) {
    int line = p->s.line;
    str expression = STR_NONE;

    source_skip(&p->s, word.len);
    TRY(expression_read(p, END_BRACE, &expression));
    source_skip(&p->s, 1);
    emit_c(p, line, "%s(h, %.*s);", function, STR_ARG(expression));
    return OK;
}

err hole_condition(struct parser *p, str *expression) {
    source_skip(&p->s, 1);
    TRY(expression_read(p, END_BRACE, expression));
    source_skip(&p->s, 1);
    return OK;
}

static err value_put(struct parser *p, enum place place) {
    static const char *const functions[] = {[PLACE_TEXT] = "html_put",
                                            [PLACE_ATTRIBUTE] = "html_put",
                                            [PLACE_URL_START] = "html_link",
                                            [PLACE_URL] = "html_url"};
    int line = p->s.line;
    str expression = STR_NONE;

    TRY(hole_condition(p, &expression));
    /* The functions are macros: the commas of a compound literal need brackets around. */
    bool needs_brackets = str_find_char(expression, '{') != SIZE_MAX;
    emit_c(p, line, needs_brackets ? "%s(h, (%.*s));" : "%s(h, %.*s);", functions[place],
           STR_ARG(expression));
    return OK;
}

err hole_read(struct parser *p, enum place place) {
    bool is_sentence = hole_is_sentence(p);
    bool is_time = is_moment(p, STR("{time"));
    bool is_day = is_moment(p, STR("{day"));

    p->fresh = false;
    if (!is_sentence && !is_time && !is_day) {
        return value_put(p, place);
    }
    if (place == PLACE_URL || place == PLACE_URL_START) {
        return parser_refuse(p, p->s.line,
                             "a sentence, time or day does not belong into an address");
    }
    if (is_sentence) {
        return sentence_read(p);
    }
    return is_time ? moment_read(p, STR("{time"), "html_time")
                   : moment_read(p, STR("{day"), "html_day");
}
