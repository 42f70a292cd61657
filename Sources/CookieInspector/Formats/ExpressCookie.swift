import SessionCore

/// Express' signed cookie, `s:value.signature` with HMAC-SHA256 in unpadded base64 (the cookie-signature package 1.2), mostly
/// percent-encoded.
enum ExpressCookie {
    static func report(_ cookie: ReceivedCookie, _ context: InspectionContext) -> CookieReport? {
        let lowered = cookie.value.prefix(4).lowercased()
        guard lowered.hasPrefix("s:") || lowered == "s%3a" else { return nil }
        let isEncoded = lowered == "s%3a"
        let value = isEncoded ? PercentEncoding.decoded(cookie.value) : cookie.value
        guard let parts = SignedParts(String(value.dropFirst(2)), separator: ".", timed: false), !parts.payload.isEmpty else {
            return CookieReport(
                name: cookie.name, format: .expressSigned, verdict: .malformed,
                problem: "no dot follows s:; expected s:value.signature")
        }
        let signature = PythonBase64.decodeStandard(padded(parts.signature)) ?? []
        let scheme = SigningScheme(digest: .sha256, derivation: .none, salt: "")
        let message = Array(parts.payload.utf8)
        func verifies(_ key: String) -> Bool { scheme.verifies(signature, of: message, key: key) }
        let keyIndex = context.firstKey(verifies)

        var payload = DecodedPayload(payload: .text(String(parts.payload)))
        if parts.payload.hasPrefix("j:") {
            var inner = DecodedPayload()
            PayloadReader.readJSON(Array(parts.payload.utf8.dropFirst(2)), into: &inner)
            if inner.payload != nil { payload = inner }
        }
        let verdict = context.verdict(keyIndex: keyIndex, expired: false)
        let broken = verdict == .unverified && signature.count != 32
        var report = CookieReport(
            name: cookie.name, format: .expressSigned, verdict: broken ? .malformed : verdict, keyIndex: keyIndex,
            payload: payload.payload, layers: (isEncoded ? ["percent-encoding"] : []) + ["express"] + payload.layers,
            problem: broken ? "the signature has \(signature.count) bytes; expected the 32 of HMAC-SHA256" : nil)
        if context.hasWeakKey(keyIndex: keyIndex, verifies) { report.findings.append(.weakKey) }
        return report
    }

    private static func padded(_ text: Substring) -> [UInt8] {
        let bytes = Array(text.utf8)
        return bytes + Array(repeating: UInt8(ascii: "="), count: (4 - bytes.count % 4) % 4)
    }
}

/// `%3A` and the like (RFC 3986, section 2.1). A `%` without two digits stays as it is.
enum PercentEncoding {
    static func decoded(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var out: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let byte = UInt8(String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self), radix: 16),
                bytes[index + 1] != UInt8(ascii: "+"), bytes[index + 1] != UInt8(ascii: "-")
            {
                out.append(byte)
                index += 3
            } else {
                out.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
