/*
 * demo_data_test.c: the demo week holds together. It is what visitors see first and what
 * other tests count on, so whoever edits it learns here what broke.
 */
#include <string.h>

#include "app/csv.h"
#include "app/tables_folder.h"
#include "base/map.h"
#include "base/time.h"
#include "tests/kit/kit.h"

enum { GRID_ROWS = 200, GRID_COLUMNS = 30, MINUTES_A_DAY = 1440 };

struct grid {
    const char *file;
    str heads[GRID_COLUMNS];
    size_t columns;
    str values[GRID_ROWS][GRID_COLUMNS];
    size_t rows;
};

static const struct grid *load(struct test *t, const char *name) {
    struct grid *g = arena_alloc(t->mem, sizeof(*g));
    const struct table_file *files = NULL;
    size_t count = 0;

    CHECK(g != NULL);
    CHECK_OK(tables_demo(t->mem, &files, &count));
    for (size_t i = 0; i < count; i++) {
        struct csv_reader r;
        bool found = false;

        if (!str_eq(files[i].name, str_of(name))) {
            continue;
        }
        g->file = name;
        CHECK_OK(csv_open(&r, t->mem, files[i].bytes));
        CHECK_OK(csv_next(&r, &found));
        CHECK(r.count <= GRID_COLUMNS);
        memcpy(g->heads, r.values, r.count * sizeof(str));
        g->columns = r.count;
        for (CHECK_OK(csv_next(&r, &found)); found; CHECK_OK(csv_next(&r, &found))) {
            CHECK_EQ(r.count, g->columns);
            CHECK(g->rows < GRID_ROWS);
            memcpy(g->values[g->rows++], r.values, r.count * sizeof(str));
        }
    }
    CHECK(g->file != NULL);
    return g;
}

static str get(const struct grid *g, size_t row, const char *column) {
    for (size_t i = 0; i < g->columns; i++) {
        if (str_eq(g->heads[i], str_of(column))) {
            return g->values[row][i];
        }
    }
    kit_fail(__FILE__, __LINE__, "%s has no column %s", g->file, column);
}

static int64_t number(const struct grid *g, size_t row, const char *column) {
    int64_t value = 0;

    CHECK(str_i64(get(g, row, column), &value));
    return value;
}

static bool is(const struct grid *g, size_t row, const char *column, const char *value) {
    return str_eq(get(g, row, column), str_of(value));
}

/* Is `word` one of the words in a list with blanks between them? */
static bool lists(str list, const char *word) {
    bool more = true;

    while (more) {
        str head = STR_NONE;

        list = str_cut(list, ' ', &head, &more);
        if (str_eq(head, str_of(word))) {
            return true;
        }
    }
    return false;
}

/* The first row with this value, or GRID_ROWS. */
static size_t find(const struct grid *g, const char *column, str value) {
    for (size_t i = 0; i < g->rows; i++) {
        if (str_eq(get(g, i, column), value)) {
            return i;
        }
    }
    return GRID_ROWS;
}

static size_t count_of(const struct grid *g, const char *column, const char *value) {
    size_t count = 0;

    for (size_t i = 0; i < g->rows; i++) {
        count += is(g, i, column, value);
    }
    return count;
}

static void check_unique(const struct grid *g, const char *column) {
    for (size_t i = 0; i < g->rows; i++) {
        CHECK_EQ(find(g, column, get(g, i, column)), i);
    }
}

/* ---- people ----------------------------------------------------------------------------- */

TEST(the_demo_has_48_participants_of_eight_institutions_and_those_around_them) {
    const struct grid *people = load(t, "people.csv");
    const struct grid *institutions = load(t, "institutions.csv");
    size_t participants = 0;
    size_t organisers = 0;
    size_t alliance = 0;

    CHECK_EQ(institutions->rows, 8);
    CHECK_EQ(count_of(institutions, "part", "host"), 1);
    for (size_t i = 0; i < people->rows; i++) {
        str roles = get(people, i, "roles");
        str institution = get(people, i, "institution");

        participants += lists(roles, "participant");
        organisers += lists(roles, "organiser");
        alliance += lists(roles, "alliance");
        if (institution.len > 0 || lists(roles, "participant")) {
            CHECK(find(institutions, "short", institution) < GRID_ROWS);
        }
    }
    CHECK_EQ(participants, 48);
    CHECK_EQ(organisers, 2);
    CHECK_EQ(alliance, 1);
}

TEST(every_institution_of_the_demo_has_one_coordinator_and_four_participants_or_more) {
    const struct grid *people = load(t, "people.csv");
    const struct grid *institutions = load(t, "institutions.csv");

    for (size_t k = 0; k < institutions->rows; k++) {
        size_t coordinators = 0;
        size_t participants = 0;

        for (size_t i = 0; i < people->rows; i++) {
            if (str_eq(get(people, i, "institution"), get(institutions, k, "short"))) {
                coordinators += lists(get(people, i, "roles"), "partner");
                participants += lists(get(people, i, "roles"), "participant");
            }
        }
        CHECK_EQ(coordinators, 1);
        CHECK(participants >= 4);
    }
}

TEST(nobody_in_the_demo_can_be_taken_for_a_real_person) {
    const struct grid *people = load(t, "people.csv");

    check_unique(people, "email");
    check_unique(people, "family_name");
    for (size_t i = 0; i < people->rows; i++) {
        CHECK(str_ends(get(people, i, "email"), STR(".example")));
    }
}

TEST(erasmus_codes_of_the_demo_keep_their_blanks) {
    const struct grid *institutions = load(t, "institutions.csv");

    for (size_t i = 0; i < institutions->rows; i++) {
        str code = get(institutions, i, "erasmus_code");

        CHECK(code.len >= 8);
        CHECK(code.at[3] != ' ' && (code.at[2] == ' '));
        CHECK(code.at[1] != ' ' || code.at[2] == ' ');
    }
    CHECK(find(institutions, "erasmus_code", STR("F  PARIS013")) < GRID_ROWS);
}

/* ---- sessions --------------------------------------------------------------------------- */

static int starts(const struct grid *sessions, size_t row) {
    int minutes = 0;

    CHECK(minutes_read(get(sessions, row, "start"), &minutes));
    return minutes;
}

static bool meet(const struct grid *s, size_t a, size_t b) {
    return a != b && !is(s, a, "state", "cancelled") && !is(s, b, "state", "cancelled") &&
           str_eq(get(s, a, "day"), get(s, b, "day")) &&
           starts(s, a) < starts(s, b) + number(s, b, "minutes") &&
           starts(s, b) < starts(s, a) + number(s, a, "minutes");
}

TEST(sessions_of_the_demo_are_numbered_and_in_order) {
    const struct grid *s = load(t, "sessions.csv");
    const struct grid *edition = load(t, "edition.csv");
    int32_t first = 0;
    int32_t last = 0;
    int32_t before = 0;

    CHECK_EQ(edition->rows, 1);
    CHECK(day_read(get(edition, 0, "first_day"), &first));
    CHECK(day_read(get(edition, 0, "last_day"), &last));
    for (size_t i = 0; i < s->rows; i++) {
        int32_t day = 0;

        CHECK_EQ(number(s, i, "number"), (int64_t)i + 1);
        CHECK(day_read(get(s, i, "day"), &day));
        CHECK(day >= before);
        CHECK((day >= first && day <= last) ||
              str_eq(get(s, i, "day"), get(edition, 0, "virtual_day")));
        CHECK(starts(s, i) + number(s, i, "minutes") < MINUTES_A_DAY);
        before = day;
    }
}

TEST(the_demo_has_all_kinds_and_states_of_sessions) {
    const struct grid *s = load(t, "sessions.csv");
    static const char *const kinds[] = {"opening",    "workshop", "case",  "design", "panel",
                                        "networking", "exercise", "break", "social"};
    size_t known = 0;

    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        CHECK(count_of(s, "kind", kinds[i]) >= 3);
        known += count_of(s, "kind", kinds[i]);
    }
    CHECK_EQ(known, s->rows);
    CHECK_EQ(count_of(s, "state", "draft"), 1);
    CHECK_EQ(count_of(s, "state", "cancelled"), 1);
    CHECK_EQ(count_of(s, "state", "confirmed"), s->rows - 2);
    CHECK(get(s, find(s, "state", STR("cancelled")), "reason_fr").len > 0);
    CHECK_EQ(count_of(s, "was_room", "amphi-1"), 1);
    CHECK(is(s, find(s, "was_room", STR("amphi-1")), "room", "amphi-2"));
}

TEST(no_room_of_the_demo_is_closed_or_used_twice_at_a_time) {
    const struct grid *s = load(t, "sessions.csv");
    const struct grid *rooms = load(t, "rooms.csv");

    CHECK_EQ(rooms->rows, 5);
    for (size_t i = 0; i < s->rows; i++) {
        str room = get(s, i, "room");
        size_t at = find(rooms, "code", room);

        CHECK(room.len == 0 || (at < GRID_ROWS && is(rooms, at, "open", "yes")));
        for (size_t k = 0; k < i; k++) {
            CHECK(room.len == 0 || !meet(s, i, k) || !str_eq(room, get(s, k, "room")));
        }
    }
}

TEST(only_the_hospital_case_of_the_demo_takes_more_people_than_its_room) {
    const struct grid *s = load(t, "sessions.csv");
    const struct grid *rooms = load(t, "rooms.csv");
    size_t over = 0;

    for (size_t i = 0; i < s->rows; i++) {
        str room = get(s, i, "room");

        if (get(s, i, "capacity").len == 0 || room.len == 0) {
            continue;
        }
        size_t at = find(rooms, "code", room);

        if (get(rooms, at, "seats").len > 0 &&
            number(s, i, "capacity") > number(rooms, at, "seats")) {
            CHECK_STR(get(s, i, "title_en"), "A hospital corridor as a living lab");
            over++;
        }
    }
    CHECK_EQ(over, 1);
}

TEST(where_people_of_the_demo_choose_there_is_a_place_for_each) {
    const struct grid *s = load(t, "sessions.csv");

    for (size_t i = 0; i < s->rows; i++) {
        int64_t places = get(s, i, "capacity").len == 0 ? 48 : number(s, i, "capacity");

        for (size_t k = 0; k < s->rows; k++) {
            if (meet(s, i, k)) {
                places += get(s, k, "capacity").len == 0 ? 48 : number(s, k, "capacity");
            }
        }
        CHECK(places >= 48);
    }
}

TEST(nobody_in_the_demo_speaks_in_two_places_at_once) {
    const struct grid *s = load(t, "sessions.csv");
    const struct grid *people = load(t, "people.csv");
    const struct grid *parts = load(t, "session_people.csv");

    for (size_t i = 0; i < parts->rows; i++) {
        size_t session = find(s, "number", get(parts, i, "session"));
        size_t person = find(people, "email", get(parts, i, "email"));

        CHECK(session < GRID_ROWS && person < GRID_ROWS);
        CHECK(lists(get(people, person, "roles"), "speaker"));
        for (size_t k = 0; k < i; k++) {
            size_t other = find(s, "number", get(parts, k, "session"));

            CHECK(!str_eq(get(parts, i, "email"), get(parts, k, "email")) ||
                  (session != other && !meet(s, session, other)));
        }
    }
}

TEST(every_text_of_the_demo_is_there_in_both_languages) {
    static const char *const files[] = {"edition.csv", "rooms.csv", "people.csv", "sessions.csv"};

    for (size_t f = 0; f < COUNT_OF(files); f++) {
        const struct grid *g = load(t, files[f]);

        for (size_t column = 0; column < g->columns; column++) {
            if (!str_ends(g->heads[column], STR("_en"))) {
                continue;
            }
            str stem = str_first(g->heads[column], g->heads[column].len - 3);
            const char *french = str_c(t->mem, str_join(t->mem, stem, STR("_fr")));

            for (size_t row = 0; row < g->rows; row++) {
                CHECK_EQ(g->values[row][column].len > 0, get(g, row, french).len > 0);
            }
        }
    }
}
