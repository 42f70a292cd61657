import Screen
package import SessionRegistry

/// What a person chose on the screen and wants to find again: kept between runs, and nothing else is.
package struct ScreenMemory: Equatable, Sendable {
    /// What is kept of one list.
    package struct List<Field: Hashable & Sendable>: Equatable, Sendable {
        package var columns = ColumnChoice()
        package var sort: ListSort<Field>
        package init(sort: ListSort<Field>) { self.sort = sort }
    }

    /// A theme that was chosen on the screen; the configuration outranks it.
    package var theme: String?
    /// Hundredths of the width.
    package var detailShare = LayoutChoice().detailShare
    package var sessions = List(sort: SessionRecord.standardSort)
    package var tokens = List(sort: TokenRecord.standardSort)
    package var filters = FilterMemory()

    package init() {}
}

extension Model {
    /// Takes up what was kept, before the first event.
    /// - Parameter problem: why nothing could be read of what was kept, as a sentence.
    package mutating func recall(_ memory: ScreenMemory?, problem: String?) {
        if let memory {
            keptTheme = memory.theme
            layout.detailShare = memory.detailShare
            sessions.columns = memory.sessions.columns
            sessions.sort = memory.sessions.sort
            tokens.columns = memory.tokens.columns
            tokens.sort = memory.tokens.sort
            filters = memory.filters
        }
        kept = self.memory
        if let problem { toast(problem, .warning) }
    }

    /// What is to be kept now.
    package var memory: ScreenMemory {
        var memory = ScreenMemory()
        memory.theme = theme.name == themeAtStart ? keptTheme : theme.name
        memory.detailShare = layout.detailShare
        memory.sessions.columns = sessions.columns
        memory.sessions.sort = sessions.sort
        memory.tokens.columns = tokens.columns
        memory.tokens.sort = tokens.sort
        memory.filters = filters
        return memory
    }

    /// Has what changed written down.
    mutating func keepMemory() {
        let now = memory
        guard let kept, kept != now else { return }
        self.kept = now
        emit(.keep(now))
    }
}
