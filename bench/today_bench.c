/*
 * Today for a signed-in person: the whole way through the gate (session, role, queries, rules,
 * view, headers) against a hand-written loop that runs the same queries on prepared statements,
 * reads every column, and writes the same bytes. In one thread, interleaved, CPU time.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/program.h"
#include "base/id.h"
#include "base/time.h"
#include "core/login.h"
#include "core/person.h"
#include "web/gate.h"

enum { ROUNDS = 9, EACH = 300, QUERIES_MAX = 32, SQL_MAX = 20000 };

struct seen {
    sqlite3_stmt *statements[QUERIES_MAX];
    char *sql[QUERIES_MAX];
    size_t count;
    bool is_open; /* listening now */
};

static struct seen queries;

static _Noreturn void fail(const char *what) {
    (void)fprintf(stderr, "today_bench: %s\n", what);
    exit(1);
}

/* Every statement that any connection of this process starts, with its values. */
static int note(unsigned kind, void *self, void *statement, void *text) {
    char *sql = NULL;

    (void)kind;
    (void)self;
    if (!queries.is_open || queries.count == QUERIES_MAX || ((const char *)text)[0] == '-') {
        return 0;
    }
    sql = sqlite3_expanded_sql(statement);
    if (sql != NULL) {
        queries.sql[queries.count++] = sql;
    }
    return 0;
}

static int listen_to(sqlite3 *base, char **error, const struct sqlite3_api_routines *api) {
    (void)error;
    (void)api;
    return sqlite3_trace_v2(base, SQLITE_TRACE_STMT, note, NULL);
}

static double cpu_us(void) {
    struct timespec t;

    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static err cookie_make(cx *c, void *self) {
    struct person p = {0};
    struct login_made made = {0};
    str address = STR_NONE;
    bool found = false;

    TRY(person_by_email(c, STR("ilse.beispiel@thws.example"), &p, &found));
    TRY(login_link(c, p.id, STR("/"), 60, 1, &address));
    TRY(login_by_link(c, str_from(address, STR("/sign-in/").len), STR("bench"), &made));
    (void)snprintf(self, 100, "semaine=%.*s", STR_ARG(made.token));
    return OK;
}

static str today(struct program *p, arena *mem, const char *cookie) {
    const struct header headers[] = {{STR("Cookie"), str_of(cookie)}};
    const struct http_request q = {.method = STR("GET"),
                                   .target = STR("/today"),
                                   .path = STR("/today"),
                                   .headers = headers,
                                   .header_count = 1,
                                   .host = STR("127.0.0.1"),
                                   .peer = STR("127.0.0.1")};
    struct gate_answer answer = {0};

    if (gate_call(program_gate(p), mem, &q, program_alone(p), &answer) != OK ||
        answer.status != 200) {
        fail("Today is not answered");
    }
    return answer.body;
}

/* The peer: the same rows, read column by column into the arena, then the same bytes. */
static str by_hand(arena *mem, str body) {
    char *out = NULL;

    for (size_t i = 0; i < queries.count; i++) {
        sqlite3_stmt *s = queries.statements[i];

        while (sqlite3_step(s) == SQLITE_ROW) {
            for (int k = 0; k < sqlite3_column_count(s); k++) {
                int len = sqlite3_column_bytes(s, k);
                void *copy = arena_alloc(mem, (size_t)len + 1);

                if (copy != NULL && len > 0) {
                    memcpy(copy, sqlite3_column_blob(s, k), (size_t)len);
                }
            }
        }
        (void)sqlite3_reset(s);
    }
    out = arena_alloc(mem, body.len);
    if (out == NULL) {
        fail("no memory");
    }
    memcpy(out, body.at, body.len);
    return str_at(out, body.len);
}

static int by_number(const void *a, const void *b) {
    double x = *(const double *)a;
    double y = *(const double *)b;

    return x < y ? -1 : x > y;
}

int main(void) {
    char folder[] = "/var/tmp/today-bench-XXXXXX";
    char path[200];
    char cookie[100] = "";
    double times[2][ROUNDS];
    arena *mem = arena_new((size_t)512 << 20);
    arena *each = arena_new((size_t)64 << 20);
    struct program *p = NULL;
    struct demo_links links = {.count = 0};
    str sentence = STR_NONE;
    str body = STR_NONE;
    sqlite3 *base = NULL;

    if (mem == NULL || each == NULL || mkdtemp(folder) == NULL) {
        fail("no memory");
    }
    (void)snprintf(path, sizeof(path), "%s/week.db", folder);
    (void)sqlite3_auto_extension((void (*)(void))listen_to);
    if (program_open(&(struct program_options){.path = path,
                                               .listen_fd = -1,
                                               .threads = 1,
                                               .is_demo = true,
                                               .is_quiet = true,
                                               .is_unlimited = true,
                                               .clock_shift = 1774251720 - time_wall()},
                     mem, &p, &sentence) != OK ||
        program_demo(p, mem, &links, &sentence) != OK ||
        program_change(p, mem, cookie_make, cookie, &sentence) != OK) {
        fail("the demo does not start");
    }
    (void)today(p, each, cookie); /* what is kept in memory is in memory now */
    queries.is_open = true;
    body = str_copy(mem, today(p, mem, cookie));
    queries.is_open = false;
    if (sqlite3_open_v2(path, &base, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) !=
        SQLITE_OK) {
        fail("the file does not open");
    }
    for (size_t i = 0; i < queries.count; i++) {
        if (sqlite3_prepare_v3(base, queries.sql[i], -1, SQLITE_PREPARE_PERSISTENT,
                               &queries.statements[i], NULL) != SQLITE_OK) {
            fail(sqlite3_errmsg(base));
        }
    }
    for (int r = 0; r < ROUNDS; r++) {
        for (int k = 0; k < 2; k++) {
            int which = (r + k) % 2;
            double start = cpu_us();

            for (int i = 0; i < EACH; i++) {
                (void)(which == 0 ? today(p, each, cookie) : by_hand(each, body));
                arena_reset(each);
            }
            times[which][r] = (cpu_us() - start) / EACH;
        }
    }
    qsort(times[0], ROUNDS, sizeof(double), by_number);
    qsort(times[1], ROUNDS, sizeof(double), by_number);
    (void)printf(
        "## Today for a signed-in person\n\n%zu queries, %zu bytes of page; CPU time a page, medians of %d interleaved rounds of %d.\n\n"
        "| | Semaine | the same queries and bytes by hand | ratio of rates | goal |\n|---|---|---|---|---|\n"
        "| Today | %.0f µs | %.0f µs | %.2f | ≥ 0.7 |\n",
        queries.count, body.len, ROUNDS, EACH, times[0][ROUNDS / 2], times[1][ROUNDS / 2],
        times[1][ROUNDS / 2] / times[0][ROUNDS / 2]);
    for (size_t i = 0; i < queries.count; i++) {
        (void)fprintf(stderr, "%.100s\n", queries.sql[i]);
    }
    program_close(p, 0);
    return 0;
}
