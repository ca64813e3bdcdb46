/*
 * page_parts.h: what the frame's own views need besides page.h. For src/app alone.
 */
#ifndef APP_PAGE_PARTS_H
#define APP_PAGE_PARTS_H

#include "web/html.h"

struct page_week_day {
    str path, name;
    int64_t number;
    const char *state; /* class: "day" "done" "online" */
    bool is_current, is_online;
};

/* Writes what is already escaped: the title that a view wrote. */
void page_escaped(html *h, str escaped);

#endif
