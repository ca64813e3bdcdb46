#include "tools/viewc/direct.h"

#include "tools/viewc/emit.h"

/* One directive line: `rest` is what follows the word, trimmed. */
struct line {
    int number;
    str rest;
};

bool direct_is_here(const struct parser *p) {
    size_t ahead = 0;

    for (size_t at = p->s.at; at > 0 && p->s.text.at[at - 1] != '\n'; at--) {
        if (!is_space(p->s.text.at[at - 1])) {
            return false;
        }
    }
    while (source_peek(&p->s, ahead) == ' ' || source_peek(&p->s, ahead) == '\t') {
        ahead++;
    }
    return source_peek(&p->s, ahead) == '@';
}

static err check_expression(struct parser *p, int line, str expression) {
    const char *why = NULL;

    if (expression_length(expression, END_TEXT, &why) == SIZE_MAX) {
        return parser_refuse(p, line, "%s", why);
    }
    return OK;
}

/* Each branch must leave as many elements open as it found. */
static err check_balance(struct parser *p) {
    struct block top = p->blocks[p->block_count - 1];
    struct element open = parser_element(p);

    if (p->element_count > top.elements) {
        return parser_refuse(p, open.line,
                             "<%.*s> is not closed in its branch, which starts in line %d",
                             STR_ARG(open.name), top.line);
    }
    return OK;
}

static err open_block(struct parser *p, struct block block) {
    if (p->block_count == BLOCKS_MAX) {
        return parser_refuse(p, block.line, "directives are nested too deeply");
    }
    block.elements = p->element_count;
    p->blocks[p->block_count++] = block;
    return OK;
}

static err read_if(struct parser *p, struct line line) {
    TRY(check_expression(p, line.number, line.rest));
    emit_c(p, line.number, "if (%.*s) {", STR_ARG(line.rest));
    return open_block(p, (struct block){.kind = BLOCK_IF, .line = line.number});
}

/* Ends the branch before and starts `block` in its place, whose C is written by the caller. */
static err next_branch(struct parser *p, struct block block, enum block_kind after,
                       const char *name) {
    if (p->blocks[p->block_count - 1].kind != after) {
        return parser_refuse(p, block.line, "%s stands outside of its %s", name,
                             after == BLOCK_IF ? "@if" : "@for");
    }
    TRY(check_balance(p));
    emit_flush(p);
    p->block_count--;
    return open_block(p, block);
}

/* Writes a line of C one step out, as the brackets of branches stand. */
static void emit_out(struct parser *p, int line, const char *before, str expression,
                     const char *after) {
    p->block_count--;
    emit_c(p, line, "%s%.*s%s", before, STR_ARG(expression), after);
    p->block_count++;
}

static err read_elif(struct parser *p, struct line line) {
    TRY(check_expression(p, line.number, line.rest));
    TRY(next_branch(p, (struct block){.kind = BLOCK_IF, .line = line.number}, BLOCK_IF, "@elif"));
    emit_out(p, line.number, "} else if (", line.rest, ") {");
    return OK;
}

static err read_else(struct parser *p, struct line line) {
    TRY(next_branch(p, (struct block){.kind = BLOCK_ELSE, .line = line.number}, BLOCK_IF, "@else"));
    emit_out(p, line.number, "} else {", STR_NONE, "");
    return OK;
}

static err read_empty(struct parser *p, struct line line) {
    str list = p->blocks[p->block_count - 1].list;

    TRY(next_branch(p, (struct block){.kind = BLOCK_EMPTY, .line = line.number}, BLOCK_FOR,
                    "@empty"));
    p->block_count--;
    emit_c(p, line.number, "}");
    emit_c(p, line.number, "if ((%.*s).count == 0) {", STR_ARG(list));
    p->block_count++;
    return OK;
}

/* "const struct card *s in p->cards": the variable's declaration, its name, the list. */
static bool for_parts(str rest, str *declaration, str *name, str *list) {
    size_t in = str_find(rest, STR(" in "));
    size_t start = 0;

    if (in == SIZE_MAX) {
        return false;
    }
    *declaration = str_trim(str_first(rest, in));
    *list = str_trim(str_from(rest, in + 4));
    start = declaration->len;
    while (start > 0 && is_name_char(declaration->at[start - 1])) {
        start--;
    }
    *name = str_from(*declaration, start);
    return name->len > 0 && start > 0 &&
           str_find_char(str_first(*declaration, start), '*') != SIZE_MAX;
}

static err read_for(struct parser *p, struct line line) {
    str declaration = STR_NONE;
    str name = STR_NONE;
    str list = STR_NONE;
    unsigned index = ++p->loops;

    if (!for_parts(line.rest, &declaration, &name, &list)) {
        return parser_refuse(p, line.number, "write @for const TYPE *NAME in LIST");
    }
    TRY(check_expression(p, line.number, declaration));
    TRY(check_expression(p, line.number, list));
    emit_c(p, line.number, "for (size_t i_%u = 0; i_%u < (size_t)(%.*s).count; i_%u++) {", index,
           index, STR_ARG(list), index);
    TRY(open_block(p, (struct block){.kind = BLOCK_FOR, .line = line.number, .list = list}));
    emit_c(p, line.number, "%.*s = &(%.*s).at[i_%u];", STR_ARG(declaration), STR_ARG(list), index);
    emit_c(p, line.number, "(void)%.*s;", STR_ARG(name));
    return OK;
}

/* "name(arguments)", arguments balanced; `*what` is what stands before the bracket. */
static err call_parts(struct parser *p, struct line line, str *what, str *arguments) {
    size_t open = str_find_char(line.rest, '(');

    if (open == SIZE_MAX || !str_ends(line.rest, STR(")"))) {
        return parser_refuse(p, line.number, "write name(arguments)");
    }
    *what = str_trim(str_first(line.rest, open));
    *arguments = str_trim(str_first(str_from(line.rest, open + 1), line.rest.len - open - 2));
    return arguments->len == 0 ? OK : check_expression(p, line.number, *arguments);
}

static bool is_name(str name) {
    for (size_t i = 0; i < name.len; i++) {
        if (!is_name_char(name.at[i])) {
            return false;
        }
    }
    return name.len > 0 && !(name.at[0] >= '0' && name.at[0] <= '9');
}

static void emit_call(struct parser *p, int line, str function, str arguments) {
    emit_c(p, line, "%.*s(h%s%.*s);", STR_ARG(function), arguments.len > 0 ? ", " : "",
           STR_ARG(arguments));
}

/* The header of another feature's views is named as ours is: gen/seats_views.h, gen/app_views.h. */
static err include_views(struct parser *p, str other) {
    struct viewc *v = p->v;
    size_t at = str_find(v->header, v->feature);

    if (str_eq(other, v->feature) || at == SIZE_MAX) {
        return OK;
    }
    str line = str_fmt(v->mem, "#include \"%.*s%.*s%.*s\"\n", STR_ARG(str_first(v->header, at)),
                       STR_ARG(other), STR_ARG(str_from(v->header, at + v->feature.len)));
    if (str_find(buf_str(&v->includes), line) == SIZE_MAX) {
        buf_put(&v->includes, line);
    }
    return OK;
}

static err read_render(struct parser *p, struct line line) {
    str what = STR_NONE;
    str arguments = STR_NONE;
    str feature = p->v->feature;
    bool is_foreign = false;

    TRY(call_parts(p, line, &what, &arguments));
    str view = str_cut(what, ':', &feature, &is_foreign);
    if (!is_foreign) {
        view = what;
        feature = p->v->feature;
    }
    if (!is_name(view) || !is_name(feature)) {
        return parser_refuse(p, line.number,
                             "write @render view(arguments) or @render feature:view(...)");
    }
    TRY(include_views(p, feature));
    emit_call(p, line.number, str_fmt(p->v->mem, "%.*s_view_%.*s", STR_ARG(feature), STR_ARG(view)),
              arguments);
    return OK;
}

static err read_call(struct parser *p, struct line line) {
    str what = STR_NONE;
    str arguments = STR_NONE;

    TRY(call_parts(p, line, &what, &arguments));
    if (!is_name(what)) {
        return parser_refuse(p, line.number, "write @call function(arguments)");
    }
    emit_call(p, line.number, what, arguments);
    emit_literal(p, STR("\n"));
    return OK;
}

static err read_end(struct parser *p, struct line line) {
    TRY(check_balance(p));
    emit_flush(p);
    p->block_count--;
    if (p->block_count > 0) {
        emit_c(p, line.number, "}");
    }
    return OK;
}

static err read_comment(struct parser *p, struct line line) {
    (void)p;
    (void)line;
    return OK;
}

static const struct directive {
    const char *name;
    bool takes_rest;
    err (*read)(struct parser *p, struct line line);
} directives[] = {
    {"if", true, read_if},         {"elif", true, read_elif},    {"else", false, read_else},
    {"for", true, read_for},       {"empty", false, read_empty}, {"end", false, read_end},
    {"render", true, read_render}, {"call", true, read_call},    {"#", true, read_comment},
};

static err refuse_unknown(struct parser *p, int line, str word) {
    static const char *const heads[] = {"title", "shell", "nav", "live"};

    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        if (str_eq(word, str_of(heads[i]))) {
            return parser_refuse(p, line, "@%s stands only directly after @page", heads[i]);
        }
    }
    if (str_eq(word, STR("view")) || str_eq(word, STR("page")) || str_eq(word, STR("use"))) {
        return parser_refuse(p, line, "@%.*s inside of a view: an @end is missing before",
                             STR_ARG(word));
    }
    return parser_refuse(p, line, "there is no directive @%.*s; a literal @ is written &#64;",
                         STR_ARG(str_first(word, 40)));
}

err direct_read(struct parser *p) {
    struct line line = {.number = p->s.line};
    str whole = str_from(source_line(&p->s), 1);
    size_t len = 0;

    while (len < whole.len && is_name_char(whole.at[len])) {
        len++;
    }
    len = str_starts(whole, STR("#")) ? 1 : len;
    line.rest = str_trim(str_from(whole, len));
    p->fresh = true;
    for (size_t i = 0; i < COUNT_OF(directives); i++) {
        const struct directive *d = &directives[i];
        if (!str_eq(str_first(whole, len), str_of(d->name))) {
            continue;
        }
        if (!d->takes_rest && line.rest.len > 0) {
            return parser_refuse(p, line.number, "@%s stands alone on its line", d->name);
        }
        return d->read(p, line);
    }
    return refuse_unknown(p, line.number, str_first(whole, len));
}
