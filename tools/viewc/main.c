/*
 * viewc: the command line. README.md is its manual.
 */
#include <stdio.h>

#include "tools/viewc/viewc.h"

enum { MEMORY_MAX = 1 << 30, FILE_MAX = 1 << 22, FILES_MAX = 1000 };

struct order {
    str feature;
    const char *code;
    const char *header;
    const char *words;
    const char *files[FILES_MAX];
    size_t file_count;
};

static int complain(const char *what, const char *about) {
    fprintf(stderr, "viewc: %s%s\n", what, about);
    return 1;
}

static err read_file(arena *mem, const char *path, str *out) {
    FILE *file = fopen(path, "rb");
    char *bytes = arena_alloc(mem, FILE_MAX);
    size_t len = 0;

    if (file == NULL || bytes == NULL) {
        return ERR_WORLD;
    }
    len = fread(bytes, 1, FILE_MAX, file);
    bool failed = ferror(file) != 0;
    if (fclose(file) != 0 || failed) {
        return ERR_WORLD;
    }
    if (len == FILE_MAX) {
        return ERR_LARGE;
    }
    *out = str_at(bytes, len);
    return OK;
}

static err write_file(const char *path, str text) {
    FILE *file = fopen(path, "wb");

    if (file == NULL) {
        return ERR_WORLD;
    }
    bool failed = fwrite(text.at, 1, text.len, file) != text.len;
    return fclose(file) != 0 || failed ? ERR_WORLD : OK;
}

static bool read_order(int count, char **arguments, struct order *order) {
    for (int i = 1; i < count; i++) {
        str argument = str_of(arguments[i]);
        bool has_value = i + 1 < count;
        if (!str_starts(argument, STR("--"))) {
            if (order->file_count == FILES_MAX) {
                return false;
            }
            order->files[order->file_count++] = arguments[i];
        } else if (has_value && str_eq(argument, STR("--feature"))) {
            order->feature = str_of(arguments[++i]);
        } else if (has_value && str_eq(argument, STR("--out-c"))) {
            order->code = arguments[++i];
        } else if (has_value && str_eq(argument, STR("--out-h"))) {
            order->header = arguments[++i];
        } else if (has_value && str_eq(argument, STR("--words"))) {
            order->words = arguments[++i];
        } else {
            return false;
        }
    }
    return order->feature.len > 0 && order->code != NULL && order->header != NULL;
}

/* "build/gen/seats_views.h" is included as "gen/seats_views.h", because the build says -Ibuild. */
static str include_name(const char *header) {
    str path = str_of(header);
    size_t build = str_find(path, STR("build/"));

    if (build != SIZE_MAX) {
        return str_from(path, build + 6);
    }
    for (size_t at = path.len; at > 0; at--) {
        if (path.at[at - 1] == '/') {
            return str_from(path, at);
        }
    }
    return path;
}

static err write_all(struct viewc *v, const struct order *order) {
    buf header = buf_new(v->mem, MEMORY_MAX);
    buf code = buf_new(v->mem, MEMORY_MAX);

    TRY(viewc_put_header(v, &header));
    TRY(viewc_put_code(v, &code));
    TRY(write_file(order->header, buf_str(&header)));
    TRY(write_file(order->code, buf_str(&code)));
    return order->words == NULL ? OK : write_file(order->words, buf_str(&v->words));
}

static int run(struct viewc *v, const struct order *order) {
    bool refused = false;

    for (size_t i = 0; i < order->file_count; i++) {
        str text = STR_NONE;
        if (read_file(v->mem, order->files[i], &text) != OK) {
            return complain("cannot read ", order->files[i]);
        }
        err result = viewc_file(v, str_of(order->files[i]), text);
        if (result != OK && result != ERR_INPUT) {
            return complain("too large: ", order->files[i]);
        }
        refused = refused || result != OK;
    }
    if (refused) {
        str faults = buf_str(&v->faults);
        fwrite(faults.at, 1, faults.len, stderr);
        return 1;
    }
    return write_all(v, order) == OK ? 0 : complain("cannot write ", order->code);
}

int main(int count, char **arguments) {
    struct order order = {0};
    struct viewc v = {0};

    if (!read_order(count, arguments, &order)) {
        return complain("viewc --feature NAME --out-c FILE --out-h FILE [--words FILE] ",
                        "views...");
    }
    arena *mem = arena_new(MEMORY_MAX);
    if (mem == NULL || viewc_init(&v, mem, order.feature, include_name(order.header)) != OK) {
        arena_free(mem);
        return complain("no memory, or no name for a feature: ", order.feature.at);
    }
    int result = run(&v, &order);
    arena_free(mem);
    return result;
}
