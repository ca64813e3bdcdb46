/*
 * cli.h: the commands of `semaine`. Each prints for people, and ends with an exit code.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "app/program.h"
#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"
#include "base/str.h"

/* After sysexits: what scripts can tell apart. */
enum cli_exit {
    EXIT_OK = 0,
    /* The command worked and found a problem: an import with faults, a check with findings. */
    EXIT_PROBLEM = 1,
    EXIT_USAGE = 64,    /* the command line cannot be understood */
    EXIT_DATA = 65,     /* a file is damaged or of a newer version */
    EXIT_NO_INPUT = 66, /* a file is not there */
    EXIT_BUSY = 69,     /* another semaine has the file, or the port is taken */
    EXIT_FAULT = 70,    /* our fault */
    EXIT_WORLD = 74     /* disk full, no permission, no network */
};

/* What all commands understand, read from options and environment. */
struct cli {
    arena *mem;
    const char *data; /* --data or DATA: the database file */
    const char *host; /* --host or HOST */
    int port;         /* --port or PORT */
    str url;          /* --url or URL: the address people use */
    str names;        /* --hosts: further names */
    str now;          /* --now: the demo's moment, as a wall clock of the edition */
    str edition;      /* --edition */
    str format;       /* --format */
    int threads, proxies;
    bool dry_run, quiet, check, help, yes;
    int count; /* words that are no option, after the command */
    char **words;
};

struct command {
    const char *name;
    const char *use;  /* "import PATH --edition SLUG [--dry-run]" */
    const char *what; /* one line */
    const char *help; /* more lines */
    int (*run)(struct cli *c);
};

extern const struct command cli_commands[];
extern const size_t cli_command_count;

/* One command each, with the exit code as result; their `help` is their manual. */
int cli_serve(struct cli *c);
int cli_demo(struct cli *c);
int cli_import(struct cli *c);
int cli_export(struct cli *c);
int cli_backup(struct cli *c);
int cli_restore(struct cli *c);
int cli_check(struct cli *c);
int cli_user(struct cli *c);
int cli_routes(struct cli *c);
int cli_queries(struct cli *c);
int cli_topics(struct cli *c);
int cli_settings(struct cli *c);
int cli_version(struct cli *c);

/* Prints "semaine: SENTENCE" to standard error and gives the exit code for `e`. */
int cli_fail(err e, str sentence);
/* The program without server and workers, for a command on the file. 0 or an exit code. */
int cli_open(struct cli *c, struct program **out);

#define SEMAINE_VERSION "0.1.0"

#endif
