#include "base/err.h"

struct fate {
    const char *name;
    int status;
};

static const struct fate fates[ERR_COUNT] = {
    [OK] = {"ok", 200},
    [ERR_INPUT] = {"input", 422},
    [ERR_SIGN_IN] = {"sign_in", 401},
    [ERR_ROLE] = {"role", 403},
    [ERR_MISSING] = {"missing", 404},
    [ERR_CONFLICT] = {"conflict", 409},
    [ERR_GONE] = {"gone", 410},
    [ERR_LARGE] = {"large", 413},
    [ERR_OFTEN] = {"often", 429},
    [ERR_MEMORY] = {"memory", 503},
    [ERR_BUSY] = {"busy", 503},
    [ERR_FULL] = {"full", 507},
    [ERR_STORE] = {"store", 500},
    [ERR_DAMAGED] = {"damaged", 500},
    [ERR_NEWER] = {"newer", 500},
    [ERR_LOCKED] = {"locked", 503},
    [ERR_WORLD] = {"world", 502},
    [ERR_STOPPED] = {"stopped", 503},
};

static bool is_known(err e) {
    return (unsigned)e < ERR_COUNT;
}

const char *err_name(err e) {
    return is_known(e) ? fates[e].name : "unknown";
}

int err_status(err e) {
    return is_known(e) ? fates[e].status : 500;
}
