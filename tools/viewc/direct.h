/*
 * direct.h: the lines of a view that start with '@'.
 */
#ifndef VIEWC_DIRECT_H
#define VIEWC_DIRECT_H

#include "tools/viewc/parser.h"

/* Does the cursor stand at the start of a line that holds a directive? */
bool direct_is_here(const struct parser *p);
/* Reads that line and writes what it asks for. */
err direct_read(struct parser *p) MUST_USE;

#endif
