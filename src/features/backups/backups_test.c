#include "features/backups/backups.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/setting.h"
#include "core/shop.h"
#include "tests/kit/app_kit.h"

static struct backups list_of(struct test *t) {
    struct backups list = {0};

    CHECK_OK(backups_list(app_cx(t), &list));
    return list;
}

/* Makes one, `later_s` seconds after now. */
static struct backup make_at(struct test *t, int64_t later_s) {
    struct backup made = {0};
    cx c = *app_cx(t);

    c.now += later_s;
    CHECK_OK(backups_make(&c, NULL, NULL, &made));
    return made;
}

static const char *path_of(struct test *t, str name) {
    return str_c(t->mem,
                 str_fmt(t->mem, "%.*s/%.*s", STR_ARG(backups_folder(app_cx(t))), STR_ARG(name)));
}

static const char *download_of(struct test *t, str name) {
    return str_c(t->mem, str_fmt(t->mem, "/desk/backups/%.*s/download", STR_ARG(name)));
}

static void file_make(const char *path) {
    FILE *f = fopen(path, "w");

    CHECK(f != NULL);
    CHECK_EQ(fputs("not ours", f) >= 0, 1);
    CHECK_EQ(fclose(f), 0);
}

TEST(the_desk_sees_backups_and_only_an_administrator_takes_one_away) {
    static const unsigned others[] = {ROLE_PARTICIPANT, ROLE_SPEAKER, ROLE_PARTNER, ROLE_ALLIANCE};
    const char *download = download_of(t, make_at(t, 0).name);

    CHECK_EQ(get(t, "/desk/backups").status, 303);
    CHECK_EQ(get(t, download).status, 303);
    CHECK_EQ(post(t, "/desk/backups", "").status, 401);
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        sign_in_with(t, others[i]);
        CHECK_EQ(get(t, "/desk/backups").status, 403);
        CHECK_EQ(post(t, "/desk/backups", "").status, 403);
        CHECK_EQ(get(t, download).status, 403);
    }
    sign_in_with(t, ROLE_ORGANISER);
    CHECK_EQ(get(t, "/desk/backups").status, 200);
    CHECK_LACKS(get(t, "/desk/backups").body, download);
    CHECK_EQ(get(t, download).status, 403);
    sign_in_with(t, ROLE_ADMIN);
    CHECK_CONTAINS(get(t, "/desk/backups").body, download);
    CHECK_EQ(get(t, download).status, 200);
}

TEST(a_backup_is_a_whole_semaine_file_of_its_own) {
    struct backup made = make_at(t, 0);
    str finding = STR_NONE;
    struct stat file;

    CHECK_OK(store_verify(path_of(t, made.name), t->mem, &finding));
    CHECK_EQ(stat(path_of(t, made.name), &file), 0);
    CHECK_EQ(file.st_size, made.size_bytes);
    CHECK_EQ(file.st_mode & 0777, 0600);
    CHECK_EQ(stat(str_c(t->mem, backups_folder(app_cx(t))), &file), 0);
    CHECK_EQ(file.st_mode & 0777, 0700);
}

TEST(a_download_is_the_file_byte_by_byte) {
    struct backup made = make_at(t, 0);
    struct seen answer;

    sign_in_with(t, ROLE_ADMIN);
    answer = get(t, download_of(t, made.name));
    CHECK_EQ((int64_t)answer.body.len, made.size_bytes);
    CHECK(str_starts(answer.body, STR("SQLite format 3")));
    CHECK_CONTAINS(answer_header_of(t, "Content-Disposition"), "attachment");
    CHECK_CONTAINS(answer_header_of(t, "Content-Disposition"), "filename*=UTF-8''semaine");
}

TEST(no_name_leads_out_of_the_folder) {
    static const char *const names[] = {
        "semaine.db", "..%2Fweek.db", "%2E%2E%2F%2E%2E%2Fetc%2Fpasswd",
        "semaine-2026-13-24T183512Z.db", "semaine-2026-11-24T183512Z.db.part"};

    (void)make_at(t, 0);
    sign_in_with(t, ROLE_ADMIN);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        CHECK_EQ(get(t, download_of(t, str_of(names[i]))).status, 404);
    }
}

TEST(the_newest_stand_first_and_the_oldest_beyond_the_number_go) {
    struct backup last = {0};
    cx *c = app_cx(t);

    CHECK_OK(setting_put(c, 0, STR("backups.keep"), STR("3")));
    cx_effects_apply(c);
    for (int64_t i = 0; i < 5; i++) {
        last = make_at(t, i * 86400);
    }
    CHECK_EQ(list_of(t).count, 3);
    CHECK(str_eq(list_of(t).at[0].name, last.name));
    CHECK(list_of(t).at[0].made_at > list_of(t).at[1].made_at);
    CHECK(list_of(t).at[1].made_at > list_of(t).at[2].made_at);
}

TEST(what_is_not_ours_in_the_folder_is_neither_shown_nor_deleted) {
    const char *foreign = NULL;
    const char *half = NULL;

    (void)make_at(t, 0);
    foreign = path_of(t, STR("notes.txt"));
    half = path_of(t, STR("semaine-2020-01-01T000000Z.db.part"));
    file_make(foreign);
    file_make(half);
    CHECK_EQ(list_of(t).count, 1);
    (void)make_at(t, 60);
    CHECK_EQ(access(foreign, F_OK), 0);
}

static bool stop_at_once(void *self UNUSED, int64_t done UNUSED, int64_t total UNUSED) {
    return false;
}

TEST(a_backup_that_is_stopped_leaves_nothing_behind_and_deletes_nothing) {
    struct backup made = {0};
    cx c = *app_cx(t);

    (void)make_at(t, 0);
    c.now += 60;
    CHECK_ERR(backups_make(&c, stop_at_once, NULL, &made), ERR_STOPPED);
    CHECK_EQ(list_of(t).count, 1);
}

TEST(a_folder_that_cannot_be_used_is_told_in_words) {
    struct backup made = {0};
    cx c = *app_cx(t);

    file_make(str_c(t->mem, backups_folder(&c))); /* a file where the folder should be */
    CHECK_ERR(backups_make(&c, NULL, NULL, &made), ERR_WORLD);
    CHECK_CONTAINS(c.refusal_text, "cannot be used");
}

TEST(making_one_is_one_job_however_often_it_is_asked_for) {
    struct seen first;
    struct seen second;

    sign_in_with(t, ROLE_ORGANISER);
    first = post(t, "/desk/backups", "");
    second = post(t, "/desk/backups", "");
    CHECK_EQ(first.status, 303);
    CHECK(str_starts(first.location, STR("/jobs/")));
    CHECK(str_eq(first.location, second.location));
    CHECK_EQ(post_forged(t, "/desk/backups", "").status, 403);
}

TEST(the_check_finds_that_there_is_none_or_only_an_old_one) {
    buf findings = buf_new(t->mem, 4096);
    cx c = *app_cx(t);

    CHECK_OK(backups_check(&c, &findings));
    CHECK_CONTAINS(buf_str(&findings), "There is no backup");
    (void)make_at(t, 0);
    findings = buf_new(t->mem, 4096);
    CHECK_OK(backups_check(&c, &findings));
    CHECK_EQ(findings.len, 0);
    c.now += (int64_t)3 * 86400;
    CHECK_OK(backups_check(&c, &findings));
    CHECK_CONTAINS(buf_str(&findings), "3 days old");
}

TEST(the_page_warns_of_an_old_backup) {
    struct backup made = {0};

    sign_in_with(t, ROLE_ORGANISER);
    CHECK_CONTAINS(get(t, "/desk/backups").body, "Too old");
    made = make_at(t, 0);
    CHECK_CONTAINS(get(t, "/desk/backups").body, "As it should be");
    CHECK_EQ(rename(path_of(t, made.name), path_of(t, STR("semaine-2026-01-01T000000Z.db"))), 0);
    CHECK_CONTAINS(get(t, "/desk/backups").body, "Too old");
}
