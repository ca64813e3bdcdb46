#include "app/program.h"
#include "app/tables.h"
#include "app/tables_folder.h"
#include "core/edition.h"
#include "core/login.h"
#include "core/person.h"
#include "web/csrf.h"

enum { DEMO_MINUTES = 7 * 24 * 60, DEMO_USES = 1000000 };

/* Who signs in by the ready links: made-up people of share/demo/people.csv. */
static const struct {
    const char *role;
    const char *email;
    const char *next;
} visitors[] = {
    {"organiser", "helene.imaginaire@uspn.example", "/desk"},
    {"participant", "ilse.beispiel@thws.example", "/today"},
    {"speaker", "marco.finto@udclv.example", "/today"},
    {"partner", "paola.esempio@udclv.example", "/today"},
    {"alliance", "thea.pretexte@uspn.example", "/today"},
};

static err demo_import(cx *c) {
    const struct table_file *files = NULL;
    size_t count = 0;
    struct table_list list = {0};
    struct table_report report = {0};

    TRY(tables_demo(c->mem, &files, &count));
    TRY(tables_of_features(c->mem, &list));
    TRY(tables_read(c, &list, files, count, NULL, &report));
    if (!report.kept) {
        const struct table_remark *p = report.problem_count > 0 ? &report.problems[0] : NULL;

        c->refusal_text = p == NULL ? STR("The demo week could not be read.")
                                    : str_fmt(c->mem, "%.*s, line %" PRId64 ": %.*s",
                                              STR_ARG(p->file), p->line, STR_ARG(p->sentence));
        return ERR_DAMAGED;
    }
    return OK;
}

static err demo_link(cx *c, size_t index, struct demo_links *out) {
    struct person p = {0};
    bool found = false;
    str address = STR_NONE;

    TRY(person_by_email(c, str_of(visitors[index].email), &p, &found));
    if (!found) {
        return OK; /* somebody has changed the people of this demo: the others still have theirs */
    }
    TRY(login_link(c, p.id, str_of(visitors[index].next), DEMO_MINUTES, DEMO_USES, &address));
    out->at[out->count++] = (struct demo_link){str_of(visitors[index].role), address};
    return OK;
}

static err demo_make(cx *c, void *self) {
    struct demo_links *out = self;

    if (c->edition.id == 0) {
        TRY(demo_import(c));
    }
    for (size_t i = 0; i < COUNT_OF(visitors); i++) {
        TRY(demo_link(c, i, out));
    }
    out->at[out->count++] = (struct demo_link){
        STR("projector"), str_join(c->mem, STR("/screen/"), csrf_screen_token(c))};
    return OK;
}

err program_demo(struct program *p, arena *mem, struct demo_links *out, str *sentence) {
    out->count = 0;
    TRY(program_change(p, mem, demo_make, out, sentence));
    *program_links(p) = *out;
    return OK;
}
