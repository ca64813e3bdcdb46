/*
 * map.h: a table from text to pointer, in an arena, with a written limit.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "base/str.h"

typedef struct map map;

/* An empty map for at most `limit` keys. NULL: no memory. */
map *map_new(arena *mem, size_t limit) MUST_USE;
/*
 * Puts or replaces; the key is copied. ERR_LARGE past the limit, ERR_MEMORY. `value` may not be
 * NULL.
 */
err map_put(map *m, str key, void *value) MUST_USE;
/* The value or NULL. */
void *map_get(const map *m, str key);
size_t map_count(const map *m);
/* Walks in the order of insertion: `*at` starts at 0; false at the end. */
bool map_next(const map *m, size_t *at, str *key, void **value);

#endif
