import SessionCore

/// Flask-Login's remember cookie: `payload|hmac` with HMAC-SHA512 in hexadecimal (Flask-Login 0.6.3, `utils.py`). The key is
/// Latin-1 text there, where every other format takes UTF-8.
enum RememberCookieFormat {
    private static let digits = 128

    static func report(_ cookie: ReceivedCookie, _ context: InspectionContext) -> CookieReport? {
        let isNamed = cookie.name == "remember_token"
        guard let bar = cookie.value.lastIndex(of: "|") else {
            guard isNamed else { return nil }
            return malformed(cookie, "the cookie has no |; expected payload|signature")
        }
        let text = String(cookie.value[..<bar])
        let signature = cookie.value[cookie.value.index(after: bar)...]
        guard isNamed || (signature.isHexadecimal && signature.utf8.count >= 32) else { return nil }
        guard signature.isHexadecimal, signature.utf8.count == digits else {
            return context.keys.isEmpty
                ? malformed(cookie, "the signature has \(signature.utf8.count) characters; expected \(digits) hexadecimal digits")
                : report(cookie, text, .badSignature, nil)
        }

        func verifies(_ key: String) -> Bool {
            guard let secret = latin1(key) else { return false }
            // Flask-Login compares the texts, so upper-case digits do not verify.
            let expected = MessageAuthentication.code(.sha512, key: secret, message: Array(text.utf8))
            return ConstantTime.equal(hexadecimal(expected), Array(signature.utf8))
        }
        let keyIndex = context.firstKey(verifies)
        var report = report(cookie, text, context.verdict(keyIndex: keyIndex, expired: false), keyIndex)
        if context.hasWeakKey(keyIndex: keyIndex, verifies) { report.findings.append(.weakKey) }
        return report
    }

    private static func report(
        _ cookie: ReceivedCookie, _ text: String, _ verdict: CookieReport.Verdict, _ keyIndex: Int?
    ) -> CookieReport {
        // A registry's payload is `series.verifier`: the verifier is a secret, and neither names a user.
        if let dot = text.firstIndex(of: "."), isSecret(text[..<dot]), isSecret(text[text.index(after: dot)...]) {
            return CookieReport(
                name: cookie.name, format: .flaskLoginRemember, verdict: verdict, keyIndex: keyIndex,
                payload: .text(text[...dot] + "…"), layers: ["hmac-sha512", "series"])
        }
        var report = CookieReport(
            name: cookie.name, format: .flaskLoginRemember, verdict: verdict, keyIndex: keyIndex, payload: .text(text),
            userID: text.isEmpty ? nil : text, layers: ["hmac-sha512"])
        report.findings.append(.rememberWithoutExpiry)
        return report
    }

    private static func malformed(_ cookie: ReceivedCookie, _ problem: String) -> CookieReport {
        CookieReport(name: cookie.name, format: .flaskLoginRemember, verdict: .malformed, problem: problem)
    }

    /// `nil` if the key has characters beyond Latin-1: then it signs no remember cookie.
    private static func latin1(_ key: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        for scalar in key.unicodeScalars {
            guard let byte = UInt8(exactly: scalar.value) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    private static func isSecret(_ text: Substring) -> Bool { text.utf8.count == 43 && text.isURLSafeBase64 }

    private static func hexadecimal(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }
}
