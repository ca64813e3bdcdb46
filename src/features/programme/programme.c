#include "features/programme/programme.h"

#include "gen/programme_sql.h"

enum { SOON_S = 10 * 60 };

/* A session as its first row tells it, without its people. */
static struct programme_session session_from(const cx *c, const struct programme_line *line) {
    struct programme_session s = {
        .id = line->id,
        .number = line->number,
        .slug = line->slug,
        .title = line->title,
        .text = line->text,
        .bring = line->bring,
        .reason = line->reason,
        .day = (int32_t)line->day,
        .starts_at = line->starts_at,
        .ends_at = line->starts_at + line->minutes * 60,
        .room = line->room_id,
        .room_code = line->room_code,
        .room_name = line->room_name,
        .building = line->building,
        .floor = line->floor,
        .seats = line->seats,
        .room_is_closed = !line->room_open,
        .was_room = line->was_room,
        .online_url = cx_may(c, ROLES_MEMBERS) ? line->online_url : STR_NONE,
        .is_online = line->online_url.len > 0,
        .capacity = line->capacity > 0 ? line->capacity : line->seats,
        .version = line->version,
    };

    programme_kind_read(line->kind, &s.kind);
    programme_model_read(line->model, &s.model);
    programme_state_read(line->state, &s.state);
    return s;
}

/* "Nadia Fictive, Marco Finto and Ana Ejemplo" */
static str names_joined(const cx *c, const struct programme_people *people) {
    str text = STR_NONE;

    for (size_t i = 0; i < people->count; i++) {
        const struct programme_person *p = &people->at[i];
        str name =
            str_trim(str_fmt(c->mem, "%.*s %.*s", STR_ARG(p->given_name), STR_ARG(p->family_name)));

        if (i == 0) {
            text = name;
        } else if (i + 1 < people->count) {
            text = str_fmt(c->mem, "%.*s, %.*s", STR_ARG(text), STR_ARG(name));
        } else {
            text = say_with(c, W("{names} and {last}"),
                            (const struct word_value[]){{"names", text}, {"last", name}}, 2);
        }
    }
    return text;
}

/* The people of one session, `count` rows from `line` on. */
static err people_from(cx *c, const struct programme_line *line, size_t count,
                       struct programme_session *s) {
    struct programme_person *people = arena_array(c->mem, count, sizeof(*people));
    size_t used = 0;

    if (people == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        struct programme_person *p = &people[used];

        if (line[i].person_id == 0) {
            continue;
        }
        used++;
        p->id = line[i].person_id;
        p->given_name = line[i].given_name;
        p->family_name = line[i].family_name;
        programme_part_read(line[i].role, &p->part);
        if (p->id == c->person && s->my_part == PROGRAMME_NO_PART) {
            s->my_part = p->part;
        }
    }
    s->people = (struct programme_people){.at = people, .count = used};
    s->people_text = names_joined(c, &s->people);
    return OK;
}

/* Joins the rows of one session each; rows of a session stand together. */
static err sessions_from(cx *c, const struct programme_line_list *lines,
                         struct programme_session_list *out) {
    struct programme_session *sessions = arena_array(c->mem, lines->count, sizeof(*sessions));
    size_t used = 0;

    if (sessions == NULL) {
        return ERR_MEMORY;
    }
    for (size_t at = 0, next = 0; at < lines->count; at = next) {
        const struct programme_line *line = &lines->at[at];

        while (next < lines->count && lines->at[next].id == line->id) {
            next++;
        }
        sessions[used] = session_from(c, line);
        TRY(people_from(c, line, next - at, &sessions[used]));
        used++;
    }
    if (arena_failed(c->mem)) {
        return ERR_MEMORY;
    }
    *out = (struct programme_session_list){.at = sessions, .count = used};
    return OK;
}

static err span(cx *c, int32_t first, int32_t last, struct programme_session_list *out) {
    struct programme_line_list lines = {0};

    TRY(programme_sql_span(c,
                           &(struct programme_span_args){.edition = c->edition.id,
                                                         .tag = lang_tag(c->lang),
                                                         .first_day = first,
                                                         .last_day = last,
                                                         .everything = cx_may(c, ROLES_DESK)},
                           &lines));
    return sessions_from(c, &lines, out);
}

err programme_day(cx *c, int32_t day, struct programme_session_list *out) {
    return span(c, day, day, out);
}

err programme_week(cx *c, struct programme_session_list *out) {
    return span(c, INT32_MIN, INT32_MAX, out);
}

err programme_of_person(cx *c, int64_t person, struct programme_session_list *out) {
    struct programme_line_list lines = {0};

    TRY(programme_sql_of_person(c, c->edition.id, lang_tag(c->lang), person, cx_may(c, ROLES_DESK),
                                &lines));
    return sessions_from(c, &lines, out);
}

err programme_get(cx *c, int64_t number, struct programme_session *out) {
    struct programme_line_list lines = {0};
    struct programme_session_list sessions = {0};

    TRY(programme_sql_numbered(c, c->edition.id, lang_tag(c->lang), number, cx_may(c, ROLES_DESK),
                               &lines));
    TRY(sessions_from(c, &lines, &sessions));
    if (sessions.count == 0) {
        return refuse(c, ERR_MISSING, W("There is no such session in this programme."));
    }
    *out = sessions.at[0];
    return OK;
}

err programme_next(cx *c, struct programme_session *out, bool *found) {
    struct programme_line_list lines = {0};
    struct programme_session_list sessions = {0};
    const struct programme_session *first = NULL;

    TRY(programme_sql_ahead(c, c->edition.id, lang_tag(c->lang), c->now, &lines));
    TRY(sessions_from(c, &lines, &sessions));
    first = programme_first(&sessions, c->now);
    *found = first != NULL;
    if (first != NULL) {
        *out = *first;
    }
    return OK;
}

bool programme_is_running(const struct programme_session *s, int64_t moment) {
    return s->state == PROGRAMME_CONFIRMED && s->starts_at <= moment && moment < s->ends_at;
}

static bool matters(const struct programme_session *s) {
    return s->state == PROGRAMME_CONFIRMED && s->kind != PROGRAMME_BREAK &&
           s->kind != PROGRAMME_BLOCKER;
}

/* Of two that start together, the reader's own comes first. */
static bool is_better(const struct programme_session *s, const struct programme_session *best) {
    if (best == NULL) {
        return true;
    }
    return s->my_part != PROGRAMME_NO_PART && best->my_part == PROGRAMME_NO_PART;
}

static const struct programme_session *first_running(const struct programme_session_list *list,
                                                     int64_t moment) {
    const struct programme_session *best = NULL;

    for (size_t i = 0; i < list->count; i++) {
        const struct programme_session *s = &list->at[i];

        if (matters(s) && programme_is_running(s, moment) && is_better(s, best)) {
            best = s;
        }
    }
    return best;
}

static const struct programme_session *first_coming(const struct programme_session_list *list,
                                                    int64_t moment) {
    const struct programme_session *best = NULL;

    for (size_t i = 0; i < list->count; i++) {
        const struct programme_session *s = &list->at[i];

        if (!matters(s) || s->starts_at <= moment) {
            continue;
        }
        if (best != NULL && s->starts_at > best->starts_at) {
            break;
        }
        if (is_better(s, best)) {
            best = s;
        }
    }
    return best;
}

const struct programme_session *programme_first(const struct programme_session_list *list,
                                                int64_t moment) {
    const struct programme_session *running = first_running(list, moment);
    const struct programme_session *coming = first_coming(list, moment);

    if (running == NULL) {
        return coming;
    }
    /* Who sits in a session that is about to end wants to know where to go now. */
    if (coming != NULL && running->ends_at - moment <= SOON_S) {
        return coming;
    }
    return running;
}

int64_t programme_changes_at(const cx *c, const struct programme_session_list *list,
                             int64_t moment) {
    int64_t next = zone_day_start(c->edition.zone, zone_day(c->edition.zone, moment) + 1);

    for (size_t i = 0; i < list->count; i++) {
        const struct programme_session *s = &list->at[i];

        if (s->starts_at > moment && s->starts_at < next) {
            next = s->starts_at;
        }
        if (s->ends_at > moment && s->ends_at < next) {
            next = s->ends_at;
        }
    }
    return next;
}

str programme_path(cx *c, const struct programme_session *s) {
    return str_fmt(c->mem, "/e/%.*s/s/%" PRId64 "-%.*s", STR_ARG(c->edition.slug), s->number,
                   STR_ARG(s->slug));
}

str programme_home(cx *c) {
    return str_fmt(c->mem, "/e/%.*s/programme", STR_ARG(c->edition.slug));
}

str programme_where(const cx *c, const struct programme_session *s) {
    if (s->room_name.len > 0) {
        return s->room_name;
    }
    return s->is_online ? say(c, W("Online")) : STR_NONE;
}
