/*
 * source.h: a view file as a cursor that counts lines, and the extent of C in it.
 */
#ifndef VIEWC_SOURCE_H
#define VIEWC_SOURCE_H

#include "base/base.h"
#include "base/str.h"

struct source {
    str name; /* of the file, for messages */
    str text;
    size_t at;
    int line; /* of `at`, from 1 */
};

enum { SOURCE_END = -1 };

/* The byte `ahead` of the cursor (0: under it), or SOURCE_END. */
int source_peek(const struct source *s, size_t ahead);
/* Moves on by `count` bytes, at most to the end. */
void source_skip(struct source *s, size_t count);
/* Does `literal` stand here? If so, moves past it. */
bool source_take(struct source *s, str literal);
/* Moves past blanks and line ends; false if there were none. */
bool source_space(struct source *s);
/* What is left. */
str source_rest(const struct source *s);
/* The rest of the line, trimmed; moves to the start of the next. */
str source_line(struct source *s);
/* A C name, or empty. */
str source_name(struct source *s);

/* White space of HTML. */
bool is_space(int c);
/* An ASCII letter. */
bool is_letter(int c);
/* A character of a C name, digits too. */
bool is_name_char(int c);
/* Is `name` one of `list`, which ends with NULL? Letters without case. */
bool name_is_among(str name, const char *const *list);

/* Where a C expression ends, outside of its own brackets and quotes. */
enum expression_end {
    END_BRACE, /* at } */
    END_VALUE, /* at }, or before a blank and the next name= */
    END_QUOTE, /* before a string literal */
    END_COMMA, /* at , or where the text ends */
    END_TEXT   /* where the text ends */
};

/*
 * Length of the C expression that `text` starts with. SIZE_MAX: it is none, and
 * `*why` says so. Brackets and quotes are balanced; `;`, comments, backslashes outside
 * of quotes and '#' are refused, so that an expression stays one.
 */
size_t expression_length(str text, enum expression_end end, const char **why);

#endif
