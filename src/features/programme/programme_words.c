#include "features/programme/programme.h"

struct entry {
    const char *name;  /* as stored */
    const char *label; /* in English, for people */
    const char *help;  /* of a part: what it means to its owner */
};

static const struct entry kinds[PROGRAMME_KINDS] = {
    [PROGRAMME_OPENING] = {.name = "opening", .label = "Plenary"},
    [PROGRAMME_WORKSHOP] = {.name = "workshop", .label = "Workshop"},
    [PROGRAMME_CASE] = {.name = "case", .label = "Case study"},
    [PROGRAMME_DESIGN] = {.name = "design", .label = "Co-design"},
    [PROGRAMME_PANEL] = {.name = "panel", .label = "Panel"},
    [PROGRAMME_NETWORKING] = {.name = "networking", .label = "Networking"},
    [PROGRAMME_EXERCISE] = {.name = "exercise", .label = "Exercise"},
    [PROGRAMME_SOCIAL] = {.name = "social", .label = "Social"},
    [PROGRAMME_BREAK] = {.name = "break", .label = "Break"},
    [PROGRAMME_BLOCKER] = {.name = "blocker", .label = "Kept free"},
};
static const struct entry models[] = {
    [PROGRAMME_NO_MODEL] = {.name = ""},
    [PROGRAMME_LAB] = {.name = "lab", .label = "Living lab"},
    [PROGRAMME_HUB] = {.name = "hub", .label = "Excellence hub"},
    [PROGRAMME_BOTH] = {.name = "both", .label = "Both models"},
};
static const struct entry states[] = {
    [PROGRAMME_DRAFT] = {.name = "draft"},
    [PROGRAMME_CONFIRMED] = {.name = "confirmed"},
    [PROGRAMME_CANCELLED] = {.name = "cancelled"},
};
static const struct entry parts[] = {
    [PROGRAMME_NO_PART] = {.name = ""},
    [PROGRAMME_SPEAKER] = {.name = "speaker", .label = "speaker", .help = "You speak here"},
    [PROGRAMME_MODERATOR] = {.name = "moderator",
                             .label = "moderator",
                             .help = "You moderate here"},
    [PROGRAMME_FACILITATOR] = {.name = "facilitator",
                               .label = "facilitator",
                               .help = "You facilitate here"},
    [PROGRAMME_EXPERT] = {.name = "expert", .label = "expert", .help = "You are an expert here"},
};

/* Sets the place of `name` among the entries; false where it is not there. */
static bool place_of(str name, const struct entry *entries, size_t count, size_t *place) {
    for (size_t i = 0; i < count; i++) {
        if (str_eq(name, str_of(entries[i].name))) {
            *place = i;
            return true;
        }
    }
    return false;
}

bool programme_kind_read(str name, enum programme_kind *out) {
    size_t place = *out;
    bool found = place_of(name, kinds, COUNT_OF(kinds), &place);

    *out = (enum programme_kind)place;
    return found;
}

bool programme_model_read(str name, enum programme_model *out) {
    size_t place = *out;
    bool found = place_of(name, models, COUNT_OF(models), &place);

    *out = (enum programme_model)place;
    return found;
}

bool programme_state_read(str name, enum programme_state *out) {
    size_t place = *out;
    bool found = place_of(name, states, COUNT_OF(states), &place);

    *out = (enum programme_state)place;
    return found;
}

bool programme_part_read(str name, enum programme_part *out) {
    size_t place = *out;
    bool found = name.len > 0 && place_of(name, parts, COUNT_OF(parts), &place);

    *out = (enum programme_part)place;
    return found;
}

const char *programme_kind_name(enum programme_kind kind) {
    return kinds[kind].name;
}

const char *programme_model_name(enum programme_model model) {
    return models[model].name;
}

const char *programme_state_name(enum programme_state state) {
    return states[state].name;
}

const char *programme_part_name(enum programme_part part) {
    return parts[part].name;
}

static str say_if(const cx *c, const char *sentence) {
    return sentence == NULL ? STR_NONE : say(c, str_of(sentence));
}

str programme_kind_word(const cx *c, enum programme_kind kind) {
    return say_if(c, kinds[kind].label);
}

str programme_model_word(const cx *c, enum programme_model model) {
    return say_if(c, models[model].label);
}

str programme_part_word(const cx *c, enum programme_part part) {
    return say_if(c, parts[part].label);
}

str programme_my_word(const cx *c, enum programme_part part) {
    return say_if(c, parts[part].help);
}
