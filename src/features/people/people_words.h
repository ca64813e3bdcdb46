/*
 * people_words.h: names of purposes, choices, roles and languages; for the folder people alone.
 */
#ifndef FEATURES_PEOPLE_PEOPLE_WORDS_H
#define FEATURES_PEOPLE_PEOPLE_WORDS_H

#include "features/people/people.h"

/* The roles that an edition gives. */
#define PEOPLE_ROLES \
    (ROLE_PARTICIPANT | ROLE_SPEAKER | ROLE_PARTNER | ROLE_ORGANISER | ROLE_ALLIANCE)

bool people_purpose_read(str name, enum people_purpose *out);
/* PEOPLE_UNANSWERED for what is no choice. */
enum people_choice people_choice_from(str name);
/* May this purpose be answered so? Only photographs know PEOPLE_ASK. */
bool people_choice_fits(enum people_purpose purpose, enum people_choice choice);

/* "participant speaker" to bits and back; false where a word is no role of an edition. */
bool people_roles_read(str typed, unsigned *out);
str people_roles_text(arena *mem, unsigned roles);
/* One role in the reader's words: "Participant". */
str people_role_word(const cx *c, unsigned one);
/* "Participant, speaker" in the reader's words. */
str people_roles_words(const cx *c, unsigned roles);

/* The languages that forms offer; NULL past the end. */
const char *people_language_at(size_t index);

#endif
