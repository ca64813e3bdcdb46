#include "app/live.h"

#include <stdlib.h>

#include "base/log.h"
#include "core/edition.h"
#include "core/shop.h"

enum { TOPICS_MAX = 8, TOPIC_MAX = 200, FRAGMENT_MAX = 512 * 1024 };

const struct topic *live_topic(str name, str *key) {
    for (size_t f = 0; f < feature_count; f++) {
        for (size_t i = 0; i < features[f]->topic_count; i++) {
            const struct topic *t = &features[f]->topics[i];
            str pattern = str_of(t->pattern);
            size_t at = str_find(pattern, STR("{}"));
            str before = str_first(pattern, at);

            if (at == SIZE_MAX ? str_eq(name, pattern)
                               : str_starts(name, before) && name.len > before.len) {
                *key = at == SIZE_MAX ? STR_NONE : str_from(name, before.len);
                return t;
            }
        }
    }
    return NULL;
}

/* A topic of the hub is NAME@LANG#EDITION: the same bytes for all who read that language in that
 * edition. */
static str hub_topic(arena *mem, const cx *c, str name) {
    return str_fmt(mem, "%.*s@%.*s#%" PRId64, STR_ARG(name), STR_ARG(lang_tag(c->lang)),
                   c->edition.id);
}

/* The id of the element that the fragment replaces. */
static void target_id(html *h, str name) {
    html_raw(h, STR("live-"));
    for (size_t i = 0; i < name.len; i++) {
        html_str(h, name.at[i] == '/' ? STR("-") : str_at(name.at + i, 1));
    }
}

static err live_cx(const struct live *l, arena *mem, str topic, cx *c, str *name) {
    str tag = STR_NONE;
    str rest = str_cut(topic, '@', name, NULL);
    str edition = str_cut(rest, '#', &tag, NULL);
    int64_t id = 0;

    *c = shop_cx(l->shop, mem, l->reads);
    c->lang = lang_find(tag) != NULL ? lang_find(tag) : lang_english();
    if (str_i64(edition, &id) && id != 0) {
        TRY(edition_get(c, id, &c->edition));
    }
    return OK;
}

err live_render(void *self, str topic, arena *mem, buf *out) {
    const struct live *l = self;
    const struct topic *t = NULL;
    html h = {.out = *out};
    str name = STR_NONE;
    str key = STR_NONE;
    cx c;

    TRY(live_cx(l, mem, topic, &c, &name));
    t = live_topic(name, &key);
    if (t == NULL) {
        return ERR_MISSING;
    }
    c.roles = t->roles | ROLE_VISITOR; /* what all who may follow may see, and no more */
    h.c = &c;
    html_raw(&h, STR("<hx-partial hx-target=\"#"));
    target_id(&h, name);
    html_raw(&h, STR("\" hx-swap=\"innerMorph\">"));
    TRY(t->render(&c, key, &h));
    html_raw(&h, STR("</hx-partial>"));
    *out = h.out;
    return buf_done(out);
}

int live_tick(void *self, str topic) {
    str name = STR_NONE;
    str key = STR_NONE;
    const struct topic *t = NULL;

    (void)self;
    (void)str_cut(topic, '@', &name, NULL);
    t = live_topic(name, &key);
    return t == NULL || t->tick_ms == 0 ? 100 : t->tick_ms;
}

static void touch_name(const struct live *l, arena *mem, str name) {
    hub_touch_prefix(l->hub, str_fmt(mem, "%.*s@", STR_ARG(name)));
}

/* Topics of other features that show the same thing in another way. */
static void touch_followers(const struct live *l, arena *mem, str topic) {
    for (size_t f = 0; f < feature_count; f++) {
        for (size_t i = 0; i < features[f]->topic_count; i++) {
            const struct topic *t = &features[f]->topics[i];
            str before = str_of(t->follows);

            if (before.len > 0 && str_starts(topic, before)) {
                str own = str_of(t->pattern);

                touch_name(l, mem,
                           str_join(mem, str_first(own, str_find(own, STR("{}"))),
                                    str_from(topic, before.len)));
            }
        }
    }
}

void live_touched(struct live *l, str topic) {
    arena *mem CLEANUP(arena_auto) = arena_new(16384);

    if (l->hub != NULL && mem != NULL) {
        touch_name(l, mem, topic);
        touch_followers(l, mem, topic);
    }
}

/* ---- one open stream ---- */

struct listener {
    follower *follower;
    stream *stream;
};

static void listener_wake(void *self) {
    struct listener *l = self;

    stream_wake(l->stream);
}

static bool listener_next(void *self, struct stream_bytes *out) {
    struct listener *l = self;
    struct live_bytes *bytes = l->follower == NULL ? NULL : hub_take(l->follower);

    if (bytes == NULL) {
        return false;
    }
    *out = (struct stream_bytes){bytes->at, bytes->len, bytes};
    return true;
}

static void listener_drop(void *owner) {
    live_drop(owner);
}

static void listener_closed(void *self) {
    struct listener *l = self;

    if (l->follower != NULL) {
        hub_unfollow(l->follower);
    }
    free(l);
}

static size_t topics_read(cx *c, const request *q, str *topics) {
    str list = q_typed(q, "t");
    size_t count = 0;

    while (list.len > 0 && count < TOPICS_MAX) {
        str name = STR_NONE;
        str key = STR_NONE;
        const struct topic *t = NULL;

        list = str_cut(list, ',', &name, NULL);
        t = name.len <= TOPIC_MAX ? live_topic(name, &key) : NULL;
        if (t != NULL && role_may(c->roles, t->roles)) {
            topics[count++] = hub_topic(c->mem, c, name);
        }
    }
    return count;
}

void live_stream(struct live *l, cx *c, const request *q, exchange *x) {
    str topics[TOPICS_MAX];
    size_t count = topics_read(c, q, topics);
    int64_t seen = 0;
    struct listener *one = count == 0 ? NULL : calloc(1, sizeof(*one));

    if (one == NULL) {
        exchange_answer(x, &(struct http_answer){.status = count == 0 ? 404 : 503});
        return;
    }
    (void)str_i64(q_header(q, "Last-Event-ID"), &seen);
    one->stream = exchange_stream(
        x, NULL, 0,
        &(struct stream_source){
            .next = listener_next, .drop = listener_drop, .closed = listener_closed, .self = one});
    if (one->stream == NULL) { /* too many streams: the peer has been told */
        free(one);
        return;
    }
    if (hub_follow(l->hub, topics, count, seen > 0 ? (uint64_t)seen : 0, listener_wake, one,
                   &one->follower) != OK) {
        LOG(LOG_WARN, "follow", LOG_S("fault", STR("more followers than the written limit")));
    }
}
