/* Reads TZif files: RFC 9636 section 3. */
#include <string.h>

#include "base/time.h"
#include "base/zone_parts.h"

enum {
    HEADER_BYTES = 44,
    KIND_BYTES = 6,
    CHANGES_MOST = 2000, /* as in the reference code (TZ_MAX_TIMES); real files have under 300 */
    KINDS_MOST = 256,    /* they are counted in a byte */
    CHARS_MOST = 512,
    LEAPS_MOST = 1000,
};

/* How many records of every sort the data block has, in the order of the header. */
struct counts {
    size_t isut;
    size_t isstd;
    size_t leap;
    size_t time;
    size_t kind;
    size_t text;
};

static uint32_t big32(const char *at) {
    const unsigned char *b = (const unsigned char *)at;

    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static int64_t big_moment(const char *at, size_t bytes) {
    uint64_t high = big32(at);

    return bytes == 4 ? (int32_t)high : (int64_t)(high << 32 | big32(at + 4));
}

/* Passes the header at the start of `*rest`. */
static bool read_header(str *rest, char *version, struct counts *counts) {
    const char *at = rest->at;

    if (rest->len < HEADER_BYTES || !str_starts(*rest, STR("TZif"))) {
        return false;
    }
    *version = at[4];
    *counts = (struct counts){
        .isut = big32(at + 20),
        .isstd = big32(at + 24),
        .leap = big32(at + 28),
        .time = big32(at + 32),
        .kind = big32(at + 36),
        .text = big32(at + 40),
    };
    *rest = str_from(*rest, HEADER_BYTES);
    return (*version == '\0' || (*version >= '2' && *version <= '4')) &&
           counts->isut <= KINDS_MOST && counts->isstd <= KINDS_MOST &&
           counts->leap <= LEAPS_MOST && counts->time <= CHANGES_MOST &&
           counts->kind <= KINDS_MOST && counts->text <= CHARS_MOST;
}

/* Takes the data block off the start of `*rest`; its moments have `width` bytes. */
static bool take_block(str *rest, const struct counts *n, size_t width, str *block) {
    size_t size = n->time * (width + 1) + n->kind * KIND_BYTES + n->text + n->leap * (width + 4) +
                  n->isstd + n->isut;

    if (rest->len < size) {
        return false;
    }
    *block = str_first(*rest, size);
    *rest = str_from(*rest, size);
    return true;
}

static err read_changes(arena *mem, const struct counts *n, size_t width, const char *at, zone *z) {
    int64_t *moments = arena_array(mem, n->time, sizeof(*moments));
    uint8_t *after = arena_array(mem, n->time, sizeof(*after));
    const char *kinds = at + n->time * width;

    if (moments == NULL || after == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < n->time; i++) {
        moments[i] = big_moment(at + i * width, width);
        after[i] = (uint8_t)kinds[i];
        if (after[i] >= n->kind || (i > 0 && moments[i] <= moments[i - 1])) {
            return ERR_DAMAGED;
        }
    }
    z->count = n->time;
    z->moments = moments;
    z->after = after;
    return OK;
}

/* The name that starts at `start` of `chars`; printable ASCII and terminated. */
static bool read_short(str chars, size_t start, str *out) {
    str name = str_from(chars, start);
    bool is_terminated = false;

    str_cut(name, '\0', &name, &is_terminated);
    for (size_t i = 0; i < name.len; i++) {
        if (name.at[i] < ' ' || name.at[i] > '~') {
            return false;
        }
    }
    *out = name;
    return is_terminated;
}

static err read_kinds(arena *mem, const struct counts *n, const char *at, zone *z) {
    struct zone_kind *kinds = arena_array(mem, n->kind, sizeof(*kinds));
    str chars = str_copy(mem, str_at(at + n->kind * KIND_BYTES, n->text));

    if (kinds == NULL || chars.len != n->text) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < n->kind; i++) {
        const char *record = at + i * KIND_BYTES;
        struct zone_kind *kind = &kinds[i];

        kind->offset = (int32_t)big32(record);
        if (kind->offset < OFFSET_LEAST || kind->offset > OFFSET_MOST ||
            (unsigned char)record[4] > 1 ||
            !read_short(chars, (unsigned char)record[5], &kind->name)) {
            return ERR_DAMAGED;
        }
    }
    z->kinds = kinds;
    return OK;
}

static err read_block(arena *mem, const struct counts *n, size_t width, str block, zone *z) {
    if (n->kind == 0 || n->text == 0 || n->leap > 0 || (n->isut != 0 && n->isut != n->kind) ||
        (n->isstd != 0 && n->isstd != n->kind)) {
        return ERR_DAMAGED;
    }
    TRY(read_changes(mem, n, width, block.at, z));
    return read_kinds(mem, n, block.at + n->time * (width + 1), z);
}

/* "\nCET-1CEST,M3.5.0,M10.5.0/3\n", and nothing after it. */
static err read_footer(arena *mem, str rest, zone *z) {
    if (rest.len < 2 || rest.at[0] != '\n' || rest.at[rest.len - 1] != '\n') {
        return ERR_DAMAGED;
    }
    rest = str_from(str_first(rest, rest.len - 1), 1);
    if (rest.len == 0) {
        return OK;
    }
    z->has_rule = true;
    return zone_rule_read(mem, rest, &z->rule);
}

err zone_read(arena *mem, str name, str bytes, const zone **out) {
    zone *z = NULL;
    struct counts counts = {0};
    char version = 0;
    str block = STR_NONE;

    NEW(mem, &z);
    z->mem = mem;
    z->name = str_copy(mem, name);
    if (z->name.len != name.len) {
        return ERR_MEMORY;
    }
    if (!read_header(&bytes, &version, &counts) || !take_block(&bytes, &counts, 4, &block)) {
        return ERR_DAMAGED;
    }
    if (version == '\0') {
        TRY(read_block(mem, &counts, 4, block, z));
    } else {
        /* The first block is for readers of version 1; everything stands again in the second. */
        if (!read_header(&bytes, &version, &counts) || !take_block(&bytes, &counts, 8, &block) ||
            version == '\0') {
            return ERR_DAMAGED;
        }
        TRY(read_block(mem, &counts, 8, block, z));
        TRY(read_footer(mem, bytes, z));
    }
    *out = z;
    return OK;
}
