/*
 * tables_folder.h: where the files of an import come from and those of an export go to:
 * a folder, a file, or the program itself, which carries the demo week.
 */
#ifndef APP_TABLES_FOLDER_H
#define APP_TABLES_FOLDER_H

#include "app/tables.h"
#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"

#define TABLES_FOLDER_FILES_MAX 100

/*
 * Reads `path` into `mem`: a folder gives all of its *.csv files in the order of their
 * names, a file gives itself whatever its name is. Nothing below the folder is read, and
 * names that begin with a dot are not.
 * Errors: ERR_MISSING no such file or folder; ERR_LARGE a file is larger than
 * CSV_BYTES_MAX, or there are more than TABLES_FOLDER_FILES_MAX; ERR_WORLD, ERR_MEMORY.
 */
err tables_folder_read(arena *mem, const char *path, const struct table_file **files, size_t *count)
    MUST_USE;

/*
 * Writes the files into the folder `path`, which is made where it is missing (its parent
 * must be there), and syncs. A file of the same name is replaced at once or not at all.
 * Errors: ERR_INPUT a name is not that of a file in a folder; ERR_FULL, ERR_WORLD.
 */
err tables_folder_write(arena *mem, const char *path, const struct table_file *files, size_t count)
    MUST_USE;

/* The demo week (share/demo) as the program carries it: its *.csv files. ERR_MEMORY. */
err tables_demo(arena *mem, const struct table_file **files, size_t *count) MUST_USE;

#endif
