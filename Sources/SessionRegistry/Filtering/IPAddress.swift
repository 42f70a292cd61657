/// An IP address as bytes: 4 (IPv4) or 16 (IPv6, RFC 4291 section 2.2). An IPv4-mapped IPv6 address (`::ffff:192.0.2.1`) is its
/// IPv4 address.
public struct IPAddress: Hashable, Sendable {
    public let bytes: [UInt8]

    /// `nil` unless the text is an address as it is usually written. A zone (`fe80::1%eth0`) and brackets (`[::1]`) are passed
    /// over; IPv4 parts with leading zeros are refused, as programs disagree about what they mean.
    public init?(parsing text: some StringProtocol) {
        guard text.utf8.count <= 100 else { return nil }
        var body = Array(text.utf8)[...]
        if body.first == UInt8(ascii: "["), body.last == UInt8(ascii: "]") { body = body.dropFirst().dropLast() }
        if body.contains(UInt8(ascii: ":")) {
            if let percent = body.firstIndex(of: UInt8(ascii: "%")) {
                guard body.index(after: percent) < body.endIndex else { return nil }
                body = body[..<percent]
            }
            guard let bytes = Self.version6(body) else { return nil }
            self.bytes = Self.unmapped(bytes)
        } else {
            guard let bytes = Self.version4(body) else { return nil }
            self.bytes = bytes
        }
    }

    private static let mappedPrefix: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]

    private static func unmapped(_ bytes: [UInt8]) -> [UInt8] {
        bytes.starts(with: mappedPrefix) ? Array(bytes.dropFirst(12)) : bytes
    }

    private static func version4(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            guard (1...3).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0") else { return nil }
            var value = 0
            for digit in part {
                guard (0x30...0x39).contains(digit) else { return nil }
                value = value * 10 + Int(digit - 0x30)
            }
            guard value <= 255 else { return nil }
            bytes.append(UInt8(value))
        }
        return bytes
    }

    private static func version6(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        let colon = UInt8(ascii: ":")
        let parts = text.split(separator: colon, omittingEmptySubsequences: false)
        guard (3...9).contains(parts.count) else { return nil }
        // "::" shows as an empty part inside, or as two at an end.
        var head: [UInt8] = []
        var tail: [UInt8]?
        for (index, part) in parts.enumerated() {
            if part.isEmpty {
                switch index {
                case 0:
                    guard parts[1].isEmpty else { return nil }
                case parts.count - 1:
                    guard parts[index - 1].isEmpty else { return nil }
                default:
                    guard tail == nil else { return nil }
                    tail = []
                }
                continue
            }
            let group: [UInt8]
            if part.contains(UInt8(ascii: ".")) {
                guard index == parts.count - 1, let bytes = version4(part) else { return nil }
                group = bytes
            } else {
                guard part.count <= 4 else { return nil }
                var value: UInt16 = 0
                for digit in part {
                    guard let nibble = hexValue(digit) else { return nil }
                    value = value << 4 | UInt16(nibble)
                }
                group = [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)]
            }
            if tail == nil { head += group } else { tail? += group }
        }
        guard let tail else { return head.count == 16 ? head : nil }
        // "::" stands for at least one group.
        let missing = 16 - head.count - tail.count
        guard missing >= 2 else { return nil }
        return head + Array(repeating: 0, count: missing) + tail
    }
}
