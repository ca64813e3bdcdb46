/*
 * assets_table.h: between assets.c and the table that tools/assets writes; nobody else's.
 */
#ifndef APP_ASSETS_TABLE_H
#define APP_ASSETS_TABLE_H

#include "app/assets.h"
#include "base/base.h"
#include "base/str.h"

struct asset_name {
    str name;
    size_t index; /* into asset_table */
};

/* By path, in the order of str_order. */
extern const struct asset asset_table[];
extern const size_t asset_table_count;
/* By name, in the order of str_order. */
extern const struct asset_name asset_names[];
extern const size_t asset_name_count;

#endif
