#include "core/catalogue.h"

#include <string.h>

#include "core/plural.h"

enum { FILE_MAX = 8 << 20, SENTENCES_MAX = 65536, HEAD_BYTES = 28, PAIR_BYTES = 8 };

#define MAGIC UINT32_C(0x950412de)

struct entry {
    str one;
    str many; /* empty: the sentence does not count anything */
    str text; /* all forms, a NUL between */
};

struct catalogue {
    struct entry *entries;
    size_t count;

    struct slot {
        uint32_t hash;
        uint32_t entry; /* index + 1; 0: free */
    } * slots;

    size_t mask; /* the number of slots is a power of two, and half of them are free */
    struct plural plural;
};

/* The 32 bits at `at`, which the caller has checked to be there. */
static uint32_t word_at(str mo, size_t at) {
    const unsigned char *b = (const unsigned char *)mo.at + at;

    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

/* The string whose length and place stand at `at` of a table. */
static err string_at(str mo, size_t at, str *out) {
    size_t len = word_at(mo, at);
    size_t place = word_at(mo, at + 4);

    if (place >= mo.len || len >= mo.len - place || mo.at[place + len] != '\0') {
        return ERR_DAMAGED;
    }
    *out = str_at(mo.at + place, len);
    return str_is_utf8(*out) ? OK : ERR_DAMAGED;
}

static size_t form_count(str text) {
    size_t count = 1;

    for (size_t i = 0; i < text.len; i++) {
        count += text.at[i] == '\0';
    }
    return count;
}

static err read_entry(struct catalogue *c, str id, str text, struct entry *out) {
    bool counts = false;

    out->many = str_cut(id, '\0', &out->one, &counts);
    out->text = text;
    if (form_count(text) != (counts ? c->plural.forms : 1) || (counts && out->many.len == 0)) {
        return ERR_DAMAGED;
    }
    return str_find_char(out->many, '\0') == SIZE_MAX ? OK : ERR_DAMAGED;
}

/* Eight bytes at a time: a page looks up some hundred sentences. Not for secrets. */
static uint32_t hash_of(str s) {
    uint64_t hash = s.len;

    for (size_t at = 0; at < s.len; at += 8) {
        uint64_t part = 0;
        memcpy(&part, s.at + at, s.len - at < 8 ? s.len - at : 8);
        hash = (hash ^ part) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 32;
    }
    return (uint32_t)hash;
}

static const struct entry *find(const struct catalogue *c, str one) {
    uint32_t hash = hash_of(one);
    size_t at = hash & c->mask;

    for (; c->slots[at].entry != 0; at = (at + 1) & c->mask) {
        const struct entry *e = &c->entries[c->slots[at].entry - 1];
        if (c->slots[at].hash == hash && str_eq(e->one, one)) {
            return e;
        }
    }
    return NULL;
}

/* Of a sentence that is there twice the first stays. */
static void add(struct catalogue *c, size_t index) {
    uint32_t hash = hash_of(c->entries[index].one);
    size_t at = hash & c->mask;

    if (find(c, c->entries[index].one) != NULL) {
        return;
    }
    while (c->slots[at].entry != 0) {
        at = (at + 1) & c->mask;
    }
    c->slots[at] = (struct slot){.hash = hash, .entry = (uint32_t)index + 1};
}

static str field(str head, str name) {
    str line = STR_NONE;

    while (head.len > 0) {
        head = str_cut(head, '\n', &line, NULL);
        if (str_starts(line, name) && str_starts(str_from(line, name.len), STR(":"))) {
            return str_trim(str_from(line, name.len + 1));
        }
    }
    return STR_NONE;
}

/* The head is the translation of the empty sentence, which sorts first. */
static err read_head(str mo, size_t ids, size_t texts, struct plural *out) {
    str id = STR_NONE;
    str head = STR_NONE;

    TRY(string_at(mo, ids, &id));
    TRY(string_at(mo, texts, &head));
    return id.len == 0 ? plural_read(field(head, STR("Plural-Forms")), out) : ERR_DAMAGED;
}

static bool table_fits(str mo, size_t at, size_t count) {
    return at <= mo.len && count <= (mo.len - at) / PAIR_BYTES;
}

static err make_room(arena *mem, struct catalogue *c) {
    size_t slots = 8;

    while (slots < 2 * c->count) {
        slots *= 2;
    }
    c->mask = slots - 1;
    c->slots = arena_array(mem, slots, sizeof(*c->slots));
    c->entries = arena_array(mem, c->count, sizeof(*c->entries));
    return c->slots == NULL || c->entries == NULL ? ERR_MEMORY : OK;
}

static err read_entries(struct catalogue *c, str mo, size_t ids, size_t texts) {
    for (size_t i = 0; i < c->count; i++) {
        str id = STR_NONE;
        str text = STR_NONE;
        TRY(string_at(mo, ids + i * PAIR_BYTES, &id));
        TRY(string_at(mo, texts + i * PAIR_BYTES, &text));
        TRY(read_entry(c, id, text, &c->entries[i]));
        add(c, i);
    }
    return OK;
}

err catalogue_read(arena *mem, str mo, const catalogue **out) {
    struct catalogue *c = NULL;

    if (mo.len > FILE_MAX) {
        return ERR_LARGE;
    }
    if (mo.len < HEAD_BYTES || word_at(mo, 0) != MAGIC || word_at(mo, 4) >> 16 != 0) {
        return ERR_DAMAGED;
    }
    size_t count = word_at(mo, 8);
    size_t ids = word_at(mo, 12);
    size_t texts = word_at(mo, 16);
    if (count == 0 || count > SENTENCES_MAX || !table_fits(mo, ids, count) ||
        !table_fits(mo, texts, count)) {
        return ERR_DAMAGED;
    }
    NEW(mem, &c);
    c->count = count;
    TRY(read_head(mo, ids, texts, &c->plural));
    TRY(make_room(mem, c));
    TRY(read_entries(c, mo, ids, texts));
    *out = c;
    return OK;
}

bool catalogue_find(const catalogue *c, str sentence, str *text) {
    const struct entry *e = sentence.len > 0 ? find(c, sentence) : NULL;

    if (e == NULL) {
        return false;
    }
    str_cut(e->text, '\0', text,
            NULL); /* the first form where the sentence also counts elsewhere */
    return true;
}

bool catalogue_find_form(const catalogue *c, str one, str many, int64_t n, str *text) {
    const struct entry *e = one.len > 0 ? find(c, one) : NULL;

    if (e == NULL || !str_eq(e->many, many)) {
        return false;
    }
    str left = e->text;
    for (size_t form = plural_form(&c->plural, n); form > 0; form--) {
        left = str_cut(left, '\0', text, NULL);
    }
    str_cut(left, '\0', text, NULL);
    return true;
}

str catalogue_field(const catalogue *c, str name) {
    return field(c->entries[0].text, name);
}
