#!/bin/sh
# zero-touch: a new feature is a new folder and nothing else. Copies the tree, adds one, builds it,
# finds its route in the program, and asks git what else has changed: nothing may have.
set -eu
cd "$(dirname "$0")/../.."
ls src/features/*/feature.c > /dev/null 2>&1 || { echo 'skipped: there are no features yet'; exit 77; }
[ -f src/main.c ] || { echo 'skipped: there is no src/main.c yet'; exit 77; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git ls-files -co --exclude-standard -z | xargs -0 ls -d 2> /dev/null | xargs cp -p --parents -t "$work"
[ ! -d build ] || cp -rp build "$work/build" # spares compiling what has not changed
[ ! -d node_modules ] || ln -s "$PWD/node_modules" "$work/node_modules"
cd "$work"
git init -q && git add -A && git -c user.name=x -c user.email=x@example.org commit -qm tree

new=src/features/zero_touch
mkdir -p $new/views $new/migrations
cat > $new/feature.c << 'C'
#include "app/feature.h"

#include "features/zero_touch/web.h"

static const struct route routes[] = {
    ROUTE(GET, "/zero-touch/{}", ROLE_VISITOR, zero_touch_get),
};

FEATURE(zero_touch) = {
    .name = "zero_touch",
    FEATURE_LIST(route, routes),
};
C
cat > $new/web.h << 'C'
#ifndef ZERO_TOUCH_WEB_H
#define ZERO_TOUCH_WEB_H

#include "web/reply.h"
#include "web/request.h"

/* One note by its number. ERR_MISSING. */
err zero_touch_get(cx *c, const request *q, reply *r) MUST_USE;

#endif
C
cat > $new/web.c << 'C'
#include "features/zero_touch/web.h"

#include "gen/zero_touch_sql.h"
#include "gen/zero_touch_views.h"

err zero_touch_get(cx *c, const request *q, reply *r) {
    int64_t id = 0;
    struct zero_touch_note note = {0};

    if (!q_id(q, 0, &id)) {
        return ERR_MISSING;
    }
    TRY(zero_touch_sql_note(c, c->edition.id, id, &note));
    return zero_touch_page_note(c, q, r, &note);
}
C
cat > $new/store.sql << 'C'
--: one note(edition:i64 id:i64) -> id:i64 text:text
select id, text
  from zero_touch_note
 where edition_id = :edition
   and id = :id;
C
cat > $new/migrations/20991231T0900_zero_touch.sql << 'C'
create table zero_touch_note (
    edition_id integer not null references edition (id), -- whose
    id integer not null,                                  -- made by the program
    text text not null,                                   -- what it says
    primary key (edition_id, id)
);
C
cat > $new/views/note.html << 'C'
@use "gen/zero_touch_sql.h"

@page note(const struct zero_touch_note *n)
@title {t "Note"}
@shell public
<p>{n->text}</p>
@end
C

make -j"$(nproc)" program > log 2>&1 || { tail -n 30 log; exit 1; }
rm log
build/dev/semaine routes | grep -q zero-touch || { echo 'zero-touch: the new route is not in the program'; exit 1; }
changed=$(git status --porcelain)
if [ "$changed" != "?? $new/" ]; then
    echo "zero-touch: more than the new folder has changed:"
    echo "$changed"
    exit 1
fi
echo 'zero-touch: one folder added, no file changed, the program serves it'
