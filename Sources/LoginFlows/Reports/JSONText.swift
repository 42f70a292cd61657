import SessionCore

/// JSON lines as Python's `json.dumps(…, ensure_ascii=False)` writes them, or in ASCII.
enum JSONText {
    /// Keys in the map's order.
    static func line(_ value: SessionValue, ascii: Bool = false) -> String { text(value, .spaced, ascii) }
    /// `sort_keys=True`.
    static func sorted(_ value: SessionValue, ascii: Bool = false) -> String { text(value, .spacedSorted, ascii) }

    /// Values are made here from what is bounded in depth, so the writer's limit is never met; were it, the place would say so.
    private static func text(_ value: SessionValue, _ style: JSONStyle, _ ascii: Bool) -> String {
        do {
            return try PythonJSON.text(value, style, ascii: ascii)
        } catch {
            return "\"(\(error.description.replacing("\"", with: "'")))\""
        }
    }
}
