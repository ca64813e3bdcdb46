#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "sqlc.h"

static int faults;

static const char *const words_of_c[] = {
    "auto",   "bool",   "break",   "case",   "char",     "const",  "continue", "default",
    "do",     "double", "else",    "enum",   "err",      "extern", "false",    "float",
    "for",    "goto",   "if",      "inline", "int",      "long",   "register", "restrict",
    "return", "rows",   "short",   "signed", "sizeof",   "static", "str",      "struct",
    "switch", "true",   "typedef", "union",  "unsigned", "void",   "volatile", "while",
    "asm",    "typeof", "int64_t",
};

bool name_is_good(str name) {
    if (name.len == 0 || name.len > 60 || name.at[0] < 'a' || name.at[0] > 'z') {
        return false;
    }
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) {
            return false;
        }
    }
    for (size_t i = 0; i < COUNT_OF(words_of_c); i++) {
        if (str_eq(name, str_of(words_of_c[i]))) {
            return false;
        }
    }
    return true;
}

void fault(const char *path, int line, const char *format, ...) {
    char sentence[1000];
    va_list list;

    va_start(list, format);
    (void)vsnprintf(sentence, sizeof(sentence), format, list);
    va_end(list);
    if (line > 0) {
        (void)fprintf(stderr, "%s:%d: %s\n", path, line, sentence);
    } else {
        (void)fprintf(stderr, "%s: %s\n", path, sentence);
    }
    faults++;
}

int fault_count(void) {
    return faults;
}

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (c & 0x80) != 0;
}

struct lexer lexer_new(str text, int line) {
    return (struct lexer){.text = text, .line = line, .starts = true};
}

static size_t word_end(str s, size_t at) {
    while (at < s.len && is_word(s.at[at])) {
        at++;
    }
    return at;
}

/* Past the closing quote; a doubled quote is a byte of the text. SIZE_MAX: it never closes. */
static size_t quote_end(str s, size_t at) {
    char quote = s.at[at];

    for (at++; at < s.len; at++) {
        if (s.at[at] == quote) {
            if (at + 1 < s.len && s.at[at + 1] == quote) {
                at++;
                continue;
            }
            return at + 1;
        }
    }
    return SIZE_MAX;
}

static size_t number_end(str s, size_t at) {
    while (at < s.len) {
        bool sign =
            (s.at[at] == '+' || s.at[at] == '-') && (s.at[at - 1] == 'e' || s.at[at - 1] == 'E');
        if (!is_word(s.at[at]) && s.at[at] != '.' && !sign) {
            break;
        }
        at++;
    }
    return at;
}

static size_t comment_end(str s, size_t at) {
    bool block = s.at[at] == '/';
    size_t end =
        block ? str_find(str_from(s, at + 2), STR("*/")) : str_find_char(str_from(s, at), '\n');

    if (end == SIZE_MAX) {
        return block ? SIZE_MAX : s.len;
    }
    return block ? at + 2 + end + 2 : at + end;
}

static enum token_kind token_kind_at(str s, size_t at) {
    char c = s.at[at];
    char next = '\0';

    if (at + 1 < s.len) {
        next = s.at[at + 1];
    }
    if ((c == '-' && next == '-') || (c == '/' && next == '*')) {
        return TOKEN_COMMENT;
    }
    if (c == '\'') {
        return TOKEN_STRING;
    }
    if (c == '"') {
        return TOKEN_QUOTED;
    }
    if (c == ':' && is_word(next)) {
        return TOKEN_NAMED;
    }
    if ((c >= '0' && c <= '9') || (c == '.' && next >= '0' && next <= '9')) {
        return TOKEN_NUMBER;
    }
    return is_word(c) ? TOKEN_WORD : TOKEN_MARK;
}

static size_t token_end(str s, size_t at, enum token_kind kind) {
    switch (kind) {
    case TOKEN_WORD:
        return word_end(s, at);
    case TOKEN_NAMED:
        return word_end(s, at + 1);
    case TOKEN_NUMBER:
        return number_end(s, at + 1);
    case TOKEN_STRING:
    case TOKEN_QUOTED:
        return quote_end(s, at);
    case TOKEN_COMMENT:
        return comment_end(s, at);
    case TOKEN_END:
    case TOKEN_MARK:
    case TOKEN_OPEN:
        break;
    }
    return at + 1;
}

struct token lexer_next(struct lexer *l) {
    struct token t = {.kind = TOKEN_END};

    while (l->at < l->text.len && is_space(l->text.at[l->at])) {
        if (l->text.at[l->at] == '\n') {
            l->line++;
            l->starts = true;
        }
        l->at++;
    }
    t.line = l->line;
    t.starts = l->starts;
    if (l->at == l->text.len) {
        return t;
    }
    t.kind = token_kind_at(l->text, l->at);
    size_t end = token_end(l->text, l->at, t.kind);
    if (end == SIZE_MAX) {
        t.kind = TOKEN_OPEN;
        end = l->text.len;
    }
    t.text = str_at(l->text.at + l->at, end - l->at);
    for (size_t i = 0; i < t.text.len; i++) {
        l->line += t.text.at[i] == '\n';
    }
    l->starts = false;
    l->at = end;
    return t;
}

struct token lexer_word(struct lexer *l) {
    struct token t = lexer_next(l);

    while (t.kind == TOKEN_COMMENT) {
        t = lexer_next(l);
    }
    return t;
}

bool token_is(struct token t, const char *text) {
    return (t.kind == TOKEN_WORD || t.kind == TOKEN_MARK) && str_eq_nocase(t.text, str_of(text));
}

static err file_take(arena *mem, FILE *file, const char *path, str *out) {
    buf text = buf_new(mem, TEXT_LIMIT);
    char part[4096];
    size_t got = fread(part, 1, sizeof(part), file);

    while (got > 0) {
        buf_put(&text, str_at(part, got));
        got = fread(part, 1, sizeof(part), file);
    }
    if (ferror(file) != 0) {
        fault(path, 0, "cannot be read: %s", strerror(errno));
        return ERR_WORLD;
    }
    if (buf_done(&text) != OK) {
        fault(path, 0, "is larger than 16 MB");
        return ERR_LARGE;
    }
    *out = buf_str(&text);
    return OK;
}

err file_read(arena *mem, const char *path, str *out) {
    FILE *file = fopen(path, "rbe");

    if (file == NULL) {
        fault(path, 0, "cannot be opened: %s", strerror(errno));
        return ERR_MISSING;
    }
    err result = file_take(mem, file, path, out);
    (void)fclose(file);
    return result;
}

err file_write(arena *mem, const char *path, str text) {
    const char *part = str_c(mem, str_fmt(mem, "%s.part", path));
    FILE *file = fopen(part, "wbe");

    if (file == NULL) {
        fault(part, 0, "cannot be written: %s", strerror(errno));
        return ERR_WORLD;
    }
    bool whole = fwrite(text.at, 1, text.len, file) == text.len;
    if (fclose(file) != 0 || !whole || rename(part, path) != 0) {
        fault(path, 0, "cannot be written: %s", strerror(errno));
        (void)remove(part);
        return ERR_WORLD;
    }
    return OK;
}

static void literal_line(buf *out, const char *indent, str line, bool more) {
    buf_c(out, indent);
    buf_char(out, '"');
    for (size_t i = 0; i < line.len; i++) {
        unsigned char c = (unsigned char)line.at[i];
        if (c == '"' || c == '\\' || c == '?') {
            buf_char(out, '\\');
            buf_char(out, (char)c);
        } else if (c < 0x20 || c > 0x7e) {
            buf_fmt(out, "\\%03o", c);
        } else {
            buf_char(out, (char)c);
        }
    }
    buf_c(out, more ? "\\n\"\n" : "\"");
}

void literal_put(buf *out, const char *indent, str text) {
    bool more = true;

    while (more) {
        str line = STR_NONE;
        text = str_cut(text, '\n', &line, &more);
        literal_line(out, indent, line, more);
    }
}
