/*
 * page.h: the frame around every page. Views call it through `@page` (tools/viewc).
 */
#ifndef APP_PAGE_H
#define APP_PAGE_H

#include "base/base.h"
#include "base/buf.h"
#include "base/err.h"
#include "core/cx.h"
#include "web/html.h"
#include "web/reply.h"
#include "web/request.h"

enum page_shell {
    PAGE_PUBLIC, /* night header, public navigation, footer */
    PAGE_MEMBER, /* night header, bottom bar of five */
    PAGE_DESK,   /* side bar, masthead with clock and find box */
    PAGE_BARE,   /* brand and content only: sign-in, errors, join */
    PAGE_SCREEN  /* projector: nothing but the content */
};

struct page {
    html h;
    cx *c;
    const request *q;
    reply *r;
    enum page_shell shell;
    str title;
    str nav;  /* path of the current menu entry */
    str live; /* topics, comma between */
    buf kept; /* the body's buffer while title or topics are written apart */
    size_t mark;
};

/* The order in which generated code calls them; see tools/viewc/README.md. */
html *page_begin(struct page *f, cx *c, const request *q, reply *r, enum page_shell shell);
void page_title_begin(struct page *f);
void page_title_end(struct page *f);
void page_live_begin(struct page *f);
void page_live_end(struct page *f);
void page_nav(struct page *f, const char *path);
void page_body(struct page *f);
err page_end(struct page *f) MUST_USE;

/*
 * Runs the panels of `place` in their order and writes what they give. For `@call
 * page_panels("today.side", 0)`.
 */
void page_panels(html *h, const char *place, int64_t subject);
/* The same, and tells whether anything was written. */
bool page_has_panels(html *h, const char *place, int64_t subject);

#endif
