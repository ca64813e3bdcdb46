#include "web/router.h"

enum { SEGMENTS_MAX = 12 };

/* A tree of segments: at each place the literal children, and one child for {} or {edition}. */
struct node {
    str name;           /* of the literal segment */
    struct node *child; /* first literal child */
    struct node *next;  /* literal sibling */
    struct node *any;   /* {} or {edition} */
    bool any_is_edition;
    const struct route *routes[2]; /* by enum method */
};

struct router {
    arena *mem;
    struct node *root;
};

static struct node *literal_child(const struct node *at, str name) {
    for (struct node *n = at->child; n != NULL; n = n->next) {
        if (str_eq(n->name, name)) {
            return n;
        }
    }
    return NULL;
}

static err node_under(router *r, struct node *at, str name, struct node **out) {
    bool is_edition = str_eq(name, STR("{edition}"));
    bool is_any = is_edition || str_eq(name, STR("{}"));
    struct node *n = is_any ? at->any : literal_child(at, name);

    if (n != NULL) {
        *out = n;
        return is_any && at->any_is_edition != is_edition ? ERR_CONFLICT : OK;
    }
    NEW(r->mem, &n);
    n->name = name;
    if (is_any) {
        at->any = n;
        at->any_is_edition = is_edition;
    } else {
        n->next = at->child;
        at->child = n;
    }
    *out = n;
    return OK;
}

static err route_add(router *r, const struct route *route) {
    str path = str_of(route->path);
    struct node *at = r->root;
    size_t depth = 0;

    if (!str_starts(path, STR("/")) || route->roles == ROLE_UNSET || route->run == NULL) {
        return ERR_INPUT;
    }
    path = str_from(path, 1);
    while (path.len > 0) {
        str segment = STR_NONE;

        path = str_cut(path, '/', &segment, NULL);
        if (segment.len == 0 || ++depth > SEGMENTS_MAX) {
            return ERR_INPUT;
        }
        TRY(node_under(r, at, segment, &at));
    }
    if (at->routes[route->method] != NULL) {
        return ERR_CONFLICT;
    }
    at->routes[route->method] = route;
    return OK;
}

err router_new(arena *mem, const struct route *const *routes, size_t count, router **out,
               str *clash) {
    router *r = NULL;

    NEW(mem, &r);
    r->mem = mem;
    NEW(mem, &r->root);
    for (size_t i = 0; i < count; i++) {
        err e = route_add(r, routes[i]);

        if (e == ERR_MEMORY) {
            return e;
        }
        if (e != OK) {
            *clash = str_fmt(
                mem,
                e == ERR_CONFLICT ? "%s %s (%s) and another route would answer the same address"
                                  : "%s %s (%s) has no role, no handler, or a path that is not one",
                routes[i]->method == GET ? "GET" : "POST", routes[i]->path, routes[i]->name);
            return ERR_CONFLICT;
        }
    }
    *out = r;
    return OK;
}

/* Literal before any, without going back: the tables' check sees to it that no address needs that.
 */
void router_find(const router *r, enum method method, str path, struct route_match *out) {
    const struct node *at = r->root;
    size_t count = 0;

    out->route = NULL;
    out->other_method = false;
    out->edition_at = SIZE_MAX;
    path = str_from(path, 1);
    while (path.len > 0) {
        str segment = STR_NONE;
        bool more = false;
        const struct node *next = NULL;

        path = str_cut(path, '/', &segment, &more);
        next = literal_child(at, segment);
        if (next == NULL && at->any != NULL && segment.len > 0 && count < SEGMENTS_MAX) {
            next = at->any;
            if (at->any_is_edition) {
                out->edition_at = count;
            }
            out->segments[count++] = segment;
        }
        if (next == NULL || (more && path.len == 0)) {
            return;
        }
        at = next;
    }
    out->segment_count = count;
    out->route = at->routes[method];
    out->other_method = out->route == NULL && at->routes[method == GET ? POST : GET] != NULL;
}
