/// How addresses are sorted: IPv4 by its number, then IPv6 by its own, then whatever is no address.
///
/// A store may keep an index of these values: what a text's value is never changes.
package enum AddressOrder {
    /// IPv4 as a number (an IPv4-mapped IPv6 address too), IPv6 as 32 hexadecimal digits, any other text behind a `~`, which comes
    /// after every digit.
    package static func value(of address: String?) -> PageCursor.Value {
        guard let address else { return .null }
        guard let parsed = IPAddress(parsing: address) else { return .text("~" + address) }
        if parsed.bytes.count == 4 { return .integer(parsed.bytes.reduce(0) { $0 << 8 | Int64($1) }) }
        let digits = Array("0123456789abcdef".utf8)
        return .text(String(decoding: parsed.bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self))
    }
}
