package import SessionCore
package import SessionRegistry

/// What the Sessions and Tokens tabs have in common about their rows.
package protocol ListedRecord: Identifiable, Hashable, Sendable where ID: Sendable {
    associatedtype Field: RawRepresentable<String> & CaseIterable & Hashable & Sendable
    associatedtype Detail: Equatable & Sendable

    static var tab: Tab { get }
    /// "session", "remember token"; with the plural's ending added.
    static var noun: String { get }
    static var path: WritableKeyPath<Model, ListModel<Self>> { get }
    static var standardSort: ListSort<Field> { get }
    static var columns: [ListColumn<Self>] { get }

    static func pageRequest(_ filter: Filter, _ sort: ListSort<Field>, _ start: PageStart, limit: Int, now: Timestamp) -> Request
    static func countRequest(_ filter: Filter, limit: Int) -> Request
    /// How many rows of the list lie before a place.
    static func placeRequest(_ filter: Filter, _ sort: ListSort<Field>, _ place: PageCursor, now: Timestamp) -> Request
    static func detailRequest(_ id: ID) -> Request
    static func page(in answer: Answer) -> Page<Self>?
    static func detail(in answer: Answer) -> Detail?
    /// What one usually wants first.
    static func usualDirection(_ field: Field) -> SortDirection
    /// Its place in a sorted list; `now` decides what has expired.
    func cursor(_ sort: ListSort<Field>, at now: Timestamp) -> PageCursor
    func matches(_ filter: Filter, now: Timestamp) -> Bool
    static func record(of detail: Detail) -> Self?
    static func choice(_ ids: [ID]) -> RevocationRequest.Choice
    static func choice(matching filter: Filter) -> RevocationRequest.Choice
    static func restoreChoice(_ ids: [ID]) -> RestoreRequest.Choice
    static func exportChoice(_ filter: Filter, _ sort: ListSort<Field>) -> ListExport.Choice
    static func exportChoice(_ ids: [ID]) -> ListExport.Choice
    /// The keys of `json(at:)`, in order.
    static var exportKeys: [String] { get }
    /// The columns of an export as text.
    static var exportColumns: [(title: String, key: String, width: Int)] { get }
    /// The form of the command line.
    func json(at now: Timestamp) -> SessionMap

    var hex: String { get }
    var owner: String? { get }
    var address: String? { get }
    var deviceName: String? { get }
    var mark: RevocationMark? { get }
    func state(at now: Timestamp) -> RecordState
}

package struct ListSort<Field: Hashable & Sendable>: Hashable, Sendable {
    package var field: Field
    package var direction: SortDirection
    package init(_ field: Field, _ direction: SortDirection) {
        self.field = field
        self.direction = direction
    }
    package var reversed: ListSort { ListSort(field, direction == .ascending ? .descending : .ascending) }
}

extension SessionRecord: ListedRecord {
    package typealias Field = SessionSort.Field
    package typealias Detail = SessionDetail
    package static var tab: Tab { .sessions }
    package static var noun: String { "session" }
    package static var path: WritableKeyPath<Model, ListModel<Self>> { \.sessions }
    package static var standardSort: ListSort<Field> { ListSort(SessionSort.standard.field, SessionSort.standard.direction) }
    package static func pageRequest(_ filter: Filter, _ sort: ListSort<Field>, _ start: PageStart, limit: Int, now: Timestamp) -> Request {
        .sessions(SessionQuery(filter: filter, sort: SessionSort(sort.field, sort.direction), start: start, limit: limit, now: now))
    }
    package static func countRequest(_ filter: Filter, limit: Int) -> Request { .countSessions(filter, limit: limit) }
    package static func placeRequest(_ filter: Filter, _ sort: ListSort<Field>, _ place: PageCursor, now: Timestamp) -> Request {
        .countSessionsBefore(place, SessionQuery(filter: filter, sort: SessionSort(sort.field, sort.direction), now: now))
    }
    package static func detailRequest(_ id: ID) -> Request { .sessionDetail(id) }
    package static func page(in answer: Answer) -> Page<Self>? { if case .sessions(let page) = answer { page } else { nil } }
    package static func detail(in answer: Answer) -> Detail? { if case .sessionDetail(let detail) = answer { detail } else { nil } }
    package static func usualDirection(_ field: Field) -> SortDirection { field.usualDirection }
    package func cursor(_ sort: ListSort<Field>, at now: Timestamp) -> PageCursor {
        SessionSort(sort.field, sort.direction).cursor(of: self, at: now)
    }
    package func matches(_ filter: Filter, now: Timestamp) -> Bool { filter.matches(self, now: now) }
    package static func record(of detail: Detail) -> Self? { detail.record }
    package static func choice(_ ids: [ID]) -> RevocationRequest.Choice { .sessions(ids) }
    package static func choice(matching filter: Filter) -> RevocationRequest.Choice { .sessionsMatching(filter) }
    package static func restoreChoice(_ ids: [ID]) -> RestoreRequest.Choice { .sessions(ids) }
    package static func exportChoice(_ filter: Filter, _ sort: ListSort<Field>) -> ListExport.Choice {
        .sessions(filter, SessionSort(sort.field, sort.direction))
    }
    package static func exportChoice(_ ids: [ID]) -> ListExport.Choice { .sessionIDs(ids) }
    package static let exportKeys = [
        "id", "user_id", "created_at", "last_seen_at", "expires_at", "ip", "user_agent", "device", "fresh", "permanent", "remembered",
        "state", "token_id", "revoked_at", "revoked_by", "revoked_reason",
    ]
    package static var exportColumns: [(title: String, key: String, width: Int)] {
        [
            ("ID", "id", 64), ("USER", "user_id", 28), ("DEVICE", "device", 24), ("IP", "ip", 15), ("STARTED", "created_at", 20),
            ("SEEN", "last_seen_at", 20), ("EXPIRES", "expires_at", 20), ("FRESH", "fresh", 5), ("REMEMBERED", "remembered", 10),
            ("STATE", "state", 8),
        ]
    }
    package var hex: String { id.hex }
    package var owner: String? { userID }
    package var address: String? { ip }
    package var deviceName: String? { device ?? userAgent }
    package var mark: RevocationMark? { revocation }

    package static var columns: [ListColumn<Self>] { sessionColumns }
}

extension TokenRecord: ListedRecord {
    package typealias Field = TokenSort.Field
    package typealias Detail = TokenDetail
    package static var tab: Tab { .tokens }
    package static var noun: String { "remember token" }
    package static var path: WritableKeyPath<Model, ListModel<Self>> { \.tokens }
    package static var standardSort: ListSort<Field> { ListSort(TokenSort.standard.field, TokenSort.standard.direction) }
    package static func pageRequest(_ filter: Filter, _ sort: ListSort<Field>, _ start: PageStart, limit: Int, now: Timestamp) -> Request {
        .tokens(TokenQuery(filter: filter, sort: TokenSort(sort.field, sort.direction), start: start, limit: limit, now: now))
    }
    package static func countRequest(_ filter: Filter, limit: Int) -> Request { .countTokens(filter, limit: limit) }
    package static func placeRequest(_ filter: Filter, _ sort: ListSort<Field>, _ place: PageCursor, now: Timestamp) -> Request {
        .countTokensBefore(place, TokenQuery(filter: filter, sort: TokenSort(sort.field, sort.direction), now: now))
    }
    package static func detailRequest(_ id: ID) -> Request { .tokenDetail(id) }
    package static func page(in answer: Answer) -> Page<Self>? { if case .tokens(let page) = answer { page } else { nil } }
    package static func detail(in answer: Answer) -> Detail? { if case .tokenDetail(let detail) = answer { detail } else { nil } }
    package static func usualDirection(_ field: Field) -> SortDirection { field.usualDirection }
    package func cursor(_ sort: ListSort<Field>, at now: Timestamp) -> PageCursor {
        TokenSort(sort.field, sort.direction).cursor(of: self, at: now)
    }
    package func matches(_ filter: Filter, now: Timestamp) -> Bool { filter.matches(self, now: now) }
    package static func record(of detail: Detail) -> Self? { detail.record }
    package static func choice(_ ids: [ID]) -> RevocationRequest.Choice { .tokens(ids) }
    package static func choice(matching filter: Filter) -> RevocationRequest.Choice { .tokensMatching(filter) }
    package static func restoreChoice(_ ids: [ID]) -> RestoreRequest.Choice { .tokens(ids) }
    package static func exportChoice(_ filter: Filter, _ sort: ListSort<Field>) -> ListExport.Choice {
        .tokens(filter, TokenSort(sort.field, sort.direction))
    }
    package static func exportChoice(_ ids: [ID]) -> ListExport.Choice { .tokenIDs(ids) }
    package static let exportKeys = [
        "id", "user_id", "created_at", "last_used_at", "expires_at", "uses", "ip", "user_agent", "device", "state", "theft_detected_at",
        "revoked_at", "revoked_by", "revoked_reason",
    ]
    package static var exportColumns: [(title: String, key: String, width: Int)] {
        [
            ("ID", "id", 64), ("USER", "user_id", 28), ("DEVICE", "device", 24), ("IP", "ip", 15), ("ISSUED", "created_at", 20),
            ("USED", "last_used_at", 20), ("USES", "uses", 6), ("EXPIRES", "expires_at", 20), ("STATE", "state", 8),
            ("THEFT", "theft_detected_at", 20),
        ]
    }
    package var hex: String { id.hex }
    package var owner: String? { userID }
    package var address: String? { ip }
    package var deviceName: String? { device ?? userAgent }
    package var mark: RevocationMark? { revocation }

    package static var columns: [ListColumn<Self>] { tokenColumns }
}
