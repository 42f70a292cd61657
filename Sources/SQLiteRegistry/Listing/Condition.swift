import SessionCore
import SessionRegistry

/// A part of a WHERE clause on the row `r`, and its arguments. Never NULL, so that it can be negated.
///
/// A `+` before a column keeps SQLite from choosing its way by that condition: ways are chosen here, by `Selection` and
/// `ListSource`, which know the order that is wanted.
struct Condition: Equatable, Sendable {
    var sql: String
    var arguments: [SQLValue] = []

    static let nothing = Condition(sql: "0")

    init(sql: String, arguments: [SQLValue] = []) {
        self.sql = sql
        self.arguments = arguments
    }

    /// All of these; `nil` if there are none.
    init?(all conditions: [Condition]) {
        guard !conditions.isEmpty else { return nil }
        sql = conditions.map(\.sql).joined(separator: " AND ")
        arguments = conditions.flatMap(\.arguments)
    }

    /// What a term other than `state:` asks of a row; agrees with `Filter.matches`.
    init(_ term: Filter.Term, in table: ListTable, now: Timestamp) {
        switch (term.test, term.negated) {
        // Said without NOT, which bounds no index.
        case (.notSeenFor(let seconds), true): self.init(.seenWithin(seconds: seconds), in: table, now: now)
        case (.seenWithin(let seconds), true): self.init(.notSeenFor(seconds: seconds), in: table, now: now)
        default:
            let condition = Condition(term.test, in: table, now: now)
            self = term.negated ? Condition(sql: "NOT (\(condition.sql))", arguments: condition.arguments) : condition
        }
    }

    private init(_ test: Filter.Test, in table: ListTable, now: Timestamp) {
        switch test {
        case .anywhere(let word):
            self.init(sql: "rollcall_contains(?, r.user_id, r.ip, r.device)", arguments: [.text(TextFunctions.lowered(word))])
        case .user(let id):
            self.init(sql: "+r.user_id IS ?", arguments: [.text(id)])
        case .ipPrefix(let prefix):
            self.init(sql: "rollcall_begins(?, r.ip)", arguments: [.text(TextFunctions.lowered(prefix))])
        case .ipNetwork(let bytes, let length):
            self.init(sql: "rollcall_in_network(?, ?, r.ip)", arguments: [.blob(bytes), .integer(Int64(clamping: length))])
        case .agent(let text):
            let needle = SQLValue.text(TextFunctions.lowered(text))
            self.init(sql: "(rollcall_contains(?, r.device) OR \(table.userAgentContains))", arguments: [needle, needle])
        case .state:
            // Decided by the plan, which knows where records of a state lie.
            self.init(sql: "1")
        case .fresh(let wanted):
            self = table.hasFreshness ? Condition(sql: "+r.fresh IS ?", arguments: [.init(wanted)]) : .nothing
        case .remembered(let wanted):
            self = table.hasFreshness ? Condition(sql: "+r.remembered IS ?", arguments: [.init(wanted)]) : .nothing
        case .notSeenFor(let seconds):
            self.init(sql: "\(table.seen) <= ?", arguments: [.integer(Self.moment(seconds, before: now))])
        case .seenWithin(let seconds):
            self.init(sql: "\(table.seen) > ?", arguments: [.integer(Self.moment(seconds, before: now))])
        case .id(let prefix):
            guard let range = IDRange(prefix: prefix) else {
                self = .nothing
                return
            }
            self.init(sql: "r.id BETWEEN ? AND ?", arguments: [.blob(range.first), .blob(range.last)])
        }
    }

    /// In microseconds.
    static func moment(_ seconds: Int64, before now: Timestamp) -> Int64 {
        now.advanced(bySeconds: -max(0, seconds)).microseconds
    }
}

/// The ids that begin with some hexadecimal digits.
struct IDRange: Equatable, Sendable {
    var first: [UInt8]
    var last: [UInt8]

    /// `nil` unless there are up to 64 hexadecimal digits, in either case.
    init?(prefix: String) {
        let count = prefix.utf8.count
        guard count <= 64, let first = Digest256(hex: prefix + String(repeating: "0", count: 64 - count)),
            let last = Digest256(hex: prefix + String(repeating: "f", count: 64 - count))
        else { return nil }
        self.first = first.bytes
        self.last = last.bytes
    }
}
