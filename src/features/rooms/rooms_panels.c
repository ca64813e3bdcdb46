#include "features/rooms/web.h"

#include "gen/rooms_sql.h"
#include "gen/rooms_views.h"

enum { ROOM_WEIGHT = 40 };

err rooms_panel_open(cx *c, int64_t subject UNUSED, html *h) {
    struct rooms_count_open count = {0};

    TRY(rooms_sql_count_open(c, c->edition.id, &count));
    if (count.all_rooms > 0) {
        rooms_view_figure(h, &count);
    }
    return OK;
}

err rooms_finder(cx *c, str folded, struct found_list *out) {
    struct rooms_find_list rooms = {0};

    TRY(rooms_sql_find(c, c->edition.id, folded, &rooms));
    for (size_t i = 0; i < rooms.count && out->count < COUNT_OF(out->at); i++) {
        out->at[out->count++] =
            (struct found){.kind = say(c, W("Room")),
                           .title = rooms.at[i].name,
                           .note = rooms.at[i].building,
                           .path = str_fmt(c->mem, "/desk/rooms#room-%" PRId64, rooms.at[i].id),
                           .weight = ROOM_WEIGHT};
    }
    return OK;
}
