#include "base/buf.h"

#include <string.h>

#include "tests/kit/kit.h"

TEST(a_buf_takes_texts_of_every_kind) {
    buf b = buf_new(t->mem, 1000);

    buf_put(&b, STR("a"));
    buf_put(&b, STR_NONE);
    buf_char(&b, 'b');
    buf_c(&b, "c");
    buf_c(&b, NULL);
    buf_i64(&b, -42);
    buf_fmt(&b, "%s%d", "d", 5);
    CHECK_STR(buf_str(&b), "abc-42d5");
    CHECK_OK(buf_done(&b));
}

TEST(a_new_buf_is_empty_and_done) {
    buf b = buf_new(t->mem, 0);

    CHECK_STR(buf_str(&b), "");
    CHECK_OK(buf_done(&b));
    buf_char(&b, 'x');
    CHECK_ERR(buf_done(&b), ERR_LARGE);
}

TEST(numbers_are_written_to_their_limits) {
    buf b = buf_new(t->mem, 1000);

    buf_i64(&b, INT64_MIN);
    buf_char(&b, ' ');
    buf_i64(&b, INT64_MAX);
    buf_char(&b, ' ');
    buf_i64(&b, 0);
    CHECK_STR(buf_str(&b), "-9223372036854775808 9223372036854775807 0");
}

TEST(a_buf_may_be_full_to_its_last_byte) {
    buf b = buf_new(t->mem, 300);

    for (int i = 0; i < 300; i++) {
        buf_char(&b, 'x');
    }
    CHECK_OK(buf_done(&b));
    CHECK_EQ(buf_str(&b).len, 300);
    buf_char(&b, 'y');
    CHECK_ERR(buf_done(&b), ERR_LARGE);
    CHECK_EQ(buf_str(&b).len, 300);
}

TEST(past_the_limit_a_buf_keeps_what_it_has_and_ignores_the_rest) {
    buf b = buf_new(t->mem, 5);

    buf_c(&b, "abc");
    buf_c(&b, "defg");
    buf_c(&b, "h"); /* it would fit, but something is missing before it */
    CHECK_STR(buf_str(&b), "abc");
    CHECK(b.over);
    CHECK_ERR(buf_done(&b), ERR_LARGE);
}

TEST(without_memory_a_buf_says_so) {
    CLEANUP(arena_auto) arena *a = arena_new(4096);
    buf b = buf_new(a, 1 << 20);

    for (int i = 0; i < 5000; i++) {
        buf_char(&b, 'x');
    }
    CHECK_ERR(buf_done(&b), ERR_MEMORY);
    CHECK(buf_str(&b).len > 1000);
}

TEST(a_large_buf_does_not_need_its_memory_twice) {
    CLEANUP(arena_auto) arena *a = arena_new((1 << 20) + 64);
    buf b = buf_new(a, 1 << 20);

    for (int i = 0; i < 1 << 20; i++) {
        buf_char(&b, 'x');
    }
    CHECK_OK(buf_done(&b));
}

TEST(long_formats_are_whole_too) {
    buf b = buf_new(t->mem, 2000);

    for (int len = 510; len < 515; len++) {
        b.len = 0;
        buf_fmt(&b, "%*d", len, 7);
        CHECK_EQ(buf_str(&b).len, len);
        CHECK_EQ(buf_str(&b).at[len - 1], '7');
    }
    buf_fmt(&b, "%*d", 1800, 7);
    CHECK_ERR(buf_done(&b), ERR_LARGE);
    CHECK_EQ(buf_str(&b).len, 514);
}

TEST(a_buf_on_given_bytes_never_grows) {
    char bytes[4];
    buf b = buf_on(bytes, sizeof(bytes));

    buf_c(&b, "abcd");
    CHECK_OK(buf_done(&b));
    CHECK(buf_str(&b).at == bytes);
    buf_char(&b, 'e');
    CHECK_ERR(buf_done(&b), ERR_LARGE);
    CHECK_STR(buf_str(&b), "abcd");
}

static str json(arena *mem, str text) {
    buf b = buf_new(mem, 10000);

    buf_json(&b, text);
    return buf_done(&b) == OK ? buf_str(&b) : STR_NONE;
}

TEST(json_strings_escape_what_must_not_stand_there) {
    CHECK_STR(json(t->mem, STR("")), "\"\"");
    CHECK_STR(json(t->mem, STR("a\"b\\c/d")), "\"a\\\"b\\\\c/d\"");
    CHECK_STR(json(t->mem, STR("\n\r\t\b\x1f\x7f")), "\"\\n\\r\\t\\u0008\\u001f\x7f\"");
    CHECK_STR(json(t->mem, STR("</script>")), "\"\\u003c/script>\"");
    CHECK_STR(json(t->mem, str_at("a\0b", 3)), "\"a\\u0000b\"");
    CHECK_STR(json(t->mem, STR("é€😀")), "\"é€😀\"");
}

TEST(json_strings_are_utf8_whatever_they_are_given) {
    CHECK_STR(json(t->mem, STR("a\xff"
                               "b")),
              "\"a\xef\xbf\xbd"
              "b\"");
    CHECK_STR(json(t->mem, STR("\xe2\x82")), "\"\xef\xbf\xbd\"");
    CHECK_STR(json(t->mem, STR("\xed\xa0\x80")), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
    CHECK(str_is_utf8(json(t->mem, STR("\xc3\xa9\xc3(\xf0\x9f"))));
}

TEST(a_json_string_past_the_limit_ends_after_a_whole_character) {
    char text[300];

    memset(text, 'a', sizeof(text));
    for (size_t limit = 1; limit < 250; limit++) {
        buf b = buf_new(t->mem, limit);

        buf_json(&b, STR("\xc3\xa9<\xe2\x82\xac\n"));
        buf_json(&b, str_at(text, sizeof(text)));
        CHECK_ERR(buf_done(&b), ERR_LARGE);
        CHECK(str_is_utf8(buf_str(&b)));
        CHECK(limit < 100 || buf_str(&b).len > limit - 64);
    }
}
