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
    /// For `countSessions`, `countTokens`.
    case count(Int)
    case changeToken(UInt64)
    case preview(RevocationPreview)
    case revoked(RevocationOutcome)
    case restored(RestoreOutcome)
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
    /// What the audit log says of this session, newest first.
    package var events: [AuditEvent]
    package init(record: SessionRecord?, payload: SessionMap?, token: TokenRecord?, others: [SessionRecord], events: [AuditEvent]) {
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
    package var events: [AuditEvent]
    package init(record: TokenRecord?, sessions: [SessionRecord], events: [AuditEvent]) {
        self.record = record
        self.sessions = sessions
        self.events = events
    }
}
