#include "features/screens/web.h"

#include "core/edition.h"
#include "core/shop.h"
#include "web/csrf.h"

#include "gen/screens_views.h"

/* Without JavaScript the page is fetched anew at least this often. */
enum { REFRESH_MAX_S = 300 };

/* Whoever is signed in on this machine: the hall sees what the public sees. */
static void as_public(cx *c) {
    c->person = 0;
    c->roles = ROLE_VISITOR;
}

static err screen_open(cx *c, const request *q) {
    struct edition e = {0};
    str token = STR_NONE;
    str slug = STR_NONE;

    if (q_path(q, 0, &token)) {
        (void)str_cut(token, '.', &slug, NULL);
        if (edition_find(c, slug, &e) == OK) {
            edition_enter(c, &e);
            if (csrf_screen_fits(c, token)) {
                return OK;
            }
        }
    }
    c->faults = NULL;
    return refuse(c, ERR_MISSING,
                  W("This address opens no screen any more. The desk shows the new one under "
                    "Screens."));
}

/*
 * The page asks for itself anew at its next change. Our script does it without a flash and
 * survives a lost network, and says so in its address: then the header, which a browser obeys
 * whatever happens, stays away.
 */
static void refresh_without_script(cx *c, const request *q, reply *r, int64_t changes_at) {
    int64_t wait = changes_at - c->now + 1;

    if (q_ticked(q, "live")) {
        return;
    }
    if (changes_at == 0 || wait > REFRESH_MAX_S) {
        wait = REFRESH_MAX_S;
    }
    reply_header(c, r, STR("Refresh"), str_fmt(c->mem, "%" PRId64, wait < 1 ? 1 : wait));
}

err screens_get_screen(cx *c, const request *q, reply *r) {
    struct screens_wall wall = {0};

    TRY(screen_open(c, q));
    as_public(c);
    TRY(screens_wall(c, &wall));
    refresh_without_script(c, q, r, wall.changes_at);
    return screens_page_screen(c, q, r, &wall);
}

err screens_render(cx *c, str key, html *h) {
    struct screens_wall wall = {0};
    struct edition e = {0};

    TRY(edition_find(c, key, &e));
    edition_enter(c, &e);
    as_public(c);
    TRY(screens_wall(c, &wall));
    screens_view_wall(h, &wall);
    return OK;
}

static err languages_of(cx *c, str path, struct web_screen_languages *out) {
    struct web_screen_language *at = NULL;
    size_t count = 0;

    while (lang_at(count) != NULL) {
        count++;
    }
    at = arena_array(c->mem, count, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        str tag = lang_tag(lang_at(i));

        at[i] = (struct web_screen_language){
            .name = lang_name(lang_at(i)),
            .tag = tag,
            .path = str_fmt(c->mem, "%.*s?lang=%.*s", STR_ARG(path), STR_ARG(tag))};
    }
    *out = (struct web_screen_languages){.at = at, .count = count};
    return OK;
}

static err check_edition(cx *c) {
    return c->edition.id != 0 ? OK : refuse(c, ERR_MISSING, W("There is no edition yet."));
}

err screens_get_desk(cx *c, const request *q, reply *r) {
    struct web_screen page = {.path = STR_NONE};

    TRY(check_edition(c));
    page.path = str_join(c->mem, STR("/screen/"), csrf_screen_token(c));
    page.address = str_join(c->mem, c->shop->base_url, page.path);
    TRY(languages_of(c, page.path, &page.languages));
    return screens_page_desk(c, q, r, &page);
}

err screens_post_desk(cx *c, const request *q, reply *r) {
    (void)q;
    TRY(check_edition(c));
    TRY(screens_turn(c));
    return reply_notice(c, r,
                        say(c, W("The screens have a new address. The old one opens nothing any "
                                 "more.")),
                        STR("/desk/screens"));
}
