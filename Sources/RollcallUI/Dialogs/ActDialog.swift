package import Screen
package import SessionCore
package import SessionRegistry

/// The one dialog before anything is revoked or restored. What it acts on is fixed when it opens; nothing that happens to the
/// tables can change it.
package struct ActDialog: Equatable, Sendable {
    package enum Act: Equatable, Sendable {
        case revoke(RevocationRequest.Choice)
        case restore(RestoreRequest.Choice)
        /// Deletes, for good, what ended before this moment.
        case purge(before: Timestamp)
    }
    package struct Item: Equatable, Sendable {
        package var title: String
        package var note: String
        package var id: String
        /// Where from, in a column of its own.
        package var address: String
        package init(title: String, note: String, id: String, address: String = "") {
            self.title = title
            self.note = note
            self.id = id
            self.address = address
        }
    }
    /// All that match a filter: too many to name, so it is the filter that is named, and how many match it. The store keeps in mind
    /// which ones they are.
    package struct Matching: Equatable, Sendable {
        /// Empty: everything matches.
        package var text: String
        /// What the store fixed when the dialog opened; `nil` until it has answered.
        package var fixed: FixedSelection?
        package init(text: String) { self.text = text }
    }
    /// How it is confirmed.
    package enum Confirmation: Equatable, Sendable {
        case key(Character)
        case typed(String)
        /// Not yet: the store has not said how many there are.
        case awaited
    }
    package enum Focus: Equatable, Sendable { case cancel, typed, reason }

    package let act: Act
    package let noun: String
    /// What goes, by name, as it was when the dialog opened.
    package let items: [Item]
    /// A filter, all that match which goes.
    package internal(set) var matching: Matching?
    /// The user whose everything goes.
    package let user: String?
    package private(set) var confirmation: Confirmation
    package var typed = TextField(limit: 256)
    package var reason = TextField(limit: 500)
    package var focus = Focus.cancel
    package var first = 0
    package var complaint: String?
    /// Input counts only once the dialog has been on the screen and what was typed before is gone.
    package var settling: UInt64 = 0
    package var ready = false
    /// What the store says would go, counted when the dialog opened.
    package var preview: RevocationPreview?
    package var previewing: Generation?
    /// What the store says would come back.
    package var restorable: RestorePreview?

    package init(
        act: Act, noun: String, items: [Item], user: String? = nil, matching: Matching? = nil, openedBy key: Key?
    ) {
        self.act = act
        self.noun = noun
        self.items = items
        self.user = user
        self.matching = matching
        if let user {
            confirmation = .typed(Self.canBeTyped(user) ? user : "everything")
        } else if matching != nil {
            confirmation = .awaited
        } else if items.count == 1 {
            // The key that opened the dialog never confirms it, however keys are mapped.
            confirmation = key == .character("y") ? .typed("yes") : .key("y")
        } else {
            confirmation = .typed(String(items.count))
        }
    }

    /// Before a purge: what it deletes is named by its count, which is typed, and by the moment.
    package init(purging outcome: PurgeOutcome, before cutoff: Timestamp) {
        act = .purge(before: cutoff)
        noun = "record"
        let note = "ended before \(MomentFormat.full(cutoff))"
        var items: [Item] = []
        if outcome.sessions > 0 { items.append(Item(title: Model.count(outcome.sessions, 0), note: note, id: "")) }
        if outcome.tokens > 0 { items.append(Item(title: Model.count(0, outcome.tokens), note: note, id: "")) }
        self.items = items
        user = nil
        matching = nil
        let (total, overflow) = outcome.sessions.addingReportingOverflow(outcome.tokens)
        confirmation = .typed(String(overflow ? .max : total))
    }

    /// How many the dialog is about; `nil` where that is not counted.
    package var count: Int? {
        guard let matching else { return user == nil ? items.count : nil }
        return matching.fixed.map { noun == "session" ? $0.sessions : $0.tokens }
    }

    /// The store has fixed what matches.
    package mutating func take(_ fixed: FixedSelection) {
        matching?.fixed = fixed
        if let count { confirmation = .typed(String(count)) }
    }

    package var verb: String {
        switch act {
        case .revoke: "Revoke"
        case .restore: "Restore"
        case .purge: "Purge"
        }
    }

    package var title: String {
        if case .purge = act { return "Purge for good: this cannot be taken back" }
        if let user { return "\(verb) everything of \(user)" }
        if matching != nil { return "\(verb) all\(count.map { " " + MomentFormat.count($0) } ?? "") \(noun)s that match" }
        if case .restore = act, let restorable { return "Restore \(Model.count(restorable.sessions, restorable.tokens))" }
        if items.count == 1 { return "\(verb) this \(noun)" }
        return "\(verb) \(MomentFormat.count(items.count)) \(noun)s"
    }

    /// Whether a person can see and type it exactly: printable as it stands, not too long, no spaces at the ends.
    static func canBeTyped(_ text: String) -> Bool {
        guard !text.isEmpty, text.count <= 64, text.first != " ", text.last != " " else { return false }
        return Sanitizer.glyphs(in: text).allSatisfy { !$0.escaped }
    }

    package enum Outcome: Equatable, Sendable { case open, cancelled, confirmed }

    /// Pure: what a key does. Pastes, and keys before `ready`, do nothing.
    package mutating func handle(_ input: InputEvent, listRows: Int) -> Outcome {
        guard case .key(let key) = input else { return .open }
        // Going back needs no waiting; everything else does.
        guard ready || key == .escape || key == .control("c") else { return .open }
        complaint = nil
        switch key {
        case .escape, .control("c"): return .cancelled
        case .tab, .backTab: focus = next(after: focus, backward: key == .backTab)
        case .pageDown: first = min(max(0, items.count - listRows), first + max(1, listRows))
        case .pageUp: first = max(0, first - max(1, listRows))
        case .down: first = min(max(0, items.count - listRows), first + 1)
        case .up: first = max(0, first - 1)
        case .enter: return enter()
        default: return type(input, key: key)
        }
        return .open
    }

    private mutating func enter() -> Outcome {
        switch focus {
        case .cancel:
            return .cancelled
        case .reason:
            // What confirms has been typed: Enter behind the reason sends both.
            if case .typed(let wanted) = confirmation, typed.text == wanted { return .confirmed }
            focus = isTyped ? .typed : .cancel
            return .open
        case .typed:
            guard case .typed(let wanted) = confirmation else {
                complaint = "Still counting what matches; Esc cancels."
                return .open
            }
            if typed.text == wanted { return .confirmed }
            complaint = typed.isEmpty ? "Type \(wanted), then Enter; Esc cancels." : "That is not \(wanted). Nothing was changed."
            return .open
        }
    }

    private mutating func type(_ input: InputEvent, key: Key) -> Outcome {
        switch focus {
        case .reason:
            _ = reason.handle(input)
        case .typed:
            _ = typed.handle(input)
        case .cancel:
            switch confirmation {
            case .key(let character):
                if key == .character(character) { return .confirmed }
                if key == .character("n") { complaint = "Enter or Esc cancels." }
            case .typed:
                // Typing starts the confirmation without Tab first.
                if case .character = key { focus = .typed; _ = typed.handle(input) }
            case .awaited: complaint = "Still counting what matches; Esc cancels."
            }
        }
        return .open
    }

    private var isTyped: Bool { if case .key = confirmation { false } else { true } }

    private func next(after focus: Focus, backward: Bool) -> Focus {
        let order: [Focus] = isTyped ? [.cancel, .typed, .reason] : [.cancel, .reason]
        guard let index = order.firstIndex(of: focus) else { return .cancel }
        return order[(index + (backward ? order.count - 1 : 1)) % order.count]
    }
}
