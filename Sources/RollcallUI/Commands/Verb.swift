/// A command of the program that `:` knows: with a screen of its own it acts there, without one the program itself runs it.
package struct Verb: Sendable {
    /// What is to be written somewhere, as far as completion can help.
    package enum Value: Hashable, Sendable {
        case text, file, flow, filter, user, session, token, revocation
        case words([String])

        /// As usage lines name it.
        var label: String {
            switch self {
            case .text: "TEXT"
            case .file, .flow: "FILE"
            case .filter: "EXPR"
            case .user: "USER"
            case .session, .token: "ID"
            case .revocation: "r12"
            case .words(let words): words.joined(separator: "|")
            }
        }
    }

    package struct Option: Sendable {
        /// With its dashes.
        package var name: String
        /// `nil`: it takes none.
        package var value: Value?
        package var about: String

        init(_ name: String, _ value: Value? = nil, _ about: String) {
            self.name = name
            self.value = value
            self.about = about
        }
    }

    /// Words behind the options.
    package enum Operands: Hashable, Sendable {
        case none
        case optional(Value)
        case one(Value)
        /// Any number, also none.
        case many(Value)

        var value: Value? {
            switch self {
            case .none: nil
            case .optional(let value), .one(let value), .many(let value): value
            }
        }
    }

    /// What the screen made of it.
    package enum Answer: Equatable, Sendable {
        case done
        /// It cannot be; a sentence says why.
        case refused(String)
        /// The screen has no such thing: the program is to do it.
        case program
    }

    /// `["sessions", "list"]`.
    package var words: [String]
    package var about: String
    package var operands: Operands
    package var options: [Option]
    /// Changes what is stored: absent in read-only mode.
    package var changes: Bool
    var screen: @Sendable (VerbArguments, inout Model) -> Answer

    init(
        _ name: String, _ about: String, _ operands: Operands = .none, _ options: [Option] = [], changes: Bool = false,
        screen: @escaping @Sendable (VerbArguments, inout Model) -> Answer = { _, _ in .program }
    ) {
        words = name.split(separator: " ").map(String.init)
        self.about = about
        self.operands = operands
        self.options = options
        self.changes = changes
        self.screen = screen
    }

    package var name: String { words.joined(separator: " ") }

    /// Options that the program has and `:` does not take, with the reason as a sentence.
    package static let refused: [String: String] = [
        "--yes": "--yes is not taken here: what goes is shown first, and you are asked.",
        "--password-stdin": "--password-stdin is not taken here: you are asked for the password.",
        "--api-key-stdin": "--api-key-stdin is not taken here: it would show the key; use rollcall in a shell.",
    ]

    /// Options of every command that the open screen has settled.
    package static let settled: Set = ["--store", "--config", "--read-only", "--operator", "--no-color"]
}
