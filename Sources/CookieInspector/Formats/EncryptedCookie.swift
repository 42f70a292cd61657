import SessionCore

/// Cookies that are encrypted, and so only named: Rails' `data--iv--tag` (ActiveSupport's MessageEncryptor with AES-GCM) and
/// Laravel's base64 of a JSON object with `iv`, `value` and `mac` or `tag`.
enum EncryptedCookie {
    static func report(_ cookie: ReceivedCookie, _ context: InspectionContext) -> CookieReport? {
        let value = cookie.value.contains("%") ? PercentEncoding.decoded(cookie.value) : cookie.value
        let outer = value == cookie.value ? [] : ["percent-encoding"]
        return rails(value, cookie, outer) ?? laravel(value, cookie, context, outer)
    }

    private static func rails(_ value: String, _ cookie: ReceivedCookie, _ outer: [String]) -> CookieReport? {
        var segments: [[UInt8]] = []
        var rest = value[...]
        while let range = rest.firstRange(of: "--") {
            segments.append(Array(rest[..<range.lowerBound].utf8))
            rest = rest[range.upperBound...]
        }
        segments.append(Array(rest.utf8))
        guard segments.count == 3 else { return nil }
        let decoded = segments.compactMap(PythonBase64.decodeStandard)
        // AES-GCM: 12 bytes of nonce, 16 of tag.
        guard decoded.count == 3, decoded[1].count == 12, decoded[2].count == 16 else { return nil }
        return CookieReport(
            name: cookie.name, format: .railsEncrypted, verdict: .unverified, layers: outer + ["base64", "aes-gcm"])
    }

    private static func laravel(
        _ value: String, _ cookie: ReceivedCookie, _ context: InspectionContext, _ outer: [String]
    ) -> CookieReport? {
        guard value.hasPrefix("ey"), let bytes = PythonBase64.decodeStandard(Array(value.utf8)) else { return nil }
        var payload = DecodedPayload()
        PayloadReader.readJSON(bytes, into: &payload)
        guard let map = payload.map, case .string(let nonce)? = map["iv"], case .string(let text)? = map["value"] else {
            return nil
        }
        var keyIndex: Int?
        var verdict = CookieReport.Verdict.unverified
        // With AES-CBC the outer signature is HMAC-SHA256 over iv and value as they are written; with GCM it is empty.
        if case .string(let mac)? = map["mac"], mac.utf8.count == 64, mac.isHexadecimal {
            let message = Array((nonce + text).utf8)
            keyIndex = context.firstKey { key in
                let code = MessageAuthentication.code(.sha256, key: secret(key), message: message)
                let hex = code.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
                return ConstantTime.equal(Array(hex.utf8), Array(mac.lowercased().utf8))
            }
            verdict = context.verdict(keyIndex: keyIndex, expired: false)
        }
        return CookieReport(
            name: cookie.name, format: .laravelEncrypted, verdict: verdict, keyIndex: keyIndex,
            layers: outer + ["base64", "json", "aes"])
    }

    /// APP_KEY is mostly `base64:` and the key in base64.
    private static func secret(_ key: String) -> [UInt8] {
        guard key.hasPrefix("base64:"), let bytes = PythonBase64.decodeStandard(Array(key.utf8.dropFirst(7))) else {
            return Array(key.utf8)
        }
        return bytes
    }
}
