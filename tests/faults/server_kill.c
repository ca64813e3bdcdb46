/*
 * kill -9 while clients write through HTTP, 50 times: what was answered 303 is stored, nothing is
 * half done, and the file starts again. Each client stars and unstars one session of its own, so
 * its last answered request tells what must be stored, or what the one under way would have made.
 */
#include "store/store.h"
#include "tests/load/starrer.h"

enum { ROUNDS = 50, CLIENTS = 24, READY_US = 3000000 };

struct audit {
    const struct key *key;
    const unsigned *acknowledged; /* by client: requests answered */
    const unsigned *sent;
    size_t wrong;
};

/* After n requests of a client (each turn the other way) its session is starred when n is odd. */
static bool is_starred_after(unsigned n) {
    return n % 2 == 1;
}

static void ask_own(const struct key *key, struct client *c, size_t index) {
    char body[80];
    char text[700];
    int len = snprintf(body, sizeof(body), "csrf=%s&starred=%d", key->token,
                       is_starred_after(c->turn + 1) ? 1 : 0);
    int size =
        snprintf(text, sizeof(text),
                 "POST /stars/%" PRId64 " HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: semaine=%s\r\n"
                 "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
                 key->sessions[index], key->cookie, len, body);

    c->turn++;
    if (write(c->fd, text, (size_t)size) != size) {
        c->turn--; /* the program is gone already: not sent */
    }
}

/* Loads the program for a random while, then kills it. */
static size_t load(const struct key *key, pid_t pid, unsigned *acknowledged, unsigned *sent) {
    struct client clients[CLIENTS];
    struct epoll_event events[CLIENTS];
    int set = epoll_create1(0);
    int64_t end = time_steady_us() + 30000 + (int64_t)(id_new() % 170000);
    size_t answers = 0;
    char answer[4096];

    for (size_t i = 0; i < CLIENTS; i++) {
        clients[i] = (struct client){.fd = connect_to(key->port), .turn = sent[i]};
        events[0] = (struct epoll_event){.events = EPOLLIN, .data.u64 = i};
        (void)epoll_ctl(set, EPOLL_CTL_ADD, clients[i].fd, &events[0]);
        ask_own(key, &clients[i], i);
    }
    while (time_steady_us() < end) {
        int n = epoll_wait(set, events, CLIENTS, 10);

        for (int k = 0; k < n; k++) {
            size_t i = events[k].data.u64;

            if (read(clients[i].fd, answer, sizeof(answer)) > 12 &&
                memcmp(answer + 9, "303", 3) == 0) {
                acknowledged[i] = clients[i].turn;
                answers++;
                ask_own(key, &clients[i], i);
            }
        }
    }
    (void)kill(pid, SIGKILL);
    (void)waitpid(pid, NULL, 0);
    for (size_t i = 0; i < CLIENTS; i++) {
        /* An answer that arrived before the kill and was not read yet counts as well. */
        if (read(clients[i].fd, answer, sizeof(answer)) > 12 && memcmp(answer + 9, "303", 3) == 0) {
            acknowledged[i] = clients[i].turn;
            answers++;
        }
        sent[i] = clients[i].turn;
        (void)close(clients[i].fd);
    }
    (void)close(set);
    return answers;
}

static bool is_stored(cx *c, int64_t session) {
    const struct query q = {.name = "kill.starred",
                            .sql = "select 1 from star where session_id = ?1"};
    rows *r = NULL;
    bool found = false;

    if (db_start(c->db, &q, &r) != OK) {
        return false;
    }
    rows_bind_i64(r, 1, session);
    if (rows_next(r, &found) != OK) {
        found = false;
    }
    rows_end(&r);
    return found;
}

static err audit_run(cx *c, void *self) {
    struct audit *a = self;

    for (size_t i = 0; i < CLIENTS; i++) {
        bool stored = is_stored(c, a->key->sessions[i]);

        if (stored != is_starred_after(a->acknowledged[i]) &&
            stored != is_starred_after(a->sent[i])) {
            a->wrong++;
        }
        if (a->acknowledged[i] == a->sent[i] && stored != is_starred_after(a->acknowledged[i])) {
            a->wrong++;
        }
    }
    return OK;
}

/* What is stored now; the clients go on from there. */
static size_t audit(const char *path, const struct key *key, const unsigned *acknowledged,
                    const unsigned *sent) {
    arena *mem = arena_new((size_t)64 << 20);
    struct program *p = NULL;
    struct audit a = {.key = key, .acknowledged = acknowledged, .sent = sent};
    str sentence = STR_NONE;
    str finding = STR_NONE;

    if (mem == NULL || store_verify(path, mem, &finding) != OK) {
        (void)fprintf(stderr, "server_kill: the file does not pass its check: %.*s\n",
                      STR_ARG(finding));
        exit(1);
    }
    if (program_open(
            &(struct program_options){
                .path = path, .listen_fd = -1, .threads = 1, .is_quiet = true},
            mem, &p, &sentence) != OK ||
        program_change(p, mem, audit_run, &a, &sentence) != OK) {
        (void)fprintf(stderr, "server_kill: it does not start again: %.*s\n", STR_ARG(sentence));
        exit(1);
    }
    program_close(p, 0);
    arena_free(mem);
    return a.wrong;
}

/* Where a request was under way, its client starts the next round from what is true now. */
static void settle(const char *path, const struct key *key, const unsigned *acknowledged,
                   const unsigned *sent) {
    size_t wrong = audit(path, key, acknowledged, sent);

    if (wrong > 0) {
        (void)fprintf(stderr, "server_kill: %zu acknowledged changes are lost\n", wrong);
        exit(1);
    }
}

int main(void) {
    char folder[] = "/var/tmp/server-kill-XXXXXX";
    char path[200];
    unsigned acknowledged[CLIENTS] = {0};
    unsigned sent[CLIENTS] = {0};
    size_t answers = 0;

    if (mkdtemp(folder) == NULL) {
        fail("start");
    }
    (void)snprintf(path, sizeof(path), "%s/week.db", folder);
    for (int round = 0; round < ROUNDS; round++) {
        struct key key = {0};
        pid_t pid = start(path, 0, &key);

        answers += load(&key, pid, acknowledged, sent);
        settle(path, &key, acknowledged, sent);
        for (size_t i = 0; i < CLIENTS; i++) {
            sent[i] +=
                2; /* keeps what is odd odd, and parts this round's requests from the last one's */
            acknowledged[i] = sent[i];
        }
        (void)signal(SIGPIPE, SIG_IGN);
    }
    (void)printf("server_kill: %d kills, %zu changes answered, none lost\n%d passed, 0 failed\n",
                 ROUNDS, answers, ROUNDS);
    return 0;
}
