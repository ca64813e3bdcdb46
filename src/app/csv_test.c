#include "app/csv.h"

#include <string.h>

#include "tests/kit/kit.h"

/* Reads one row more; the reader's count is 0 at the end. */
static void next(struct csv_reader *r) {
    bool found = false;

    CHECK_OK(csv_next(r, &found));
    CHECK_EQ(found, r->count > 0);
}

static void expect_row(struct csv_reader *r, int64_t line, const char *joined) {
    char text[4096] = {0};
    size_t len = 0;

    next(r);
    for (size_t i = 0; i < r->count; i++) {
        CHECK(len + r->values[i].len + 2 < sizeof(text));
        if (i > 0) {
            text[len++] = '|';
        }
        if (r->values[i].len > 0) {
            memcpy(text + len, r->values[i].at, r->values[i].len);
        }
        len += r->values[i].len;
    }
    CHECK_STR(str_at(text, len), joined);
    CHECK_EQ(r->row_line, line);
}

static void expect_fault(struct test *t, str bytes, enum csv_fault fault, int64_t line, err code) {
    struct csv_reader r;
    bool found = true;
    err e = csv_open(&r, t->mem, bytes);

    while (e == OK && found) {
        e = csv_next(&r, &found);
    }
    CHECK_ERR(e, code);
    CHECK_EQ(r.fault, fault);
    CHECK_EQ(r.fault_line, line);
    CHECK(csv_fault_sentence(fault).len > 20);
    if (fault != CSV_TOO_LARGE) {
        CHECK_ERR(csv_next(&r, &found), code); /* and stays so */
    }
}

TEST(rows_are_read_with_the_line_they_start_on) {
    struct csv_reader r;

    CHECK_OK(csv_open(&r, t->mem, STR("a,b\r\n1,\"x\r\ny\"\n\n2,\n,3")));
    expect_row(&r, 1, "a|b");
    expect_row(&r, 2, "1|x\r\ny");
    expect_row(&r, 5, "2|");
    expect_row(&r, 6, "|3");
    next(&r);
    CHECK_EQ(r.count, 0);
    CHECK_EQ(r.rows, 4);
}

TEST(marks_hold_separators_line_ends_and_doubled_marks) {
    struct csv_reader r;

    CHECK_OK(csv_open(&r, t->mem, STR("\"a,b\",\"say \"\"hi\"\"\",\"\"\n\"\"\"\",\"\n\",z")));
    expect_row(&r, 1, "a,b|say \"hi\"|");
    expect_row(&r, 2, "\"|\n|z");
}

TEST(the_byte_order_mark_is_not_part_of_the_first_name) {
    struct csv_reader r;

    CHECK_OK(csv_open(&r, t->mem,
                      STR("\xEF\xBB\xBF"
                          "e-mail,name")));
    expect_row(&r, 1, "e-mail|name");
}

TEST(the_separator_is_found_in_the_head_line) {
    static const struct {
        str bytes;
        char separator;
    } cases[] = {{STR_INIT("a;b;c\n1,5;2;3"), ';'},
                 {STR_INIT("a\tb\n1;2\t3"), '\t'},
                 {STR_INIT("\"a;b;c\",d\n1,2"), ','},
                 {STR_INIT("alone\n1;2"), ','},
                 {STR_INIT("sep=;\r\na,b,c;d\r\n"), ';'},
                 {STR_INIT("sep=\t\na,b"), '\t'},
                 {STR_INIT("sep=x;b\n"), ';'},
                 {STR_INIT("\n\na;b\n"), ';'},
                 {STR_INIT(""), ','}};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct csv_reader r;

        CHECK_OK(csv_open(&r, t->mem, cases[i].bytes));
        CHECK_EQ(r.separator, cases[i].separator);
    }
}

TEST(old_line_ends_count_as_one) {
    struct csv_reader r;

    CHECK_OK(csv_open(&r, t->mem, STR("a,b\r1,2\r\r3,4\r")));
    expect_row(&r, 1, "a|b");
    expect_row(&r, 2, "1|2");
    expect_row(&r, 4, "3|4");
    next(&r);
    CHECK_EQ(r.count, 0);
}

TEST(every_fault_names_its_line) {
    expect_fault(t, STR("a,b\n1,2\n3,\"open\n4,5\n"), CSV_OPEN_QUOTE, 3, ERR_INPUT);
    expect_fault(t, STR("a,b\n\"x\ny\"z,2\n"), CSV_AFTER_QUOTE, 3, ERR_INPUT);
    expect_fault(t, STR("a,b\n1,5\" screen\n"), CSV_STRAY_QUOTE, 2, ERR_INPUT);
    expect_fault(t, STR("a,b\n1, \"2,3\"\n"), CSV_STRAY_QUOTE, 2, ERR_INPUT);
    expect_fault(t, STR("a\nb\nJos\xE9\nd\n"), CSV_NOT_UTF8, 3, ERR_INPUT);
    expect_fault(t, STR("a\r\r\nJos\xE9"), CSV_NOT_UTF8, 3, ERR_INPUT);
    expect_fault(t, STR("a\nb\0c\n"), CSV_NUL, 2, ERR_INPUT);
    expect_fault(t,
                 STR("\xFF\xFE"
                     "a\0"),
                 CSV_UTF16, 1, ERR_INPUT);
    expect_fault(t,
                 STR("PK\x03\x04"
                     "..."),
                 CSV_SPREADSHEET, 1, ERR_INPUT);
}

static str repeat(struct test *t, str part, size_t times) {
    buf b = buf_new(t->mem, (size_t)32 * 1024 * 1024);

    for (size_t i = 0; i < times; i++) {
        buf_put(&b, part);
    }
    CHECK_OK(buf_done(&b));
    return buf_str(&b);
}

TEST(a_limit_is_kept_exactly) {
    struct csv_reader r;
    str longest = repeat(t, STR("x"), CSV_VALUE_MAX);

    CHECK_OK(csv_open(&r, t->mem, longest));
    next(&r);
    CHECK_EQ(r.values[0].len, CSV_VALUE_MAX);
    expect_fault(t, str_join(t->mem, STR("a\ny"), longest), CSV_LONG_VALUE, 2, ERR_LARGE);
    expect_fault(t, str_join(t->mem, str_join(t->mem, STR("a\n\"y"), longest), STR("\"")),
                 CSV_LONG_VALUE, 2, ERR_LARGE);

    CHECK_OK(csv_open(&r, t->mem, repeat(t, STR(","), CSV_COLUMNS_MAX - 1)));
    next(&r);
    CHECK_EQ(r.count, CSV_COLUMNS_MAX);
    expect_fault(t, repeat(t, STR(","), CSV_COLUMNS_MAX), CSV_MANY_COLUMNS, 1, ERR_LARGE);
}

TEST(the_head_line_is_not_counted_as_a_row) {
    struct csv_reader r;
    bool found = true;
    str rows = repeat(t, STR("1\n"), (size_t)CSV_ROWS_MAX + 1);

    CHECK_OK(csv_open(&r, t->mem, rows));
    while (found) {
        CHECK_OK(csv_next(&r, &found));
    }
    CHECK_EQ(r.rows, CSV_ROWS_MAX + 1);
    expect_fault(t, str_join(t->mem, rows, STR("2\n")), CSV_MANY_ROWS, CSV_ROWS_MAX + 2, ERR_LARGE);
}

TEST(a_file_over_ten_megabytes_is_not_looked_at) {
    expect_fault(t, (str){"", CSV_BYTES_MAX + 1}, CSV_TOO_LARGE, 1, ERR_LARGE);
}

TEST(a_formula_is_written_as_text) {
    static const char *const values[] = {"=1+1", "+33 1", "-3", "@a", "\tx", "\rx",
                                         "\nx",  "＝1",   "＋", "－", "＠"};

    for (size_t i = 0; i < COUNT_OF(values); i++) {
        buf b = buf_new(t->mem, 100);

        csv_put_row(&b, (const str[]){STR("x"), str_of(values[i])}, 2);
        CHECK(str_find(buf_str(&b), STR("'")) != SIZE_MAX);
        CHECK_CONTAINS(buf_str(&b), values[i]);
    }
}

TEST(other_apostrophes_are_left_alone) {
    struct csv_reader r;
    buf b = buf_new(t->mem, 100);

    csv_put_row(&b, (const str[]){STR("'s Gravenhage"), STR("O'Neill"), STR("'"), STR("a=b")}, 4);
    CHECK_STR(buf_str(&b), "'s Gravenhage,O'Neill,',a=b\r\n");
    CHECK_OK(csv_open(&r, t->mem, STR("'s Gravenhage,'+33,'=x,''=y,+44\n")));
    expect_row(&r, 1, "'s Gravenhage|+33|=x|'=y|+44");
}

TEST(what_is_written_is_read_back_unchanged) {
    static const char *const values[] = {"",
                                         " ",
                                         "a",
                                         " a ",
                                         "a,b",
                                         "a;b\tc",
                                         "say \"hi\"",
                                         "\"",
                                         "\"\"",
                                         "line\nline",
                                         "\r\n",
                                         "\n",
                                         "\r",
                                         "=1+1",
                                         "'=1+1",
                                         "''=1+1",
                                         "'",
                                         "''",
                                         "'a",
                                         "+33 1",
                                         "-",
                                         "@",
                                         "\t",
                                         "'\t'",
                                         "sep=;",
                                         "sep=,",
                                         "\xEF\xBB\xBFx",
                                         "F  PARIS013",
                                         "Élodie",
                                         "＝1",
                                         "'＠x",
                                         "PK\x03\x04"};

    for (size_t i = 0; i < COUNT_OF(values); i++) {
        for (size_t k = 0; k < COUNT_OF(values); k++) {
            for (size_t columns = 1; columns <= 3; columns++) {
                const str row[] = {str_of(values[i]), str_of(values[k]), str_of(values[i])};
                struct csv_reader r;
                buf b = buf_new(t->mem, 1000);

                csv_put_mark(&b);
                csv_put_row(&b, row, columns);
                csv_put_row(&b, row, columns);
                CHECK_OK(csv_open(&r, t->mem, buf_str(&b)));
                for (int again = 0; again < 2; again++) {
                    next(&r);
                    CHECK_EQ(r.count, columns);
                    for (size_t at = 0; at < columns; at++) {
                        CHECK(str_eq(r.values[at], row[at]));
                    }
                }
                next(&r);
                CHECK_EQ(r.count, 0);
            }
        }
    }
}

TEST(rows_are_estimated_without_those_inside_a_value) {
    CHECK_EQ(csv_rows_about(STR("")), 0);
    CHECK_EQ(csv_rows_about(STR("a\n1\n2")), 3);
    CHECK_EQ(csv_rows_about(STR("a\n\"1\n\n\"\n2\n")), 3);
}
