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

    private static let standardAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let urlSafeAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    /// 255 marks a character outside the alphabet.
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

    private static func decode(_ text: some Collection<UInt8>, urlSafe: Bool, extraPadding: Int) -> [UInt8]? {
        let table = urlSafe ? urlSafeValues : standardValues
        var out: [UInt8] = []
        out.reserveCapacity(text.count / 4 * 3 + 3)
        var place = 0
        var pads = 0
        var left: UInt8 = 0
        for character in text {
            if character == UInt8(ascii: "=") {
                if place >= 2 {
                    pads += 1
                    if place + pads >= 4 { return out }
                }
                continue
            }
            let value = table[Int(character)]
            if value == 255 { continue }
            pads = 0
            switch place {
            case 0:
                left = value
                place = 1
            case 1:
                out.append(left << 2 | value >> 4)
                left = value & 15
                place = 2
            case 2:
                out.append(left << 4 | value >> 2)
                left = value & 3
                place = 3
            default:
                out.append(left << 6 | value)
                place = 0
            }
        }
        if place == 0 { return out }
        return place >= 2 && place + pads + extraPadding >= 4 ? out : nil
    }

    private static func encode(_ bytes: some Collection<UInt8>, _ alphabet: [UInt8], padded: Bool) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity((bytes.count + 2) / 3 * 4)
        var held: UInt32 = 0
        var count = 0
        for byte in bytes {
            held = held << 8 | UInt32(byte)
            count += 1
            if count == 3 {
                out.append(alphabet[Int(held >> 18 & 63)])
                out.append(alphabet[Int(held >> 12 & 63)])
                out.append(alphabet[Int(held >> 6 & 63)])
                out.append(alphabet[Int(held & 63)])
                held = 0
                count = 0
            }
        }
        if count == 1 {
            out.append(alphabet[Int(held >> 2 & 63)])
            out.append(alphabet[Int(held << 4 & 63)])
            if padded { out += [0x3D, 0x3D] }
        } else if count == 2 {
            out.append(alphabet[Int(held >> 10 & 63)])
            out.append(alphabet[Int(held >> 4 & 63)])
            out.append(alphabet[Int(held << 2 & 63)])
            if padded { out.append(0x3D) }
        }
        return out
    }
}
