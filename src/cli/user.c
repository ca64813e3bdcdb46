#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "core/edition.h"
#include "core/login.h"
#include "core/person.h"

struct user {
    const struct cli *cli;
    str link;
    str name;
};

enum { LINK_MINUTES = 24 * 60 };

/* user add EMAIL "GIVEN" "FAMILY" ROLE... */
static err user_add(cx *c, void *self) {
    struct user *u = self;
    const struct cli *cli = u->cli;
    struct person p = {.given_name = str_of(cli->words[2]), .family_name = str_of(cli->words[3])};
    int64_t id = 0;
    int changed = 0;

    if (!person_email_read(c->mem, str_of(cli->words[1]), &p.email)) {
        return refuse(c, ERR_INPUT, W("This is no address, such as name@university.example."));
    }
    for (int i = 4; i < cli->count; i++) {
        unsigned role = role_from(str_of(cli->words[i]));

        if (role == ROLE_UNSET || role == ROLE_VISITOR || role == ROLE_SCREEN) {
            return refuse(
                c, ERR_INPUT,
                W("Roles are: participant speaker partner organiser alliance administrator."));
        }
        p.roles |= role;
    }
    if (c->edition.id == 0 && (p.roles & ~(unsigned)ROLE_ADMIN) != 0) {
        return refuse(
            c, ERR_INPUT,
            W("There is no edition yet. Add an administrator, or import an edition first."));
    }
    if (p.roles == ROLE_ADMIN) {
        c->edition.id = 0; /* an administrator is one of the whole installation */
    }
    TRY(person_put(c, &p, &id, &changed));
    u->name = person_name(c->mem, &p);
    return login_link(c, id, STR("/"), LINK_MINUTES, 1, &u->link);
}

static err user_link(cx *c, void *self) {
    struct user *u = self;
    struct person p = {0};
    str email = STR_NONE;
    bool found = false;

    if (!person_email_read(c->mem, str_of(u->cli->words[1]), &email)) {
        return refuse(c, ERR_INPUT, W("This is no address, such as name@university.example."));
    }
    TRY(person_by_email(c, email, &p, &found));
    if (!found) {
        return refuse(c, ERR_MISSING,
                      W("Nobody has this address. Add the person first: semaine user add."));
    }
    u->name = person_name(c->mem, &p);
    return login_link(c, p.id, STR("/"), LINK_MINUTES, 1, &u->link);
}

int cli_user(struct cli *c) {
    struct user u = {.cli = c};
    struct program *p = NULL;
    str sentence = STR_NONE;
    err e = OK;
    int code = 0;
    bool adds = c->count >= 5 && strcmp(c->words[0], "add") == 0;
    bool links = c->count == 2 && strcmp(c->words[0], "link") == 0;

    if (!adds && !links) {
        return cli_fail(ERR_INPUT,
                        STR("say `user add EMAIL GIVEN FAMILY ROLE...` or `user link EMAIL`."));
    }
    code = cli_open(c, &p);
    if (code != EXIT_OK) {
        return code;
    }
    e = program_change(p, c->mem, adds ? user_add : user_link, &u, &sentence);
    if (e == OK) {
        (void)printf("%.*s signs in once, within a day, at\n%.*s%.*s\n", STR_ARG(u.name),
                     STR_ARG(program_shop(p)->base_url), STR_ARG(u.link));
        code = EXIT_OK;
    } else {
        code = cli_fail(e, sentence);
    }
    program_close(p, 0);
    return code;
}
