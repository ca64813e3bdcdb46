#include "app/assets.h"

#define ZLIB_CONST /* inflate only reads its input */
#include <zlib.h>

#include "base/str.h"
#include "tests/kit/kit.h"

static const char *const names[] = {
    "semaine.css",         "semaine.js",
    "icons.svg",           "licences.txt",
    "favicon-0.svg",       "favicon-6.svg",
    "bricolage-700.woff2", "bricolage-700-ext.woff2",
    "atkinson-400.woff2",  "atkinson-400-ext.woff2",
    "atkinson-700.woff2",  "atkinson-700-ext.woff2",
};

/* `packed` unpacked by zlib, in t->mem; empty where it is no gzip of `size` bytes. */
static str gunzip(arena *mem, str packed, size_t size) {
    Bytef *out = arena_alloc(mem, size + 1);
    z_stream z = {.next_in = (const Bytef *)packed.at,
                  .avail_in = (uInt)packed.len,
                  .next_out = out,
                  .avail_out = (uInt)size + 1};
    bool whole = out != NULL && inflateInit2(&z, 16 + MAX_WBITS) == Z_OK &&
                 inflate(&z, Z_FINISH) == Z_STREAM_END;

    DROP(inflateEnd(&z) == Z_OK ? OK : ERR_INPUT, "only frees");
    return whole ? str_at((const char *)out, z.total_out) : STR_NONE;
}

TEST(every_file_that_pages_name_is_in_the_program) {
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const struct asset *a = asset_named(str_of(names[i]));

        CHECK(a != NULL);
        CHECK(a->plain.len > 0);
        CHECK(a->immutable);
        CHECK(str_starts(a->path, STR("/a/")));
        CHECK(str_ends(a->path, str_of(names[i])));
        CHECK(str_eq(asset_path(names[i]), a->path));
        CHECK(asset_find(a->path) == a);
    }
}

TEST(unknown_names_and_addresses_find_nothing) {
    CHECK(asset_named(STR("semaine.cs")) == NULL);
    CHECK(asset_named(STR("semaine.css.gz")) == NULL);
    CHECK(asset_named(STR("")) == NULL);
    CHECK(asset_named(STR("zzz")) == NULL);
    CHECK(asset_find(STR("/a/000000000000/semaine.css")) == NULL);
    CHECK(asset_find(STR("/")) == NULL);
    CHECK(asset_find(STR("")) == NULL);
}

TEST(packed_forms_unpack_to_the_plain_bytes) {
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const struct asset *a = asset_named(str_of(names[i]));

        CHECK(a != NULL);
        CHECK(a->gzip.len < a->plain.len);
        CHECK(a->brotli.len < a->plain.len);
        if (a->gzip.len > 0) {
            CHECK(str_eq(gunzip(t->mem, a->gzip, a->plain.len), a->plain));
        }
    }
}

TEST(fonts_are_not_packed_twice) {
    const struct asset *font = asset_named(STR("atkinson-400.woff2"));

    CHECK(font != NULL);
    CHECK_STR(font->type, "font/woff2");
    CHECK_EQ(font->gzip.len, 0);
    CHECK_EQ(font->brotli.len, 0);
    CHECK(str_starts(font->plain, STR("wOF2")));
}

TEST(the_stylesheet_names_the_fonts_by_their_addresses) {
    str css = asset_named(STR("semaine.css"))->plain;

    CHECK(str_find(css, asset_path("atkinson-400.woff2")) != SIZE_MAX);
    CHECK(str_find(css, asset_path("bricolage-700-ext.woff2")) != SIZE_MAX);
    CHECK(str_find(css, STR("://")) == SIZE_MAX);
}

TEST(tags_are_quoted_and_differ) {
    const struct asset *css = asset_named(STR("semaine.css"));
    const struct asset *js = asset_named(STR("semaine.js"));

    CHECK(str_starts(css->etag, STR("W/\"")));
    CHECK(str_ends(css->etag, STR("\"")));
    CHECK(!str_eq(css->etag, js->etag));
}

TEST(the_demo_week_is_listed_by_name_and_has_no_address) {
    const struct asset *people = asset_named(STR("demo/people.csv"));
    size_t count = 0;
    bool seen = false;

    for (const struct asset *a = asset_demo(0); a != NULL; a = asset_demo(++count)) {
        CHECK(str_starts(a->path, STR("demo/")));
        CHECK(asset_named(a->path) == a);
        CHECK(asset_find(a->path) == NULL);
        CHECK(!a->immutable);
        seen = seen || a == people;
    }
    CHECK(asset_demo(count) == NULL);
    CHECK(asset_demo(SIZE_MAX) == NULL);
    CHECK(people == NULL || seen);
}
