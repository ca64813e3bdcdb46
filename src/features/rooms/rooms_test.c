#include "features/rooms/rooms.h"

#include "tests/kit/app_kit.h"

#include "features/rooms/web.h"

static struct room room_named(struct test *t, const char *code) {
    struct room room = {0};
    bool found = false;

    CHECK_OK(rooms_find(app_cx(t), str_of(code), &room, &found));
    CHECK(found);
    return room;
}

static const char *path_of(struct test *t, const char *code) {
    return str_c(t->mem, str_fmt(t->mem, "/desk/rooms/%" PRId64, room_named(t, code).id));
}

TEST(a_room_is_put_out_of_use_with_a_reason_that_everybody_reads) {
    CHECK_LACKS(get(t, "/e/2026-uspn/programme").body, "Room out of use"); /* and is kept */
    sign_in_with(t, ROLE_ORGANISER);
    CHECK_EQ(post(t, path_of(t, "b204"), "reason=Water+on+the+floor").status, 303);
    CHECK(!room_named(t, "b204").is_open);
    CHECK_STR(room_named(t, "b204").reason, "Water on the floor");
    app_cx(t)->lang = lang_find(STR("fr"));
    CHECK_STR(room_named(t, "b204").reason, "Water on the floor");
    CHECK_CONTAINS(get(t, "/desk/rooms").body, "Water on the floor");
    sign_out(t);
    CHECK_CONTAINS(get(t, "/e/2026-uspn/s/10-two-models-one-campus").body, "B204 is out of use");
    CHECK_CONTAINS(get(t, "/e/2026-uspn/programme").body, "Room out of use");
}

TEST(without_a_reason_nothing_happens_and_the_form_comes_back) {
    struct seen answer;

    sign_in_with(t, ROLE_ORGANISER);
    answer = post(t, path_of(t, "b204"), "reason=+");
    CHECK_EQ(answer.status, 422);
    CHECK_CONTAINS(answer.body, "error-summary");
    CHECK_CONTAINS(answer.body, "id=\"reason\"");
    CHECK_CONTAINS(answer.body, "aria-invalid=\"true\"");
    CHECK(room_named(t, "b204").is_open);
}

TEST(what_was_typed_too_long_is_not_lost) {
    struct seen answer;
    const char *form = str_c(t->mem, str_fmt(t->mem, "reason=%0250d", 7));

    sign_in_with(t, ROLE_ORGANISER);
    answer = post(t, path_of(t, "b204"), form);
    CHECK_EQ(answer.status, 422);
    CHECK_CONTAINS(answer.body, str_c(t->mem, str_fmt(t->mem, "%0250d", 7)));
}

TEST(an_opened_room_has_its_remark_again_and_no_reason) {
    sign_in_with(t, ROLE_ADMIN);
    CHECK_EQ(post(t, path_of(t, "b204"), "reason=Water").status, 303);
    CHECK_EQ(post(t, path_of(t, "b204"), "open=1").status, 303);
    CHECK(room_named(t, "b204").is_open);
    CHECK_STR(room_named(t, "b204").reason, "");
    CHECK_CONTAINS(room_named(t, "b204").remark, "Tables for six");
}

TEST(the_same_state_again_tells_nobody) {
    cx *c = app_cx(t);
    struct room room = room_named(t, "amphi-1");

    CHECK_OK(rooms_set(c, room.id, false, room.reason));
    CHECK_OK(rooms_set(c, room_named(t, "b204").id, true, STR("")));
    CHECK(c->effects == NULL);
    CHECK_OK(rooms_set(c, room.id, false, STR("Another reason")));
    CHECK(c->effects != NULL);
}

TEST(rooms_are_for_the_desk_and_for_forms_of_this_site) {
    static const unsigned others[] = {ROLE_PARTICIPANT, ROLE_SPEAKER, ROLE_PARTNER, ROLE_ALLIANCE};

    CHECK_EQ(get(t, "/desk/rooms").status, 303);
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        sign_in_with(t, others[i]);
        CHECK_EQ(get(t, "/desk/rooms").status, 403);
        CHECK_EQ(post(t, path_of(t, "b204"), "reason=x").status, 403);
    }
    sign_in_with(t, ROLE_ORGANISER);
    CHECK_EQ(post_forged(t, path_of(t, "b204"), "reason=x").status, 403);
    CHECK_EQ(post(t, "/desk/rooms/4711", "open=1").status, 404);
    CHECK_EQ(post(t, "/desk/rooms/b204", "open=1").status, 404);
    CHECK(room_named(t, "b204").is_open);
}

struct kept_row {
    const char *code;
    struct room_row row;
    bool found;
};

static err keep_row(void *self, const struct room_row *row) {
    struct kept_row *kept = self;

    if (str_eq(row->code, str_of(kept->code))) {
        kept->row = *row;
        kept->found = true;
    }
    return OK;
}

static struct room_row row_of(struct test *t, const char *code) {
    struct kept_row kept = {.code = code};

    CHECK_OK(rooms_give(app_cx(t), keep_row, &kept));
    CHECK(kept.found);
    return kept.row;
}

TEST(what_was_given_and_put_again_is_the_same) {
    static const char *const codes[] = {"amphi-1", "amphi-2", "b204", "b206", "atrium"};
    cx *c = app_cx(t);

    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        struct room_row row = row_of(t, codes[i]);
        int changed = 9;

        CHECK_OK(rooms_put(c, &row, &changed));
        CHECK_EQ(changed, 0);
    }
    CHECK(c->effects == NULL);
}

TEST(a_row_that_says_something_new_is_a_change_in_either_language) {
    cx *c = app_cx(t);
    struct room_row row = row_of(t, "b206");
    int changed = 9;

    row.floor_fr = STR("au deuxième");
    CHECK_OK(rooms_put(c, &row, &changed));
    CHECK_EQ(changed, 2);
    CHECK_STR(row_of(t, "b206").floor_fr, "au deuxième");
    row.code = STR("b207");
    row.name = STR("B207");
    CHECK_OK(rooms_put(c, &row, &changed));
    CHECK_EQ(changed, 1);
    CHECK_STR(row_of(t, "b207").name, "B207");
}

TEST(a_row_with_faults_names_them_all) {
    cx *c = app_cx(t);
    struct room_row row = row_of(t, "b206");
    size_t faults = 0;
    int changed = 9;

    row.code = STR("B 206");
    row.name = STR("");
    row.seats = -1;
    row.is_open = false;
    CHECK_ERR(rooms_put(c, &row, &changed), ERR_INPUT);
    for (const struct field_fault *f = c->faults; f != NULL; f = f->next) {
        faults++;
    }
    CHECK_EQ(faults, 4);
}

TEST(the_figure_counts_open_rooms_and_names_a_closed_one) {
    html h = {.out = buf_new(t->mem, 1 << 16)};
    cx *c = app_cx(t);

    h.c = c;
    CHECK_OK(rooms_panel_open(c, 0, &h));
    CHECK_CONTAINS(buf_str(&h.out), "<b>4 <span>of 5</span></b>");
    CHECK_CONTAINS(buf_str(&h.out), "Amphi 1 out of use");
}

TEST(the_find_box_finds_a_room_by_a_part_of_its_name) {
    struct found_list found = {0};

    CHECK_OK(rooms_finder(app_cx(t), STR("amphi"), &found));
    CHECK_EQ(found.count, 2);
    CHECK_STR(found.at[0].note, "Building C");
    found.count = 0;
    CHECK_OK(rooms_finder(app_cx(t), STR("%"), &found));
    CHECK_EQ(found.count, 0);
}
