import Crypto

/// Signs and verifies Flask's session cookies: `payload.timestamp.signature`.
///
/// Implements itsdangerous 2.2's `URLSafeTimedSerializer` with what Flask 3.1.3 sets (`flask/sessions.py`,
/// `SecureCookieSessionInterface`): salt `cookie-session`, key derivation `hmac`, SHA-1, tagged JSON, zlib where that is shorter.
public struct SessionCookieSigner: Sendable {
    /// What a cookie turned out to be.
    public enum Verification: Hashable, Sendable {
        /// - Parameter keyIndex: which of `keys` it was signed with.
        case valid(SessionValue, keyIndex: Int, signedAt: Timestamp)
        /// Signed with one of the keys, but older than the greatest age, or from the future.
        case expired(keyIndex: Int, signedAt: Timestamp)
        /// No key fits, or it is not of the form.
        case badSignature
        /// Signed with one of the keys, but what is signed cannot be read: Flask answers 500.
        case badPayload(keyIndex: Int, signedAt: Timestamp)
    }

    /// A cookie taken apart, not verified.
    public struct Unwrapped: Hashable, Sendable {
        /// The payload, with Flask's tags undone; `nil` if it cannot be read.
        public var value: SessionValue?
        /// The payload's JSON, after decompression.
        public var json: [UInt8]?
        public var isCompressed: Bool
        /// `nil` if the timestamp cannot be read.
        public var signedAt: Timestamp?
        /// What is wrong with the payload, if it cannot be read.
        public var problem: String?
    }

    /// The greatest size of a payload, after decompression, in bytes. Flask has no limit.
    public static let maximumPayload = TaggedJSON.maximumLength

    private static let dot = UInt8(ascii: ".")
    private static let salt = Array("cookie-session".utf8)
    /// The HMACs with their keys already absorbed, one per key.
    private let codes: [HMAC<Insecure.SHA1>]

    /// - Parameter keys: the current key, which signs, then older ones, which only verify. UTF-8, as Flask takes them.
    public init(keys: [String]) {
        self.init(keyBytes: keys.map { Array($0.utf8) })
    }

    public init(keyBytes keys: [[UInt8]]) {
        codes = keys.map { key in
            let derived = MessageAuthentication.code(.sha1, key: key, message: Self.salt)
            return HMAC<Insecure.SHA1>(key: SymmetricKey(data: derived))
        }
    }

    private static func code(_ prepared: HMAC<Insecure.SHA1>, _ message: ArraySlice<UInt8>) -> [UInt8] {
        var code = prepared
        code.update(data: message)
        return Array(code.finalize())
    }

    // MARK: Signing

    /// The cookie's value for a session; `nil` before 1970, which the format cannot say, or if there is no key.
    public func sign(_ session: SessionMap, at time: Timestamp) -> String? {
        sign(payload: TaggedJSON.encode(.map(session)), at: time)
    }

    /// The cookie's value for JSON that is already encoded.
    public func sign(payload json: [UInt8], at time: Timestamp) -> String? {
        guard let code = codes.first, time.seconds >= 0, let compressed = Zlib.compress(json) else { return nil }
        var token: [UInt8] = []
        token.reserveCapacity(json.count * 4 / 3 + 48)
        if compressed.count < json.count - 1 {
            token.append(Self.dot)
            token += PythonBase64.encodeURLSafe(compressed)
        } else {
            token += PythonBase64.encodeURLSafe(json)
        }
        token.append(Self.dot)
        var stamp: [UInt8] = []
        var rest = UInt64(time.seconds)
        while rest > 0 {
            stamp.insert(UInt8(truncatingIfNeeded: rest), at: 0)
            rest >>= 8
        }
        token += PythonBase64.encodeURLSafe(stamp)
        let signature = Self.code(code, token[...])
        token.append(Self.dot)
        token += PythonBase64.encodeURLSafe(signature)
        return String(decoding: token, as: UTF8.self)
    }

    // MARK: Verifying

    /// - Parameter maxAge: the greatest age in seconds; `nil`: any, also from the future.
    public func verify(_ cookie: String, now: Timestamp, maxAge: Int64?) -> Verification {
        let bytes = Array(cookie.utf8)
        guard let parts = Parts(bytes), let signature = PythonBase64.decodeURLSafe(parts.signature),
            let keyIndex = codes.firstIndex(where: { ConstantTime.equal(signature, Self.code($0, parts.signed)) }),
            let stamp = parts.timestamp
        else { return .badSignature }
        let signedAt = Timestamp(seconds: Int64(clamping: stamp))
        if let maxAge {
            let (age, overflow) = now.seconds.subtractingReportingOverflow(signedAt.seconds)
            if overflow || age > maxAge || age < 0 { return .expired(keyIndex: keyIndex, signedAt: signedAt) }
        }
        guard case .json(let json, _) = Self.json(parts.payload), let value = try? TaggedJSON.decode(json) else {
            return .badPayload(keyIndex: keyIndex, signedAt: signedAt)
        }
        return .valid(value, keyIndex: keyIndex, signedAt: signedAt)
    }

    /// Takes a cookie apart without verifying it: for looking inside. `nil` if it has not even the form.
    public static func unwrap(_ cookie: String) -> Unwrapped? {
        let bytes = Array(cookie.utf8)
        guard let parts = Parts(bytes) else { return nil }
        let signedAt = parts.timestamp.flatMap { $0 < 1 << 43 ? Timestamp(seconds: Int64($0)) : nil }
        let isCompressed = parts.payload.first == dot
        var result = Unwrapped(value: nil, json: nil, isCompressed: isCompressed, signedAt: signedAt, problem: nil)
        switch json(parts.payload) {
        case .notBase64: result.problem = "The payload is not base64."
        case .corrupt: result.problem = "The payload is not a zlib stream, though its leading dot says so."
        case .tooBig: result.problem = "The payload is larger than \(maximumPayload) bytes when decompressed."
        case .json(let json, _):
            result.json = json
            do {
                result.value = try TaggedJSON.decode(json)
            } catch {
                result.problem = "The payload is \(error.description)."
            }
        }
        return result
    }

    private enum Decoded {
        case json([UInt8], compressed: Bool)
        case notBase64, corrupt, tooBig
    }

    private static func json(_ payload: ArraySlice<UInt8>) -> Decoded {
        guard payload.first == dot else {
            guard let json = PythonBase64.decodeURLSafe(payload) else { return .notBase64 }
            return json.count > maximumPayload ? .tooBig : .json(json, compressed: false)
        }
        guard let packed = PythonBase64.decodeURLSafe(payload.dropFirst()) else { return .notBase64 }
        return switch Zlib.inflate(packed, limit: maximumPayload) {
        case .bytes(let json): .json(json, compressed: true)
        case .corrupt: .corrupt
        case .tooBig: .tooBig
        }
    }

    /// The three parts of a token, split at its last two dots.
    private struct Parts {
        let payload: ArraySlice<UInt8>
        let stamp: ArraySlice<UInt8>
        /// Payload, dot and timestamp: what is signed.
        let signed: ArraySlice<UInt8>
        let signature: ArraySlice<UInt8>

        init?(_ bytes: [UInt8]) {
            guard let last = bytes.lastIndex(of: dot), let middle = bytes[..<last].lastIndex(of: dot) else { return nil }
            payload = bytes[..<middle]
            stamp = bytes[(middle + 1)..<last]
            signed = bytes[..<last]
            signature = bytes[(last + 1)...]
        }

        /// Unix seconds; `nil` if it is not base64, or more than eight bytes.
        var timestamp: UInt64? {
            guard let bytes = PythonBase64.decodeURLSafe(stamp), bytes.count <= 8 else { return nil }
            return bytes.reduce(0) { $0 << 8 | UInt64($1) }
        }
    }
}
