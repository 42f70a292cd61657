/// Flask-Login's remember cookie: `payload|digest`, the digest being HMAC-SHA512 in lower-case hexadecimal (Flask-Login 0.6.3,
/// `flask_login/utils.py`, `encode_cookie` and `decode_cookie`).
public enum RememberCookie {
    /// What a cookie turned out to be.
    public enum Verification: Hashable, Sendable {
        case valid(payload: String)
        case badSignature
        /// There is no `|` in it.
        case malformed
        /// The digest holds characters beyond ASCII: Python refuses to compare them, and Flask answers 500.
        case notASCII
    }

    /// Flask-Login's `encode_cookie(payload, key)`.
    public static func encode(_ payload: String, key: [UInt8]) -> String {
        payload + "|" + digest(payload.utf8, key: key)
    }

    /// Flask-Login's `decode_cookie(cookie, key)`.
    public static func decode(_ cookie: String, key: [UInt8]) -> Verification {
        guard let parts = split(cookie) else { return .malformed }
        guard parts.digest.utf8.allSatisfy({ $0 < 0x80 }) else { return .notASCII }
        let expected = digest(parts.payload.utf8, key: key)
        return ConstantTime.equal(Array(parts.digest.utf8), Array(expected.utf8)) ? .valid(payload: parts.payload) : .badSignature
    }

    /// The payload and the digest, not verified; `nil` if there is no `|`.
    public static func split(_ cookie: String) -> (payload: String, digest: String)? {
        guard let bar = cookie.utf8.lastIndex(of: UInt8(ascii: "|")) else { return nil }
        return (String(cookie[..<bar]), String(cookie[cookie.utf8.index(after: bar)...]))
    }

    /// The bytes of a key: Flask-Login takes its text as Latin-1. `nil` if it has characters beyond that.
    public static func latin1Key(_ text: String) -> [UInt8]? {
        var key: [UInt8] = []
        for scalar in text.unicodeScalars {
            guard let byte = UInt8(exactly: scalar.value) else { return nil }
            key.append(byte)
        }
        return key
    }

    private static func digest(_ payload: some Collection<UInt8>, key: [UInt8]) -> String {
        String(decoding: Hex.encode(MessageAuthentication.code(.sha512, key: key, message: Array(payload))), as: UTF8.self)
    }
}
