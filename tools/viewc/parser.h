/*
 * parser.h: what the parts of viewc share while they read one view.
 */
#ifndef VIEWC_PARSER_H
#define VIEWC_PARSER_H

#include "base/base.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "tools/viewc/source.h"
#include "tools/viewc/viewc.h"

enum { ELEMENTS_MAX = 64, BLOCKS_MAX = 24, VALUES_MAX = 8 };

/* An element that was opened and waits for its end tag. */
struct element {
    str name;
    int line;
    bool untranslated; /* it or an ancestor carries translate="no" */
    bool keeps_space;  /* pre, textarea */
    bool is_text;      /* title, textarea: no tags inside */
    bool is_foreign;   /* svg, math and what is inside */
};

enum block_kind { BLOCK_VIEW, BLOCK_IF, BLOCK_ELSE, BLOCK_FOR, BLOCK_EMPTY };

/* A directive that waits for its @end. */
struct block {
    enum block_kind kind;
    int line;
    size_t elements; /* how many were open before it: its branches must leave as many */
    str list;        /* BLOCK_FOR */
};

/* Where an interpolation stands. */
enum place { PLACE_TEXT, PLACE_ATTRIBUTE, PLACE_URL_START, PLACE_URL };

struct parser {
    struct viewc *v;
    struct source s;
    buf literal; /* markup that waits for its html_raw */
    struct element elements[ELEMENTS_MAX];
    size_t element_count;
    struct block blocks[BLOCKS_MAX];
    size_t block_count;
    unsigned loops; /* for distinct index names */
    bool fresh;     /* the last thing written was white space, or a directive stood here */
    bool only_text; /* a title: tags are refused */
};

/* Notes "file:line: sentence" and is ERR_INPUT. */
err parser_refuse(struct parser *p, int line, const char *format, ...) PRINTF_LIKE(3, 4);

/* The innermost open element, or one without a name. */
struct element parser_element(const struct parser *p);

#endif
