/*
 * viewc_fuzz.c: no view makes the compiler go wrong; what it refuses it explains, and
 * the C of what it accepts has balanced brackets, so no expression broke out of its call.
 */

/* The compiler is a program of the build, not a part of semaine.a; here it is whole. */
/* NOLINTBEGIN(bugprone-suspicious-include) */
#include "tools/viewc/attribute.c"
#include "tools/viewc/direct.c"
#include "tools/viewc/emit.c"
#include "tools/viewc/hole.c"
#include "tools/viewc/markup.c"
#include "tools/viewc/rules.c"
#include "tools/viewc/source.c"
#include "tools/viewc/viewc.c"

/* NOLINTEND(bugprone-suspicious-include) */

enum { DEPTH_MAX = 4096 };

/* NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool held) {
    if (!held) {
        __builtin_trap();
    }
}

/* Past a #line, or a string or character literal, or one byte. */
static size_t pass(str code, size_t at) {
    if (code.at[at] == '#' && (at == 0 || code.at[at - 1] == '\n')) {
        size_t end = str_find_char(str_from(code, at), '\n');
        return end == SIZE_MAX ? code.len : at + end;
    }
    if (code.at[at] == '"' || code.at[at] == '\'') {
        size_t end = quoted_end(code, at);
        must(end != SIZE_MAX);
        return end;
    }
    return at + 1;
}

static void must_balance(str code) {
    static char closers[DEPTH_MAX];
    size_t depth = 0;

    for (size_t at = 0; at < code.len; at = pass(code, at)) {
        char c = code.at[at];
        if (c == '(' || c == '[' || c == '{') {
            must(depth < DEPTH_MAX);
            closers[depth++] = STR(")]}").at[str_find_char(STR("([{"), c)];
        } else if (c == ')' || c == ']' || c == '}') {
            must(depth > 0 && closers[--depth] == c);
        }
    }
    must(depth == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    arena *mem = arena_new((size_t)64 << 20);
    str text = str_at((const char *)data, size);
    struct viewc v = {0};

    must(mem != NULL && viewc_init(&v, mem, STR("week"), STR("gen/week_views.h")) == OK);
    err result = viewc_file(&v, STR("a.html"), text);
    if (result == ERR_INPUT) {
        must(str_starts(buf_str(&v.faults), STR("a.html:")));
    } else if (result == OK) {
        must(v.faults.len == 0);
        must_balance(buf_str(&v.code));
        must_balance(buf_str(&v.prototypes));
    }
    arena_free(mem);
    return 0;
}
