/*
 * attribute.h: the attributes of a start tag and the rules that they keep.
 */
#ifndef VIEWC_ATTRIBUTE_H
#define VIEWC_ATTRIBUTE_H

#include "tools/viewc/parser.h"

enum { ATTRIBUTES_MAX = 40 };

struct attribute {
    str name;
    str literal; /* the value as it stands, a blank for each interpolation */
    int line;
    bool has_hole;
    bool is_tested; /* name?{condition} */
};

struct tag {
    str name;
    int line;
    struct attribute at[ATTRIBUTES_MAX];
    size_t count;
};

/* Reads one attribute under the cursor into `tag` and writes it. */
err attribute_read(struct parser *p, struct tag *tag) MUST_USE;
/* The attribute of that name, or NULL. */
const struct attribute *attribute_find(const struct tag *tag, str name);
/* Has it that attribute, unconditionally, with exactly this value (letters without case)? */
bool attribute_is(const struct tag *tag, str name, str value);

#endif
