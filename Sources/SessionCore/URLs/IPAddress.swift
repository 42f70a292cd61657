/// An IPv4 or IPv6 address as a number.
package struct IPAddress: Hashable, Sendable {
    package let isIPv6: Bool
    /// IPv4 in the low 32 bits.
    package let bits: UInt128

    /// Dotted IPv4, or IPv6 (RFC 4291, 2.2) without brackets and zone; `nil` for anything else.
    package init?(_ text: String) {
        if text.utf8.contains(UInt8(ascii: ":")) {
            guard let bits = Self.ipv6(text) else { return nil }
            isIPv6 = true
            self.bits = bits
        } else {
            guard let bits = Self.ipv4(text) else { return nil }
            isIPv6 = false
            self.bits = UInt128(bits)
        }
    }

    package init(isIPv6: Bool, bits: UInt128) {
        self.isIPv6 = isIPv6
        self.bits = bits
    }

    /// An IPv4 address that is written as IPv6 (`::ffff:192.0.2.1`), as IPv4; any other address as it is.
    package var unmapped: IPAddress {
        isIPv6 && bits >> 32 == 0xFFFF ? IPAddress(isIPv6: false, bits: bits & 0xFFFF_FFFF) : self
    }

    private static func ipv4(_ text: String) -> UInt32? {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bits: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.allSatisfy({ (0x30...0x39).contains($0) }),
                part.count == 1 || part.first != 0x30
            else { return nil }
            let value = part.reduce(UInt32(0)) { $0 * 10 + UInt32($1 - 0x30) }
            guard value < 256 else { return nil }
            bits = bits << 8 | value
        }
        return bits
    }

    private static func ipv6(_ text: String) -> UInt128? {
        var groups: [UInt16] = []
        var gap: Int?
        var parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map {
            String(decoding: Array($0), as: UTF8.self)
        }
        guard (3...9).contains(parts.count) else { return nil }
        if parts[0].isEmpty {
            guard parts[1].isEmpty else { return nil }
            parts.removeFirst()
        }
        if let last = parts.last, last.isEmpty {
            guard parts.count >= 2, parts[parts.count - 2].isEmpty else { return nil }
            parts.removeLast()
        }
        for (place, part) in parts.enumerated() {
            if part.isEmpty {
                guard gap == nil else { return nil }
                gap = groups.count
            } else if place == parts.count - 1, part.utf8.contains(UInt8(ascii: ".")) {
                guard let low = ipv4(part) else { return nil }
                groups += [UInt16(low >> 16), UInt16(low & 0xFFFF)]
            } else {
                guard part.utf8.count <= 4, part.utf8.allSatisfy({ Hex.value($0) != nil }), let group = UInt16(part, radix: 16)
                else { return nil }
                groups.append(group)
            }
        }
        if let gap {
            guard groups.count < 8 else { return nil }
            groups.insert(contentsOf: [UInt16](repeating: 0, count: 8 - groups.count), at: gap)
        }
        guard groups.count == 8 else { return nil }
        return groups.reduce(UInt128(0)) { $0 << 16 | UInt128($1) }
    }
}
