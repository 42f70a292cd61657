import SessionCore

/// `payload.timestamp.signature`: Flask's session cookie, Starlette's, and others of itsdangerous 2.2 (`timed.py`).
enum TimedSignature {
    private struct Candidate {
        var format: CookieReport.Format
        var scheme: SigningScheme
    }

    /// The salts that frameworks use, with itsdangerous' default digest.
    private static let candidates = [
        // Flask 3.1.3, sessions.py.
        Candidate(format: .flaskSession, scheme: SigningScheme(digest: .sha1, derivation: .hmac, salt: "cookie-session")),
        // Starlette's SessionMiddleware: a plain TimestampSigner over base64.
        Candidate(
            format: .starletteSession,
            scheme: SigningScheme(digest: .sha1, derivation: .concatenated, salt: "itsdangerous.Signer")),
        // URLSafeTimedSerializer without a salt of its own.
        Candidate(format: .itsdangerous, scheme: SigningScheme(digest: .sha1, derivation: .concatenated, salt: "itsdangerous")),
        // Flask-WTF's token.
        Candidate(format: .itsdangerous, scheme: SigningScheme(digest: .sha1, derivation: .concatenated, salt: "wtf-csrf-token")),
    ]

    /// `nil` if the cookie has not this shape.
    static func report(_ cookie: ReceivedCookie, _ context: InspectionContext) -> CookieReport? {
        guard let parts = SignedParts(cookie.value, separator: ".", timed: true), let timestamp = parts.timestamp,
            !parts.payload.isEmpty, isTimestamp(timestamp), parts.signature.isURLSafeBase64 || parts.signature.isEmpty
        else { return nil }
        let signature = PythonBase64.decodeURLSafe(Array(parts.signature.utf8)) ?? []
        let signed = Array(parts.signed.utf8)

        func candidate(_ key: String) -> Candidate? { candidates.first { $0.scheme.verifies(signature, of: signed, key: key) } }
        let keyIndex = context.firstKey { candidate($0) != nil }
        let verified = keyIndex.flatMap { candidate(context.keys[$0]) }

        var payload = read(parts.payload, starlette: verified.map { $0.format == .starletteSession })
        var format = verified?.format ?? guess(payload, named: cookie.name)
        if format == .starletteSession, payload.map == nil, verified != nil { format = .itsdangerous }
        // Not one of ours if even the outermost layer cannot be taken off and no key says otherwise.
        if verified == nil, payload.layers.isEmpty, signature.count != 20, cookie.name != "session" { return nil }
        if format == .flaskSession, payload.problem == nil, !payload.isPickle, payload.map == nil {
            payload.problem = "the payload is not a JSON object, as a session is"
        }

        let signedAt = moment(timestamp)
        var verdict = context.verdict(keyIndex: keyIndex, expired: signedAt.map(context.isExpired) ?? false)
        var problem = payload.problem
        if verdict != .badSignature {
            if signature.count != 20, verdict == .unverified {
                problem = "the signature has \(signature.count) bytes; expected the 20 of HMAC-SHA1"
            } else if signedAt == nil {
                problem = "the timestamp is out of range"
            }
            if problem != nil { verdict = .malformed }
        }
        var report = CookieReport(
            name: cookie.name, format: format, verdict: verdict, keyIndex: keyIndex, signedAt: signedAt,
            expiresAt: context.expiry(signedAt: signedAt), payload: payload.payload,
            userID: format == .flaskSession ? payload.map?.userID("_user_id", "user_id") : nil,
            layers: ["itsdangerous"] + payload.layers, problem: verdict == .malformed ? problem : nil)
        report.findings += CookieFindings.ofPayload(payload)
        if context.hasWeakKey(keyIndex: keyIndex, { candidate($0) != nil }) { report.findings.append(.weakKey) }
        return report
    }

    /// Flask's URL-safe form, or Starlette's; where nobody knows, whichever can be read.
    private static func read(_ text: Substring, starlette: Bool?) -> DecodedPayload {
        if let starlette { return PayloadReader.read(text, standardAlphabet: starlette) }
        let looksStandard = text.contains { $0 == "+" || $0 == "/" || $0 == "=" }
        return PayloadReader.read(text, standardAlphabet: looksStandard)
    }

    /// Without a key the three cannot be told apart with certainty: Starlette pads its base64 and spaces its JSON, Flask's session
    /// is an object that is mostly called `session`.
    private static func guess(_ payload: DecodedPayload, named name: String?) -> CookieReport.Format {
        if payload.layers.first == "base64" { return .starletteSession }
        if let map = payload.map {
            return name == nil && map["_user_id"] == nil && map["_fresh"] == nil ? .itsdangerous : .flaskSession
        }
        return name == "session" ? .flaskSession : .itsdangerous
    }

    /// One to eight characters of base64: at most 48 bits of seconds.
    private static func isTimestamp(_ text: Substring) -> Bool { text.utf8.count <= 8 && text.isURLSafeBase64 }

    /// The seconds, big-endian in base64; `nil` beyond the year 9999, where Python's `datetime` ends.
    private static func moment(_ text: Substring) -> Timestamp? {
        guard let bytes = PythonBase64.decodeURLSafe(Array(text.utf8)), !bytes.isEmpty, bytes.count <= 6 else { return nil }
        let seconds = bytes.reduce(Int64(0)) { $0 << 8 | Int64($1) }
        return seconds <= 253_402_300_799 ? Timestamp(seconds: seconds) : nil
    }
}
