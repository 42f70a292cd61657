import RollcallSupport
import RollcallUI
import Synchronization
import Terminal

/// Posts how far a request is, ten times a second at most: nobody sees more, and a million rows would fill the mailbox.
final class ProgressPost: Sendable {
    private let generation: Generation
    private let mailbox: Mailbox<ScreenLoop.Message>
    private let lastPost = Mutex<Int64>(.min)

    init(generation: Generation, mailbox: Mailbox<ScreenLoop.Message>) {
        self.generation = generation
        self.mailbox = mailbox
    }

    func callAsFunction(_ done: Int64) {
        let now = SystemClock.milliseconds()
        let due = lastPost.withLock { last in
            guard last == .min || now - last >= 100 else { return false }
            last = now
            return true
        }
        if due { mailbox.post(.event(.progress(generation, done: done, at: SystemClock.now()))) }
    }
}
