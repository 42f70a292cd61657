import SessionCore

/// Finds a field of a payload whose name says that it holds a secret.
enum SecretField {
    private static let words = [
        "password", "passwd", "passphrase", "secret", "api_key", "apikey", "private_key", "credit_card", "card_number", "cvv",
    ]

    /// The path of the first such field that holds a text or a number, as `form[0].password`; `nil` if there is none.
    ///
    /// Complexity: linear in the payload, whose names can be as long as the payload allows. So a path is put together once, when
    /// a field is found, and not on the way to every field.
    static func path(in payload: SessionValue) -> String? {
        guard let steps = steps(in: payload, depth: 0) else { return nil }
        var path = ""
        for step in steps.reversed() {
            switch step {
            case .key(let name): path += path.isEmpty ? name : "." + name
            case .index(let index): path += "[\(index)]"
            }
        }
        return path
    }

    private enum Step {
        case key(String)
        case index(Int)
    }

    /// The way to the field, its last step first.
    private static func steps(in value: SessionValue, depth: Int) -> [Step]? {
        guard depth < CookieInspector.depthLimit else { return nil }
        switch value {
        case .map(let map):
            for (key, inner) in map.pairs {
                let name = String(key.lowercased().map { $0 == "-" || $0 == " " ? "_" : $0 })
                if words.contains(where: name.contains), holdsSomething(inner) { return [.key(key)] }
                if let found = steps(in: inner, depth: depth + 1) { return found + [.key(key)] }
            }
        case .list(let items), .tuple(let items):
            for (index, item) in items.enumerated() {
                if let found = steps(in: item, depth: depth + 1) { return found + [.index(index)] }
            }
        default: break
        }
        return nil
    }

    private static func holdsSomething(_ value: SessionValue) -> Bool {
        switch value {
        case .string(let text), .markup(let text): !text.isEmpty
        case .integer, .bigInteger, .double, .bytes: true
        default: false
        }
    }
}
