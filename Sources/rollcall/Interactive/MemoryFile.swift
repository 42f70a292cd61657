import RollcallSupport
import RollcallUI
import SessionCore
import SQLiteRegistry
import Synchronization

/// What the screen keeps between runs: `rollcall/ui.json` in the XDG state directory. It is no part of the store, so a read-only
/// store keeps nobody from writing it.
final class MemoryFile: Sendable {
    /// `nil`: there is no place for it (neither XDG_STATE_HOME nor HOME is set).
    private let path: String?
    private let threads: WorkThreads
    /// What is to be written, the latest alone.
    private let waiting = Mutex<ScreenMemory?>(nil)
    /// Held while a file is written, so that an older one never replaces a newer.
    private let writing = Mutex(())

    init(path: String?, threads: WorkThreads) {
        self.path = path
        self.threads = threads
    }

    /// One small file, read before the first frame.
    /// - Returns: what was kept, or why that is of no use.
    func read() -> (ScreenMemory?, problem: String?) {
        guard let path, File.exists(path) else { return (nil, nil) }
        do throws(Failure) {
            let bytes = try File.read(path, what: "screen memory", limit: ScreenMemory.longestFile)
            do throws(ScreenMemory.Damage) {
                return (try ScreenMemory(json: bytes), nil)
            } catch {
                return (nil, "What the screen kept in \(path) is not used: \(error). The next change replaces it.")
            }
        } catch {
            return (nil, error.message)
        }
    }

    /// Writes it soon, in another thread; `failed` hears why that was not possible.
    func keep(_ memory: ScreenMemory, failed: @escaping @Sendable (String) -> Void) {
        let isFirst = waiting.withLock { waiting in
            defer { waiting = memory }
            return waiting == nil
        }
        // One that has not begun takes the later one with it.
        guard isFirst, path != nil else { return }
        Task.detached(executorPreference: threads) { [self] in
            if let problem = flush() { failed(problem) }
        }
    }

    /// Writes what is waiting, now. Answers why it could not.
    @discardableResult func flush() -> String? {
        writing.withLock { _ in
            guard let path else { return nil }
            let memory = waiting.withLock { waiting in
                defer { waiting = nil }
                return waiting
            }
            guard let memory else { return nil }
            do throws(Failure) {
                try File.makeDirectories(File.directory(of: path))
                let file = try AtomicFile(path: path, what: "screen memory")
                try file.write(memory.json)
                _ = try file.place(replacing: true)
                return nil
            } catch {
                return error.message
            }
        }
    }
}
