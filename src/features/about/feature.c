#include "features/about/web.h"

static const struct route routes[] = {
    ROUTE(GET, "/accessibility", ROLE_VISITOR, about_get_accessibility, .flags = ROUTE_KEPT),
    ROUTE(GET, "/privacy", ROLE_VISITOR, about_get_privacy, .flags = ROUTE_KEPT),
    ROUTE(GET, "/licences", ROLE_VISITOR, about_get_licences, .flags = ROUTE_KEPT),
};

static const struct setting settings[] = {
    {.key = "about.controller",
     .label = "Who answers for the personal data",
     .help = "Name and address of the body, for the privacy notice. Empty: the host and the "
             "alliance together.",
     .initial = "",
     .type = SETTING_TEXT,
     .scope = SETTING_EDITION,
     .max = 500},
    {.key = "about.dpo_email",
     .label = "Address of the data protection officer",
     .help = "Shown in the privacy notice.",
     .initial = "",
     .type = SETTING_TEXT,
     .scope = SETTING_EDITION,
     .max = 254},
    {.key = "about.hosting",
     .label = "Where the server stands, and who runs it",
     .help = "Shown in the privacy notice, such as: a server of the university in Villetaneuse, "
             "France.",
     .initial = "",
     .type = SETTING_TEXT,
     .scope = SETTING_EDITION,
     .max = 500},
    {.key = "about.enforcement",
     .label = "Who hears complaints about accessibility",
     .help = "The body of the host's country that Article 9 of Directive (EU) 2016/2102 asks for. "
             "What stands here at first is France's.",
     .initial = "Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07, France "
                "(www.defenseurdesdroits.fr, +33 9 69 39 00 00)",
     .type = SETTING_TEXT,
     .scope = SETTING_EDITION,
     .max = 500},
};

extern const struct feature feature_about;
const struct feature feature_about = {
    .name = "about",
    FEATURE_LIST(route, routes),
    FEATURE_LIST(setting, settings),
};
