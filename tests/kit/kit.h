/*
 * kit.h: how Semaine's tests are written. On cmocka, which it hides.
 *
 *     TEST(the_last_seat_goes_to_one_person) {
 *         CHECK_OK(seats_take(...));
 *         CHECK_EQ(left, 0);
 *     }
 *
 * A TEST registers itself and stands beside the code in x_test.c. It receives `struct test *t`
 * with an arena of its own, which is freed behind it. The first CHECK that fails ends the test;
 * so CHECK only in the test's own thread. Every argument is evaluated once. A test that takes
 * longer than two minutes ends the program.
 */
#ifndef KIT_KIT_H
#define KIT_KIT_H

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "base/str.h"

struct test {
    arena *mem;  /* at most 64 MiB */
    void *extra; /* for a kit built on this one */
    void (*done)(
        struct test *t); /* called behind the test, also a failed one, before the arena goes */
};

typedef void kit_run(struct test *t);

/* One registered test; TEST makes it. */
struct kit_case {
    const char *name;
    const char *file;
    int line;
    kit_run *run;
    struct kit_case *next;
};

#define TEST(sentence)                                                                       \
    static void test_##sentence(struct test *t);                                             \
    static __attribute__((constructor)) void kit_add_##sentence(void) {                      \
        static struct kit_case one = {#sentence, __FILE__, __LINE__, test_##sentence, NULL}; \
        kit_add(&one);                                                                       \
    }                                                                                        \
    static void test_##sentence(struct test *t UNUSED)

#define CHECK(condition) \
    ((condition) ? (void)0 : kit_fail(__FILE__, __LINE__, "this is false: %s", #condition))
/* Two whole numbers, bools or enum values. */
#define CHECK_EQ(a, b) \
    kit_check_eq(__FILE__, __LINE__, (intmax_t)((a) + 0), (intmax_t)((b) + 0), #a " == " #b)
/* Two numbers that differ by at most `margin`; NAN is near nothing. */
#define CHECK_NEAR(a, b, margin) \
    kit_check_near(__FILE__, __LINE__, (a), (b), (margin), #a " near " #b)
/* A str against a terminated text, byte by byte. */
#define CHECK_STR(text, literal) kit_check_str(__FILE__, __LINE__, (text), (literal), #text)
#define CHECK_OK(call)           kit_check_err(__FILE__, __LINE__, (call), OK, #call)
#define CHECK_ERR(call, code)    kit_check_err(__FILE__, __LINE__, (call), (code), #call)
/* Does the str hold the terminated text, or not? */
#define CHECK_CONTAINS(text, part) kit_check_part(__FILE__, __LINE__, (text), (part), true, #text)
#define CHECK_LACKS(text, part)    kit_check_part(__FILE__, __LINE__, (text), (part), false, #text)

/* Ends this test as neither passed nor failed; `why` is printed. */
void skip(const char *why) __attribute__((noreturn));

/* What the macros call. kit_fail ends the test; `message` is a printf format. */
void kit_add(struct kit_case *one);
void kit_fail(const char *file, int line, const char *message, ...) PRINTF_LIKE(3, 4)
    __attribute__((noreturn));
void kit_check_eq(const char *file, int line, intmax_t a, intmax_t b, const char *what);
void kit_check_near(const char *file, int line, double a, double b, double margin,
                    const char *what);
void kit_check_str(const char *file, int line, str got, const char *want, const char *what);
void kit_check_err(const char *file, int line, err got, err want, const char *what);
void kit_check_part(const char *file, int line, str text, const char *part, bool is_wanted,
                    const char *what);

/*
 * Runs all tests, or with arguments those whose name or file contains one of them, file by file
 * in the order of their lines. The last line on standard output is "N passed, N failed", with
 * ", N skipped" where there were some. Returns 0, or 1 where a test failed or none ran.
 */
int kit_main(int argc, char **argv);

#endif
