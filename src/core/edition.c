#include "core/edition.h"

#include "base/id.h"

#include "gen/core_sql.h"

enum { SLUG_MIN = 2, SLUG_MAX = 40, TITLE_MAX = 200, SUMMARY_MAX = 4000, DAYS_MAX = 60 };

static int32_t day_or_none(bool is_null, int64_t day) {
    return is_null ? EDITION_NO_DAY : (int32_t)day;
}

err edition_row(cx *c, struct edition_row *out) {
    struct core_edition_row row = {0};
    struct core_edition_texts_list texts = {0};

    TRY(core_sql_edition_row(c->db, c->mem, c->edition.id, &row));
    TRY(core_sql_edition_texts(c->db, c->mem, c->edition.id, &texts));
    *out =
        (struct edition_row){.slug = row.slug,
                             .zone = row.zone,
                             .virtual_day = day_or_none(row.virtual_day_is_null, row.virtual_day),
                             .first_day = (int32_t)row.first_day,
                             .last_day = (int32_t)row.last_day,
                             .call_year = row.call_year,
                             .alliance = row.alliance,
                             .host = row.host,
                             .place = row.place,
                             .contact_name = row.contact_name,
                             .contact_email = row.contact_email,
                             .contact_phone = row.contact_phone};
    for (size_t i = 0; i < texts.count; i++) {
        const struct core_edition_texts *t = &texts.at[i];

        if (str_eq(t->lang, STR("en"))) {
            out->title_en = t->title;
            out->short_title_en = t->short_title;
            out->summary_en = t->summary;
        } else if (str_eq(t->lang, STR("fr"))) {
            out->title_fr = t->title;
            out->short_title_fr = t->short_title;
            out->summary_fr = t->summary;
        }
    }
    return OK;
}

static bool slug_is_good(str slug) {
    if (slug.len < SLUG_MIN || slug.len > SLUG_MAX) {
        return false;
    }
    for (size_t i = 0; i < slug.len; i++) {
        char ch = slug.at[i];

        if (!((ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9') || ch == '-')) {
            return false;
        }
    }
    return slug.at[0] != '-' && slug.at[slug.len - 1] != '-';
}

static void check_days(cx *c, const struct edition_row *row) {
    if (row->last_day < row->first_day) {
        fault(c, STR("last_day"),
              W("The last day is before the first day. Correct one of the two."));
    } else if (row->last_day - row->first_day >= DAYS_MAX) {
        fault(c, STR("last_day"), W("A week on site has at most 60 days. Correct the last day."));
    }
    if (row->virtual_day != EDITION_NO_DAY && row->virtual_day >= row->first_day &&
        row->virtual_day <= row->last_day) {
        fault(
            c, STR("virtual_day"),
            W("The virtual day lies within the days on site. Choose a day before or after them."));
    }
}

static err check_row(cx *c, const struct edition_row *row) {
    const zone *z = NULL;

    if (!slug_is_good(row->slug)) {
        fault(c, STR("slug"),
              W("An address has 2 to 40 small letters, digits and hyphens, such as 2026-uspn."));
    }
    if (row->title_en.len == 0 || str_points(row->title_en) > TITLE_MAX) {
        fault(c, STR("title_en"), W("Write a title of at most 200 characters."));
    }
    if (str_points(row->summary_en) > SUMMARY_MAX || str_points(row->summary_fr) > SUMMARY_MAX) {
        fault(c, STR("summary_en"), W("A summary has at most 4,000 characters."));
    }
    if (zone_find(row->zone, &z) != OK) {
        fault(c, STR("zone"), W("This is no time zone. Write it like Europe/Paris."));
    }
    if (row->call_year != 0 && (row->call_year < 2014 || row->call_year > 2100)) {
        fault(c, STR("call_year"), W("A call year has four digits, such as 2024."));
    }
    check_days(c, row);
    return check_faults(c);
}

static bool same_text(const struct edition_row *a, const struct edition_row *b) {
    return str_eq(a->title_en, b->title_en) && str_eq(a->title_fr, b->title_fr) &&
           str_eq(a->short_title_en, b->short_title_en) &&
           str_eq(a->short_title_fr, b->short_title_fr) && str_eq(a->summary_en, b->summary_en) &&
           str_eq(a->summary_fr, b->summary_fr);
}

static bool same_row(const struct edition_row *a, const struct edition_row *b) {
    return str_eq(a->slug, b->slug) && str_eq(a->zone, b->zone) &&
           a->virtual_day == b->virtual_day && a->first_day == b->first_day &&
           a->last_day == b->last_day && a->call_year == b->call_year &&
           str_eq(a->alliance, b->alliance) && str_eq(a->host, b->host) &&
           str_eq(a->place, b->place) && str_eq(a->contact_name, b->contact_name) &&
           str_eq(a->contact_email, b->contact_email) &&
           str_eq(a->contact_phone, b->contact_phone) && same_text(a, b);
}

static err store_row(cx *c, int64_t id, const struct edition_row *row) {
    TRY(core_sql_edition_put(
        c->db, c->mem,
        &(struct core_edition_put_args){
            .id = id,
            .slug = row->slug,
            .zone = row->zone,
            .virtual_day = row->virtual_day == EDITION_NO_DAY ? 0 : row->virtual_day,
            .first_day = row->first_day,
            .last_day = row->last_day,
            .call_year = row->call_year,
            .alliance = row->alliance,
            .host = row->host,
            .place = row->place,
            .contact_name = row->contact_name,
            .contact_email = row->contact_email,
            .contact_phone = row->contact_phone,
            .now = c->now}));
    TRY(core_sql_edition_text_put(
        c->db, c->mem,
        &(struct core_edition_text_put_args){.edition = id,
                                             .lang = STR("en"),
                                             .title = row->title_en,
                                             .short_title = row->short_title_en,
                                             .summary = row->summary_en}));
    return core_sql_edition_text_put(
        c->db, c->mem,
        &(struct core_edition_text_put_args){.edition = id,
                                             .lang = STR("fr"),
                                             .title = row->title_fr,
                                             .short_title = row->short_title_fr,
                                             .summary = row->summary_fr});
}

static void enter_row(cx *c, int64_t id, const struct edition_row *row) {
    c->edition = (struct edition){.id = id,
                                  .slug = row->slug,
                                  .title = row->title_en,
                                  .short_title = row->short_title_en,
                                  .zone_name = row->zone,
                                  .zone = zone_utc(),
                                  .virtual_day = row->virtual_day,
                                  .first_day = row->first_day,
                                  .last_day = row->last_day};
    DROP(zone_find(row->zone, &c->edition.zone), "checked before");
}

err edition_put(cx *c, const struct edition_row *row, int *changed) {
    struct core_edition_id known = {0};
    struct edition_row before = {0};
    bool found = false;
    int64_t id = 0;

    TRY(check_row(c, row));
    TRY(core_sql_edition_id(c->db, c->mem, row->slug, &known, &found));
    id = found ? known.id : id_new();
    enter_row(c, id, row);
    if (found) {
        TRY(edition_row(c, &before));
        if (same_row(&before, row)) {
            *changed = 0;
            return OK;
        }
    }
    TRY(store_row(c, id, row));
    cx_touch(c, "edition/%.*s", STR_ARG(row->slug));
    *changed = found ? 2 : 1;
    return OK;
}
