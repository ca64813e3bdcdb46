#include "app/csv.h"

#include <assert.h>
#include <string.h>

#include "core/words.h"

#define MARK "\xEF\xBB\xBF"

/* What a spreadsheet takes for the start of a formula: "" or one of the list. */
static bool starts_formula(str s) {
    static const str wide[] = {
        STR_INIT("\xEF\xBC\x9D"), /* fullwidth = */
        STR_INIT("\xEF\xBC\x8B"), /* fullwidth + */
        STR_INIT("\xEF\xBC\x8D"), /* fullwidth - */
        STR_INIT("\xEF\xBC\xA0")  /* fullwidth @ */
    };

    if (s.len == 0) {
        return false;
    }
    if (str_find_char(STR("=+-@\t\r\n"), s.at[0]) != SIZE_MAX) {
        return true;
    }
    for (size_t i = 0; i < COUNT_OF(wide); i++) {
        if (str_starts(s, wide[i])) {
            return true;
        }
    }
    return false;
}

/* Does a guard belong before it? Apostrophes are looked through, so that guarding can be undone. */
static bool needs_guard(str s) {
    size_t at = 0;

    while (at < s.len && s.at[at] == '\'') {
        at++;
    }
    return starts_formula(str_from(s, at));
}

static str guard_off(str s) {
    return s.len > 0 && s.at[0] == '\'' && needs_guard(s) ? str_from(s, 1) : s;
}

/* ---- reading ---------------------------------------------------------------------------- */

static err fail(struct csv_reader *r, enum csv_fault fault, int64_t line) {
    bool limit = fault == CSV_TOO_LARGE || fault == CSV_LONG_VALUE || fault == CSV_MANY_COLUMNS ||
                 fault == CSV_MANY_ROWS;

    r->fault = fault;
    r->fault_line = line;
    r->count = 0;
    return limit ? ERR_LARGE : ERR_INPUT;
}

static bool at_end(const struct csv_reader *r) {
    return r->at >= r->bytes.len;
}

static bool is_line_end(char c) {
    return c == '\n' || c == '\r';
}

/* Steps over CRLF, LF or CR, if one stands here. */
static bool skip_line_end(struct csv_reader *r) {
    if (at_end(r) || !is_line_end(r->bytes.at[r->at])) {
        return false;
    }
    bool two =
        r->bytes.at[r->at] == '\r' && r->at + 1 < r->bytes.len && r->bytes.at[r->at + 1] == '\n';

    r->at += two ? 2 : 1;
    r->line++;
    return true;
}

/* CRLF counts once. */
static int64_t lines_in(str s) {
    int64_t lines = 0;

    for (size_t i = 0; i < s.len; i++) {
        bool first_of_two = s.at[i] == '\r' && i + 1 < s.len && s.at[i + 1] == '\n';

        lines += is_line_end(s.at[i]) && !first_of_two;
    }
    return lines;
}

/* Names the line of the first byte that cannot be: in UTF-8 every line stands alone. */
static err check_bytes(struct csv_reader *r) {
    const char *nul = r->bytes.len == 0 ? NULL : memchr(r->bytes.at, 0, r->bytes.len);
    size_t start = 0;

    if (nul != NULL) {
        return fail(r, CSV_NUL, 1 + lines_in(str_first(r->bytes, (size_t)(nul - r->bytes.at))));
    }
    if (str_is_utf8(r->bytes)) {
        return OK;
    }
    while (start < r->bytes.len) {
        size_t end = start;

        while (end < r->bytes.len && !is_line_end(r->bytes.at[end])) {
            end++;
        }
        if (!str_is_utf8(str_at(r->bytes.at + start, end - start))) {
            break;
        }
        start = end + 1;
    }
    return fail(r, CSV_NOT_UTF8, 1 + lines_in(str_first(r->bytes, start)));
}

/* Excel's own first line: "sep=;". */
static bool take_separator_line(struct csv_reader *r) {
    str line = str_first(str_from(r->bytes, r->at), 5);
    str after = str_from(r->bytes, r->at + 5);

    if (line.len < 5 || !str_starts(line, STR("sep=")) || strchr(",;\t", line.at[4]) == NULL ||
        (after.len > 0 && !is_line_end(after.at[0]))) {
        return false;
    }
    r->separator = line.at[4];
    r->at += 5;
    return true;
}

/* The one that occurs most often in the first line, outside of marks. */
static char sniff(str s) {
    static const char candidates[] = {',', ';', '\t'};
    size_t seen[COUNT_OF(candidates)] = {0};
    size_t best = 0;
    bool inside = false;

    for (size_t i = 0; i < s.len && (inside || !is_line_end(s.at[i])); i++) {
        inside = inside != (s.at[i] == '"');
        for (size_t k = 0; k < COUNT_OF(candidates); k++) {
            seen[k] += !inside && s.at[i] == candidates[k];
        }
    }
    for (size_t k = 1; k < COUNT_OF(candidates); k++) {
        if (seen[k] > seen[best]) {
            best = k;
        }
    }
    return candidates[best];
}

err csv_open(struct csv_reader *r, arena *mem, str bytes) {
    *r = (struct csv_reader){.mem = mem, .bytes = bytes, .line = 1};
    if (bytes.len > CSV_BYTES_MAX) {
        return fail(r, CSV_TOO_LARGE, 1);
    }
    /* Zip (xlsx, ods) and the compound file of the nineties (xls). */
    if (str_starts(bytes, STR("PK\x03\x04")) || str_starts(bytes, STR("\xD0\xCF\x11\xE0"))) {
        return fail(r, CSV_SPREADSHEET, 1);
    }
    if (str_starts(bytes, STR("\xFF\xFE")) || str_starts(bytes, STR("\xFE\xFF"))) {
        return fail(r, CSV_UTF16, 1);
    }
    TRY(check_bytes(r));
    if (str_starts(bytes, STR(MARK))) {
        r->at = 3;
    }
    if (!take_separator_line(r)) {
        while (skip_line_end(r)) {
        }
        r->separator = sniff(str_from(bytes, r->at));
    }
    return OK;
}

/* Undoubles the marks of what stood between two of them. */
static err unquote(struct csv_reader *r, str inner, str *out) {
    char *copy = arena_alloc(r->mem, inner.len);
    size_t len = 0;

    if (copy == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < inner.len; i++) {
        copy[len++] = inner.at[i];
        i += inner.at[i] == '"';
    }
    *out = str_at(copy, len);
    return OK;
}

/* At an opening mark. */
static err read_quoted(struct csv_reader *r, str *out) {
    size_t start = r->at + 1;
    size_t end = start;
    bool doubled = false;

    while (true) {
        size_t next = str_find_char(str_from(r->bytes, end), '"');

        if (next == SIZE_MAX) {
            return fail(r, CSV_OPEN_QUOTE, r->line);
        }
        end += next;
        if (end + 1 >= r->bytes.len || r->bytes.at[end + 1] != '"') {
            break;
        }
        doubled = true;
        end += 2;
    }
    *out = str_at(r->bytes.at + start, end - start);
    if (out->len > CSV_VALUE_MAX) {
        return fail(r, CSV_LONG_VALUE, r->line);
    }
    r->line += lines_in(*out);
    r->at = end + 1;
    if (!at_end(r) && r->bytes.at[r->at] != r->separator && !is_line_end(r->bytes.at[r->at])) {
        return fail(r, CSV_AFTER_QUOTE, r->line);
    }
    return doubled ? unquote(r, *out, out) : OK;
}

static err read_plain(struct csv_reader *r, str *out) {
    size_t start = r->at;

    while (!at_end(r) && r->bytes.at[r->at] != r->separator && !is_line_end(r->bytes.at[r->at])) {
        if (r->bytes.at[r->at] == '"') {
            return fail(r, CSV_STRAY_QUOTE, r->line);
        }
        r->at++;
    }
    *out = str_at(r->bytes.at + start, r->at - start);
    return out->len > CSV_VALUE_MAX ? fail(r, CSV_LONG_VALUE, r->line) : OK;
}

static err read_value(struct csv_reader *r) {
    str value = STR_NONE;

    if (r->count == CSV_COLUMNS_MAX) {
        return fail(r, CSV_MANY_COLUMNS, r->line);
    }
    if (!at_end(r) && r->bytes.at[r->at] == '"') {
        TRY(read_quoted(r, &value));
    } else {
        TRY(read_plain(r, &value));
    }
    r->values[r->count++] = guard_off(value);
    return OK;
}

err csv_next(struct csv_reader *r, bool *found) {
    if (r->fault != CSV_FINE) {
        return fail(r, r->fault, r->fault_line);
    }
    while (skip_line_end(r)) {
    }
    r->count = 0;
    if (at_end(r)) {
        *found = false;
        return OK;
    }
    if (r->rows > CSV_ROWS_MAX) {
        return fail(r, CSV_MANY_ROWS, r->line);
    }
    r->row_line = r->line;
    TRY(read_value(r));
    while (!at_end(r) && r->bytes.at[r->at] == r->separator) {
        r->at++;
        TRY(read_value(r));
    }
    (void)skip_line_end(r); /* the last line need not have one */
    r->rows++;
    *found = true;
    return OK;
}

str csv_fault_sentence(enum csv_fault fault) {
    switch (fault) {
    case CSV_TOO_LARGE:
        return W("The file is larger than 10 MB: split it into several.");
    case CSV_SPREADSHEET:
        return W(
            "This is a file of a spreadsheet program: open it there and save each sheet as \"CSV UTF-8\".");
    case CSV_UTF16:
    case CSV_NOT_UTF8:
        return W("The letters are not stored as UTF-8: save the sheet again as \"CSV UTF-8\".");
    case CSV_NUL:
        return W("There is a byte here that no text holds: save the sheet again as \"CSV UTF-8\".");
    case CSV_OPEN_QUOTE:
        return W(
            "The value that starts here has an opening quotation mark and no closing one: add it at the end of the value.");
    case CSV_AFTER_QUOTE:
        return W(
            "Something follows a closing quotation mark: write a quotation mark inside a value twice.");
    case CSV_STRAY_QUOTE:
        return W(
            "There is a quotation mark inside a value: put the whole value in quotation marks and write the inner one twice.");
    case CSV_LONG_VALUE:
        return W("A value is longer than 64 KB: shorten it.");
    case CSV_MANY_COLUMNS:
        return W("The row has more than 200 columns: take away those that are not needed.");
    case CSV_MANY_ROWS:
        return W("There are more than 200,000 rows: split the file into several.");
    case CSV_FINE:
        break;
    }
    return W("The file can be read.");
}

int64_t csv_rows_about(str bytes) {
    int64_t rows = 0;
    bool inside = false;

    for (size_t i = 0; i < bytes.len; i++) {
        inside = inside != (bytes.at[i] == '"');
        rows += !inside && bytes.at[i] == '\n';
    }
    return rows + (bytes.len > 0 && bytes.at[bytes.len - 1] != '\n');
}

/* ---- writing ---------------------------------------------------------------------------- */

void csv_put_mark(buf *out) {
    buf_c(out, MARK);
}

/*
 * More than RFC 4180 asks: blanks at the ends, the other separators, and what means
 * something at the start of a file, so that every reader sees a value in it.
 */
static bool needs_quotes(str s) {
    if (s.len == 0) {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        if (strchr(",;\t\"\r\n", s.at[i]) != NULL) {
            return true;
        }
    }
    return s.at[0] == ' ' || s.at[s.len - 1] == ' ' || str_starts(s, STR(MARK)) ||
           str_starts(s, STR("sep="));
}

static void put_value(buf *out, str value) {
    bool quotes = needs_quotes(value);

    if (quotes) {
        buf_char(out, '"');
    }
    if (needs_guard(value)) {
        buf_char(out, '\'');
    }
    for (bool more = true; more;) {
        str head = STR_NONE;

        value = str_cut(value, '"', &head, &more);
        buf_put(out, head);
        buf_c(out, more ? "\"\"" : "");
    }
    if (quotes) {
        buf_char(out, '"');
    }
}

void csv_put_row(buf *out, const str *values, size_t count) {
    assert(count > 0);
    if (count == 1 && values[0].len == 0) {
        buf_c(out, "\"\""); /* else the line would be empty and passed over */
    }
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            buf_char(out, ',');
        }
        put_value(out, values[i]);
    }
    buf_c(out, "\r\n");
}
