// The files of this folder as bytes of the program: nothing has to be found at run time, and the program may be moved.
// The compiler records each #embed as a dependency, so changing a file rebuilds this one.
#include "EmbeddedResources.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char flow_alternative_ids[] = {
#embed "flows/alternative-ids.yaml"
};
static const unsigned char flow_api_key[] = {
#embed "flows/api-key.yaml"
};
static const unsigned char flow_confirm_login[] = {
#embed "flows/confirm-login.yaml"
};
static const unsigned char flow_cookie_attributes[] = {
#embed "flows/cookie-attributes.yaml"
};
static const unsigned char flow_deactivated_user[] = {
#embed "flows/deactivated-user.yaml"
};
static const unsigned char flow_forged_cookies[] = {
#embed "flows/forged-cookies.yaml"
};
static const unsigned char flow_fresh_login[] = {
#embed "flows/fresh-login.yaml"
};
static const unsigned char flow_login_and_logout[] = {
#embed "flows/login-and-logout.yaml"
};
static const unsigned char flow_login_disabled[] = {
#embed "flows/login-disabled.yaml"
};
static const unsigned char flow_messages[] = {
#embed "flows/messages.yaml"
};
static const unsigned char flow_next_page[] = {
#embed "flows/next-page.yaml"
};
static const unsigned char flow_one_device_revoked[] = {
#embed "flows/one-device-revoked.yaml"
};
static const unsigned char flow_open_redirect[] = {
#embed "flows/open-redirect.yaml"
};
static const unsigned char flow_permanent_session[] = {
#embed "flows/permanent-session.yaml"
};
static const unsigned char flow_remember_me[] = {
#embed "flows/remember-me.yaml"
};
static const unsigned char flow_remember_refresh[] = {
#embed "flows/remember-refresh.yaml"
};
static const unsigned char flow_replay_after_logout[] = {
#embed "flows/replay-after-logout.yaml"
};
static const unsigned char flow_rotated_key[] = {
#embed "flows/rotated-key.yaml"
};
static const unsigned char flow_route_groups[] = {
#embed "flows/route-groups.yaml"
};
static const unsigned char flow_session_fixation[] = {
#embed "flows/session-fixation.yaml"
};
static const unsigned char flow_session_limits[] = {
#embed "flows/session-limits.yaml"
};
static const unsigned char flow_stolen_cookie[] = {
#embed "flows/stolen-cookie.yaml"
};
static const unsigned char flow_stolen_device[] = {
#embed "flows/stolen-device.yaml"
};
static const unsigned char users[] = {
#embed "users.json"
};
static const unsigned char weak_keys[] = {
#embed "weak-keys.txt"
};

// Ordered by name. A new file needs its #embed above and its line here.
static const rollcall_resource resources[] = {
    {"flows/alternative-ids.yaml", flow_alternative_ids, sizeof flow_alternative_ids},
    {"flows/api-key.yaml", flow_api_key, sizeof flow_api_key},
    {"flows/confirm-login.yaml", flow_confirm_login, sizeof flow_confirm_login},
    {"flows/cookie-attributes.yaml", flow_cookie_attributes, sizeof flow_cookie_attributes},
    {"flows/deactivated-user.yaml", flow_deactivated_user, sizeof flow_deactivated_user},
    {"flows/forged-cookies.yaml", flow_forged_cookies, sizeof flow_forged_cookies},
    {"flows/fresh-login.yaml", flow_fresh_login, sizeof flow_fresh_login},
    {"flows/login-and-logout.yaml", flow_login_and_logout, sizeof flow_login_and_logout},
    {"flows/login-disabled.yaml", flow_login_disabled, sizeof flow_login_disabled},
    {"flows/messages.yaml", flow_messages, sizeof flow_messages},
    {"flows/next-page.yaml", flow_next_page, sizeof flow_next_page},
    {"flows/one-device-revoked.yaml", flow_one_device_revoked, sizeof flow_one_device_revoked},
    {"flows/open-redirect.yaml", flow_open_redirect, sizeof flow_open_redirect},
    {"flows/permanent-session.yaml", flow_permanent_session, sizeof flow_permanent_session},
    {"flows/remember-me.yaml", flow_remember_me, sizeof flow_remember_me},
    {"flows/remember-refresh.yaml", flow_remember_refresh, sizeof flow_remember_refresh},
    {"flows/replay-after-logout.yaml", flow_replay_after_logout, sizeof flow_replay_after_logout},
    {"flows/rotated-key.yaml", flow_rotated_key, sizeof flow_rotated_key},
    {"flows/route-groups.yaml", flow_route_groups, sizeof flow_route_groups},
    {"flows/session-fixation.yaml", flow_session_fixation, sizeof flow_session_fixation},
    {"flows/session-limits.yaml", flow_session_limits, sizeof flow_session_limits},
    {"flows/stolen-cookie.yaml", flow_stolen_cookie, sizeof flow_stolen_cookie},
    {"flows/stolen-device.yaml", flow_stolen_device, sizeof flow_stolen_device},
    {"users.json", users, sizeof users},
    {"weak-keys.txt", weak_keys, sizeof weak_keys},
};

size_t rollcall_resource_count(void) { return sizeof resources / sizeof resources[0]; }

rollcall_resource rollcall_resource_at(size_t index) {
    rollcall_resource none = {0, 0, 0};
    return index < rollcall_resource_count() ? resources[index] : none;
}
