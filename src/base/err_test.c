#include "base/err.h"

#include "tests/kit/kit.h"

TEST(every_failure_has_a_name_of_its_own) {
    for (int a = OK; a < ERR_COUNT; a++) {
        str name = str_of(err_name((err)a));

        CHECK(!str_is_empty(name));
        CHECK(!str_eq(name, STR("unknown")));
        for (int b = OK; b < a; b++) {
            CHECK(!str_eq(name, str_of(err_name((err)b))));
        }
    }
    CHECK_STR(str_of(err_name(ERR_MISSING)), "missing");
}

TEST(no_failure_looks_like_success_to_http) {
    CHECK_EQ(err_status(OK), 200);
    for (int e = OK + 1; e < ERR_COUNT; e++) {
        CHECK(err_status((err)e) >= 400);
        CHECK(err_status((err)e) < 600);
    }
}

TEST(statuses_are_those_of_the_header) {
    CHECK_EQ(err_status(ERR_INPUT), 422);
    CHECK_EQ(err_status(ERR_SIGN_IN), 401);
    CHECK_EQ(err_status(ERR_ROLE), 403);
    CHECK_EQ(err_status(ERR_MISSING), 404);
    CHECK_EQ(err_status(ERR_CONFLICT), 409);
    CHECK_EQ(err_status(ERR_GONE), 410);
    CHECK_EQ(err_status(ERR_LARGE), 413);
    CHECK_EQ(err_status(ERR_OFTEN), 429);
    CHECK_EQ(err_status(ERR_MEMORY), 503);
    CHECK_EQ(err_status(ERR_BUSY), 503);
    CHECK_EQ(err_status(ERR_FULL), 507);
    CHECK_EQ(err_status(ERR_STORE), 500);
}

TEST(a_number_that_is_no_err_is_an_unknown_fault) {
    CHECK_STR(str_of(err_name(ERR_COUNT)), "unknown");
    CHECK_EQ(err_status(ERR_COUNT), 500);
}

static err stop_at(int at, int *reached) {
    *reached = 1;
    TRY(at == 1 ? ERR_BUSY : OK);
    *reached = 2;
    DROP(ERR_ROLE, "it is what this test is about");
    TRY(at == 2 ? ERR_GONE : OK);
    *reached = 3;
    return OK;
}

TEST(try_passes_the_first_failure_up_and_drop_does_not) {
    int reached = 0;

    CHECK_ERR(stop_at(1, &reached), ERR_BUSY);
    CHECK_EQ(reached, 1);
    CHECK_ERR(stop_at(2, &reached), ERR_GONE);
    CHECK_EQ(reached, 2);
    CHECK_OK(stop_at(3, &reached));
    CHECK_EQ(reached, 3);
}
