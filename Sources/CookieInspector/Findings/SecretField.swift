package import SessionCore

/// Finds a field of a payload whose name says that it holds a secret.
package enum SecretField {
    private static let words = [
        "password", "passwd", "passphrase", "secret", "api_key", "apikey", "private_key", "credit_card", "card_number", "cvv",
    ]

    /// What is no finding in a payload, but nothing to be looked at in passing either: it can be used by whoever sees it.
    private static let usable = ["csrf", "xsrf", "token", "credential", "authorization", "verifier", "cookie", "session_id", "sessionid"]

    /// Whether a value under this name is to be hidden on a screen: secrets, and what lets one act for somebody.
    package static func isHidden(_ key: String) -> Bool {
        let name = normal(key)
        return words.contains(where: name.contains) || usable.contains(where: name.contains) || name == "otp" || name == "pin"
    }

    /// Whether there is anything to hide in a value.
    package static func holdsSomething(_ value: SessionValue) -> Bool {
        switch value {
        case .string(let text), .markup(let text): !text.isEmpty
        case .integer, .bigInteger, .double, .bytes, .uuid: true
        case .null, .bool, .date, .zonedDate, .list, .tuple, .map: false
        }
    }

    /// A value with `(hidden)` in place of what stands under such names, and how many values that are. Time: linear in the value.
    package static func masked(_ value: SessionValue) -> (value: SessionValue, count: Int) {
        var count = 0
        let masked = masked(value, secret: false, depth: 0, &count)
        return (masked, count)
    }

    private static func masked(_ value: SessionValue, secret: Bool, depth: Int, _ count: inout Int) -> SessionValue {
        switch value {
        case .map(let map) where depth < CookieInspector.depthLimit:
            var shown = SessionMap()
            for (key, inner) in map.pairs { shown[key] = masked(inner, secret: secret || isHidden(key), depth: depth + 1, &count) }
            return .map(shown)
        case .list(let items) where depth < CookieInspector.depthLimit:
            return .list(items.map { masked($0, secret: secret, depth: depth + 1, &count) })
        case .tuple(let items) where depth < CookieInspector.depthLimit:
            return .tuple(items.map { masked($0, secret: secret, depth: depth + 1, &count) })
        default:
            guard secret, holdsSomething(value) || depth >= CookieInspector.depthLimit else { return value }
            count += 1
            return .string("(hidden)")
        }
    }

    private static func normal(_ key: String) -> String { String(key.lowercased().map { $0 == "-" || $0 == " " ? "_" : $0 }) }

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
                let name = normal(key)
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
}
