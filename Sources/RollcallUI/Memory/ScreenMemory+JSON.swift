package import SessionCore
import SessionRegistry

extension ScreenMemory {
    /// Bytes a file of it has at most.
    package static let longestFile = 1 << 19
    static let version = 1

    /// Why a file holds nothing that can be used.
    package enum Damage: Error, Equatable, Sendable, CustomStringConvertible {
        case notJSON(JSONError)
        /// Made by a version of the program that is newer than this.
        case newer
        /// Not what it should be at this place: `sessions.widths`.
        case wrong(String)

        package var description: String {
            switch self {
            case .notJSON(let error): "it is \(error)"
            case .newer: "it was written by a newer version of rollcall"
            case .wrong(let place): "\(place) is not what it should be"
            }
        }
    }

    /// One line, no longer than it may be when it is read again: of the filters that were used the oldest give way. A column, or what
    /// else is not known, is left out when it is read again.
    package var json: String {
        var room = Self.longestFile - json(history: []).utf8.count
        let history = filters.history.prefix { text in
            room -= JSONLine.text(.string(text)).utf8.count + ", ".utf8.count
            return room >= 0
        }
        return json(history: Array(history))
    }

    private func json(history: [String]) -> String {
        let map: SessionMap = [
            "version": .integer(Self.version), "theme": theme.map { .string($0) } ?? .null, "detail_share": .integer(detailShare),
            "sessions": Self.value(sessions), "tokens": Self.value(tokens),
            "history": .list(history.map { .string($0) }), "filters": Self.value(filters.saved),
        ]
        return JSONLine.text(.map(map)) + "\n"
    }

    /// The filters that have a name, as a file holds them.
    static func json(_ saved: [FilterMemory.Saved]) -> String { JSONLine.text(value(saved)) }

    private static func value(_ saved: [FilterMemory.Saved]) -> SessionValue {
        .list(saved.map { .map(["name": .string($0.name), "text": .string($0.text)]) })
    }

    private static func value<Field: RawRepresentable<String>>(_ list: List<Field>) -> SessionValue {
        var shown = SessionMap(), widths = SessionMap()
        for (id, on) in list.columns.switched.sorted(by: { $0.key < $1.key }) { shown[id] = .bool(on) }
        for (id, width) in list.columns.widths.sorted(by: { $0.key < $1.key }) { widths[id] = .integer(width) }
        return .map([
            "shown": .map(shown), "widths": .map(widths), "sort": .string("\(list.sort.field.rawValue):\(list.sort.direction.rawValue)"),
        ])
    }

    /// Reads what `json` wrote.
    package init(json bytes: [UInt8]) throws(Damage) {
        let value: SessionValue
        do throws(JSONError) {
            value = try PythonJSON.parse(bytes, maximumLength: Self.longestFile, maximumDepth: 8)
        } catch {
            throw .notJSON(error)
        }
        guard case .map(let map) = value, case .integer(let version)? = map["version"], version >= 1 else { throw .wrong("version") }
        guard version <= Self.version else { throw .newer }
        self.init()
        switch map["theme"] {
        case nil, .null?: break
        case .string(let name)?: theme = String(name.prefix(40))
        default: throw .wrong("theme")
        }
        switch map["detail_share"] {
        case nil: break
        case .integer(let share)?: detailShare = min(70, max(20, share))
        default: throw .wrong("detail_share")
        }
        try Self.read(map["sessions"], "sessions", into: &sessions, SessionRecord.columns.map(\.id))
        try Self.read(map["tokens"], "tokens", into: &tokens, TokenRecord.columns.map(\.id))
        // The newest was written first.
        for text in try Self.texts(map["history"], "history").reversed() { filters.remember(text) }
        try readFilters(map["filters"])
    }

    private static func read<Field: RawRepresentable<String>>(
        _ value: SessionValue?, _ name: String, into list: inout List<Field>, _ ids: [String]
    ) throws(Damage) {
        guard let value else { return }
        guard case .map(let map) = value else { throw .wrong(name) }
        for id in ids {
            switch try inner(map["shown"], "\(name).shown")[id] {
            case nil: break
            case .bool(let on)?: list.columns.switched[id] = on
            default: throw .wrong("\(name).shown")
            }
            switch try inner(map["widths"], "\(name).widths")[id] {
            case nil: break
            case .integer(let width)?:
                list.columns.widths[id] = min(max(ColumnChoice.range.lowerBound, width), ColumnChoice.range.upperBound)
            default: throw .wrong("\(name).widths")
            }
        }
        guard let sort = map["sort"] else { return }
        guard case .string(let text) = sort else { throw .wrong("\(name).sort") }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let field = Field(rawValue: parts[0]), let direction = SortDirection(rawValue: parts[1]) else {
            throw .wrong("\(name).sort")
        }
        list.sort = ListSort(field, direction)
    }

    private static func inner(_ value: SessionValue?, _ place: String) throws(Damage) -> SessionMap {
        switch value {
        case nil: return SessionMap()
        case .map(let map)?: return map
        default: throw .wrong(place)
        }
    }

    private static func texts(_ value: SessionValue?, _ place: String) throws(Damage) -> [String] {
        guard let value else { return [] }
        guard case .list(let items) = value else { throw .wrong(place) }
        var texts: [String] = []
        for item in items.prefix(FilterMemory.mostHistory) {
            guard case .string(let text) = item else { throw .wrong(place) }
            if text.count <= Filter.longestText { texts.append(text) }
        }
        return texts
    }

    private mutating func readFilters(_ value: SessionValue?) throws(Damage) {
        guard let value else { return }
        guard case .list(let items) = value else { throw .wrong("filters") }
        for item in items.prefix(FilterMemory.mostSaved) {
            guard case .map(let map) = item, case .string(let name)? = map["name"], case .string(let text)? = map["text"] else {
                throw .wrong("filters")
            }
            guard !name.isEmpty, name.count <= FilterMemory.longestName, text.count <= Filter.longestText else { continue }
            _ = filters.save(text, as: name)
        }
    }
}
