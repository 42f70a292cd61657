import SessionCore

/// A node with its place in the document, and the readings of it that a flow needs. Every refusal names place and line.
struct FlowField {
    var node: FlowNode
    /// `app.config.SESSION_COOKIE_NAME`; empty for the document itself.
    var path: String

    func failure(_ problem: String) -> FlowError {
        FlowError(problem, path: path, line: node.line)
    }

    func expected(_ what: String) -> FlowError {
        failure("expected \(what), found \(node.description).")
    }

    var isNull: Bool { node.isNull }

    func text(_ what: String = "text") throws(FlowError) -> String {
        guard case .text(let text) = node.kind else { throw expected(what) }
        return text
    }

    /// A time without quotes, or text in ISO 8601 as Python reads it.
    func time() throws(FlowError) -> Timestamp {
        let example = "an ISO 8601 time such as 2026-01-01T00:00:00Z"
        if case .time(let time) = node.kind {
            guard !time.isDate else { throw failure("expected \(example), found a date alone: put it in quotes, or add a time of day.") }
            return time.moment
        }
        // The reference puts an offset for each Z.
        let text = try text("an ISO 8601 time").unicodeScalars.map { $0 == "Z" ? "+00:00" : String($0) }.joined()
        guard let time = PythonISODate.moment(text) else {
            throw failure("expected \(example).")
        }
        return time
    }

    func textOrNull() throws(FlowError) -> String? {
        isNull ? nil : try text("text or null")
    }

    func bool() throws(FlowError) -> Bool {
        guard case .bool(let value) = node.kind else { throw expected("true or false") }
        return value
    }

    func integer() throws(FlowError) -> Int {
        guard case .integer(let value) = node.kind else { throw expected("a whole number") }
        return value
    }

    /// Seconds that Python's `timedelta` can hold.
    func seconds() throws(FlowError) -> Double {
        let value: Double
        switch node.kind {
        case .integer(let whole): value = Double(whole)
        case .double(let given): value = given
        default: throw expected("a number of seconds")
        }
        guard TimeSpan(pythonSeconds: value) != nil else {
            throw failure("the duration is longer than 999999999 days, or not a number.")
        }
        return value
    }

    func option<Option: RawRepresentable & CaseIterable>(_ type: Option.Type) throws(FlowError) -> Option
    where Option.RawValue == String {
        let names = Option.allCases.map(\.rawValue).joined(separator: ", ")
        guard let option = Option(rawValue: try text("one of \(names)")) else { throw failure("expected one of \(names).") }
        return option
    }

    /// The members of a list; null is the empty list.
    func list() throws(FlowError) -> [FlowField] {
        if isNull { return [] }
        guard case .list(let items) = node.kind else { throw expected("a list") }
        return items.enumerated().map { FlowField(node: $1, path: "\(path)[\($0)]") }
    }

    func texts() throws(FlowError) -> [String] {
        var texts: [String] = []
        for item in try list() { texts.append(try item.text()) }
        return texts
    }

    /// The members of a map, in order; null is the empty map. Keys must be text.
    func members() throws(FlowError) -> [(key: String, field: FlowField)] {
        if isNull { return [] }
        guard let pairs = node.pairs else { throw expected("a map") }
        var members: [(key: String, field: FlowField)] = []
        for pair in pairs {
            guard case .text(let key) = pair.key.kind else {
                throw FlowError("expected text as a key, found \(pair.key.description).", path: path, line: pair.key.line)
            }
            members.append((key, FlowField(node: pair.value, path: path.isEmpty ? key : "\(path).\(key)")))
        }
        return members
    }

    /// A map whose keys are all among `known`.
    func record(_ known: [String]) throws(FlowError) -> [String: FlowField] {
        var record: [String: FlowField] = [:]
        for (key, field) in try members() {
            guard known.contains(where: { $0.utf8.elementsEqual(key.utf8) }) else {
                throw FlowError(
                    "is not a key that is known here. \(Self.advice(for: key, among: known))", path: field.path,
                    line: keyLine(key))
            }
            record[key] = field
        }
        return record
    }

    /// Where a key of this map stands.
    private func keyLine(_ key: String) -> Int {
        node.pairs?.first { $0.key.keyText == key }?.key.line ?? node.line
    }

    private static func advice(for key: String, among known: [String]) -> String {
        let near = known.map { ($0, distance(key, $0)) }.min { $0.1 < $1.1 }
        if let near, near.1 <= 2, near.1 * 2 < key.utf8.count { return "Did you mean \(near.0)?" }
        return "Known: \(known.joined(separator: ", "))."
    }

    /// How many characters must be changed, added or left out. Keys longer than any known one are far from all.
    private static func distance(_ a: String, _ b: String) -> Int {
        let (a, b) = (Array(a.utf8.prefix(60)), Array(b.utf8))
        var row = Array(0...b.count)
        for (i, left) in a.enumerated() {
            var previous = row[0]
            row[0] = i + 1
            for (j, right) in b.enumerated() {
                let best = min(row[j + 1] + 1, row[j] + 1, previous + (left == right ? 0 : 1))
                previous = row[j + 1]
                row[j + 1] = best
            }
        }
        return row[b.count]
    }

    /// Any JSON value.
    func value() throws(FlowError) -> SessionValue {
        switch node.kind {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .integer(let value): return .integer(value)
        case .bigInteger(let digits): return .bigInteger(digits)
        case .double(let value): return .double(value)
        case .text(let text): return .string(text)
        case .time(let time):
            guard time.moment.isWritable else { throw failure("the time is none of the years 1 to 9999 in UTC.") }
            return time.value
        case .bytes(let bytes): return .bytes(bytes)
        case .merge: return .null
        case .list:
            var items: [SessionValue] = []
            for item in try list() { items.append(try item.value()) }
            return .list(items)
        case .map: return .map(try map())
        }
    }

    /// A map of JSON values. Keys that are no text become text as Python's `json` writes them; of equal ones the first spelling and the
    /// last value count.
    func map() throws(FlowError) -> SessionMap {
        guard let pairs = node.pairs else { throw expected("a map") }
        var map = SessionMap()
        for pair in pairs {
            guard let key = pair.key.keyText else {
                throw FlowError("expected text as a key, found \(pair.key.description).", path: path, line: pair.key.line)
            }
            map[key] = try FlowField(node: pair.value, path: path.isEmpty ? key : "\(path).\(key)").value()
        }
        return map
    }

    /// The field with the keys of its map, and of those further in, in Python's order: numbers by their value. Refuses keys of several
    /// types in one map, as Python cannot sort them.
    func sortingKeys() throws(FlowError) -> FlowField {
        var sorted = self
        switch node.kind {
        case .list:
            var items: [FlowNode] = []
            for item in try list() { items.append(try item.sortingKeys().node) }
            sorted.node.kind = .list(items)
        case .map:
            let pairs = node.pairs ?? []
            var inner: [FlowNode.Pair] = []
            for pair in pairs {
                if let first = pairs.first?.key, first.keyType != pair.key.keyType {
                    throw FlowError(
                        "the map's keys cannot be sorted: one is \(first.description), another \(pair.key.description).", path: path,
                        line: pair.key.line)
                }
                let value = try FlowField(node: pair.value, path: "\(path).\(pair.key.keyText ?? "")").sortingKeys().node
                inner.append((pair.key, value))
            }
            sorted.node.kind = .map(inner.sorted { $0.key.precedes($1.key) })
        default: break
        }
        return sorted
    }
}
