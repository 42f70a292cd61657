import Yams

/// Reads the documents of a YAML stream into nodes with lines.
struct YAMLDocuments {
    /// An alias may stand for a large node many times over; a document that grows beyond this is refused.
    private static let nodeLimit = 200_000
    private static let depthLimit = 100

    /// The nodes of the documents, in order. The error has the document's number and the line.
    static func nodes(of yaml: String) throws(FlowError) -> [FlowNode] {
        do throws(FlowError) {
            return try read(yaml)
        } catch {
            // JSON writes characters beyond the 16-bit plane as two escapes, which the YAML library does not take.
            if error.problem.contains("Unicode character escape"), let joined = joiningSurrogateEscapes(yaml) {
                return try read(joined)
            }
            throw error
        }
    }

    private static func read(_ yaml: String) throws(FlowError) -> [FlowNode] {
        var nodes: [FlowNode] = []
        do {
            let resolver = Resolver.basic.appending(try Resolver.Rule(plainTag, "^"))
            let parser = try Parser(yaml: yaml, resolver: resolver, encoding: .utf8)
            while let root = try parser.nextRoot() {
                var conversion = Conversion(document: nodes.count + 1)
                nodes.append(try conversion.node(root, depth: 0))
            }
        } catch let error as FlowError {
            throw error
        } catch let error as YamlError {
            throw described(error, document: nodes.count + 1)
        } catch {
            throw FlowError("cannot be read as YAML.", document: nodes.count + 1)
        }
        return nodes
    }

    /// What the resolver calls a scalar without quotes and tag: its type is decided here, not by the library's YAML 1.1 rules.
    private static let plainTag = Tag.Name(rawValue: "plain")

    private struct Conversion {
        let document: Int
        var count = 0

        mutating func node(_ node: Node, depth: Int) throws -> FlowNode {
            let line = node.mark?.line ?? 1
            count += 1
            guard count <= nodeLimit else {
                throw FlowError(
                    "has more than \(nodeLimit) values once its aliases are resolved.", document: document, line: line)
            }
            guard depth <= depthLimit else {
                throw FlowError("is nested more than \(depthLimit) levels deep.", document: document, line: line)
            }
            switch node {
            case .scalar(let scalar):
                return FlowNode(kind: try kind(of: scalar.string, tag: node.tag.description, line: line), line: line)
            case .sequence(let sequence):
                return FlowNode(kind: .list(try sequence.map { try self.node($0, depth: depth + 1) }), line: line)
            case .mapping(let mapping):
                var pairs: [(key: FlowNode, value: FlowNode)] = []
                for (key, value) in mapping {
                    pairs.append((try self.node(key, depth: depth + 1), try self.node(value, depth: depth + 1)))
                }
                return FlowNode(kind: .map(pairs), line: line)
            case .alias:
                throw FlowError("holds an alias that cannot be resolved.", document: document, line: line)
            }
        }

        private func kind(of text: String, tag: String, line: Int) throws -> FlowNode.Kind {
            let kind = CoreSchema.kind(ofPlain: text)
            switch (tag, kind) {
            case (plainTag.rawValue, _): return kind
            case ("tag:yaml.org,2002:str", _): return .text(text)
            case ("tag:yaml.org,2002:int", .integer), ("tag:yaml.org,2002:int", .bigInteger),
                ("tag:yaml.org,2002:float", .double),
                ("tag:yaml.org,2002:bool", .bool), ("tag:yaml.org,2002:null", .null):
                return kind
            case ("tag:yaml.org,2002:float", .integer(let value)): return .double(Double(value))
            default:
                throw FlowError(
                    "the tag \(tag) does not fit its value, or is not one of YAML 1.2's.", document: document, line: line)
            }
        }
    }

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
            return FlowError("the key \(keys) stands twice in the map.", document: document, line: context.mark.line)
        default:
            return FlowError("is not YAML.", document: document)
        }
    }

    /// The text with each `\ud83d\ude00` written as the character that it means; `nil` if there is none.
    static func joiningSurrogateEscapes(_ yaml: String) -> String? {
        let bytes = Array(yaml.utf8)
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var at = 0
        var changed = false
        func unit(_ at: Int) -> UInt32? {
            guard at + 6 <= bytes.count, bytes[at] == 0x5C, bytes[at + 1] == 0x75 else { return nil }
            return UInt32(String(decoding: bytes[(at + 2)..<(at + 6)], as: UTF8.self), radix: 16)
        }
        while at < bytes.count {
            if bytes[at] == 0x5C {
                if let high = unit(at), (0xD800...0xDBFF).contains(high), let low = unit(at + 6), (0xDC00...0xDFFF).contains(low),
                    let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
                {
                    out += String(scalar).utf8
                    at += 12
                    changed = true
                    continue
                }
                out.append(bytes[at])
                at += 1
                guard at < bytes.count else { break }
            }
            out.append(bytes[at])
            at += 1
        }
        return changed ? String(decoding: out, as: UTF8.self) : nil
    }
}
