package import SessionCore
import Yams

/// Reads the documents of a YAML stream into nodes with lines. Yams gives the structure; what a scalar is, and what `<<` merges,
/// is decided here, as PyYAML does it.
package enum YAMLDocuments {
    /// The nodes of the documents, in order. The error has the document's number and the line.
    static func nodes(of yaml: String) throws(FlowError) -> [FlowNode] {
        // A byte order mark before the first document says how the file is encoded, and is no part of its first line.
        let yaml = yaml.unicodeScalars.first == "\u{FEFF}" ? String(yaml.unicodeScalars.dropFirst()) : yaml
        if let line = AliasedKeys.line(in: yaml) {
            throw FlowError(
                "has many aliases, and lists, maps or aliases as keys: write the keys as text.", document: nil, line: line)
        }
        return try read(yaml)
    }

    /// The documents as values. Keys that are no text are as Python's `json` writes them.
    package static func values(of yaml: String) throws(FlowError) -> [SessionValue] {
        var values: [SessionValue] = []
        for node in try nodes(of: yaml) { values.append(try FlowField(node: node, path: "").value()) }
        return values
    }

    private static func read(_ yaml: String) throws(FlowError) -> [FlowNode] {
        let marked = ByteOrderMarks(yaml)
        do throws(FlowError) {
            return try read(marked.text, restoring: marked.restored)
        } catch {
            // Perhaps the two keys are only spelt alike. If they are one, the first error names it.
            guard error.problem.hasSuffix(twice), let exact = ExactKeys(marked.text),
                let nodes = try? read(exact.text, restoring: { marked.restored(exact.restored($0)) })
            else { throw error }
            return nodes
        }
    }

    private static let twice = "stands twice in the map."

    private static func read(_ yaml: String, restoring restore: @escaping (String) -> String) throws(FlowError) -> [FlowNode] {
        var yaml = yaml
        var mended = 0
        while true {
            var nodes: [FlowNode] = []
            do {
                let resolver = Resolver.basic.appending(try Resolver.Rule(NodeConversion.plain, "^"))
                let parser = try Parser(yaml: yaml, resolver: resolver, encoding: .utf8)
                while let root = try parser.nextRoot() {
                    var conversion = NodeConversion(document: nodes.count + 1, restore: restore)
                    nodes.append(try conversion.node(root, depth: 0))
                }
                return nodes
            } catch let error as FlowError {
                throw error
            } catch let error as YamlError {
                guard mended < mostMended, mended * yaml.utf8.count < mostReread, let text = ReaderGaps.mended(yaml, after: error) else {
                    throw described(error, document: nodes.count + 1)
                }
                yaml = text
                mended += 1
            } catch {
                throw FlowError("cannot be read as YAML.", document: nodes.count + 1)
            }
        }
    }

    /// Each takes another reading of the whole text: so many at most, and so many bytes in all.
    private static let mostMended = 200
    private static let mostReread = 32 << 20

    private static func described(_ error: YamlError, document: Int) -> FlowError {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let place = context.map { "\($0.text) in line \($0.mark.line), " } ?? ""
            return FlowError("is not YAML: \(place)\(problem).", document: document, line: mark.line)
        case .reader(let problem, _, _, _):
            return FlowError("is not YAML: \(problem).", document: document)
        case .duplicatedKeysInMapping(let names, let context):
            let keys = names.sorted().joined(separator: ", ")
            return FlowError("the key \(keys) \(twice)", document: document, line: context.mark.line)
        default:
            return FlowError("is not YAML.", document: document)
        }
    }
}
