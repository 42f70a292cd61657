import CookieInspector

/// What to do about a finding: the setting to change, by the name it has in Flask or Flask-Login.
package enum FindingAdvice {
    /// `nil` for a finding that is not known here, or whose text says it already.
    package static func text(_ id: String) -> String? {
        switch id {
        case "weak-key": "Make a new SECRET_KEY (32 random bytes); do not keep this one in SECRET_KEY_FALLBACKS."
        case "short-key": "Make a new SECRET_KEY of 32 random bytes and keep this one in SECRET_KEY_FALLBACKS for a while."
        case "alg-none": "Refuse tokens that are not signed: name the accepted algorithms when verifying."
        case "no-expiry": "Keep remember tokens as series, or give the token an exp claim."
        case "replayable-session": "Keep sessions in a registry, so that logging out ends them."
        case "signed-in-future": "Compare the clocks of this machine and of the server."
        case "guessable-user-id": "Return a random alternative id from get_id."
        case "pickle": "Replace the pickle by JSON wherever this cookie is read."
        case "compression-bomb": "Find out who sent it; bound decompression wherever it is read."
        case "secret-in-payload": "Keep that field on the server, or in a registry session."
        case "long-lifetime": "Shorten REMEMBER_COOKIE_DURATION (365 days unless set), or PERMANENT_SESSION_LIFETIME."
        case "too-large": "Put less into the session, or keep it in a registry."
        case "missing-secure": "Set SESSION_COOKIE_SECURE, or REMEMBER_COOKIE_SECURE, to True and serve over https only."
        case "missing-httponly": "Set SESSION_COOKIE_HTTPONLY, or REMEMBER_COOKIE_HTTPONLY, to True."
        case "missing-samesite": "Set SESSION_COOKIE_SAMESITE, or REMEMBER_COOKIE_SAMESITE, to \"Lax\"."
        case "samesite-none": "Set SameSite to \"Lax\" unless other sites must embed this one."
        case "shared-domain": "Leave SESSION_COOKIE_DOMAIN, or REMEMBER_COOKIE_DOMAIN, unset, so that the cookie stays with its host."
        case "broken-prefix": "Give the cookie Secure, and for __Host- also Path=/ and no Domain."
        default: nil
        }
    }
}
