#include "app/assets.h"

#include <assert.h>

#include "app/assets_table.h"
#include "base/str.h"

static str path_at(size_t index) {
    return asset_table[index].path;
}

static str name_at(size_t index) {
    return asset_names[index].name;
}

/* The first of `count` keys in ascending order that is not before `key`; `count` where all are. */
static size_t first_from(str (*key_at)(size_t index), size_t count, str key) {
    size_t low = 0;
    size_t high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (str_order(key_at(middle), key) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

const struct asset *asset_find(str path) {
    size_t index = first_from(path_at, asset_table_count, path);

    if (!str_starts(path, STR("/")) || index == asset_table_count ||
        !str_eq(path_at(index), path)) {
        return NULL;
    }
    return &asset_table[index];
}

const struct asset *asset_named(str name) {
    size_t index = first_from(name_at, asset_name_count, name);

    if (index == asset_name_count || !str_eq(name_at(index), name)) {
        return NULL;
    }
    return &asset_table[asset_names[index].index];
}

str asset_path(const char *name) {
    const struct asset *found = asset_named(str_of(name));

    assert(found != NULL);
    return found == NULL ? STR_NONE : found->path;
}

const struct asset *asset_demo(size_t index) {
    size_t first = first_from(path_at, asset_table_count, STR("demo/"));

    if (index >= asset_table_count - first || !str_starts(path_at(first + index), STR("demo/"))) {
        return NULL;
    }
    return &asset_table[first + index];
}
