/*
 * programme.h: days and sessions of the edition; what other features may ask.
 *
 * Everything is about c->edition and c->lang. Drafts and blockers are shown to the
 * desk only (ROLES_DESK), and the address of an online call to members only; both
 * are decided here, so no caller can forget it.
 */
#ifndef FEATURES_PROGRAMME_PROGRAMME_H
#define FEATURES_PROGRAMME_PROGRAMME_H

#include "base/base.h"
#include "base/err.h"
#include "base/str.h"
#include "core/cx.h"

/* What people do in a session, as the programme is told to the European Commission. */
enum programme_kind {
    PROGRAMME_OPENING,    /* opening or closing, for everybody */
    PROGRAMME_WORKSHOP,   /* workshop or seminar */
    PROGRAMME_CASE,       /* case study or best practice of a partner */
    PROGRAMME_DESIGN,     /* interactive session that designs a strategy, on a canvas */
    PROGRAMME_PANEL,      /* discussion with experts */
    PROGRAMME_NETWORKING, /* moments that start cooperation */
    PROGRAMME_EXERCISE,   /* research projects tied to challenges of society */
    PROGRAMME_SOCIAL,     /* dinner, walk */
    PROGRAMME_BREAK,      /* coffee, lunch */
    PROGRAMME_BLOCKER,    /* keeps a room free; never shown outside the desk */
    PROGRAMME_KINDS
};

enum programme_model { PROGRAMME_NO_MODEL, PROGRAMME_LAB, PROGRAMME_HUB, PROGRAMME_BOTH };

enum programme_state { PROGRAMME_DRAFT, PROGRAMME_CONFIRMED, PROGRAMME_CANCELLED };

/* The part somebody has in a session; the role in the edition is another matter. */
enum programme_part {
    PROGRAMME_NO_PART,
    PROGRAMME_SPEAKER,
    PROGRAMME_MODERATOR,
    PROGRAMME_FACILITATOR,
    PROGRAMME_EXPERT
};

struct programme_person {
    int64_t id;
    str given_name, family_name;
    enum programme_part part;
};

struct programme_people {
    const struct programme_person *at; /* in the order in which they are named */
    size_t count;
};

struct programme_session {
    int64_t id;     /* of the row: what panels get as subject */
    int64_t number; /* small and public: what addresses carry */
    str slug;       /* of the English title */
    enum programme_kind kind;
    enum programme_model model;
    enum programme_state state;
    str title, text, bring; /* the reader's language, else English; text and bring may be empty */
    str reason;             /* why it moved or was cancelled; may be empty */
    int32_t day;            /* in the edition's zone, on which it starts */
    int64_t starts_at, ends_at;
    int64_t room;            /* 0: none */
    str room_code;           /* "b204" */
    str room_name, building; /* "B204", "Building B" */
    str floor;               /* "second floor" */
    int64_t seats;           /* of the room; 0: standing, or no room */
    bool room_is_closed;     /* the room is out of use */
    str was_room;            /* name of the room it moved from; empty: it has not moved */
    str online_url;          /* empty for visitors */
    bool is_online;          /* there is a call, also where its address is not shown */
    int64_t capacity;        /* how many it takes: its own number, else the seats; 0: no limit */
    str people_text;         /* "Nadia Fictive and Marco Finto"; empty: nobody named */
    struct programme_people people;
    enum programme_part my_part; /* of c->person */
    int64_t version;             /* rises with each change */
};

struct programme_session_list {
    const struct programme_session *at; /* by start, then number */
    size_t count;
};

/* The sessions that start on `day` (of the edition's zone). One query. */
err programme_day(cx *c, int32_t day, struct programme_session_list *out) MUST_USE;
/* All sessions of the edition, the virtual day included. One query. */
err programme_week(cx *c, struct programme_session_list *out) MUST_USE;
/* Those in which `person` has a part. One query. */
err programme_of_person(cx *c, int64_t person, struct programme_session_list *out) MUST_USE;
/* One session by its public number. One query. ERR_MISSING. */
err programme_get(cx *c, int64_t number, struct programme_session *out) MUST_USE;
/*
 * The session that matters at c->now, as programme_first tells it, looking at all that
 * has not ended. One query. `*found` false: the week is over, or nothing is confirmed.
 */
err programme_next(cx *c, struct programme_session *out, bool *found) MUST_USE;

/* Does it run at `moment`? From its start on, and no more at its end; never a cancelled one. */
bool programme_is_running(const struct programme_session *s, int64_t moment);
/*
 * The session of the list that matters at `moment`, or NULL: what runs, one's own first;
 * but when what runs ends within 10 minutes, or nothing runs, what comes next. Breaks,
 * drafts, blockers and cancelled sessions never matter.
 */
const struct programme_session *programme_first(const struct programme_session_list *list,
                                                int64_t moment);
/*
 * The next moment after `moment` at which a session of the list starts or ends, or a
 * new day begins in the edition's zone: until then a page with "now" on it stays true.
 */
int64_t programme_changes_at(const cx *c, const struct programme_session_list *list,
                             int64_t moment);

/* "/e/2026-uspn/s/12-two-models-one-campus" in c->mem. */
str programme_path(cx *c, const struct programme_session *s);
/* "/e/2026-uspn/programme" in c->mem. */
str programme_home(cx *c);
/* "B204", "Online", or empty: where it is, in the fewest words. */
str programme_where(const cx *c, const struct programme_session *s);

/* In the reader's language: "Workshop"; "Living lab", empty for none; "speaker". */
str programme_kind_word(const cx *c, enum programme_kind kind);
str programme_model_word(const cx *c, enum programme_model model);
str programme_part_word(const cx *c, enum programme_part part);
/* As files, addresses and classes have it: "workshop", "lab", "confirmed", "speaker". */
const char *programme_kind_name(enum programme_kind kind);
const char *programme_model_name(enum programme_model model);
const char *programme_state_name(enum programme_state state);
const char *programme_part_name(enum programme_part part);
/* And back: false, and nothing written, where there is no such name. An empty model is none. */
bool programme_kind_read(str name, enum programme_kind *out);
bool programme_model_read(str name, enum programme_model *out);
bool programme_state_read(str name, enum programme_state *out);
bool programme_part_read(str name, enum programme_part *out);
/* "You speak here", in the reader's language; empty for no part. */
str programme_my_word(const cx *c, enum programme_part part);

#endif
