/// The proxies whose X-Forwarded-For header is believed.
///
/// Flask-Login 0.6.3 believes the header of any client, so that anyone can choose the address that protects a session; its
/// later version no longer does. Here nobody is believed unless named.
public struct TrustedProxies: Hashable, Sendable {
    private struct Network: Hashable, Sendable {
        var address: IPAddress
        var prefix: Int

        func contains(_ other: IPAddress) -> Bool {
            guard address.isIPv6 == other.isIPv6 else { return false }
            let shift = (address.isIPv6 ? 128 : 32) - prefix
            return shift >= 128 || address.bits >> UInt128(shift) == other.bits >> UInt128(shift)
        }
    }

    private var networks: [Network] = []

    /// None.
    public init() {}

    /// - Parameter networks: addresses or CIDR blocks: `10.0.0.0/8`, `::1`. `nil` if one of them is neither.
    public init?(_ networks: [String]) {
        for text in networks {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
            guard parts.count <= 2, let first = parts.first, let address = IPAddress(first) else { return nil }
            let width = address.isIPv6 ? 128 : 32
            var prefix = width
            if parts.count == 2 {
                guard let given = Int(parts[1]), (0...width).contains(given) else { return nil }
                prefix = given
            }
            // A block of IPv4 that is written as IPv6 has the length of IPv6.
            let isMapped = address.unmapped != address && prefix >= 96
            self.networks.append(
                isMapped ? Network(address: address.unmapped, prefix: prefix - 96) : Network(address: address, prefix: prefix))
        }
    }

    /// Whether nobody is believed.
    package var isEmpty: Bool { networks.isEmpty }

    /// Whether this address, without port, is a trusted proxy's. An IPv4 address mapped into IPv6 counts as the IPv4 address.
    public func contains(_ address: String) -> Bool {
        guard !networks.isEmpty, let address = IPAddress(address)?.unmapped else { return false }
        return networks.contains { $0.contains(address) }
    }

    /// The address that the request came from: the peer's, or if that is a trusted proxy the last address in X-Forwarded-For
    /// that is not one.
    public func clientAddress(peer: String?, forwardedFor: String?) -> String? {
        guard let peer, let forwardedFor, contains(peer) else { return peer }
        var nearest = peer
        for part in forwardedFor.split(separator: ",").reversed() {
            let address = String(String.UnicodeScalarView(part.unicodeScalars.filter { $0 != " " && $0 != "\t" }))
            // What is not an address could be anything: it is not believed, nor is what stands before it.
            guard IPAddress(address) != nil else { return nearest }
            nearest = address
            if !contains(address) { return address }
        }
        return nearest
    }
}
