#include "tests/kit/kit.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* It wants the four before it. */
#include <cmocka.h>
#undef skip

enum {
    MEMORY_MOST = 64 << 20, /* bytes, of one test */
    SECONDS_MOST = 120,     /* of one test, also under valgrind and on a busy machine */
    TEXT_SHOWN = 400,       /* bytes of a text that a message shows */
};

static struct kit_case *cases;
static size_t case_count;
static size_t skipped;

void kit_add(struct kit_case *one) {
    one->next = cases;
    cases = one;
    case_count++;
}

void skip(const char *why) {
    skipped++;
    printf("%s\n", why);
    _skip(__FILE__, __LINE__);
    abort(); /* not reached: _skip jumps, but does not say so to compilers */
}

void kit_fail(const char *file, int line, const char *message, ...) {
    va_list list;

    va_start(list, message);
    vprint_error(message, list);
    va_end(list);
    print_error("\n");
    _fail(file, line);
    abort(); /* not reached, as above */
}

void kit_check_eq(const char *file, int line, intmax_t a, intmax_t b, const char *what) {
    if (a != b) {
        kit_fail(file, line, "%s: %jd, not %jd", what, a, b);
    }
}

void kit_check_near(const char *file, int line, double a, double b, double margin,
                    const char *what) {
    if (!(fabs(a - b) <= margin)) {
        kit_fail(file, line, "%s: %.17g and %.17g differ by more than %g", what, a, b, margin);
    }
}

void kit_check_str(const char *file, int line, str got, const char *want, const char *what) {
    if (!str_eq(got, str_of(want))) {
        kit_fail(file, line, "%s: \"%.*s\" (%zu bytes), not \"%s\"", what,
                 STR_ARG(str_first(got, TEXT_SHOWN)), got.len, want);
    }
}

void kit_check_err(const char *file, int line, err got, err want, const char *what) {
    if (got != want) {
        kit_fail(file, line, "%s: %s, not %s", what, err_name(got), err_name(want));
    }
}

void kit_check_part(const char *file, int line, str text, const char *part, bool is_wanted,
                    const char *what) {
    if ((str_find(text, str_of(part)) != SIZE_MAX) != is_wanted) {
        kit_fail(file, line, "%s %s \"%s\": \"%.*s\" (%zu bytes)", what,
                 is_wanted ? "lacks" : "contains", part, STR_ARG(str_first(text, TEXT_SHOWN)),
                 text.len);
    }
}

/* One test while it runs: cmocka hands it to the three functions below. */
struct turn {
    const struct kit_case *one;
    struct test t;
};

static int begin(void **state) {
    struct turn *turn = *state;

    turn->t.mem = arena_new(MEMORY_MOST);
    alarm(SECONDS_MOST);
    return turn->t.mem == NULL ? -1 : 0;
}

static void run(void **state) {
    struct turn *turn = *state;

    turn->one->run(&turn->t);
}

static int end(void **state) {
    struct turn *turn = *state;

    alarm(0);
    if (turn->t.done != NULL) {
        turn->t.done(&turn->t);
    }
    arena_free(turn->t.mem);
    return 0;
}

static int by_place(const void *left, const void *right) {
    const struct kit_case *a = left;
    const struct kit_case *b = right;
    int order = strcmp(a->file, b->file);

    return order != 0 ? order : (a->line > b->line) - (a->line < b->line);
}

static bool is_chosen(const struct kit_case *one, int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        if (strstr(one->name, argv[i]) != NULL || strstr(one->file, argv[i]) != NULL) {
            return true;
        }
    }
    return argc <= 1;
}

/* The chosen tests in the order of `by_place`; their number. */
static size_t choose(struct kit_case *chosen, int argc, char **argv) {
    size_t count = 0;

    for (const struct kit_case *one = cases; one != NULL; one = one->next) {
        if (is_chosen(one, argc, argv)) {
            chosen[count++] = *one;
        }
    }
    qsort(chosen, count, sizeof(*chosen), by_place);
    return count;
}

/* Runs the tests of one file; how many failed. */
static size_t run_file(const struct kit_case *chosen, size_t count, struct turn *turns,
                       struct CMUnitTest *tests) {
    int failed = 0;

    for (size_t i = 0; i < count; i++) {
        turns[i] = (struct turn){.one = &chosen[i]};
        tests[i] = (struct CMUnitTest){chosen[i].name, run, begin, end, &turns[i]};
    }
    printf("\n%s\n", chosen[0].file);
    failed = _cmocka_run_group_tests(chosen[0].file, tests, count, NULL, NULL);
    return failed < 0 ? count : (size_t)failed;
}

static size_t run_all(const struct kit_case *chosen, size_t count) {
    struct turn *turns = calloc(count + 1, sizeof(*turns));
    struct CMUnitTest *tests = calloc(count + 1, sizeof(*tests));
    size_t failed = 0;

    for (size_t at = 0, end_at = 0; at < count && turns != NULL && tests != NULL; at = end_at) {
        while (end_at < count && strcmp(chosen[end_at].file, chosen[at].file) == 0) {
            end_at++;
        }
        failed += run_file(chosen + at, end_at - at, turns, tests);
    }
    if (turns == NULL || tests == NULL) {
        failed = count;
    }
    free(turns);
    free(tests);
    return failed;
}

int kit_main(int argc, char **argv) {
    struct kit_case *chosen = calloc(case_count + 1, sizeof(*chosen));
    size_t count = 0;
    size_t failed = 0;

    if (chosen == NULL) {
        return 1;
    }
    (void)setvbuf(stdout, NULL, _IOLBF, 0); /* so that it keeps its order with standard error */
    count = choose(chosen, argc, argv);
    failed = run_all(chosen, count);
    free(chosen);
    printf("\n%zu passed, %zu failed", count - failed - skipped, failed);
    if (skipped > 0) {
        printf(", %zu skipped", skipped);
    }
    printf("\n");
    return failed > 0 || count == 0 ? 1 : 0;
}
