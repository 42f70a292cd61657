import RollcallSupport
import RollcallUI
import SessionCore
import SessionRegistry

extension AuditFileExport {
    /// Events read at a time.
    private static let pageSize = 500

    /// Writes the file a page at a time. The export is an event of the log itself, written first so that the file holds it;
    /// where the export fails later, the log says that it was begun.
    func run(_ store: any RegistryStore, progress: ProgressPost) async throws(StoreError) -> ExportOutcome {
        let path = ProcessEnvironment.current().expandingHome(path)
        if !replaces, File.exists(path) { return .exists(path: path) }
        let file: AtomicFile
        do throws(Failure) { file = try AtomicFile(path: path, what: "export file") } catch { return .refused(error.message) }
        if let actor { try await store.record(.export, subject: auditSubject, userID: nil, actor: actor) }
        var query = filter.query(limit: Self.pageSize)
        var count = 0
        while true {
            if Task.isCancelled { throw StoreError(.cancelled, "the export was cancelled; no file was left") }
            let page = try await store.auditEvents(query)
            let events = page.filter(filter.matches)
            let text = events.map { JSONLine.text(.map($0.json)) + "\n" }.joined()
            do throws(Failure) { try file.write(text) } catch { return .refused(error.message) }
            count += events.count
            progress(Int64(count))
            guard let last = page.last, page.count == query.limit else { break }
            query.before = last.id
        }
        do throws(Failure) {
            return try file.place(replacing: replaces) ? .written(path: path, count: count) : .exists(path: path)
        } catch {
            return .refused(error.message)
        }
    }
}
