#include "folder.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FOLDERS_MAX = 1000, PATH_ROOM = 200 };

static char folders[FOLDERS_MAX][PATH_ROOM];
static size_t folder_count;

static void folder_remove(const char *path) {
    DIR *dir = opendir(path);
    char file[2 * PATH_ROOM + 260];

    if (dir == NULL) {
        return;
    }
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread is left at the end of the program */
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        if (snprintf(file, sizeof(file), "%s/%s", path, entry->d_name) > 0) {
            (void)unlink(file);
        }
    }
    (void)closedir(dir);
    (void)rmdir(path);
}

static void folders_remove(void) {
    for (size_t i = 0; i < folder_count; i++) {
        folder_remove(folders[i]);
    }
}

const char *kit_folder(struct test *t) {
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets the environment */
    const char *base = getenv("TMPDIR");

    if (folder_count == FOLDERS_MAX) {
        kit_fail(__FILE__, __LINE__, "more than %d folders", FOLDERS_MAX);
    }
    if (folder_count == 0 && atexit(folders_remove) != 0) {
        kit_fail(__FILE__, __LINE__, "no place for a clean-up");
    }
    char *path = folders[folder_count];
    int len = snprintf(path, PATH_ROOM, "%s/semaine-test-XXXXXX", base == NULL ? "/tmp" : base);
    if (len < 0 || len >= PATH_ROOM || mkdtemp(path) == NULL) {
        kit_fail(__FILE__, __LINE__, "no folder can be made at %s", path);
    }
    folder_count++;
    return str_c(t->mem, str_of(path));
}
