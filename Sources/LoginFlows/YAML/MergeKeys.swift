/// The merge key `<<` (YAML 1.1's type repository; `flatten_mapping` in `constructor.py` of PyYAML 6.0.4).
enum MergeKeys {
    /// The pairs with those that `<<` brings in first, as PyYAML puts them; the map's own take their places, as later pairs do.
    ///
    /// Of several maps with the same key the last counts, since release 6.0.4. But a pair that came in once does not come in again by
    /// another alias of its map.
    static func merged(_ pairs: [FlowNode.Pair]) throws(FlowError) -> [FlowNode.Pair] {
        guard pairs.contains(where: { $0.key.isMerge }) else { return pairs }
        var result: [FlowNode.Pair] = []
        var seen: Set<Origin> = []
        for pair in pairs where pair.key.isMerge {
            for map in try maps(toMerge: pair.value) {
                for pair in map where seen.insert(Origin(pair.key)).inserted { result.append(pair) }
            }
        }
        return result + pairs.filter { !$0.key.isMerge }
    }

    /// What makes two keys one and the same object in Python: both are of one place in the file, or both are texts of one Latin-1
    /// character, or of none, of which CPython has only one object.
    private enum Origin: Hashable {
        case place(line: Int, column: Int)
        case shared(Unicode.Scalar?)

        init(_ key: FlowNode) {
            let scalars = key.spelling?.unicodeScalars
            if let scalars, scalars.count < 2, scalars.first.map({ $0.value < 0x100 }) ?? true {
                self = .shared(scalars.first)
            } else {
                self = .place(line: key.line, column: key.column)
            }
        }
    }

    private static func maps(toMerge node: FlowNode) throws(FlowError) -> [[FlowNode.Pair]] {
        switch node.kind {
        case .map(let pairs): return [pairs]
        case .list(let items):
            var maps: [[FlowNode.Pair]] = []
            for item in items {
                guard case .map(let pairs) = item.kind else { break }
                maps.append(pairs)
            }
            if maps.count == items.count { return maps }
        default: break
        }
        throw FlowError("<< merges a map, or a list of maps, found \(node.description).", line: node.line)
    }
}
