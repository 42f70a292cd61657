import SessionCore

/// What a typed id, or the beginning of one, stands for.
public enum IDResolution<ID: Hashable & Sendable>: Hashable, Sendable {
    /// Exactly one id begins so.
    case one(ID)
    /// Nothing begins with it.
    case none
    /// The first few that begin with it.
    case several([ID])
    /// Not six to 64 hexadecimal digits: the text says what is wrong.
    case malformed(String)
}

/// The beginning of a session's or token's id as people type it: six to 64 hexadecimal digits.
public struct IDPrefix: Hashable, Sendable {
    /// Lower-case hex digits.
    public let digits: String

    /// The least number of digits that name a record.
    public static let minimumLength = 6

    /// `nil` unless there are six to 64 hexadecimal digits, in either case.
    public init?(_ text: some StringProtocol) {
        guard Self.complaint(about: text) == nil else { return nil }
        digits = text.lowercased()
    }

    private static func complaint(about text: some StringProtocol) -> String? {
        let utf8 = text.utf8
        guard utf8.allSatisfy({ Hex.value($0) != nil }) else { return "an id has only the digits 0-9 and a-f" }
        guard utf8.count >= minimumLength else { return "the beginning of an id needs at least \(minimumLength) digits" }
        return utf8.count <= 64 ? nil : "an id has 64 digits, this has \(utf8.count)"
    }

    /// Which session `text` stands for. A whole id is looked up like a prefix: `none` if there is no such session.
    public static func session(_ text: String, in store: any RegistryStore) async throws(StoreError) -> IDResolution<SessionID> {
        guard let prefix = IDPrefix(text) else { return .malformed(complaint(about: text) ?? "") }
        return resolution(try await store.sessionIDs(withPrefix: prefix.digits, limit: 5))
    }

    /// Which remember token `text` stands for.
    public static func token(_ text: String, in store: any RegistryStore) async throws(StoreError) -> IDResolution<TokenID> {
        guard let prefix = IDPrefix(text) else { return .malformed(complaint(about: text) ?? "") }
        return resolution(try await store.tokenIDs(withPrefix: prefix.digits, limit: 5))
    }

    private static func resolution<ID>(_ found: [ID]) -> IDResolution<ID> {
        switch found.count {
        case 0: .none
        case 1: .one(found[0])
        default: .several(found)
        }
    }
}
