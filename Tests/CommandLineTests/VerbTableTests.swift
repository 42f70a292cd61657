import RollcallUI
import SessionCore
import Testing

/// The table of `:` against the real command tree, which the program prints itself.
@Suite("The palette's verbs are the program's commands")
struct VerbTableTests {
    private struct Leaf {
        var name: String
        /// Name with dashes, whether it takes a value.
        var options: [String: Bool] = [:]
        var operands = 0
    }

    private static func leaves() throws -> [Leaf] {
        let run = try Sandbox().run("--experimental-dump-help")
        guard case .map(let root) = try PythonJSON.parse(Array(run.output.utf8)), case .map(let command)? = root["command"] else {
            return []
        }
        return leaves(of: command, under: [])
    }

    private static func leaves(of command: SessionMap, under path: [String]) -> [Leaf] {
        guard case .list(let children)? = command["subcommands"] else { return [leaf(command, path)] }
        return children.flatMap { child -> [Leaf] in
            guard case .map(let map) = child, case .string(let name)? = map["commandName"], name != "help" else { return [] }
            return leaves(of: map, under: path + [name])
        }
    }

    private static func leaf(_ command: SessionMap, _ path: [String]) -> Leaf {
        var leaf = Leaf(name: path.joined(separator: " "))
        guard case .list(let arguments)? = command["arguments"] else { return leaf }
        for case .map(let argument) in arguments where argument["shouldDisplay"] == .bool(true) {
            if argument["kind"] == .string("positional") { leaf.operands += 1 }
            guard case .list(let names)? = argument["names"] else { continue }
            for case .map(let name) in names where name["kind"] == .string("long") {
                if case .string(let text)? = name["name"] { leaf.options["--" + text] = argument["kind"] == .string("option") }
            }
        }
        return leaf
    }

    @Test("every command is in the table, and nothing else")
    func commands() throws {
        let names = try Self.leaves().map(\.name).filter { $0 != "ui" }
        #expect(names.count > 20)
        #expect(Set(names) == Set(Verb.all.map(\.name)))
    }

    @Test("every option of every command is known, with or without a value as it is, or refused with a reason")
    func options() throws {
        for leaf in try Self.leaves() {
            guard let verb = Verb.all.first(where: { $0.name == leaf.name }) else { continue }
            let known = Dictionary(uniqueKeysWithValues: verb.options.map { ($0.name, $0.value != nil) })
            for (name, takesValue) in leaf.options where !Verb.settled.contains(name) && Verb.refused[name] == nil {
                guard name != "--help", name != "--version" else { continue }
                #expect(known[name] == takesValue, "\(leaf.name) \(name)")
            }
            for name in known.keys where name != "--target" { #expect(leaf.options[name] != nil, "\(leaf.name) has no \(name)") }
            #expect((verb.operands == .none) == (leaf.operands == 0), "\(leaf.name)")
        }
    }
}
