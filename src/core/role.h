/*
 * role.h: who may do what, as sets of bits.
 *
 * A person holds roles per edition; an administrator holds his for the installation.
 * A route names the roles that may use it. The value 0 refuses everyone, so a
 * forgotten role closes a page instead of opening it.
 */
#ifndef CORE_ROLE_H
#define CORE_ROLE_H

#include "base/arena.h"
#include "base/base.h"
#include "base/str.h"

enum role {
    ROLE_UNSET = 0,
    ROLE_VISITOR = 1 << 0,     /* anybody, signed in or not */
    ROLE_PARTICIPANT = 1 << 1, /* takes part in the edition */
    ROLE_SPEAKER = 1 << 2,     /* speaks, moderates or facilitates */
    ROLE_PARTNER = 1 << 3,     /* coordinates for a partner institution */
    ROLE_ORGANISER = 1 << 4,   /* runs the edition */
    ROLE_ALLIANCE = 1 << 5,    /* the alliance office: sees all editions, changes none */
    ROLE_ADMIN = 1 << 6,       /* administers the installation */
    ROLE_SCREEN = 1 << 7       /* a projector, by its token */
};

/* Everybody who has any role in the edition. */
#define ROLES_MEMBERS \
    (ROLE_PARTICIPANT | ROLE_SPEAKER | ROLE_PARTNER | ROLE_ORGANISER | ROLE_ALLIANCE | ROLE_ADMIN)
/* Who runs the edition: organisers and administrators. */
#define ROLES_DESK (ROLE_ORGANISER | ROLE_ADMIN)

/* May somebody who holds `held` use what is open to `open`? False where `open` is 0. */
bool role_may(unsigned held, unsigned open);
/* "organiser" and back; one bit. Unknown: 0. */
str role_name(unsigned one);
unsigned role_from(str name);
/* "participant, speaker" in `mem`; for tables and logs. */
str role_names(arena *mem, unsigned held);

#endif
