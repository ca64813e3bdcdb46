#include <stdio.h>

#include "cli/cli.h"
#include "core/role.h"
#include "store/store.h"
#include "web/router.h"

static bool wanted(const struct cli *c, str text) {
    return c->count == 0 || str_find(text, str_of(c->words[0])) != SIZE_MAX;
}

static const char *short_file(const char *file) {
    str s = str_of(file);
    size_t at = str_find(s, STR("src/"));

    return at == SIZE_MAX ? file : file + at;
}

/* Two routes that could answer one address, or one without a role, stop the build here. */
static int routes_check(struct cli *c, const struct route *const *routes, size_t count) {
    router *r = NULL;
    str clash = STR_NONE;

    if (router_new(c->mem, routes, count, &r, &clash) != OK) {
        return cli_fail(ERR_CONFLICT, clash);
    }
    (void)printf("%zu routes, each with a role, none twice\n", count);
    return EXIT_OK;
}

int cli_routes(struct cli *c) {
    const struct route *const *routes = NULL;
    size_t count = 0;

    if (program_routes(c->mem, &routes, &count) != OK) {
        return EXIT_FAULT;
    }
    if (c->check) {
        return routes_check(c, routes, count);
    }
    for (size_t i = 0; i < count; i++) {
        const struct route *r = routes[i];
        str line =
            str_fmt(c->mem, "%-4s %-36s %-64.*s %-28s %s", r->method == GET ? "GET" : "POST",
                    r->path, STR_ARG(role_names(c->mem, r->roles)), r->name, short_file(r->file));

        if (wanted(c, line)) {
            (void)printf("%.*s\n", STR_ARG(line));
        }
    }
    return EXIT_OK;
}

int cli_queries(struct cli *c) {
    for (size_t s = 0; s < feature_query_set_count; s++) {
        for (size_t i = 0; i < *feature_queries[s].count; i++) {
            const struct query *q = feature_queries[s].queries[i];

            if (wanted(c, str_of(q->name))) {
                (void)printf("-- %s%s\n%s\n\n", q->name, q->writes ? " (writes)" : "", q->sql);
            }
        }
    }
    return EXIT_OK;
}

int cli_topics(struct cli *c) {
    for (size_t f = 0; f <= feature_count; f++) {
        const struct feature *one = f < feature_count ? features[f] : &app_frame;

        for (size_t i = 0; i < one->topic_count; i++) {
            const struct topic *t = &one->topics[i];
            str line =
                str_fmt(c->mem, "%-28s %-64.*s every %d ms at most", t->pattern,
                        STR_ARG(role_names(c->mem, t->roles)), t->tick_ms == 0 ? 100 : t->tick_ms);

            if (wanted(c, line)) {
                (void)printf("%.*s\n", STR_ARG(line));
            }
        }
    }
    return EXIT_OK;
}

static const char *type_name(enum setting_type type) {
    static const char *const names[] = {"text", "number", "yes or no", "choice", "secret"};

    return names[type];
}

int cli_settings(struct cli *c) {
    for (size_t f = 0; f <= feature_count; f++) {
        const struct feature *one = f < feature_count ? features[f] : &app_frame;

        for (size_t i = 0; i < one->setting_count; i++) {
            const struct setting *s = &one->settings[i];
            str line = str_fmt(c->mem, "%-28s %-10s %-12s %-16s %s", s->key, type_name(s->type),
                               s->scope == SETTING_EDITION ? "edition" : "installation", s->initial,
                               s->label);

            if (wanted(c, line)) {
                (void)printf("%.*s\n", STR_ARG(line));
            }
        }
    }
    return EXIT_OK;
}

int cli_version(struct cli *c) {
    str warning = store_engine_warning();

    (void)c;
    (void)printf("semaine %s, %.*s\n", SEMAINE_VERSION, STR_ARG(store_engine()));
    if (warning.len > 0) {
        (void)printf("%.*s\n", STR_ARG(warning));
    }
    return EXIT_OK;
}
