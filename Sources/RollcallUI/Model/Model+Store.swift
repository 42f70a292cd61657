import Screen
import SessionCore
import SessionRegistry

extension Model {
    /// Asks for another store in the place of the one that is open; answers why not, or `nil`.
    mutating func askForStore(_ url: String) -> String? {
        guard acts.isEmpty else { return "Something is being changed in this store: wait until it is done." }
        emit(.openStore(url))
        toast("Opening that store\u{2026}")
        return nil
    }

    /// Another store is open: what was known of the one before is forgotten, what the person chose stays.
    mutating func enter(_ description: StoreDescription) {
        store = description
        for generation in pending.keys { emit(.cancel(generation)) }
        pending = [:]
        jobs = []
        acts = [:]
        overlay = nil
        undoable = nil
        trail = []
        places = PlaceHistory()
        layout.zoomed = false
        layout.detailFocused = false
        sessions = Self.anew(sessions)
        tokens = Self.anew(tokens)
        lab = LabState()
        audit = AuditState()
        health = HealthState()
        let isWatched = connection.isWatched
        connection = Connection()
        connection.isWatched = isWatched
        pollDueAt = now
        toast("\(store.url) is open\(readOnly ? ", read-only" : "").", .success)
        tab.screen.shown(&self)
    }

    private static func anew<Row: ListedRecord>(_ list: ListModel<Row>) -> ListModel<Row> {
        var new = ListModel<Row>()
        new.columns = list.columns
        new.sort = list.sort
        return new
    }
}
