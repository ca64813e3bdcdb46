#include "features/about/about.h"

#include "core/edition.h"
#include "core/login.h"

static str mail_link(arena *mem, str email) {
    return email.len == 0 ? STR_NONE : str_join(mem, STR("mailto:"), email);
}

err about_facts(cx *c, struct about_facts *out) {
    struct edition_row row = {0};
    int64_t kept = cx_setting_i64(c, "backups.keep");

    if (c->edition.id != 0) {
        TRY(edition_row(c, &row));
    }
    *out = (struct about_facts){.controller = cx_setting(c, "about.controller"),
                                .alliance = row.alliance,
                                .host = row.host,
                                .dpo_email = cx_setting(c, "about.dpo_email"),
                                .dpo_write_to = mail_link(c->mem, cx_setting(c, "about.dpo_email")),
                                .hosting = cx_setting(c, "about.hosting"),
                                .enforcement = cx_setting(c, "about.enforcement"),
                                .contact = {.name = row.contact_name,
                                            .email = row.contact_email,
                                            .phone = row.contact_phone,
                                            .write_to = mail_link(c->mem, row.contact_email)},
                                .backups_kept = kept > 0 ? kept : 0};
    return OK;
}

/* What somebody is asked to agree to, one row for all: the choice is per item. */
static struct about_purpose consent_purpose(cx *c) {
    return (struct about_purpose){
        .purpose = say(c, W("What you choose to share: your entry, your address, photographs, your "
                            "place in pictures of the network")),
        .basis =
            say(c, W("Your consent, given for each of them alone: Article 6(1)(a). You take it "
                     "back on your own page, with effect from then on.")),
        .stored = say(c, W("Each answer with its moment and the version of the text you read")),
        .seen = say(c, W("Other participants see what you agreed to; the organisers see your "
                         "answers")),
        .kept = say(c, W("With the edition; your newest answer is the one that holds"))};
}

static struct about_purpose week_purpose(cx *c) {
    return (struct about_purpose){
        .purpose = say(c, W("Running the week: who takes part, who speaks when, what changes")),
        .basis = say(c, W("A task in the public interest of the universities: Article 6(1)(e); and "
                          "the duties of the grant agreement of Erasmus+")),
        .stored = say(c, W("Name, institution, role, position, discipline, languages, and what you "
                           "write about yourself")),
        .seen = say(c, W("Organisers see it all; the public sees the names and institutions of "
                         "those who speak; others see what you agreed to")),
        .kept = say(c, W("With the edition, because the grant asks for proof of who took part: up "
                         "to five years after its last payment"))};
}

/* Both numbers are those of the code that keeps to them. */
static str sign_in_kept(cx *c) {
    return say_with(c,
                    W("A link by mail: {minutes} minutes or one use. A sign-in: {days} days after "
                      "its last use, or until you sign out"),
                    (const struct word_value[]){{"minutes", str_fmt(c->mem, "%d", LOGIN_MINUTES)},
                                                {"days", str_fmt(c->mem, "%d", LOGIN_DAYS)}},
                    2);
}

static struct about_purpose sign_in_purpose(cx *c) {
    return (struct about_purpose){
        .purpose = say(c, W("Signing in without a password")),
        .basis = say(c, W("The same task, done safely: Article 6(1)(e)")),
        .stored = say(c, W("Your e-mail address; of each sign-in the kind of browser, when it "
                           "began and when it was last used; one cookie that says it is you")),
        .seen = say(c, W("You, and whoever administers the server")),
        .kept = sign_in_kept(c)};
}

static struct about_purpose mail_purpose(cx *c) {
    return (struct about_purpose){
        .purpose = say(c, W("Writing to you about the week")),
        .basis = say(c, W("The same task: Article 6(1)(e)")),
        .stored = say(c, W("Each mail we sent you: to whom, when, and its text")),
        .seen = say(c, W("The organisers, and the mail service that carries it")),
        .kept = say(c, W("With the edition"))};
}

static struct about_purpose log_purpose(cx *c) {
    return (struct about_purpose){
        .purpose = say(c, W("Keeping the server running and safe")),
        .basis = say(c, W("The same task, done safely: Article 6(1)(e)")),
        .stored = say(c, W("For each request the kind of page, the answer's status and size, and "
                           "the number of who was signed in. No address on the network, no text")),
        .seen = say(c, W("Whoever administers the server")),
        .kept = say(c, W("As long as the system's log is kept on the server"))};
}

static struct about_purpose backup_purpose(cx *c) {
    int64_t days = cx_setting_i64(c, "backups.keep");

    return (struct about_purpose){
        .purpose = say(c, W("Backups, so that nothing is lost")),
        .basis = say(c, W("The same task, done safely: Article 6(1)(e)")),
        .stored = say(c, W("A copy of all of the above, one a day")),
        .seen = say(c, W("Whoever administers the server")),
        .kept = say_count(c, W("{n} backup, then it makes room for the next"),
                          W("{n} backups, then the oldest makes room for the next"),
                          days > 0 ? days : 1)};
}

err about_purposes(cx *c, struct about_purposes *out) {
    static struct about_purpose (*const all[])(cx * c) = {
        week_purpose, consent_purpose, sign_in_purpose, mail_purpose, log_purpose, backup_purpose};
    struct about_purpose *at = arena_array(c->mem, COUNT_OF(all), sizeof(*at));

    if (at == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        at[i] = all[i](c);
    }
    *out = (struct about_purposes){.at = at, .count = COUNT_OF(all)};
    return OK;
}

struct about_libraries about_libraries(void) {
    static const struct about_library list[] = {
        {"Brotli", "libbrotli1", "MIT"},
        {"curl", "libcurl4", "curl"},
        {"GNU C Library", "libc6", "LGPL-2.1-or-later"},
        {"Jansson", "libjansson4", "MIT"},
        {"libsodium", "libsodium23", "ISC"},
        {"QR Code generator", "libqrcodegen1", "MIT"},
        {"SQLite", "libsqlite3-0", "blessing"},
        {"utf8proc", "libutf8proc2", "MIT AND Unicode-DFS-2015"},
        {"zlib", "zlib1g", "Zlib"},
    };

    return (struct about_libraries){.at = list, .count = COUNT_OF(list)};
}
