/// Which store, as `--store` names it.
package struct StoreLocation: Hashable, Sendable {
    /// The file of an SQLite store.
    package let path: String

    /// What a person would type after `--store`.
    package var url: String { "sqlite:" + path }

    /// The store in this file.
    package init(path: String) { self.path = path }

    /// Reads a store URL.
    ///
    /// `sqlite:` alone is the default store in the XDG data directory; `~/` after `sqlite:` is the home directory.
    ///
    /// - Parameter misuse: The kind of failure if the text is no store URL: `.usage` if it was an option.
    /// - Throws: `Failure`, also (`.outside`) for kinds of store that are known and not built into this version. No message
    ///   holds a password.
    package init(_ url: String, environment: ProcessEnvironment, misuse: Failure.Kind) throws(Failure) {
        let kinds = "expected sqlite:PATH"
        guard let colon = url.firstIndex(of: ":"), colon != url.startIndex else {
            throw Failure(
                misuse,
                "store \(Self.redacted(url)): no kind of store in front; \(kinds), as in sqlite:\(url.isEmpty ? "sessions.db" : Self.redacted(url))"
            )
        }
        let scheme = url[..<colon].lowercased()
        let rest = String(url[url.index(after: colon)...])
        switch scheme {
        case "sqlite":
            if rest == ":memory:" {
                throw Failure(
                    misuse, "store sqlite::memory: would end with the command; \(kinds) (a throw-away store is `rollcall demo`)")
            }
            if rest.utf8.contains(0) { throw Failure(misuse, "store sqlite: has a zero byte in its path; \(kinds)") }
            if rest.isEmpty {
                guard let path = environment.storePath else {
                    throw Failure(
                        .outside, "no store is named and neither XDG_DATA_HOME nor HOME is set; name one by --store sqlite:PATH")
                }
                self.init(path: path)
            } else {
                self.init(path: environment.expandingHome(rest))
            }
        case "redis", "rediss", "valkey":
            throw Self.absent("Redis stores", url)
        case "postgresql", "postgres":
            throw Self.absent("PostgreSQL stores", url)
        case "flask-session+redis", "flask-session+sqlite", "flask-session+postgresql":
            throw Self.absent("Flask-Session stores", url)
        default:
            throw Failure(misuse, "store \(Self.redacted(url)): unknown kind of store \(scheme); \(kinds)")
        }
    }

    private static func absent(_ what: String, _ url: String) -> Failure {
        Failure(.outside, "store \(redacted(url)): \(what) are not built into this version; use sqlite:PATH")
    }

    /// The URL without what may be a password: all between `//` and the last `@` of the authority, and what follows a `?`.
    package static func redacted(_ url: String) -> String {
        var text = url
        if let query = text.firstIndex(of: "?") { text = String(text[..<query]) + "?…" }
        if let slashes = text.firstRange(of: "//") {
            let authority = text[slashes.upperBound...].prefix { $0 != "/" }
            if let at = authority.lastIndex(of: "@") { text.replaceSubrange(slashes.upperBound..<at, with: "…") }
        } else if let at = text.lastIndex(of: "@"), let colon = text.firstIndex(of: ":"), colon < at, !text.hasPrefix("sqlite:") {
            text.replaceSubrange(text.index(after: colon)..<at, with: "…")
        }
        return text
    }
}
