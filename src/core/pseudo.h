/*
 * pseudo.h: a language that nobody speaks, for tests of layout and of forgotten sentences.
 */
#ifndef CORE_PSEUDO_H
#define CORE_PSEUDO_H

#include "base/arena.h"
#include "base/str.h"

/*
 * "Take {n} seats" as "[Ťåķé {n} šéåţš ~~~~~]": accented, a third longer, in brackets; what
 * stands in braces is left alone. In `mem`.
 */
str pseudo_sentence(arena *mem, str sentence);

#endif
