/// A signed value taken apart at its last separators.
struct SignedParts {
    var payload: Substring
    var timestamp: Substring?
    var signature: Substring
    /// All before the last separator: what is signed.
    var signed: Substring

    /// `payload SEP timestamp SEP signature`, or without the timestamp.
    init?(_ value: String, separator: Character, timed: Bool) {
        guard let last = value.lastIndex(of: separator) else { return nil }
        signed = value[..<last]
        signature = value[value.index(after: last)...]
        if timed {
            guard let middle = signed.lastIndex(of: separator) else { return nil }
            payload = signed[..<middle]
            timestamp = signed[signed.index(after: middle)...]
        } else {
            payload = signed
        }
    }
}

extension StringProtocol {
    /// Whether all of it, and there is some, is in the alphabet of URL-safe base64 without padding.
    var isURLSafeBase64: Bool {
        !isEmpty
            && utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D
                    || byte == 0x5F
            }
    }

    /// Whether all of it, and there is some, is hexadecimal digits.
    var isHexadecimal: Bool {
        !isEmpty
            && utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
            }
    }
}
