#include "tools/viewc/source.h"

enum { NESTING_MAX = 32 };

bool is_space(int c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool is_letter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_name_char(int c) {
    return is_letter(c) || c == '_' || (c >= '0' && c <= '9');
}

bool name_is_among(str name, const char *const *list) {
    for (; *list != NULL; list++) {
        if (str_eq_nocase(name, str_of(*list))) {
            return true;
        }
    }
    return false;
}

int source_peek(const struct source *s, size_t ahead) {
    size_t left = s->text.len - s->at;

    return ahead < left ? (unsigned char)s->text.at[s->at + ahead] : SOURCE_END;
}

void source_skip(struct source *s, size_t count) {
    for (size_t i = 0; i < count && s->at < s->text.len; i++) {
        s->line += s->text.at[s->at] == '\n';
        s->at++;
    }
}

str source_rest(const struct source *s) {
    return str_from(s->text, s->at);
}

bool source_take(struct source *s, str literal) {
    if (!str_starts(source_rest(s), literal)) {
        return false;
    }
    source_skip(s, literal.len);
    return true;
}

bool source_space(struct source *s) {
    size_t start = s->at;

    while (is_space(source_peek(s, 0))) {
        source_skip(s, 1);
    }
    return s->at > start;
}

str source_line(struct source *s) {
    str rest = source_rest(s);
    size_t end = str_find_char(rest, '\n');
    str line = end == SIZE_MAX ? rest : str_first(rest, end);

    source_skip(s, line.len + 1);
    return str_trim(line);
}

str source_name(struct source *s) {
    str rest = source_rest(s);
    size_t len = 0;

    while (len < rest.len && is_name_char(rest.at[len])) {
        len++;
    }
    if (len > 0 && rest.at[0] >= '0' && rest.at[0] <= '9') {
        len = 0;
    }
    source_skip(s, len);
    return str_first(rest, len);
}

/* Past the string or character literal that starts at `at`; SIZE_MAX: it does not end. */
static size_t quoted_end(str text, size_t at) {
    char quote = text.at[at];

    for (at++; at < text.len; at++) {
        if (text.at[at] == '\\') {
            at++;
        } else if (text.at[at] == quote) {
            return at + 1;
        } else if (text.at[at] == '\n') {
            break;
        }
    }
    return SIZE_MAX;
}

/* Does a blank and `name=` (not `name==`) stand at `at`? */
static bool value_starts(str text, size_t at) {
    size_t name = at;

    while (name < text.len && is_space(text.at[name])) {
        name++;
    }
    size_t end = name;
    while (end < text.len && is_name_char(text.at[end])) {
        end++;
    }
    return name > at && end > name && end + 1 < text.len && text.at[end] == '=' &&
           text.at[end + 1] != '=';
}

static bool ends_here(str text, size_t at, enum expression_end end) {
    switch (end) {
    case END_BRACE:
        return text.at[at] == '}';
    case END_VALUE:
        return text.at[at] == '}' || value_starts(text, at);
    case END_QUOTE:
        return text.at[at] == '"';
    case END_COMMA:
        return text.at[at] == ',';
    case END_TEXT:
        return false;
    }
    return false;
}

static const char *not_in_expressions(str text, size_t at) {
    char c = text.at[at];
    str two = str_first(str_from(text, at), 2);

    if (c == ';' || c == '#' || c == '\\') {
        return "';', '#' and '\\' do not belong into an expression";
    }
    if (str_eq(two, STR("//")) || str_eq(two, STR("/*"))) {
        return "a comment does not belong into an expression";
    }
    return NULL;
}

struct nesting {
    char closers[NESTING_MAX];
    size_t depth;
};

/* Follows one bracket; says what is wrong with it, or NULL. */
static const char *nest(struct nesting *n, char c) {
    static const char openers[] = "([{";
    static const char closers[] = ")]}";

    for (size_t i = 0; i < 3; i++) {
        if (c == openers[i]) {
            if (n->depth == NESTING_MAX) {
                return "the expression is nested too deeply";
            }
            n->closers[n->depth++] = closers[i];
        } else if (c == closers[i]) {
            if (n->depth == 0 || n->closers[n->depth - 1] != c) {
                return "a bracket of the expression closes what was not opened";
            }
            n->depth--;
        }
    }
    return NULL;
}

size_t expression_length(str text, enum expression_end end, const char **why) {
    struct nesting n = {0};
    size_t at = 0;

    *why = NULL;
    while (at < text.len && (n.depth > 0 || !ends_here(text, at, end))) {
        char c = text.at[at];
        *why = not_in_expressions(text, at);
        if (*why == NULL) {
            *why = nest(&n, c);
        }
        if (*why != NULL) {
            return SIZE_MAX;
        }
        at = c == '"' || c == '\'' ? quoted_end(text, at) : at + 1;
    }
    if (at == SIZE_MAX) {
        *why = "a quote of the expression is not closed";
    } else if (n.depth > 0) {
        *why = "a bracket of the expression is not closed";
    } else if (at == text.len && end != END_TEXT && end != END_COMMA) {
        *why = "the interpolation is not closed";
    } else if (str_trim(str_first(text, at)).len == 0) {
        *why = "the expression is empty";
    }
    return *why == NULL ? at : SIZE_MAX;
}
