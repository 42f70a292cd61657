public import SessionCore

/// One page of a list, in the order asked for whichever way it was walked.
public struct Page<Element: Sendable>: Sendable {
    /// The rows of this page.
    public var elements: [Element]
    /// Where the next page (after the last element) starts; `nil` on the last page.
    public var next: PageCursor?
    /// Where the page before the first element starts (walk backward from it); `nil` on the first page. Where rows have gone since, there
    /// may be nothing before it after all. An empty page has neither cursor.
    public var previous: PageCursor?
    /// A page with its neighbours.
    public init(elements: [Element], next: PageCursor?, previous: PageCursor?) {
        self.elements = elements
        self.next = next
        self.previous = previous
    }
}

/// A place between two rows: the sort value and id of the row beside it. Opaque to scripts (`text`), stable while rows come and go.
public struct PageCursor: Hashable, Sendable {
    /// A sort value.
    public enum Value: Hashable, Sendable {
        /// The row has none.
        case null
        /// A number, or a time in microseconds since 1970.
        case integer(Int64)
        /// A text, compared by its UTF-8 bytes.
        case text(String)
    }
    /// The row's sort value.
    public var value: Value
    /// The row's id, which breaks ties.
    public var id: Digest256
    /// The place beside a row.
    public init(value: Value, id: Digest256) {
        self.value = value
        self.id = id
    }
}

/// Where a page begins.
public enum PageStart: Hashable, Sendable {
    /// At the first row.
    case first
    /// So that the page ends with the last row.
    case last
    /// After this cursor's row.
    case after(PageCursor)
    /// So that the page ends before this cursor's row.
    case before(PageCursor)
    /// Rows at and after this cursor's row (for re-reading the window that is on screen).
    case at(PageCursor)
}

/// Which way a list is sorted.
public enum SortDirection: String, Sendable {
    /// Smallest first.
    case ascending = "asc"
    /// Largest first.
    case descending = "desc"
}

/// Ties are broken by id, in the same direction; missing values sort as the smallest.
public struct SessionSort: Hashable, Sendable {
    /// What sessions can be sorted by.
    public enum Field: String, Sendable, CaseIterable {
        /// User id.
        case user
        /// Device name.
        case device
        /// Address, as a number: IPv4, then IPv6, then what is no address, as text.
        case ip
        /// Time of the login, or of the first visit.
        case created
        /// Time last seen.
        case seen
        /// Time of expiry.
        case expires
        /// Whether the login is fresh.
        case fresh
        /// Whether the login is remembered.
        case remembered
        /// Whether it outlives the browser.
        case permanent
        /// Revoked, expired, active; within a state by the time last seen.
        case state
        /// Who revoked it. A store may have to look at every record that is revoked.
        case revokedBy = "revoked-by"
        /// The user agent, as it was sent. A store may have to look at every record.
        case agent
        /// The id.
        case id

        /// What one usually wants first: the newest, the most, what there is before what is missing.
        public var usualDirection: SortDirection {
            switch self {
            case .created, .seen, .state, .revokedBy: .descending
            case .user, .device, .ip, .expires, .fresh, .remembered, .permanent, .agent, .id: .ascending
            }
        }
    }
    /// What is sorted by.
    public var field: Field
    /// Which way.
    public var direction: SortDirection
    /// An order.
    public init(_ field: Field, _ direction: SortDirection) {
        self.field = field
        self.direction = direction
    }
    /// The most recently seen first.
    public static let standard = SessionSort(.seen, .descending)
}

/// The order of remember tokens. Ties are broken by id, in the same direction; missing values sort as the smallest.
public struct TokenSort: Hashable, Sendable {
    /// What remember tokens can be sorted by.
    public enum Field: String, Sendable, CaseIterable {
        /// User id.
        case user
        /// Device name.
        case device
        /// Address, as a number: IPv4, then IPv6, then what is no address, as text.
        case ip
        /// Time of issue.
        case created
        /// Time of the last use.
        case used
        /// Time of expiry.
        case expires
        /// How often it was used.
        case uses
        /// How long a verifier lasts, on average.
        case rotates
        /// When a stolen copy was used.
        case theft
        /// Revoked, expired, active; within a state by the time of the last use.
        case state
        /// Who revoked it. A store may have to look at every record that is revoked.
        case revokedBy = "revoked-by"
        /// The user agent, as it was sent. A store may have to look at every record.
        case agent
        /// The id.
        case id

        /// What one usually wants first: the newest, the most, what there is before what is missing.
        public var usualDirection: SortDirection {
            switch self {
            case .created, .used, .uses, .theft, .state, .revokedBy: .descending
            case .user, .device, .ip, .expires, .rotates, .agent, .id: .ascending
            }
        }
    }
    /// What is sorted by.
    public var field: Field
    /// Which way.
    public var direction: SortDirection
    /// An order.
    public init(_ field: Field, _ direction: SortDirection) {
        self.field = field
        self.direction = direction
    }
    /// The most recently used first.
    public static let standard = TokenSort(.used, .descending)
}

/// Which sessions, in what order, from where, how many. `now` decides what is expired.
public struct SessionQuery: Hashable, Sendable {
    /// Which sessions.
    public var filter: Filter
    /// In what order.
    public var sort: SessionSort
    /// From where on.
    public var start: PageStart
    /// 1…10,000.
    public var limit: Int
    /// The time that expiry and ages are judged by.
    public var now: Timestamp
    /// A query; what is left out means all, most recently seen first, a hundred.
    public init(filter: Filter = .all, sort: SessionSort = .standard, start: PageStart = .first, limit: Int = 100, now: Timestamp) {
        self.filter = filter
        self.sort = sort
        self.start = start
        self.limit = limit
        self.now = now
    }
}

/// Which remember tokens, in what order, from where, how many. `now` decides what is expired.
public struct TokenQuery: Hashable, Sendable {
    /// Which tokens.
    public var filter: Filter
    /// In what order.
    public var sort: TokenSort
    /// From where on.
    public var start: PageStart
    /// 1…10,000.
    public var limit: Int
    /// The time that expiry and ages are judged by.
    public var now: Timestamp
    /// A query; what is left out means all, most recently used first, a hundred.
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
    /// Only events that touch this token.
    public var token: TokenID?
    /// Only events of this user.
    public var user: String?
    /// Only events of this revocation.
    public var revocation: RevocationID?
    /// Events older than this one (exclusive); `nil`: from the newest.
    public var before: Int64?
    /// Events newer than this one (exclusive). Alone, the page is the one right above it: of all newer events the oldest `limit`,
    /// newest first like every page; 0 asks for the page at the log's beginning. With `before`, only what lies between.
    public var after: Int64?
    /// 1…10,000.
    public var limit: Int
    /// A query; what is left out does not restrict.
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
    /// All of them must match.
    public var terms: [Term]
    /// A filter of terms that are at hand.
    public init(terms: [Term]) { self.terms = terms }
    /// Matches everything.
    public static let all = Filter(terms: [])

    /// One condition.
    public struct Term: Hashable, Sendable {
        /// Whether the test must fail.
        public var negated: Bool
        /// What is looked at.
        public var test: Test
        /// A condition.
        public init(_ test: Test, negated: Bool = false) {
            self.test = test
            self.negated = negated
        }
    }

    /// What a condition looks at.
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
        /// Active, expired or revoked.
        case state(RecordState)
        /// Whether the login is fresh; unknown matches neither.
        case fresh(Bool)
        /// Whether the login is remembered; unknown matches neither.
        case remembered(Bool)
        /// Not seen for this many seconds.
        case notSeenFor(seconds: Int64)
        /// Seen within this many seconds.
        case seenWithin(seconds: Int64)
        /// The beginning of the id, lower-case hex.
        case id(String)
    }
}
