/// Makes nodes of a YAML stream's tokens: structure, anchors, merge keys, and the types of scalars.
///
/// Time and memory grow with what is read, never with what aliases would make of it: each node knows how large it is.
struct YAMLComposer {
    /// An alias stands for its node many times over; a document that would grow beyond this is refused.
    static let nodeLimit = 200_000
    static let depthLimit = 100

    private var scanner: YAMLScanner
    private var anchors: [String: (node: FlowNode, size: Int)] = [:]
    private var handles: [String: String] = [:]
    /// Nodes of the current document.
    private var count = 0
    private var isFirst = true

    init(_ yaml: String) throws(FlowError) { scanner = try YAMLScanner(yaml) }

    static func tooDeep(line: Int) -> FlowError {
        FlowError("is nested more than \(depthLimit) levels deep.", line: line)
    }

    /// The next document's node; `nil` after the last.
    mutating func nextDocument() throws(FlowError) -> FlowNode? {
        anchors = [:]
        count = 0
        handles = ["!": "!", "!!": "tag:yaml.org,2002:"]
        while try scanner.peek().kind == .documentEnd { try scanner.take() }
        var token = try scanner.peek()
        if token.kind == .streamEnd { return nil }
        var hasDirectives = false
        while case .directive(let handle, let prefix) = token.kind {
            handles[handle] = prefix
            hasDirectives = true
            try scanner.take()
            token = try scanner.peek()
        }
        if token.kind == .documentStart {
            try scanner.take()
        } else if !isFirst || hasDirectives {
            throw scanner.failure("expected --- before the next document, found \(token.kind.description).", line: token.line)
        }
        isFirst = false
        switch try scanner.peek().kind {
        case .documentStart, .documentEnd, .streamEnd, .directive: return try empty(at: token.line)
        default: return try node(depth: 0, inBlock: true)
        }
    }

    // MARK: Nodes

    private mutating func counted(_ kind: FlowNode.Kind, line: Int) throws(FlowError) -> FlowNode {
        try grow(by: 1, line: line)
        return FlowNode(kind: kind, line: line)
    }

    private mutating func grow(by size: Int, line: Int) throws(FlowError) {
        count += size
        guard count <= Self.nodeLimit else {
            throw FlowError("has more than \(Self.nodeLimit) values once its aliases are resolved.", line: line)
        }
    }

    private mutating func empty(at line: Int) throws(FlowError) -> FlowNode { try counted(.null, line: line) }

    private mutating func node(
        depth: Int, inBlock: Bool = false, allowsIndentless: Bool = false, isKey: Bool = false
    ) throws(FlowError) -> FlowNode {
        let start = try scanner.peek()
        guard depth <= Self.depthLimit else { throw Self.tooDeep(line: start.line) }
        if case .alias(let name) = start.kind {
            guard let known = anchors[name] else { throw scanner.failure("nothing is anchored as \(name).", line: start.line) }
            try scanner.take()
            try grow(by: known.size, line: start.line)
            return FlowNode(kind: known.node.kind, line: start.line)
        }
        var anchor: String?
        var tag: String?
        properties: while true {
            let token = try scanner.peek()
            switch token.kind {
            case .anchor(let name) where anchor == nil: anchor = name
            case .tag(let handle, let suffix) where tag == nil: tag = try wholeTag(handle, suffix, line: token.line)
            default: break properties
            }
            try scanner.take()
        }
        let before = count
        let kind = try content(depth, inBlock, allowsIndentless, isKey, tag, hasProperties: anchor != nil || tag != nil)
        let node = try counted(kind, line: start.line)
        if let anchor { anchors[anchor] = (node, count - before) }
        return node
    }

    private func wholeTag(_ handle: String?, _ suffix: String, line: Int) throws(FlowError) -> String {
        guard let handle else { return suffix }
        guard let prefix = handles[handle] else {
            throw scanner.failure("the tag handle \(handle) is not defined by a %TAG.", line: line)
        }
        return prefix + suffix
    }

    private mutating func content(
        _ depth: Int, _ inBlock: Bool, _ allowsIndentless: Bool, _ isKey: Bool, _ tag: String?, hasProperties: Bool
    ) throws(FlowError) -> FlowNode.Kind {
        let token = try scanner.peek()
        switch token.kind {
        case .scalar(let text, let isPlain):
            try scanner.take()
            return try scalar(text, isPlain: isPlain, tag, isKey: isKey, line: token.line)
        case .blockEntry where allowsIndentless:
            try check(tag, "seq", line: token.line)
            return .list(try blockItems(depth, ends: [.blockEntry, .key, .value, .blockEnd]))
        case .blockSequenceStart where inBlock:
            try check(tag, "seq", line: token.line)
            try scanner.take()
            let items = try blockItems(depth, ends: [.blockEntry, .blockEnd])
            try takeBlockEnd()
            return .list(items)
        case .blockMappingStart where inBlock:
            try check(tag, "map", line: token.line)
            return try blockMap(depth)
        case .flowSequenceStart:
            try check(tag, "seq", line: token.line)
            return try flowList(depth)
        case .flowMappingStart:
            try check(tag, "map", line: token.line)
            return try flowMap(depth)
        default:
            guard hasProperties else {
                throw scanner.failure("expected a value, found \(token.kind.description).", line: token.line)
            }
            return try scalar("", isPlain: true, tag, isKey: isKey, line: token.line)
        }
    }

    private func check(_ tag: String?, _ name: String, line: Int) throws(FlowError) {
        if let tag, tag != "!", tag != "tag:yaml.org,2002:\(name)" { throw unusable(tag, line: line) }
    }

    private func unusable(_ tag: String, line: Int) -> FlowError {
        FlowError("the tag \(tag) does not fit its value, or is none that a flow can use.", line: line)
    }

    private func scalar(_ text: String, isPlain: Bool, _ tag: String?, isKey: Bool, line: Int) throws(FlowError) -> FlowNode.Kind
    {
        let resolved: ScalarTag
        switch tag {
        case nil: resolved = isPlain ? ScalarTag(ofPlain: text) : .text
        case "!"?: resolved = ScalarTag(ofPlain: text)
        case let tag?:
            guard let known = ScalarTag(rawValue: tag) else { throw unusable(tag, line: line) }
            resolved = known
        }
        switch resolved {
        case .merge where isKey: return .merge
        case .value where isKey: return .text(text)
        case .merge, .value: throw FlowError("\(text) has a meaning of its own in YAML: put it in quotes.", line: line)
        default:
            guard let kind = resolved.kind(of: text) else {
                if let tag { throw unusable(tag, line: line) }
                throw FlowError("looks like \(resolved.name) but is none: put it in quotes if it is text.", line: line)
            }
            return kind
        }
    }

    // MARK: Blocks

    private mutating func blockItems(_ depth: Int, ends: [YAMLToken.Kind]) throws(FlowError) -> [FlowNode] {
        var items: [FlowNode] = []
        while try scanner.peek().kind == .blockEntry {
            let line = try scanner.take().line
            let next = try scanner.peek().kind
            items.append(try ends.contains(next) ? empty(at: line) : node(depth: depth + 1, inBlock: true))
        }
        return items
    }

    private mutating func takeBlockEnd() throws(FlowError) {
        let token = try scanner.peek()
        guard token.kind == .blockEnd else {
            throw scanner.failure(
                "found \(token.kind.description) where a list or map goes on or ends: look at the indentation.", line: token.line)
        }
        try scanner.take()
    }

    private mutating func blockMap(_ depth: Int) throws(FlowError) -> FlowNode.Kind {
        try scanner.take()
        var pairs: [FlowNode.Pair] = []
        let ends: [YAMLToken.Kind] = [.key, .value, .blockEnd]
        while try scanner.peek().kind == .key {
            let line = try scanner.take().line
            var next = try scanner.peek().kind
            let key =
                try ends.contains(next)
                ? empty(at: line) : node(depth: depth + 1, inBlock: true, allowsIndentless: true, isKey: true)
            var value: FlowNode?
            if try scanner.peek().kind == .value {
                try scanner.take()
                next = try scanner.peek().kind
                if !ends.contains(next) { value = try node(depth: depth + 1, inBlock: true, allowsIndentless: true) }
            }
            if value == nil { value = try empty(at: key.line) }
            if let value { pairs.append((key, value)) }
        }
        try takeBlockEnd()
        return .map(try merging(pairs))
    }

    // MARK: In brackets and braces

    private mutating func flowList(_ depth: Int) throws(FlowError) -> FlowNode.Kind {
        try scanner.take()
        var items: [FlowNode] = []
        while try scanner.peek().kind != .flowSequenceEnd {
            if !items.isEmpty { try takeComma(before: .flowSequenceEnd) }
            let token = try scanner.peek()
            if token.kind == .flowSequenceEnd { break }
            if token.kind == .key {
                // `[a: b]` is a list with a map of one pair.
                let pair = try flowPair(depth + 1, end: .flowSequenceEnd)
                items.append(try counted(.map(try merging([pair])), line: token.line))
            } else {
                items.append(try node(depth: depth + 1))
            }
        }
        try scanner.take()
        return .list(items)
    }

    private mutating func flowMap(_ depth: Int) throws(FlowError) -> FlowNode.Kind {
        try scanner.take()
        var pairs: [FlowNode.Pair] = []
        while try scanner.peek().kind != .flowMappingEnd {
            if !pairs.isEmpty { try takeComma(before: .flowMappingEnd) }
            let token = try scanner.peek()
            if token.kind == .flowMappingEnd { break }
            if token.kind == .key {
                pairs.append(try flowPair(depth, end: .flowMappingEnd))
            } else {
                pairs.append((try node(depth: depth + 1, isKey: true), try empty(at: token.line)))
            }
        }
        try scanner.take()
        return .map(try merging(pairs))
    }

    private mutating func flowPair(_ depth: Int, end: YAMLToken.Kind) throws(FlowError) -> FlowNode.Pair {
        let line = try scanner.take().line
        var next = try scanner.peek().kind
        let key =
            try next == .value || next == .flowEntry || next == end ? empty(at: line) : node(depth: depth + 1, isKey: true)
        var value: FlowNode?
        if try scanner.peek().kind == .value {
            try scanner.take()
            next = try scanner.peek().kind
            if next != .flowEntry, next != end { value = try node(depth: depth + 1) }
        }
        if let value { return (key, value) }
        return (key, try empty(at: key.line))
    }

    private mutating func takeComma(before end: YAMLToken.Kind) throws(FlowError) {
        let token = try scanner.peek()
        guard token.kind == .flowEntry else {
            throw scanner.failure(
                "expected a comma or \(end.description), found \(token.kind.description).", line: token.line)
        }
        try scanner.take()
    }

    // MARK: Merge keys

    /// The pairs with those that `<<` brings in first, as PyYAML puts them; the map's own take their places.
    private func merging(_ pairs: [FlowNode.Pair]) throws(FlowError) -> [FlowNode.Pair] {
        guard pairs.contains(where: { $0.key.isMerge }) else { return pairs }
        var result: [FlowNode.Pair] = []
        var places: [FlowNode.Identity: Int] = [:]
        func put(_ pair: FlowNode.Pair) {
            if let identity = pair.key.identity, let place = places[identity] {
                result[place].value = pair.value
            } else {
                if let identity = pair.key.identity { places[identity] = result.count }
                result.append(pair)
            }
        }
        for pair in pairs where pair.key.isMerge {
            for map in try maps(toMerge: pair.value) { map.forEach(put) }
        }
        for pair in pairs where !pair.key.isMerge {
            if let identity = pair.key.identity, let place = places.removeValue(forKey: identity) {
                result[place] = pair
            } else {
                // A key that stands twice in the map itself is left to the reader of the map.
                result.append(pair)
            }
        }
        return result
    }

    private func maps(toMerge node: FlowNode) throws(FlowError) -> [[FlowNode.Pair]] {
        switch node.kind {
        case .map(let pairs): return [pairs]
        case .list(let items):
            var maps: [[FlowNode.Pair]] = []
            for item in items {
                guard case .map(let pairs) = item.kind else { break }
                maps.append(pairs)
            }
            if maps.count == items.count { return maps.reversed() }
        default: break
        }
        throw FlowError("<< merges a map, or a list of maps, found \(node.description).", line: node.line)
    }
}
