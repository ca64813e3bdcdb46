/*
 * arena.h: memory that ends with the request, the job or the test.
 *
 * An arena hands out zeroed memory and takes it back all at once. It has a
 * written limit. When the limit is reached or the system has no memory, it hands
 * out NULL and stays `failed` until it is reset, so code that builds text may go
 * on and the frame answers 503 at the end (see buf.h).
 *
 * Every block is followed by a red zone of 16 bytes that is poisoned under
 * AddressSanitizer, as is everything not handed out; in sanitizer builds
 * arena_reset gives every block back to the system, so that a stale pointer is
 * found. An arena belongs to one thread at a time.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/base.h"
#include "base/err.h"

typedef struct arena arena;

/*
 * A new arena that may grow to `limit_bytes` (at least 4,096): pieces, their rounding to 16 bytes,
 * red zones and unused ends of blocks together. NULL: no memory.
 */
arena *arena_new(size_t limit_bytes) MUST_USE;

/* Gives everything back. NULL is allowed. */
void arena_free(arena *a);

/* For `CLEANUP(arena_auto)`: frees the arena that the variable points at. */
void arena_auto(arena **a);

/* Takes back all that was handed out; keeps one block for speed (not in sanitizer builds). */
void arena_reset(arena *a);

/*
 * `size` zeroed bytes aligned for any type, or NULL (then the arena has failed). Size 0 gives a
 * valid pointer.
 */
void *arena_alloc(arena *a, size_t size) MUST_USE;

/* `count` times `size` zeroed bytes, NULL also where the product overflows. */
void *arena_array(arena *a, size_t count, size_t size) MUST_USE;

/*
 * Makes the block `at` of `old_size` bytes `new_size` bytes long, in place when it
 * is the newest block. What is new is zero. Returns where it is now; NULL leaves the old block as
 * it was.
 */
void *arena_grow(arena *a, void *at, size_t old_size, size_t new_size) MUST_USE;

/* Did any allocation since the last reset fail? */
bool arena_failed(const arena *a);

/* Bytes handed out since the last reset, red zones not counted. */
size_t arena_used(const arena *a);

/*
 * Sets `*pointer` to a zeroed object of its type, or returns ERR_MEMORY from the calling
 * function.
 */
#define NEW(a, pointer)                                     \
    do {                                                    \
        *(pointer) = arena_alloc((a), sizeof(**(pointer))); \
        if (*(pointer) == NULL) {                           \
            return ERR_MEMORY;                              \
        }                                                   \
    } while (0)

#endif
