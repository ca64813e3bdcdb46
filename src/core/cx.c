#include "core/cx.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/id.h"
#include "core/setting.h"
#include "core/shop.h"
#include "jobs/jobs.h"

#include "gen/core_sql.h"

enum { TOPIC_MAX = 200, SUBJECT_MAX = 200, MAIL_BYTES_MAX = 64 * 1024, MAIL_DAYS = 3 };

struct cx_effect {
    enum { EFFECT_TOUCH, EFFECT_JOB } kind;

    str topic;
    struct cx_effect *next;
};

static str filled(const cx *c, str sentence, const struct word_value *values, size_t count) {
    str translated = word(c->mem, c->lang, sentence);

    return count == 0 ? translated : word_fill(c->mem, translated, values, count);
}

err refuse(cx *c, err code, str sentence) {
    return refuse_with(c, code, sentence, NULL, 0);
}

err refuse_with(cx *c, err code, str sentence, const struct word_value *values, size_t count) {
    c->refusal = code;
    c->refusal_text = filled(c, sentence, values, count);
    return code;
}

void fault(cx *c, str field, str sentence) {
    fault_with(c, field, sentence, NULL, 0);
}

void fault_with(cx *c, str field, str sentence, const struct word_value *values, size_t count) {
    struct field_fault *f = arena_alloc(c->mem, sizeof(*f));
    struct field_fault **last = &c->faults;

    if (f == NULL) {
        return; /* the arena has failed: the frame answers 503 */
    }
    f->field = str_copy(c->mem, field);
    f->sentence = filled(c, sentence, values, count);
    while (*last != NULL) {
        last = &(*last)->next;
    }
    *last = f;
}

err check_faults(cx *c) {
    if (c->faults == NULL) {
        return OK;
    }
    return refuse(c, ERR_INPUT,
                  W("Please check what is marked below. Nothing has been saved yet."));
}

str say(const cx *c, str sentence) {
    return word(c->mem, c->lang, sentence);
}

str say_with(const cx *c, str sentence, const struct word_value *values, size_t count) {
    return filled(c, sentence, values, count);
}

str say_count(const cx *c, str one, str many, int64_t n) {
    const struct word_value value[] = {{"n", str_fmt(c->mem, "%" PRId64, n)}};

    return word_fill(c->mem, words(c->mem, c->lang, one, many, n), value, COUNT_OF(value));
}

static void effect_add(cx *c, int kind, str topic) {
    struct cx_effect *e = NULL;

    for (e = c->effects; e != NULL; e = e->next) {
        if ((int)e->kind == kind && str_eq(e->topic, topic)) {
            return;
        }
    }
    e = arena_alloc(c->mem, sizeof(*e));
    if (e != NULL) {
        e->kind = kind == EFFECT_JOB ? EFFECT_JOB : EFFECT_TOUCH;
        e->topic = topic;
        e->next = c->effects;
        c->effects = e;
    }
}

void cx_touch(cx *c, const char *format, ...) {
    buf topic = buf_new(c->mem, TOPIC_MAX);
    va_list list;

    va_start(list, format);
    buf_vfmt(&topic, format, list);
    va_end(list);
    effect_add(c, EFFECT_TOUCH, buf_str(&topic));
}

err cx_enqueue(cx *c, const struct job_order *order, int64_t *id) {
    int64_t made = 0;

    TRY(jobs_put(c->db, c->mem, c->now, order, &made));
    effect_add(c, EFFECT_JOB, STR_NONE);
    if (id != NULL) {
        *id = made;
    }
    return OK;
}

static bool has_line_break(str s) {
    return str_find_char(s, '\r') != SIZE_MAX || str_find_char(s, '\n') != SIZE_MAX;
}

err cx_mail(cx *c, const struct cx_mail *mail) {
    int64_t id = id_new();
    int64_t expire = mail->expire != 0 ? mail->expire : c->now + (int64_t)MAIL_DAYS * 86400;
    /* A subject may hold a sign-in code, and more people read lists of jobs than that mail. */
    const struct job_order order = {.kind = "mail.send",
                                    .title = mail->to,
                                    .payload = str_fmt(c->mem, "%" PRId64, id),
                                    .edition = c->edition.id,
                                    .unique = id};

    if (has_line_break(mail->to) || has_line_break(mail->to_name) ||
        has_line_break(mail->subject) || str_find_char(mail->to, '@') == SIZE_MAX) {
        return refuse(c, ERR_INPUT,
                      W("This mail has an address or a subject that cannot be sent."));
    }
    if (mail->text.len > MAIL_BYTES_MAX || mail->subject.len > SUBJECT_MAX) {
        return refuse(c, ERR_LARGE, W("This mail is too long to be sent."));
    }
    TRY(core_sql_mail_put(c->db, c->mem,
                          &(struct core_mail_put_args){.edition = c->edition.id,
                                                       .id = id,
                                                       .to_address = mail->to,
                                                       .to_name = mail->to_name,
                                                       .subject = mail->subject,
                                                       .body = mail->text,
                                                       .kind = mail->kind,
                                                       .state = STR("waits"),
                                                       .now = c->now,
                                                       .expires_at = expire}));
    cx_touch(c, "mail");
    return cx_enqueue(c, &order, NULL);
}

struct change_task {
    struct write_task task;
    cx *from;
    cx writing;
    err (*change)(cx *writing, void *self);
    void *self;
};

static err change_run(struct write_task *task, db *d) {
    struct change_task *t = (struct change_task *)task;

    t->writing = *t->from;
    t->writing.db = d;
    t->writing.effects = NULL;
    t->writing.now = shop_now(t->from->shop);
    return t->change(&t->writing, t->self);
}

err cx_write(cx *c, err (*change)(cx *writing, void *self), void *self) {
    struct change_task t = {.task = {.run = change_run}, .from = c, .change = change, .self = self};
    err result = writer_run(c->shop->writes, &t.task);

    if (result == OK) {
        cx_effects_apply(&t.writing);
    } else {
        c->refusal = t.writing.refusal;
        c->refusal_text = t.writing.refusal_text;
        c->faults = t.writing.faults;
    }
    return result;
}

void cx_effects_apply(cx *c) {
    struct cx_effect *e = c->effects;

    c->effects = NULL;
    for (; e != NULL; e = e->next) {
        if (e->kind == EFFECT_JOB) {
            if (c->shop->jobs != NULL) {
                jobs_wake(c->shop->jobs);
            }
            continue;
        }
        if (str_starts(e->topic, STR("edition/")) || str_starts(e->topic, STR("setting/"))) {
            shop_forget(c->shop);
        }
        if (c->shop->touched != NULL) {
            c->shop->touched(c->shop->touched_self, e->topic);
        }
    }
}

bool cx_may(const cx *c, unsigned roles) {
    return role_may(c->roles, roles);
}

int64_t cx_setting_i64(cx *c, const char *key) {
    int64_t value = 0;

    (void)str_i64(cx_setting(c, key), &value);
    return value;
}

bool cx_setting_bool(cx *c, const char *key) {
    return str_eq(cx_setting(c, key), STR("1"));
}
