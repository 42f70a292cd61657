import CookieInspector
import LoginFlows
import Screen
import SessionCore
package import SessionRegistry

/// Why the chain breaks where it breaks: what was expected there and what was found, from the events around the place.
package struct AuditEvidence: Hashable, Sendable {
    package var place: Int64
    /// The event before the place; `nil` at the log's beginning, or if it is missing, too.
    package var previous: AuditEvent?
    /// The event at the place, or the next one after it; `nil` if there is none.
    package var found: AuditEvent?

    package init(place: Int64, previous: AuditEvent?, found: AuditEvent?) {
        self.place = place
        self.previous = previous
        self.found = found
    }

    /// What event `place` must carry; `nil` if that cannot be told because it, or the one before it, is missing.
    package var expectedHash: Digest256? {
        guard let found, found.id == place else { return nil }
        if place == 1 { return AuditChain.hash(of: found, after: AuditChain.origin) }
        guard let previous, previous.id == place - 1 else { return nil }
        return AuditChain.hash(of: found, after: previous.hash)
    }

    /// One sentence, hashes by their first `digits` digits.
    package func sentence(digits: Int = 12) -> String {
        guard let found, found.id == place else {
            let after = previous.map { "after event \($0.id)" } ?? "at the log's beginning"
            return "Event \(place) is missing: \(after) comes \(found.map { "event \($0.id)" } ?? "nothing more")."
        }
        guard let expected = expectedHash else { return "The event before event \(place) is missing, so its hash cannot be right." }
        guard expected != found.hash else {
            return "Event \(place) is right by now: it was changed after the verification; verify again."
        }
        let from = place == 1 ? "its fields" : "its fields and event \(place - 1)"
        return "Expected \(expected.hex.prefix(digits))… from \(from), found \(found.hash.hex.prefix(digits))…: "
            + (place == 1 ? "it was changed." : "one of the two was changed.")
    }
}
