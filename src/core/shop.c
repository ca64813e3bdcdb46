#include "core/shop.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

#include "base/id.h"
#include "base/map.h"
#include "core/edition.h"
#include "core/setting.h"

#include "gen/core_sql.h"

enum {
    CACHE_BYTES = 16 * 1024 * 1024,
    SETTINGS_MAX = 20000,
    EDITIONS_MAX = 500,
    LANGUAGES_MAX = 30,
    SECRET_HEX = 64
};

struct edition_page {
    const lang *lang;
    struct edition *at;
    size_t count;
};

struct shop_cache {
    pthread_mutex_t lock;
    uint64_t generation; /* rises with each forget */
    arena *mem;          /* all that is below */
    map *settings;       /* "EDITION KEY" to a str; NULL: not read */
    struct edition_page pages[LANGUAGES_MAX];
    size_t page_count;
};

static void cache_clear(struct shop_cache *cache) {
    arena_reset(cache->mem);
    cache->settings = NULL;
    cache->page_count = 0;
    cache->generation++;
}

/* The secret is made once, at the first start, and lives in the database like all else. */
static err secret_open(struct shop *s, arena *mem, db *writing) {
    struct core_setting row = {0};
    bool found = false;
    char hex[SECRET_HEX + 1];

    TRY(core_sql_setting(writing, mem, 0, STR("site.secret"), &row, &found));
    if (found && row.value.len == SECRET_HEX &&
        sodium_hex2bin(s->secret, sizeof(s->secret), row.value.at, row.value.len, NULL, NULL,
                       NULL) == 0) {
        return OK;
    }
    id_random(s->secret, sizeof(s->secret));
    (void)sodium_bin2hex(hex, sizeof(hex), s->secret, sizeof(s->secret));
    return core_sql_setting_put(writing, mem,
                                &(struct core_setting_put_args){.key = STR("site.secret"),
                                                                .value = str_of(hex),
                                                                .now = time_wall()});
}

err shop_open(struct shop *s, db *writing) {
    struct shop_cache *cache = calloc(1, sizeof(*cache));
    arena *mem CLEANUP(arena_auto) = arena_new(65536);

    if (cache == NULL || mem == NULL) {
        free(cache);
        return ERR_MEMORY;
    }
    cache->mem = arena_new(CACHE_BYTES);
    if (cache->mem == NULL) {
        free(cache);
        return ERR_MEMORY;
    }
    (void)pthread_mutex_init(&cache->lock, NULL);
    s->cache = cache;
    s->https = str_starts(s->base_url, STR("https://"));
    return secret_open(s, mem, writing);
}

void shop_close(struct shop *s) {
    if (s->cache != NULL) {
        arena_free(s->cache->mem);
        (void)pthread_mutex_destroy(&s->cache->lock);
        free(s->cache);
        s->cache = NULL;
    }
}

int64_t shop_now(const struct shop *s) {
    return time_wall() + s->clock_shift;
}

cx shop_cx(const struct shop *s, arena *mem, db *d) {
    return (cx){.mem = mem,
                .db = d,
                .shop = s,
                .now = shop_now(s),
                .lang = lang_english(),
                .edition = {.zone = zone_utc(), .virtual_day = EDITION_NO_DAY},
                .roles = ROLE_VISITOR};
}

void shop_forget(const struct shop *s) {
    (void)pthread_mutex_lock(&s->cache->lock);
    cache_clear(s->cache);
    (void)pthread_mutex_unlock(&s->cache->lock);
}

/* ---- settings ---- */

static str setting_key(arena *mem, int64_t edition, str key) {
    return str_fmt(mem, "%" PRId64 " %.*s", edition, STR_ARG(key));
}

static err settings_fill(struct shop_cache *cache, const struct core_settings_list *found) {
    map *m = map_new(cache->mem, SETTINGS_MAX);

    if (m == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < found->count; i++) {
        str *value = NULL;

        NEW(cache->mem, &value);
        *value = str_copy(cache->mem, found->at[i].value);
        TRY(map_put(m, setting_key(cache->mem, found->at[i].edition, found->at[i].key), value));
    }
    cache->settings = m;
    return OK;
}

/* Reads without the lock, and keeps only what no forget has made old meanwhile. */
static err settings_load(cx *c) {
    struct shop_cache *cache = c->shop->cache;
    struct core_settings_list found = {0};
    uint64_t generation = 0;
    bool known = false;
    err result = OK;

    (void)pthread_mutex_lock(&cache->lock);
    generation = cache->generation;
    known = cache->settings != NULL;
    (void)pthread_mutex_unlock(&cache->lock);
    if (known) {
        return OK;
    }
    TRY(core_sql_settings(c->db, c->mem, &found));
    (void)pthread_mutex_lock(&cache->lock);
    if (generation == cache->generation && cache->settings == NULL) {
        result = settings_fill(cache, &found);
    }
    (void)pthread_mutex_unlock(&cache->lock);
    return result;
}

static bool setting_cached(cx *c, int64_t edition, str key, str *out) {
    struct shop_cache *cache = c->shop->cache;
    arena *mem = c->mem;
    bool found = false;
    const str *value = NULL;
    str full = setting_key(mem, edition, key);

    (void)pthread_mutex_lock(&cache->lock);
    value = cache->settings != NULL ? map_get(cache->settings, full) : NULL;
    if (value != NULL) {
        *out = str_copy(mem, *value);
        found = true;
    }
    (void)pthread_mutex_unlock(&cache->lock);
    return found;
}

str cx_setting(cx *c, const char *key) {
    str value = STR_NONE;
    const char *initial = NULL;

    DROP(settings_load(c), "without the store the defaults hold");
    if (c->edition.id != 0 && setting_cached(c, c->edition.id, str_of(key), &value)) {
        return value;
    }
    if (setting_cached(c, 0, str_of(key), &value)) {
        return value;
    }
    initial = c->shop->setting_initial != NULL ? c->shop->setting_initial(key) : NULL;
    return str_of(initial);
}

/* ---- editions ---- */

static struct edition edition_copy(arena *mem, const struct edition *from) {
    struct edition e = *from;

    e.slug = str_copy(mem, from->slug);
    e.title = str_copy(mem, from->title);
    e.short_title = str_copy(mem, from->short_title);
    e.zone_name = str_copy(mem, from->zone_name);
    return e;
}

static err editions_fill(struct shop_cache *cache, const lang *l,
                         const struct core_edition_list *found) {
    struct edition_page *page = &cache->pages[cache->page_count];
    size_t count = found->count < EDITIONS_MAX ? found->count : EDITIONS_MAX;

    if (cache->page_count == LANGUAGES_MAX) {
        return ERR_LARGE;
    }
    *page = (struct edition_page){.lang = l};
    page->at = arena_array(cache->mem, count + 1, sizeof(*page->at));
    if (page->at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        const struct core_edition *row = &found->at[i];
        struct edition e = {.id = row->id,
                            .slug = row->slug,
                            .title = row->title,
                            .short_title = row->short_title,
                            .zone_name = row->zone,
                            .zone = zone_utc(),
                            .first_day = (int32_t)row->first_day,
                            .last_day = (int32_t)row->last_day,
                            .virtual_day = row->virtual_day_is_null ? EDITION_NO_DAY
                                                                    : (int32_t)row->virtual_day,
                            .version = row->version};

        DROP(zone_find(row->zone, &e.zone), "an unknown zone shows UTC; `semaine check` names it");
        page->at[i] = edition_copy(cache->mem, &e);
    }
    page->count = count;
    cache->page_count++;
    return OK;
}

static const struct edition_page *editions_page(const struct shop_cache *cache, const lang *l) {
    for (size_t i = 0; i < cache->page_count; i++) {
        if (cache->pages[i].lang == l) {
            return &cache->pages[i];
        }
    }
    return NULL;
}

/* Days between now and the edition: 0 while it runs. Past ones count double, so what comes is
 * nearer. */
static int64_t edition_distance(const struct edition *e, int64_t now) {
    int64_t today = zone_day(e->zone, now);
    int64_t first = e->virtual_day != EDITION_NO_DAY && e->virtual_day < e->first_day
                        ? e->virtual_day
                        : e->first_day;

    if (today < first) {
        return first - today;
    }
    return today > e->last_day ? 2 * (today - e->last_day) : 0;
}

/* All of the reader's language, copied into the request's memory. */
static err editions_read(cx *c, struct edition **at, size_t *count) {
    struct shop_cache *cache = c->shop->cache;
    const struct edition_page *page = NULL;
    struct core_edition_list found = {0};
    uint64_t generation = 0;
    bool stale = false;
    err result = OK;

    (void)pthread_mutex_lock(&cache->lock);
    generation = cache->generation;
    page = editions_page(cache, c->lang);
    if (page == NULL) {
        (void)pthread_mutex_unlock(&cache->lock);
        TRY(core_sql_editions(c->db, c->mem, lang_tag(c->lang), &found));
        (void)pthread_mutex_lock(&cache->lock);
        stale = generation != cache->generation;
        page = editions_page(cache, c->lang);
        if (page == NULL) {
            result = editions_fill(cache, c->lang, &found);
            page = editions_page(cache, c->lang);
        }
    }
    if (result == OK && page != NULL) {
        *at = arena_array(c->mem, page->count + 1, sizeof(**at));
        for (size_t i = 0; *at != NULL && i < page->count; i++) {
            (*at)[i] = edition_copy(c->mem, &page->at[i]);
        }
        *count = page->count;
        result = *at == NULL ? ERR_MEMORY : OK;
    }
    if (stale) {
        cache_clear(cache); /* somebody committed while we read: good for this request only */
    }
    (void)pthread_mutex_unlock(&cache->lock);
    return result;
}

err edition_list(cx *c, struct edition_list *out) {
    struct edition *at = NULL;
    size_t count = 0;

    TRY(editions_read(c, &at, &count));
    for (size_t i = 1; i < count; i++) {
        struct edition moved = at[i];
        size_t k = i;

        while (k > 0 && edition_distance(&at[k - 1], c->now) > edition_distance(&moved, c->now)) {
            at[k] = at[k - 1];
            k--;
        }
        at[k] = moved;
    }
    *out = (struct edition_list){at, count};
    return OK;
}

err edition_find(cx *c, str slug, struct edition *out) {
    struct edition *at = NULL;
    size_t count = 0;

    TRY(editions_read(c, &at, &count));
    for (size_t i = 0; i < count; i++) {
        if (str_eq(at[i].slug, slug)) {
            *out = at[i];
            return OK;
        }
    }
    return ERR_MISSING;
}

err edition_get(cx *c, int64_t id, struct edition *out) {
    struct edition *at = NULL;
    size_t count = 0;

    TRY(editions_read(c, &at, &count));
    for (size_t i = 0; i < count; i++) {
        if (at[i].id == id) {
            *out = at[i];
            return OK;
        }
    }
    return ERR_MISSING;
}

err edition_current(cx *c, struct edition *out) {
    struct edition_list all = {0};

    TRY(edition_list(c, &all));
    *out = all.count > 0 ? all.at[0]
                         : (struct edition){.zone = zone_utc(), .virtual_day = EDITION_NO_DAY};
    return OK;
}

void edition_enter(cx *c, const struct edition *e) {
    c->edition = *e;
}
