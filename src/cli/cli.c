#include "cli/cli.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/main.h"

enum { ARENA_BYTES = 512 * 1024 * 1024 };

int cli_fail(err e, str sentence) {
    static const struct {
        err e;
        int code;
    } codes[] = {
        {ERR_INPUT, EXIT_USAGE},      {ERR_DAMAGED, EXIT_DATA}, {ERR_NEWER, EXIT_DATA},
        {ERR_MISSING, EXIT_NO_INPUT}, {ERR_LOCKED, EXIT_BUSY},  {ERR_CONFLICT, EXIT_BUSY},
        {ERR_BUSY, EXIT_BUSY},        {ERR_FULL, EXIT_WORLD},   {ERR_WORLD, EXIT_WORLD},
    };

    (void)fprintf(stderr, "semaine: %.*s\n", STR_ARG(sentence));
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        if (codes[i].e == e) {
            return codes[i].code;
        }
    }
    return EXIT_FAULT;
}

int cli_open(struct cli *c, struct program **out) {
    str sentence = STR_NONE;
    err e = program_open(
        &(struct program_options){
            .path = c->data, .base_url = c->url, .is_quiet = true, .listen_fd = -1},
        c->mem, out, &sentence);

    return e == OK ? EXIT_OK : cli_fail(e, sentence);
}

static const struct option options[] = {
    {"data", required_argument, NULL, 'd'},
    {"host", required_argument, NULL, 'H'},
    {"port", required_argument, NULL, 'p'},
    {"url", required_argument, NULL, 'u'},
    {"hosts", required_argument, NULL, 'n'},
    {"now", required_argument, NULL, 'w'},
    {"edition", required_argument, NULL, 'e'},
    {"format", required_argument, NULL, 'f'},
    {"threads", required_argument, NULL, 't'},
    {"proxies", required_argument, NULL, 'x'},
    {"dry-run", no_argument, NULL, 'r'},
    {"quiet", no_argument, NULL, 'q'},
    {"check", no_argument, NULL, 'c'},
    {"yes", no_argument, NULL, 'y'},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static bool number(const char *text, int max, int *out) {
    int64_t value = 0;

    if (!str_i64(str_of(text), &value) || value < 0 || value > max) {
        return false;
    }
    *out = (int)value;
    return true;
}

static bool flag_take(struct cli *c, int letter) {
    switch (letter) {
    case 'r':
        c->dry_run = true;
        return true;
    case 'q':
        c->quiet = true;
        return true;
    case 'c':
        c->check = true;
        return true;
    case 'y':
        c->yes = true;
        return true;
    case 'h':
        c->help = true;
        return true;
    default:
        return false;
    }
}

static bool option_take(struct cli *c, int letter, const char *value) {
    switch (letter) {
    case 'd':
        c->data = value;
        return true;
    case 'H':
        c->host = value;
        return true;
    case 'p':
        return number(value, 65535, &c->port);
    case 'u':
        c->url = str_of(value);
        return str_starts(c->url, STR("http://")) || str_starts(c->url, STR("https://"));
    case 'n':
        c->names = str_of(value);
        return true;
    case 'w':
        c->now = str_of(value);
        return true;
    case 'e':
        c->edition = str_of(value);
        return true;
    case 'f':
        c->format = str_of(value);
        return true;
    case 't':
        return number(value, 16, &c->threads);
    case 'x':
        return number(value, 5, &c->proxies);
    default:
        return flag_take(c, letter);
    }
}

static bool environment_take(struct cli *c) {
    /* NOLINTBEGIN(concurrency-mt-unsafe): before any thread */
    const char *data = getenv("DATA");
    const char *host = getenv("HOST");
    const char *port = getenv("PORT");
    const char *url = getenv("URL");
    /* NOLINTEND(concurrency-mt-unsafe) */

    if (data != NULL && data[0] != '\0') {
        c->data = data;
    }
    if (host != NULL && host[0] != '\0') {
        c->host = host;
    }
    if (url != NULL && url[0] != '\0') {
        c->url = str_of(url);
    }
    return port == NULL || port[0] == '\0' || number(port, 65535, &c->port);
}

static const struct command *command_find(const char *name) {
    for (size_t i = 0; i < cli_command_count; i++) {
        if (strcmp(cli_commands[i].name, name) == 0) {
            return &cli_commands[i];
        }
    }
    return NULL;
}

static void print_overview(FILE *out) {
    (void)fprintf(
        out,
        "semaine runs a blended intensive programme: the call, the week on campus, what comes of it.\n\n");
    for (size_t i = 0; i < cli_command_count; i++) {
        (void)fprintf(out, "  semaine %-10s %s\n", cli_commands[i].name, cli_commands[i].what);
    }
    (void)fprintf(
        out,
        "\n`semaine COMMAND --help` says more. DATA, HOST, PORT and URL of the environment stand for\n"
        "--data, --host, --port and --url. The manual is semaine(1).\n");
}

static void print_help(const struct command *command) {
    (void)printf("semaine %s\n\n%s\n", command->use, command->help);
}

static int usage(const struct command *command, const char *sentence) {
    (void)fprintf(stderr, "semaine: %s\n", sentence);
    if (command != NULL) {
        (void)fprintf(stderr, "  semaine %s\n", command->use);
    }
    return EXIT_USAGE;
}

static int run(struct cli *c, const struct command *command, int argc, char **argv) {
    int letter = 0;

    if (!environment_take(c)) {
        return usage(command, "PORT is a number from 0 to 65535.");
    }
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): before any thread */
    while ((letter = getopt_long(argc, argv, "d:p:e:hqy", options, NULL)) != -1) {
        if (letter == '?' || !option_take(c, letter, optarg)) {
            return usage(command, "one of the options cannot be understood; --help lists them.");
        }
    }
    c->count = argc - optind;
    c->words = argv + optind;
    if (c->help) {
        print_help(command);
        return EXIT_OK;
    }
    return command->run(c);
}

int cli_main(int argc, char **argv) {
    struct cli c = {.data = "semaine.db", .port = 8080};
    const struct command *command = argc > 1 ? command_find(argv[1]) : NULL;
    int code = 0;

    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        print_overview(stdout);
        return EXIT_OK;
    }
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        return cli_version(&c);
    }
    if (command == NULL) {
        print_overview(stderr);
        return EXIT_USAGE;
    }
    c.mem = arena_new(ARENA_BYTES);
    if (c.mem == NULL) {
        return usage(NULL, "there is not enough memory.");
    }
    code = run(&c, command, argc - 1, argv + 1);
    arena_free(c.mem);
    return code;
}
