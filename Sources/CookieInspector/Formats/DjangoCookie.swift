import SessionCore

/// Django's `value:timestamp:signature` (Django 5.2, `core/signing.py`): signed-cookie sessions, `set_signed_cookie`, messages.
enum DjangoCookie {
    static func report(_ cookie: ReceivedCookie, _ context: InspectionContext) -> CookieReport? {
        guard let parts = SignedParts(cookie.value, separator: ":", timed: true), let timestamp = parts.timestamp,
            !parts.payload.isEmpty, parts.signature.utf8.count == 43, parts.signature.isURLSafeBase64,
            let signedAt = moment(timestamp), let signature = PythonBase64.decodeURLSafe(Array(parts.signature.utf8))
        else { return nil }
        let signed = Array(parts.signed.utf8)
        let schemes = schemes(named: cookie.name)
        func verifies(_ key: String) -> Bool { schemes.contains { $0.verifies(signature, of: signed, key: key) } }
        let keyIndex = context.firstKey(verifies)

        var payload = PayloadReader.read(parts.payload)
        if payload.payload == nil, !payload.isPickle, !payload.isBomb {
            // set_signed_cookie signs a plain text.
            payload = DecodedPayload(payload: .text(String(parts.payload)))
        }
        let verdict = context.verdict(keyIndex: keyIndex, expired: context.isExpired(signedAt: signedAt))
        let broken = payload.problem != nil && verdict != .badSignature
        var report = CookieReport(
            name: cookie.name, format: .djangoSigned, verdict: broken ? .malformed : verdict, keyIndex: keyIndex,
            signedAt: signedAt,
            expiresAt: context.expiry(signedAt: signedAt), payload: payload.payload, userID: payload.map?.userID("_auth_user_id"),
            layers: ["django"] + payload.layers, problem: broken ? payload.problem : nil)
        report.findings += CookieFindings.ofPayload(payload)
        if context.hasWeakKey(keyIndex: keyIndex, verifies) { report.findings.append(.weakKey) }
        return report
    }

    private static func schemes(named name: String?) -> [SigningScheme] {
        var schemes = [
            SigningScheme(
                digest: .sha256, derivation: .concatenated, salt: "django.contrib.sessions.backends.signed_cookies"),
            SigningScheme(digest: .sha256, derivation: .concatenated, salt: "django.core.signing"),
            SigningScheme(
                digest: .sha256, derivation: .concatenated, salt: "django.contrib.messages", prefix: "django.http.cookies"),
        ]
        if let name {
            schemes.append(SigningScheme(digest: .sha256, derivation: .concatenated, salt: name, prefix: "django.http.cookies"))
        }
        return schemes
    }

    /// Seconds in base 62, digits first, then capitals, then small letters; `nil` beyond the year 9999.
    private static func moment(_ text: Substring) -> Timestamp? {
        guard (1...7).contains(text.utf8.count) else { return nil }
        var seconds: Int64 = 0
        for byte in text.utf8 {
            let digit: Int64
            switch byte {
            case 0x30...0x39: digit = Int64(byte - 0x30)
            case 0x41...0x5A: digit = Int64(byte - 0x41) + 10
            case 0x61...0x7A: digit = Int64(byte - 0x61) + 36
            default: return nil
            }
            seconds = seconds * 62 + digit
        }
        return seconds <= 253_402_300_799 ? Timestamp(seconds: seconds) : nil
    }
}
