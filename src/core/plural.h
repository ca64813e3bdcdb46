/*
 * plural.h: the plural rule of a language, as gettext writes it.
 *
 * A rule such as "nplurals=2; plural=n > 1;" (GNU gettext manual, 'Plural forms') is
 * read once into a row of steps and worked off for each number.
 */
#ifndef CORE_PLURAL_H
#define CORE_PLURAL_H

#include "base/base.h"
#include "base/err.h"
#include "base/str.h"

enum { PLURAL_STEPS_MAX = 256, PLURAL_FORMS_MAX = 8 };

struct plural {
    size_t forms; /* 1 to PLURAL_FORMS_MAX */
    size_t count;

    struct plural_step {
        unsigned char kind;
        uint32_t number;
    } steps[PLURAL_STEPS_MAX];
};

/*
 * Reads a rule of at most 256 bytes in the C operators ?: || && == != < > <= >= + - * / % !
 * on n and whole numbers. ERR_DAMAGED: it is none. `out` is written only on success.
 */
err plural_read(str rule, struct plural *out) MUST_USE;

/*
 * Which form `n` takes: 0 to forms - 1. A negative number counts as its size; a
 * division by zero gives 0; a result past the last form gives form 0.
 */
size_t plural_form(const struct plural *p, int64_t n);

#endif
