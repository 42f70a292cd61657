/// A record's place in lists sorted by state: first those that open nothing any more, and within a state by when they were last
/// used.
package struct StateOrder: Equatable, Sendable {
    package var state: RecordState
    /// In microseconds; `nil`, never, comes first.
    package var used: Int64?

    package init(_ state: RecordState, _ used: Int64?) {
        self.state = state
        self.used = used
    }

    /// In ascending order.
    package static let states: [RecordState] = [.revoked, .expired, .active]

    /// A digit for the state, and the time in hexadecimal digits that sort as it does.
    package var value: PageCursor.Value {
        let place = Self.states.firstIndex(of: state) ?? 0
        guard let used else { return .text("\(place)") }
        let digits = String(UInt64(bitPattern: used) ^ 1 << 63, radix: 16)
        return .text("\(place)" + String(repeating: "0", count: 16 - digits.count) + digits)
    }

    /// `nil`: it is a value of another order.
    package init?(_ value: PageCursor.Value) {
        guard case .text(let text) = value, let first = text.utf8.first, (0x30..<0x33).contains(first) else { return nil }
        state = Self.states[Int(first - 0x30)]
        if text.utf8.count == 1 {
            used = nil
        } else {
            guard text.utf8.count == 17, let bits = UInt64(text.dropFirst(), radix: 16) else { return nil }
            used = Int64(bitPattern: bits ^ 1 << 63)
        }
    }
}
