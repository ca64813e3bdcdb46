/*
 * csv.h: comma-separated values, read strictly and written safely.
 *
 * The format is RFC 4180 in UTF-8, as spreadsheets of all languages write it: a byte
 * order mark, a first line "sep=;", LF, CRLF or CR at the end of a line, and one of
 * , ; TAB between values, found in the head line. A value with quotation marks around
 * it may hold all of these, and a quotation mark written twice.
 *
 * Guard against formulas: a spreadsheet runs a value that starts with = + - @ TAB CR LF
 * or a full-width = + - @ (OWASP, "CSV Injection"). The writer puts an apostrophe before
 * such a value and the reader takes it off again. A value that starts with apostrophes
 * and then one of these gets one more, so what is written is read back unchanged.
 */
#ifndef APP_CSV_H
#define APP_CSV_H

#include "base/arena.h"
#include "base/base.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#define CSV_BYTES_MAX   ((size_t)10 * 1024 * 1024)
#define CSV_ROWS_MAX    200000 /* the head line not counted */
#define CSV_COLUMNS_MAX 200
#define CSV_VALUE_MAX   ((size_t)64 * 1024) /* bytes as written between the separators */

enum csv_fault {
    CSV_FINE,
    CSV_TOO_LARGE,   /* more than CSV_BYTES_MAX */
    CSV_SPREADSHEET, /* a file of a spreadsheet program, not text */
    CSV_UTF16,       /* "Unicode text" of a spreadsheet program */
    CSV_NOT_UTF8,
    CSV_NUL,         /* a byte 0 */
    CSV_OPEN_QUOTE,  /* the value that starts on this line has no closing mark */
    CSV_AFTER_QUOTE, /* something between a closing mark and the next separator */
    CSV_STRAY_QUOTE, /* a mark inside a value that has none around it */
    CSV_LONG_VALUE,
    CSV_MANY_COLUMNS,
    CSV_MANY_ROWS
};

/* A running read. Its fields are for reading only. */
struct csv_reader {
    arena *mem;
    str bytes;
    size_t at;
    int64_t line; /* of `at`, from 1 */
    int64_t rows; /* given so far, the head line included */
    char separator;
    /* The row that csv_next gave last. */
    str values[CSV_COLUMNS_MAX];
    size_t count;
    int64_t row_line; /* the line on which it starts */
    /* What is wrong and on which line, after ERR_INPUT or ERR_LARGE. */
    enum csv_fault fault;
    int64_t fault_line;
};

/*
 * Starts reading `bytes`, which must live as long as the values. Looks at the whole text
 * for bytes that cannot be. ERR_INPUT, or ERR_LARGE past a limit: see r->fault.
 */
err csv_open(struct csv_reader *r, arena *mem, str bytes) MUST_USE;

/*
 * Reads the next row into r->values and r->count; empty lines are passed over. `*found`
 * is false at the end. Values point into `bytes` or, where a doubled mark was inside,
 * into `mem`; they outlive the next call. ERR_INPUT, ERR_LARGE: see r->fault, and every
 * later call says the same. ERR_MEMORY.
 */
err csv_next(struct csv_reader *r, bool *found) MUST_USE;

/* What a fault means and what to do about it: an English sentence of the catalogue; never empty. */
str csv_fault_sentence(enum csv_fault fault);

/* About how many rows there are, by counting line ends outside of marks: for progress. */
int64_t csv_rows_about(str bytes);

/* The byte order mark by which spreadsheets know UTF-8. Put it first or not at all. */
void csv_put_mark(buf *out);

/*
 * One row with commas and CRLF, marks where needed, guarded. What is valid UTF-8 without
 * NUL and within the limits is read back byte for byte. `count` at least 1.
 */
void csv_put_row(buf *out, const str *values, size_t count);

#endif
