/// Escapes that JSON has and Yams does not read as they are meant.
enum JSONEscapes {
    /// The text with each pair of UTF-16 surrogates, such as `\ud83d\ude00`, written as the character that it means; `nil` if
    /// there is none.
    static func joiningSurrogates(_ yaml: String) -> String? {
        let bytes = Array(yaml.utf8)
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var at = 0
        var changed = false
        func unit(_ at: Int) -> UInt32? {
            guard at + 6 <= bytes.count, bytes[at] == 0x5C, bytes[at + 1] == 0x75 else { return nil }
            return UInt32(String(decoding: bytes[(at + 2)..<(at + 6)], as: UTF8.self), radix: 16)
        }
        while at < bytes.count {
            if bytes[at] == 0x5C {
                if let high = unit(at), (0xD800...0xDBFF).contains(high), let low = unit(at + 6), (0xDC00...0xDFFF).contains(low),
                    let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
                {
                    out += String(scalar).utf8
                    at += 12
                    changed = true
                    continue
                }
                out.append(bytes[at])
                at += 1
                guard at < bytes.count else { break }
            }
            out.append(bytes[at])
            at += 1
        }
        return changed ? String(decoding: out, as: UTF8.self) : nil
    }
}
