/// A cookie as it was handed to the inspector.
struct ReceivedCookie: Equatable {
    var name: String?
    /// Without the quotes of a quoted value.
    var value: String
    /// What followed it, if it came in a `Set-Cookie` header.
    var attributes: SetCookieAttributes?
}
