/*
 * assets.h: the files that the program carries inside itself.
 *
 * tools/assets makes them at build time: stylesheet, script, fonts, icon sprite,
 * favicons and licence texts, each under an address that holds the hash of its bytes
 * (/a/HASH/semaine.css), and the demo week's files under their own names
 * (demo/people.csv). Everything here is constant and may be read from any thread.
 */
#ifndef APP_ASSETS_H
#define APP_ASSETS_H

#include "base/base.h"
#include "base/str.h"

struct asset {
    str path;       /* "/a/0123456789ab/semaine.css"; of the demo: its name, "demo/people.csv" */
    str type;       /* Content-Type: "text/css; charset=utf-8" */
    str etag;       /* with its quotes, weak because it stands for all three forms: W/"..." */
    str plain;      /* the bytes; a NUL follows them that is not counted */
    str gzip;       /* the same for Content-Encoding: gzip; empty where it would not be smaller */
    str brotli;     /* the same for Content-Encoding: br */
    bool immutable; /* the address changes with the bytes: a browser may keep it for ever */
};

/* What stands at this address of the server, or NULL. Demo files have no address. */
const struct asset *asset_find(str path);

/* The file of this name ("semaine.css", "demo/people.csv"), or NULL. */
const struct asset *asset_named(str name);

/* The address of the file of this name. The build must have made it: a name it does not know is a
 * fault of ours. */
str asset_path(const char *name);

/* The demo week's file number `index`, from 0 in the order of their names; NULL after the last. */
const struct asset *asset_demo(size_t index);

#endif
