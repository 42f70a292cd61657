public import SessionCore

// The order of lists, the same for every store: missing values first, then integers, then texts by their UTF-8 bytes (SQLite's
// BINARY collation, and PostgreSQL's "C").

extension PageCursor.Value: Comparable {
    public static func < (a: Self, b: Self) -> Bool {
        switch (a, b) {
        case (.null, .null): false
        case (.null, _): true
        case (_, .null): false
        case (.integer(let x), .integer(let y)): x < y
        case (.integer, .text): true
        case (.text, .integer): false
        case (.text(let x), .text(let y)): x.utf8.lexicographicallyPrecedes(y.utf8)
        }
    }

    /// Texts are the same if their bytes are.
    public static func == (a: Self, b: Self) -> Bool {
        switch (a, b) {
        case (.null, .null): true
        case (.integer(let x), .integer(let y)): x == y
        case (.text(let x), .text(let y)): x.utf8.elementsEqual(y.utf8)
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .integer(let value): hasher.combine(value)
        case .text(let text): for byte in text.utf8 { hasher.combine(byte) }
        }
    }

    init(_ text: String?) { if let text { self = .text(text) } else { self = .null } }
    init(_ flag: Bool?) { if let flag { self = .integer(flag ? 1 : 0) } else { self = .null } }
    init(_ number: Int64?) { if let number { self = .integer(number) } else { self = .null } }
}

extension PageCursor: Comparable {
    /// The order of rows: by value, ties by id.
    public static func < (a: PageCursor, b: PageCursor) -> Bool {
        a.value == b.value ? a.id < b.id : a.value < b.value
    }
}

extension SortDirection {
    /// Whether `a` is listed before `b`.
    package func orders(_ a: PageCursor, before b: PageCursor) -> Bool { self == .ascending ? a < b : b < a }
}

extension SessionSort {
    /// What a record is sorted by: times in microseconds, `no` as 0 and `yes` as 1.
    /// - Parameters:
    ///   - record: a row of the list.
    ///   - now: decides what has expired, for lists sorted by state.
    public func value(of record: SessionRecord, at now: Timestamp) -> PageCursor.Value {
        switch field {
        case .user: .init(record.userID)
        case .device: .init(record.device)
        case .ip: AddressOrder.value(of: record.ip)
        case .created: .integer(record.createdAt.microseconds)
        case .seen: .integer(record.lastSeenAt.microseconds)
        case .expires: .init(record.expiresAt?.microseconds)
        case .fresh: .init(record.fresh)
        case .remembered: .init(record.remembered)
        case .permanent: .init(record.permanent)
        case .state: StateOrder(record.state(at: now), record.lastSeenAt.microseconds).value
        case .revokedBy: .init(record.revocation?.by)
        case .agent: .init(record.userAgent)
        case .id: .null
        }
    }

    /// The place of this record in lists of this order.
    public func cursor(of record: SessionRecord, at now: Timestamp) -> PageCursor {
        PageCursor(value: value(of: record, at: now), id: record.id.digest)
    }
}

extension TokenSort {
    /// What a record is sorted by: times in microseconds.
    /// - Parameters:
    ///   - record: a row of the list.
    ///   - now: decides what has expired, for lists sorted by state.
    public func value(of record: TokenRecord, at now: Timestamp) -> PageCursor.Value {
        switch field {
        case .user: .text(record.userID)
        case .device: .init(record.device)
        case .ip: AddressOrder.value(of: record.ip)
        case .created: .integer(record.createdAt.microseconds)
        case .used: .init(record.lastUsedAt?.microseconds)
        case .expires: .init(record.expiresAt?.microseconds)
        case .uses: .integer(Int64(record.uses))
        case .rotates: .init(record.rotationMicroseconds)
        case .theft: .init(record.theftDetectedAt?.microseconds)
        case .state: StateOrder(record.state(at: now), record.lastUsedAt?.microseconds).value
        case .revokedBy: .init(record.revocation?.by)
        case .agent: .init(record.userAgent)
        case .id: .null
        }
    }

    /// The place of this record in lists of this order.
    public func cursor(of record: TokenRecord, at now: Timestamp) -> PageCursor {
        PageCursor(value: value(of: record, at: now), id: record.id.digest)
    }
}

extension TokenRecord {
    /// How long a verifier lasts, on average; `nil` before the first was replaced.
    package var rotationMicroseconds: Int64? {
        guard uses > 0, let lastUsedAt else { return nil }
        let (used, overflow) = lastUsedAt.microseconds.subtractingReportingOverflow(createdAt.microseconds)
        return overflow ? 0 : max(0, used) / Int64(uses)
    }
}
