/// Keys that somebody wants a binding to have.
package struct KeyAssignment: Equatable, Sendable {
    /// A binding's id, `sessions.revoke`; or a name alone: `help` is `shell.help`, and a name that the shell does not have, such as
    /// `revoke`, every tab's binding of that name.
    package var binding: String
    /// As people write keys; none: the binding is left to `:` and to menus.
    package var keys: [String]
    /// Where it was said, for messages: `/home/ada/.config/rollcall/config.toml:7`.
    package var origin: String

    package init(_ binding: String, _ keys: [String], origin: String) {
        self.binding = binding
        self.keys = keys
        self.origin = origin
    }
}

/// Why keys cannot be assigned so: one sentence, with its place in front.
package struct KeymapError: Error, Equatable, Sendable, CustomStringConvertible {
    package var origin: String
    package var message: String

    package var description: String { "\(origin): \(message)" }
}
