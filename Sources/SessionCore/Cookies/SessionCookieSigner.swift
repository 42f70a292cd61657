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
        /// Whether the payload is a zlib stream: the cookie begins with a dot.
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
    /// One per key.
    private let keys: [AbsorbedKey<Insecure.SHA1>]

    /// - Parameter keys: the current key, which signs, then older ones, which only verify. UTF-8, as Flask takes them.
    public init(keys: [String]) {
        self.init(keyBytes: keys.map { Array($0.utf8) })
    }

    /// The same with keys that are not text.
    /// - Parameter keyBytes: the current key, which signs, then older ones, which only verify.
    public init(keyBytes: [[UInt8]]) {
        keys = keyBytes.map { AbsorbedKey(Array(AbsorbedKey<Insecure.SHA1>($0).code(of: Self.salt))) }
    }

    // MARK: Signing

    /// The cookie's value for a session; `nil` before 1970, which the format cannot say, or if there is no key.
    public func sign(_ session: SessionMap, at time: Timestamp) -> String? {
        sign(payload: TaggedJSON.encode(.map(session)), at: time)
    }

    /// The cookie's value for JSON that is already encoded.
    public func sign(payload json: [UInt8], at time: Timestamp) -> String? {
        // Python's `int(time.time())`, which rounds the last second before 1970 up to it.
        guard let key = keys.first, time.truncatedSeconds >= 0 else { return nil }
        return json.withUnsafeBufferPointer { json in
            Zlib.compress(json) { packed in
                let isShorter = packed.count < json.count - 1
                return Self.token(isShorter ? packed : json, isCompressed: isShorter, UInt64(time.truncatedSeconds), key)
            }
        }
    }

    private static func token(
        _ payload: UnsafeBufferPointer<UInt8>, isCompressed: Bool, _ seconds: UInt64, _ key: AbsorbedKey<Insecure.SHA1>
    ) -> String {
        // Two dots, eleven digits for a time of eight bytes, another dot, and the signature's digits.
        let capacity = PythonBase64.encodedCapacity(payload.count) + 2 + PythonBase64.encodedCapacity(8) + 1
            + PythonBase64.encodedCapacity(Insecure.SHA1.byteCount)
        return String(unsafeUninitializedCapacity: capacity) { out in
            var length = 0
            func rest() -> UnsafeMutableBufferPointer<UInt8> { UnsafeMutableBufferPointer(rebasing: out[length...]) }
            if isCompressed {
                out[0] = dot
                length = 1
            }
            length += PythonBase64.encodeURLSafe(payload, into: rest())
            out[length] = dot
            length += 1
            let skipped = seconds.leadingZeroBitCount / 8
            withUnsafeBytes(of: seconds.bigEndian) { bytes in
                let stamp = bytes.bindMemory(to: UInt8.self)
                length += PythonBase64.encodeURLSafe(UnsafeBufferPointer(rebasing: stamp[skipped...]), into: rest())
            }
            let signature = key.code(of: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(out)[..<length]))
            out[length] = dot
            length += 1
            signature.withUnsafeBytes { bytes in
                length += PythonBase64.encodeURLSafe(bytes.bindMemory(to: UInt8.self), into: rest())
            }
            return length
        }
    }

    // MARK: Verifying

    /// Opens a cookie: finds the key it was signed with, checks its age, reads its payload.
    /// - Parameters:
    ///   - cookie: the cookie's value, as the browser sent it.
    ///   - now: the time that its age is counted to.
    ///   - maxAge: the greatest age in seconds; `nil`: any, also from the future.
    public func verify(_ cookie: String, now: Timestamp, maxAge: Int64?) -> Verification {
        open(cookie)?.verification(now: now, maxAge: maxAge) ?? .badSignature
    }

    /// A cookie that one of the keys signed, whatever its age: all that does not depend on the time.
    struct Genuine: Sendable {
        let keyIndex: Int
        let signedAt: Timestamp
        /// Its timestamp is of no year that Python's calendar has: itsdangerous raises what is no bad signature.
        let isBeyondCalendar: Bool
        /// `nil` if it cannot be read.
        let value: SessionValue?
        /// The payload's length in bytes, decompressed.
        let length: Int

        /// What the cookie is at this time.
        func verification(now: Timestamp, maxAge: Int64?) -> Verification {
            if isBeyondCalendar { return .badPayload(keyIndex: keyIndex, signedAt: signedAt) }
            if let maxAge {
                let (age, overflow) = now.truncatedSeconds.subtractingReportingOverflow(signedAt.seconds)
                if overflow || age > maxAge || age < 0 { return .expired(keyIndex: keyIndex, signedAt: signedAt) }
            }
            guard let value else { return .badPayload(keyIndex: keyIndex, signedAt: signedAt) }
            return .valid(value, keyIndex: keyIndex, signedAt: signedAt)
        }
    }

    /// `nil` if no key has signed it, or it is not of the form.
    func open(_ cookie: String) -> Genuine? {
        var cookie = cookie
        return cookie.withUTF8 { open($0) }
    }

    private func open(_ cookie: UnsafeBufferPointer<UInt8>) -> Genuine? {
        guard let parts = Parts(cookie), let keyIndex = keyIndex(of: parts), let stamp = parts.stampBytes else { return nil }
        let seconds = Int64(clamping: stamp.reduce(0) { $0 << 8 | UInt64($1) })
        guard seconds < Timestamp.endOfCalendar.seconds else {
            return Genuine(keyIndex: keyIndex, signedAt: .endOfCalendar, isBeyondCalendar: true, value: nil, length: 0)
        }
        var value: SessionValue?
        var length = 0
        if case .json(let json) = Self.json(parts.payload) {
            value = try? TaggedJSON.decode(json)
            length = json.count
        }
        return Genuine(keyIndex: keyIndex, signedAt: Timestamp(seconds: seconds), isBeyondCalendar: false, value: value, length: length)
    }

    /// Which key the cookie was signed with; `nil`: none, or the signature cannot be read.
    private func keyIndex(of parts: Parts) -> Int? {
        Self.decoded(parts.signature) { signature in
            keys.firstIndex { key in
                key.code(of: UnsafeRawBufferPointer(parts.signed)).withUnsafeBytes { code in
                    ConstantTime.equal(UnsafeRawBufferPointer(signature), code)
                }
            }
        } ?? nil
    }

    /// Hands on what base64 stands for; `nil` where Python raises.
    private static func decoded<Result>(_ text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result? {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: PythonBase64.decodedCapacity(text.count)) { out in
            PythonBase64.decodeURLSafe(text, into: out).map { body(UnsafeBufferPointer(rebasing: out[..<$0])) }
        }
    }

    /// Takes a cookie apart without verifying it: for looking inside. `nil` if it has not even the form.
    public static func unwrap(_ cookie: String) -> Unwrapped? {
        var cookie = cookie
        return cookie.withUTF8 { Parts($0).map(unwrap) }
    }

    private static func unwrap(_ parts: Parts) -> Unwrapped {
        let signedAt = parts.timestamp.flatMap { $0 < 1 << 43 ? Timestamp(seconds: Int64($0)) : nil }
        let isCompressed = parts.payload.first == dot
        var result = Unwrapped(value: nil, json: nil, isCompressed: isCompressed, signedAt: signedAt, problem: nil)
        switch json(parts.payload) {
        case .notBase64: result.problem = "The payload is not base64."
        case .corrupt: result.problem = "The payload is not a zlib stream, though its leading dot says so."
        case .tooBig: result.problem = "The payload is larger than \(maximumPayload) bytes when decompressed."
        case .json(let json):
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
        case json([UInt8])
        case notBase64, corrupt, tooBig
    }

    private static func json(_ payload: UnsafeBufferPointer<UInt8>) -> Decoded {
        guard payload.first == dot else {
            let json = decoded(payload) { json -> Decoded in json.count > maximumPayload ? .tooBig : .json(Array(json)) }
            return json ?? .notBase64
        }
        let json = decoded(UnsafeBufferPointer(rebasing: payload[1...])) { packed -> Decoded in
            switch Zlib.inflate(packed, limit: maximumPayload) {
            case .bytes(let json): .json(json)
            case .corrupt: .corrupt
            case .tooBig: .tooBig
            }
        }
        return json ?? .notBase64
    }

    /// The three parts of a token, split at its last two dots.
    private struct Parts {
        let payload: UnsafeBufferPointer<UInt8>
        let stamp: UnsafeBufferPointer<UInt8>
        /// Payload, dot and timestamp: what is signed.
        let signed: UnsafeBufferPointer<UInt8>
        let signature: UnsafeBufferPointer<UInt8>

        init?(_ bytes: UnsafeBufferPointer<UInt8>) {
            guard let last = bytes.lastIndex(of: dot), let middle = bytes[..<last].lastIndex(of: dot) else { return nil }
            payload = UnsafeBufferPointer(rebasing: bytes[..<middle])
            stamp = UnsafeBufferPointer(rebasing: bytes[(middle + 1)..<last])
            signed = UnsafeBufferPointer(rebasing: bytes[..<last])
            signature = UnsafeBufferPointer(rebasing: bytes[(last + 1)...])
        }

        /// The bytes of its number, the highest first; `nil` if it is not base64, or more than eight bytes, whatever they are.
        var stampBytes: [UInt8]? { decoded(stamp) { bytes in bytes.count <= 8 ? Array(bytes) : nil } ?? nil }

        /// Unix seconds; `nil` if there is no number.
        var timestamp: UInt64? { stampBytes.map { bytes in bytes.reduce(0) { $0 << 8 | UInt64($1) } } }
    }
}
