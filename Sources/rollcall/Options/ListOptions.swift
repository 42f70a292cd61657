import ArgumentParser
import RollcallSupport
import SessionRegistry

/// `--state` of lists.
enum StateChoice: String, ExpressibleByArgument, CaseIterable {
    case active, expired, revoked, all
}

/// What sessions list and tokens list have in common.
struct ListOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only what matches: see rollcall help sessions.", valueName: "expr"))
    var filter: String?

    @Option(help: ArgumentHelp("Only this user's.", valueName: "id"))
    var user: String?

    @Option(
        help: ArgumentHelp("active (the default, unless the filter says a state), expired, revoked or all.", valueName: "state"))
    var state: StateChoice?

    @Option(help: ArgumentHelp("At most this many.", valueName: "n"))
    var limit = 100

    @Option(
        help: ArgumentHelp("Go on after the page that gave this cursor, with the same filter and order.", valueName: "cursor"))
    var after: String?

    func validate() throws {
        guard limit >= 1 else { throw ValidationError("--limit is \(limit); expected 1 or more.") }
    }

    func parsedFilter() throws(Failure) -> Filter {
        var filter = try FilterOption.parse(self.filter)
        if let user { filter.terms.append(Filter.Term(.user(user))) }
        switch state {
        case .active?: filter.terms.append(Filter.Term(.state(.active)))
        case .expired?: filter.terms.append(Filter.Term(.state(.expired)))
        case .revoked?: filter.terms.append(Filter.Term(.state(.revoked)))
        case .all?: break
        case nil: return filter.activeUnlessStated()
        }
        return filter
    }

    /// Whoever asked for something is told, also by the exit status, that there is none of it. A list of everything may be empty.
    func checkAnswer(_ found: Int, what: String) throws(Failure) {
        guard found == 0, filter != nil || user != nil || state != nil else { return }
        throw Failure(.negative, "no \(what) matches")
    }

    /// Reads up to `limit` records, at most a thousand at a time, and shows each page as it comes.
    /// - Returns: where the next page starts, if there is more, and how many were shown.
    func pages<Record: Sendable>(
        from start: PageStart, read: (PageStart, Int) async throws -> Page<Record>, show: ([Record]) -> Void
    ) async throws -> (next: PageCursor?, found: Int) {
        var start = start
        var left = limit
        while true {
            let page = try await read(start, min(left, 1_000))
            show(page.elements)
            left -= page.elements.count
            guard left > 0, let cursor = page.next, !page.elements.isEmpty else { return (page.next, limit - left) }
            start = .after(cursor)
        }
    }

    func start() throws(Failure) -> PageStart {
        guard let after else { return .first }
        guard let cursor = PageCursor(text: after) else {
            throw Failure(.usage, "--after \(after) is no cursor; expected what the page before gave as its next")
        }
        return .after(cursor)
    }
}

extension Filter {
    /// What lists show where nobody asks for a state.
    func activeUnlessStated() -> Filter {
        guard !terms.contains(where: { if case .state = $0.test { true } else { false } }) else { return self }
        return Filter(terms: terms + [Term(.state(.active))])
    }
}

enum FilterOption {
    /// A filter as typed; nothing is everything.
    ///
    /// - Throws: a usage failure that points at the place.
    static func parse(_ text: String?) throws(Failure) -> Filter {
        guard let text else { return .all }
        do {
            return try Filter(parsing: text)
        } catch {
            Messages.lines(error.pointer)
            throw Failure(.usage, "--filter: \(error.description)")
        }
    }
}

/// `FIELD[:asc|:desc]`
struct SortOption {
    var field: String
    var direction: SortDirection?

    init(_ text: String) throws(Failure) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count <= 2 else { throw Self.failure(text, "FIELD, FIELD:asc or FIELD:desc") }
        field = String(first)
        if parts.count == 2 {
            guard let direction = SortDirection(rawValue: String(parts[1])) else {
                throw Self.failure(text, "asc or desc behind the colon")
            }
            self.direction = direction
        }
    }

    /// All that a list can be sorted by, for help and complaints.
    static func names<Field: CaseIterable & RawRepresentable<String>>(_ fields: Field.Type) -> String {
        fields.allCases.map(\.rawValue).joined(separator: ", ")
    }

    static func failure(_ text: String, _ expected: String) -> Failure {
        Failure(.usage, "--sort \(text): expected \(expected)")
    }
}
