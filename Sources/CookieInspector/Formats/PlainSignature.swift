import SessionCore

/// `value.signature` without a time: Flask-Session's signed session id, and itsdangerous' plain `Signer` (`signer.py`).
enum PlainSignature {
    /// Flask-Session 0.8 with SESSION_USE_SIGNER.
    private static let sessionID = SigningScheme(digest: .sha1, derivation: .hmac, salt: "flask-session")
    private static let signer = SigningScheme(digest: .sha1, derivation: .concatenated, salt: "itsdangerous.Signer")
    private static let serializer = SigningScheme(digest: .sha1, derivation: .concatenated, salt: "itsdangerous")

    static func report(_ cookie: ReceivedCookie, _ context: InspectionContext) -> CookieReport? {
        guard let parts = SignedParts(cookie.value, separator: ".", timed: false), !parts.payload.isEmpty,
            parts.signature.utf8.count == 27, parts.signature.isURLSafeBase64,
            let signature = PythonBase64.decodeURLSafe(Array(parts.signature.utf8))
        else { return nil }
        let signed = Array(parts.signed.utf8)
        func isSessionID(_ key: String) -> Bool { sessionID.verifies(signature, of: signed, key: key) }
        func isSigned(_ key: String) -> Bool {
            signer.verifies(signature, of: signed, key: key) || serializer.verifies(signature, of: signed, key: key)
        }
        let keyIndex = context.firstKey { isSessionID($0) || isSigned($0) }
        let looksLikeID = parts.payload.isURLSafeBase64 && parts.payload.utf8.count >= 16 && !parts.payload.hasPrefix("ey")
        let isID = keyIndex.map { isSessionID(context.keys[$0]) } ?? looksLikeID

        var report: CookieReport
        if isID {
            report = CookieReport(
                name: cookie.name, format: .flaskSessionID, verdict: context.verdict(keyIndex: keyIndex, expired: false),
                keyIndex: keyIndex, payload: .text(String(parts.payload)), layers: ["itsdangerous"])
        } else {
            let payload = PayloadReader.read(parts.payload)
            report = CookieReport(
                name: cookie.name, format: .itsdangerous, verdict: context.verdict(keyIndex: keyIndex, expired: false),
                keyIndex: keyIndex,
                payload: payload.payload ?? (payload.isPickle || payload.isBomb ? nil : .text(String(parts.payload))),
                layers: ["itsdangerous"] + (payload.payload == nil && !payload.isPickle ? [] : payload.layers))
            report.findings += CookieFindings.ofPayload(payload)
        }
        if context.hasWeakKey(keyIndex: keyIndex, { isSessionID($0) || isSigned($0) }) { report.findings.append(.weakKey) }
        return report
    }
}
