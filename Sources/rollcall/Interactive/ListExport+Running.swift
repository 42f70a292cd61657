import RollcallSupport
import RollcallUI
import SessionCore
import SessionRegistry

extension ListExport {
    /// Writes the file a page at a time. The audit log notes it before the file appears under its name; where that fails, or
    /// the task is cancelled, no file is left.
    func run(_ store: any RegistryStore, now: Timestamp, progress: ProgressPost) async throws(StoreError) -> ExportOutcome {
        let path = ProcessEnvironment.current().expandingHome(path)
        if !replaces, File.exists(path) { return .exists(path: path) }
        let run = ExportRun(format: format, now: now, progress: progress)
        if let refused = run.open(path) { return refused }
        if let refused = try await write(store, with: run) { return refused }
        if let actor {
            try await store.record(.export, subject: auditSubject(count: run.count), userID: nil, actor: actor)
        }
        return run.place(path, replacing: replaces)
    }

    /// Answers why it cannot go on, if it cannot.
    private func write(_ store: any RegistryStore, with run: ExportRun) async throws(StoreError) -> ExportOutcome? {
        let limit = ExportRun.pageSize
        switch choice {
        case .sessions(let filter, let sort):
            return try await run.pages(SessionRecord.self) { start throws(StoreError) in
                try await store.sessions(SessionQuery(filter: filter, sort: sort, start: start, limit: limit, now: run.now))
            }
        case .tokens(let filter, let sort):
            return try await run.pages(TokenRecord.self) { start throws(StoreError) in
                try await store.tokens(TokenQuery(filter: filter, sort: sort, start: start, limit: limit, now: run.now))
            }
        case .sessionIDs(let ids):
            return try await run.each(ids) { id throws(StoreError) in try await store.session(id) }
        case .tokenIDs(let ids):
            return try await run.each(ids) { id throws(StoreError) in try await store.token(id) }
        }
    }
}

/// An export while it is written; used by one task.
private final class ExportRun {
    /// Rows read at a time.
    static let pageSize = 1_000

    let format: ExportFormat
    let now: Timestamp
    private let progress: ProgressPost
    private var file: AtomicFile?
    private(set) var count = 0

    init(format: ExportFormat, now: Timestamp, progress: ProgressPost) {
        self.format = format
        self.now = now
        self.progress = progress
    }

    func open(_ path: String) -> ExportOutcome? {
        refusing { () throws(Failure) in file = try AtomicFile(path: path, what: "export file") }
    }

    func place(_ path: String, replacing: Bool) -> ExportOutcome {
        var isPlaced = false
        let refused = refusing { () throws(Failure) in isPlaced = try file?.place(replacing: replacing) ?? false }
        return refused ?? (isPlaced ? .written(path: path, count: count) : .exists(path: path))
    }

    func pages<Row: ListedRecord>(
        _ type: Row.Type, _ read: (PageStart) async throws(StoreError) -> Page<Row>
    ) async throws(StoreError) -> ExportOutcome? {
        if let refused = put(format.head(Row.self)) { return refused }
        var start = PageStart.first
        while true {
            let page = try await read(start)
            if let refused = try put(page.elements) { return refused }
            guard let next = page.next else { return nil }
            start = .after(next)
        }
    }

    func each<Row: ListedRecord>(_ ids: [Row.ID], _ read: (Row.ID) async throws(StoreError) -> Row?) async throws(StoreError) -> ExportOutcome? {
        if let refused = put(format.head(Row.self)) { return refused }
        for id in ids {
            // One that is gone meanwhile has nothing to be written.
            guard let row = try await read(id) else { continue }
            if let refused = try put([row]) { return refused }
        }
        return nil
    }

    private func put<Row: ListedRecord>(_ rows: [Row]) throws(StoreError) -> ExportOutcome? {
        if Task.isCancelled { throw StoreError(.cancelled, "the export was cancelled; no file was left") }
        let refused = put(rows.map { format.line($0, now: now) }.joined())
        count += rows.count
        progress(Int64(count))
        return refused
    }

    private func put(_ text: String) -> ExportOutcome? { refusing { () throws(Failure) in try file?.write(text) } }

    private func refusing(_ body: () throws(Failure) -> Void) -> ExportOutcome? {
        do throws(Failure) {
            try body()
            return nil
        } catch {
            return .refused(error.message)
        }
    }
}
