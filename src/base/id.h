/*
 * id.h: 64-bit names of rows, made by the program, never by the database.
 *
 * An id is positive, time-ordered and unguessable enough for nothing: ids are not
 * secrets. 41 bits of milliseconds since 2020, 22 bits that start at a random
 * place each millisecond and count up, so one process never repeats and two nodes
 * collide with a chance below 1 in 1,000 even at 100 ids in the same millisecond.
 */
#ifndef BASE_ID_H
#define BASE_ID_H

#include "base/arena.h"
#include "base/base.h"
#include "base/str.h"

/*
 * A new id, larger than every earlier one of this process. Thread safe. Uses the wall clock, not
 * the demo's.
 */
int64_t id_new(void);

/* `len` random bytes from the kernel (by libsodium); never fails. */
void id_random(void *out, size_t len);

/* `bytes` random bytes as unpadded base64url in `mem`; 16 bytes give 22 characters. Empty without
 * memory. */
str id_token(arena *mem, size_t bytes);

/* A random number of `digits` decimal digits, leading zeros kept ("004213"). 1 to 18. Empty without
 * memory. */
str id_digits(arena *mem, int digits);

/*
 * A code of `len` capital letters for reading aloud: no vowels, no Y, no Q, no digits. Empty
 * without memory.
 */
str id_code(arena *mem, size_t len);

#endif
