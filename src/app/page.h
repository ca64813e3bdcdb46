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
 * What a view finds around it. PAGE_PUBLIC, PAGE_MEMBER: a view begins with
 * <div class="head"><h1>; PAGE_DESK: the frame writes the title as h1 into the masthead;
 * PAGE_BARE: a view begins with its h1; PAGE_SCREEN: a view writes all of
 * <div class="stage">. Notice, error summary and <main id="main"> are the frame's.
 */

/* <svg class="icon"> of that name (app/icons.list). For `@call page_icon("map-pin")`. */
void page_icon(html *h, const char *name);
/* The initials in a coloured circle; the name stands beside it. */
void page_avatar(html *h, int64_t person, str given_name, str family_name);
/* The five strokes, the current day raised and yellow. */
void page_sign(html *h);
/*
 * The week strip of the edition with `day` as the current one (or no day of it);
 * each day leads to `path` with "#day-2026-03-23".
 */
void page_week(html *h, str path, int32_t day);

/*
 * Runs the panels of `place` in their order and writes what they give. For `@call
 * page_panels("today.side", 0)`.
 */
void page_panels(html *h, const char *place, int64_t subject);
/* The same, and tells whether anything was written. */
bool page_has_panels(html *h, const char *place, int64_t subject);

#endif
