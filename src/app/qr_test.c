#include "app/qr.h"

#include "tests/kit/kit.h"

static str drawn(struct test *t, str text) {
    cx c = {.mem = t->mem};
    html h = {.out = buf_new(t->mem, 1 << 20), .c = &c};

    qr_draw(&h, text, STR("\"A\" <b>"));
    CHECK_OK(buf_done(&h.out));
    return buf_str(&h.out);
}

TEST(a_qr_code_has_its_finder_patterns_inside_the_quiet_zone) {
    str svg = drawn(t, STR("https://semaine.example/screen/2026-uspn.AAAAAAAAAAAAAAAAAAAAAA"));

    CHECK_CONTAINS(svg, "M4 4h7v1h-7z");          /* top left */
    CHECK_CONTAINS(svg, "viewBox=\"0 0 45 45\""); /* version 5: 37 modules and 8 of quiet zone */
    CHECK_CONTAINS(svg, "M34 4h7v1h-7z");         /* top right */
    CHECK_CONTAINS(svg, "M4 40h7v1h-7z");         /* bottom left */
}

TEST(the_name_of_a_qr_code_is_escaped) {
    CHECK_CONTAINS(drawn(t, STR("x")), "aria-label=\"&quot;A&quot; &lt;b&gt;\"");
}

TEST(a_text_that_fits_no_code_of_ours_draws_nothing) {
    char long_text[QR_TEXT_MAX + 1];

    for (size_t i = 0; i < sizeof(long_text); i++) {
        long_text[i] = 'x';
    }
    CHECK_EQ(drawn(t, STR_NONE).len, 0);
    CHECK_EQ(drawn(t, str_at(long_text, sizeof(long_text))).len, 0);
    CHECK(drawn(t, str_at(long_text, QR_TEXT_MAX)).len > 0);
}
