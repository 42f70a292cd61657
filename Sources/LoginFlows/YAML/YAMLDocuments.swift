package import SessionCore

/// Reads the documents of a YAML stream into nodes with lines.
package enum YAMLDocuments {
    /// The nodes of the documents, in order. The error has the document's number and the line.
    static func nodes(of yaml: String) throws(FlowError) -> [FlowNode] {
        var nodes: [FlowNode] = []
        do throws(FlowError) {
            var composer = try YAMLComposer(yaml)
            while let node = try composer.nextDocument() { nodes.append(node) }
        } catch {
            var error = error
            error.document = nodes.count + 1
            throw error
        }
        return nodes
    }

    /// The documents as values. Keys that are no text are as Python's `json` writes them; of equal keys the last counts.
    package static func values(of yaml: String) throws(FlowError) -> [SessionValue] {
        var values: [SessionValue] = []
        for node in try nodes(of: yaml) { values.append(try FlowField(node: node, path: "").value()) }
        return values
    }
}
