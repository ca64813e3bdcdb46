#include "features/institutions/institutions.h"

#include "base/id.h"
#include "core/edition.h"

#include "gen/institutions_sql.h"

enum { SHORT_MAX = 20, NAME_MAX_POINTS = 200, CITY_MAX = 100, WEBSITE_MAX = 300 };

enum { SAME, NEW_ROW, CHANGED };

static bool part_read(str name, enum institution_part *out) {
    for (int i = 0; i < INSTITUTION_PARTS; i++) {
        if (str_eq(name, str_of(institution_part_name((enum institution_part)i)))) {
            *out = (enum institution_part)i;
            return true;
        }
    }
    return false;
}

static struct institution from_line(const struct institutions_line *line) {
    struct institution i = {.id = line->id,
                            .short_name = line->short_name,
                            .name = line->name,
                            .name_en = line->name_en,
                            .city = line->city,
                            .country = line->country,
                            .erasmus_code = line->erasmus_code,
                            .ror = line->ror,
                            .website = line->website,
                            .version = line->version,
                            .part = INSTITUTION_PARTNER};

    if (!part_read(line->part, &i.part)) {
        i.part = INSTITUTION_PARTNER;
    }
    return i;
}

err institution_list(cx *c, struct institution_list *out) {
    struct institutions_line_list lines = {0};
    struct institution *at = NULL;

    TRY(institutions_sql_all(c, c->edition.id, &lines));
    at = arena_array(c->mem, lines.count, sizeof(*at));
    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < lines.count; i++) {
        at[i] = from_line(&lines.at[i]);
    }
    *out = (struct institution_list){at, lines.count};
    return OK;
}

err institution_get(cx *c, int64_t id, struct institution *out) {
    struct institutions_line line = {0};
    bool found = false;

    TRY(institutions_sql_by_id(c, c->edition.id, id, &line, &found));
    if (!found) {
        return refuse(c, ERR_MISSING, W("There is no such institution in this edition."));
    }
    *out = from_line(&line);
    return OK;
}

err institution_by_short(cx *c, str short_name, struct institution *out, bool *found) {
    struct institution_list all = {0};

    *found = false;
    TRY(institution_list(c, &all));
    for (size_t i = 0; i < all.count && !*found; i++) {
        if (str_eq_nocase(all.at[i].short_name, short_name)) {
            *out = all.at[i];
            *found = true;
        }
    }
    return OK;
}

const struct institution *institution_in(const struct institution_list *list, int64_t id) {
    for (size_t i = 0; i < list->count; i++) {
        if (list->at[i].id == id) {
            return &list->at[i];
        }
    }
    return NULL;
}

err institution_counting_rule(cx *c, str *host_country, str *associated) {
    struct institution_list all = {0};
    struct edition_row edition = {0};

    TRY(institution_list(c, &all));
    TRY(edition_row(c, &edition));
    *host_country = STR_NONE;
    for (size_t i = 0; i < all.count; i++) {
        if (all.at[i].part == INSTITUTION_HOST) {
            *host_country = all.at[i].country;
        }
    }
    *associated =
        institution_associated(cx_setting(c, "institutions.associated"), edition.call_year);
    return OK;
}

/* ---- changing ---- */

static bool has_blank(str s) {
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.at[i] <= ' ') {
            return true;
        }
    }
    return false;
}

static void check_length(cx *c, const char *field, str text, size_t max) {
    if (str_points(text) > max) {
        fault_with(c, str_of(field), W("This is longer than {max} characters. Shorten it."),
                   (const struct word_value[]){{"max", str_fmt(c->mem, "%zu", max)}}, 1);
    }
}

static void check_names(cx *c, const struct institution_row *row) {
    if (row->short_name.len == 0 || has_blank(row->short_name)) {
        fault(c, STR("short"), W("Write a short name without blanks, as in THWS."));
    }
    if (row->name.len == 0) {
        fault(c, STR("name"), W("Write the name."));
    }
    check_length(c, "short", row->short_name, SHORT_MAX);
    check_length(c, "name", row->name, NAME_MAX_POINTS);
    check_length(c, "name_en", row->name_en, NAME_MAX_POINTS);
    check_length(c, "city", row->city, CITY_MAX);
    check_length(c, "website", row->website, WEBSITE_MAX);
}

/* What the row says, codes made regular; faults are noted. */
static struct institution read_row(cx *c, const struct institution_row *row) {
    struct institution i = {.short_name = row->short_name,
                            .name = row->name,
                            .name_en = row->name_en,
                            .city = row->city,
                            .website = row->website,
                            .part = INSTITUTION_PARTNER};

    check_names(c, row);
    if (row->country.len > 0 && !institution_country_read(c->mem, row->country, &i.country)) {
        fault(c, STR("country"), W("Write the country as two letters, as in DE."));
    }
    if (row->erasmus_code.len > 0 &&
        !institution_erasmus_read(c->mem, row->erasmus_code, &i.erasmus_code)) {
        fault(c, STR("erasmus_code"),
              W("This is no Erasmus code. It looks like F  PARIS013: letters for the country, "
                "the city, two or three digits."));
    }
    if (row->ror.len > 0 && !institution_ror_read(c->mem, row->ror, &i.ror)) {
        fault(c, STR("ror"),
              W("This is no ROR identifier, or a character of it is wrong. Copy it from ror.org."));
    }
    if (row->website.len > 0 && !str_starts(row->website, STR("https://")) &&
        !str_starts(row->website, STR("http://"))) {
        fault(c, STR("website"), W("A web address begins with https://."));
    }
    if (row->part.len > 0 && !part_read(row->part, &i.part)) {
        fault(c, STR("part"), W("Write host, partner or associated."));
    }
    return i;
}

static bool same_body(const struct institution *a, const struct institution *b) {
    return str_eq(a->short_name, b->short_name) && str_eq(a->name, b->name) &&
           str_eq(a->name_en, b->name_en) && str_eq(a->city, b->city) &&
           str_eq(a->country, b->country) && str_eq(a->erasmus_code, b->erasmus_code) &&
           str_eq(a->ror, b->ror) && str_eq(a->website, b->website);
}

static str folded_of(cx *c, const struct institution *i) {
    return str_fold(c->mem, str_fmt(c->mem, "%.*s %.*s %.*s %.*s", STR_ARG(i->short_name),
                                    STR_ARG(i->name), STR_ARG(i->name_en), STR_ARG(i->city)));
}

static err store_body(cx *c, const struct institution *i) {
    return institutions_sql_put(c, &(struct institutions_put_args){.id = i->id,
                                                                   .short_name = i->short_name,
                                                                   .name = i->name,
                                                                   .name_en = i->name_en,
                                                                   .city = i->city,
                                                                   .country = i->country,
                                                                   .erasmus_code = i->erasmus_code,
                                                                   .ror = i->ror,
                                                                   .website = i->website,
                                                                   .folded = folded_of(c, i),
                                                                   .now = c->now});
}

/* `before` is what is stored, NULL for a new one; `in_edition`: with a part in this edition. */
static err store_changes(cx *c, const struct institution *before, bool in_edition,
                         const struct institution *wanted, int *changed) {
    bool body_differs = before == NULL || !same_body(before, wanted);
    bool part_differs = before == NULL || !in_edition || before->part != wanted->part;

    *changed = SAME;
    if (body_differs) {
        TRY(store_body(c, wanted));
    }
    if (part_differs) {
        TRY(institutions_sql_part_put(c, c->edition.id, wanted->id,
                                      str_of(institution_part_name(wanted->part))));
    }
    if (body_differs || part_differs) {
        *changed = in_edition ? CHANGED : NEW_ROW;
        cx_touch(c, "institutions/%.*s", STR_ARG(c->edition.slug));
        /* The edition's public page names its partners. */
        cx_touch(c, "edition/%.*s", STR_ARG(c->edition.slug));
    }
    return OK;
}

err institution_put(cx *c, const struct institution_row *row, int *changed) {
    struct institution wanted = read_row(c, row);
    struct institution before = {0};
    struct institutions_line line = {0};
    bool found = false;

    TRY(check_faults(c));
    TRY(institutions_sql_by_short(c, c->edition.id, wanted.short_name, &line, &found));
    if (!found) {
        wanted.id = id_new();
        return store_changes(c, NULL, false, &wanted, changed);
    }
    before = from_line(&line);
    wanted.id = before.id;
    return store_changes(c, &before, line.part.len > 0, &wanted, changed);
}

err institution_change(cx *c, int64_t id, int64_t version, const struct institution_row *row,
                       int *changed) {
    struct institution wanted = read_row(c, row);
    struct institution before = {0};
    struct institutions_line other = {0};
    bool found = false;

    TRY(institution_get(c, id, &before));
    TRY(institutions_sql_by_short(c, c->edition.id, wanted.short_name, &other, &found));
    if (found && other.id != id) {
        fault(c, STR("short"), W("Another institution has this short name."));
    }
    TRY(check_faults(c));
    if (before.version != version) {
        return refuse(c, ERR_CONFLICT,
                      W("Somebody else changed this institution meanwhile. What you typed still "
                        "stands below; look at both, then save again."));
    }
    wanted.id = id;
    return store_changes(c, &before, true, &wanted, changed);
}
