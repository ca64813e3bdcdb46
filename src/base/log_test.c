#include "base/log.h"

#include <jansson.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "tests/kit/kit.h"

/* A pipe in place of standard error. */
struct ear {
    int out;
    int in;
};

static struct ear listen_to_log(void) {
    int ends[2] = {-1, -1};

    CHECK_EQ(pipe(ends), 0);
    log_set_fd(ends[1]);
    return (struct ear){.out = ends[0], .in = ends[1]};
}

/* All that was written since; the log goes to standard error again. */
static str hear(arena *mem, struct ear *ear) {
    char *bytes = arena_alloc(mem, 60000);
    size_t len = 0;
    ssize_t got = 0;

    log_set_fd(STDERR_FILENO);
    close(ear->in);
    do {
        got = read(ear->out, bytes + len, 60000 - len);
        len += got > 0 ? (size_t)got : 0;
    } while (got > 0);
    close(ear->out);
    return str_at(bytes, len);
}

/* The one line that was written, as JSON; the caller owns it. */
static json_t *hear_json(arena *mem, struct ear *ear) {
    str line = hear(mem, ear);
    json_t *json = NULL;

    CHECK(line.len <= 4096);
    CHECK(str_ends(line, STR("}\n")));
    CHECK_EQ(str_find_char(line, '\n'), line.len - 1);
    json = json_loadb(line.at, line.len, JSON_REJECT_DUPLICATES, NULL);
    CHECK(json_is_object(json));
    return json;
}

static str text_at(const json_t *json, const char *key) {
    return str_of(json_string_value(json_object_get(json, key)));
}

TEST(a_line_is_json_with_time_level_event_and_fields) {
    struct ear ear = listen_to_log();

    LOG(LOG_INFO, "request", LOG_S("path", STR("/polls")), LOG_I("ms", -5));
    str line = hear(t->mem, &ear);

    CHECK_STR(str_first(line, 7), "{\"at\":\"");
    CHECK_EQ(line.at[26], 'Z');
    CHECK_STR(str_from(line, 27),
              "\",\"level\":\"info\",\"event\":\"request\",\"path\":\"/polls\",\"ms\":-5}\n");
}

TEST(values_are_escaped) {
    struct ear ear = listen_to_log();
    json_t *json = NULL;

    LOG(LOG_WARN, "odd", LOG_S("a", STR("\"}\n{\"level\":\"error\"")), LOG_S("b", STR("\xff<")));
    json = hear_json(t->mem, &ear);
    CHECK_STR(text_at(json, "level"), "warn");
    CHECK_STR(text_at(json, "a"), "\"}\n{\"level\":\"error\"");
    CHECK_STR(text_at(json, "b"), "\xef\xbf\xbd<");
    json_decref(json);
}

TEST(lines_above_the_level_are_left_out) {
    struct ear ear = listen_to_log();

    LOG(LOG_DEBUG, "one", LOG_I("n", 1));
    log_set_level(LOG_DEBUG);
    LOG(LOG_DEBUG, "two", LOG_I("n", 1));
    log_set_level(LOG_ERROR);
    LOG(LOG_WARN, "three", LOG_I("n", 1));
    LOG(LOG_ERROR, "four", LOG_I("n", 1));
    log_set_level(LOG_INFO);
    str lines = hear(t->mem, &ear);

    CHECK_LACKS(lines, "one");
    CHECK_CONTAINS(lines, "\"level\":\"debug\",\"event\":\"two\"");
    CHECK_LACKS(lines, "three");
    CHECK_CONTAINS(lines, "\"level\":\"error\",\"event\":\"four\"");
}

TEST(errors_are_counted_and_nothing_else) {
    struct ear ear = listen_to_log();
    uint64_t before = log_errors();

    LOG(LOG_ERROR, "bad", LOG_I("n", 1));
    LOG(LOG_WARN, "less bad", LOG_I("n", 1));
    log_fields(LOG_ERROR, "bare", NULL, 0);
    CHECK_EQ(log_errors() - before, 2);
    CHECK_CONTAINS(hear(t->mem, &ear), "\"event\":\"bare\"}\n");
}

TEST(a_line_is_cut_at_4096_bytes_and_stays_json_wherever_that_is) {
    static const char *const parts[] = {"x", "\"", "\n", "<", "é", "€", "😀", "\xff"};

    for (size_t part = 0; part < COUNT_OF(parts); part++) {
        for (size_t shift = 0; shift < 9; shift++) {
            struct ear ear = listen_to_log();
            char *text = arena_alloc(t->mem, 6000);
            size_t unit = strlen(parts[part]);
            json_t *json = NULL;

            memset(text, 'y', shift);
            for (size_t at = shift; at + unit <= 6000; at += unit) {
                memcpy(text + at, parts[part], unit);
            }
            LOG(LOG_INFO, "long", LOG_S("text", str_at(text, 6000)), LOG_I("lost", 1));
            json = hear_json(t->mem, &ear);
            CHECK(json_is_true(json_object_get(json, "cut")));
            CHECK(json_object_get(json, "lost") == NULL);
            CHECK(text_at(json, "text").len > 600);
            json_decref(json);
            arena_reset(t->mem);
        }
    }
}

TEST(a_cut_line_is_nearly_as_long_as_it_may_be) {
    struct ear ear = listen_to_log();
    char text[5000];

    memset(text, 'x', sizeof(text));
    LOG(LOG_INFO, "long", LOG_S("text", str_at(text, sizeof(text))));
    str line = hear(t->mem, &ear);

    CHECK(line.len > 4096 - 80);
    CHECK(line.len <= 4096);
}

TEST(a_line_that_just_fits_is_whole_and_one_byte_more_is_not) {
    size_t whole = 0;
    size_t cut = 0;

    for (size_t len = 3900; len < 4080; len++) {
        struct ear ear = listen_to_log();
        char text[4096];
        json_t *json = NULL;

        memset(text, 'x', sizeof(text));
        LOG(LOG_INFO, "e", LOG_S("t", str_at(text, len)), LOG_I("n", 12345));
        json = hear_json(t->mem, &ear);
        if (json_is_true(json_object_get(json, "cut"))) {
            cut++;
        } else {
            CHECK_EQ(cut, 0);
            CHECK_EQ(text_at(json, "t").len, len);
            CHECK_EQ(json_integer_value(json_object_get(json, "n")), 12345);
            whole++;
        }
        json_decref(json);
    }
    CHECK(whole > 50);
    CHECK(cut > 50);
}

TEST(an_event_or_a_key_of_any_length_leaves_json) {
    char long_text[9000];

    memset(long_text, 'k', sizeof(long_text) - 1);
    long_text[sizeof(long_text) - 1] = '\0';
    for (int round = 0; round < 2; round++) {
        struct ear ear = listen_to_log();
        json_t *json = NULL;

        LOG(LOG_INFO, round == 0 ? long_text : "e", LOG_I(round == 0 ? "k" : long_text, 1));
        json = hear_json(t->mem, &ear);
        CHECK(json_is_true(json_object_get(json, "cut")));
        json_decref(json);
    }
}

static void *write_lines(void *name) {
    for (int i = 0; i < 100; i++) {
        LOG(LOG_INFO, "thread", LOG_S("name", str_of(name)), LOG_I("n", i));
    }
    return NULL;
}

TEST(lines_of_threads_do_not_mix) {
    static char names[][8] = {"aaaaaaa", "bbbbbbb", "ccccccc"};
    pthread_t threads[COUNT_OF(names)];
    struct ear ear = listen_to_log();
    int lines = 0;

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        CHECK_EQ(pthread_create(&threads[i], NULL, write_lines, names[i]), 0);
    }
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        CHECK_EQ(pthread_join(threads[i], NULL), 0);
    }
    for (str rest = hear(t->mem, &ear); rest.len > 0; lines++) {
        str line = STR_NONE;

        rest = str_cut(rest, '\n', &line, NULL);
        CHECK(str_starts(line, STR("{\"at\":\"")));
        CHECK(str_ends(line, STR("}")));
    }
    CHECK_EQ(lines, 300);
}

TEST(a_log_that_nobody_reads_does_no_harm) {
    log_set_fd(-1);
    LOG(LOG_INFO, "lost", LOG_I("n", 1));
    log_set_fd(STDERR_FILENO);
}
