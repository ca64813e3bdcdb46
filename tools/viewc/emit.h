/*
 * emit.h: writes the generated C.
 */
#ifndef VIEWC_EMIT_H
#define VIEWC_EMIT_H

#include "tools/viewc/parser.h"

/* Adds markup that is written as it stands; kept until emit_flush. */
void emit_literal(struct parser *p, str markup);
/* Writes what is kept as html_raw calls. */
void emit_flush(struct parser *p);
/* Flushes, then starts a line of C that stems from `line` of the view: #line and the indentation.
 */
void emit_from(struct parser *p, int line);
/* The same, and the line. */
void emit_c(struct parser *p, int line, const char *format, ...) PRINTF_LIKE(3, 4);
/* A C string literal with its quotes; long texts become several, joined by the compiler. */
void emit_string(buf *out, str text);

#endif
