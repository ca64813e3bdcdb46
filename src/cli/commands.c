#include "cli/cli.h"

const struct command cli_commands[] = {
    {"serve",
     "serve [--data FILE] [--host ADDRESS] [--port N] [--url URL] [--hosts NAMES] [--proxies N] [--threads N]",
     "serves an installation",
     "Opens FILE (made if it is not there; semaine.db) and answers on ADDRESS (127.0.0.1) and port N (8080).\n"
     "--url is the address that people use (https://week.example), as it stands in mails; cookies are\n"
     "Secure when it begins with https. --hosts names further names of this server, blank between.\n"
     "--proxies says how many known proxies stand in front. SIGTERM lets running requests end, then stops.",
     cli_serve},
    {"demo", "demo [--now 2026-03-25T14:00] [--data FILE] [--host ADDRESS] [--port N]",
     "serves the demo week, with a sign-in link per role",
     "The International Week of 23 to 27 March 2026 with made-up people, in demo.db. Its clock starts on\n"
     "Monday at 08:42 in Paris, or at --now, and runs. Delete the file to start anew.",
     cli_demo},
    {"import", "import PATH [--edition SLUG] [--dry-run] [--data FILE]",
     "reads an edition, or a part of it, from CSV files",
     "PATH is a folder of CSV files or one of them (docs/organiser/import.md). With edition.csv the edition is\n"
     "made or changed; without it, --edition names the one to read into. All or nothing: with any problem,\n"
     "which is named by file and line, nothing is changed, and the exit code is 1. --dry-run only reports.",
     cli_import},
    {"export", "export FOLDER [--edition SLUG] [--format csv] [--data FILE]",
     "writes an edition as CSV files that import reads back",
     "Writes one file per table into FOLDER, which is made where it is missing.", cli_export},
    {"backup", "backup NEWFILE [--data FILE]", "copies the database, also while it is served",
     "The copy is checked and synced before the command ends; a copy that fails is removed. Exit code 65\n"
     "means that the copy did not pass its check.",
     cli_backup},
    {"restore", "restore BACKUP [--data FILE] [--yes]",
     "puts a checked backup in the place of the database",
     "Stop the server first. --yes replaces a file that is there. The backup is checked before anything is replaced.",
     cli_restore},
    {"check", "check [--data FILE]", "says what is wrong with an installation, and how to mend it",
     "Looks at engine, file, disk, rights, time zones, mail and what the features know of. Exit code 1: there are findings.",
     cli_check},
    {"user", "user add EMAIL GIVEN FAMILY ROLE... | user link EMAIL   [--data FILE] [--url URL]",
     "adds a person, or makes a sign-in link",
     "Roles: participant speaker partner organiser alliance (in the current edition) and administrator.\n"
     "Both print a link that signs the person in once within a day.",
     cli_user},
    {"routes", "routes [TEXT] [--check]", "lists addresses with role, handler and file",
     "One line a route; TEXT keeps the lines that hold it. --check: refuses two routes for one address, or one without a role.",
     cli_routes},
    {"queries", "queries [TEXT]", "lists every query",
     "From the store.sql of each feature; TEXT keeps the names that hold it.", cli_queries},
    {"topics", "topics [TEXT]", "lists live topics", "What pages can follow, and who may.",
     cli_topics},
    {"settings", "settings [TEXT]", "lists settings with type, scope and default",
     "They are changed on the page /desk/settings.", cli_settings},
    {"version", "version", "prints the versions of semaine and of its engine",
     "And a warning where the engine may have a known fault.", cli_version},
};
const size_t cli_command_count = COUNT_OF(cli_commands);
