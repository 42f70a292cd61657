import CookieInspector
import LoginFlows
import Screen
package import SessionCore
import SessionRegistry

/// What a step changed in the session: the keys of before and after side by side, in the order of the session after,
/// then what is gone.
package struct SessionDiff: Equatable, Sendable {
    package enum Mark: String, Sendable {
        case same = " "
        case added = "+"
        case removed = "-"
        case changed = "~"
    }

    package struct Line: Equatable, Sendable {
        package var mark: Mark
        package var key: String
        /// `nil` where the key was not there.
        package var before: String?
        package var after: String?
    }

    package var lines: [Line]

    package var changes: Bool { lines.contains { $0.mark != .same } }

    /// `nil` stands for no valid session, as in a trace.
    ///
    /// Complexity: linear in the number of keys; each value's text is cut at 200 characters.
    package init(before: SessionMap?, after: SessionMap?) {
        var lines: [Line] = []
        for (key, value) in after?.pairs ?? [] {
            let text = Self.text(key, value)
            guard let old = before?[key] else {
                lines.append(Line(mark: .added, key: key, before: nil, after: text))
                continue
            }
            lines.append(Line(mark: old == value ? .same : .changed, key: key, before: Self.text(key, old), after: text))
        }
        for (key, value) in before?.pairs ?? [] where after?[key] == nil {
            lines.append(Line(mark: .removed, key: key, before: Self.text(key, value), after: nil))
        }
        self.lines = lines
    }

    /// By the rule of every payload: what stands under the name of a secret is hidden.
    private static func text(_ key: String, _ value: SessionValue) -> String {
        SecretField.isHidden(key) && SecretField.holdsSomething(value) ? "(hidden)" : ValueText.short(value)
    }
}
