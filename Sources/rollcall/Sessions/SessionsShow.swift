import ArgumentParser
import RollcallSupport
import Screen
import SessionCore
import SessionRegistry

struct SessionsShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One session, with its payload.",
        discussion: """
            EXAMPLES
              rollcall sessions show 3f9a1c
              rollcall sessions show 3f9a1c --format json | jq .payload
            """)

    @Argument(help: "The session's id, or six or more of its first characters.")
    var id: String
    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let context = try CommandContext(global, format)
        let text = id
        let (session, payload) = try context.withStore { store in
            let id = try await IDArgument.session(text, in: store)
            guard let session = try await store.session(id) else { throw IDArgument.missing("session", text) }
            return (session, try await store.payload(of: id))
        }
        let tagged = payload.map { TaggedJSON.tagged(.map($0)) }
        if context.output.isJSON {
            var json = session.json(at: context.now)
            json["payload"] = tagged ?? .null
            context.output.json(json)
        } else {
            session.details(at: context.now).print(context.output)
            context.output.line("payload")
            for line in PayloadText.lines(tagged ?? .null) { context.output.line("  " + line) }
        }
    }
}

/// A payload for people: a line a value, indented as it nests. Sanitised.
enum PayloadText {
    static func lines(_ value: SessionValue) -> [String] {
        switch value {
        case .map(let map) where map.isEmpty: ["{}"]
        case .map(let map): map.pairs.flatMap { entry("\($0.key):", $0.value) }
        case .list(let items) where items.isEmpty: ["[]"]
        case .list(let items): items.flatMap { entry("-", $0) }
        case .string(let text): [Sanitizer.visible(text)]
        default: [JSONLine.text(value)]
        }
    }

    /// A line a value with the way to it, for reading aloud: `payload, cart, 1, sku: A-7`. Not sanitised yet.
    static func raw(_ value: SessionValue, path: String) -> [String] {
        switch value {
        case .map(let map) where !map.isEmpty:
            map.pairs.flatMap { raw($0.value, path: "\(path), \(PlainText.short($0.key))") }
        case .list(let items) where !items.isEmpty:
            items.enumerated().flatMap { raw($0.element, path: "\(path), \($0.offset + 1)") }
        case .string(let text): ["\(path): \(PlainText.short(text, 2_000))"]
        case .map: ["\(path): empty"]
        case .list: ["\(path): empty list"]
        default: ["\(path): \(JSONLine.text(value))"]
        }
    }

    private static func entry(_ label: String, _ value: SessionValue) -> [String] {
        let label = Sanitizer.visible(label)
        let inner = lines(value)
        switch value {
        case .map(let map) where !map.isEmpty: return [label] + inner.map { "  " + $0 }
        case .list(let items) where !items.isEmpty: return [label] + inner.map { "  " + $0 }
        default: return [label + " " + (inner.first ?? "")]
        }
    }
}
