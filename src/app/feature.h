/*
 * feature.h: the contract between the frame and a feature.
 *
 * A feature is one folder under src/features/. Its feature.c defines one const
 * `struct feature feature_NAME` where NAME is the folder's name; the build finds the
 * folder and writes the list. Everything in it is optional but the name.
 */
#ifndef APP_FEATURE_H
#define APP_FEATURE_H

#include "base/base.h"
#include "base/buf.h"
#include "base/err.h"
#include "core/cx.h"
#include "jobs/jobs.h"
#include "web/html.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

/* A live topic: FEATURE/KEY. Rendered once per language and sent to all who follow. */
struct topic {
    const char *pattern; /* "programme/{}": the {} is handed over as key */
    unsigned roles;      /* who may follow */
    int tick_ms;         /* 0: 100 */
    const char *follows; /* "programme/": also stale when that topic of the same key is touched;
                            NULL: none */
    /*
     * Writes the fragment that replaces the element whose id is live-PATTERN-KEY ('/' becomes
     * '-').
     */
    err (*render)(cx *c, str key, html *h);
};

/* A job of a feature. */
struct feature_job {
    struct job_kind kind;
    err (*run)(cx *c, job *j);
};

enum setting_type { SETTING_TEXT, SETTING_INT, SETTING_BOOL, SETTING_CHOICE, SETTING_SECRET };

enum setting_scope { SETTING_EDITION, SETTING_INSTALLATION };

/* A typed setting with its default; shown on the settings page and by `semaine settings`. */
struct setting {
    const char *key;     /* "FEATURE.name" */
    const char *label;   /* English sentence, in the catalogue */
    const char *help;    /* one sentence more, may be NULL */
    const char *initial; /* the default as text */
    enum setting_type type;
    enum setting_scope scope;
    int64_t min, max;           /* SETTING_INT bounds; SETTING_TEXT length bounds */
    const char *const *choices; /* SETTING_CHOICE: NULL at the end */
    /* Another check than type and bounds: NULL for fine, else a sentence. */
    const char *(*check)(str value);
};

enum menu_area { MENU_VISITOR, MENU_MEMBER, MENU_DESK_DURING, MENU_DESK_AROUND, MENU_PERSON };

/* An entry of a navigation, in the order of `order`. */
struct menu {
    enum menu_area area;
    int order;
    const char *label; /* English, in the catalogue */
    const char *path;  /* "{edition}" in it becomes the slug */
    const char *icon;  /* a name of app/icons.list */
    unsigned roles;
};

/* A piece of somebody else's page: Today's side column, a session's actions, the desk's figures. */
struct panel {
    /* "today.next" "today.side" "session.actions" "desk.figures" "desk.board" "screen" */
    const char *place;
    int order;
    unsigned roles;
    /*
     * Writes the piece, or nothing. `subject` is what the place is about (a session's id), 0 if
     * nothing.
     */
    err (*render)(cx *c, int64_t subject, html *h);
};

/* Find-anything: adds what fits `folded` (str_fold'ed, 2 or more bytes) to the list. */
struct found {
    str kind;   /* already in the reader's language: "Person" */
    str title;  /* "Ilse Beispiel" */
    str note;   /* "Würzburg-Schweinfurt" */
    str path;   /* local address */
    int weight; /* higher first */
};

struct found_list {
    struct found at[50];
    size_t count;
};

struct finder {
    unsigned roles;
    err (*find)(cx *c, str folded, struct found_list *out);
};

/*
 * A table of the import format: one CSV file with a head line, the same that an
 * export writes. Rows come as typed text; the feature upserts by its key columns.
 * Tables are read in ascending `order`.
 */
struct table_row {
    str file;          /* "people.csv" */
    int64_t line;      /* 2 is the first row */
    const str *values; /* as many as the table has columns; empty where the file lacks the column */
};

struct column {
    const char *name; /* as in the head line */
    bool required;
    const char *help; /* what may stand here */
};

enum table_change { TABLE_SAME, TABLE_NEW, TABLE_CHANGED };

struct table {
    const char *file; /* "people.csv" */
    int order;
    const struct column *columns;
    size_t column_count;
    /*
     * Inside the import's transaction. A refusal is the row's problem; the import goes on to find
     * them all, then undoes.
     */
    err (*take)(cx *c, const struct table_row *row, enum table_change *change);
    /* Calls `put` for every row of the edition, with column_count values. */
    err (*give)(cx *c, err (*put)(void *self, const str *values), void *self);
};

/* A check of `semaine check`: writes findings as sentences, each with how to mend it. */
struct check {
    const char *name;
    err (*run)(cx *c, buf *findings);
};

/*
 * What of a person this feature holds, for /me/data: appends a JSON member, and erases on
 * request.
 */
struct personal {
    err (*give)(cx *c, int64_t person, buf *json);
    err (*erase)(cx *c, int64_t person);
};

struct feature {
    const char *name; /* the folder's name */
    const struct route *routes;
    size_t route_count;
    const struct topic *topics;
    size_t topic_count;
    const struct feature_job *jobs;
    size_t job_count;
    const struct setting *settings;
    size_t setting_count;
    const struct menu *menu;
    size_t menu_count;
    const struct panel *panels;
    size_t panel_count;
    const struct finder *finders;
    size_t finder_count;
    const struct table *tables;
    size_t table_count;
    const struct check *checks;
    size_t check_count;
    const struct personal *personal;
};

/* `FEATURE(polls) = {.name = "polls", ...};` is what the build's list refers to. */
#define FEATURE(folder)                           \
    extern const struct feature feature_##folder; \
    const struct feature feature_##folder

/* `FEATURE_LIST(route, routes)` sets the member `routes` and its count from an array. */
#define FEATURE_LIST(member, array) .member##s = (array), .member##_count = COUNT_OF(array)

/* The list that the build wrote, in the order of the names. */
extern const struct feature *const features[];
extern const size_t feature_count;
/* All migrations, the frame's too, in the order of their names. */
extern const struct migration feature_migrations[];
extern const size_t feature_migration_count;

/* The queries of one store.sql, the frame's too, for `semaine queries`. */
struct query_set {
    const char *name; /* the folder's name */
    const struct query *const *queries;
    const size_t *count;
};
extern const struct query_set feature_queries[];
extern const size_t feature_query_set_count;

#endif
