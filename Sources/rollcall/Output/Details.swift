import Screen

/// One thing as lines of `name  value`. Values pass the sanitiser.
struct Details {
    private var rows: [(String, String)] = []

    mutating func add(_ name: String, _ value: String?) { rows.append((name, value ?? "-")) }

    /// `name: value.` for reading aloud. What comes from outside is not sanitised yet.
    var sentences: [String] { rows.map { "\($0.0): \(PlainText.short($0.1, 2_000))" } }

    func print(_ output: Output) {
        let width = rows.map(\.0.count).max() ?? 0
        for (name, value) in rows {
            output.line(name + String(repeating: " ", count: width - name.count + 2) + Sanitizer.visible(value))
        }
    }
}

extension Bool {
    var word: String { self ? "yes" : "no" }
}
