import SessionCore

/// An IP address as bytes: 4 (IPv4) or 16 (IPv6, RFC 4291 section 2.2). An IPv4-mapped IPv6 address (`::ffff:192.0.2.1`) is its
/// IPv4 address.
public struct IPAddress: Hashable, Sendable {
    /// 4 or 16 bytes, the most significant first.
    public let bytes: [UInt8]

    /// `nil` unless the text is an address as it is usually written. A zone (`fe80::1%eth0`) and brackets (`[::1]`) are passed
    /// over; IPv4 parts with leading zeros are refused, as programs disagree about what they mean.
    public init?(parsing text: some StringProtocol) {
        guard text.utf8.count <= 100 else { return nil }
        var body = Array(text.utf8)[...]
        if body.first == UInt8(ascii: "["), body.last == UInt8(ascii: "]") { body = body.dropFirst().dropLast() }
        if body.contains(UInt8(ascii: ":")), let percent = body.firstIndex(of: UInt8(ascii: "%")) {
            guard body.index(after: percent) < body.endIndex else { return nil }
            body = body[..<percent]
        }
        guard let address = SessionCore.IPAddress(String(decoding: body, as: UTF8.self))?.unmapped else { return nil }
        let count = address.isIPv6 ? 16 : 4
        bytes = (0..<count).map { UInt8(truncatingIfNeeded: address.bits >> UInt128(8 * (count - 1 - $0))) }
    }
}
