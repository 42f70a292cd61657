import CookieInspector
import LoginFlows
package import Screen
import SessionCore
import SessionRegistry

/// A dialog with fields, as a value: text (perhaps hidden), choices and switches. It knows nothing of what it is for; the
/// answers are read by the fields' keys.
package struct Form: Equatable, Sendable {
    package struct Field: Equatable, Sendable {
        package enum Content: Equatable, Sendable {
            /// A hidden one is never drawn, only how long it is.
            case text(TextField)
            case choice([String], Int)
            case flag(Bool)
        }
        package var key: String
        package var label: String
        package var content: Content
        /// A few words while the field has the focus.
        package var hint: String

        package init(_ key: String, _ label: String, _ content: Content, hint: String = "") {
            self.key = key
            self.label = label
            self.content = content
            self.hint = hint
        }
    }

    package var title: String
    /// What Enter does: "Log in".
    package var verb: String
    package var fields: [Field]
    package var focus = 0
    /// What is wrong with the answers, in a sentence; shown until something is changed.
    package var problem: String?

    package init(title: String, verb: String, fields: [Field]) {
        self.title = title
        self.verb = verb
        self.fields = fields.map { field in
            guard case .text(var text) = field.content else { return field }
            text.suggest()
            var field = field
            field.content = .text(text)
            return field
        }
    }

    // MARK: Answers

    /// What is in a text field; the chosen text of a choice; `1` or nothing of a switch.
    package func text(_ key: String) -> String {
        switch fields.first(where: { $0.key == key })?.content {
        case .text(let field): field.text
        case .choice(let choices, let index): choices.indices.contains(index) ? choices[index] : ""
        case .flag(let flag): flag ? "1" : ""
        case nil: ""
        }
    }

    package func choice(_ key: String) -> Int {
        if case .choice(_, let index) = fields.first(where: { $0.key == key })?.content { index } else { 0 }
    }

    package func flag(_ key: String) -> Bool {
        if case .flag(let flag) = fields.first(where: { $0.key == key })?.content { flag } else { false }
    }

    // MARK: Keys

    package enum Reaction: Equatable, Sendable { case used, submit, cancel, unused }

    /// Enter answers the form wherever the focus is; Esc leaves it; arrows and Tab walk; Space turns switches and choices.
    package mutating func handle(_ input: InputEvent) -> Reaction {
        switch input {
        case .key(.escape): return .cancel
        case .key(.enter): return .submit
        case .key(.tab), .key(.down), .key(.control("n")): move(1)
        case .key(.backTab), .key(.up), .key(.control("p")): move(-1)
        default:
            guard fields.indices.contains(focus) else { return .unused }
            return edit(input)
        }
        return .used
    }

    private mutating func move(_ delta: Int) {
        guard !fields.isEmpty else { return }
        focus = (focus + delta + fields.count) % fields.count
    }

    private mutating func edit(_ input: InputEvent) -> Reaction {
        switch fields[focus].content {
        case .text(var field):
            guard field.handle(oneLine(input)) else { return .unused }
            fields[focus].content = .text(field)
        case .flag(let flag):
            switch input {
            case .key(.character(" ")), .key(.left), .key(.right): fields[focus].content = .flag(!flag)
            case .key(.character), .paste: break
            default: return .unused
            }
        case .choice(let choices, let index):
            guard !choices.isEmpty else { return .used }
            switch input {
            case .key(.character(" ")), .key(.right): fields[focus].content = .choice(choices, (index + 1) % choices.count)
            case .key(.left): fields[focus].content = .choice(choices, (index + choices.count - 1) % choices.count)
            case .key(.character), .paste: break
            default: return .unused
            }
        }
        problem = nil
        return .used
    }

    /// A paste of several lines becomes one: the rest would be invisible.
    private func oneLine(_ input: InputEvent) -> InputEvent {
        guard case .paste(let text) = input else { return input }
        return .paste(String(text.prefix(8192).split(whereSeparator: \.isNewline).joined(separator: " ")))
    }
}
