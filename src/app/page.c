#include "app/page.h"

#include <sodium.h>

#include "app/assets.h"
#include "app/error.h"
#include "app/feature.h"
#include "app/forms.h"
#include "app/page_parts.h"
#include "app/shell.h"
#include "core/edition.h"
#include "core/person.h"
#include "core/shop.h"
#include "web/csrf.h"
#include "web/request_in.h"

#include "gen/app_views.h"

enum { PAGE_BYTES_MAX = 4 * 1024 * 1024, TITLE_MAX = 2000, TONES = 5, DAYS_SHOWN = 5 };

static const char *const body_classes[] = {"public", "member", "desk", "bare", "screen"};

html *page_begin(struct page *f, cx *c, const request *q, reply *r, enum page_shell shell) {
    *f = (struct page){.c = c, .q = q, .r = r, .shell = shell};
    f->h = (html){.out = buf_new(c->mem, PAGE_BYTES_MAX), .c = c, .q = q};
    f->h.token = csrf_make(c, q);
    return &f->h;
}

/* Title and topics are written apart and put where they belong later. */
static void part_begin(struct page *f) {
    f->kept = f->h.out;
    f->h.out = buf_new(f->c->mem, TITLE_MAX);
}

static str part_end(struct page *f) {
    str written = buf_str(&f->h.out);

    f->h.out = f->kept;
    return str_trim(written);
}

void page_title_begin(struct page *f) {
    part_begin(f);
}

void page_title_end(struct page *f) {
    f->title = part_end(f);
}

void page_live_begin(struct page *f) {
    part_begin(f);
}

void page_live_end(struct page *f) {
    str topic = part_end(f);

    f->live = f->live.len == 0 ? topic
                               : str_fmt(f->c->mem, "%.*s,%.*s", STR_ARG(f->live), STR_ARG(topic));
}

void page_nav(struct page *f, const char *path) {
    f->nav = str_of(path);
}

/* ---- what stands around ---- */

/* Which sign stands for today: 0 before the week, 1 to 5 on its days, 6 after it. */
static size_t sign_number(const cx *c) {
    int32_t today = zone_day(c->edition.zone, c->now);
    int32_t day = today - c->edition.first_day + 1;

    if (c->edition.id == 0 || day < 1) {
        return 0;
    }
    return today > c->edition.last_day ? DAYS_SHOWN + 1
                                       : (size_t)(day < DAYS_SHOWN ? day : DAYS_SHOWN);
}

static const char *sign_of(const cx *c) {
    static const char *const signs[] = {"week-0", "week-1", "week-2", "week-3",
                                        "week-4", "week-5", "week-6"};

    return signs[sign_number(c)];
}

static const char *favicon_of(const cx *c) {
    static const char *const icons[] = {"favicon-0.svg", "favicon-1.svg", "favicon-2.svg",
                                        "favicon-3.svg", "favicon-4.svg", "favicon-5.svg",
                                        "favicon-6.svg"};

    return icons[sign_number(c)];
}

static str path_filled(const cx *c, const char *path) {
    str pattern = str_of(path);
    size_t at = str_find(pattern, STR("{edition}"));

    if (at == SIZE_MAX) {
        return pattern;
    }
    return str_fmt(c->mem, "%.*s%.*s%.*s", STR_ARG(str_first(pattern, at)),
                   STR_ARG(c->edition.slug), STR_ARG(str_from(pattern, at + STR("{edition}").len)));
}

static const struct menu *menu_after(const cx *c, int area, const struct menu *last) {
    const struct menu *best = NULL;

    for (size_t f = 0; f < feature_count; f++) {
        for (size_t i = 0; i < features[f]->menu_count; i++) {
            const struct menu *m = &features[f]->menu[i];
            bool is_later =
                last == NULL || m->order > last->order || (m->order == last->order && m > last);

            if ((int)m->area == area && is_later && role_may(c->roles, m->roles) &&
                (c->edition.id != 0 || str_find(str_of(m->path), STR("{edition}")) == SIZE_MAX) &&
                (best == NULL || m->order < best->order || (m->order == best->order && m < best))) {
                best = m;
            }
        }
    }
    return best;
}

void shell_menu(cx *c, int area, str current, struct shell_items *out) {
    enum { ITEMS_MAX = 24 };
    struct shell_item *at = arena_array(c->mem, ITEMS_MAX, sizeof(*at));
    const struct menu *m = NULL;

    *out = (struct shell_items){at, 0};
    if (at == NULL) {
        return;
    }
    while (out->count < ITEMS_MAX && (m = menu_after(c, area, m)) != NULL) {
        str path = path_filled(c, m->path);

        at[out->count++] = (struct shell_item){.label = word(c->mem, c->lang, str_of(m->label)),
                                               .path = path,
                                               .icon = m->icon,
                                               .is_current = str_eq(current, path) ||
                                                             str_eq(current, str_of(m->path))};
    }
}

/* The sentence of the cookie, if we sealed it. */
static str notice_read(const struct page *f) {
    str seal = STR_NONE;
    str text = str_cut(f->q->cookie_notice, '.', &seal, NULL);
    str out = STR_NONE;

    if (text.len == 0 || !str_eq(seal, csrf_seal(f->c->mem, f->c->shop, "notice", text)) ||
        !request_decode(f->c->mem, text, false, &out)) {
        return STR_NONE;
    }
    return out;
}

static void other_language(const struct page *f, struct shell *s) {
    const lang *other = NULL;
    const lang *first = lang_at(0);

    for (size_t i = 0; lang_at(i) != NULL; i++) {
        if (lang_at(i) == f->c->lang) {
            other = lang_at(i + 1);
        }
    }
    other = other != NULL ? other : first;
    if (other == NULL || other == f->c->lang || !str_eq(f->q->http->method, STR("GET"))) {
        return;
    }
    s->other_tag = lang_tag(other);
    s->other_name = lang_name(other);
    s->other_path = str_fmt(f->c->mem, "%.*s%slang=%.*s", STR_ARG(q_target(f->q)),
                            f->q->http->query.len > 0 ? "&" : "?", STR_ARG(s->other_tag));
}

static int menu_area(enum page_shell shell) {
    if (shell == PAGE_DESK) {
        return MENU_DESK_DURING;
    }
    return shell == PAGE_MEMBER ? MENU_MEMBER : MENU_VISITOR;
}

static struct shell shell_make(struct page *f) {
    cx *c = f->c;
    struct civil now = zone_civil(c->edition.zone, c->now);
    struct shell s = {.body = body_classes[f->shell],
                      .sign = sign_of(c),
                      .now = c->now,
                      .brand =
                          c->edition.short_title.len > 0 ? c->edition.short_title : STR("Semaine"),
                      .home = c->edition.id != 0 ? path_filled(c, "/e/{edition}") : STR("/"),
                      .person_name = c->person_name,
                      .notice = notice_read(f),
                      .clock = minutes_text(c->mem, now.hour * 60 + now.minute)};

    shell_menu(c, menu_area(f->shell), f->nav, &s.main);
    if (f->shell == PAGE_DESK) {
        s.brand = STR("Semaine");
        s.home = STR("/desk");
        shell_menu(c, MENU_DESK_AROUND, f->nav, &s.around);
    }
    if (c->person != 0) {
        shell_menu(c, MENU_PERSON, f->nav, &s.person);
    } else if (!str_starts(q_address(f->q), STR("/sign-in"))) {
        s.sign_in = STR("/sign-in");
    }
    if (c->shop->demo) {
        s.demo = str_fmt(c->mem, "%.*s, %.*s",
                         STR_ARG(word_day(c->mem, c->lang, zone_day(c->edition.zone, c->now))),
                         STR_ARG(s.clock));
    }
    other_language(f, &s);
    return s;
}

static void data(html *h, const char *name, str value) {
    html_raw(h, STR(" data-"));
    html_c(h, name);
    html_raw(h, STR("=\""));
    html_str(h, value);
    html_raw(h, STR("\""));
}

/* What src/app/script/now.js needs to let time go on. A page that is kept for many cannot say when
 * it was read. */
static void clock_write(struct page *f) {
    html *h = &f->h;
    const cx *c = f->c;

    html_raw(h, STR("\""));
    if (c->person == 0) {
        data(h, "shift", str_fmt(c->mem, "%" PRId64, c->shop->clock_shift));
    } else {
        data(h, "now", str_fmt(c->mem, "%" PRId64, c->now));
    }
    data(h, "zone", c->edition.zone_name.len > 0 ? c->edition.zone_name : STR("UTC"));
    data(h, "words-now", say(c, W("Now")));
    data(h, "words-minutes", say(c, W("in {n} min")));
    data(h, "words-hours", say(c, W("in {n} h {m} min")));
}

/* Without a preload the browser asks for a font only when it has read the stylesheet. */
static void fonts_write(html *h) {
    static const char *const first[] = {"bricolage-700.woff2", "atkinson-400.woff2",
                                        "atkinson-700.woff2"};

    for (size_t i = 0; i < COUNT_OF(first); i++) {
        html_raw(h,
                 STR("<link rel=\"preload\" as=\"font\" type=\"font/woff2\" crossorigin href=\""));
        html_str(h, asset_path(first[i]));
        html_raw(h, STR("\">"));
    }
}

static void files_write(html *h) {
    fonts_write(h);
    html_raw(h, STR("<link rel=\"stylesheet\" href=\""));
    html_str(h, asset_path("semaine.css"));
    html_raw(h, STR("\"><link rel=\"icon\" type=\"image/svg+xml\" href=\""));
    html_str(h, asset_path(favicon_of(h->c)));
    html_raw(h, STR("\"><script type=\"module\" src=\""));
    html_str(h, asset_path("semaine.js"));
    html_raw(h, STR("\"></script>"));
}

static void head_write(struct page *f, const struct shell *s) {
    html *h = &f->h;

    html_raw(h, STR("<!doctype html>\n<html lang=\""));
    html_str(h, lang_tag(f->c->lang));
    clock_write(f);
    html_raw(
        h,
        STR("><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, "
            "initial-scale=1, viewport-fit=cover\"><title>"));
    html_raw(h, f->title);
    if (!str_eq(f->title, s->brand)) {
        html_raw(h, STR(" · "));
        html_str(h, s->brand);
    }
    html_raw(h, STR("</title><meta name=\"theme-color\" content=\"#17235c\">"));
    files_write(h);
    if (f->live.len > 0 && f->c->person != 0) {
        /* Fragments are the same for all who follow: the script gives their forms this reader's
         * token. */
        html_raw(h, STR("<meta name=\"csrf\" content=\""));
        html_str(h, csrf_lasting(h->token));
        html_raw(h, STR("\">"));
    }
    html_raw(h, STR("</head>\n<body class=\""));
    html_c(h, s->body);
    /* Then the script keeps what was typed. */
    html_raw(h, f->shell == PAGE_BARE && error_is_session_ended(f->c, f->q)
                    ? STR("\" data-session-ended>")
                    : STR("\">"));
}

/* The stream that this page follows; the contract with the script is src/app/script/README.md. */
static void live_write(struct page *f) {
    html *h = &f->h;

    if (f->live.len == 0) {
        return;
    }
    html_raw(h, STR("<div id=\"live\" hidden hx-sse:connect=\"/live?t="));
    html_raw(h, f->live);
    html_raw(
        h, STR("\" hx-swap=\"none\"></div><p class=\"unseen\" id=\"live-said\" role=\"status\" "
               "aria-live=\"polite\"></p><p class=\"notice wait\" id=\"live-lost\" role=\"status\" "
               "hidden>"));
    html_str(h, say(f->c, W("No connection. What you see may be old.")));
    html_raw(h, STR("</p>"));
}

void page_body(struct page *f) {
    struct shell s = shell_make(f);
    html *h = &f->h;

    head_write(f, &s);
    if (f->shell == PAGE_PUBLIC) {
        app_view_public_top(h, &s);
    } else if (f->shell == PAGE_MEMBER) {
        app_view_member_top(h, &s);
    } else if (f->shell == PAGE_DESK) {
        app_view_desk_top(h, &s);
    } else if (f->shell == PAGE_BARE) {
        app_view_bare_top(h, &s);
    }
    live_write(f);
    if (f->shell != PAGE_SCREEN) {
        html_raw(h, STR("<main id=\"main\" tabindex=\"-1\">"));
    }
    if (f->shell == PAGE_DESK) {
        app_view_masthead(h, &s, f->title);
    }
    app_view_notice(h, &s);
    form_summary(h);
}

err page_end(struct page *f) {
    html *h = &f->h;

    if (f->shell != PAGE_SCREEN) {
        html_raw(h, STR("</main>"));
        if (f->shell != PAGE_DESK) {
            struct shell s = {.body = ""};

            shell_menu(f->c, MENU_PERSON, f->nav, &s.person);
            if (f->c->person == 0) {
                s.person.count = 0;
            }
            app_view_foot(h, &s);
        }
    }
    html_raw(h, STR("</body></html>\n"));
    TRY(buf_done(&h->out));
    f->r->status = 200;
    f->r->type = STR("text/html; charset=utf-8");
    f->r->body = buf_str(&h->out);
    if (!h->has_form) {
        f->q->made->browser =
            f->q->cookie_browser.len > 0 || f->c->person != 0 ? f->q->made->browser : STR_NONE;
    }
    return OK;
}

/* ---- parts ---- */

void page_escaped(html *h, str escaped) {
    html_raw(h, escaped);
}

void page_icon(html *h, const char *name) {
    html_raw(h, STR("<svg class=\"icon\" aria-hidden=\"true\"><use href=\""));
    html_str(h, asset_path("icons.svg"));
    html_raw(h, STR("#"));
    html_c(h, name);
    html_raw(h, STR("\"/></svg>"));
}

void page_sign(html *h) {
    html_raw(h, STR("<svg class=\"sign\" aria-hidden=\"true\"><use href=\""));
    html_str(h, asset_path("icons.svg"));
    html_raw(h, STR("#"));
    html_c(h, sign_of(h->c));
    html_raw(h, STR("\"/></svg>"));
}

void page_avatar(html *h, int64_t person, str given_name, str family_name) {
    html_raw(h, STR("<span class=\"avatar tone-"));
    html_i64(h, person % TONES);
    html_raw(h, STR("\" aria-hidden=\"true\">"));
    html_str(h, person_initials(h->out.mem, given_name, family_name));
    html_raw(h, STR("</span>"));
}

static void week_item(html *h, str path, int32_t day, int32_t current) {
    const cx *c = h->c;
    int32_t today = zone_day(c->edition.zone, c->now);
    struct civil civil = day_civil(day);
    bool is_online = day == c->edition.virtual_day;
    struct page_week_day d = {
        .path = str_fmt(c->mem, "%.*s#day-%.*s", STR_ARG(path), STR_ARG(day_text(c->mem, day))),
        .name = is_online ? say(c, W("Online")) : word_weekday_short(c->lang, civil.weekday),
        .number = civil.day,
        .state = is_online     ? (day < today ? "online done" : "online")
                 : day < today ? "done"
                               : "day",
        .is_current = day == current,
        .is_online = is_online};

    app_view_week_day(h, &d);
}

void page_week(html *h, str path, int32_t day) {
    const struct edition *e = &h->c->edition;

    enum { DAYS_MAX = 14 };

    html_raw(h, STR("<nav aria-label=\""));
    html_str(h, say(h->c, W("Days")));
    html_raw(h, STR("\"><ol class=\"week\">"));
    if (e->virtual_day != EDITION_NO_DAY && e->virtual_day < e->first_day) {
        week_item(h, path, e->virtual_day, day);
    }
    for (int32_t d = e->first_day; d <= e->last_day && d < e->first_day + DAYS_MAX; d++) {
        week_item(h, path, d, day);
    }
    if (e->virtual_day != EDITION_NO_DAY && e->virtual_day > e->last_day) {
        week_item(h, path, e->virtual_day, day);
    }
    html_raw(h, STR("</ol></nav>"));
}

/* The panel of `place` that comes after `last` in order. */
static const struct panel *panel_after(const char *place, const struct panel *last) {
    const struct panel *best = NULL;

    for (size_t f = 0; f < feature_count; f++) {
        for (size_t i = 0; i < features[f]->panel_count; i++) {
            const struct panel *p = &features[f]->panels[i];
            bool is_later =
                last == NULL || p->order > last->order || (p->order == last->order && p > last);

            if (str_eq(str_of(p->place), str_of(place)) && is_later &&
                (best == NULL || p->order < best->order || (p->order == best->order && p < best))) {
                best = p;
            }
        }
    }
    return best;
}

bool page_has_panels(html *h, const char *place, int64_t subject) {
    size_t before = h->out.len;

    page_panels(h, place, subject);
    return h->out.len > before;
}

void page_panels(html *h, const char *place, int64_t subject) {
    cx c = *h->c; /* a panel that refuses leaves no trace on the page it stands in */

    for (const struct panel *p = panel_after(place, NULL); p != NULL; p = panel_after(place, p)) {
        size_t before = h->out.len;

        if (role_may(c.roles, p->roles) && p->render(&c, subject, h) != OK) {
            h->out.len = before;
        }
    }
}
