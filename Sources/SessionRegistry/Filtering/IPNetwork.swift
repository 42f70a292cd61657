/// A CIDR block (RFC 4632; RFC 4291 section 2.3): `10.0.0.0/8`, `2001:db8::/32`.
public struct IPNetwork: Hashable, Sendable, CustomStringConvertible {
    /// 4 or 16 bytes; those beyond the prefix are zero.
    public let bytes: [UInt8]
    /// In bits, up to 32 or 128.
    public let prefixLength: Int

    /// Bits beyond the prefix are ignored. `nil` unless there are 4 or 16 bytes and a length that fits them.
    public init?(bytes: [UInt8], prefixLength: Int) {
        guard bytes.count == 4 || bytes.count == 16, (0...bytes.count * 8).contains(prefixLength) else { return nil }
        self.prefixLength = prefixLength
        self.bytes = bytes.enumerated().map { index, byte in byte & Self.mask(forByte: index, prefixLength) }
    }

    /// `nil` unless this is an address, a slash and a decimal prefix length.
    public init?(parsing text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPAddress(parsing: parts[0]) else { return nil }
        let digits = parts[1].utf8
        guard (1...3).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }), var length = Int(parts[1]) else {
            return nil
        }
        // An IPv4-mapped block was written with the length of IPv6.
        if address.bytes.count == 4, parts[0].utf8.contains(UInt8(ascii: ":")) { length -= 96 }
        self.init(bytes: address.bytes, prefixLength: length)
    }

    /// Whether this address, as written, lies in the block; no text that is not an address does.
    public func contains(_ text: some StringProtocol) -> Bool {
        guard let address = IPAddress(parsing: text) else { return false }
        return contains(address)
    }

    /// Whether this address lies in the block; one of the other family never does.
    public func contains(_ address: IPAddress) -> Bool {
        guard address.bytes.count == bytes.count else { return false }
        return zip(address.bytes, bytes).enumerated().allSatisfy { index, pair in
            pair.0 & Self.mask(forByte: index, prefixLength) == pair.1
        }
    }

    public var description: String {
        guard bytes.count == 16 else { return bytes.map { "\($0)" }.joined(separator: ".") + "/\(prefixLength)" }
        var groups: [UInt16] = []
        for index in stride(from: 0, to: 16, by: 2) { groups.append(UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1])) }
        return Self.compressed(groups) + "/\(prefixLength)"
    }

    /// RFC 5952: the longest run of two or more zero groups, the first of several, is written `::`.
    private static func compressed(_ groups: [UInt16]) -> String {
        var best = 0..<0
        var start = 0
        for (index, group) in groups.enumerated() {
            if group != 0 { start = index + 1 } else if index + 1 - start > best.count { best = start..<index + 1 }
        }
        func text(_ part: ArraySlice<UInt16>) -> String { part.map { String($0, radix: 16) }.joined(separator: ":") }
        guard best.count >= 2 else { return text(groups[...]) }
        return text(groups[..<best.lowerBound]) + "::" + text(groups[best.upperBound...])
    }

    private static func mask(forByte index: Int, _ prefixLength: Int) -> UInt8 {
        let bits = min(max(prefixLength - index * 8, 0), 8)
        return bits == 0 ? 0 : 0xFF << UInt8(8 - bits)
    }
}
