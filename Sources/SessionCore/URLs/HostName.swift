/// Host names beyond ASCII, as Python's `idna` codec writes them (RFC 3490), with Punycode (RFC 3492).
package enum HostName {
    /// `nil` if a label is empty or longer than 63 characters, as Python refuses it. A final dot is allowed.
    package static func encode(_ name: String) -> String? {
        if name.isEmpty { return "" }
        let isASCII = name.utf8.allSatisfy { $0 < 0x80 }
        let dots: Set<Unicode.Scalar> = isASCII ? ["."] : [".", "\u{3002}", "\u{FF0E}", "\u{FF61}"]
        let labels = name.unicodeScalars.split(omittingEmptySubsequences: false) { dots.contains($0) }
        var out: [String] = []
        for (place, label) in labels.enumerated() {
            guard let encoded = encode(label: label) else { return nil }
            let isLast = place == labels.count - 1
            guard encoded.utf8.count < 64, !encoded.isEmpty || isLast else { return nil }
            out.append(encoded)
        }
        return out.joined(separator: ".")
    }

    private static let prefix = "xn--"

    private static func encode(label: some Collection<Unicode.Scalar>) -> String? {
        if label.allSatisfy(\.isASCII) { return String(String.UnicodeScalarView(label)) }
        guard let prepared = NamePreparation.prepared(label), !prepared.isEmpty else { return nil }
        if prepared.utf8.allSatisfy({ $0 < 0x80 }) { return prepared }
        // What begins like an encoded label is not encoded again.
        guard !prepared.utf8.starts(with: prefix.utf8), let digits = punycode(prepared) else { return nil }
        return prefix + digits
    }

    /// The name with `xn--` labels decoded; `nil` if there is one that cannot be decoded, or that is not how its text is encoded.
    static func decode(_ name: String) -> String? {
        guard name.utf8.allSatisfy({ $0 < 0x80 }), name.contains(prefix) else { return name }
        var labels: [String] = []
        for label in name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            let text = String(decoding: Array(label), as: UTF8.self)
            guard text.hasPrefix(prefix) else {
                labels.append(text)
                continue
            }
            guard let decoded = fromPunycode(Array(label.dropFirst(prefix.utf8.count))),
                encode(label: decoded.unicodeScalars) == text.lowercased()
            else { return nil }
            labels.append(decoded)
        }
        return labels.joined(separator: ".")
    }

    private static func adapt(_ delta: Int, count: Int, first: Bool) -> Int {
        var delta = first ? delta / 700 : delta / 2
        delta += delta / count
        var k = 0
        while delta > 455 {
            delta /= 35
            k += 36
        }
        return k + 36 * delta / (delta + 38)
    }

    private static func threshold(_ k: Int, _ bias: Int) -> Int { min(max(k - bias, 1), 26) }

    private static func punycode(_ text: String) -> String? {
        let scalars = text.unicodeScalars.map { Int($0.value) }
        guard scalars.count < 64 else { return nil }
        var out = scalars.filter { $0 < 0x80 }.map { UInt8($0) }
        let basic = out.count
        var handled = basic
        if basic > 0 { out.append(UInt8(ascii: "-")) }
        var (n, delta, bias) = (0x80, 0, 72)
        while handled < scalars.count {
            guard let next = scalars.filter({ $0 >= n }).min() else { return nil }
            delta += (next - n) * (handled + 1)
            n = next
            for scalar in scalars {
                if scalar < n { delta += 1 }
                guard scalar == n else { continue }
                var q = delta
                var k = 36
                while q >= threshold(k, bias) {
                    let t = threshold(k, bias)
                    out.append(digit(t + (q - t) % (36 - t)))
                    q = (q - t) / (36 - t)
                    k += 36
                }
                out.append(digit(q))
                bias = adapt(delta, count: handled + 1, first: handled == basic)
                delta = 0
                handled += 1
            }
            delta += 1
            n += 1
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func digit(_ value: Int) -> UInt8 { UInt8(value < 26 ? 0x61 + value : 0x30 + value - 26) }

    private static func fromPunycode(_ bytes: [UInt8]) -> String? {
        guard bytes.count < 64 else { return nil }
        let dash = bytes.lastIndex(of: UInt8(ascii: "-"))
        var scalars = bytes[..<(dash ?? 0)].map { Unicode.Scalar($0) }
        var at = dash.map { $0 + 1 } ?? 0
        var (n, i, bias) = (0x80, 0, 72)
        while at < bytes.count {
            let start = i
            var weight = 1
            var k = 36
            while true {
                guard at < bytes.count else { return nil }
                let byte = bytes[at]
                at += 1
                let value: Int
                switch byte {
                case 0x61...0x7A: value = Int(byte) - 0x61
                case 0x41...0x5A: value = Int(byte) - 0x41
                case 0x30...0x39: value = Int(byte) - 0x30 + 26
                default: return nil
                }
                i += value * weight
                guard i < 1 << 32 else { return nil }
                let t = threshold(k, bias)
                if value < t { break }
                weight *= 36 - t
                guard weight < 1 << 32 else { return nil }
                k += 36
            }
            let count = scalars.count + 1
            bias = adapt(i - start, count: count, first: start == 0)
            n += i / count
            i %= count
            guard n <= 0x10FFFF, let scalar = Unicode.Scalar(UInt32(n)) else { return nil }
            scalars.insert(scalar, at: i)
            i += 1
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
