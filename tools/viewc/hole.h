/*
 * hole.h: interpolations, {expr} {t ...} {n ...} {time ...} {day ...}.
 */
#ifndef VIEWC_HOLE_H
#define VIEWC_HOLE_H

#include "tools/viewc/parser.h"

/* Reads the interpolation under the cursor and writes the call that its place asks for. */
err hole_read(struct parser *p, enum place place) MUST_USE;
/* Is the one under the cursor a {t} or {n}, whose text comes from a catalogue? */
bool hole_is_sentence(const struct parser *p);
/* Reads `{expr}` and gives the expression, for conditional attributes. */
err hole_condition(struct parser *p, str *expression) MUST_USE;

#endif
