import Glibc
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
    /// Held while a file is written, so that an older one never replaces a newer: what was known to be in the file.
    private let writing = Mutex(ScreenMemory())

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
                let memory = try ScreenMemory(json: bytes)
                writing.withLock { $0 = memory }
                return (memory, nil)
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
    ///
    /// Another screen may have written since: the file is read again and only what changed here is put into it, while the directory
    /// is locked against others that do the same.
    @discardableResult func flush() -> String? {
        writing.withLock { known in
            guard let path else { return nil }
            let memory = waiting.withLock { waiting in
                defer { waiting = nil }
                return waiting
            }
            guard let memory else { return nil }
            do throws(Failure) {
                let directory = File.directory(of: path)
                try File.makeDirectories(directory)
                let lock = DirectoryLock(directory)
                defer { lock?.release() }
                let theirs = Self.present(path)
                let file = try AtomicFile(path: path, what: "screen memory")
                try file.write((theirs.map { memory.merged(base: known, theirs: $0) } ?? memory).json)
                _ = try file.place(replacing: true)
                known = memory
                return nil
            } catch {
                return error.message
            }
        }
    }

    /// What is in the file now; `nil`: nothing that can be used.
    private static func present(_ path: String) -> ScreenMemory? {
        guard File.exists(path), let bytes = try? File.read(path, what: "screen memory", limit: ScreenMemory.longestFile) else { return nil }
        return try? ScreenMemory(json: bytes)
    }
}

/// Keeps other processes that ask for it out of a directory. Where it cannot be locked (some network file systems), nobody is kept out.
private struct DirectoryLock {
    private let descriptor: Int32

    init?(_ path: String) {
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        // Held for a moment by each: worth waiting for.
        while flock(descriptor, LOCK_EX) < 0, errno == EINTR {}
    }

    func release() { close(descriptor) }
}
