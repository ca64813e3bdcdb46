#include "features/imports/imports.h"

#include "core/setting.h"
#include "jobs/jobs.h"
#include "tests/kit/app_kit.h"

#include "features/imports/web.h"

static const char room[] = "code,name,building,seats,open\nz9,Z9,Building Z,12,yes\n";
static const char bad_room[] = "code,name,building,seats,open\nz9,,Building Z,many,yes\n";

/* Runs an import of the desk as its job would; there are no workers in a test. */
static void run_job(struct test *t, int64_t report, str *said) {
    cx c = *app_cx(t);

    CHECK_OK(db_begin(c.db));
    CHECK_OK(db_savepoint(c.db, 1));
    CHECK_OK(imports_take(&c, report, said));
    CHECK_OK(db_release(c.db, 1));
    CHECK_OK(db_commit(c.db));
    cx_effects_apply(&c);
}

static int64_t newest(struct test *t) {
    struct imports_reports recent = {0};

    CHECK_OK(imports_recent(app_cx(t), &recent));
    CHECK(recent.count > 0);
    return recent.at[0].id;
}

/* The job's row ends, as the queue would end it. */
static void end_jobs(struct test *t) {
    app_sql(t, "update job set state = 2 where kind = 'imports.run'");
}

static struct imports_report report_at(struct test *t, int64_t id) {
    struct imports_report r = {0};

    CHECK_OK(imports_get(app_cx(t), id, &r));
    return r;
}

static const char *report_path(struct test *t, int64_t id) {
    return str_c(t->mem, str_fmt(t->mem, "/desk/import/%" PRId64, id));
}

/* Sends one file as the form's first button does. */
static int64_t check_file(struct test *t, const char *name, const char *bytes) {
    sign_in_with(t, ROLE_ORGANISER);
    CHECK_EQ(post_file(t, "/desk/import", "files", name, str_of(bytes)).status, 303);
    return newest(t);
}

static int64_t rooms_called(struct test *t, const char *code) {
    struct seen file = get(t, "/desk/export/rooms.csv");

    return str_find(file.body, str_of(code)) == SIZE_MAX ? 0 : 1;
}

TEST(only_the_desk_imports_and_exports) {
    static const unsigned others[] = {ROLE_PARTICIPANT, ROLE_SPEAKER, ROLE_PARTNER, ROLE_ALLIANCE};
    int64_t report = check_file(t, "rooms.csv", room);

    sign_out(t);
    CHECK_EQ(get(t, "/desk/import").status, 303);
    CHECK_EQ(get(t, report_path(t, report)).status, 303);
    CHECK_EQ(get(t, "/desk/export/people.csv").status, 303);
    CHECK_EQ(post(t, "/desk/import", "").status, 401);
    CHECK_EQ(post(t, report_path(t, report), "").status, 401);
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        sign_in_with(t, others[i]);
        CHECK_EQ(get(t, "/desk/import").status, 403);
        CHECK_EQ(get(t, report_path(t, report)).status, 403);
        CHECK_EQ(get(t, "/desk/export/people.csv").status, 403);
        CHECK_EQ(post_file(t, "/desk/import", "files", "rooms.csv", str_of(room)).status, 403);
        CHECK_EQ(post(t, report_path(t, report), "").status, 403);
    }
    sign_in_with(t, ROLE_ADMIN);
    CHECK_EQ(get(t, "/desk/import").status, 200);
    CHECK_EQ(get(t, report_path(t, report)).status, 200);
    CHECK_EQ(get(t, "/desk/export/people.csv").status, 200);
}

TEST(a_check_tells_what_would_be_new_and_stores_nothing) {
    int64_t report = check_file(t, "rooms.csv", room);
    struct imports_report r;
    str said = STR_NONE;

    run_job(t, report, &said);
    CHECK_STR(said, "No problem was found: 1 would be new, 0 would change. Nothing was stored.");
    r = report_at(t, report);
    CHECK(r.is_done);
    CHECK(!r.is_kept);
    CHECK_EQ(r.counts.count, 1);
    CHECK_EQ(r.counts.at[0].rows_new, 1);
    CHECK_EQ(rooms_called(t, "z9"), 0);
    CHECK_CONTAINS(get(t, report_path(t, report)).body, "Import these files now");
}

TEST(what_was_checked_without_a_problem_is_imported_by_one_button) {
    int64_t checked = check_file(t, "rooms.csv", room);
    int64_t imported = 0;
    str said = STR_NONE;

    run_job(t, checked, &said);
    end_jobs(t);
    CHECK_EQ(post(t, report_path(t, checked), "").status, 303);
    imported = newest(t);
    CHECK(imported != checked);
    run_job(t, imported, &said);
    CHECK_STR(said, "Imported: 1 new, 0 changed.");
    CHECK_EQ(rooms_called(t, "z9"), 1);
    CHECK_LACKS(get(t, report_path(t, checked)).body, "Import these files now");
    end_jobs(t);
    CHECK_EQ(post(t, report_path(t, checked), "").status, 410);
    CHECK_EQ(post(t, report_path(t, imported), "").status, 409);
}

TEST(an_import_that_runs_twice_is_done_once) {
    int64_t report = check_file(t, "rooms.csv", room);
    str first = STR_NONE;
    str second = STR_NONE;

    run_job(t, report, &first);
    run_job(t, report, &second);
    CHECK(str_eq(first, second));
    CHECK_EQ(report_at(t, report).counts.count, 1);
}

TEST(a_problem_is_named_with_file_and_line_and_nothing_is_stored) {
    int64_t report = check_file(t, "rooms.csv", bad_room);
    struct imports_report r;
    struct seen page;
    str said = STR_NONE;

    run_job(t, report, &said);
    CHECK_CONTAINS(said, "Nothing was stored.");
    r = report_at(t, report);
    CHECK(r.problems.count >= 1);
    CHECK_STR(r.problems.at[0].file, "rooms.csv");
    CHECK_EQ(r.problems.at[0].line, 2);
    CHECK_EQ(r.files.at[0].id, 0); /* dropped: it has to be sent again */
    page = get(t, report_path(t, report));
    CHECK_CONTAINS(page.body, "Nothing was stored.");
    CHECK_LACKS(page.body, "Import these files now");
    end_jobs(t);
    CHECK_EQ(post(t, report_path(t, report), "").status, 409);
}

TEST(a_file_that_belongs_to_no_table_is_left_out_with_a_note) {
    struct imports_file files[] = {{.name = STR("rooms.csv"), .bytes = str_of(room)},
                                   {.name = STR("menu.csv"), .bytes = STR("dish\nsoup\n")}};
    int64_t number = 0;
    str said = STR_NONE;

    CHECK_OK(imports_ask(app_cx(t), &(struct imports_files){files, 2}, true, &number));
    run_job(t, newest(t), &said);
    CHECK_EQ(report_at(t, newest(t)).notes.count, 1);
    CHECK_STR(report_at(t, newest(t)).notes.at[0].file, "menu.csv");
}

TEST(one_import_at_a_time) {
    (void)check_file(t, "rooms.csv", room);
    CHECK_EQ(post_file(t, "/desk/import", "files", "rooms.csv", str_of(room)).status, 409);
    end_jobs(t);
    CHECK_EQ(post_file(t, "/desk/import", "files", "rooms.csv", str_of(room)).status, 303);
}

TEST(without_a_file_the_form_comes_again_and_says_so) {
    struct seen page;

    sign_in_with(t, ROLE_ORGANISER);
    page = post_file(t, "/desk/import", "files", "", STR_NONE);
    CHECK_EQ(page.status, 422);
    CHECK_CONTAINS(page.body, "Choose one or more CSV files first.");
}

/* A file of so many megabytes that says nothing. */
static str empty_megabytes(struct test *t, size_t megabytes) {
    char *bytes = arena_alloc(t->mem, megabytes << 20);

    CHECK(bytes != NULL);
    return str_at(bytes, megabytes << 20);
}

TEST(more_than_20_megabytes_together_are_refused_in_words) {
    str half = empty_megabytes(t, 11);
    struct imports_file files[] = {{.name = STR("people.csv"), .bytes = half},
                                   {.name = STR("rooms.csv"), .bytes = half}};
    int64_t number = 0;
    cx c = *app_cx(t);

    CHECK_ERR(imports_ask(&c, &(struct imports_files){files, 2}, true, &number), ERR_LARGE);
    CHECK_CONTAINS(c.faults->sentence, "20 MB together");
    CHECK_OK(imports_ask(app_cx(t), &(struct imports_files){files, 1}, true, &number));
}

TEST(more_than_the_quota_of_a_person_is_refused_in_words) {
    struct imports_file file = {.name = STR("people.csv"), .bytes = empty_megabytes(t, 2)};
    int64_t number = 0;
    cx c = *app_cx(t);

    c.person = person_of(t, "helene.imaginaire@uspn.example");
    CHECK_OK(setting_put(&c, c.edition.id, STR("files.person_mb"), STR("1")));
    cx_effects_apply(&c);
    CHECK_ERR(imports_ask(&c, &(struct imports_files){&file, 1}, true, &number), ERR_LARGE);
    CHECK_CONTAINS(c.refusal_text, "larger than allowed");
}

TEST(the_sentences_of_a_report_are_in_the_language_of_who_asked) {
    str said = STR_NONE;

    sign_in_with(t, ROLE_ORGANISER);
    send_header(t, "Cookie", "semaine-lang=fr");
    cx c = *app_cx(t);
    struct imports_file files[] = {{.name = STR("rooms.csv"), .bytes = str_of(room)}};
    int64_t number = 0;

    c.lang = lang_find(STR("fr"));
    CHECK_OK(imports_ask(&c, &(struct imports_files){files, 1}, true, &number));
    run_job(t, newest(t), &said);
    CHECK_CONTAINS(said, "Aucun problème");
}

TEST(files_go_after_a_day_and_reports_after_a_month) {
    int64_t report = check_file(t, "rooms.csv", room);
    struct imports_report r = {0};
    str said = STR_NONE;
    cx *c = app_cx(t);

    run_job(t, report, &said);
    CHECK_OK(imports_tidy(c));
    CHECK(report_at(t, report).files.at[0].id != 0);
    c->now += 25 * (int64_t)3600;
    CHECK_OK(imports_tidy(c));
    CHECK_EQ(report_at(t, report).files.at[0].id, 0);
    c = app_cx(t);
    c->now += 31 * (int64_t)86400;
    CHECK_OK(imports_tidy(c));
    CHECK_ERR(imports_get(c, report, &r), ERR_MISSING);
}

TEST(a_table_is_taken_out_as_a_file_that_can_come_in_again) {
    struct seen file;
    int64_t report = 0;
    str said = STR_NONE;

    sign_in_with(t, ROLE_ORGANISER);
    file = get(t, "/desk/export/rooms.csv");
    CHECK_EQ(file.status, 200);
    CHECK_CONTAINS(file.type, "text/csv");
    CHECK_CONTAINS(answer_header_of(t, "Content-Disposition"), "attachment");
    CHECK_EQ(get(t, "/desk/export/secrets.csv").status, 404);
    report = check_file(t, "rooms.csv", str_c(t->mem, file.body));
    run_job(t, report, &said);
    CHECK_STR(said, "No problem was found: 0 would be new, 0 would change. Nothing was stored.");
    CHECK(report_at(t, report).counts.at[0].rows_same > 0);
}

TEST(the_page_lists_every_table_with_its_columns) {
    struct table_list tables = {0};
    struct seen page;

    sign_in_with(t, ROLE_ORGANISER);
    page = get(t, "/desk/import");
    CHECK_OK(tables_of_features(t->mem, &tables));
    for (size_t i = 0; i < tables.count; i++) {
        CHECK_CONTAINS(page.body,
                       str_c(t->mem, str_fmt(t->mem, "/desk/export/%s\"", tables.at[i]->file)));
    }
}

TEST(a_report_that_is_not_there_is_missing_in_words) {
    sign_in_with(t, ROLE_ORGANISER);
    CHECK_EQ(get(t, "/desk/import/1").status, 404);
    CHECK_EQ(get(t, "/desk/import/nonsense").status, 404);
    CHECK_CONTAINS(get(t, "/desk/import/1").body, "kept for 30 days");
}
