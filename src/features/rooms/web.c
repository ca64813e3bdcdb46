#include "features/rooms/web.h"

#include "gen/rooms_views.h"

static str fault_sentence(const cx *c, str field) {
    for (const struct field_fault *f = c->faults; f != NULL; f = f->next) {
        if (str_eq(f->field, field)) {
            return f->sentence;
        }
    }
    return STR_NONE;
}

/* `is_asked`: its form was sent and refused, and is shown again as it was typed. */
static struct web_room room_of(cx *c, const request *q, const struct room *room, bool is_asked) {
    return (struct web_room){.room = room,
                             .seats = rooms_seats_word(c, room->seats),
                             .field = is_asked ? STR("reason")
                                               : str_fmt(c->mem, "reason-%" PRId64, room->id),
                             .typed = is_asked ? q_typed(q, "reason") : STR_NONE,
                             .fault = is_asked ? fault_sentence(c, STR("reason")) : STR_NONE};
}

err rooms_get_desk(cx *c, const request *q, reply *r) {
    struct room_list rooms = {0};
    struct web_rooms page = {0};
    struct web_room *at = NULL;
    int64_t asked = 0;

    TRY(rooms_list(c, &rooms));
    at = arena_array(c->mem, rooms.count, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    q_id(q, 0, &asked); /* only a form that is shown again has one in its address */
    for (size_t i = 0; i < rooms.count; i++) {
        at[i] = room_of(c, q, &rooms.at[i], rooms.at[i].id == asked);
        page.open += rooms.at[i].is_open ? 1 : 0;
    }
    page.at = at;
    page.count = rooms.count;
    return rooms_page_desk(c, q, r, &page);
}

err rooms_post_room(cx *c, const request *q, reply *r) {
    struct room room = {0};
    str reason = STR_NONE;
    bool is_open = q_ticked(q, "open");
    int64_t id = 0;

    if (!q_id(q, 0, &id)) {
        return refuse(c, ERR_MISSING, W("There is no such room in this edition."));
    }
    q_text(c, q, "reason", (struct text_rule){.max = 200}, &reason);
    TRY(check_faults(c));
    TRY(rooms_set(c, id, is_open, reason));
    TRY(rooms_get(c, id, &room));
    return reply_notice(c, r,
                        say_with(c, is_open ? W("{room} is open.") : W("{room} is out of use."),
                                 (const struct word_value[]){{"room", room.name}}, 1),
                        STR("/desk/rooms"));
}
