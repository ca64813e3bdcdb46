#include "core/role.h"

#include "base/buf.h"

static const struct {
    unsigned bit;
    const char *name;
} names[] = {
    {ROLE_VISITOR, "visitor"},     {ROLE_PARTICIPANT, "participant"}, {ROLE_SPEAKER, "speaker"},
    {ROLE_PARTNER, "partner"},     {ROLE_ORGANISER, "organiser"},     {ROLE_ALLIANCE, "alliance"},
    {ROLE_ADMIN, "administrator"}, {ROLE_SCREEN, "screen"},
};

bool role_may(unsigned held, unsigned open) {
    return (held & open) != 0;
}

str role_name(unsigned one) {
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (names[i].bit == one) {
            return str_of(names[i].name);
        }
    }
    return STR_NONE;
}

unsigned role_from(str name) {
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (str_eq(name, str_of(names[i].name))) {
            return names[i].bit;
        }
    }
    return ROLE_UNSET;
}

str role_names(arena *mem, unsigned held) {
    buf out = buf_new(mem, 200);

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if ((held & names[i].bit) != 0) {
            if (out.len > 0) {
                buf_c(&out, ", ");
            }
            buf_c(&out, names[i].name);
        }
    }
    return buf_str(&out);
}
