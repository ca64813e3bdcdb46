#include "web/loop.h"

#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/log.h"
#include "base/time.h"

#define EVENTS_MAX   256
#define MAIL_MAX     256 /* letters before sockets have their turn */
#define DATE_STEP_MS 250

static _Thread_local struct loop *here;

struct loop *loop_here(void) {
    return here;
}

void loop_count(_Atomic uint64_t *counter) {
    /* Written by one thread only, so no locked instruction is needed. */
    atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + 1,
                          memory_order_relaxed);
}

void loop_poke(struct loop *loop) {
    uint64_t one = 1;

    /* It fails only when it is so full that the loop wakes anyway. */
    (void)!write(loop->wake_fd, &one, sizeof(one));
}

void loop_post(struct loop *loop, struct mail *mail) {
    struct mail *before = atomic_load_explicit(&loop->inbox, memory_order_relaxed);

    do {
        mail->next = before;
    } while (!atomic_compare_exchange_weak_explicit(&loop->inbox, &before, mail,
                                                    memory_order_release, memory_order_relaxed));
    /* The first one wakes the loop; the loop's own thread looks before it sleeps. */
    if (before == NULL && here != loop) {
        loop_poke(loop);
    }
}

void loop_again(struct conn *c) {
    struct loop *loop = c->loop;

    if (c->is_again) {
        return;
    }
    c->is_again = true;
    c->next_again = NULL;
    if (loop->again == NULL) {
        loop->again = c;
    } else {
        loop->again_end->next_again = c;
    }
    loop->again_end = c;
}

/* Takes the inbox, which is newest first, to the end of what there is to do. */
static void collect_mail(struct loop *loop) {
    struct mail *newest = NULL;
    struct mail *oldest = NULL;

    if (atomic_load_explicit(&loop->inbox, memory_order_relaxed) == NULL) {
        return;
    }
    newest = atomic_exchange_explicit(&loop->inbox, NULL, memory_order_acquire);
    for (struct mail *m = newest; m != NULL;) {
        struct mail *next = m->next;

        m->next = oldest;
        oldest = m;
        m = next;
    }
    if (loop->todo == NULL) {
        loop->todo = oldest;
    } else {
        loop->todo_end->next = oldest;
    }
    loop->todo_end = newest;
}

static void open_mail(struct mail *mail) {
    if (mail->kind == MAIL_EXCHANGE) {
        exchange_mail((exchange *)mail);
    } else {
        stream_mail((stream *)mail);
    }
}

static void do_mail(struct loop *loop) {
    collect_mail(loop);
    for (int i = 0; i < MAIL_MAX && loop->todo != NULL; i++) {
        struct mail *mail = loop->todo;

        loop->todo = mail->next;
        open_mail(mail);
    }
}

/* Those that were interrupted; each once, also when it is interrupted again. */
static void do_again(struct loop *loop) {
    struct conn *last = loop->again_end;
    bool is_last = loop->again == NULL;

    while (!is_last && loop->again != NULL) {
        struct conn *c = loop->again;

        is_last = c == last;
        loop->again = c->next_again;
        c->is_again = false;
        conn_run(c);
    }
}

static void do_timers(struct loop *loop) {
    struct timer *t = NULL;

    while ((t = wheel_next(&loop->wheel, loop->now_ms)) != NULL) {
        conn_timeout((struct conn *)t);
    }
    if (loop->accept_at_ms > 0 && loop->now_ms >= loop->accept_at_ms) {
        listen_resume(loop);
    }
}

static void keep_time(struct loop *loop) {
    loop->now_ms = time_steady_us() / 1000;
    if (loop->now_ms >= loop->date_due_ms) {
        loop->date_due_ms = loop->now_ms + DATE_STEP_MS;
        arena_reset(loop->mem);
        loop->date = moment_http(loop->mem, time_wall());
    }
}

/* Calls `what` for each connection that is there now; it may end the one it is given. */
static void each_conn(struct loop *loop, void (*what)(struct conn *c)) {
    for (struct conn *c = loop->ring.next; c != &loop->ring;) {
        struct conn *next = c->next;

        what(c);
        c = next;
    }
}

static void count_and_cut(struct conn *c) {
    /* Who lingers has had the answer. */
    if (c->state != CONN_LINGER) {
        (void)atomic_fetch_add(&c->loop->server->cut, 1);
    }
    conn_cut(c);
}

static void obey(struct loop *loop) {
    server *s = loop->server;

    if (atomic_load(&s->is_draining) && !loop->is_draining) {
        loop->is_draining = true;
        listen_close(loop);
        each_conn(loop, conn_drain);
    }
    if (atomic_load(&s->is_cutting)) {
        each_conn(loop, count_and_cut);
    }
}

static int patience(const struct loop *loop) {
    if (loop->todo != NULL || loop->again != NULL ||
        atomic_load_explicit(&loop->inbox, memory_order_relaxed) != NULL) {
        return 0;
    }
    return loop->wheel.count > 0 || loop->accept_at_ms > 0 ? WHEEL_STEP_MS : -1;
}

static void do_event(struct loop *loop, const struct epoll_event *event, bool *accepts) {
    if (event->data.ptr == &loop->wake_fd) {
        uint64_t pokes = 0;

        (void)!read(loop->wake_fd, &pokes, sizeof(pokes));
    } else if (event->data.ptr == &loop->listen_fd) {
        *accepts = true;
    } else {
        conn_event(event->data.ptr, event->events);
    }
}

/* The end: no connection, and every exchange that was handed out has come back. */
static bool is_over(struct loop *loop) {
    if (!atomic_load(&loop->server->is_ending)) {
        return false;
    }
    listen_close(loop);
    each_conn(loop, conn_cut);
    return loop->running == 0 && loop->todo == NULL &&
           atomic_load_explicit(&loop->inbox, memory_order_acquire) == NULL;
}

static void *loop_thread(void *self) {
    struct loop *loop = self;
    struct epoll_event events[EVENTS_MAX];

    here = loop;
    while (!is_over(loop)) {
        bool accepts = false;
        int count = epoll_wait(loop->epoll_fd, events, EVENTS_MAX, patience(loop));

        keep_time(loop);
        for (int i = 0; i < count; i++) {
            do_event(loop, &events[i], &accepts);
        }
        /* After the events: a new connection could take the place of one that an event still names.
         */
        if (accepts && loop->listen_fd >= 0) {
            listen_accept(loop);
        }
        do_mail(loop);
        do_again(loop);
        do_timers(loop);
        obey(loop);
    }
    return NULL;
}

static err open_watches(struct loop *loop) {
    struct epoll_event wake = {.events = EPOLLIN, .data.ptr = &loop->wake_fd};

    loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    loop->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (loop->epoll_fd < 0 || loop->wake_fd < 0 ||
        epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, loop->wake_fd, &wake) != 0) {
        return ERR_WORLD;
    }
    return OK;
}

err loop_start(struct loop *loop) {
    sigset_t all;
    sigset_t before;
    int failed = 0;

    TRY(open_watches(loop));
    loop->mem = arena_new(4096);
    if (loop->mem == NULL) {
        return ERR_MEMORY;
    }
    keep_time(loop);
    wheel_init(&loop->wheel, loop->now_ms);
    listen_start(loop);
    /* Signals are main's business. */
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    failed = pthread_create(&loop->thread, NULL, loop_thread, loop);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    loop->has_thread = failed == 0;
    return failed == 0 ? OK : ERR_WORLD;
}

static void close_fd(int fd) {
    if (fd >= 0) {
        (void)close(fd);
    }
}

void loop_stop(struct loop *loop) {
    if (loop->has_thread) {
        loop_poke(loop);
        (void)pthread_join(loop->thread, NULL);
    }
    if (loop->owns_listen_fd) {
        close_fd(loop->listen_fd);
    }
    close_fd(loop->spare_fd);
    close_fd(loop->wake_fd);
    close_fd(loop->epoll_fd);
    while (loop->free_exchanges != NULL) {
        exchange *x = loop->free_exchanges;

        loop->free_exchanges = x->next_free;
        exchange_free(x);
    }
    while (loop->free_blocks != NULL) {
        struct block *b = loop->free_blocks;

        loop->free_blocks = b->next;
        block_free(b);
    }
    arena_free(loop->mem);
}
