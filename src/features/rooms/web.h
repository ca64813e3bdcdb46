/*
 * web.h: what the views of the rooms print, and what feature.c offers.
 */
#ifndef FEATURES_ROOMS_WEB_H
#define FEATURES_ROOMS_WEB_H

#include "app/feature.h"

#include "features/rooms/rooms.h"

struct web_room {
    const struct room *room;
    str seats; /* "40 seats" */
    str field; /* id of the input: "reason" where it was refused, else one of its own */
    str typed; /* what was typed and refused */
    str fault; /* what is wrong with it */
};

struct web_rooms {
    const struct web_room *at;
    size_t count;
    size_t open;
};

/* Handlers. */
err rooms_get_desk(cx *c, const request *q, reply *r) MUST_USE;
err rooms_post_room(cx *c, const request *q, reply *r) MUST_USE;

/* Panels and finders: rooms_panels.c. */
err rooms_panel_open(cx *c, int64_t subject, html *h) MUST_USE;
err rooms_finder(cx *c, str folded, struct found_list *out) MUST_USE;

#endif
