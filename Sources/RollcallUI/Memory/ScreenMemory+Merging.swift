import SessionRegistry

extension ScreenMemory {
    /// What to write down where somebody else has written since: what changed here from `base` on, and theirs in all else.
    ///
    /// - Parameters:
    ///   - base: what was known of the file when it was last read or written here.
    ///   - theirs: what is in the file now.
    package func merged(base: ScreenMemory, theirs: ScreenMemory) -> ScreenMemory {
        var result = theirs
        if theme != base.theme { result.theme = theme }
        if detailShare != base.detailShare { result.detailShare = detailShare }
        result.sessions = Self.merged(sessions, base: base.sessions, theirs: theirs.sessions)
        result.tokens = Self.merged(tokens, base: base.tokens, theirs: theirs.tokens)
        result.filters = filters.merged(base: base.filters, theirs: theirs.filters)
        return result
    }

    private static func merged<Field>(_ mine: List<Field>, base: List<Field>, theirs: List<Field>) -> List<Field> {
        var result = theirs
        if mine.sort != base.sort { result.sort = mine.sort }
        result.columns.switched = merged(mine.columns.switched, base: base.columns.switched, theirs: theirs.columns.switched)
        result.columns.widths = merged(mine.columns.widths, base: base.columns.widths, theirs: theirs.columns.widths)
        return result
    }

    private static func merged<Value: Equatable>(_ mine: [String: Value], base: [String: Value], theirs: [String: Value]) -> [String: Value] {
        var result = theirs
        for key in Set(mine.keys).union(base.keys) where mine[key] != base[key] { result[key] = mine[key] }
        return result
    }
}

extension FilterMemory {
    fileprivate func merged(base: FilterMemory, theirs: FilterMemory) -> FilterMemory {
        var result = theirs
        // What was used here since stands before what was there then.
        for text in history.prefix(while: { $0 != base.history.first }).reversed() { result.remember(text) }
        for old in base.saved where !saved.contains(where: { $0.name == old.name }) { result.remove(named: old.name) }
        for new in saved where !base.saved.contains(new) { _ = result.save(new.text, as: new.name) }
        return result
    }
}
