#include "features/stars/stars.h"

#include "tests/kit/app_kit.h"

/* The address that stars the session of this public number. */
static const char *star_of(struct test *t, int64_t number) {
    struct programme_session s = {0};

    CHECK_OK(programme_get(app_cx(t), number, &s));
    return str_c(t->mem, str_fmt(t->mem, "/stars/%" PRId64, s.id));
}

TEST(a_star_is_kept_once_however_often_it_is_given) {
    sign_in_with(t, ROLE_PARTICIPANT);
    CHECK_EQ(post(t, star_of(t, 7), "starred=1").status, 303);
    CHECK_EQ(post(t, star_of(t, 7), "starred=1").status, 303);
    CHECK_CONTAINS(get(t, "/stars").body, "/s/7-");
    CHECK_EQ(post(t, star_of(t, 7), "starred=0").status, 303);
    CHECK_LACKS(get(t, "/stars").body, "/s/7-");
}

TEST(a_star_is_seen_by_its_owner_alone) {
    sign_in_with(t, ROLE_PARTICIPANT);
    CHECK_EQ(post(t, star_of(t, 7), "starred=1").status, 303);
    sign_in_with(t, ROLE_ORGANISER);
    CHECK_LACKS(get(t, "/stars").body, "/s/7-");
}

TEST(a_cancelled_session_cannot_be_starred) {
    sign_in_with(t, ROLE_PARTICIPANT);
    CHECK_EQ(post(t, star_of(t, 31), "starred=1").status, 409);
    CHECK_EQ(post(t, "/stars/9999", "starred=1").status, 404);
}

TEST(stars_are_for_people_of_the_edition) {
    CHECK_EQ(get(t, "/stars").status, 303);
    CHECK_EQ(post(t, star_of(t, 7), "starred=1").status, 401);
    sign_in_with(t, ROLE_SPEAKER);
    CHECK_EQ(get(t, "/stars").status, 200);
    CHECK_EQ(post_forged(t, star_of(t, 7), "starred=1").status, 403);
}
