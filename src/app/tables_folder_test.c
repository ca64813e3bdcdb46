#include "app/tables_folder.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/csv.h"
#include "base/id.h"
#include "tests/kit/kit.h"

/* A new folder below the one for temporary files. */
static const char *new_folder(struct test *t) {
    const char *root = getenv("TMPDIR"); /* NOLINT(concurrency-mt-unsafe): nobody sets it */
    const char *token = str_c(t->mem, id_token(t->mem, 9));
    const char *path =
        str_c(t->mem, str_fmt(t->mem, "%s/tables-%s", root == NULL ? "/tmp" : root, token));

    CHECK_EQ(mkdir(path, S_IRWXU), 0);
    return path;
}

static const char *in(struct test *t, const char *folder, const char *name) {
    return str_c(t->mem, str_fmt(t->mem, "%s/%s", folder, name));
}

static void clear_folder(struct test *t, const char *folder, const char *const *names,
                         size_t count) {
    for (size_t i = 0; i < count; i++) {
        CHECK_EQ(unlink(in(t, folder, names[i])), 0);
    }
    CHECK_EQ(rmdir(folder), 0); /* nothing else was left in it */
}

TEST(a_folder_gives_its_tables_in_the_order_of_their_names) {
    const char *folder = new_folder(t);
    const struct table_file written[] = {{STR("rooms.csv"), STR("code\n")},
                                         {STR("People.CSV"), STR("")},
                                         {STR("README.md"), STR("# no table\n")}};
    const struct table_file *files = NULL;
    size_t count = 0;

    CHECK_OK(tables_folder_write(t->mem, folder, written, COUNT_OF(written)));
    CHECK_OK(tables_folder_read(t->mem, folder, &files, &count));
    CHECK_EQ(count, 2);
    CHECK_STR(files[0].name, "People.CSV");
    CHECK_EQ(files[0].bytes.len, 0);
    CHECK_STR(files[1].name, "rooms.csv");
    CHECK_STR(files[1].bytes, "code\n");
    clear_folder(t, folder, (const char *const[]){"rooms.csv", "People.CSV", "README.md"}, 3);
}

TEST(a_single_file_is_a_set_of_one) {
    const char *folder = new_folder(t);
    const struct table_file one = {STR("people.csv"), STR("email\n")};
    const struct table_file *files = NULL;
    size_t count = 0;

    CHECK_OK(tables_folder_write(t->mem, folder, &one, 1));
    CHECK_OK(tables_folder_read(t->mem, in(t, folder, "people.csv"), &files, &count));
    CHECK_EQ(count, 1);
    CHECK_STR(files[0].bytes, "email\n");
    clear_folder(t, folder, (const char *const[]){"people.csv"}, 1);
}

TEST(a_missing_folder_is_told_and_a_missing_target_is_made) {
    const char *folder = new_folder(t);
    const char *target = in(t, folder, "export");
    const struct table_file one = {STR("people.csv"), STR("email\n")};
    const struct table_file *files = NULL;
    size_t count = 0;
    struct stat about = {0};

    CHECK_ERR(tables_folder_read(t->mem, target, &files, &count), ERR_MISSING);
    CHECK_OK(tables_folder_write(t->mem, target, &one, 1));
    CHECK_EQ(stat(target, &about), 0);
    CHECK_EQ(about.st_mode & (S_IRWXG | S_IRWXO), 0); /* it holds people's data */
    CHECK_ERR(tables_folder_write(t->mem, in(t, folder, "no/where"), &one, 1), ERR_MISSING);
    clear_folder(t, target, (const char *const[]){"people.csv"}, 1);
    CHECK_EQ(rmdir(folder), 0);
}

TEST(a_name_cannot_leave_the_folder) {
    const char *folder = new_folder(t);
    static const char *const names[] = {"", ".", "..", "../x.csv", "a/b.csv", ".hidden.csv"};

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const struct table_file one = {str_of(names[i]), STR("email\n")};

        CHECK_ERR(tables_folder_write(t->mem, folder, &one, 1), ERR_INPUT);
    }
    CHECK_EQ(rmdir(folder), 0);
}

TEST(a_file_that_is_too_large_is_refused_before_it_is_read) {
    const char *folder = new_folder(t);
    const struct table_file one = {STR("people.csv"), STR("email\n")};
    const struct table_file *files = NULL;
    size_t count = 0;

    CHECK_OK(tables_folder_write(t->mem, folder, &one, 1));
    CHECK_EQ(truncate(in(t, folder, "people.csv"), (off_t)CSV_BYTES_MAX + 1), 0);
    CHECK_ERR(tables_folder_read(t->mem, folder, &files, &count), ERR_LARGE);
    clear_folder(t, folder, (const char *const[]){"people.csv"}, 1);
}
