/// A request's target as Python's `urlsplit` takes it apart.
public struct RequestTarget: Hashable, Sendable {
    /// As it came, percent-encoded.
    public var path: String
    /// After `?`, as it came.
    public var query: String
    /// What the application is asked for: the same as `path`, but that Werkzeug's test client takes it apart once more.
    public var requestPath: String

    /// Whether a flow may ask for it: it begins with one slash.
    static func isTarget(_ text: String) -> Bool {
        text.utf8.first == UInt8(ascii: "/") && text.utf8.dropFirst().first != UInt8(ascii: "/")
    }

    /// Tabs and line ends are dropped, and so is what follows `#`. Without them a target may begin with two slashes, behind which
    /// stands a host's name, which is dropped, too: that may leave an empty path.
    public init(_ target: String) {
        var text = String.UnicodeScalarView()
        for scalar in target.unicodeScalars where scalar != "\t" && scalar != "\r" && scalar != "\n" {
            if scalar == "#" { break }
            text.append(scalar)
        }
        let parts = Self.withoutHost(text).split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts.first ?? ""[...].unicodeScalars
        self.path = String(path)
        query = parts.count > 1 ? String(parts[1]) : ""
        requestPath = String(Self.withoutHost(String.UnicodeScalarView(path)))
    }

    private static func withoutHost(_ text: String.UnicodeScalarView) -> Substring.UnicodeScalarView {
        guard text.starts(with: "//".unicodeScalars) else { return text[...] }
        return text.dropFirst(2).drop { $0 != "/" && $0 != "?" }
    }
}
