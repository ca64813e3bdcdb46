#include "features/rooms/rooms.h"

#include "base/id.h"

#include "gen/rooms_sql.h"

enum { CODE_MAX = 40, NAME_MAX = 80, NOTE_MAX = 200, SEATS_MAX = 10000 };

enum { SAME, NEW_ROOM, CHANGED };

static void touch(cx *c) {
    cx_touch(c, "rooms/%.*s", STR_ARG(c->edition.slug));
    cx_touch(c, "programme/%.*s", STR_ARG(c->edition.slug));
}

static err list_in(cx *c, str tag, struct room_list *out) {
    struct rooms_line_list lines = {0};
    struct room *rooms = NULL;

    TRY(rooms_sql_all(c, c->edition.id, tag, &lines));
    rooms = arena_array(c->mem, lines.count, sizeof(*rooms));
    if (rooms == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < lines.count; i++) {
        const struct rooms_line *line = &lines.at[i];

        rooms[i] = (struct room){.id = line->id,
                                 .code = line->code,
                                 .name = line->name,
                                 .building = line->building,
                                 .floor = line->floor,
                                 .remark = line->remark,
                                 .seats = line->seats,
                                 .is_open = line->is_open,
                                 .reason = line->reason};
    }
    *out = (struct room_list){.at = rooms, .count = lines.count};
    return OK;
}

err rooms_list(cx *c, struct room_list *out) {
    return list_in(c, lang_tag(c->lang), out);
}

err rooms_get(cx *c, int64_t id, struct room *out) {
    struct room_list rooms = {0};

    TRY(rooms_list(c, &rooms));
    for (size_t i = 0; i < rooms.count; i++) {
        if (rooms.at[i].id == id) {
            *out = rooms.at[i];
            return OK;
        }
    }
    return refuse(c, ERR_MISSING, W("There is no such room in this edition."));
}

static err find_in(cx *c, str tag, str code, struct room *out, bool *found) {
    struct room_list rooms = {0};

    TRY(list_in(c, tag, &rooms));
    *found = false;
    for (size_t i = 0; i < rooms.count && !*found; i++) {
        if (str_eq(rooms.at[i].code, code)) {
            *out = rooms.at[i];
            *found = true;
        }
    }
    return OK;
}

err rooms_find(cx *c, str code, struct room *out, bool *found) {
    return find_in(c, lang_tag(c->lang), code, out, found);
}

str rooms_seats_word(const cx *c, int64_t seats) {
    return seats > 0 ? say_count(c, W("{n} seat"), W("{n} seats"), seats) : say(c, W("standing"));
}

err rooms_set(cx *c, int64_t id, bool is_open, str reason) {
    struct room room = {0};

    TRY(rooms_get(c, id, &room));
    if (!is_open && reason.len == 0) {
        fault(c, STR("reason"), W("Say why the room is out of use: everybody reads it."));
        return check_faults(c);
    }
    if (room.is_open == is_open && (is_open || str_eq(room.reason, reason))) {
        return OK;
    }
    TRY(rooms_sql_set_open(c, c->edition.id, id, is_open, c->now));
    TRY(rooms_sql_reasons_drop(c, c->edition.id, id));
    if (!is_open) {
        /* English is what every other language falls back on. */
        TRY(rooms_sql_reason_put(c, c->edition.id, id, STR("en"), reason));
        TRY(rooms_sql_reason_put(c, c->edition.id, id, lang_tag(c->lang), reason));
    }
    touch(c);
    return OK;
}

/* ---- as files have them --------------------------------------------------- */

static bool code_is_good(str code) {
    for (size_t i = 0; i < code.len; i++) {
        char ch = code.at[i];

        if (!((ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9') || ch == '-')) {
            return false;
        }
    }
    return code.len > 0 && code.len <= CODE_MAX;
}

static err check_row(cx *c, const struct room_row *row) {
    if (!code_is_good(row->code)) {
        fault(c, STR("code"), W("A code has small letters, digits and hyphens, such as b204."));
    }
    if (row->name.len == 0 || str_points(row->name) > NAME_MAX) {
        fault(c, STR("name"), W("Write the name that stands on the door, up to 80 characters."));
    }
    if (row->seats < 0 || row->seats > SEATS_MAX) {
        fault(c, STR("seats"),
              W("Write how many seats the room has, or nothing for standing room."));
    }
    if (!row->is_open && row->note_en.len == 0) {
        fault(c, STR("note_en"), W("Say why the room is out of use: everybody reads it."));
    }
    if (str_points(row->note_en) > NOTE_MAX || str_points(row->note_fr) > NOTE_MAX) {
        fault(c, STR("note_en"), W("A note has up to 200 characters. Shorten it."));
    }
    return check_faults(c);
}

struct words_of_room {
    str floor, remark, reason;
};

static bool same_words(const struct words_of_room *a, const struct words_of_room *b) {
    return str_eq(a->floor, b->floor) && str_eq(a->remark, b->remark) &&
           str_eq(a->reason, b->reason);
}

static struct words_of_room words_of(const struct room_row *row, bool is_french) {
    str note = is_french ? row->note_fr : row->note_en;

    return (struct words_of_room){.floor = is_french ? row->floor_fr : row->floor_en,
                                  .remark = row->is_open ? note : STR_NONE,
                                  .reason = row->is_open ? STR_NONE : note};
}

/* What is stored of one language, empty where nothing is. */
static struct words_of_room words_among(const struct rooms_texts_list *texts, str tag) {
    for (size_t i = 0; i < texts->count; i++) {
        if (str_eq(texts->at[i].lang, tag)) {
            return (struct words_of_room){.floor = texts->at[i].floor,
                                          .remark = texts->at[i].remark,
                                          .reason = texts->at[i].reason};
        }
    }
    return (struct words_of_room){0};
}

static err put_words(cx *c, int64_t room, str tag, const struct words_of_room *words) {
    return rooms_sql_text_put(c, &(struct rooms_text_put_args){.edition = c->edition.id,
                                                               .room = room,
                                                               .tag = tag,
                                                               .floor = words->floor,
                                                               .remark = words->remark,
                                                               .reason = words->reason});
}

static err store_row(cx *c, int64_t id, const struct room_row *row) {
    struct words_of_room en = words_of(row, false);
    struct words_of_room fr = words_of(row, true);

    TRY(rooms_sql_put(c, &(struct rooms_put_args){.edition = c->edition.id,
                                                  .id = id,
                                                  .code = row->code,
                                                  .name = row->name,
                                                  .building = row->building,
                                                  .seats = row->seats,
                                                  .is_open = row->is_open,
                                                  .folded = str_fold(c->mem, row->name),
                                                  .now = c->now}));
    TRY(put_words(c, id, STR("en"), &en));
    TRY(put_words(c, id, STR("fr"), &fr));
    touch(c);
    return OK;
}

static err is_as_stored(cx *c, const struct room *known, const struct room_row *row, bool *same) {
    struct rooms_texts_list texts = {0};
    struct words_of_room en = words_of(row, false);
    struct words_of_room fr = words_of(row, true);

    TRY(rooms_sql_texts(c, c->edition.id, known->id, &texts));
    struct words_of_room en_before = words_among(&texts, STR("en"));
    struct words_of_room fr_before = words_among(&texts, STR("fr"));

    *same = str_eq(known->name, row->name) && str_eq(known->building, row->building) &&
            known->seats == row->seats && known->is_open == row->is_open &&
            same_words(&en, &en_before) && same_words(&fr, &fr_before);
    return OK;
}

err rooms_put(cx *c, const struct room_row *row, int *changed) {
    struct room known = {0};
    bool found = false;
    bool same = false;

    TRY(check_row(c, row));
    TRY(find_in(c, STR("en"), row->code, &known, &found));
    if (found) {
        TRY(is_as_stored(c, &known, row, &same));
    }
    if (!same) {
        TRY(store_row(c, found ? known.id : id_new(), row));
    }
    *changed = same ? SAME : found ? CHANGED : NEW_ROOM;
    return OK;
}

err rooms_give(cx *c, err (*give)(void *self, const struct room_row *row), void *self) {
    struct room_list rooms = {0};

    TRY(list_in(c, STR("en"), &rooms));
    for (size_t i = 0; i < rooms.count; i++) {
        const struct room *room = &rooms.at[i];
        struct rooms_texts_list texts = {0};

        TRY(rooms_sql_texts(c, c->edition.id, room->id, &texts));
        struct words_of_room en = words_among(&texts, STR("en"));
        struct words_of_room fr = words_among(&texts, STR("fr"));

        TRY(give(self, &(struct room_row){.code = room->code,
                                          .name = room->name,
                                          .building = room->building,
                                          .floor_en = en.floor,
                                          .floor_fr = fr.floor,
                                          .seats = room->seats,
                                          .is_open = room->is_open,
                                          .note_en = room->is_open ? en.remark : en.reason,
                                          .note_fr = room->is_open ? fr.remark : fr.reason}));
    }
    return OK;
}
