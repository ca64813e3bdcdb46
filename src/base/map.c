#include "base/map.h"

enum { FIRST_SLOTS = 16 }; /* a power of two, like every later number of slots */

struct entry {
    str key;
    void *value;
    uint64_t hash;
};

struct map {
    arena *mem;
    size_t limit;
    struct entry *entries; /* in the order of insertion */
    size_t count;
    size_t room;     /* entries there may be before more memory is needed: 3/4 of slots */
    uint32_t *slots; /* place in entries plus 1; 0 is free; collisions move on by one */
    size_t mask;     /* number of slots minus 1 */
};

/* The slot that holds `key`, or the free one where it belongs. */
static uint32_t *slot_of(const map *m, str key, uint64_t hash) {
    size_t at = (size_t)hash & m->mask;

    for (;;) {
        uint32_t *slot = &m->slots[at];

        if (*slot == 0) {
            return slot;
        }
        if (m->entries[*slot - 1].hash == hash && str_eq(m->entries[*slot - 1].key, key)) {
            return slot;
        }
        at = (at + 1) & m->mask;
    }
}

/* Moves to `size` slots; the old ones stay where a step fails. */
static err make_room(map *m, size_t size) {
    size_t room = size / 4 * 3;
    uint32_t *slots = arena_array(m->mem, size, sizeof(*slots));
    struct entry *entries = slots == NULL ? NULL : arena_array(m->mem, room, sizeof(*entries));

    if (entries == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < m->count; i++) {
        entries[i] = m->entries[i];
    }
    m->entries = entries;
    m->slots = slots;
    m->room = room;
    m->mask = size - 1;
    for (size_t i = 0; i < m->count; i++) {
        *slot_of(m, entries[i].key, entries[i].hash) = (uint32_t)(i + 1);
    }
    return OK;
}

map *map_new(arena *mem, size_t limit) {
    map *m = arena_alloc(mem, sizeof(*m));

    if (m == NULL) {
        return NULL;
    }
    m->mem = mem;
    m->limit = limit < UINT32_MAX ? limit : UINT32_MAX - 1;
    return make_room(m, FIRST_SLOTS) == OK ? m : NULL;
}

err map_put(map *m, str key, void *value) {
    uint64_t hash = str_hash(key);
    uint32_t place = *slot_of(m, key, hash);

    if (place != 0) {
        m->entries[place - 1].value = value;
        return OK;
    }
    if (m->count >= m->limit) {
        return ERR_LARGE;
    }
    str copy = str_copy(m->mem, key);

    if (copy.len != key.len) {
        return ERR_MEMORY;
    }
    if (m->count == m->room) {
        TRY(make_room(m, (m->mask + 1) * 2));
    }
    m->entries[m->count] = (struct entry){.key = copy, .value = value, .hash = hash};
    m->count++;
    *slot_of(m, key, hash) = (uint32_t)m->count;
    return OK;
}

void *map_get(const map *m, str key) {
    uint32_t place = *slot_of(m, key, str_hash(key));

    return place == 0 ? NULL : m->entries[place - 1].value;
}

size_t map_count(const map *m) {
    return m->count;
}

bool map_next(const map *m, size_t *at, str *key, void **value) {
    if (*at >= m->count) {
        return false;
    }
    *key = m->entries[*at].key;
    *value = m->entries[*at].value;
    (*at)++;
    return true;
}
