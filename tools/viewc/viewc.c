#include "tools/viewc/viewc.h"

#include <stdarg.h>

#include "tools/viewc/direct.h"
#include "tools/viewc/emit.h"
#include "tools/viewc/hole.h"
#include "tools/viewc/markup.h"
#include "tools/viewc/parser.h"

enum { OUTPUT_MAX = 1 << 26, NAMES_MAX = 4096, PARAMETERS_MAX = 3, TOPICS_MAX = 8 };

/* The head line of a view or page. */
struct head {
    str name;
    str parameters; /* as they stand */
    str names[PARAMETERS_MAX];
    size_t count;
    int line;
    bool is_page;
};

/* The lines after @page. */
struct frame {
    str shell; /* "PAGE_DESK" */
    str nav;
    str title;
    int title_line;
    str topics[TOPICS_MAX];
    int topic_lines[TOPICS_MAX];
    size_t topic_count;
};

err parser_refuse(struct parser *p, int line, const char *format, ...) {
    va_list list;

    buf_fmt(&p->v->faults, "%.*s:%d: ", STR_ARG(p->s.name), line);
    va_start(list, format);
    buf_vfmt(&p->v->faults, format, list);
    va_end(list);
    buf_char(&p->v->faults, '\n');
    return ERR_INPUT;
}

struct element parser_element(const struct parser *p) {
    return p->element_count > 0 ? p->elements[p->element_count - 1] : (struct element){0};
}

static bool is_c_name(str name) {
    for (size_t i = 0; i < name.len; i++) {
        if (!is_name_char(name.at[i])) {
            return false;
        }
    }
    return name.len > 0 && (is_letter(name.at[0]) || name.at[0] == '_');
}

err viewc_init(struct viewc *v, arena *mem, str feature, str header) {
    if (!is_c_name(feature)) {
        return ERR_INPUT;
    }
    *v = (struct viewc){.mem = mem,
                        .feature = feature,
                        .header = header,
                        .includes = buf_new(mem, OUTPUT_MAX),
                        .prototypes = buf_new(mem, OUTPUT_MAX),
                        .code = buf_new(mem, OUTPUT_MAX),
                        .words = buf_new(mem, OUTPUT_MAX),
                        .faults = buf_new(mem, OUTPUT_MAX),
                        .names = map_new(mem, NAMES_MAX)};
    return v->names == NULL ? ERR_MEMORY : OK;
}

/* The declared name of a parameter such as "const struct card *s" or "int days[7]". */
static str parameter_name(str parameter) {
    size_t bracket = str_find_char(parameter, '[');
    str plain = str_trim(bracket == SIZE_MAX ? parameter : str_first(parameter, bracket));
    size_t start = plain.len;

    while (start > 0 && is_name_char(plain.at[start - 1])) {
        start--;
    }
    return start == 0 ? STR_NONE : str_from(plain, start);
}

/* Names that the generated function uses itself. */
static bool is_taken(const struct head *head, str name) {
    bool in_page = str_eq(name, STR("c")) || str_eq(name, STR("q")) || str_eq(name, STR("r")) ||
                   str_eq(name, STR("f"));

    return str_eq(name, STR("h")) || (head->is_page && in_page);
}

static err read_parameters(struct parser *p, struct head *head) {
    str left = head->parameters;
    const char *why = NULL;

    while (left.len > 0) {
        size_t len = expression_length(left, END_COMMA, &why);
        if (len == SIZE_MAX) {
            return parser_refuse(p, head->line, "%s", why);
        }
        str name = parameter_name(str_trim(str_first(left, len)));
        if (!is_c_name(name) || head->count == PARAMETERS_MAX) {
            return parser_refuse(p, head->line,
                                 "a view takes 0 to %d parameters, each a C declaration",
                                 PARAMETERS_MAX);
        }
        if (is_taken(head, name)) {
            return parser_refuse(p, head->line, "the parameter %.*s needs another name",
                                 STR_ARG(name));
        }
        head->names[head->count++] = name;
        left = str_trim(str_from(left, len + 1));
    }
    return OK;
}

/* A name is used once in a feature. */
static err check_new(struct parser *p, const struct head *head) {
    str key = str_fmt(p->v->mem, "%s %.*s", head->is_page ? "page" : "view", STR_ARG(head->name));
    const str *earlier = map_get(p->v->names, key);
    str *here = NULL;

    if (earlier != NULL) {
        return parser_refuse(p, head->line, "%.*s is already defined in %.*s", STR_ARG(head->name),
                             STR_ARG(*earlier));
    }
    NEW(p->v->mem, &here);
    *here = str_fmt(p->v->mem, "%.*s:%d", STR_ARG(p->s.name), head->line);
    return map_put(p->v->names, key, here);
}

static err read_head(struct parser *p, struct head *head) {
    str line = source_line(&p->s);
    size_t open = str_find_char(line, '(');

    if (open == SIZE_MAX || !str_ends(line, STR(")"))) {
        return parser_refuse(p, head->line, "write @view name(parameters) on one line");
    }
    head->name = str_trim(str_first(line, open));
    head->parameters = str_trim(str_first(str_from(line, open + 1), line.len - open - 2));
    if (!is_c_name(head->name)) {
        return parser_refuse(p, head->line, "the name of a view is a C name");
    }
    TRY(check_new(p, head));
    return read_parameters(p, head);
}

static err read_shell(struct parser *p, struct frame *f, str word, int line) {
    static const char *const names[] = {"public", "member", "desk", "bare", "screen"};
    static const char *const values[] = {"PAGE_PUBLIC", "PAGE_MEMBER", "PAGE_DESK", "PAGE_BARE",
                                         "PAGE_SCREEN"};

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (str_eq(word, str_of(names[i]))) {
            f->shell = str_of(values[i]);
            return OK;
        }
    }
    return parser_refuse(p, line, "@shell is one of public, member, desk, bare, screen");
}

static err read_topic(struct parser *p, struct frame *f, str topic, int line) {
    if (topic.len == 0 || f->topic_count == TOPICS_MAX) {
        return parser_refuse(p, line, "a page has at most %d topics, each like programme/{day}",
                             TOPICS_MAX);
    }
    f->topics[f->topic_count] = topic;
    f->topic_lines[f->topic_count++] = line;
    return OK;
}

/* One line after @page, if it is of its frame: `*done` says that it is not. */
static err read_frame_line(struct parser *p, struct frame *f, bool *done) {
    struct source before = p->s;
    int line = before.line;
    str text = source_line(&p->s);
    str word = STR_NONE;
    str rest = str_trim(str_cut(text, ' ', &word, NULL));

    if (str_eq(word, STR("@title")) && f->title_line == 0) {
        f->title = rest;
        f->title_line = line;
        return OK;
    }
    if (str_eq(word, STR("@shell"))) {
        return read_shell(p, f, rest, line);
    }
    if (str_eq(word, STR("@nav"))) {
        f->nav = rest;
        return OK;
    }
    if (str_eq(word, STR("@live"))) {
        return read_topic(p, f, rest, line);
    }
    if (!str_starts(text, STR("@#"))) {
        p->s = before;
        *done = true;
    }
    return OK;
}

/* Text with interpolations, as in a body, without tags. */
static err put_text(struct parser *p, str text, int line) {
    struct source saved = p->s;
    err result = OK;

    p->s = (struct source){.name = saved.name, .text = text, .line = line};
    p->only_text = true;
    while (result == OK && p->s.at < text.len) {
        result = markup_read(p);
    }
    p->s = saved;
    p->only_text = false;
    return result;
}

static bool is_topic_char(int c) {
    return is_name_char(c) || c == '/' || c == '-' || c == '.';
}

/* A topic becomes a part of the address /live?t=..., so it is written as one. */
static err put_topic(struct parser *p, str topic, int line) {
    struct source saved = p->s;
    err result = OK;
    int c = 0;

    p->s = (struct source){.name = saved.name, .text = topic, .line = line};
    while (result == OK && (c = source_peek(&p->s, 0)) != SOURCE_END) {
        if (c == '{') {
            result = hole_read(p, PLACE_URL);
        } else if (is_topic_char(c)) {
            emit_literal(p, str_at((const char[]){(char)c}, 1));
            source_skip(&p->s, 1);
        } else {
            result = parser_refuse(p, line, "a topic is written like programme/{day}");
        }
    }
    p->s = saved;
    return result;
}

static err put_frame(struct parser *p, const struct frame *f, int line) {
    buf *out = &p->v->code;

    emit_c(p, line, "struct page f;");
    emit_c(p, line, "html *h = page_begin(&f, c, q, r, %.*s);", STR_ARG(f->shell));
    emit_c(p, line, "page_title_begin(&f);");
    TRY(put_text(p, f->title, f->title_line));
    emit_c(p, line, "page_title_end(&f);");
    for (size_t i = 0; i < f->topic_count; i++) {
        emit_c(p, line, "page_live_begin(&f);");
        TRY(put_topic(p, f->topics[i], f->topic_lines[i]));
        emit_c(p, line, "page_live_end(&f);");
    }
    if (f->nav.len > 0) {
        emit_from(p, line);
        buf_c(out, "page_nav(&f, ");
        emit_string(out, f->nav);
        buf_c(out, ");\n");
    }
    emit_c(p, line, "page_body(&f);");
    return OK;
}

/* As menu entries are written (app/feature.h): "{edition}" stands for itself. */
static bool is_menu_path(str path) {
    size_t at = str_find_char(path, '{');

    while (at != SIZE_MAX) {
        path = str_from(path, at);
        if (!str_starts(path, STR("{edition}"))) {
            return false;
        }
        path = str_from(path, 9);
        at = str_find_char(path, '{');
    }
    return true;
}

static err read_frame(struct parser *p, const struct head *head) {
    struct frame f = {.shell = STR("PAGE_MEMBER")};
    bool done = false;

    while (!done && source_peek(&p->s, 0) != SOURCE_END) {
        TRY(read_frame_line(p, &f, &done));
    }
    if (f.title.len == 0) {
        return parser_refuse(p, head->line, "a page needs a @title");
    }
    if (!is_menu_path(f.nav)) {
        return parser_refuse(p, head->line,
                             "@nav takes a path without interpolations but {edition}");
    }
    return put_frame(p, &f, head->line);
}

static err read_body(struct parser *p) {
    while (p->block_count > 0) {
        if (source_peek(&p->s, 0) == SOURCE_END) {
            return parser_refuse(p, p->blocks[p->block_count - 1].line,
                                 "the @end of what starts here is missing");
        }
        if (direct_is_here(p)) {
            TRY(direct_read(p));
        } else {
            TRY(markup_read(p));
        }
    }
    return OK;
}

static void put_signature(const struct viewc *v, buf *out, const struct head *head) {
    buf_fmt(out,
            head->is_page ? "err %.*s_page_%.*s(cx *c, const request *q, reply *r%s%.*s)"
                          : "void %.*s_view_%.*s(html *h%s%.*s)",
            STR_ARG(v->feature), STR_ARG(head->name), head->parameters.len > 0 ? ", " : "",
            STR_ARG(head->parameters));
}

static err read_view(struct parser *p, bool is_page) {
    struct head head = {.line = p->s.line, .is_page = is_page};
    buf *out = &p->v->code;

    source_skip(&p->s, 5); /* @view or @page */
    TRY(read_head(p, &head));
    put_signature(p->v, &p->v->prototypes, &head);
    buf_c(&p->v->prototypes, is_page ? " MUST_USE;\n" : ";\n");
    buf_char(out, '\n');
    emit_from(p, head.line);
    put_signature(p->v, out, &head);
    buf_c(out, " {\n");
    p->blocks[0] = (struct block){.kind = BLOCK_VIEW, .line = head.line};
    p->block_count = 1;
    p->fresh = true;
    for (size_t i = 0; i < head.count; i++) {
        emit_c(p, head.line, "(void)%.*s;", STR_ARG(head.names[i]));
    }
    if (is_page) {
        TRY(read_frame(p, &head));
    } else {
        emit_c(p, head.line, "(void)h;");
    }
    p->fresh = true;
    TRY(read_body(p));
    buf_c(out, is_page ? "    return page_end(&f);\n}\n" : "}\n");
    return OK;
}

static err read_use(struct parser *p) {
    int line = p->s.line;
    str rest = str_trim(str_from(source_line(&p->s), 4));
    str path = rest.len > 2 ? str_first(str_from(rest, 1), rest.len - 2) : STR_NONE;

    if (!str_starts(rest, STR("\"")) || !str_ends(path, STR(".h")) ||
        str_find_char(path, '"') != SIZE_MAX) {
        return parser_refuse(p, line, "write @use \"features/seats/seats.h\"");
    }
    str include = str_fmt(p->v->mem, "#include %.*s\n", STR_ARG(rest));
    if (str_find(buf_str(&p->v->includes), include) == SIZE_MAX) {
        buf_put(&p->v->includes, include);
    }
    return OK;
}

/* One thing that stands outside of views. */
static err read_top(struct parser *p) {
    str rest = source_rest(&p->s);

    if (str_starts(rest, STR("@view ")) || str_starts(rest, STR("@page "))) {
        return read_view(p, rest.at[1] == 'p');
    }
    if (str_starts(rest, STR("@use "))) {
        return read_use(p);
    }
    if (str_starts(rest, STR("@#"))) {
        source_line(&p->s);
        return OK;
    }
    return parser_refuse(p, p->s.line, "outside of a view stand only @view, @page, @use and @#");
}

/* After a refusal: to the next line that starts a view, so that one build tells of several faults.
 */
static void recover(struct parser *p) {
    p->block_count = 0;
    p->element_count = 0;
    p->literal.len = 0;
    while (source_peek(&p->s, 0) != SOURCE_END) {
        bool at_start = p->s.at > 0 && p->s.text.at[p->s.at - 1] == '\n';
        str rest = source_rest(&p->s);
        if (at_start && (str_starts(rest, STR("@view ")) || str_starts(rest, STR("@page ")))) {
            return;
        }
        source_skip(&p->s, 1);
    }
}

err viewc_file(struct viewc *v, str name, str text) {
    struct parser *p = NULL;
    err result = OK;

    NEW(v->mem, &p);
    *p = (struct parser){.v = v,
                         .s = {.name = name, .text = text, .line = 1},
                         .literal = buf_new(v->mem, OUTPUT_MAX)};
    if (!str_is_utf8(text) || str_find_char(text, '\0') != SIZE_MAX) {
        return parser_refuse(p, 1, "the file is not UTF-8 text");
    }
    source_space(&p->s);
    while (source_peek(&p->s, 0) != SOURCE_END) {
        err one = read_top(p);
        if (one != OK) {
            result = one;
            recover(p);
        }
        source_space(&p->s);
    }
    TRY(result);
    TRY(buf_done(&v->words));
    return buf_done(&v->code);
}

err viewc_put_header(const struct viewc *v, buf *out) {
    str name = v->feature;

    buf_fmt(out, "/* Written by viewc from the views of %.*s. Edit those. */\n", STR_ARG(name));
    buf_c(out, "#pragma once\n\n#include \"app/page.h\"\n#include \"web/html.h\"\n");
    buf_put(out, buf_str(&v->includes));
    buf_char(out, '\n');
    buf_put(out, buf_str(&v->prototypes));
    return buf_done(out);
}

err viewc_put_code(const struct viewc *v, buf *out) {
    buf_fmt(out, "/* Written by viewc from the views of %.*s. Edit those. */\n",
            STR_ARG(v->feature));
    buf_fmt(out, "#include \"%.*s\"\n\n", STR_ARG(v->header));
    buf_c(out, "/* A long page is a long function; its frame is what the page needs. */\n"
               "#pragma GCC diagnostic ignored \"-Wframe-larger-than=\"\n");
    buf_put(out, buf_str(&v->code));
    return buf_done(out);
}
