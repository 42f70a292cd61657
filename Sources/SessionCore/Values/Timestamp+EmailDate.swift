extension Timestamp {
    /// Reads a date as Werkzeug 3.1's `parse_date` does: whatever Python 3.11's `email.utils.parsedate_to_datetime` accepts,
    /// which besides HTTP dates are older and malformed forms. Flask reads dates in sessions, and browsers' tools read Expires,
    /// this way. `nil` where Python finds no date.
    public init?(httpDate text: String) {
        guard case .date(let date) = EmailDate.read(text) else { return nil }
        self = date.moment
    }
}
