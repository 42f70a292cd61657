internal import Synchronization

/// Messages from any thread to the one that owns the terminal. Posting into an empty mailbox wakes it.
package final class Mailbox<Message: Sendable>: Sendable {
    private let messages = Mutex<[Message]>([])
    private let waker: Waker

    package init(waking waker: Waker) { self.waker = waker }

    package func post(_ message: Message) {
        let wasEmpty = messages.withLock { messages in
            messages.append(message)
            return messages.count == 1
        }
        if wasEmpty { waker.wake() }
    }

    /// What was posted since the last call, oldest first.
    package func drain() -> [Message] {
        messages.withLock { messages in
            let all = messages
            messages.removeAll(keepingCapacity: true)
            return all
        }
    }
}
