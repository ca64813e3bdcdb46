#include "tools/viewc/emit.h"

#include <stdarg.h>

/* ISO C compilers need not take string literals over 4,095 bytes. */
enum { LITERAL_MAX = 2000 };

static void put_indent(struct parser *p) {
    for (size_t i = 0; i < p->block_count; i++) {
        buf_c(&p->v->code, "    ");
    }
}

static void put_escaped(buf *out, unsigned char c) {
    if (c == '\n') {
        buf_c(out, "\\n");
    } else if (c == '"' || c == '\\' || c == '?') {
        buf_char(out, '\\'); /* '?' because of trigraphs */
        buf_char(out, (char)c);
    } else if (c < ' ' || c == 0x7f) {
        buf_fmt(out, "\\%03o", (unsigned)c);
    } else {
        buf_char(out, (char)c);
    }
}

void emit_string(buf *out, str text) {
    buf_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        put_escaped(out, (unsigned char)text.at[i]);
        if (text.at[i] == '\n' && i + 1 < text.len) {
            buf_c(out, "\"\n             \"");
        }
    }
    buf_char(out, '"');
}

void emit_literal(struct parser *p, str markup) {
    buf_put(&p->literal, markup);
}

/* Where to cut `text` so that a literal stays short and no UTF-8 character is split. */
static size_t literal_length(str text) {
    size_t len = text.len < LITERAL_MAX ? text.len : LITERAL_MAX;

    for (size_t back = 0; back < 3 && len < text.len; back++) {
        if (((unsigned char)text.at[len] & 0xc0) != 0x80) {
            break;
        }
        len--;
    }
    return len;
}

void emit_flush(struct parser *p) {
    str left = buf_str(&p->literal);

    while (left.len > 0) {
        size_t len = literal_length(left);
        put_indent(p);
        buf_c(&p->v->code, "html_raw(h, STR(");
        emit_string(&p->v->code, str_first(left, len));
        buf_c(&p->v->code, "));\n");
        left = str_from(left, len);
    }
    p->literal.len = 0;
}

void emit_from(struct parser *p, int line) {
    emit_flush(p);
    buf_fmt(&p->v->code, "#line %d ", line);
    emit_string(&p->v->code, p->s.name);
    buf_char(&p->v->code, '\n');
    put_indent(p);
}

void emit_c(struct parser *p, int line, const char *format, ...) {
    va_list list;

    emit_from(p, line);
    va_start(list, format);
    buf_vfmt(&p->v->code, format, list);
    va_end(list);
    buf_char(&p->v->code, '\n');
}
