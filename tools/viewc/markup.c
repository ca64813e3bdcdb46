#include "tools/viewc/markup.h"

#include "tools/viewc/attribute.h"
#include "tools/viewc/emit.h"
#include "tools/viewc/hole.h"
#include "tools/viewc/rules.h"

/* Length of the character reference at the start of `text`, such as "&nbsp;", or 0. */
static size_t reference_length(str text) {
    size_t len = 1;

    if (text.len < 3 || text.at[0] != '&') {
        return 0;
    }
    while (len < text.len && len < 32 && (is_name_char(text.at[len]) || text.at[len] == '#')) {
        len++;
    }
    return len > 1 && len < text.len && text.at[len] == ';' ? len + 1 : 0;
}

/*
 * Length in bytes of the letter at the start of `text`, 0: none. Beyond ASCII a rough
 * table does: the punctuation, arrows, symbols and emoji that views use are none.
 */
static size_t letter_length(str text) {
    unsigned char c = (unsigned char)text.at[0];
    unsigned char next = text.len > 1 ? (unsigned char)text.at[1] : 0;

    if (c < 0x80) {
        return is_letter(c) ? 1 : 0;
    }
    if (c == 0xc3) {
        return next == 0x97 || next == 0xb7 ? 0 : 2; /* U+00D7 and U+00F7 are signs */
    }
    if (c >= 0xc4 && c <= 0xdf) {
        return 2;
    }
    if (c == 0xe2) {
        return 0; /* U+2000 to U+2FFF: punctuation, arrows, symbols */
    }
    return c >= 0xe0 && c <= 0xef && text.len > 2 ? 3 : 0;
}

bool markup_is_sentence(str text) {
    unsigned letters = 0;

    while (text.len > 0) {
        size_t reference = reference_length(text);
        size_t letter = reference > 0 ? 0 : letter_length(text);
        letters = letter > 0 ? letters + 1 : 0;
        if (letters == 2) {
            return true;
        }
        text = str_from(text, reference > 0 ? reference : letter > 0 ? letter : 1);
    }
    return false;
}

static void space_read(struct parser *p) {
    size_t start = p->s.at;

    source_space(&p->s);
    str run = str_first(str_from(p->s.text, start), p->s.at - start);
    if (p->fresh) {
        return;
    }
    p->fresh = str_find_char(run, '\n') != SIZE_MAX;
    emit_literal(p, p->fresh ? STR("\n") : STR(" "));
}

static bool ends_text(int c, bool keeps_space) {
    return c == SOURCE_END || c == '<' || c == '{' || c == '}' || (is_space(c) && !keeps_space);
}

static err text_read(struct parser *p, bool keeps_space) {
    str rest = source_rest(&p->s);
    int line = p->s.line;
    size_t len = 0;

    /* A line that is kept as it is ends the piece: a directive may follow. */
    while (!ends_text(source_peek(&p->s, len), keeps_space) &&
           (len == 0 || rest.at[len - 1] != '\n')) {
        len++;
    }
    rest = str_first(rest, len);
    source_skip(&p->s, len);
    if (!parser_element(p).untranslated && markup_is_sentence(rest)) {
        return parser_refuse(p, line, "a sentence is not wrapped: write {t \"%.*s ...\"}",
                             STR_ARG(str_first(str_trim(rest), 40)));
    }
    emit_literal(p, rest);
    p->fresh = false;
    return OK;
}

/* Comments are dropped. */
static err comment_read(struct parser *p) {
    int line = p->s.line;
    str rest = source_rest(&p->s);
    size_t end = str_find(str_from(rest, 4), STR("-->"));
    str inside = str_first(str_from(rest, 4), end);

    if (end == SIZE_MAX) {
        return parser_refuse(p, line, "a comment is not closed");
    }
    if (str_find_char(inside, '{') != SIZE_MAX) {
        return parser_refuse(p, line, "an interpolation may not stand in a comment");
    }
    source_skip(&p->s, end + 7);
    return OK;
}

static err declaration_read(struct parser *p) {
    static const char doctype[] = "<!doctype html>";
    str rest = str_first(source_rest(&p->s), sizeof(doctype) - 1);

    if (!str_eq_nocase(rest, str_of(doctype))) {
        return parser_refuse(p, p->s.line,
                             "after '<!' only a comment or 'doctype html>' may stand");
    }
    emit_literal(p, rest);
    source_skip(&p->s, rest.len);
    p->fresh = false;
    return OK;
}

static str tag_name(struct parser *p) {
    str rest = source_rest(&p->s);
    size_t len = 0;

    while (len < rest.len && (is_name_char(rest.at[len]) || rest.at[len] == '-')) {
        len++;
    }
    source_skip(&p->s, len);
    return str_first(rest, len);
}

static err end_tag_read(struct parser *p) {
    int line = p->s.line;
    size_t floor = p->blocks[p->block_count - 1].elements;
    struct element open = parser_element(p);

    source_skip(&p->s, 2);
    str name = tag_name(p);
    source_space(&p->s);
    if (!source_take(&p->s, STR(">"))) {
        return parser_refuse(p, line, "the end tag </%.*s is not closed by '>'", STR_ARG(name));
    }
    if (rules_is_void(name)) {
        return parser_refuse(p, line, "<%.*s> has no end tag", STR_ARG(name));
    }
    if (p->element_count <= floor) {
        return parser_refuse(p, line, "</%.*s> closes nothing that was opened in the same branch",
                             STR_ARG(name));
    }
    if (!str_eq_nocase(open.name, name)) {
        return parser_refuse(p, line, "</%.*s> stands where the <%.*s> of line %d is open",
                             STR_ARG(name), STR_ARG(open.name), open.line);
    }
    p->element_count--;
    emit_literal(p, str_fmt(p->v->mem, "</%.*s>", STR_ARG(name)));
    p->fresh = false;
    return OK;
}

static err push(struct parser *p, const struct tag *tag) {
    struct element parent = parser_element(p);
    bool is_textarea = str_eq_nocase(tag->name, STR("textarea"));

    if (p->element_count == ELEMENTS_MAX) {
        return parser_refuse(p, tag->line, "elements are nested too deeply");
    }
    p->elements[p->element_count++] = (struct element){
        .name = tag->name,
        .line = tag->line,
        .untranslated = parent.untranslated || attribute_is(tag, STR("translate"), STR("no")),
        .keeps_space = parent.keeps_space || is_textarea || str_eq_nocase(tag->name, STR("pre")),
        .is_text = is_textarea || str_eq_nocase(tag->name, STR("title")),
        .is_foreign = parent.is_foreign || str_eq_nocase(tag->name, STR("svg")) ||
                      str_eq_nocase(tag->name, STR("math")),
    };
    return OK;
}

/* A script stays empty: its end tag must follow. */
static err script_end(struct parser *p, const struct tag *tag) {
    source_space(&p->s);
    if (!str_starts(source_rest(&p->s), STR("</"))) {
        return parser_refuse(p, tag->line,
                             "a <script> with content is refused; name a file by src");
    }
    return OK;
}

/* The start tag's end: ">" or "/>". */
static err start_tag_end(struct parser *p, const struct tag *tag) {
    bool is_drawing = parser_element(p).is_foreign || rules_is_drawing(tag->name);
    bool is_closed = source_take(&p->s, STR("/"));

    if (!source_take(&p->s, STR(">"))) {
        return parser_refuse(p, p->s.line, "'/' in <%.*s> is not followed by '>'",
                             STR_ARG(tag->name));
    }
    TRY(rules_check(p, tag));
    p->fresh = false;
    if (rules_is_void(tag->name)) {
        emit_literal(p, STR(">"));
        return OK;
    }
    if (is_closed && !is_drawing) {
        return parser_refuse(p, tag->line, "<%.*s/> does not close itself in HTML",
                             STR_ARG(tag->name));
    }
    emit_literal(p, is_closed ? STR("/>") : STR(">"));
    if (is_closed) {
        return OK;
    }
    TRY(push(p, tag));
    /* HTML drops a line end that comes first in <pre> and <textarea>; a value may start with one.
     */
    if (parser_element(p).keeps_space && source_peek(&p->s, 0) == '{') {
        emit_literal(p, STR("\n"));
    }
    if (str_eq_nocase(tag->name, STR("form")) && attribute_is(tag, STR("method"), STR("post"))) {
        emit_c(p, tag->line, "html_token(h);");
    }
    return str_eq_nocase(tag->name, STR("script")) ? script_end(p, tag) : OK;
}

static err start_tag_read(struct parser *p) {
    struct tag tag = {.line = p->s.line};

    source_skip(&p->s, 1);
    tag.name = tag_name(p);
    if (source_peek(&p->s, 0) == '{') {
        return parser_refuse(p, tag.line,
                             "an interpolation may not stand in a tag or an attribute name");
    }
    emit_literal(p, STR("<"));
    emit_literal(p, tag.name);
    for (;;) {
        bool spaced = source_space(&p->s);
        int c = source_peek(&p->s, 0);
        if (c == '>' || c == '/') {
            return start_tag_end(p, &tag);
        }
        if (c == SOURCE_END) {
            return parser_refuse(p, tag.line, "the tag <%.*s is not closed by '>'",
                                 STR_ARG(tag.name));
        }
        if (c == '@') {
            return parser_refuse(p, p->s.line,
                                 "a directive may not stand in a tag; use name?{condition}");
        }
        if (!spaced) {
            return parser_refuse(p, p->s.line,
                                 "a blank is missing between the attributes of <%.*s>",
                                 STR_ARG(tag.name));
        }
        TRY(attribute_read(p, &tag));
    }
}

static err angle_read(struct parser *p) {
    struct element open = parser_element(p);
    str rest = source_rest(&p->s);

    if (p->only_text) {
        return parser_refuse(p, p->s.line, "a tag may not stand here");
    }
    if (open.is_text && !str_starts(rest, STR("</"))) {
        return parser_refuse(p, p->s.line, "only text may stand in <%.*s>; write &lt;",
                             STR_ARG(open.name));
    }
    if (str_starts(rest, STR("<!--"))) {
        return comment_read(p);
    }
    if (str_starts(rest, STR("<!"))) {
        return declaration_read(p);
    }
    if (str_starts(rest, STR("</"))) {
        return end_tag_read(p);
    }
    if (is_letter(source_peek(&p->s, 1)) || source_peek(&p->s, 1) == '{') {
        return start_tag_read(p);
    }
    return parser_refuse(p, p->s.line, "a '<' that is meant as such is written &lt;");
}

static err brace_read(struct parser *p) {
    int c = source_peek(&p->s, 0);

    if (source_peek(&p->s, 1) == c) {
        emit_literal(p, c == '{' ? STR("{") : STR("}"));
        source_skip(&p->s, 2);
        p->fresh = false;
        return OK;
    }
    if (c == '}') {
        return parser_refuse(p, p->s.line, "a brace that is meant as such is written twice");
    }
    return hole_read(p, PLACE_TEXT);
}

err markup_read(struct parser *p) {
    bool keeps_space = parser_element(p).keeps_space;
    int c = source_peek(&p->s, 0);

    if (c == '<') {
        return angle_read(p);
    }
    if (c == '{' || c == '}') {
        return brace_read(p);
    }
    if (is_space(c) && !keeps_space) {
        space_read(p);
        return OK;
    }
    return text_read(p, keeps_space);
}
