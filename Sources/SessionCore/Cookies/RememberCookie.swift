import Crypto

/// Flask-Login's remember cookie: `payload|digest`, the digest being HMAC-SHA512 in lower-case hexadecimal (Flask-Login 0.6.3,
/// `flask_login/utils.py`, `encode_cookie` and `decode_cookie`).
public enum RememberCookie {
    /// What a cookie turned out to be.
    public enum Verification: Hashable, Sendable {
        /// The digest fits.
        case valid(payload: String)
        /// The digest is another, or none.
        case badSignature
        /// There is no `|` in it.
        case malformed
        /// The digest holds characters beyond ASCII: Python refuses to compare them, and Flask answers 500.
        case notASCII
    }

    /// A key made ready for use: keep it where many cookies are read, as making it ready costs more than reading one.
    public struct Key: Sendable {
        fileprivate let absorbed: AbsorbedKey<SHA512>

        /// Of a text, take ``RememberCookie/latin1Key(_:)``.
        public init(_ bytes: [UInt8]) { absorbed = AbsorbedKey(bytes) }
    }

    /// Flask-Login's `encode_cookie(payload, key)`.
    public static func encode(_ payload: String, key: [UInt8]) -> String { encode(payload, key: Key(key)) }

    /// Flask-Login's `encode_cookie(payload, key)`.
    public static func encode(_ payload: String, key: Key) -> String {
        var payload = payload
        let code = payload.withUTF8 { key.absorbed.code(of: UnsafeRawBufferPointer($0)) }
        return payload + "|" + String(unsafeUninitializedCapacity: digestLength) { text in code.withUnsafeBytes { Hex.write($0, to: text) } }
    }

    /// Flask-Login's `decode_cookie(cookie, key)`.
    public static func decode(_ cookie: String, key: [UInt8]) -> Verification { decode(cookie, key: Key(key)) }

    /// Flask-Login's `decode_cookie(cookie, key)`.
    public static func decode(_ cookie: String, key: Key) -> Verification {
        var cookie = cookie
        return cookie.withUTF8 { bytes in
            guard let bar = bytes.lastIndex(of: UInt8(ascii: "|")) else { return .malformed }
            let digest = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[(bar + 1)...])
            guard digest.allSatisfy({ $0 < 0x80 }) else { return .notASCII }
            let code = key.absorbed.code(of: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[..<bar]))
            let isGenuine = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: digestLength) { expected in
                _ = code.withUnsafeBytes { Hex.write($0, to: expected) }
                return ConstantTime.equal(digest, UnsafeRawBufferPointer(expected))
            }
            return isGenuine ? .valid(payload: String(decoding: bytes[..<bar], as: UTF8.self)) : .badSignature
        }
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

    /// Of SHA-512, in hexadecimal.
    private static let digestLength = 128
}
