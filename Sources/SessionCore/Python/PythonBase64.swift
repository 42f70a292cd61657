/// Base64 as Python 3.11 reads it: characters outside the alphabet are skipped, not refused (CPython `Modules/binascii.c`,
/// `a2b_base64` without strict mode). itsdangerous 2.2 and Flask rely on it, so a token has many spellings.
package enum PythonBase64 {
    /// itsdangerous' `base64_decode`: padding is added, `-` and `_` count as `+` and `/`. `nil` where Python raises.
    package static func decodeURLSafe(_ text: some Collection<UInt8>) -> [UInt8]? {
        decode(text, urlSafe: true, extraPadding: (4 - text.count % 4) % 4)
    }

    /// Python's `b64decode`: nothing is added; `-` and `_` are skipped. `nil` where Python raises.
    package static func decodeStandard(_ text: some Collection<UInt8>) -> [UInt8]? {
        decode(text, urlSafe: false, extraPadding: 0)
    }

    /// With `-` and `_`, without padding.
    package static func encodeURLSafe(_ bytes: some Collection<UInt8>) -> [UInt8] {
        encode(bytes, urlSafeAlphabet, padded: false)
    }

    /// With `+`, `/` and padding.
    package static func encodeStandard(_ bytes: some Collection<UInt8>) -> [UInt8] {
        encode(bytes, standardAlphabet, padded: true)
    }

    // MARK: Between buffers

    /// The most bytes that so many characters can stand for.
    static func decodedCapacity(_ characters: Int) -> Int { characters / 4 * 3 + 3 }

    /// The most characters that so many bytes need.
    static func encodedCapacity(_ bytes: Int) -> Int { (bytes + 2) / 3 * 4 }

    /// `decodeURLSafe` into a buffer of at least `decodedCapacity`; how many bytes.
    static func decodeURLSafe(_ text: UnsafeBufferPointer<UInt8>, into out: UnsafeMutableBufferPointer<UInt8>) -> Int? {
        decode(text, into: out, urlSafeValues, extraPadding: (4 - text.count % 4) % 4)
    }

    /// `encodeURLSafe` into a buffer of at least `encodedCapacity`; how many characters.
    static func encodeURLSafe(_ bytes: UnsafeBufferPointer<UInt8>, into out: UnsafeMutableBufferPointer<UInt8>) -> Int {
        encode(bytes, into: out, urlSafeAlphabet, padded: false)
    }

    // MARK: Tables

    private static let standardAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let urlSafeAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    /// By character; 255 marks one outside the alphabet.
    private static let standardValues = values(urlSafe: false)
    private static let urlSafeValues = values(urlSafe: true)

    private static func values(urlSafe: Bool) -> [UInt8] {
        var table = [UInt8](repeating: 255, count: 256)
        for (value, character) in standardAlphabet.enumerated() { table[Int(character)] = UInt8(value) }
        if urlSafe {
            table[Int(UInt8(ascii: "-"))] = 62
            table[Int(UInt8(ascii: "_"))] = 63
        }
        return table
    }

    // MARK: Decoding

    private static func decode(_ text: some Collection<UInt8>, urlSafe: Bool, extraPadding: Int) -> [UInt8]? {
        func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
            var isGood = false
            let out = [UInt8](unsafeUninitializedCapacity: decodedCapacity(text.count)) { out, count in
                guard let written = Self.decode(text, into: out, urlSafe ? urlSafeValues : standardValues, extraPadding: extraPadding)
                else { return }
                count = written
                isGood = true
            }
            return isGood ? out : nil
        }
        if let decoded = text.withContiguousStorageIfAvailable(decode) { return decoded }
        return Array(text).withUnsafeBufferPointer(decode)
    }

    private static func decode(
        _ text: UnsafeBufferPointer<UInt8>, into out: UnsafeMutableBufferPointer<UInt8>, _ values: [UInt8], extraPadding: Int
    ) -> Int? {
        precondition(out.count >= decodedCapacity(text.count))
        return values.withUnsafeBufferPointer { values -> Int? in
            var read = 0
            var written = 0
            // Nearly always there is nothing but digits: four at a time. None of them is above 63.
            while read + 4 <= text.count {
                let (a, b) = (values[Int(text[read])], values[Int(text[read + 1])])
                let (c, d) = (values[Int(text[read + 2])], values[Int(text[read + 3])])
                guard a | b | c | d < 64 else { break }
                out[written] = a << 2 | b >> 4
                out[written + 1] = b << 4 | c >> 2
                out[written + 2] = c << 6 | d
                read += 4
                written += 3
            }
            var place = 0
            var pads = 0
            var left: UInt8 = 0
            for character in text[read...] {
                if character == UInt8(ascii: "=") {
                    if place >= 2 {
                        pads += 1
                        if place + pads >= 4 { return written }
                    }
                    continue
                }
                let value = values[Int(character)]
                if value == 255 { continue }
                pads = 0
                switch place {
                case 0:
                    left = value
                    place = 1
                    continue
                case 1:
                    out[written] = left << 2 | value >> 4
                    left = value & 15
                    place = 2
                case 2:
                    out[written] = left << 4 | value >> 2
                    left = value & 3
                    place = 3
                default:
                    out[written] = left << 6 | value
                    place = 0
                }
                written += 1
            }
            if place == 0 { return written }
            return place >= 2 && place + pads + extraPadding >= 4 ? written : nil
        }
    }

    // MARK: Encoding

    private static func encode(_ bytes: some Collection<UInt8>, _ alphabet: [UInt8], padded: Bool) -> [UInt8] {
        func encode(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
            [UInt8](unsafeUninitializedCapacity: encodedCapacity(bytes.count)) { out, count in
                count = Self.encode(bytes, into: out, alphabet, padded: padded)
            }
        }
        if let encoded = bytes.withContiguousStorageIfAvailable(encode) { return encoded }
        return Array(bytes).withUnsafeBufferPointer(encode)
    }

    private static func encode(
        _ bytes: UnsafeBufferPointer<UInt8>, into out: UnsafeMutableBufferPointer<UInt8>, _ alphabet: [UInt8], padded: Bool
    ) -> Int {
        precondition(out.count >= encodedCapacity(bytes.count))
        return alphabet.withUnsafeBufferPointer { alphabet in
            var read = 0
            var written = 0
            func write(_ held: UInt32, _ digits: Int) {
                for digit in 0..<digits { out[written + digit] = alphabet[Int(held >> UInt32(18 - 6 * digit) & 63)] }
                written += digits
            }
            while read + 3 <= bytes.count {
                write(UInt32(bytes[read]) << 16 | UInt32(bytes[read + 1]) << 8 | UInt32(bytes[read + 2]), 4)
                read += 3
            }
            let rest = bytes.count - read
            if rest > 0 {
                write(UInt32(bytes[read]) << 16 | (rest > 1 ? UInt32(bytes[read + 1]) << 8 : 0), rest + 1)
                if padded {
                    for _ in rest..<3 {
                        out[written] = UInt8(ascii: "=")
                        written += 1
                    }
                }
            }
            return written
        }
    }
}
