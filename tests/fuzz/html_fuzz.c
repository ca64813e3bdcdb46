/*
 * html_fuzz.c: whatever a stranger wrote stays in its place on the page, and no
 * catalogue, plural rule or Accept-Language header makes its reader go wrong.
 */
#include "core/catalogue.h"
#include "core/plural.h"
#include "core/pseudo.h"
#include "web/html.h"

enum { MEMORY_BYTES = 64 << 20, TEXT_MAX = 1 << 22 };

/* NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool held) {
    if (!held) {
        __builtin_trap();
    }
}

static html page(arena *mem, const cx *c) {
    return (html){.out = buf_new(mem, TEXT_MAX), .c = c, .token = STR("t")};
}

/* What a browser makes of escaped text. */
static str unescaped(arena *mem, str text) {
    static const struct {
        const char *name;
        char byte;
    } names[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};

    buf out = buf_new(mem, TEXT_MAX);
    size_t at = 0;

    while (at < text.len) {
        size_t i = 0;
        while (i < COUNT_OF(names) && !str_starts(str_from(text, at), str_of(names[i].name))) {
            i++;
        }
        if (i < COUNT_OF(names)) {
            buf_char(&out, names[i].byte);
            at += str_of(names[i].name).len;
        } else {
            must(text.at[at] != '&');
            buf_char(&out, text.at[at++]);
        }
    }
    return buf_str(&out);
}

static void must_be_inert(str text) {
    must(str_is_utf8(text));
    for (size_t i = 0; i < text.len; i++) {
        must(text.at[i] != '<' && text.at[i] != '>' && text.at[i] != '"' && text.at[i] != '\'');
    }
}

static void try_text(arena *mem, const cx *c, str text) {
    html h = page(mem, c);

    html_put(&h, text);
    must_be_inert(buf_str(&h.out));
    if (str_is_utf8(text)) {
        must(str_eq(unescaped(mem, buf_str(&h.out)), text));
    }
}

static int digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static void try_part(arena *mem, const cx *c, str text) {
    html h = page(mem, c);

    html_url(&h, text);
    str out = buf_str(&h.out);
    size_t from = 0;
    for (size_t i = 0; i < out.len; i++, from++) {
        must(str_find_char(STR("/:&?#<>\"' \\"), out.at[i]) == SIZE_MAX);
        must(from < text.len);
        if (out.at[i] == '%') {
            must(i + 2 < out.len && digit(out.at[i + 1]) >= 0 && digit(out.at[i + 2]) >= 0);
            int byte = digit(out.at[i + 1]) * 16 + digit(out.at[i + 2]);
            must(byte == (unsigned char)text.at[from]);
            i += 2;
        } else {
            must(out.at[i] == text.at[from]);
        }
    }
    must(from == text.len);
}

static void try_address(arena *mem, const cx *c, str text) {
    html h = page(mem, c);

    html_link(&h, text);
    must_be_inert(buf_str(&h.out));
    str out = unescaped(mem, buf_str(&h.out));
    size_t colon = str_find_char(out, ':');
    size_t slash = str_find_char(out, '/');
    must(!str_starts(out, STR("//")) && !str_starts(out, STR("/\\")) && out.len > 0);
    if (out.at[0] != '/' && out.at[0] != '#' && out.at[0] != '?') {
        str scheme = str_lower(mem, str_first(out, colon));
        must(colon != SIZE_MAX &&
             (slash == SIZE_MAX || colon < slash || str_starts(out, STR("m"))));
        must(str_eq(scheme, STR("http")) || str_eq(scheme, STR("https")) ||
             str_eq(scheme, STR("mailto")));
    }
}

static void try_sentence(arena *mem, const cx *c, str text) {
    html h = page(mem, c);
    const struct word_value values[] = {{"name", text}, {"n", STR("<3>")}};

    html_t(&h, text, values, COUNT_OF(values));
    html_n(&h, text, text, (int64_t)text.len, values, 1);
    must_be_inert(buf_str(&h.out));
    (void)word_fill(mem, text, values, COUNT_OF(values));
    must(!str_is_utf8(text) || str_is_utf8(pseudo_sentence(mem, text)));
}

static void try_catalogue(arena *mem, str bytes) {
    const catalogue *c = NULL;
    str text = STR_NONE;

    if (catalogue_read(mem, bytes, &c) != OK) {
        return;
    }
    for (size_t at = 0; at < bytes.len; at++) {
        str id = str_of(str_c(mem, str_first(str_from(bytes, at), 40)));
        if (catalogue_find(c, id, &text)) {
            must(str_is_utf8(text));
        }
        (void)catalogue_find_form(c, id, str_from(bytes, at + id.len + 1), (int64_t)at, &text);
    }
    (void)catalogue_field(c, STR("Language"));
}

static void try_rule(str rule) {
    static const int64_t numbers[] = {0, 1, 2, 5, 11, 21, 100, -1, INT64_MIN, INT64_MAX};
    struct plural p = {0};

    for (size_t i = 0; plural_read(rule, &p) == OK && i < COUNT_OF(numbers); i++) {
        must(plural_form(&p, numbers[i]) < p.forms);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    arena *mem = arena_new(MEMORY_BYTES);
    str text = str_at((const char *)data, size);

    words_allow_pseudo();
    must(mem != NULL && lang_accept(text) != NULL);
    cx c = {.mem = mem, .lang = size % 2 == 0 ? lang_english() : lang_find(STR("qps"))};
    try_text(mem, &c, text);
    try_part(mem, &c, text);
    try_address(mem, &c, text);
    try_sentence(mem, &c, text);
    try_catalogue(mem, text);
    try_rule(str_join(mem, STR("nplurals=3; plural="), text));
    arena_free(mem);
    return 0;
}
