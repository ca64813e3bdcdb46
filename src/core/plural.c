#include "core/plural.h"

/* Dijkstra's shunting yard: operators wait in `waiting` until a weaker one comes. */

enum { RULE_BYTES_MAX = 256, NESTING_MAX = 64 };

enum kind {
    NONE,
    NUMBER,
    COUNT,
    OPEN,
    CLOSE,
    QUESTION, /* waits for its ':' */
    CHOOSE,   /* a whole ?: */
    OR,
    AND,
    EQUAL,
    UNEQUAL,
    LESS,
    MORE,
    AT_MOST,
    AT_LEAST,
    PLUS,
    MINUS,
    TIMES,
    OVER,
    MODULO,
    NOT
};

struct token {
    const char *text;
    enum kind kind;
    int strength;
};

/* Two-byte operators stand before those they start with. */
static const struct token tokens[] = {
    {"||", OR, 2},      {"&&", AND, 3},      {"==", EQUAL, 4}, {"!=", UNEQUAL, 4},
    {"<=", AT_MOST, 5}, {">=", AT_LEAST, 5}, {"<", LESS, 5},   {">", MORE, 5},
    {"+", PLUS, 6},     {"-", MINUS, 6},     {"*", TIMES, 7},  {"/", OVER, 7},
    {"%", MODULO, 7},   {"!", NOT, 8},       {"(", OPEN, 0},   {")", CLOSE, 0},
    {"?", QUESTION, 0}, {":", CHOOSE, 0},    {"n", COUNT, 0},
};

struct yard {
    struct plural *out;
    enum kind waiting[NESTING_MAX];
    size_t waiting_count;
    size_t depth; /* values that the steps so far leave */
    bool has_value;
};

static int strength_of(enum kind kind) {
    for (size_t i = 0; i < COUNT_OF(tokens); i++) {
        if (tokens[i].kind == kind) {
            return tokens[i].strength;
        }
    }
    return 0;
}

/* How many values a step takes; it leaves one. */
static size_t takes(enum kind kind) {
    if (kind == NUMBER || kind == COUNT) {
        return 0;
    }
    if (kind == NOT) {
        return 1;
    }
    return kind == CHOOSE ? 3 : 2;
}

static err put_step(struct yard *y, enum kind kind, uint32_t number) {
    struct plural *out = y->out;

    if (out->count == PLURAL_STEPS_MAX || y->depth < takes(kind)) {
        return ERR_DAMAGED;
    }
    y->depth = y->depth - takes(kind) + 1;
    if (y->depth > NESTING_MAX) {
        return ERR_DAMAGED;
    }
    out->steps[out->count++] = (struct plural_step){.kind = (unsigned char)kind, .number = number};
    return OK;
}

static err wait_with(struct yard *y, enum kind kind) {
    if (y->waiting_count == NESTING_MAX) {
        return ERR_DAMAGED;
    }
    y->waiting[y->waiting_count++] = kind;
    y->has_value = false;
    return OK;
}

static enum kind top(const struct yard *y) {
    return y->waiting_count > 0 ? y->waiting[y->waiting_count - 1] : NONE;
}

/* Works off what waits and binds at least as strongly as `strength`. */
static err settle(struct yard *y, int strength) {
    while (strength_of(top(y)) >= strength) {
        TRY(put_step(y, top(y), 0));
        y->waiting_count--;
    }
    return OK;
}

/* Works off everything back to `opener`, which must wait there, and removes it. */
static err settle_to(struct yard *y, enum kind opener) {
    while (top(y) != opener) {
        if (top(y) == NONE || top(y) == OPEN || top(y) == QUESTION) {
            return ERR_DAMAGED;
        }
        TRY(put_step(y, top(y), 0));
        y->waiting_count--;
    }
    y->waiting_count--;
    return OK;
}

static err take_operand(struct yard *y, enum kind kind, uint32_t number) {
    if (kind == OPEN || kind == NOT) {
        return wait_with(y, kind);
    }
    if (kind != NUMBER && kind != COUNT) {
        return ERR_DAMAGED;
    }
    y->has_value = true;
    return put_step(y, kind, number);
}

static err take_operator(struct yard *y, enum kind kind) {
    if (kind == CLOSE) {
        return settle_to(y, OPEN);
    }
    if (kind == QUESTION) {
        TRY(settle(y, 1)); /* ?: binds to the right, so an earlier one goes on waiting */
        return wait_with(y, QUESTION);
    }
    if (kind == CHOOSE) {
        TRY(settle_to(y, QUESTION));
        return wait_with(y, CHOOSE);
    }
    if (kind == NUMBER || kind == COUNT || kind == OPEN || kind == NOT) {
        return ERR_DAMAGED;
    }
    TRY(settle(y, strength_of(kind)));
    return wait_with(y, kind);
}

/* The token at the start of `rule`; `*len` its bytes, 0: none. */
static enum kind next_token(str rule, size_t *len, uint32_t *number) {
    *len = 0;
    *number = 0;
    while (*len < rule.len && *len < 9 && rule.at[*len] >= '0' && rule.at[*len] <= '9') {
        *number = *number * 10 + (uint32_t)(rule.at[*len] - '0');
        (*len)++;
    }
    if (*len > 0) {
        return NUMBER;
    }
    for (size_t i = 0; i < COUNT_OF(tokens); i++) {
        str text = str_of(tokens[i].text);
        if (str_starts(rule, text)) {
            *len = text.len;
            return tokens[i].kind;
        }
    }
    return NONE;
}

static err read_expression(str rule, struct plural *out) {
    struct yard y = {.out = out};

    for (rule = str_trim(rule); rule.len > 0; rule = str_trim(rule)) {
        size_t len = 0;
        uint32_t number = 0;
        enum kind kind = next_token(rule, &len, &number);
        if (kind == NONE) {
            return ERR_DAMAGED;
        }
        TRY(y.has_value ? take_operator(&y, kind) : take_operand(&y, kind, number));
        rule = str_from(rule, len);
    }
    if (!y.has_value) {
        return ERR_DAMAGED;
    }
    while (top(&y) != NONE) {
        if (top(&y) == OPEN || top(&y) == QUESTION) {
            return ERR_DAMAGED;
        }
        TRY(put_step(&y, top(&y), 0));
        y.waiting_count--;
    }
    return y.depth == 1 ? OK : ERR_DAMAGED;
}

err plural_read(str rule, struct plural *out) {
    struct plural read = {0};
    str forms = STR_NONE;
    int64_t count = 0;

    if (rule.len > RULE_BYTES_MAX) {
        return ERR_DAMAGED;
    }
    str expression = str_trim(str_cut(str_trim(rule), ';', &forms, NULL));
    if (!str_starts(forms, STR("nplurals=")) || !str_starts(expression, STR("plural="))) {
        return ERR_DAMAGED;
    }
    if (!str_i64(str_trim(str_from(forms, 9)), &count) || count < 1 || count > PLURAL_FORMS_MAX) {
        return ERR_DAMAGED;
    }
    expression = str_trim(str_from(expression, 7));
    if (str_ends(expression, STR(";"))) {
        expression = str_first(expression, expression.len - 1);
    }
    read.forms = (size_t)count;
    TRY(read_expression(expression, &read));
    *out = read;
    return OK;
}

static uint64_t compare(enum kind kind, uint64_t a, uint64_t b) {
    switch ((int)kind) {
    case OR:
        return a != 0 || b != 0;
    case AND:
        return a != 0 && b != 0;
    case EQUAL:
        return a == b;
    case UNEQUAL:
        return a != b;
    case LESS:
        return a < b;
    case MORE:
        return a > b;
    case AT_MOST:
        return a <= b;
    default:
        return a >= b;
    }
}

static uint64_t apply(enum kind kind, uint64_t a, uint64_t b) {
    switch ((int)kind) {
    case PLUS:
        return a + b;
    case MINUS:
        return a - b;
    case TIMES:
        return a * b;
    case OVER:
        return b == 0 ? 0 : a / b;
    case MODULO:
        return b == 0 ? 0 : a % b;
    default:
        return compare(kind, a, b);
    }
}

size_t plural_form(const struct plural *p, int64_t n) {
    uint64_t count = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    uint64_t values[NESTING_MAX + 1] = {0}; /* plural_read has counted: no more are needed */
    size_t top_at = 0;

    for (size_t i = 0; i < p->count; i++) {
        enum kind kind = (enum kind)p->steps[i].kind;
        if (kind == NUMBER || kind == COUNT) {
            values[++top_at] = kind == COUNT ? count : p->steps[i].number;
        } else if (kind == NOT) {
            values[top_at] = values[top_at] == 0;
        } else if (kind == CHOOSE) {
            top_at -= 2;
            values[top_at] = values[top_at] != 0 ? values[top_at + 1] : values[top_at + 2];
        } else {
            top_at--;
            values[top_at] = apply(kind, values[top_at], values[top_at + 1]);
        }
    }
    return values[top_at] < p->forms ? (size_t)values[top_at] : 0;
}
