package import Screen

/// Where a binding applies. The innermost wins: a tab's own over the shell's.
package enum Scope: Hashable, Sendable {
    case everywhere
    case tab(Tab)
}

/// One key with everything that is known of it: dispatch, the footer's hints, `?` and `:` all read this record.
package struct Binding: Sendable, Identifiable {
    package enum Group: String, Sendable, CaseIterable {
        case move = "Move", find = "Find", sort = "Sort", mark = "Mark", act = "Act", lab = "Lab", view = "View", any = "Any"
        case terminal = "Terminal"

        /// Its place in the help.
        var order: Int {
            let order: [Group] = [.act, .lab, .mark, .find, .sort, .move, .view, .any, .terminal]
            return order.firstIndex(of: self) ?? order.count
        }
    }
    /// Stable, for the palette and for remapping: the scope, a dot and a name, `sessions.revoke`, `shell.help`.
    package var id: String
    package var keys: [Key]
    /// One or two words, for the footer: `revoke`.
    package var name: String
    /// A sentence, for `?`.
    package var about: String
    package var group: Group
    package var scope: Scope
    /// Changes what is stored; absent in read-only mode.
    package var dangerous: Bool
    /// Place among the footer's hints, smaller first; `nil`: not shown there.
    package var hint: Int?
    /// `nil` if possible now, else why not, as a sentence for a toast: "No session is selected."
    package var refusal: @Sendable (Model) -> String?
    package var run: @Sendable (inout Model) -> Void

    package init(
        _ id: String, _ keys: [Key], _ name: String, _ about: String, group: Group, scope: Scope, dangerous: Bool = false,
        hint: Int? = nil, refusal: @escaping @Sendable (Model) -> String? = { _ in nil },
        run: @escaping @Sendable (inout Model) -> Void
    ) {
        self.id = id
        self.keys = keys
        self.name = name
        self.about = about
        self.group = group
        self.scope = scope
        self.dangerous = dangerous
        self.hint = hint
        self.refusal = refusal
        self.run = run
    }
}
