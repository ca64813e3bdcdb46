#include "app/tables.h"

#include <string.h>

#include "app/csv.h"
#include "tests/kit/kit.h"

/*
 * Two made-up tables as features would declare them, and an edition that the first file
 * sets: a guild has members, and a member needs a guild that is there.
 */
static const struct query guild_get = {.name = "test.guild_get",
                                       .sql = "select '=' || name from guild where short = ?"};
static const struct query guild_put = {.name = "test.guild_put",
                                       .sql =
                                           "insert into guild (short, name) values (?, ?) "
                                           "on conflict (short) do update set name = excluded.name",
                                       .writes = true};
static const struct query guild_all = {.name = "test.guild_all",
                                       .sql = "select short, name from guild order by short"};
static const struct query member_put = {
    .name = "test.member_put",
    .sql = "insert into member (email, guild, note) values (?, ?, ?)",
    .writes = true};
static const struct query member_all = {
    .name = "test.member_all", .sql = "select email, guild, note from member order by email"};
static const struct query count_all = {
    .name = "test.count",
    .sql = "select (select count(*) from guild) + (select count(*) from member)"};

static err run(cx *c, const struct query *q, const str *values, int count, str *out) {
    CLEANUP(rows_end) rows *r = NULL;
    bool found = false;

    TRY(db_start(c->db, q, &r));
    for (int i = 0; i < count; i++) {
        rows_bind_text(r, i + 1, values[i]);
    }
    TRY(rows_next(r, &found));
    if (out != NULL) {
        *out = found ? rows_text(r, 0, c->mem) : STR_NONE;
    }
    return OK;
}

static err edition_take(cx *c, const struct table_row *row, enum table_change *change) {
    c->edition.id = 7;
    c->edition.slug = row->values[0];
    *change = TABLE_CHANGED;
    return OK;
}

static err guild_take(cx *c, const struct table_row *row, enum table_change *change) {
    str name = STR_NONE;

    if (str_eq(row->values[0], STR("BROKEN"))) {
        return ERR_FULL;
    }
    if (str_eq(row->values[0], STR("FAULTY"))) {
        fault(c, STR("name"), STR("Write it shorter."));
        return check_faults(c);
    }
    TRY(run(c, &guild_get, row->values, 1, &name));
    *change = name.len == 0                               ? TABLE_NEW
              : str_eq(str_from(name, 1), row->values[1]) ? TABLE_SAME
                                                          : TABLE_CHANGED;
    cx_touch(c, "guild/%.*s", STR_ARG(row->values[0]));
    return run(c, &guild_put, row->values, 2, NULL);
}

/* Writes first and looks afterwards, so that a refused row leaves something to undo. */
static err member_take(cx *c, const struct table_row *row, enum table_change *change) {
    str name = STR_NONE;

    TRY(run(c, &member_put, row->values, 3, NULL));
    cx_touch(c, "member");
    TRY(run(c, &guild_get, &row->values[1], 1, &name));
    if (name.len == 0) {
        return refuse_with(c, ERR_INPUT,
                           STR("guild \"{guild}\" is not in guilds.csv: add it there."),
                           &(struct word_value){"guild", row->values[1]}, 1);
    }
    *change = TABLE_NEW;
    return OK;
}

static err give_all(cx *c, const struct query *q, int columns, err (*put)(void *, const str *),
                    void *self) {
    CLEANUP(rows_end) rows *r = NULL;
    bool found = false;

    TRY(db_start(c->db, q, &r));
    TRY(rows_next(r, &found));
    while (found) {
        str values[3];

        for (int i = 0; i < columns; i++) {
            values[i] = rows_text(r, i, c->mem);
        }
        TRY(put(self, values));
        TRY(rows_next(r, &found));
    }
    return OK;
}

static err guild_give(cx *c, err (*put)(void *, const str *), void *self) {
    return give_all(c, &guild_all, 2, put, self);
}

static err member_give(cx *c, err (*put)(void *, const str *), void *self) {
    return give_all(c, &member_all, 3, put, self);
}

static const struct column edition_columns[] = {{"slug", true, "a word for addresses"}};
static const struct column guild_columns[] = {{"short", true, "a short name"},
                                              {"full_name", false, "its name"}};
static const struct column member_columns[] = {
    {"email", true, "an address"}, {"guild", true, "a short name"}, {"note", false, "any text"}};
static const struct table edition_table = {.file = "edition.csv",
                                           .order = 1,
                                           .columns = edition_columns,
                                           .column_count = COUNT_OF(edition_columns),
                                           .take = edition_take};
static const struct table guild_table = {.file = "guilds.csv",
                                         .order = 2,
                                         .columns = guild_columns,
                                         .column_count = COUNT_OF(guild_columns),
                                         .take = guild_take,
                                         .give = guild_give};
static const struct table member_table = {.file = "members.csv",
                                          .order = 3,
                                          .columns = member_columns,
                                          .column_count = COUNT_OF(member_columns),
                                          .take = member_take,
                                          .give = member_give};
static const struct table *const tables[] = {&edition_table, &guild_table, &member_table};

/* ---- the stage -------------------------------------------------------------------------- */

struct stage {
    cx c;
    const struct table *at[3];
    struct table_list list;
    struct table_report report;
};

static struct stage *open_stage(struct test *t) {
    struct stage *s = arena_alloc(t->mem, sizeof(*s));

    CHECK(s != NULL);
    CHECK_OK(db_open(&(struct db_options){.path = ":memory:", .create = true}, &s->c.db));
    s->c.mem = t->mem;
    s->c.lang = lang_english();
    memcpy(s->at, tables, sizeof(tables));
    s->list = (struct table_list){s->at, COUNT_OF(tables)};
    CHECK_OK(db_script(s->c.db, STR("create table guild (short text primary key, name text);"
                                    "create table member (email text primary key, guild text, "
                                    "note text);")));
    CHECK_OK(db_begin(s->c.db));
    CHECK_OK(db_savepoint(s->c.db, 1));
    return s;
}

static void close_stage(struct stage *s) {
    db_rollback(s->c.db);
    db_close(s->c.db);
}

static void import(struct stage *s, const struct table_file *files, size_t count) {
    CHECK_OK(tables_read(&s->c, &s->list, files, count, NULL, &s->report));
}

static void import_one(struct stage *s, str name, str bytes) {
    import(s, &(struct table_file){name, bytes}, 1);
}

static int64_t stored(struct stage *s) {
    CLEANUP(rows_end) rows *r = NULL;
    bool found = false;

    CHECK_OK(db_start(s->c.db, &count_all, &r));
    CHECK_OK(rows_next(r, &found));
    return rows_i64(r, 0);
}

static const struct table_file good[] = {
    {STR_INIT("members.csv"),
     STR_INIT("email,guild,note\nilse@x.example,WEAVERS,\"two\nlines\"\nluca@x.example,SMITHS,\n")},
    {STR_INIT("guilds.csv"), STR_INIT("Full name;SHORT\nGuild of weavers;WEAVERS\n;SMITHS\n")}};

/* ---- what it promises ------------------------------------------------------------------- */

TEST(files_are_read_in_the_order_of_their_tables_not_of_the_set) {
    struct stage *s = open_stage(t);

    import(s, good, COUNT_OF(good));
    CHECK_EQ(s->report.problem_count, 0);
    CHECK(s->report.kept);
    CHECK_EQ(stored(s), 4);
    CHECK_EQ(s->report.table_count, 2);
    CHECK_STR(s->report.tables[0].file, "guilds.csv");
    CHECK_EQ(s->report.tables[0].added, 2);
    CHECK_EQ(s->report.tables[1].added, 2);
    CHECK(s->c.effects != NULL);
    close_stage(s);
}

TEST(the_report_tells_new_changed_and_same_apart) {
    struct stage *s = open_stage(t);

    import_one(s, STR("guilds.csv"), STR("short,full_name\nA,one\nB,two\n"));
    import_one(s, STR("guilds.csv"), STR("short,full_name\nA,one\nB,other\nC,three\n"));
    CHECK_EQ(s->report.tables[0].added, 1);
    CHECK_EQ(s->report.tables[0].changed, 1);
    CHECK_EQ(s->report.tables[0].same, 1);
    close_stage(s);
}

TEST(one_problem_undoes_everything_and_the_others_are_still_found) {
    struct stage *s = open_stage(t);
    const struct table_file files[] = {
        {STR("edition.csv"), STR("slug\n2026\n")},
        {STR("guilds.csv"), STR("short\nA\n")},
        {STR("members.csv"),
         STR("email,guild\na@x.example,A\nb@x.example,THSW\n\nc@x.example,X\n")}};

    import(s, files, COUNT_OF(files));
    CHECK(!s->report.kept);
    CHECK_EQ(s->report.problem_count, 2);
    CHECK_STR(s->report.problems[0].file, "members.csv");
    CHECK_EQ(s->report.problems[0].line, 3);
    CHECK_STR(s->report.problems[0].sentence, "guild \"THSW\" is not in guilds.csv: add it there.");
    CHECK_EQ(s->report.problems[1].line, 5);
    CHECK_EQ(stored(s), 0);
    CHECK_EQ(s->c.edition.id, 0);
    CHECK(s->c.effects == NULL);
    CHECK(s->c.refusal_text.len == 0);
    close_stage(s);
}

TEST(a_refused_row_leaves_nothing_behind_for_the_rows_after_it) {
    struct stage *s = open_stage(t);
    const struct table_file files[] = {
        {STR("guilds.csv"), STR("short\nA\n")},
        /* The first is refused after it was stored; the second would clash with it. */
        {STR("members.csv"), STR("email,guild\na@x.example,X\na@x.example,A\n")}};

    import(s, files, COUNT_OF(files));
    CHECK_EQ(s->report.problem_count, 1);
    CHECK_EQ(s->report.problems[0].line, 2);
    close_stage(s);
}

TEST(a_dry_run_reports_the_same_and_keeps_nothing) {
    struct stage *s = open_stage(t);

    CHECK_OK(tables_read(&s->c, &s->list, good, COUNT_OF(good),
                         &(struct tables_options){.dry_run = true}, &s->report));
    CHECK_EQ(s->report.problem_count, 0);
    CHECK_EQ(s->report.tables[1].added, 2);
    CHECK(!s->report.kept);
    CHECK_EQ(stored(s), 0);
    CHECK(s->c.effects == NULL);
    close_stage(s);
}

TEST(the_first_file_chooses_the_edition_of_the_others) {
    struct stage *s = open_stage(t);

    import_one(s, STR("some/where/Edition.CSV"), STR("slug\n 2026-uspn \n"));
    CHECK(s->report.kept);
    CHECK_EQ(s->c.edition.id, 7);
    CHECK_STR(s->c.edition.slug, "2026-uspn");
    close_stage(s);
}

TEST(a_failure_of_the_store_ends_the_import_and_is_no_problem_of_a_row) {
    struct stage *s = open_stage(t);
    const struct table_file file = {STR("guilds.csv"), STR("short\nA\nBROKEN\nC\n")};

    CHECK_ERR(tables_read(&s->c, &s->list, &file, 1, NULL, &s->report), ERR_FULL);
    CHECK_EQ(stored(s), 0);
    import_one(s, STR("guilds.csv"), STR("short\nA\n")); /* and the next one works */
    CHECK(s->report.kept);
    close_stage(s);
}

TEST(a_clash_in_the_store_is_a_sentence_too) {
    struct stage *s = open_stage(t);
    const struct table_file files[] = {
        {STR("guilds.csv"), STR("short\nA\n")},
        {STR("members.csv"), STR("email,guild\na@x.example,A\na@x.example,A\n")}};

    import(s, files, COUNT_OF(files));
    CHECK_EQ(s->report.problem_count, 1);
    CHECK_EQ(s->report.problems[0].line, 3);
    CHECK_CONTAINS(s->report.problems[0].sentence, "written twice");
    close_stage(s);
}

TEST(faults_of_fields_name_their_column) {
    struct stage *s = open_stage(t);

    import_one(s, STR("guilds.csv"), STR("short,full_name\nFAULTY,x\n"));
    CHECK_EQ(s->report.problem_count, 1);
    CHECK_STR(s->report.problems[0].sentence, "name: Write it shorter.");
    close_stage(s);
}

TEST(unknown_files_and_columns_are_named_and_hinder_nothing) {
    struct stage *s = open_stage(t);
    const struct table_file files[] = {{STR("colours.csv"), STR("a\n")},
                                       {STR("guilds.csv"), STR("short,colour\nA,red\n")}};

    import(s, files, COUNT_OF(files));
    CHECK(s->report.kept);
    CHECK_EQ(s->report.note_count, 2);
    CHECK_STR(s->report.notes[0].file, "colours.csv");
    CHECK_CONTAINS(s->report.notes[0].sentence, "edition.csv, guilds.csv, members.csv");
    CHECK_EQ(s->report.notes[1].line, 1);
    CHECK_CONTAINS(s->report.notes[1].sentence, "\"colour\"");
    CHECK_CONTAINS(s->report.notes[1].sentence, "short, full_name");
    close_stage(s);
}

TEST(a_set_without_a_known_file_is_a_problem) {
    struct stage *s = open_stage(t);

    import_one(s, STR("holiday.csv"), STR("a,b\n"));
    CHECK(!s->report.kept);
    CHECK_EQ(s->report.problem_count, 1);
    CHECK_CONTAINS(s->report.problems[0].sentence, "guilds.csv");
    import(s, NULL, 0);
    CHECK_EQ(s->report.problem_count, 1);
    close_stage(s);
}

TEST(the_same_file_twice_is_a_problem) {
    struct stage *s = open_stage(t);
    const struct table_file files[] = {{STR("guilds.csv"), STR("short\nA\n")},
                                       {STR("new/GUILDS.csv"), STR("short\nB\n")}};

    import(s, files, COUNT_OF(files));
    CHECK_EQ(s->report.problem_count, 1);
    CHECK_STR(s->report.problems[0].file, "new/GUILDS.csv");
    CHECK_EQ(stored(s), 0);
    close_stage(s);
}

static void expect_problem(struct test *t, const char *bytes, int64_t line, const char *part) {
    struct stage *s = open_stage(t);

    import_one(s, STR("members.csv"), str_of(bytes));
    CHECK_EQ(s->report.problem_count, 1);
    CHECK_EQ(s->report.problems[0].line, line);
    CHECK_CONTAINS(s->report.problems[0].sentence, part);
    CHECK(!s->report.kept);
    close_stage(s);
}

TEST(a_head_line_that_cannot_be_used_says_why) {
    expect_problem(t, "", 0, "email, guild, note");
    expect_problem(t, "email,note\na@x.example,\n", 1,
                   "\"guild\" is missing: add it. It holds: a short name");
    expect_problem(t, "email,guild, EMAIL\n", 1, "twice");
}

TEST(a_row_that_cannot_be_used_says_why) {
    expect_problem(t, "email,guild\na@x.example\n", 2, "1 values and the head line has 2");
    expect_problem(t, "email,guild\na@x.example,A,more\n", 2, "3 values");
    expect_problem(t, "email,guild\n,A\n", 2, "\"email\" must be filled in. It holds: an address");
    expect_problem(t, "email,guild\na\x01,A\n", 2, "control");
    expect_problem(t, "email,guild\n\n\"a\n", 3, "closing");
    expect_problem(t, "email,guild\nJos\xE9,A\n", 2, "UTF-8");
}

TEST(empty_rows_and_trailing_separators_of_spreadsheets_are_passed_over) {
    struct stage *s = open_stage(t);

    import_one(s, STR("guilds.csv"), STR("short,full_name,,\nA,one,,,,\n,,,\n ,\t,,\nB,,,\n"));
    CHECK_EQ(s->report.problem_count, 0);
    CHECK_EQ(s->report.note_count, 0);
    CHECK_EQ(s->report.tables[0].added, 2);
    close_stage(s);
}

TEST(a_broken_file_keeps_later_rows_from_being_blamed) {
    struct stage *s = open_stage(t);
    const struct table_file files[] = {{STR("guilds.csv"), STR("name\nA\n")},
                                       {STR("members.csv"), STR("email,guild\na@x.example,A\n")}};

    import(s, files, COUNT_OF(files));
    CHECK_EQ(s->report.problem_count, 1);
    CHECK_STR(s->report.problems[0].file, "guilds.csv");
    CHECK_EQ(s->report.note_count, 2); /* the column "name", and the rows of members.csv */
    CHECK_CONTAINS(s->report.notes[1].sentence, "mend that file first");
    close_stage(s);
}

TEST(problems_beyond_the_limit_are_counted) {
    struct stage *s = open_stage(t);
    buf text = buf_new(t->mem, 100000);

    buf_c(&text, "email,guild\n");
    for (int i = 0; i < TABLES_PROBLEMS_MAX + 5; i++) {
        buf_fmt(&text, "p%d@x.example,NONE\n", i);
    }
    import_one(s, STR("members.csv"), buf_str(&text));
    CHECK_EQ(s->report.problem_count, TABLES_PROBLEMS_MAX);
    CHECK_EQ(s->report.problems_more, 5);
    CHECK(!s->report.kept);
    close_stage(s);
}

struct watch {
    int64_t done, total, calls, stop_at;
};

static bool watch_progress(void *self, int64_t done, int64_t total) {
    struct watch *w = self;

    w->done = done;
    w->total = total;
    w->calls++;
    return w->stop_at == 0 || done < w->stop_at;
}

TEST(progress_is_told_and_can_stop_the_import) {
    struct stage *s = open_stage(t);
    struct watch w = {0};
    struct tables_options options = {.progress = watch_progress, .self = &w};
    buf text = buf_new(t->mem, 100000);

    buf_c(&text, "short\n");
    for (int i = 0; i < 1000; i++) {
        buf_fmt(&text, "G%d\n", i);
    }
    const struct table_file file = {STR("guilds.csv"), buf_str(&text)};

    CHECK_OK(tables_read(&s->c, &s->list, &file, 1, &options, &s->report));
    CHECK_EQ(w.done, 1000);
    CHECK(w.total >= 1000 && w.total <= 1001);
    CHECK(w.calls > 10);
    CHECK_EQ(stored(s), 1000);
    w.stop_at = 500;
    CHECK_ERR(tables_read(&s->c, &s->list, &file, 1, &options, &s->report), ERR_STOPPED);
    CHECK(w.done < 600);
    close_stage(s);
}

TEST(an_export_is_read_back_as_the_same) {
    struct stage *s = open_stage(t);
    struct table_file *files = NULL;
    struct table_file *again = NULL;
    size_t count = 0;

    CHECK_OK(tables_write(&s->c, &s->list, &files, &count));
    CHECK_EQ(count, 2); /* the edition is not given */
    CHECK_STR(files[0].name, "guilds.csv");
    CHECK_STR(files[0].bytes, "\xEF\xBB\xBFshort,full_name\r\n");
    import_one(s, STR("guilds.csv"),
               STR("short,full_name\nA,\"=1+1, \"\"x\"\"\"\nB,+33 1\nC,'-\nD,\"a\n b\"\n"));
    CHECK_OK(tables_write(&s->c, &s->list, &files, &count));
    import(s, files, count);
    CHECK(s->report.kept);
    CHECK_EQ(s->report.tables[0].same, 4);
    CHECK_OK(tables_write(&s->c, &s->list, &again, &count));
    CHECK(str_eq(files[0].bytes, again[0].bytes));
    close_stage(s);
}

TEST(an_import_without_memory_fails_as_a_whole) {
    struct stage *s = open_stage(t);
    CLEANUP(arena_auto) arena *small = arena_new(20000);
    struct table_report report;

    s->c.mem = small;
    CHECK_ERR(tables_read(&s->c, &s->list, good, COUNT_OF(good), NULL, &report), ERR_MEMORY);
    CHECK_EQ(stored(s), 0);
    close_stage(s);
}
