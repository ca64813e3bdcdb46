#include "features/programme/programme_put.h"
#include "features/programme/web.h"

static const struct route routes[] = {
    ROUTE(GET, "/programme", ROLE_VISITOR, programme_get_current),
    ROUTE(GET, "/e/{edition}/programme", ROLE_VISITOR, programme_get_programme,
          .flags = ROUTE_KEPT),
    ROUTE(GET, "/e/{edition}/s/{}", ROLE_VISITOR, programme_get_session, .flags = ROUTE_KEPT),
    ROUTE(GET, "/week", ROLES_MEMBERS, programme_get_week),
    ROUTE(GET, "/desk/programme", ROLES_DESK, programme_get_desk),
};

static const struct topic topics[] = {
    {.pattern = "programme/{}", .roles = ROLE_VISITOR, .render = programme_render_days},
};

static const struct menu menu[] = {
    {.area = MENU_VISITOR,
     .order = 10,
     .label = "Programme",
     .path = "/e/{edition}/programme",
     .icon = "calendar-days",
     .roles = ROLE_VISITOR},
    {.area = MENU_MEMBER,
     .order = 20,
     .label = "Week",
     .path = "/week",
     .icon = "calendar-days",
     .roles = ROLES_MEMBERS},
    {.area = MENU_DESK_DURING,
     .order = 20,
     .label = "Programme",
     .path = "/desk/programme",
     .icon = "calendar-days",
     .roles = ROLES_DESK},
};

static const struct panel panels[] = {
    {.place = "desk.board",
     .order = 80,
     .roles = ROLES_DESK,
     .render = programme_panel_rooms_today},
    {.place = "desk.rooms",
     .order = 10,
     .roles = ROLES_DESK,
     .render = programme_panel_rooms_today},
};

static const struct finder finders[] = {
    {.roles = ROLE_VISITOR, .find = programme_find},
};

/* ---- tables: typed text of a file to a row of the rule, and back ----------- */

/* What a value says, for a column that takes one of a few words. */
static void unknown_word(cx *c, const char *column, str value) {
    fault_with(c, str_of(column), W("“{value}” is none of the words that may stand here."),
               (const struct word_value[]){{"value", value}}, 1);
}

/* An empty value is 0. */
static int64_t number_of(cx *c, const char *column, str value) {
    int64_t number = 0;

    if (value.len > 0 && !str_i64(value, &number)) {
        fault_with(c, str_of(column), W("“{value}” is no whole number."),
                   (const struct word_value[]){{"value", value}}, 1);
    }
    return number;
}

static str number_text(cx *c, int64_t number) {
    return number == 0 ? STR_NONE : str_fmt(c->mem, "%" PRId64, number);
}

static enum table_change change_of(int changed) {
    return changed == 0 ? TABLE_SAME : changed == 1 ? TABLE_NEW : TABLE_CHANGED;
}

/* Where rows go: the import's or export's own. */
struct sink {
    cx *c;
    err (*put)(void *self, const str *values);
    void *self;
};

enum {
    S_NUMBER,
    S_KIND,
    S_MODEL,
    S_DAY,
    S_START,
    S_MINUTES,
    S_ROOM,
    S_URL,
    S_TITLE_EN,
    S_TITLE_FR,
    S_TEXT_EN,
    S_TEXT_FR,
    S_BRING_EN,
    S_BRING_FR,
    S_STATE,
    S_REASON_EN,
    S_REASON_FR,
    S_CAPACITY,
    S_WAS_ROOM,
    S_COLUMNS
};

static const struct column session_columns[S_COLUMNS] = {
    {"number", true, "1 to 99999; addresses and signs carry it"},
    {"kind", true,
     "opening, workshop, case, design, panel, networking, exercise, social, break or blocker"},
    {"model", false, "lab, hub, both or nothing"},
    {"day", true, "2026-03-23"},
    {"start", true, "09:30, on the clocks of the edition"},
    {"minutes", true, "how long"},
    {"room", false, "a code of rooms.csv"},
    {"online_url", false, "address of the call; only members see it"},
    {"title_en", true, "in English"},
    {"title_fr", false, "in French"},
    {"text_en", false, "what happens"},
    {"text_fr", false, "the same in French"},
    {"bring_en", false, "what to bring"},
    {"bring_fr", false, "the same in French"},
    {"state", false, "draft, confirmed or cancelled; nothing is draft"},
    {"reason_en", false, "why it moved or was cancelled"},
    {"reason_fr", false, "the same in French"},
    {"capacity", false, "how many it takes; nothing: as many as the room seats"},
    {"was_room", false, "a code of rooms.csv: where it was announced before"},
};

/* What stands for something in the row, each with its fault. */
static void read_session_words(cx *c, const str *v, struct programme_session_row *row) {
    if (!programme_kind_read(v[S_KIND], &row->kind)) {
        unknown_word(c, "kind", v[S_KIND]);
    }
    if (!programme_model_read(v[S_MODEL], &row->model)) {
        unknown_word(c, "model", v[S_MODEL]);
    }
    if (v[S_STATE].len > 0 && !programme_state_read(v[S_STATE], &row->state)) {
        unknown_word(c, "state", v[S_STATE]);
    }
    if (!day_read(v[S_DAY], &row->day)) {
        fault(c, STR("day"), W("Write the day like 2026-03-23."));
    }
    if (!minutes_read(v[S_START], &row->start)) {
        fault(c, STR("start"), W("Write the time like 09:30."));
    }
}

static err take_session(cx *c, const struct table_row *table_row, enum table_change *change) {
    const str *v = table_row->values;
    struct programme_session_row row = {
        .number = number_of(c, "number", v[S_NUMBER]),
        .minutes = number_of(c, "minutes", v[S_MINUTES]),
        .capacity = number_of(c, "capacity", v[S_CAPACITY]),
        .room = v[S_ROOM],
        .was_room = v[S_WAS_ROOM],
        .online_url = v[S_URL],
        .en = {v[S_TITLE_EN], v[S_TEXT_EN], v[S_BRING_EN], v[S_REASON_EN]},
        .fr = {v[S_TITLE_FR], v[S_TEXT_FR], v[S_BRING_FR], v[S_REASON_FR]}};
    int changed = 0;

    read_session_words(c, v, &row);
    TRY(programme_put_session(c, &row, &changed));
    *change = change_of(changed);
    return OK;
}

static err session_out(void *self, const struct programme_session_row *row) {
    struct sink *out = self;
    arena *mem = out->c->mem;

    return out->put(out->self, (const str[S_COLUMNS]){
                                   [S_NUMBER] = number_text(out->c, row->number),
                                   [S_KIND] = str_of(programme_kind_name(row->kind)),
                                   [S_MODEL] = str_of(programme_model_name(row->model)),
                                   [S_DAY] = day_text(mem, row->day),
                                   [S_START] = minutes_text(mem, row->start),
                                   [S_MINUTES] = number_text(out->c, row->minutes),
                                   [S_ROOM] = row->room,
                                   [S_URL] = row->online_url,
                                   [S_TITLE_EN] = row->en.title,
                                   [S_TITLE_FR] = row->fr.title,
                                   [S_TEXT_EN] = row->en.text,
                                   [S_TEXT_FR] = row->fr.text,
                                   [S_BRING_EN] = row->en.bring,
                                   [S_BRING_FR] = row->fr.bring,
                                   [S_STATE] = str_of(programme_state_name(row->state)),
                                   [S_REASON_EN] = row->en.reason,
                                   [S_REASON_FR] = row->fr.reason,
                                   [S_CAPACITY] = number_text(out->c, row->capacity),
                                   [S_WAS_ROOM] = row->was_room,
                               });
}

static err give_sessions(cx *c, err (*put)(void *self, const str *values), void *self) {
    return programme_give_sessions(c, session_out, &(struct sink){c, put, self});
}

enum { P_SESSION, P_EMAIL, P_ROLE, P_COLUMNS };

static const struct column people_columns[P_COLUMNS] = {
    {"session", true, "a number of sessions.csv"},
    {"email", true, "an address of people.csv"},
    {"role", true, "speaker, moderator, facilitator or expert"},
};

static err take_person(cx *c, const struct table_row *row, enum table_change *change) {
    const str *v = row->values;
    enum programme_part part = PROGRAMME_SPEAKER;
    int changed = 0;

    if (!programme_part_read(v[P_ROLE], &part)) {
        unknown_word(c, "role", v[P_ROLE]);
    }
    TRY(programme_put_person(c, number_of(c, "session", v[P_SESSION]), v[P_EMAIL], part, &changed));
    *change = change_of(changed);
    return OK;
}

static err person_out(void *self, int64_t number, str email, str part) {
    struct sink *out = self;

    return out->put(
        out->self,
        (const str[P_COLUMNS]){
            [P_SESSION] = number_text(out->c, number), [P_EMAIL] = email, [P_ROLE] = part});
}

static err give_people(cx *c, err (*put)(void *self, const str *values), void *self) {
    return programme_give_people(c, person_out, &(struct sink){c, put, self});
}

static const struct table tables[] = {
    {.file = "sessions.csv",
     .order = 50,
     .columns = session_columns,
     .column_count = S_COLUMNS,
     .take = take_session,
     .give = give_sessions},
    {.file = "session_people.csv",
     .order = 60,
     .columns = people_columns,
     .column_count = P_COLUMNS,
     .take = take_person,
     .give = give_people},
};

FEATURE(programme) = {
    .name = "programme",
    FEATURE_LIST(route, routes),
    FEATURE_LIST(topic, topics),
    FEATURE_LIST(panel, panels),
    FEATURE_LIST(finder, finders),
    FEATURE_LIST(table, tables),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
};
