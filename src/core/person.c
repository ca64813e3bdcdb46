#include "core/person.h"

#include <utf8proc.h>

#include "base/id.h"

#include "gen/core_sql.h"

enum { EMAIL_MIN = 3, EMAIL_MAX = 254, NAME_MAX_POINTS = 100 };

str person_name(arena *mem, const struct person *p) {
    if (p->given_name.len == 0 || p->family_name.len == 0) {
        return str_join(mem, p->given_name, p->family_name);
    }
    return str_fmt(mem, "%.*s %.*s", STR_ARG(p->given_name), STR_ARG(p->family_name));
}

/* The first code point of `name` in upper case, as UTF-8. */
static str initial(arena *mem, str name) {
    utf8proc_int32_t point = 0;
    utf8proc_uint8_t out[4];

    if (name.len == 0 || utf8proc_iterate((const utf8proc_uint8_t *)name.at,
                                          (utf8proc_ssize_t)name.len, &point) <= 0) {
        return STR_NONE;
    }
    return str_copy(
        mem, str_at((const char *)out, (size_t)utf8proc_encode_char(utf8proc_toupper(point), out)));
}

str person_initials(arena *mem, str given_name, str family_name) {
    return str_join(mem, initial(mem, given_name), initial(mem, family_name));
}

bool person_email_read(arena *mem, str typed, str *out) {
    str s = str_trim(typed);
    str local = STR_NONE;
    bool has_at = false;
    str domain = str_cut(s, '@', &local, &has_at);

    if (!has_at || local.len == 0 || domain.len == 0 || s.len < EMAIL_MIN || s.len > EMAIL_MAX ||
        str_find_char(domain, '@') != SIZE_MAX || !str_is_utf8(s)) {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        unsigned char ch = (unsigned char)s.at[i];

        if (ch <= ' ' || ch == 0x7f || ch == '<' || ch == '>' || ch == ',' || ch == ';' ||
            ch == '"' || ch == '(' || ch == ')' || ch == '\\') {
            return false;
        }
    }
    if (domain.at[0] == '.' || domain.at[domain.len - 1] == '.') {
        return false;
    }
    *out = str_lower(mem, s);
    return true;
}

static struct person person_from(const struct core_person *row) {
    return (struct person){.id = row->id,
                           .email = row->email,
                           .given_name = row->given_name,
                           .family_name = row->family_name,
                           .language = row->language,
                           .roles = (unsigned)row->roles};
}

err person_get(cx *c, int64_t id, struct person *out) {
    struct core_person row = {0};
    bool found = false;

    TRY(core_sql_person(c->db, c->mem, c->edition.id, id, &row, &found));
    if (!found) {
        return refuse(c, ERR_MISSING, W("There is no such person here."));
    }
    *out = person_from(&row);
    return OK;
}

err person_by_email(cx *c, str email, struct person *out, bool *found) {
    struct core_person row = {0};

    TRY(core_sql_person_by_email(c->db, c->mem, c->edition.id, email, &row, found));
    if (*found) {
        *out = person_from(&row);
    }
    return OK;
}

static err check_person(cx *c, const struct person *p) {
    if (p->given_name.len + p->family_name.len == 0) {
        fault(c, STR("family_name"), W("Write the name."));
    }
    if (str_points(p->given_name) > NAME_MAX_POINTS ||
        str_points(p->family_name) > NAME_MAX_POINTS) {
        fault(c, STR("family_name"), W("A name has at most 100 characters."));
    }
    return check_faults(c);
}

static err store_person(cx *c, const struct person *p, int64_t id) {
    str full = person_name(c->mem, p);

    TRY(core_sql_person_put(c->db, c->mem,
                            &(struct core_person_put_args){.id = id,
                                                           .email = p->email,
                                                           .given_name = p->given_name,
                                                           .family_name = p->family_name,
                                                           .language = p->language,
                                                           .folded = str_fold(c->mem, full),
                                                           .now = c->now}));
    if (p->roles == 0) {
        return core_sql_role_drop(c->db, c->mem, c->edition.id, id);
    }
    return core_sql_role_put(c->db, c->mem, c->edition.id, id, (int64_t)p->roles);
}

err person_put(cx *c, const struct person *p, int64_t *id, int *changed) {
    struct person before = {0};
    struct core_role held = {0};
    bool has_role = false;
    bool found = false;

    TRY(check_person(c, p));
    if (p->id != 0) {
        TRY(person_get(c, p->id, &before));
        found = true;
    } else if (p->email.len > 0) {
        TRY(person_by_email(c, p->email, &before, &found));
    }
    *id = found ? before.id : id_new();
    TRY(core_sql_role(c->db, c->mem, c->edition.id, *id, &held, &has_role));
    if (found && str_eq(before.email, p->email) && str_eq(before.given_name, p->given_name) &&
        str_eq(before.family_name, p->family_name) && str_eq(before.language, p->language) &&
        (has_role ? (unsigned)held.roles : 0) == p->roles) {
        *changed = 0;
        return OK;
    }
    TRY(store_person(c, p, *id));
    cx_touch(c, "people/%" PRId64, *id);
    *changed = found ? 2 : 1;
    return OK;
}
