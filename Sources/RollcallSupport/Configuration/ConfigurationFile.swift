import TOMLKit

/// What a `config.toml` says, checked: every key known, every value of its kind.
struct ConfigurationFile {
    var values: [Setting: SettingValue] = [:]
    /// Where each was said: `config.toml:3: ui.theme`.
    var origins: [Setting: String] = [:]
    var keys: [Configuration.KeyBinding] = []

    /// - Throws: `Failure` that names the file and the line.
    init(path: String) throws(Failure) {
        let bytes = try File.read(path, what: "configuration file", limit: 1_048_576)
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            throw Failure(.outside, "configuration file \(path): not UTF-8 text; expected TOML")
        }
        try self.init(text: text, path: path)
    }

    init(text: String, path: String) throws(Failure) {
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch {
            guard let error = error as? TOMLParseError else {
                throw Failure(.outside, "configuration file \(path): not TOML")
            }
            let reason = error.description.split(separator: "\n").first.map(String.init) ?? "not TOML"
            throw Failure(.outside, "\(path):\(error.source.begin.line): \(reason)")
        }
        try read(table, under: "", lines: TOMLLines(text), path: path)
    }

    private mutating func read(_ table: TOMLTable, under prefix: String, lines: TOMLLines, path: String) throws(Failure) {
        for key in table.keys.sorted() {
            guard let node = table[key] else { continue }
            let name = prefix + key
            let place = "\(path):\(lines.line(of: name))"
            if name == "keys" || Setting.allCases.contains(where: { $0.rawValue.hasPrefix(name + ".") }) {
                guard let inner = node.tomlValue.table else {
                    throw Failure(.outside, "\(place): \(name) is \(node.type.description); expected a table")
                }
                if name == "keys" {
                    try readKeys(inner, under: "", lines: lines, path: path)
                } else {
                    try read(inner, under: name + ".", lines: lines, path: path)
                }
            } else if let setting = Setting(rawValue: name) {
                let value = Self.value(of: node)
                guard let conforming = value.conforming(to: setting.kind) else {
                    throw Failure(.outside, "\(place): \(name) is \(Self.words(value)); expected \(setting.kind.expected)")
                }
                values[setting] = conforming
                origins[setting] = "\(place): \(name)"
            } else {
                let known = (Setting.allCases.map(\.rawValue) + ["keys"]).joined(separator: ", ")
                throw Failure(.outside, "\(place): unknown setting \(name); expected one of \(known)")
            }
        }
    }

    /// `[keys]` and the tables in it: `[keys.sessions] revoke = "x"` is the binding `sessions.revoke`.
    private mutating func readKeys(_ table: TOMLTable, under prefix: String, lines: TOMLLines, path: String) throws(Failure) {
        for name in table.keys.sorted() {
            guard let node = table[name] else { continue }
            let binding = prefix + name
            if prefix.isEmpty, let inner = node.tomlValue.table {
                try readKeys(inner, under: binding + ".", lines: lines, path: path)
                continue
            }
            let origin = "\(path):\(lines.line(of: "keys." + binding))"
            let given: [String]
            switch Self.value(of: node) {
            case .text(let key) where !key.isEmpty: given = [key]
            case .list(let keys) where keys.allSatisfy({ !$0.isEmpty }): given = keys
            default:
                throw Failure(
                    .outside, "\(origin): keys.\(binding) is no key; expected text such as \"x\" or \"ctrl-r\", or a list of them")
            }
            keys.append(Configuration.KeyBinding(binding: binding, keys: given, origin: origin))
        }
    }

    private static func value(of node: any TOMLValueConvertible) -> SettingValue {
        let value = node.tomlValue
        switch value.type {
        case .string: return value.string.map { .text($0) } ?? .other("text")
        case .bool: return value.bool.map { .bool($0) } ?? .other("bool")
        case .int: return value.int.map { .integer($0) } ?? .other("integer")
        case .array:
            guard let array = value.array else { return .other("list") }
            var texts: [String] = []
            for element in array {
                guard let text = element.tomlValue.string else { return .other("a list that holds something else than text") }
                texts.append(text)
            }
            return .list(texts)
        default: return .other(value.type.description)
        }
    }

    private static func words(_ value: SettingValue) -> String {
        switch value {
        case .text(let text): text.isEmpty ? "empty" : "the text \"\(text)\""
        case .bool(let flag): "\(flag)"
        case .integer(let number): "\(number)"
        case .list: "a list"
        case .other(let name): name
        }
    }
}
