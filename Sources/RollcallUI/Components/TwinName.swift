import Screen

/// A name that has no room and would look like another one when it is cut.
package enum TwinName {
    /// The name as it is to stand in so many columns. Where the cut would leave it looking like one of the others, the middle goes, so
    /// that what tells them apart stays; otherwise it is left to be cut at its end.
    package static func shortened(_ name: String, among others: [String], columns: Int, ellipsis: String) -> String {
        guard columns > 4, CellWidth.of(name, upTo: columns + 1) > columns else { return name }
        let characters = Array(name)
        let shared = others.filter { $0 != name }.map { sharedPrefix(characters, Array($0)) }
            .filter { CellWidth.of(String(characters[..<$0])) >= columns - 1 }.max()
        guard let shared else { return name }
        // A third for what they have in common, the rest from where they part, or as much of the end as there is room for.
        var head: [Character] = []
        var used = 0
        for character in characters {
            let width = CellWidth.of(String(character))
            guard used + width <= (columns - 1) / 3 else { break }
            head.append(character)
            used += width
        }
        let room = columns - 1 - used
        var start = characters.count
        var tail = 0
        while start > 0, case let width = CellWidth.of(String(characters[start - 1])), tail + width <= room {
            start -= 1
            tail += width
        }
        start = max(head.count, min(start, shared))
        return String(head) + ellipsis + String(characters[start...])
    }

    private static func sharedPrefix(_ a: [Character], _ b: [Character]) -> Int { zip(a, b).prefix { $0 == $1 }.count }
}
