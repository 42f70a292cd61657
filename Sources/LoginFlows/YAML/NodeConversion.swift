import Yams

/// Makes a document's nodes of those of Yams: types of scalars, merge keys, and bounds.
struct NodeConversion {
    /// An alias may stand for a large node many times over; a document that grows beyond this is refused.
    static let nodeLimit = 200_000
    static let depthLimit = 100

    /// What the resolver calls a scalar without quotes and tag: `ScalarTag` decides what it is.
    static let plain = Tag.Name(rawValue: "plain")

    let document: Int
    private let restore: (String) -> String
    private var count = 0

    /// - Parameter restore: makes of a scalar's text what it was before the parser was helped to read it.
    init(document: Int, restore: @escaping (String) -> String) {
        self.document = document
        self.restore = restore
    }

    mutating func node(_ node: Node, depth: Int, isKey: Bool = false) throws(FlowError) -> FlowNode {
        let line = node.mark?.line ?? 1
        let column = node.mark?.column ?? 1
        count += 1
        guard count <= Self.nodeLimit else {
            throw failure("has more than \(Self.nodeLimit) values once its aliases are resolved.", line)
        }
        guard depth <= Self.depthLimit else { throw failure("is nested more than \(Self.depthLimit) levels deep.", line) }
        switch node {
        case .scalar(let scalar):
            // `!` alone leaves the type to be found out; PyYAML does so even where there are quotes.
            let tag = scalar.tag.description == "!" ? Self.plain.rawValue : node.tag.description
            let kind = try kind(of: restore(scalar.string), tag: tag, isKey: isKey, line)
            return FlowNode(kind: kind, line: line, column: column)
        case .sequence(let sequence):
            try check(node.tag.description, "seq", line)
            var items: [FlowNode] = []
            for item in sequence { items.append(try self.node(item, depth: depth + 1)) }
            return FlowNode(kind: .list(items), line: line, column: column)
        case .mapping(let mapping):
            try check(node.tag.description, "map", line)
            var pairs: [FlowNode.Pair] = []
            for (key, value) in mapping {
                pairs.append((try self.node(key, depth: depth + 1, isKey: true), try self.node(value, depth: depth + 1)))
            }
            return FlowNode(kind: .map(try MergeKeys.merged(pairs)), line: line, column: column)
        case .alias:
            throw failure("holds an alias that cannot be resolved.", line)
        }
    }

    private func kind(of text: String, tag: String, isKey: Bool, _ line: Int) throws(FlowError) -> FlowNode.Kind {
        let isPlain = tag == Self.plain.rawValue
        guard let resolved = isPlain ? ScalarTag(ofPlain: text) : ScalarTag(rawValue: tag) else { throw unusable(tag, line) }
        switch resolved {
        case .merge where isKey: return .merge
        case .value where isKey: return .text(text)
        case .merge, .value: throw failure("\(text) has a meaning of its own in YAML: put it in quotes.", line)
        default:
            if let kind = resolved.kind(of: text) { return kind }
            throw isPlain
                ? failure("looks like \(resolved.name) but is none: put it in quotes if it is text.", line) : unusable(tag, line)
        }
    }

    private func check(_ tag: String, _ name: String, _ line: Int) throws(FlowError) {
        guard [Self.plain.rawValue, "!", "tag:yaml.org,2002:\(name)"].contains(tag) else { throw unusable(tag, line) }
    }

    private func unusable(_ tag: String, _ line: Int) -> FlowError {
        failure("the tag \(tag) does not fit its value, or is none that a flow can use.", line)
    }

    private func failure(_ problem: String, _ line: Int) -> FlowError {
        FlowError(problem, document: document, line: line)
    }
}
