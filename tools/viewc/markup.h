/*
 * markup.h: text, tags and comments of a view.
 */
#ifndef VIEWC_MARKUP_H
#define VIEWC_MARKUP_H

#include "tools/viewc/parser.h"

/* Reads one piece of markup under the cursor: a run of text or white space, a tag, a comment, an
 * interpolation. */
err markup_read(struct parser *p) MUST_USE;

/* Has `text` two letters in a row, character references left out? Then it is a sentence. */
bool markup_is_sentence(str text);

#endif
