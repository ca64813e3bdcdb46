#include "features/programme/programme_put.h"

#include "base/id.h"
#include "core/person.h"

#include "features/rooms/rooms.h"

#include "gen/programme_sql.h"

enum { TITLE_MAX = 200, TEXT_MAX = 4000, SEATS_MAX = 10000 };

enum { NUMBER_MAX = 99999, DAY_MINUTES = 24 * 60 };

enum { SAME, NEW_ROW, CHANGED };

static void touch(cx *c) {
    cx_touch(c, "programme/%.*s", STR_ARG(c->edition.slug));
}

/* ---- sessions ------------------------------------------------------------- */

/* Finds the room of a code; a fault of `field` where there is none. 0 for an empty code. */
static err room_find(cx *c, const char *field, str code, int64_t *id) {
    struct room room = {0};
    bool found = false;

    *id = 0;
    if (code.len == 0) {
        return OK;
    }
    TRY(rooms_find(c, code, &room, &found));
    if (!found) {
        fault_with(c, str_of(field), W("There is no room {code}. Add it to rooms.csv first."),
                   (const struct word_value[]){{"code", code}}, 1);
        return OK;
    }
    *id = room.id;
    return OK;
}

/* The moment at which the edition's clocks show day and time; a fault where they skip it. */
static int64_t start_moment(cx *c, const struct programme_session_row *row) {
    struct civil wall = day_civil(row->day);
    bool is_exact = true;
    int64_t moment = 0;

    wall.hour = row->start / 60;
    wall.minute = row->start % 60;
    wall.second = 0;
    moment = zone_moment(c->edition.zone, &wall, &is_exact);
    if (!is_exact) {
        fault(c, STR("start"),
              W("The clocks go forward that night and never show this time. Choose another."));
    }
    return moment;
}

static bool url_is_good(str url) {
    return url.len == 0 || str_starts(url, STR("https://")) || str_starts(url, STR("http://"));
}

static void check_lengths(cx *c, const struct programme_session_row *row) {
    const struct {
        const char *field;
        str text;
        size_t max;
    } texts[] = {
        {"title_en", row->en.title, TITLE_MAX},   {"title_fr", row->fr.title, TITLE_MAX},
        {"text_en", row->en.text, TEXT_MAX},      {"text_fr", row->fr.text, TEXT_MAX},
        {"bring_en", row->en.bring, TITLE_MAX},   {"bring_fr", row->fr.bring, TITLE_MAX},
        {"reason_en", row->en.reason, TITLE_MAX}, {"reason_fr", row->fr.reason, TITLE_MAX}};

    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        if (str_points(texts[i].text) > texts[i].max) {
            fault_with(
                c, str_of(texts[i].field), W("This is longer than {max} characters. Shorten it."),
                (const struct word_value[]){{"max", str_fmt(c->mem, "%zu", texts[i].max)}}, 1);
        }
    }
}

static void check_session(cx *c, const struct programme_session_row *row) {
    if (row->number < 1 || row->number > NUMBER_MAX) {
        fault(c, STR("number"), W("A session has a number from 1 to 99999."));
    }
    if (row->en.title.len == 0) {
        fault(c, STR("title_en"), W("Write a title."));
    }
    if (row->minutes < 1 || row->minutes > DAY_MINUTES) {
        fault(c, STR("minutes"), W("A session lasts from 1 to 1440 minutes."));
    }
    if (row->capacity < 0 || row->capacity > SEATS_MAX) {
        fault(c, STR("capacity"), W("Write how many people it takes, or nothing."));
    }
    if (!url_is_good(row->online_url)) {
        fault(c, STR("online_url"), W("An address of a call starts with https://."));
    }
    if (row->state == PROGRAMME_CANCELLED && row->en.reason.len == 0) {
        fault(c, STR("reason_en"), W("Say why it is cancelled: everybody reads it."));
    }
    check_lengths(c, row);
}

static bool same_session_words(const struct programme_words *a, const struct programme_words *b) {
    return str_eq(a->title, b->title) && str_eq(a->text, b->text) && str_eq(a->bring, b->bring) &&
           str_eq(a->reason, b->reason);
}

static struct programme_words session_words_among(const struct programme_session_texts_list *texts,
                                                  str tag) {
    for (size_t i = 0; i < texts->count; i++) {
        const struct programme_session_texts *t = &texts->at[i];

        if (str_eq(t->lang, tag)) {
            return (struct programme_words){
                .title = t->title, .text = t->text, .bring = t->bring, .reason = t->reason};
        }
    }
    return (struct programme_words){0};
}

/* Writes one language where it differs; tells by `*differs`. */
static err put_session_words(cx *c, int64_t session, str tag, const struct programme_words *words,
                             bool *differs) {
    struct programme_session_texts_list texts = {0};
    struct programme_words before = {0};

    TRY(programme_sql_session_texts(c, c->edition.id, session, &texts));
    before = session_words_among(&texts, tag);
    if (same_session_words(words, &before)) {
        return OK;
    }
    *differs = true;
    return programme_sql_session_text_put(c, &(struct programme_session_text_put_args){
                                                 .edition = c->edition.id,
                                                 .session = session,
                                                 .tag = tag,
                                                 .title = words->title,
                                                 .text = words->text,
                                                 .bring = words->bring,
                                                 .reason = words->reason,
                                                 .folded = str_fold(c->mem, words->title),
                                             });
}

static bool same_session(const struct programme_stored *a, const struct programme_stored *b) {
    return str_eq(a->slug, b->slug) && str_eq(a->kind, b->kind) && str_eq(a->model, b->model) &&
           a->day == b->day && a->starts_at == b->starts_at && a->minutes == b->minutes &&
           a->room_id == b->room_id && a->was_room_id == b->was_room_id &&
           str_eq(a->online_url, b->online_url) && str_eq(a->state, b->state) &&
           a->capacity == b->capacity;
}

/* The row as it would be stored, all faults noted. */
static err stored_from(cx *c, const struct programme_session_row *row,
                       struct programme_stored *out) {
    *out = (struct programme_stored){.number = row->number,
                                     .slug = str_slug(c->mem, row->en.title),
                                     .kind = str_of(programme_kind_name(row->kind)),
                                     .model = str_of(programme_model_name(row->model)),
                                     .day = row->day,
                                     .starts_at = start_moment(c, row),
                                     .minutes = row->minutes,
                                     .online_url = row->online_url,
                                     .state = str_of(programme_state_name(row->state)),
                                     .capacity = row->capacity};
    TRY(room_find(c, "room", row->room, &out->room_id));
    TRY(room_find(c, "was_room", row->was_room, &out->was_room_id));
    return OK;
}

static err put_stored(cx *c, const struct programme_stored *s) {
    return programme_sql_session_put(c, &(struct programme_session_put_args){
                                            .edition = c->edition.id,
                                            .id = s->id,
                                            .number = s->number,
                                            .slug = s->slug,
                                            .kind = s->kind,
                                            .model = s->model,
                                            .day = s->day,
                                            .starts_at = s->starts_at,
                                            .minutes = s->minutes,
                                            .room = s->room_id,
                                            .was_room = s->was_room_id,
                                            .online_url = s->online_url,
                                            .state = s->state,
                                            .capacity = s->capacity,
                                            .now = c->now,
                                        });
}

err programme_put_session(cx *c, const struct programme_session_row *row, int *changed) {
    struct programme_stored known = {0};
    struct programme_stored wanted = {0};
    bool found = false;
    bool differs = false;
    bool texts_differ = false;

    check_session(c, row);
    TRY(stored_from(c, row, &wanted));
    TRY(check_faults(c));
    TRY(programme_sql_session_numbered(c, c->edition.id, row->number, &known, &found));
    wanted.id = found ? known.id : id_new();
    differs = !found || !same_session(&known, &wanted);
    if (differs) {
        TRY(put_stored(c, &wanted));
    }
    TRY(put_session_words(c, wanted.id, STR("en"), &row->en, &texts_differ));
    TRY(put_session_words(c, wanted.id, STR("fr"), &row->fr, &texts_differ));
    if (texts_differ && !differs) {
        TRY(put_stored(c, &wanted)); /* its version rises with its words, too */
    }
    if (differs || texts_differ) {
        touch(c);
    }
    *changed = !found ? NEW_ROW : differs || texts_differ ? CHANGED : SAME;
    return OK;
}

static str code_among(const struct room_list *rooms, int64_t id) {
    for (size_t i = 0; i < rooms->count; i++) {
        if (rooms->at[i].id == id) {
            return rooms->at[i].code;
        }
    }
    return STR_NONE;
}

static err give_session(cx *c, const struct programme_stored *s, const struct room_list *rooms,
                        struct programme_session_row *row) {
    struct programme_session_texts_list texts = {0};
    struct civil wall = zone_civil(c->edition.zone, s->starts_at);

    TRY(programme_sql_session_texts(c, c->edition.id, s->id, &texts));

    *row = (struct programme_session_row){.number = s->number,
                                          .day = (int32_t)s->day,
                                          .start = wall.hour * 60 + wall.minute,
                                          .minutes = s->minutes,
                                          .capacity = s->capacity,
                                          .room = code_among(rooms, s->room_id),
                                          .was_room = code_among(rooms, s->was_room_id),
                                          .online_url = s->online_url,
                                          .en = session_words_among(&texts, STR("en")),
                                          .fr = session_words_among(&texts, STR("fr"))};
    programme_kind_read(s->kind, &row->kind);
    programme_model_read(s->model, &row->model);
    programme_state_read(s->state, &row->state);
    return OK;
}

err programme_give_sessions(cx *c, err (*give)(void *self, const struct programme_session_row *row),
                            void *self) {
    struct programme_stored_list sessions = {0};
    struct room_list rooms = {0};

    TRY(programme_sql_sessions(c, c->edition.id, &sessions));
    TRY(rooms_list(c, &rooms));
    for (size_t i = 0; i < sessions.count; i++) {
        struct programme_session_row row = {0};

        TRY(give_session(c, &sessions.at[i], &rooms, &row));
        TRY(give(self, &row));
    }
    return OK;
}

/* ---- people --------------------------------------------------------------- */

err programme_put_person(cx *c, int64_t number, str email, enum programme_part part, int *changed) {
    struct programme_stored session = {0};
    struct programme_session_person known = {0};
    struct programme_session_people_count others = {0};
    struct person person = {0};
    str role = str_of(programme_part_name(part));
    str address = STR_NONE;
    bool has_session = false;
    bool has_person = false;
    bool found = false;

    TRY(programme_sql_session_numbered(c, c->edition.id, number, &session, &has_session));
    if (!has_session) {
        fault(c, STR("session"), W("There is no session of this number."));
    }
    if (person_email_read(c->mem, email, &address)) {
        TRY(person_by_email(c, address, &person, &has_person));
    }
    if (!has_person) {
        fault(c, STR("email"), W("Nobody has this address. Add the person to people.csv first."));
    }
    TRY(check_faults(c));
    TRY(programme_sql_session_person(c,
                                     &(struct programme_session_person_args){
                                         .edition = c->edition.id,
                                         .session = session.id,
                                         .person = person.id,
                                         .role = role,
                                     },
                                     &known, &found));
    if (found) {
        *changed = SAME;
        return OK;
    }
    TRY(programme_sql_session_people_count(c, c->edition.id, session.id, &others));
    TRY(programme_sql_session_person_put(c, c->edition.id, session.id, person.id, role,
                                         others.people + 1));
    touch(c);
    *changed = NEW_ROW;
    return OK;
}

err programme_give_people(cx *c, err (*give)(void *self, int64_t number, str email, str part),
                          void *self) {
    struct programme_session_people_list people = {0};

    TRY(programme_sql_session_people(c, c->edition.id, &people));
    for (size_t i = 0; i < people.count; i++) {
        TRY(give(self, people.at[i].number, people.at[i].email, people.at[i].role));
    }
    return OK;
}
