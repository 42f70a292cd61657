import SessionCore

/// JSON lines as Python's `json.dumps(…, ensure_ascii=False)` writes them.
enum JSONText {
    /// Keys in the map's order.
    static func line(_ value: SessionValue) -> String { text(value, .spaced) }
    /// `sort_keys=True`.
    static func sorted(_ value: SessionValue) -> String { text(value, .spacedSorted) }

    /// Values are made here from what is bounded in depth, so the writer's limit is never met; were it, the place would say so.
    private static func text(_ value: SessionValue, _ style: JSONStyle) -> String {
        do {
            return try PythonJSON.text(value, style, ascii: false)
        } catch {
            return "\"(\(error.description.replacing("\"", with: "'")))\""
        }
    }
}
