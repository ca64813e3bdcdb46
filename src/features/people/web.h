/*
 * web.h: what the views of people print, and what feature.c offers.
 */
#ifndef FEATURES_PEOPLE_WEB_H
#define FEATURES_PEOPLE_WEB_H

#include "app/feature.h"
#include "core/cx.h"
#include "web/html.h"
#include "web/reply.h"
#include "web/request.h"

#include "features/people/people.h"
#include "features/programme/programme.h"

/* A session in which somebody has a part. */
struct web_part {
    const struct programme_session *s;
    str path;
    str note; /* "Mon 23 March, 09:00, Amphi 2, speaker" */
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
    str below;       /* both: "University of Málaga, Professor, Urban mobility" */
    bool is_me;
    struct web_parts parts;
};

struct web_cards {
    const struct web_card *at;
    size_t count;
};

/* The list of members, as asked for. */
struct web_directory {
    struct web_cards cards;
    size_t all, speakers; /* whom the reader could see, and of them who speaks */
    str name;             /* as typed */
    struct people_choices institutions, languages, disciplines;
    bool is_filtered, only_speakers;
    bool is_hidden; /* the reader has not agreed to stand in it herself */
};

struct web_person {
    struct web_card card;
    const struct people_person *p;
    str from; /* "University of Málaga, Málaga, Spain" */
    str languages;
    str mailto;    /* "mailto:..."; empty: not to be seen */
    bool is_entry; /* the whole entry, not only what the programme tells */
    bool is_desk;
};

/* Somebody as a card; `institutions` are the edition's. */
struct web_card web_card_of(cx *c, const struct people_person *p,
                            const struct institution_list *institutions);

/* Handlers. */
err people_get_speakers(cx *c, const request *q, reply *r) MUST_USE;
err people_get_people(cx *c, const request *q, reply *r) MUST_USE;
err people_get_person(cx *c, const request *q, reply *r) MUST_USE;

/* people_panels.c */
err people_panel_colleagues(cx *c, int64_t subject, html *h) MUST_USE;
err people_finder(cx *c, str folded, struct found_list *out) MUST_USE;

#endif
