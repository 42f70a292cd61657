package import SessionCore
package import SessionRegistry

/// Names one request; an answer that carries another number than the one waited for is dropped.
package struct Generation: Hashable, Sendable {
    package var number: UInt64
    package init(_ number: UInt64) { self.number = number }
}

/// What `update` wants done outside: values, so that tests compare them. The runtime carries them out in order.
package enum Effect: Equatable, Sendable {
    /// Ask a store (or the Lab's application, or the inspector) off the main thread. Exactly one `.answer` with this generation
    /// follows, any number of `.progress` may precede it.
    case request(Request, Generation)
    /// Cancel the task behind it. What it still answers (an outcome, or `StoreError.cancelled`) is to be posted all the same: the
    /// model drops it unless it waits for it.
    case cancel(Generation)
    /// Paint what `view` shows now; then throw away all input that the terminal has queued up to that moment (`flushinp` and
    /// the bytes read so far); then post `.settled` with this number. A dialog accepts no key before: keys typed ahead never confirm.
    case settle(UInt64)
    /// Put this text (an id, or a row) on the clipboard by OSC 52.
    case copy(String)
    /// Write this down for the next run, off the main thread; `.notKept` follows if that fails, nothing otherwise.
    case keep(ScreenMemory)
    case bell
    /// Ctrl-L: paint every cell anew.
    case repaint
    /// Ctrl-Z: leave the screen and stop; `.input(.resumed)` follows when the process continues.
    case suspend
    /// Leave the screen, run this program with these arguments on the same store, and come back when the person has read what it
    /// printed. `.input(.resumed)` and `.commandEnded` follow. Arguments hold no secret and no store.
    case runCommand([String])
    /// Open the store of this URL instead of the one that is open; `.storeOpened` or `.storeNotOpened` follows.
    case openStore(String)
    case quit(status: Int32)
}

/// What is asked of the world. Carried out by the runtime against its `RegistryStore`.
package enum Request: Equatable, Sendable {
    case sessions(SessionQuery)
    /// Everything the detail pane shows of a session, in one answer.
    case sessionDetail(SessionID)
    case tokens(TokenQuery)
    case tokenDetail(TokenID)
    /// Counted up to `limit`.
    case countSessions(Filter, limit: Int)
    case countTokens(Filter, limit: Int)
    /// How many rows of the list lie before a place. Answered with `.count`.
    case countSessionsBefore(PageCursor, SessionQuery)
    case countTokensBefore(PageCursor, TokenQuery)
    /// Write rows to a file, a page at a time; `progress` counts them. Answered with `.exported`; when it is cancelled no file is left.
    case export(ListExport)
    case changeToken
    case preview(RevocationRequest, limit: Int)
    /// Fix what a request would revoke, and count it. Answered with `.fixed`.
    case fix(RevocationRequest)
    /// A selection that is not wanted any more. Answered with `.done`.
    case release(FixedSelection)
    /// `progress` is posted as `.progress(generation, done)`. Afterwards the store is read again (`verified` in the outcome).
    case revoke(RevocationRequest)
    /// `progress` is posted here too.
    case restore(RestoreRequest)
    /// What would come back. Answered with `.restorable`.
    case previewRestore(RestoreRequest.Choice, now: Timestamp)
    /// Write an audit event that changes nothing else; answered with `.done`.
    case record(AuditEvent.Action, AuditEvent.Subject, userID: String?, Actor)
    case cookies(CookiesEffect)
    case lab(LabEffect)
    case audit(AuditEffect)
    case health(HealthEffect)
}
