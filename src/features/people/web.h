/*
 * web.h: what the views of people print, and what feature.c offers.
 */
#ifndef FEATURES_PEOPLE_WEB_H
#define FEATURES_PEOPLE_WEB_H

#include "app/feature.h"
#include "app/forms.h"
#include "core/cx.h"
#include "web/html.h"
#include "web/reply.h"
#include "web/request.h"

#include "features/institutions/institutions.h"
#include "features/people/people.h"
#include "features/programme/programme.h"

/* A session in which somebody has a part. */
struct web_part {
    const struct programme_session *s;
    str path;
    str day;  /* "Mon 23 March" */
    str where;
    str part; /* "speaker" */
};

struct web_parts {
    const struct web_part *at;
    size_t count;
};

/* Somebody as others see her. */
struct web_card {
    int64_t id;
    str given_name, family_name, name;
    str path;        /* empty where the reader has no page of hers */
    str institution; /* "University of Málaga"; empty: a guest from outside */
    str line;        /* "Professor, Urban mobility" */
    bool is_me;
    struct web_parts parts;
};

struct web_cards {
    const struct web_card *at;
    size_t count;
};

struct web_option {
    str value, label;
    bool is_chosen;
};

struct web_options {
    const struct web_option *at;
    size_t count;
};

/* The list of members, as asked for. */
struct web_directory {
    struct web_cards cards;
    size_t all, speakers; /* whom the reader could see, and of them who speaks */
    str name;             /* as typed */
    struct web_options institutions, languages, disciplines;
    bool is_filtered, only_speakers;
    bool is_hidden; /* the reader has not agreed to stand in it herself */
};

struct web_person {
    struct web_card card;
    const struct people_person *p;
    str place; /* of the institution */
    str languages;
    str mailto; /* "mailto:..."; empty: not to be seen */
    bool is_entry; /* the whole entry, not only what the programme tells */
    bool is_desk;
};

/* A thing for the reader to do, or done. */
struct web_task {
    str title, note, tag, path;
    bool is_done;
};

struct web_tasks {
    const struct web_task *at;
    size_t count;
    int64_t open;
};

struct web_fields {
    const struct form_field *at;
    size_t count;
};

struct web_select {
    struct form_field field;
    const struct form_option *options;
    size_t count;
};

struct web_me {
    struct web_card card;
    struct web_tasks tasks;
    struct web_fields about;
    struct web_select languages[PEOPLE_LANGUAGES_MAX / 2];
    struct web_select language;
    struct form_field certificate;
    str confirmed; /* day of the confirmation; empty: not yet */
    str email;
};

/* One purpose with its answers. */
struct web_choice {
    const char *value;
    str label;
    bool is_current;
};

struct web_purpose {
    const char *name;
    str title, text, who; /* what, why, who sees it and until when */
    str answer;           /* "You said yes on 23 March 2026."; empty: not answered */
    struct web_choice choices[3];
    size_t count;
    bool is_open;
};

struct web_answer {
    str day, purpose, choice;
    int64_t at;
};

struct web_consents {
    struct web_purpose purposes[PEOPLE_PURPOSES];
    const struct web_answer *at;
    size_t count; /* of answers ever given */
};

/* ---- the desk ---- */

struct web_row {
    const struct people_person *p;
    str name, institution, roles, language;
    int64_t answered; /* purposes */
};

struct web_rows {
    const struct web_row *at;
    size_t count;
};

/* People of one institution: `part` of `all` have signed in; bars are drawn to `widest`. */
struct web_bar {
    str name, query;
    int64_t all, part, widest;
};

struct web_bars {
    const struct web_bar *at;
    size_t count;
};

struct web_desk {
    struct web_rows rows;
    struct web_bars bars;
    size_t all;
    str name;
    struct web_options institutions, roles, languages;
    bool only_strangers, only_signed_in, only_unconfirmed, only_unanswered;
    bool is_filtered;
    str query; /* of this page, with its '?', for the download */
};

struct web_role {
    const char *name; /* of the tick box: "role_speaker" */
    str label;
    bool is_held;
};

struct web_desk_person {
    const struct people_person *p; /* NULL: somebody new */
    str name, languages;
    struct web_card card;
    struct web_fields fields;
    struct web_select institution;
    struct web_role roles[5];
    str role_fault;
    struct web_consents consents;
    str confirmed; /* day on which the name of the certificate was confirmed */
};

struct web_link {
    const struct people_person *p;
    str name, address;
};

/* ---- parts that the web_*.c share ---- */

/* Refuses where there is no edition. */
err web_check_edition(cx *c) MUST_USE;
/* Somebody as a card; `institutions` are the edition's. */
struct web_card web_card_of(cx *c, const struct people_person *p,
                            const struct institution_list *institutions);
/* Somebody's confirmed sessions among `sessions`. */
err web_parts_of(cx *c, const struct programme_session_list *sessions, int64_t person,
                 struct web_parts *out) MUST_USE;
/* The institutions as choices, `chosen` a short name; and of it the id (0: none). */
err web_institution_options(cx *c, const struct institution_list *all, str chosen,
                            struct web_options *out, int64_t *id) MUST_USE;
/* The languages that people of the list speak. */
err web_language_options(cx *c, const struct people_list *people, str chosen,
                         struct web_options *out) MUST_USE;
/* The small things of the reader. */
err web_tasks_of(cx *c, const struct people_person *me, struct web_tasks *out) MUST_USE;
/* Purposes with the answers of `p`, and all that were ever given. */
err web_consents_of(cx *c, const struct people_person *p, struct web_consents *out) MUST_USE;

/* ---- handlers ---- */

err people_get_speakers(cx *c, const request *q, reply *r) MUST_USE;
err people_get_people(cx *c, const request *q, reply *r) MUST_USE;
err people_get_person(cx *c, const request *q, reply *r) MUST_USE;
err people_get_me(cx *c, const request *q, reply *r) MUST_USE;
err people_post_me(cx *c, const request *q, reply *r) MUST_USE;
err people_post_certificate(cx *c, const request *q, reply *r) MUST_USE;
err people_get_consents(cx *c, const request *q, reply *r) MUST_USE;
err people_post_consents(cx *c, const request *q, reply *r) MUST_USE;
err people_get_data(cx *c, const request *q, reply *r) MUST_USE;
err people_get_desk(cx *c, const request *q, reply *r) MUST_USE;
err people_get_csv(cx *c, const request *q, reply *r) MUST_USE;
err people_get_add(cx *c, const request *q, reply *r) MUST_USE;
err people_post_add(cx *c, const request *q, reply *r) MUST_USE;
err people_get_desk_person(cx *c, const request *q, reply *r) MUST_USE;
err people_post_desk_person(cx *c, const request *q, reply *r) MUST_USE;
err people_post_link(cx *c, const request *q, reply *r) MUST_USE;

/* people_panels.c */
err people_panel_tasks(cx *c, int64_t subject, html *h) MUST_USE;
err people_panel_colleagues(cx *c, int64_t subject, html *h) MUST_USE;
err people_panel_expected(cx *c, int64_t subject, html *h) MUST_USE;
err people_panel_answered(cx *c, int64_t subject, html *h) MUST_USE;
err people_finder(cx *c, str folded, struct found_list *out) MUST_USE;

#endif
