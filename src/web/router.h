/*
 * router.h: which route an address belongs to.
 */
#ifndef WEB_ROUTER_H
#define WEB_ROUTER_H

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "base/str.h"
#include "web/route.h"

typedef struct router router;

/*
 * A router over `count` routes, in `mem`. `*clash` names two routes that could answer the
 * same address, or a route that breaks the rules (role 0, path not starting with '/'), and
 * ERR_CONFLICT is returned then; a literal segment wins over {} and is no clash.
 */
err router_new(arena *mem, const struct route *const *routes, size_t count, router **out,
               str *clash) MUST_USE;

struct route_match {
    const struct route *route; /* NULL: none for this method */
    str segments[12];          /* of {} and {edition}, still encoded, in order */
    size_t segment_count;
    size_t edition_at; /* which of them is {edition}; SIZE_MAX: none */
    bool other_method; /* the address exists, but not for this method */
};

/* `path` still percent-encoded, starting with '/'. A single trailing '/' is not the same address.
 */
void router_find(const router *r, enum method method, str path, struct route_match *out);

#endif
