#include "features/institutions/institutions.h"

#include "tests/kit/app_kit.h"

/* ---- identifiers ---- */

static str erasmus(struct test *t, str typed) {
    str code = STR_NONE;

    return institution_erasmus_read(t->mem, typed, &code) ? code : STR("refused");
}

TEST(erasmus_codes_of_the_partners_are_read_as_the_charter_has_them) {
    CHECK_STR(erasmus(t, STR("F  PARIS013")), "F  PARIS013");
    CHECK_STR(erasmus(t, STR("D  WURZBUR03")), "D  WURZBUR03");
    CHECK_STR(erasmus(t, STR("SF TAMPERE06")), "SF TAMPERE06");
    CHECK_STR(erasmus(t, STR("NL S-GRAVE13")), "NL S-GRAVE13");
    CHECK_STR(erasmus(t, STR("IRLDUBLIN02")), "IRLDUBLIN02");
    CHECK_STR(erasmus(t, STR("LUXLUX-VIL01")), "LUXLUX-VIL01");
}

TEST(what_spreadsheets_do_to_an_erasmus_code_is_mended) {
    CHECK_STR(erasmus(t, STR("F PARIS013")), "F  PARIS013");
    CHECK_STR(erasmus(t, STR(" f   paris013 ")), "F  PARIS013");
    CHECK_STR(erasmus(t, STR("F\u00a0\u00a0PARIS013")), "F  PARIS013");
    CHECK_STR(erasmus(t, STR("E MALAGA01")), "E  MALAGA01");
    CHECK_STR(erasmus(t, STR("IRL DUBLIN02")), "IRLDUBLIN02");
    CHECK_STR(erasmus(t, STR("\uff24  WURZBUR03")), "D  WURZBUR03");
}

TEST(what_is_no_erasmus_code_is_refused) {
    CHECK_STR(erasmus(t, STR("")), "refused");
    CHECK_STR(erasmus(t, STR("PARIS013")), "refused");
    CHECK_STR(erasmus(t, STR("F  PARIS1")), "refused");
    CHECK_STR(erasmus(t, STR("F  PARIS0134")), "refused");
    CHECK_STR(erasmus(t, STR("F  013")), "refused");
    CHECK_STR(erasmus(t, STR("F  -PARIS013")), "refused");
    CHECK_STR(erasmus(t, STR("F  PARIS-013")), "refused");
    CHECK_STR(erasmus(t, STR("ABC PARIS013")), "refused");
    CHECK_STR(erasmus(t, STR("F  PARIS 013")), "refused");
    CHECK_STR(erasmus(t, STR("1  PARIS013")), "refused");
}

TEST(a_shown_erasmus_code_neither_breaks_nor_collapses) {
    CHECK_STR(institution_erasmus_shown(t->mem, STR("F  PARIS013")), "F\u00a0\u00a0PARIS013");
    CHECK_STR(institution_erasmus_shown(t->mem, STR("")), "");
}

TEST(ror_identifiers_are_held_against_their_check_digits) {
    str ror = STR_NONE;

    CHECK(institution_ror_read(t->mem, STR("03yrm5c26"), &ror));
    CHECK(institution_ror_read(t->mem, STR("01k4yrm29"), &ror));
    CHECK(institution_ror_read(t->mem, STR("00pjdza24"), &ror));
    CHECK(institution_ror_read(t->mem, STR("0199hds37"), &ror));
    CHECK(institution_ror_read(t->mem, STR(" https://ror.org/03YRM5C26"), &ror));
    CHECK_STR(ror, "03yrm5c26");
    CHECK(!institution_ror_read(t->mem, STR("01k4yrm30"), &ror));
    CHECK(!institution_ror_read(t->mem, STR("13yrm5c26"), &ror));
    CHECK(!institution_ror_read(t->mem, STR("03yrm5l26"), &ror)); /* l is no digit of base 32 */
    CHECK(!institution_ror_read(t->mem, STR("03yrm5c2"), &ror));
    CHECK(!institution_ror_read(t->mem, STR("03yrm5c2x"), &ror));
}

TEST(a_country_is_two_letters_that_are_assigned) {
    str code = STR_NONE;

    CHECK(institution_country_read(t->mem, STR("de"), &code));
    CHECK_STR(code, "DE");
    CHECK(institution_country_read(t->mem, STR("XK"), &code));
    CHECK(!institution_country_read(t->mem, STR("EL"), &code)); /* Greece is GR here */
    CHECK(!institution_country_read(t->mem, STR("UK"), &code));
    CHECK(!institution_country_read(t->mem, STR("D"), &code));
    CHECK(!institution_country_read(t->mem, STR("E "), &code));
    CHECK(!institution_country_read(t->mem, STR("DEU"), &code));
}

/* ---- who counts ---- */

static enum institution_counting counting(str country, str code, enum institution_part part) {
    const struct institution i = {.country = country, .erasmus_code = code, .part = part};

    return institution_counting(&i, STR("FR"), STR("IS LI MK NO RS TR"));
}

TEST(people_count_from_the_union_and_from_associated_countries) {
    CHECK_EQ(counting(STR("DE"), STR("D  X01"), INSTITUTION_PARTNER), INSTITUTION_COUNTS);
    CHECK_EQ(counting(STR("RS"), STR("RS X01"), INSTITUTION_PARTNER), INSTITUTION_COUNTS);
    CHECK_EQ(counting(STR("AL"), STR("AL X01"), INSTITUTION_PARTNER), INSTITUTION_NOT_IN_LIST);
    CHECK_EQ(counting(STR("CH"), STR("CH X01"), INSTITUTION_ASSOCIATED), INSTITUTION_NOT_IN_LIST);
    CHECK_EQ(counting(STR("FR"), STR("F  X01"), INSTITUTION_HOST), INSTITUTION_IS_HOST);
    CHECK_EQ(counting(STR("FR"), STR("F  X01"), INSTITUTION_PARTNER), INSTITUTION_IN_HOST_LAND);
    CHECK_EQ(counting(STR(""), STR("D  X01"), INSTITUTION_PARTNER), INSTITUTION_NO_COUNTRY);
    CHECK_EQ(counting(STR("DE"), STR(""), INSTITUTION_ASSOCIATED), INSTITUTION_NO_CHARTER);
}

TEST(the_associated_countries_are_those_of_the_call_year) {
    static const str list = STR_INIT("2021: IS LI NO; 2027: IS LI NO CH");

    CHECK_STR(institution_associated(list, 2025), "IS LI NO");
    CHECK_STR(institution_associated(list, 2021), "IS LI NO");
    CHECK_STR(institution_associated(list, 2027), "IS LI NO CH");
    CHECK_STR(institution_associated(list, 2030), "IS LI NO CH");
    CHECK_STR(institution_associated(list, 0), "IS LI NO CH");
    CHECK_STR(institution_associated(list, 2020), "");
    CHECK_STR(institution_associated(STR("IS LI NO"), 2025), "");
}

TEST(a_list_of_countries_that_cannot_be_read_is_refused_with_a_sentence) {
    CHECK(institution_associated_check(STR("2021: IS LI MK NO RS TR")) == NULL);
    CHECK(institution_associated_check(STR("2021: IS; 2027: IS CH")) == NULL);
    CHECK(institution_associated_check(STR("IS LI NO")) != NULL);
    CHECK(institution_associated_check(STR("21: IS")) != NULL);
    CHECK(institution_associated_check(STR("2021: Norway")) != NULL);
    CHECK(institution_associated_check(STR("2021: IS,LI")) != NULL);
}

TEST(tirana_takes_part_and_does_not_count) {
    cx *c = app_cx(t);
    struct institution i = {0};
    bool found = false;
    str host = STR_NONE;
    str associated = STR_NONE;

    CHECK_OK(institution_by_short(c, STR("ut"), &i, &found));
    CHECK(found);
    CHECK_OK(institution_counting_rule(c, &host, &associated));
    CHECK_STR(host, "FR");
    CHECK_EQ(institution_counting(&i, host, associated), INSTITUTION_NOT_IN_LIST);
    CHECK_STR(institution_counting_why(c, &i, INSTITUTION_NOT_IN_LIST),
              "Albania is not associated to Erasmus+.");
}

/* ---- the edition's list ---- */

TEST(the_host_comes_first_and_names_follow_the_reader) {
    cx *c = app_cx(t);
    struct institution_list all = {0};

    CHECK_OK(institution_list(c, &all));
    CHECK_EQ(all.count, 8);
    CHECK_STR(all.at[0].short_name, "USPN");
    CHECK_EQ(all.at[0].part, INSTITUTION_HOST);
    CHECK_STR(institution_name(c, &all.at[0]), "Sorbonne Paris Nord University");
    CHECK_STR(institution_place(c, &all.at[0]), "Villetaneuse, France");
    c->lang = lang_find(STR("fr"));
    CHECK_STR(institution_name(c, &all.at[0]), "Université Sorbonne Paris Nord");
}

TEST(the_desk_sees_why_an_institution_does_not_count) {
    struct seen page;

    sign_in_with(t, ROLE_ORGANISER);
    page = get(t, "/desk/institutions");
    CHECK_EQ(page.status, 200);
    CHECK_CONTAINS(page.body, "Albania is not associated to Erasmus+.");
    CHECK_CONTAINS(page.body, "own people do not travel.");
    CHECK_CONTAINS(page.body, "F\u00a0\u00a0PARIS013");
}

TEST(the_list_of_institutions_can_be_downloaded) {
    struct seen file;

    sign_in_with(t, ROLE_ORGANISER);
    file = get(t, "/desk/institutions.csv");
    CHECK_EQ(file.status, 200);
    CHECK_CONTAINS(file.body, "SF TAMPERE06");
    CHECK_CONTAINS(file.body, "Albania is not associated to Erasmus+.");
}

TEST(only_the_desk_sees_the_desks_institutions) {
    static const unsigned others[] = {ROLE_PARTICIPANT, ROLE_SPEAKER, ROLE_PARTNER, ROLE_ALLIANCE};

    for (size_t i = 0; i < COUNT_OF(others); i++) {
        sign_in_with(t, others[i]);
        CHECK_EQ(get(t, "/desk/institutions").status, 403);
        CHECK_EQ(get(t, "/desk/institutions.csv").status, 403);
    }
    sign_in_with(t, ROLE_ADMIN);
    CHECK_EQ(get(t, "/desk/institutions").status, 200);
    sign_out(t);
    CHECK_EQ(get(t, "/desk/institutions").status, 303);
}

static const char *desk_path(struct test *t, const struct institution *i) {
    return str_c(t->mem, str_fmt(t->mem, "/desk/institutions/%" PRId64, i->id));
}

static struct institution by_short(struct test *t, str short_name) {
    struct institution i = {0};
    bool found = false;

    CHECK_OK(institution_by_short(app_cx(t), short_name, &i, &found));
    CHECK(found);
    return i;
}

static const char *form(struct test *t, const struct institution *i, const char *more) {
    return str_c(t->mem, str_fmt(t->mem, "version=%" PRId64 "&%s", i->version, more));
}

TEST(an_institution_is_changed_at_the_desk) {
    struct institution i = by_short(t, STR("THWS"));

    sign_in_with(t, ROLE_ORGANISER);
    CHECK_EQ(get(t, desk_path(t, &i)).status, 200);
    CHECK_EQ(post(t, desk_path(t, &i),
                  form(t, &i,
                       "short=THWS&name=THWS&city=Schweinfurt&country=de&part=partner&"
                       "erasmus_code=d+wurzbur03"))
                 .status,
             303);
    i = by_short(t, STR("THWS"));
    CHECK_STR(i.city, "Schweinfurt");
    CHECK_STR(i.country, "DE");
    CHECK_STR(i.erasmus_code, "D  WURZBUR03");
    CHECK_STR(i.ror, "");
}

TEST(what_was_typed_is_kept_when_an_institution_is_refused) {
    struct institution i = by_short(t, STR("THWS"));
    struct seen page;

    sign_in_with(t, ROLE_ORGANISER);
    page =
        post(t, desk_path(t, &i),
             form(t, &i, "short=THWS&name=Typed+Name&country=DE&part=partner&erasmus_code=WRONG"));
    CHECK_EQ(page.status, 422);
    CHECK_CONTAINS(page.body, "Typed Name");
    CHECK_CONTAINS(page.body, "This is no Erasmus code.");
    CHECK_STR(by_short(t, STR("THWS")).erasmus_code, "D  WURZBUR03");
}

TEST(two_organisers_do_not_overwrite_each_other) {
    struct institution i = by_short(t, STR("THWS"));

    sign_in_with(t, ROLE_ORGANISER);
    CHECK_EQ(post(t, desk_path(t, &i), form(t, &i, "short=THWS&name=First&part=partner")).status,
             303);
    CHECK_EQ(post(t, desk_path(t, &i), form(t, &i, "short=THWS&name=Second&part=partner")).status,
             409);
    CHECK_STR(by_short(t, STR("THWS")).name, "First");
}

TEST(a_short_name_belongs_to_one_institution) {
    struct institution i = by_short(t, STR("THWS"));

    sign_in_with(t, ROLE_ORGANISER);
    CHECK_EQ(post(t, desk_path(t, &i), form(t, &i, "short=UMA&name=Twin&part=partner")).status,
             422);
    sign_in_with(t, ROLE_PARTICIPANT);
    CHECK_EQ(post(t, desk_path(t, &i), form(t, &i, "short=X&name=X")).status, 403);
}

TEST(the_public_front_page_names_the_partners) {
    struct seen page = get(t, "/e/2026-uspn");

    CHECK_EQ(page.status, 200);
    CHECK_CONTAINS(page.body, "University of Tirana");
    CHECK_CONTAINS(page.body, "Kaunas, Lithuania");
}

TEST(an_institution_is_found_by_its_city) {
    sign_in_with(t, ROLE_PARTICIPANT);
    CHECK_CONTAINS(get(t, "/find?q=malaga").body, "/people?institution=UMA");
    sign_in_with(t, ROLE_ORGANISER);
    CHECK_CONTAINS(get(t, "/find?q=malaga").body, "/desk/institutions/");
}
