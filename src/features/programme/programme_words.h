/*
 * programme_words.h: kinds, models, states and parts as the store and files spell them.
 */
#ifndef FEATURES_PROGRAMME_PROGRAMME_WORDS_H
#define FEATURES_PROGRAMME_PROGRAMME_WORDS_H

#include "base/str.h"

#include "features/programme/programme.h"

/* Each reads a name; false, and nothing written, where there is no such. An empty model is none. */
bool programme_kind_read(str name, enum programme_kind *out);
bool programme_model_read(str name, enum programme_model *out);
bool programme_state_read(str name, enum programme_state *out);
bool programme_part_read(str name, enum programme_part *out);

/* "You speak here", in the reader's language; empty for no part. */
str programme_my_word(const cx *c, enum programme_part part);

#endif
