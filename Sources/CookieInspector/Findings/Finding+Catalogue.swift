extension CookieReport.Finding {
    static let weakKey = Self(
        id: "weak-key", severity: .high,
        text: "the signing key is one that everybody guesses first: anyone can make such a cookie for any user; change the key",
        reference: "OWASP ASVS 5.0, 11.2.3")

    static let shortKey = Self(
        id: "short-key", severity: .medium,
        text: "the signing key has fewer than 16 bytes, which can be searched; take 32 random ones",
        reference: "OWASP ASVS 5.0, 11.2.3")

    static let unsignedToken = Self(
        id: "alg-none", severity: .high,
        text: "the token says that it is not signed (alg none): whoever accepts it accepts anything",
        reference: "OWASP ASVS 5.0, 9.1.2")

    static let foreignAlgorithm = Self(
        id: "unsupported-algorithm", severity: .low,
        text: "the token's algorithm is not one of HS256, HS384 and HS512, so it was not verified", reference: "RFC 7518, 3.1")

    static let tokenWithoutExpiry = Self(
        id: "no-expiry", severity: .medium, text: "the token has no exp claim: a stolen copy works for ever",
        reference: "OWASP ASVS 5.0, 9.2.1")

    static let rememberWithoutExpiry = Self(
        id: "no-expiry", severity: .medium,
        text: "the cookie holds no time: a stolen copy works until the key changes, whatever its Expires says; "
            + "only series tokens can be revoked one by one",
        reference: "OWASP ASVS 5.0, 7.3.2")

    static let replayableSession = Self(
        id: "replayable-session", severity: .low,
        text: "the whole session is in the cookie: a copy made before logout still works after it; registry sessions end",
        reference: "OWASP ASVS 5.0, 7.4.1")

    static let signedInFuture = Self(
        id: "signed-in-future", severity: .medium, text: "the cookie was signed later than now: one of the two clocks is wrong",
        reference: "OWASP ASVS 5.0, 9.2.1")

    static let guessableUserID = Self(
        id: "guessable-user-id", severity: .low,
        text: "the user is named by a small number, which tells how many users there are and is easily guessed; "
            + "an alternative id can also be changed to end every login",
        reference: "OWASP ASVS 5.0, 7.4.3")

    static let pickle = Self(
        id: "pickle", severity: .high,
        text: "the payload is a Python pickle: loading one runs what its author wrote; it was not loaded",
        reference: "OWASP ASVS 5.0, 1.5.2")

    static let compressionBomb = Self(
        id: "compression-bomb", severity: .high,
        text: "the payload inflates beyond every bound: made to exhaust the memory of its reader",
        reference: "OWASP ASVS 5.0, 15.2.2")

    static func secretInPayload(_ path: String) -> Self {
        Self(
            id: "secret-in-payload", severity: .high,
            text: "the payload has a field \(path): signed is not encrypted, so whoever has the cookie reads it",
            reference: "OWASP ASVS 5.0, 14.3.3")
    }

    static func longLifetime(seconds: Int64) -> Self {
        Self(
            id: "long-lifetime", severity: .medium,
            text: "it is meant to live for \(seconds / 86_400) days; a stolen copy lives as long",
            reference: "OWASP ASVS 5.0, 7.3.2")
    }

    static func tooLarge(bytes: Int) -> Self {
        Self(
            id: "too-large", severity: .medium,
            text: "name and value have \(bytes) bytes; a browser need not keep more than 4096", reference: "RFC 6265, 6.1")
    }

    static let missingSecure = Self(
        id: "missing-secure", severity: .medium, text: "Secure is missing: the cookie also goes over unencrypted connections",
        reference: "OWASP ASVS 5.0, 3.3.1; RFC 6265, 4.1.2.5")

    static let missingHTTPOnly = Self(
        id: "missing-httponly", severity: .medium, text: "HttpOnly is missing: any script on the page reads the cookie",
        reference: "OWASP ASVS 5.0, 3.3.4; RFC 6265, 4.1.2.6")

    static let missingSameSite = Self(
        id: "missing-samesite", severity: .low,
        text: "SameSite is missing: whether other sites' requests carry the cookie is left to the browser",
        reference: "OWASP ASVS 5.0, 3.3.2")

    static let sameSiteNone = Self(
        id: "samesite-none", severity: .medium, text: "SameSite is None: requests that other sites cause carry the cookie",
        reference: "OWASP ASVS 5.0, 3.3.2")

    static let sharedDomain = Self(
        id: "shared-domain", severity: .low,
        text: "Domain is set: every host below that domain receives the cookie and can replace it",
        reference: "OWASP ASVS 5.0, 3.3.3; RFC 6265, 4.1.2.3")

    static let brokenPrefix = Self(
        id: "broken-prefix", severity: .high,
        text: "the name's prefix __Host- or __Secure- asks for attributes that are missing: browsers refuse the cookie",
        reference: "OWASP ASVS 5.0, 3.3.3")
}
