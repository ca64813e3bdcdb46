/*
 * rules.h: what a whole start tag must and must not be.
 */
#ifndef VIEWC_RULES_H
#define VIEWC_RULES_H

#include "tools/viewc/attribute.h"

/* Everything that can be told only when all attributes are known. */
err rules_check(struct parser *p, const struct tag *tag) MUST_USE;
/* Has the element no end tag in HTML? */
bool rules_is_void(str name);
/* Is it a drawing element, which may close itself? */
bool rules_is_drawing(str name);

#endif
