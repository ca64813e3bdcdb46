#include "features/rooms/web.h"

static const struct route routes[] = {
    ROUTE(GET, "/desk/rooms", ROLES_DESK, rooms_get_desk),
    ROUTE(POST, "/desk/rooms/{}", ROLES_DESK, rooms_post_room, .again = rooms_get_desk),
};

static const struct menu menu[] = {
    {.area = MENU_DESK_DURING,
     .order = 40,
     .label = "Rooms",
     .path = "/desk/rooms",
     .icon = "door-open",
     .roles = ROLES_DESK},
};

static const struct panel panels[] = {
    {.place = "desk.figures", .order = 30, .roles = ROLES_DESK, .render = rooms_panel_open},
};

static const struct finder finders[] = {
    {.roles = ROLES_DESK, .find = rooms_finder},
};

/* ---- rooms.csv -------------------------------------------------------------- */

enum {
    ROOM_CODE,
    ROOM_NAME,
    ROOM_BUILDING,
    ROOM_FLOOR_EN,
    ROOM_FLOOR_FR,
    ROOM_SEATS,
    ROOM_OPEN,
    ROOM_NOTE_EN,
    ROOM_NOTE_FR,
    ROOM_COLUMNS
};

static const struct column room_columns[ROOM_COLUMNS] = {
    {"code", true, "small letters, digits and hyphens; sessions name the room by it"},
    {"name", true, "as on the door"},
    {"building", false, "as on the campus plan"},
    {"floor_en", false, "in English"},
    {"floor_fr", false, "in French"},
    {"seats", false, "a number; nothing for standing room"},
    {"open", false, "yes or no; nothing is yes"},
    {"note_en", false, "what helps to use the room or, with no, why it is out of use"},
    {"note_fr", false, "the same in French"},
};

static err take_room(cx *c, const struct table_row *table_row, enum table_change *change) {
    const str *v = table_row->values;
    struct room_row row = {.code = v[ROOM_CODE],
                           .name = v[ROOM_NAME],
                           .building = v[ROOM_BUILDING],
                           .floor_en = v[ROOM_FLOOR_EN],
                           .floor_fr = v[ROOM_FLOOR_FR],
                           .is_open = !str_eq(v[ROOM_OPEN], STR("no")),
                           .note_en = v[ROOM_NOTE_EN],
                           .note_fr = v[ROOM_NOTE_FR]};
    int changed = 0;

    if (row.is_open && v[ROOM_OPEN].len > 0 && !str_eq(v[ROOM_OPEN], STR("yes"))) {
        fault(c, STR("open"), W("Write yes or no."));
    }
    if (v[ROOM_SEATS].len > 0 && !str_i64(v[ROOM_SEATS], &row.seats)) {
        fault(c, STR("seats"), W("Write a whole number."));
    }
    TRY(rooms_put(c, &row, &changed));
    *change = changed == 0 ? TABLE_SAME : changed == 1 ? TABLE_NEW : TABLE_CHANGED;
    return OK;
}

/* Where rows go: the import's or export's own. */
struct sink {
    cx *c;
    err (*put)(void *self, const str *values);
    void *self;
};

static err room_out(void *self, const struct room_row *row) {
    struct sink *out = self;

    return out->put(out->self, (const str[ROOM_COLUMNS]){
                                   [ROOM_CODE] = row->code,
                                   [ROOM_NAME] = row->name,
                                   [ROOM_BUILDING] = row->building,
                                   [ROOM_FLOOR_EN] = row->floor_en,
                                   [ROOM_FLOOR_FR] = row->floor_fr,
                                   [ROOM_SEATS] = row->seats == 0 ? STR_NONE
                                                                  : str_fmt(out->c->mem, "%" PRId64,
                                                                            row->seats),
                                   [ROOM_OPEN] = row->is_open ? STR("yes") : STR("no"),
                                   [ROOM_NOTE_EN] = row->note_en,
                                   [ROOM_NOTE_FR] = row->note_fr,
                               });
}

static err give_rooms(cx *c, err (*put)(void *self, const str *values), void *self) {
    return rooms_give(c, room_out, &(struct sink){c, put, self});
}

static const struct table tables[] = {
    {.file = "rooms.csv",
     .order = 40,
     .columns = room_columns,
     .column_count = ROOM_COLUMNS,
     .take = take_room,
     .give = give_rooms},
};

FEATURE(rooms) = {
    .name = "rooms",
    FEATURE_LIST(route, routes),
    FEATURE_LIST(panel, panels),
    FEATURE_LIST(finder, finders),
    FEATURE_LIST(table, tables),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
};
