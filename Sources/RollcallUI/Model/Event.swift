package import Screen
package import SessionCore
package import SessionRegistry

/// Everything that reaches `update`. Time comes with it: the model never asks.
package enum Event: Sendable {
    /// The first event: the runtime is ready. Sets the clock; the first pages are requested.
    case started(at: Timestamp)
    case input(InputEvent, at: Timestamp)
    /// Posted when `Model.wakeAt` is reached (not at all while it is `nil`).
    case tick(at: Timestamp)
    /// The answer to `Effect.request`.
    case answer(Generation, Result<Answer, StoreError>, at: Timestamp)
    /// How many are done so far.
    case progress(Generation, done: Int64, at: Timestamp)
    /// Somebody wrote to the store, or did something to its file: only while `Model.listensToStore`.
    case storeTouched(at: Timestamp)
    /// What `Effect.keep` was to write down could not be written.
    case notKept(String, at: Timestamp)
    /// Another store is open in the place of the one before.
    case storeOpened(StoreDescription, at: Timestamp)
    /// It could not be opened; the one before still is.
    case storeNotOpened(String, at: Timestamp)
    /// The answer to `Effect.settle`.
    case settled(UInt64, at: Timestamp)
    /// The answer to `Effect.runCommand`, after `.input(.resumed)`.
    case commandEnded([String], CommandEnding, at: Timestamp)
}

/// How a command that ran in the screen's place ended.
package enum CommandEnding: Equatable, Sendable {
    case status(Int32)
    case signal(Int32)
    /// A sentence says why.
    case notRun(String)
}

/// What comes back from a request, by its kind.
package enum Answer: Sendable {
    case sessions(Page<SessionRecord>)
    case sessionDetail(SessionDetail)
    case tokens(Page<TokenRecord>)
    case tokenDetail(TokenDetail)
    /// For `countSessions`, `countTokens`, `countSessionsBefore`, `countTokensBefore`.
    case count(Int)
    case changeToken(UInt64)
    case preview(RevocationPreview)
    case fixed(FixedSelection)
    case revoked(RevocationOutcome)
    case restored(RestoreOutcome)
    case restorable(RestorePreview)
    case exported(ExportOutcome)
    case done
    case cookies(CookiesAnswer)
    case lab(LabAnswer)
    case audit(AuditAnswer)
    case health(HealthAnswer)
}

/// `record` is `nil` if the session is gone; the lists hold at most some twenty entries.
package struct SessionDetail: Equatable, Sendable {
    package var record: SessionRecord?
    package var payload: SessionMap?
    /// The remember token that it came from, or that was issued with it (`record.tokenID`).
    package var token: TokenRecord?
    /// Other sessions of the same user, the most recently seen first.
    package var others: [SessionRecord]
    /// How many the user has, this one included, counted up to `mostCounted`.
    package var sessionsOfUser: Int
    package static let mostCounted = 10_000
    /// What the audit log says of this session, newest first.
    package var events: [AuditEvent]
    package init(
        record: SessionRecord?, payload: SessionMap?, token: TokenRecord?, others: [SessionRecord], events: [AuditEvent],
        sessionsOfUser: Int? = nil
    ) {
        self.sessionsOfUser = sessionsOfUser ?? others.count + 1
        self.record = record
        self.payload = payload
        self.token = token
        self.others = others
        self.events = events
    }
}

package struct TokenDetail: Equatable, Sendable {
    package var record: TokenRecord?
    /// Sessions of the token's user, the most recently seen first.
    package var sessions: [SessionRecord]
    /// How many the user has, counted up to `SessionDetail.mostCounted`.
    package var sessionsOfUser: Int
    package var events: [AuditEvent]
    package init(record: TokenRecord?, sessions: [SessionRecord], events: [AuditEvent], sessionsOfUser: Int? = nil) {
        self.sessionsOfUser = sessionsOfUser ?? sessions.count
        self.record = record
        self.sessions = sessions
        self.events = events
    }
}
