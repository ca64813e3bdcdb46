#include "app/error.h"

#include "base/id.h"
#include "base/log.h"
#include "web/request_in.h"

#include "gen/app_views.h"

static str title_of(const cx *c, int status) {
    switch (status) {
    case 401:
        return say(c, W("Please sign in"));
    case 403:
        return say(c, W("This is not open to you"));
    case 404:
        return say(c, W("Nothing is here"));
    case 409:
        return say(c, W("This has changed meanwhile"));
    case 410:
        return say(c, W("This has ended"));
    case 413:
        return say(c, W("This is too large"));
    case 429:
        return say(c, W("Too often in a short time"));
    case 503:
        return say(c, W("One moment, please"));
    case 507:
        return say(c, W("The disk is full"));
    default:
        return status >= 500 ? say(c, W("That was our fault"))
                             : say(c, W("This cannot be used as it is"));
    }
}

bool error_is_session_ended(const cx *c, const request *q) {
    return str_eq(q->http->method, STR("POST")) &&
           (c->refusal == ERR_SIGN_IN || (c->refusal == ERR_ROLE && q->cookie_login.len == 0));
}

err error_reply(cx *c, const request *q, reply *r) {
    int status = err_status(c->refusal);
    struct error_page p = {.title = title_of(c, status), .sentence = c->refusal_text};

    if (status == 500) {
        p.code = id_code(c->mem, 6);
        LOG(LOG_ERROR, "error-page", LOG_S("code", p.code),
            LOG_S("address", str_first(q_address(q), 100)));
    }
    if (status == 401 || status == 410 || error_is_session_ended(c, q)) {
        p.sign_in = STR("/sign-in");
    }
    return app_page_error(c, q, r, &p);
}
