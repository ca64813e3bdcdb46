/*
 * frame_pages.h: what the frame's own pages print. For src/app alone.
 */
#ifndef APP_FRAME_PAGES_H
#define APP_FRAME_PAGES_H

#include "app/feature.h"
#include "app/program.h"
#include "app/shell.h"

struct found_shown {
    const struct found *at;
    size_t count;
};

struct frame_find {
    str typed;
    bool is_short; /* fewer than two letters */
    struct found_list found;
    struct found_shown results;
};

struct frame_job {
    int64_t id;
    str title, state;
    const char *tag; /* class of the tag: "ok" "alert" "wait" "quiet" */
    str said, result;
    int64_t done, total, run_at;
    bool is_open; /* waits or runs */
};

struct frame_jobs {
    const struct frame_job *at;
    size_t count;
};

struct frame_tools {
    struct shell_items during, around;
};

#endif
