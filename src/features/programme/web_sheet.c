#include "features/programme/web.h"

enum { QUARTER_S = 15 * 60, HOUR_S = 60 * 60, QUARTERS_MAX = 56 };

enum { HOUR_QUARTERS = 4, COLUMNS_MAX = 24 };

enum { SHORT_S = 75 * 60, WORDS_QUARTERS = 6, FAR_QUARTERS = 12 };

/* The part of a day that its timetable shows, and the columns in it. */
struct grid {
    int64_t start;              /* moment of quarter 0, a full hour of the edition's clocks */
    int quarters;               /* shown, 4 to QUARTERS_MAX */
    int64_t rooms[COLUMNS_MAX]; /* ids in the order of their columns */
    const struct programme_session *named[COLUMNS_MAX]; /* a session in that room */
    int columns;
    int elsewhere; /* the column of sessions without a room; 0: they reach over all */
};

str web_day_anchor(cx *c, int32_t day) {
    return str_join(c->mem, STR("day-"), day_text(c->mem, day));
}

static str base_classes(cx *c, const struct programme_session *s) {
    bool is_one = s->model == PROGRAMME_LAB || s->model == PROGRAMME_HUB;

    return str_fmt(
        c->mem, "slot%s%s%s%s%s", is_one ? " " : "", is_one ? programme_model_name(s->model) : "",
        s->state == PROGRAMME_CANCELLED ? " cancelled" : "",
        s->kind == PROGRAMME_BREAK ? " break" : "", s->my_part != PROGRAMME_NO_PART ? " mine" : "");
}

static str clock_text(const cx *c, int64_t moment) {
    struct civil wall = zone_civil(c->edition.zone, moment);

    return minutes_text(c->mem, wall.hour * 60 + wall.minute);
}

struct web_slot web_slot_of(cx *c, const struct programme_session *s) {
    bool is_break = s->kind == PROGRAMME_BREAK;

    return (struct web_slot){
        .s = s,
        .classes = base_classes(c, s),
        .path = programme_path(c, s),
        .where = programme_where(c, s),
        .kind_word = is_break ? STR_NONE : programme_kind_word(c, s->kind),
        .model_word = programme_model_word(c, s->model),
        .my_word = programme_my_word(c, s->my_part),
        .places =
            s->capacity > 0 ? say_count(c, W("{n} place"), W("{n} places"), s->capacity) : STR_NONE,
        .moment = moment_text(c->mem, c->edition.zone, s->starts_at),
        .end = clock_text(c, s->ends_at),
        .is_now = programme_is_running(s, c->now),
        .has_lab = s->model == PROGRAMME_LAB || s->model == PROGRAMME_BOTH,
        .has_hub = s->model == PROGRAMME_HUB || s->model == PROGRAMME_BOTH,
    };
}

static bool fits_filter(const struct programme_session *s, const struct web_filter *f) {
    if (f == NULL) {
        return true;
    }
    if (f->has_kind && s->kind != f->kind) {
        return false;
    }
    /* What is about both models is about each of them. */
    return !f->has_model || s->model == f->model ||
           (s->model == PROGRAMME_BOTH && f->model != PROGRAMME_NO_MODEL);
}

bool web_overlap(const struct programme_session *a, const struct programme_session *b) {
    return a->id != b->id && a->starts_at < b->ends_at && b->starts_at < a->ends_at;
}

static int quarter_of(const struct grid *g, int64_t moment) {
    int64_t quarter = (moment - g->start) / QUARTER_S;

    return quarter < 0 ? 0 : quarter > QUARTERS_MAX ? QUARTERS_MAX : (int)quarter;
}

/* The columns: rooms in the order in which they were made. */
static void add_room(struct grid *g, const struct programme_session *s) {
    int at = 0;

    while (at < g->columns && g->rooms[at] < s->room) {
        at++;
    }
    if ((at < g->columns && g->rooms[at] == s->room) || g->columns == COLUMNS_MAX - 1) {
        return;
    }
    for (int i = g->columns; i > at; i--) {
        g->rooms[i] = g->rooms[i - 1];
        g->named[i] = g->named[i - 1];
    }
    g->rooms[at] = s->room;
    g->named[at] = s;
    g->columns++;
}

/*
 * Sessions without a room stand over all columns, unless something else happens meanwhile, or the
 * columns are rooms of a desk (`is_strict`).
 */
static bool needs_elsewhere(const struct web_slots *slots, bool is_strict) {
    for (size_t i = 0; i < slots->count; i++) {
        const struct programme_session *s = slots->at[i].s;

        for (size_t k = 0; s->room == 0 && k < slots->count; k++) {
            if (is_strict || web_overlap(s, slots->at[k].s)) {
                return true;
            }
        }
    }
    return false;
}

static void set_hours(const cx *c, struct grid *g, int64_t first, int64_t last) {
    struct civil hour = zone_civil(c->edition.zone, first);
    int64_t quarters = 0;

    g->start = first - (int64_t)hour.minute * 60 - hour.second;
    quarters = (last - g->start + HOUR_S - 1) / HOUR_S * HOUR_QUARTERS;
    g->quarters = quarters > QUARTERS_MAX ? QUARTERS_MAX : (int)quarters;
}

static struct grid grid_of(const cx *c, const struct web_slots *slots,
                           const struct room_list *rooms) {
    struct grid g = {0};
    int64_t first = INT64_MAX;
    int64_t last = INT64_MIN;

    for (size_t i = 0; rooms != NULL && i < rooms->count && i < COLUMNS_MAX - 1; i++) {
        g.rooms[g.columns++] = rooms->at[i].id;
    }
    for (size_t i = 0; i < slots->count; i++) {
        const struct programme_session *s = slots->at[i].s;

        first = s->starts_at < first ? s->starts_at : first;
        last = s->ends_at > last ? s->ends_at : last;
        if (s->room != 0 && rooms == NULL) {
            add_room(&g, s);
        }
    }
    if (needs_elsewhere(slots, rooms != NULL)) {
        g.elsewhere = ++g.columns;
    }
    if (first < last) {
        set_hours(c, &g, first, last);
    }
    return g;
}

static int column_of(const struct grid *g, int64_t room) {
    for (int i = 0; i < g->columns; i++) {
        if (g->rooms[i] == room) {
            return i + 1;
        }
    }
    return 0;
}

static str placed(cx *c, const struct grid *g, const struct web_slot *slot) {
    const struct programme_session *s = slot->s;
    int column = s->room == 0 ? g->elsewhere : column_of(g, s->room);
    int from = quarter_of(g, s->starts_at);
    int to = quarter_of(g, s->ends_at + QUARTER_S - 1);
    int length = to > from ? to - from : 1;

    if (column == 0) {
        return str_fmt(c->mem, "%.*s all q%d n%d", STR_ARG(slot->classes), from, length);
    }
    return str_fmt(c->mem, "%.*s r%d q%d n%d", STR_ARG(slot->classes), column, from, length);
}

static err hour_marks(cx *c, const struct grid *g, struct web_marks *out) {
    size_t count = (size_t)(g->quarters / HOUR_QUARTERS);
    struct web_mark *marks = arena_array(c->mem, count, sizeof(*marks));

    if (marks == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        int64_t moment = g->start + (int64_t)i * HOUR_QUARTERS * QUARTER_S;
        struct civil wall = zone_civil(c->edition.zone, moment);

        marks[i] = (struct web_mark){.classes = str_fmt(c->mem, "q%zu", i * HOUR_QUARTERS),
                                     .label = i == 0 ? clock_text(c, moment)
                                                     : str_fmt(c->mem, "%02d", wall.hour)};
    }
    *out = (struct web_marks){.at = marks, .count = count};
    return OK;
}

static err room_marks(cx *c, const struct grid *g, const struct room_list *rooms,
                      struct web_marks *out) {
    struct web_mark *marks = arena_array(c->mem, (size_t)g->columns, sizeof(*marks));

    if (marks == NULL) {
        return ERR_MEMORY;
    }
    for (int i = 0; i < g->columns; i++) {
        marks[i].classes = str_fmt(c->mem, "r%d", i + 1);
        if (i + 1 == g->elsewhere) {
            marks[i].label = say(c, W("Elsewhere"));
        } else if (rooms != NULL) {
            const struct room *room = &rooms->at[i];

            marks[i].label = room->name;
            marks[i].note =
                room->is_open ? rooms_seats_word(c, room->seats) : say(c, W("out of use"));
        } else {
            marks[i].label = g->named[i]->room_name;
            marks[i].note = rooms_seats_word(c, g->named[i]->seats);
        }
    }
    *out = (struct web_marks){.at = marks, .count = (size_t)g->columns};
    return OK;
}

/* Rooms out of use stand over the whole day, with the reason. */
static err closed_marks(cx *c, const struct grid *g, const struct room_list *rooms,
                        struct web_marks *out) {
    struct web_mark *marks = NULL;
    size_t count = 0;

    if (rooms == NULL) {
        return OK;
    }
    marks = arena_array(c->mem, rooms->count, sizeof(*marks));
    if (marks == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < rooms->count && i < COLUMNS_MAX - 1; i++) {
        const struct room *room = &rooms->at[i];

        if (!room->is_open) {
            marks[count++] = (struct web_mark){
                .classes = str_fmt(c->mem, "slot closed r%zu q0 n%d", i + 1, g->quarters),
                .label = room->name,
                .note = room->reason};
        }
    }
    *out = (struct web_marks){.at = marks, .count = count};
    return OK;
}

static err slots_of(cx *c, int32_t day, const struct web_day_order *order, struct web_slots *out) {
    const struct programme_session_list *sessions = order->sessions;
    struct web_slot *slots = arena_array(c->mem, sessions->count, sizeof(*slots));
    size_t count = 0;

    if (slots == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < sessions->count; i++) {
        if (sessions->at[i].day == day && fits_filter(&sessions->at[i], order->filter)) {
            slots[count++] = web_slot_of(c, &sessions->at[i]);
        }
    }
    *out = (struct web_slots){.at = slots, .count = count};
    return OK;
}

/* How many quarters are free in the slot's own column after it, or before it. */
static int64_t room_beside(const struct grid *g, const struct web_slots *slots,
                           const struct programme_session *s, bool is_after) {
    int64_t day_end = g->start + (int64_t)g->quarters * QUARTER_S;
    int64_t edge = is_after ? day_end : g->start;

    for (size_t i = 0; i < slots->count; i++) {
        const struct programme_session *other = slots->at[i].s;

        if (other->room != s->room || other->id == s->id) {
            continue;
        }
        if (is_after && other->starts_at >= s->ends_at && other->starts_at < edge) {
            edge = other->starts_at;
        } else if (!is_after && other->ends_at <= s->starts_at && other->ends_at > edge) {
            edge = other->ends_at;
        }
    }
    return (is_after ? edge - s->ends_at : s->starts_at - edge) / QUARTER_S;
}

/* Where time runs across, the words of a short slot stand beside it: behind it, else before it. */
static const char *beside(const struct grid *g, const struct web_slots *slots,
                          const struct programme_session *s) {
    int64_t after = room_beside(g, slots, s, true);

    if (s->ends_at - s->starts_at > SHORT_S) {
        return "";
    }
    if (after >= WORDS_QUARTERS) {
        return after >= FAR_QUARTERS ? " out far" : " out";
    }
    return room_beside(g, slots, s, false) >= WORDS_QUARTERS ? " out before" : "";
}

/* "4 too many" for the seats of its room; empty where all can sit. */
static str over_words(cx *c, const struct programme_session *s) {
    int64_t over = s->seats == 0 ? 0 : s->capacity - s->seats;

    return over > 0 ? say_count(c, W("{n} too many"), W("{n} too many"), over) : STR_NONE;
}

/* Gives each slot its place in the timetable. */
static err place_slots(cx *c, const struct grid *g, bool is_across, struct web_slots *slots) {
    struct web_slot *at = arena_array(c->mem, slots->count, sizeof(*at));

    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < slots->count; i++) {
        at[i] = slots->at[i];
        at[i].classes = placed(c, g, &slots->at[i]);
        if (is_across) {
            at[i].over = over_words(c, at[i].s);
            at[i].classes = str_fmt(c->mem, "%.*s%s%s", STR_ARG(at[i].classes),
                                    beside(g, slots, at[i].s), at[i].over.len > 0 ? " warn" : "");
        }
    }
    slots->at = at;
    return OK;
}

static str now_classes(cx *c, const struct grid *g) {
    int64_t minutes = (c->now - g->start) / 60;

    return str_fmt(c->mem, "now-line q%d m%d", quarter_of(g, c->now),
                   minutes < 0 ? 0 : (int)(minutes % 15 / 5 * 5));
}

static str zone_words(cx *c, const struct web_slots *slots) {
    str name = c->edition.zone_name;

    if (slots->count == 0) {
        return name;
    }
    return str_fmt(c->mem, "%.*s (%.*s)", STR_ARG(name),
                   STR_ARG(zone_short(c->edition.zone, slots->at[0].s->starts_at)));
}

err web_sheet_of(cx *c, int32_t day, const struct web_day_order *order, struct web_sheet *out) {
    struct web_sheet sheet = {.day = day,
                              .anchor = web_day_anchor(c, day),
                              .title = word_day_long(c->mem, c->lang, day),
                              .is_today = day == zone_day(c->edition.zone, c->now)};
    struct grid g = {0};

    TRY(slots_of(c, day, order, &sheet.slots));
    g = grid_of(c, &sheet.slots, order->rooms);
    sheet.zone = day == c->edition.virtual_day ? zone_words(c, &sheet.slots) : STR_NONE;
    sheet.has_grid = sheet.slots.count > 0 && g.columns > (order->rooms != NULL ? 0 : 1);
    if (sheet.has_grid) {
        TRY(place_slots(c, &g, order->rooms != NULL, &sheet.slots));
        TRY(hour_marks(c, &g, &sheet.hours));
        TRY(room_marks(c, &g, order->rooms, &sheet.rooms));
        TRY(closed_marks(c, &g, order->rooms, &sheet.closed));
        sheet.grid_classes = str_fmt(c->mem, "timetable%s rooms-%d n%d",
                                     order->rooms != NULL ? " across" : "", g.columns, g.quarters);
        sheet.now_classes = now_classes(c, &g);
        sheet.grid_start = g.start;
        sheet.has_now = c->now >= g.start && c->now < g.start + (int64_t)g.quarters * QUARTER_S;
    }
    *out = sheet;
    return OK;
}
