public import SessionCore

extension Filter {
    /// Whether every term matches. This is what each store's own way of searching must agree with.
    ///
    /// A time is needed for `state:`, `older:` and `seen:`. What is not known (`nil`) is found by no test, so that only a
    /// negated term keeps it.
    public func matches(_ session: SessionRecord, now: Timestamp) -> Bool {
        let subject = Subject(
            id: session.id.hex, userID: session.userID, ip: session.ip, userAgent: session.userAgent, device: session.device,
            state: session.state(at: now), seenAt: session.lastSeenAt, fresh: session.fresh, remembered: session.remembered)
        return terms.allSatisfy { subject.passes($0.test, now: now) != $0.negated }
    }

    /// The same for a remember token: seen when it was last used, or else made; `fresh:` and `remembered:` find no token.
    public func matches(_ token: TokenRecord, now: Timestamp) -> Bool {
        let subject = Subject(
            id: token.id.hex, userID: token.userID, ip: token.ip, userAgent: token.userAgent, device: token.device,
            state: token.state(at: now), seenAt: token.lastUsedAt ?? token.createdAt, fresh: nil, remembered: nil)
        return terms.allSatisfy { subject.passes($0.test, now: now) != $0.negated }
    }

    /// What sessions and tokens have in common.
    private struct Subject {
        var id: String
        var userID: String?
        var ip: String?
        var userAgent: String?
        var device: String?
        var state: RecordState
        var seenAt: Timestamp
        var fresh: Bool?
        var remembered: Bool?

        func passes(_ test: Filter.Test, now: Timestamp) -> Bool {
            switch test {
            case .anywhere(let word):
                [userID, ip, device].contains { $0.map { TextSearch.contains($0, word) } ?? false }
            case .user(let wanted): userID.map { $0.utf8.elementsEqual(wanted.utf8) } ?? false
            case .ipPrefix(let prefix): ip.map { TextSearch.begins($0, with: prefix) } ?? false
            case .ipNetwork(let bytes, let length):
                if let ip, let network = IPNetwork(bytes: bytes, prefixLength: length) { network.contains(ip) } else { false }
            case .agent(let text): [userAgent, device].contains { $0.map { TextSearch.contains($0, text) } ?? false }
            case .state(let wanted): state == wanted
            case .fresh(let wanted): fresh == wanted
            case .remembered(let wanted): remembered == wanted
            case .notSeenFor(let seconds): seenAt <= now.advanced(bySeconds: -max(0, seconds))
            case .seenWithin(let seconds): seenAt > now.advanced(bySeconds: -max(0, seconds))
            case .id(let prefix): TextSearch.begins(id, with: prefix)
            }
        }
    }
}

/// Searching in bytes, ignoring the case of ASCII letters, as SQLite's LIKE does.
package enum TextSearch {
    /// Whether `needle` is in `text`. Time: the product of their lengths at worst.
    package static func contains(_ text: String, _ needle: String) -> Bool {
        var text = text
        var needle = needle
        return text.withUTF8 { text in
            needle.withUTF8 { needle in
                guard let first = needle.first.map(folded) else { return true }
                guard text.count >= needle.count else { return false }
                for start in 0...(text.count - needle.count) where folded(text[start]) == first {
                    if (1..<needle.count).allSatisfy({ folded(text[start + $0]) == folded(needle[$0]) }) { return true }
                }
                return false
            }
        }
    }

    package static func begins(_ text: String, with prefix: String) -> Bool {
        text.utf8.count >= prefix.utf8.count && zip(text.utf8, prefix.utf8).allSatisfy { folded($0) == folded($1) }
    }

    private static func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 32 : byte }
}
