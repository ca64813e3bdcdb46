#include "base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_GUARDED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_GUARDED 1
#endif
#endif
#ifndef ARENA_GUARDED
#define ARENA_GUARDED 0
#endif

#if ARENA_GUARDED
#include <sanitizer/asan_interface.h>
#endif

enum {
    GRAIN = 16,             /* every address handed out is a multiple of it */
    RED_ZONE = 16,          /* bytes after every piece that nobody may touch */
    FIRST_BLOCK = 16 << 10, /* bytes; each later block is twice the one before */
    LAST_BLOCK = 256 << 10, /* bytes; where doubling ends and what a reset keeps at most */
};

static_assert(alignof(max_align_t) <= GRAIN, "pieces must suit every type");

struct block {
    struct block *older;
    size_t cap;  /* bytes in `data` */
    size_t used; /* bytes of `data` given to pieces and their red zones */
    alignas(GRAIN) char data[];
};

struct arena {
    struct block *head;
    size_t limit; /* how many bytes of data all blocks may have */
    size_t held;  /* how many they have */
    size_t used;  /* bytes handed out, red zones not counted */
    size_t next;  /* size of the next block */
    char *newest; /* the piece that ends at head->used, or NULL */
    bool failed;
};

/* Whoever touches these bytes makes a mistake. */
static void guard(const void *at, size_t size) {
#if ARENA_GUARDED
    __asan_poison_memory_region(at, size);
#else
    (void)at;
    (void)size;
#endif
}

static void unguard(const void *at, size_t size) {
#if ARENA_GUARDED
    __asan_unpoison_memory_region(at, size);
#else
    (void)at;
    (void)size;
#endif
}

/* Bytes of a block that a piece of `size` takes with its red zone; 0 where that overflows. */
static size_t room_of(size_t size) {
    return size > PTRDIFF_MAX - GRAIN - RED_ZONE - sizeof(struct block)
               ? 0
               : (size + GRAIN - 1) / GRAIN * GRAIN + RED_ZONE;
}

/* Opens a piece for its user: zero from `from` on, guarded from its end to `room`. */
static void open_piece(char *at, size_t from, size_t size, size_t room) {
    unguard(at, size);
    memset(at + from, 0, size - from);
    guard(at + size, room - size);
}

static void *fail(arena *a) {
    a->failed = true;
    return NULL;
}

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

static size_t most(size_t a, size_t b) {
    return a > b ? a : b;
}

/* A new block at the head that has `room`; false at the limit or without memory. */
static bool add_block(arena *a, size_t room) {
    size_t left = a->limit - a->held;
    size_t cap = least(most(room, a->next), left);
    struct block *block = NULL;

    if (room > left) {
        return false;
    }
    block = malloc(sizeof(*block) + cap);
    if (block == NULL) {
        return false;
    }
    *block = (struct block){.older = a->head, .cap = cap};
    guard(block->data, cap);
    a->head = block;
    a->held += cap;
    a->next = least(a->next * 2, LAST_BLOCK);
    return true;
}

static void drop_blocks(struct block *block) {
    while (block != NULL) {
        struct block *older = block->older;

        unguard(block->data, block->cap);
        free(block);
        block = older;
    }
}

arena *arena_new(size_t limit_bytes) {
    arena *a = calloc(1, sizeof(*a));

    assert(limit_bytes >= 4096);
    if (a != NULL) {
        a->limit = limit_bytes;
        a->next = FIRST_BLOCK;
    }
    return a;
}

void arena_free(arena *a) {
    if (a != NULL) {
        drop_blocks(a->head);
        free(a);
    }
}

void arena_auto(arena **a) {
    arena_free(*a);
}

void arena_reset(arena *a) {
    struct block *kept = NULL;

    if (!ARENA_GUARDED && a->head != NULL && a->head->cap <= LAST_BLOCK) {
        kept = a->head;
        drop_blocks(kept->older);
        kept->older = NULL;
        kept->used = 0;
    } else {
        drop_blocks(a->head);
    }
    a->head = kept;
    a->held = kept == NULL ? 0 : kept->cap;
    a->next = FIRST_BLOCK;
    a->used = 0;
    a->newest = NULL;
    a->failed = false;
}

void *arena_alloc(arena *a, size_t size) {
    size_t room = room_of(size);
    char *at = NULL;

    if (room == 0) {
        return fail(a);
    }
    if ((a->head == NULL || a->head->cap - a->head->used < room) && !add_block(a, room)) {
        return fail(a);
    }
    at = a->head->data + a->head->used;
    open_piece(at, 0, size, room);
    a->head->used += room;
    a->used += size;
    a->newest = at;
    return at;
}

void *arena_array(arena *a, size_t count, size_t size) {
    size_t total = 0;

    if (__builtin_mul_overflow(count, size, &total)) {
        return fail(a);
    }
    return arena_alloc(a, total);
}

/*
 * Finds `room` for the newest piece where it is. A piece that has its block to itself takes the
 * block with it, so one large text never costs the limit twice.
 */
static bool stretch(arena *a, size_t room) {
    size_t start = (size_t)(a->newest - a->head->data);
    size_t more = 0;
    struct block *moved = NULL;

    if (room <= a->head->cap - start) {
        return true;
    }
    more = room - a->head->cap;
    if (start != 0 || room <= a->head->cap || more > a->limit - a->held) {
        return false;
    }
    moved = realloc(a->head, sizeof(*moved) + room);
    if (moved == NULL) {
        return false;
    }
    moved->cap = room;
    a->head = moved;
    a->held += more;
    a->newest = moved->data;
    return true;
}

/* The piece `at` anew at another place. */
static void *move(arena *a, const void *at, size_t old_size, size_t new_size) {
    void *fresh = arena_alloc(a, new_size);

    if (fresh != NULL) {
        memcpy(fresh, at, least(old_size, new_size));
    }
    return fresh;
}

void *arena_grow(arena *a, void *at, size_t old_size, size_t new_size) {
    size_t room = room_of(new_size);

    if (at == NULL) {
        return arena_alloc(a, new_size);
    }
    if (room == 0) {
        return fail(a);
    }
    if (at == a->newest && stretch(a, room)) {
        a->head->used = (size_t)(a->newest - a->head->data) + room;
        open_piece(a->newest, least(old_size, new_size), new_size, most(room, room_of(old_size)));
        a->used = a->used - old_size + new_size;
        return a->newest;
    }
    if (new_size <= old_size) {
        guard((char *)at + new_size, old_size - new_size);
        a->used -= old_size - new_size;
        return at;
    }
    return move(a, at, old_size, new_size);
}

bool arena_failed(const arena *a) {
    return a->failed;
}

size_t arena_used(const arena *a) {
    return a->used;
}
