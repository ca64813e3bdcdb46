/*
 * catalogue.h: translations, read from the bytes of a gettext .mo file.
 *
 * The file's form is that of the GNU gettext manual, 'The format of GNU MO files',
 * little-endian, revision 0. Everything is checked once, when it is read, so a
 * damaged file is refused as a whole and looking up needs no check.
 */
#ifndef CORE_CATALOGUE_H
#define CORE_CATALOGUE_H

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "base/str.h"

typedef struct catalogue catalogue;

/* One language as the build embeds it (build/gen/words.c, written by tools/words). */
struct words_catalogue {
    const char *tag;
    const unsigned char *bytes;
    size_t len;
};
extern const struct words_catalogue words_catalogues[];
extern const size_t words_catalogue_count;

/*
 * Reads `mo`, at most 8 MB and 65,536 sentences, all UTF-8. It is not copied and must
 * live as long as `*out`, which is in `mem`. ERR_DAMAGED, ERR_LARGE, ERR_MEMORY.
 */
err catalogue_read(arena *mem, str mo, const catalogue **out) MUST_USE;

/* The translation of `sentence`; false: it has none. */
bool catalogue_find(const catalogue *c, str sentence, str *text);
/* The form for `n`; false: the pair has no translation. */
bool catalogue_find_form(const catalogue *c, str one, str many, int64_t n, str *text);
/* A field of the catalogue's head, such as "X-Language-Name"; empty if it is not there. */
str catalogue_field(const catalogue *c, str name);

#endif
