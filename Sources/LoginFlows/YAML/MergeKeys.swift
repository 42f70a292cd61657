/// The merge key `<<` (YAML 1.1's type repository; `flatten_mapping` of PyYAML's `constructor.py`).
enum MergeKeys {
    /// The pairs with those that `<<` brings in first, as PyYAML puts them; the map's own take their places.
    static func merged(_ pairs: [FlowNode.Pair]) throws(FlowError) -> [FlowNode.Pair] {
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
        for pair in pairs where !pair.key.isMerge { put(pair) }
        return result
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
            // Of several maps the first counts: it is put last.
            if maps.count == items.count { return maps.reversed() }
        default: break
        }
        throw FlowError("<< merges a map, or a list of maps, found \(node.description).", line: node.line)
    }
}
