/*
 * csv_fuzz.c: no bytes make the CSV reader go wrong, and whatever it has read is written
 * and read back unchanged, with every separator and through the guard against formulas.
 */
#include <stdlib.h>

#include "app/csv.h"

#define ARENA_BYTES ((size_t)256 * 1024 * 1024)

/* NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool held) {
    if (!held) {
        __builtin_trap();
    }
}

/* Rows are compared one by one, so nothing needs to be kept. */
static void compare(arena *mem, str bytes, str again, bool *whole) {
    struct csv_reader a;
    struct csv_reader b;
    bool found = csv_open(&a, mem, bytes) == OK;

    *whole = found;
    must(csv_open(&b, mem, again) == OK);
    while (found) {
        bool more = false;

        *whole = csv_next(&a, &found) == OK;
        found = found && *whole;
        must(csv_next(&b, &more) == OK);
        must(more == found && (!found || a.count == b.count));
        for (size_t i = 0; found && i < a.count; i++) {
            must(str_eq(a.values[i], b.values[i]));
        }
    }
    must(*whole == (a.fault == CSV_FINE));
    must(*whole || (a.fault_line >= 1 && a.fault_line <= (int64_t)bytes.len + 1));
}

/* NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_auto) arena *mem = arena_new(ARENA_BYTES);
    str bytes = {(const char *)data, size};
    struct csv_reader r;
    buf out = buf_new(mem, (size_t)64 * 1024 * 1024);
    bool found = csv_open(&r, mem, bytes) == OK;
    bool whole = false;

    csv_put_mark(&out);
    while (found && csv_next(&r, &found) == OK && found) {
        must(r.count > 0 && r.count <= CSV_COLUMNS_MAX && r.row_line <= r.line);
        csv_put_row(&out, r.values, r.count);
    }
    must(buf_done(&out) == OK);
    compare(mem, bytes, buf_str(&out), &whole);
    must(csv_rows_about(bytes) >= 0);
    return 0;
}
