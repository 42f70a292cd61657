public import SessionCore

/// One page of a list, in the order asked for whichever way it was walked.
public struct Page<Element: Sendable>: Sendable {
    public var elements: [Element]
    /// Where the next page (after the last element) starts; `nil` on the last page.
    public var next: PageCursor?
    /// Where the page before the first element starts (walk backward from it); `nil` on the first page. Where rows have gone since, there
    /// may be nothing before it after all. An empty page has neither cursor.
    public var previous: PageCursor?
    public init(elements: [Element], next: PageCursor?, previous: PageCursor?) {
        self.elements = elements
        self.next = next
        self.previous = previous
    }
}

/// A place between two rows: the sort value and id of the row beside it. Opaque to scripts (`text`), stable while rows come and go.
public struct PageCursor: Hashable, Sendable {
    public enum Value: Hashable, Sendable {
        case null
        case integer(Int64)
        case text(String)
    }
    public var value: Value
    public var id: Digest256
    public init(value: Value, id: Digest256) {
        self.value = value
        self.id = id
    }
}

/// Where a page begins.
public enum PageStart: Hashable, Sendable {
    case first
    case last
    case after(PageCursor)
    case before(PageCursor)
    /// Rows at and after this cursor's row (for re-reading the window that is on screen).
    case at(PageCursor)
}

public enum SortDirection: String, Sendable { case ascending = "asc", descending = "desc" }

/// Ties are broken by id, in the same direction; missing values sort as the smallest.
public struct SessionSort: Hashable, Sendable {
    public enum Field: String, Sendable, CaseIterable {
        case user, device, ip, created, seen, expires, fresh, remembered
    }
    public var field: Field
    public var direction: SortDirection
    public init(_ field: Field, _ direction: SortDirection) {
        self.field = field
        self.direction = direction
    }
    /// The most recently seen first.
    public static let standard = SessionSort(.seen, .descending)
}

public struct TokenSort: Hashable, Sendable {
    public enum Field: String, Sendable, CaseIterable {
        case user, device, ip, created, used, expires, uses
    }
    public var field: Field
    public var direction: SortDirection
    public init(_ field: Field, _ direction: SortDirection) {
        self.field = field
        self.direction = direction
    }
    public static let standard = TokenSort(.used, .descending)
}

/// Which sessions, in what order, from where, how many. `now` decides what is expired.
public struct SessionQuery: Hashable, Sendable {
    public var filter: Filter
    public var sort: SessionSort
    public var start: PageStart
    /// 1…10,000.
    public var limit: Int
    public var now: Timestamp
    public init(filter: Filter = .all, sort: SessionSort = .standard, start: PageStart = .first, limit: Int = 100, now: Timestamp) {
        self.filter = filter
        self.sort = sort
        self.start = start
        self.limit = limit
        self.now = now
    }
}

public struct TokenQuery: Hashable, Sendable {
    public var filter: Filter
    public var sort: TokenSort
    public var start: PageStart
    public var limit: Int
    public var now: Timestamp
    public init(filter: Filter = .all, sort: TokenSort = .standard, start: PageStart = .first, limit: Int = 100, now: Timestamp) {
        self.filter = filter
        self.sort = sort
        self.start = start
        self.limit = limit
        self.now = now
    }
}

/// A page of the audit log, newest first.
public struct AuditQuery: Hashable, Sendable {
    /// Only events that touch this subject (also as a member of a bulk revocation), or this user.
    public var session: SessionID?
    public var token: TokenID?
    public var user: String?
    public var revocation: RevocationID?
    /// Events older than this one (exclusive); `nil`: from the newest.
    public var before: Int64?
    /// Events newer than this one (exclusive). Alone, the page is the one right above it: of all newer events the oldest `limit`,
    /// newest first like every page; 0 asks for the page at the log's beginning. With `before`, only what lies between.
    public var after: Int64?
    public var limit: Int
    public init(
        session: SessionID? = nil, token: TokenID? = nil, user: String? = nil, revocation: RevocationID? = nil,
        before: Int64? = nil, after: Int64? = nil, limit: Int = 100
    ) {
        self.session = session
        self.token = token
        self.user = user
        self.revocation = revocation
        self.before = before
        self.after = after
        self.limit = limit
    }

    /// Whether the page is counted from its oldest event up.
    public var isUpward: Bool { after != nil && before == nil }
}

/// A parsed filter: every term must match. The text grammar (one parser, `Filter(parsing:)`) is the command line's.
public struct Filter: Hashable, Sendable {
    public var terms: [Term]
    public init(terms: [Term]) { self.terms = terms }
    public static let all = Filter(terms: [])

    public struct Term: Hashable, Sendable {
        public var negated: Bool
        public var test: Test
        public init(_ test: Test, negated: Bool = false) {
            self.test = test
            self.negated = negated
        }
    }

    public enum Test: Hashable, Sendable {
        /// Found, ignoring ASCII case, in user id, IP address or device.
        case anywhere(String)
        /// The whole user id.
        case user(String)
        /// The beginning of the address as written.
        case ipPrefix(String)
        /// Address bits (4 or 16 bytes) and prefix length.
        case ipNetwork(bytes: [UInt8], prefixLength: Int)
        /// Found, ignoring ASCII case, in the user agent or the device.
        case agent(String)
        case state(RecordState)
        case fresh(Bool)
        case remembered(Bool)
        /// Not seen for this many seconds.
        case notSeenFor(seconds: Int64)
        /// Seen within this many seconds.
        case seenWithin(seconds: Int64)
        /// The beginning of the id, lower-case hex.
        case id(String)
    }
}
