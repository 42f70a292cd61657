// Reading and changing the session, and flashed messages: Flask 3.1.3, `flask/sessions.py` and `flask/helpers.py`.

extension LoginCore {
    /// `session[key] = value`.
    package mutating func set(_ key: String, _ value: SessionValue) throws(LoginFailure) {
        guard !isNullSession else { throw .sessionUnavailable }
        session[key] = value
        isModified = true
    }

    /// `session.pop(key, None)`.
    @discardableResult
    package mutating func pop(_ key: String) throws(LoginFailure) -> SessionValue? {
        guard !isNullSession else { throw .sessionUnavailable }
        guard let value = session[key] else { return nil }
        session[key] = nil
        isModified = true
        return value
    }

    /// `session.clear()`.
    package mutating func clearSession() throws(LoginFailure) {
        guard !isNullSession else { throw .sessionUnavailable }
        session = SessionMap()
        isModified = true
    }

    /// `session.permanent`: whether the session outlives the browser.
    package var isPermanent: Bool { session["_permanent"]?.isTruthy ?? false }

    /// `session.permanent = …`.
    package mutating func setPermanent(_ permanent: Bool) throws(LoginFailure) {
        try set("_permanent", .bool(permanent))
    }

    /// Flask's `flash(message, category)`: kept in the session until it is shown.
    package mutating func flash(_ message: String, category: String? = "message") throws(LoginFailure) {
        let entry = SessionValue.tuple([category.map { .string($0) } ?? .null, .string(message)])
        switch session["_flashes"] {
        case nil: try set("_flashes", .list([entry]))
        case .list(let entries): try set("_flashes", .list(entries + [entry]))
        default: throw .unexpectedValue(key: "_flashes")
        }
    }

    /// Flask's `get_flashed_messages(with_categories=True)`, whatever a forged session holds there. Later calls in the same
    /// request return the same.
    package mutating func takeFlashes() throws(LoginFailure) -> SessionValue {
        if let takenFlashes { return takenFlashes }
        let flashes = session["_flashes"] == nil ? .list([]) : try pop("_flashes") ?? .list([])
        // None from the session is Flask's own mark for "not taken yet".
        takenFlashes = flashes == .null ? nil : flashes
        return flashes
    }

    /// The flashed messages, taken out of the session; entries that are not messages are left out.
    package mutating func flashedMessages() throws(LoginFailure) -> [FlashedMessage] {
        guard case .list(let entries) = try takeFlashes() else { return [] }
        return entries.compactMap { entry in
            switch entry {
            case .list(let pair), .tuple(let pair):
                guard pair.count == 2, let message = pair[1].text else { return nil }
                return FlashedMessage(category: pair[0].text ?? "message", message: message)
            default: return nil
            }
        }
    }
}

/// A message that was flashed: kept for the next page.
public struct FlashedMessage: Hashable, Sendable {
    /// What kind of message it is: `message`, `error`, or the application's own.
    public var category: String
    /// The text, not escaped.
    public var message: String

    /// A message with its category.
    public init(category: String, message: String) {
        self.category = category
        self.message = message
    }
}
