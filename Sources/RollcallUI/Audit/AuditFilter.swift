import CookieInspector
import LoginFlows
import Screen
import SessionCore
package import SessionRegistry

/// What the Audit tab shows: words that must all be found in an event, and `user:`, `session:`, `token:` and `r12` for one
/// user, record or revocation, which the store looks up, members of a bulk revocation included.
///
/// A bare word is found, ignoring ASCII case, in who, what, whom and why. `-word` excludes.
package struct AuditFilter: Hashable, Sendable {
    package var text: String
    /// The whole user id, asked of the store.
    package private(set) var user: String?
    /// `r12`: one revocation, asked of the store.
    package private(set) var revocation: RevocationID?
    /// The whole id of a session or of a remember token, asked of the store.
    package private(set) var session: SessionID?
    package private(set) var token: TokenID?
    private var words: [String]
    private var excluded: [String]

    package init(_ text: String = "") {
        self.text = text
        var words: [String] = []
        var excluded: [String] = []
        for word in Self.split(text) {
            if word.hasPrefix("user:"), word.count > 5 {
                user = String(word.dropFirst(5))
            } else if word.hasPrefix("session:"), let digest = Digest256(hex: String(word.dropFirst(8))) {
                session = SessionID(digest)
            } else if word.hasPrefix("token:"), let digest = Digest256(hex: String(word.dropFirst(6))) {
                token = TokenID(digest)
            } else if word.hasPrefix("r"), let id = RevocationID(word) {
                revocation = id
            } else if word.hasPrefix("-"), word.count > 1 {
                excluded.append(Self.folded(word.dropFirst()))
            } else if !word.isEmpty {
                words.append(Self.folded(word[...]))
            }
        }
        self.words = words
        self.excluded = excluded
    }

    /// Whether every event of the store is shown.
    package var isEmpty: Bool { isWhole && words.isEmpty && excluded.isEmpty }
    private var isWhole: Bool { user == nil && revocation == nil && session == nil && token == nil }
    /// Whether events are read from the store that may not match, so that a page can come out short.
    package var isSieve: Bool { !words.isEmpty || !excluded.isEmpty }

    package func query(before: Int64? = nil, after: Int64? = nil, limit: Int) -> AuditQuery {
        AuditQuery(
            session: session, token: token, user: user, revocation: revocation, before: before, after: after, limit: limit)
    }

    package func matches(_ event: AuditEvent) -> Bool {
        guard isSieve else { return true }
        let hay = Self.folded(
            [
                event.operatorName, event.action.rawValue, AuditText.subject(event.subject), event.userID ?? "",
                event.reason ?? "",
                event.revocation?.description ?? "",
            ].joined(separator: "\n")[...])
        return words.allSatisfy { hay.contains($0) } && !excluded.contains { hay.contains($0) }
    }

    /// Words at spaces; double quotes hold a word together.
    private static func split(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var quoted = false
        for character in text {
            if character == "\"" {
                quoted.toggle()
            } else if character == " ", !quoted {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }

    private static func folded(_ text: Substring) -> String {
        String(decoding: text.utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }, as: UTF8.self)
    }
}
