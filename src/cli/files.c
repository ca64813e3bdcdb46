#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "cli/cli.h"
#include "core/edition.h"
#include "store/store.h"

enum { FREE_MB_MIN = 500 };

static bool show_progress(void *self, int64_t done, int64_t total) {
    (void)self;
    if (isatty(2) == 1) {
        (void)fprintf(stderr, "\r%" PRId64 " of %" PRId64 " pages", done, total);
    }
    return true;
}

int cli_backup(struct cli *c) {
    err e = OK;

    if (c->count != 1) {
        return cli_fail(ERR_INPUT, STR("name the new file to back up to."));
    }
    e = store_backup(c->data, c->words[0], show_progress, NULL);
    if (e != OK) {
        return cli_fail(
            e, e == ERR_CONFLICT  ? STR("that file is there already: choose a new name.")
               : e == ERR_MISSING ? STR("there is no such file to back up (--data or DATA).")
               : e == ERR_FULL    ? STR("the disk is full: the half-written copy has been removed.")
               : e == ERR_DAMAGED
                   ? STR("the copy did not pass its check and was removed: run `semaine check`.")
                   : STR("the copy cannot be written there."));
    }
    (void)printf("\n%s: checked and complete\n", c->words[0]);
    return EXIT_OK;
}

int cli_restore(struct cli *c) {
    str finding = STR_NONE;
    err e = OK;

    if (c->count != 1) {
        return cli_fail(ERR_INPUT, STR("name the backup to restore."));
    }
    if (access(c->data, F_OK) == 0 && !c->yes) {
        return cli_fail(ERR_INPUT,
                        STR("there is a file in that place; --yes replaces it by the backup."));
    }
    e = store_restore(c->words[0], c->data, c->mem, &finding);
    if (e != OK) {
        return cli_fail(e,
                        e == ERR_LOCKED    ? STR("a server has this file open: stop it first.")
                        : e == ERR_MISSING ? STR("there is no such backup.")
                        : e == ERR_DAMAGED
                            ? str_fmt(c->mem, "this backup is damaged and was not restored: %.*s",
                                      STR_ARG(finding))
                            : STR("the file cannot be written there."));
    }
    (void)printf("%s: restored from %s\n", c->data, c->words[0]);
    return EXIT_OK;
}

/* ---- check: what is wrong, and how to mend it ---- */

static int finding(int *count, str what, const char *mend) {
    (*count)++;
    (void)printf("- %.*s\n  %s\n", STR_ARG(what), mend);
    return *count;
}

static void check_file(struct cli *c, int *findings) {
    str fault = STR_NONE;
    err e = store_verify(c->data, c->mem, &fault);

    if (e == ERR_MISSING) {
        (void)finding(findings, str_fmt(c->mem, "There is no file %s.", c->data),
                      "Name the right one with --data or DATA; `semaine serve` makes a new one.");
    } else if (e != OK) {
        (void)finding(
            findings,
            str_fmt(c->mem, "The file %s does not pass its check: %.*s", c->data, STR_ARG(fault)),
            "Keep a copy of it, then put the newest backup in its place with `semaine restore`.");
    } else {
        (void)printf("  %s: complete and whole\n", c->data);
    }
}

static void check_disk(struct cli *c, int *findings) {
    struct statvfs disk;
    struct stat file;

    if (statvfs(c->data, &disk) == 0) {
        uint64_t free_mb = (uint64_t)disk.f_bavail * disk.f_frsize >> 20;

        if (free_mb < FREE_MB_MIN) {
            (void)finding(
                findings,
                str_fmt(c->mem, "Only %" PRIu64 " MB are free on the disk of the file.", free_mb),
                "Make room: with a full disk nothing can be saved.");
        }
    }
    if (stat(c->data, &file) == 0 && (file.st_mode & (S_IRWXO | S_IWGRP)) != 0) {
        (void)finding(findings,
                      str_fmt(c->mem, "Others on this machine may read or write %s.", c->data),
                      "It holds personal data: chmod 600 FILE.");
    }
}

static void check_engine(struct cli *c, int *findings) {
    str warning = store_engine_warning();
    const zone *z = NULL;

    (void)c;
    (void)printf("  %.*s\n", STR_ARG(store_engine()));
    if (warning.len > 0) {
        (void)printf("  note: %.*s\n", STR_ARG(warning));
    }
    if (zone_find(STR("Europe/Paris"), &z) != OK) {
        (void)finding(findings, STR("The system's time zones are not installed."),
                      "Install the package tzdata.");
    }
}

static err check_features(cx *c, void *self) {
    int *findings = self;

    for (size_t f = 0; f < feature_count; f++) {
        for (size_t i = 0; i < features[f]->check_count; i++) {
            buf out = buf_new(c->mem, 65536);

            TRY(features[f]->checks[i].run(c, &out));
            if (out.len > 0) {
                (*findings)++;
                (void)printf("- %.*s\n", STR_ARG(str_trim(buf_str(&out))));
            }
        }
    }
    return OK;
}

int cli_check(struct cli *c) {
    struct program *p = NULL;
    str sentence = STR_NONE;
    int findings = 0;

    check_engine(c, &findings);
    check_file(c, &findings);
    if (findings == 0 || access(c->data, F_OK) == 0) {
        check_disk(c, &findings);
    }
    if (findings == 0) {
        err e = program_open(
            &(struct program_options){.path = c->data, .is_quiet = true, .listen_fd = -1}, c->mem,
            &p, &sentence);

        if (e == ERR_LOCKED) {
            (void)printf("  a server has the file open; its pages show what it finds\n");
        } else if (e != OK ||
                   program_change(p, c->mem, check_features, &findings, &sentence) != OK) {
            (void)finding(&findings, sentence, "See the manual, semaine(1).");
        }
        program_close(p, 0);
    }
    (void)printf(findings == 0 ? "Nothing is wrong.\n" : "%d findings.\n", findings);
    return findings == 0 ? EXIT_OK : EXIT_PROBLEM;
}
