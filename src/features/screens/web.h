/*
 * web.h: the pages of the screens, and their handlers.
 */
#ifndef FEATURES_SCREENS_WEB_H
#define FEATURES_SCREENS_WEB_H

#include "app/feature.h"

#include "features/screens/screens.h"

/* A language in which the screen can be opened. */
struct web_screen_language {
    str name, tag, path;
};

struct web_screen_languages {
    const struct web_screen_language *at;
    size_t count;
};

struct web_screen {
    str path, address; /* local, and whole as the QR code has it */
    struct web_screen_languages languages;
};

/* GET /screen/{}: the wall, for who has its address. */
err screens_get_screen(cx *c, const request *q, reply *r);
/* The topic "screens/SLUG". */
err screens_render(cx *c, str key, html *h);
/* GET /desk/screens: the address, as text and as QR code. */
err screens_get_desk(cx *c, const request *q, reply *r);
/* POST /desk/screens: a new address; the old one ends. */
err screens_post_desk(cx *c, const request *q, reply *r);

#endif
