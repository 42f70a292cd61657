import Screen

extension Keymap {
    /// Bindings whose keys are part of how every terminal program behaves, and of the way out of what is open.
    package static let fixed: Set = ["shell.escape", "shell.interrupt", "shell.repaint", "shell.suspend"]

    /// What the fixed keys do; nothing else may have them.
    private static func reserved(_ key: Key) -> String? {
        switch key {
        case .control("c"): "cancels what runs"
        case .control("l"): "repaints the screen"
        case .control("z"): "suspends"
        case .escape: "closes what is open"
        default: nil
        }
    }

    /// This keymap with other keys for some bindings. A later assignment outranks an earlier one, and one by id outranks one by
    /// name alone from the same place (the same file, the same variable).
    ///
    /// - Throws: for the first assignment that cannot be: an unknown binding, a text that is no key, a key that cannot be
    ///   remapped, two bindings of one tab on one key, and a binding of all tabs that could be reached in a tab and no longer is.
    package func remapped(by assignments: [KeyAssignment]) throws(KeymapError) -> Keymap {
        guard !assignments.isEmpty else { return self }
        var bindings = bindings
        var assigned: [String: KeyAssignment] = [:]
        var order: [String: Int] = [:]
        for (number, assignment) in assignments.enumerated() {
            let keys = try Self.keys(of: assignment)
            for index in try indices(of: assignment) {
                let id = bindings[index].id
                if Self.fixed.contains(id) {
                    throw KeymapError(
                        origin: assignment.origin,
                        message:
                            "\(id) stays on \(bindings[index].keys.map(\.label).joined(separator: " ")) and cannot be remapped")
                }
                // A name alone leaves what its own place said by id.
                if let before = assigned[id], before.binding == id, assignment.binding != id,
                    Self.place(before.origin) == Self.place(assignment.origin)
                {
                    continue
                }
                bindings[index].keys = keys
                assigned[id] = assignment
                order[id] = number
            }
        }
        let result = Keymap(bindings)
        try result.checkConflicts(assigned, order)
        try result.checkReach(assigned, before: self)
        return result
    }

    private static func keys(of assignment: KeyAssignment) throws(KeymapError) -> [Key] {
        var keys: [Key] = []
        for text in assignment.keys {
            let key: Key
            do {
                key = try Key(text: text)
            } catch {
                throw KeymapError(origin: assignment.origin, message: "\(assignment.binding): \(error.description)")
            }
            if let use = reserved(key) {
                throw KeymapError(
                    origin: assignment.origin, message: "\(assignment.binding) cannot have \(key.label), which \(use) everywhere")
            }
            if !keys.contains(key) { keys.append(key) }
        }
        return keys
    }

    /// The file or variable, without the line.
    private static func place(_ origin: String) -> Substring {
        guard let colon = origin.lastIndex(of: ":"), origin[colon...].dropFirst().allSatisfy(\.isNumber) else {
            return origin[...]
        }
        return origin[..<colon]
    }

    // MARK: Names

    private func indices(of assignment: KeyAssignment) throws(KeymapError) -> [Int] {
        let name = assignment.binding
        if let index = bindings.firstIndex(where: { $0.id == name || $0.id == "shell." + name }) { return [index] }
        if !name.contains(".") {
            let found = bindings.indices.filter { bindings[$0].id.hasSuffix("." + name) }
            if !found.isEmpty { return found }
        }
        let nearest = nearestName(to: name).map { "did you mean \($0)? " } ?? ""
        throw KeymapError(
            origin: assignment.origin, message: "there is no binding \(name); \(nearest)rollcall keys lists them all")
    }

    private func nearestName(to name: String) -> String? {
        let names =
            name.contains(".")
            ? bindings.map(\.id) : bindings.map { String($0.id.drop { $0 != "." }.dropFirst()) } + bindings.map(\.id)
        return Spelling.nearest(to: name, among: names)
    }

    // MARK: Checks

    private static let advice = "give one of them another key"

    private func checkConflicts(_ assigned: [String: KeyAssignment], _ order: [String: Int]) throws(KeymapError) {
        for (key, first, second) in conflicts {
            // What was said last is to blame.
            let (blamed, other) = order[second] ?? -1 > order[first] ?? -1 ? (second, first) : (first, second)
            guard let assignment = assigned[blamed] else { continue }
            let also = assigned[other].map { ", by \($0.origin)" } ?? ""
            throw KeymapError(
                origin: assignment.origin,
                message: "\(blamed) cannot have \(key.label), which \(other) has\(also); \(Self.advice)")
        }
    }

    /// A tab's own binding outranks the shell's on the same key. The standard keymap does so on purpose in places; a remapped one
    /// must not do it anew.
    private func checkReach(_ assigned: [String: KeyAssignment], before: Keymap) throws(KeymapError) {
        for binding in bindings where binding.scope == .everywhere && !binding.keys.isEmpty {
            for tab in Tab.allCases where !reaches(binding, in: tab) {
                guard let old = before[id: binding.id], before.reaches(old, in: tab) else { continue }
                let takers = binding.keys.compactMap { self.binding(for: $0, in: tab) }
                let names = takers.map(\.id).joined(separator: " and ")
                let keys = binding.keys.map(\.label).joined(separator: " ")
                if let assignment = assigned[binding.id] {
                    throw KeymapError(
                        origin: assignment.origin,
                        message:
                            "\(binding.id) cannot be reached in \(tab.title) by \(keys), which is \(names) there; \(Self.advice)"
                    )
                }
                guard let assignment = takers.compactMap({ assigned[$0.id] }).first else { continue }
                throw KeymapError(
                    origin: assignment.origin,
                    message:
                        "\(names) takes \(keys) and leaves \(binding.id) without a key in \(tab.title); \(Self.advice)"
                )
            }
        }
    }
}
