internal import CNcurses

/// How this process's memory is handed out.
package enum Heap {
    /// All threads share one arena, which grows in large steps. Call it before the first thread.
    ///
    /// By default glibc gives each thread one of its own, which it grows by a system call for every few pages: at the start of
    /// the screen that is a fifth of what its threads do, and memory that nobody uses again.
    package static func useOneArena() { rollcall_use_one_arena() }
}
