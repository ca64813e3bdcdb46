#include "app/tables_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/assets.h"
#include "app/csv.h"

static void close_auto(const int *fd) {
    if (*fd >= 0) {
        (void)close(*fd);
    }
}

static void folder_auto(DIR **folder) {
    if (*folder != NULL) {
        (void)closedir(*folder);
    }
}

static err from_errno(void) {
    switch (errno) {
    case ENOENT:
    case ENOTDIR:
        return ERR_MISSING;
    case ENOSPC:
    case EDQUOT:
        return ERR_FULL;
    default:
        return ERR_WORLD;
    }
}

/* ---- reading ---------------------------------------------------------------------------- */

/* `at` has room for one byte more than the limit, which tells a file that is too large. */
static err read_all(int fd, arena *mem, size_t size, str *out) {
    size_t room = size + 1;
    char *at = size > CSV_BYTES_MAX ? NULL : arena_alloc(mem, room);
    size_t len = 0;

    if (at == NULL) {
        return size > CSV_BYTES_MAX ? ERR_LARGE : ERR_MEMORY;
    }
    while (len < room) {
        ssize_t got = read(fd, at + len, room - len);

        if (got == 0) {
            *out = str_at(at, len);
            return OK;
        }
        if (got < 0 && errno != EINTR) {
            return ERR_WORLD;
        }
        len += got < 0 ? 0 : (size_t)got;
    }
    return ERR_WORLD; /* it grew meanwhile */
}

static err read_file(int folder, arena *mem, const char *name, struct table_file *out) {
    CLEANUP(close_auto)
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat about = {0};

    if (fd < 0 || fstat(fd, &about) != 0) {
        return from_errno();
    }
    if (!S_ISREG(about.st_mode)) {
        return ERR_WORLD;
    }
    out->name = str_copy(mem, str_of(name));
    return read_all(fd, mem, (size_t)about.st_size, &out->bytes);
}

static bool is_table_name(str name) {
    return !str_starts(name, STR(".")) && name.len > 4 &&
           str_eq_nocase(str_from(name, name.len - 4), STR(".csv"));
}

/* Keeps the names sorted, so that every run reports alike. */
static void insert_name(str *names, size_t count, str name) {
    size_t at = count;

    for (; at > 0 && str_order(name, names[at - 1]) < 0; at--) {
        names[at] = names[at - 1];
    }
    names[at] = name;
}

static err list_names(DIR *folder, arena *mem, str *names, size_t *count) {
    while (true) {
        errno = 0;
        /* Own stream, own thread: glibc and POSIX.1-2024 make this safe. */
        const struct dirent *entry = readdir(folder); /* NOLINT(concurrency-mt-unsafe) */

        if (entry == NULL) {
            return errno == 0 ? OK : ERR_WORLD;
        }
        if (!is_table_name(str_of(entry->d_name))) {
            continue;
        }
        if (*count == TABLES_FOLDER_FILES_MAX) {
            return ERR_LARGE;
        }
        insert_name(names, (*count)++, str_copy(mem, str_of(entry->d_name)));
    }
}

err tables_folder_read(arena *mem, const char *path, const struct table_file **files,
                       size_t *count) {
    str names[TABLES_FOLDER_FILES_MAX] = {0};
    struct table_file *at = arena_array(mem, TABLES_FOLDER_FILES_MAX, sizeof(*at));
    CLEANUP(folder_auto) DIR *folder = opendir(path);
    size_t found = 0;

    if (at == NULL) {
        return ERR_MEMORY;
    }
    if (folder == NULL && errno == ENOTDIR) {
        TRY(read_file(AT_FDCWD, mem, path, &at[0]));
        found = 1;
    } else if (folder == NULL) {
        return from_errno();
    } else {
        TRY(list_names(folder, mem, names, &found));
        for (size_t i = 0; i < found; i++) {
            TRY(read_file(dirfd(folder), mem, str_c(mem, names[i]), &at[i]));
        }
    }
    *files = at;
    *count = found;
    return OK;
}

err tables_demo(arena *mem, const struct table_file **files, size_t *count) {
    static const str folder = STR_INIT("demo/");
    struct table_file *at = arena_array(mem, TABLES_FOLDER_FILES_MAX, sizeof(*at));
    const struct asset *asset = NULL;
    size_t found = 0;

    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; (asset = asset_demo(i)) != NULL && found < TABLES_FOLDER_FILES_MAX; i++) {
        str name =
            str_starts(asset->path, folder) ? str_from(asset->path, folder.len) : asset->path;

        if (is_table_name(name)) {
            at[found++] = (struct table_file){name, asset->plain};
        }
    }
    *files = at;
    *count = found;
    return OK;
}

/* ---- writing ---------------------------------------------------------------------------- */

static err write_all(int fd, str bytes) {
    size_t done = 0;

    while (done < bytes.len) {
        ssize_t put = write(fd, bytes.at + done, bytes.len - done);

        if (put < 0 && errno != EINTR) {
            return from_errno();
        }
        done += put < 0 ? 0 : (size_t)put;
    }
    return fsync(fd) == 0 ? OK : from_errno();
}

/* Beside the place first, then renamed into it. */
static err write_file(int folder, arena *mem, const struct table_file *file) {
    const char *name = str_c(mem, file->name);
    const char *beside = str_c(mem, str_fmt(mem, ".%s.new", name));
    err e = OK;

    {
        CLEANUP(close_auto)
        int fd = openat(folder, beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
                        S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH);

        if (fd < 0) {
            return from_errno();
        }
        e = write_all(fd, file->bytes);
    }
    if (e == OK && renameat(folder, beside, folder, name) != 0) {
        e = from_errno();
    }
    if (e != OK) {
        (void)unlinkat(folder, beside, 0);
    }
    return e;
}

static bool is_plain_name(str name) {
    return name.len > 0 && name.len < 200 && name.at[0] != '.' &&
           str_find_char(name, '/') == SIZE_MAX && str_find_char(name, '\0') == SIZE_MAX;
}

err tables_folder_write(arena *mem, const char *path, const struct table_file *files,
                        size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!is_plain_name(files[i].name)) {
            return ERR_INPUT;
        }
    }
    /* People's data: for the owner alone, unless the folder was there and says otherwise. */
    if (mkdir(path, S_IRWXU) != 0 && errno != EEXIST) {
        return from_errno();
    }
    CLEANUP(close_auto) int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (folder < 0) {
        return from_errno();
    }
    for (size_t i = 0; i < count; i++) {
        TRY(write_file(folder, mem, &files[i]));
    }
    return fsync(folder) == 0 ? OK : from_errno();
}
