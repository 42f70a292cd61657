public import SessionCore

/// Where session records, remember tokens, mock users and the audit log are kept.
///
/// Every list is read by keyset, a page at a time; nothing loads a table. Every change of the administrator is one durable
/// transaction together with its audit event: when the call returns, it will survive a power cut. Implementations pass
/// the conformance suite (`StoreConformance`).
public protocol RegistryStore: Sendable {
    /// For the screen's header and for messages; holds no password.
    var description: StoreDescription { get }

    // MARK: Reading

    /// A page of sessions.
    func sessions(_ query: SessionQuery) async throws(StoreError) -> Page<SessionRecord>
    /// The session with this id; `nil` if there is none.
    func session(_ id: SessionID) async throws(StoreError) -> SessionRecord?
    /// The session's payload, decoded; `nil` if there is no such session.
    func payload(of id: SessionID) async throws(StoreError) -> SessionMap?
    /// Both of them as they are at one moment; `nil` if there is no such session. What every request of a server waits for: it must
    /// see every revocation whose call has returned, in any process.
    func storedSession(_ id: SessionID) async throws(StoreError) -> StoredSession?
    /// At most `limit` ids that begin with these lower-case hex digits, in ascending order.
    func sessionIDs(withPrefix prefix: String, limit: Int) async throws(StoreError) -> [SessionID]
    /// How many sessions match, counted up to `limit` (so that a screen can say "10,000+" at once).
    func countSessions(_ filter: Filter, now: Timestamp, upTo limit: Int) async throws(StoreError) -> Int
    /// How many rows the whole list of this query has before a place, whatever page the query asks for: the place's number in the
    /// list, from 0. Time: as many as are counted.
    func countSessions(before place: PageCursor, in query: SessionQuery) async throws(StoreError) -> Int

    /// A page of remember tokens.
    func tokens(_ query: TokenQuery) async throws(StoreError) -> Page<TokenRecord>
    /// The remember token with this id; `nil` if there is none.
    func token(_ id: TokenID) async throws(StoreError) -> TokenRecord?
    /// At most `limit` ids that begin with these lower-case hex digits, in ascending order.
    func tokenIDs(withPrefix prefix: String, limit: Int) async throws(StoreError) -> [TokenID]
    /// How many remember tokens match, counted up to `limit`.
    func countTokens(_ filter: Filter, now: Timestamp, upTo limit: Int) async throws(StoreError) -> Int
    /// How many rows the whole list of this query has before a place.
    func countTokens(before place: PageCursor, in query: TokenQuery) async throws(StoreError) -> Int

    /// Audit events, the newest first.
    func auditEvents(_ query: AuditQuery) async throws(StoreError) -> [AuditEvent]
    /// Walks the whole chain in pages; `progress` hears how many events were checked.
    func verifyAuditChain(progress: @Sendable (Int64) -> Void) async throws(StoreError) -> AuditChainVerdict

    /// Counts and sizes, kept rather than counted where that would take long.
    func health(now: Timestamp) async throws(StoreError) -> StoreHealth
    /// Changes whenever anything in the store has changed, by this process or another. Cheap enough to ask twice a second.
    func changeToken() async throws(StoreError) -> UInt64

    // MARK: The administrator's acts

    /// Revokes what is chosen and not revoked yet, with its audit event (`RevocationRequest.auditSubject`). `progress` hears how many
    /// are done. What has expired is revoked too: another process may hold a touch that would make it active again.
    ///
    /// Chosen sessions take their remember tokens along (unless `keepTokens`), chosen tokens the sessions that came from them; it goes no
    /// further than that one step, so that a token's other sessions stay when one of them is revoked.
    func revoke(_ request: RevocationRequest, progress: @Sendable (Int) -> Void) async throws(StoreError) -> RevocationOutcome
    /// What `revoke` would do now, changing nothing: counts, and the first `limit` records.
    func preview(_ request: RevocationRequest, limit: Int) async throws(StoreError) -> RevocationPreview
    /// Fixes what `revoke` would revoke now, so that a person can be asked first: the request with this selection (`fixed`) revokes
    /// just that, whatever comes, goes or changes meanwhile. A session of it that renews its secret without a new login is still part
    /// of it. Known to this object alone, until it is revoked or `release`d; of several, at least the last four are kept.
    func fix(_ request: RevocationRequest) async throws(StoreError) -> FixedSelection
    /// A selection that is not wanted any more.
    func release(_ selection: FixedSelection) async
    /// Takes back the revocation of these records, or of everything under this revocation id. Expired records stay expired, and the
    /// outcome counts them apart. The audit event carries the revocation id only where the request names one.
    /// `progress` hears how many records are done. A cancelled task stops between two steps of many records; what was restored by
    /// then stays so.
    func restore(_ request: RestoreRequest, progress: @Sendable (Int) -> Void) async throws(StoreError) -> RestoreOutcome
    /// What `restore` would bring back now, changing nothing. Time: as many records as there are.
    func previewRestore(_ choice: RestoreRequest.Choice, now: Timestamp) async throws(StoreError) -> RestorePreview
    /// Deletes sessions and tokens that expired (or were revoked) before `cutoff`, with an audit event unless there are none. A dry run
    /// only counts.
    func purge(expiredBefore cutoff: Timestamp, actor: Actor, dryRun: Bool, progress: @Sendable (Int) -> Void)
        async throws(StoreError) -> PurgeOutcome
    /// Adds an event that changes nothing else (a reveal, an export).
    func record(_ action: AuditEvent.Action, subject: AuditEvent.Subject, userID: String?, actor: Actor) async throws(StoreError)

    // MARK: What a server does

    /// Adds a session (of a login, or of a visitor with something to keep). Throws `.conflict` if the id is taken.
    func insert(_ session: SessionRecord, payload: SessionMap) async throws(StoreError)
    /// Replaces `old` by `new` under a new secret, atomically; the old one is gone. `false` if `old` is not there or is revoked:
    /// then nothing is changed.
    func renew(_ old: SessionID, as new: SessionRecord, payload: SessionMap) async throws(StoreError) -> Bool
    /// Writes what changed of a session under the same id. `false` if it is not there or is revoked: nothing is changed. Where
    /// the stored one was seen later (by a request beside this one), its `last_seen_at` and `expires_at` stay.
    func update(_ session: SessionRecord, payload: SessionMap) async throws(StoreError) -> Bool
    /// Ends a session by its own user's logout: the record is gone.
    func end(_ id: SessionID) async throws(StoreError)
    /// Moves `last_seen_at` and `expires_at` of many sessions in few transactions (not synchronised to disk one by one).
    /// Sessions that are missing, revoked, or were seen later than the touch are passed over; an `ip` of `nil` leaves the address.
    func touch(_ touches: [SessionTouch]) async throws(StoreError)
    /// A user's sessions that are active at `now`, oldest first: for the limit on concurrent sessions.
    func activeSessions(ofUser userID: String, now: Timestamp, limit: Int) async throws(StoreError) -> [SessionRecord]

    /// Adds a remember token. Throws `.conflict` if the id is taken.
    func insert(_ token: TokenSecretRecord) async throws(StoreError)
    /// A remember token with the hashes that verify it; `nil` if there is none.
    func tokenSecrets(_ id: TokenID) async throws(StoreError) -> TokenSecretRecord?
    /// Replaces the verifier if it is still `expected` (compare and swap). `false`: someone else was first, or it is revoked.
    func rotate(_ id: TokenID, from expected: Digest256, to verifier: Digest256, at: Timestamp, ip: String?, userAgent: String?, device: String?)
        async throws(StoreError) -> Bool
    /// Marks theft, revokes the token and every session that came from it, with the audit event, in one transaction. The actor is
    /// `Actor.theftDetection`. A missing token, and one with nothing left to revoke, is passed over.
    func recordTheft(of id: TokenID, at: Timestamp) async throws(StoreError) -> RevocationOutcome
    /// Ends a remember token by its own user's logout: the record is gone.
    func end(_ id: TokenID) async throws(StoreError)
    /// One more login, for the curve of logins per minute.
    func countLogin(at: Timestamp) async throws(StoreError)

    // MARK: Mock users

    /// By id, ascending; from after this id.
    func users(after: String?, limit: Int) async throws(StoreError) -> [UserRecord]
    /// The user with this id, to the byte; `nil` if there is none.
    func user(id: String) async throws(StoreError) -> UserRecord?
    /// The user with this email; `nil` if there is none.
    func user(email: String) async throws(StoreError) -> UserRecord?
    /// The user with the API key of this SHA-256; `nil` if there is none.
    func user(apiKeyDigest: Digest256) async throws(StoreError) -> UserRecord?
    /// Adds or replaces these users in their order, all of them or none. Refuses (`.conflict`) an email or an API key that another user
    /// has. Deactivating ends a user's sessions and tokens: they are revoked, and the one audit event of the change carries the
    /// revocation's id.
    func put(_ users: [UserRecord], actor: Actor) async throws(StoreError)
    /// Removes the user and ends the user's sessions and tokens in the same way. `false` if there is none.
    func removeUser(_ id: String, actor: Actor) async throws(StoreError) -> Bool

    /// Writes what is buffered and closes; a second call does nothing.
    func close() async
}

extension RegistryStore {
    /// Adds or replaces one user.
    public func put(_ user: UserRecord, actor: Actor) async throws(StoreError) {
        try await put([user], actor: actor)
    }

    /// Takes a revocation back where nobody waits to hear how far it is.
    public func restore(_ request: RestoreRequest) async throws(StoreError) -> RestoreOutcome {
        try await restore(request) { _ in }
    }

    /// With the two calls that every store has.
    public func storedSession(_ id: SessionID) async throws(StoreError) -> StoredSession? {
        guard let record = try await session(id), let payload = try await payload(of: id) else { return nil }
        return StoredSession(record: record, payload: payload)
    }
}

/// A session with its payload.
public struct StoredSession: Hashable, Sendable {
    private final class Content: Sendable {
        let record: SessionRecord
        let payload: SessionMap

        init(_ record: SessionRecord, _ payload: SessionMap) {
            self.record = record
            self.payload = payload
        }
    }
    private let content: Content

    /// All but the payload.
    public var record: SessionRecord { content.record }
    /// What the application keeps in it.
    public var payload: SessionMap { content.payload }

    /// A session as a store has it.
    public init(record: SessionRecord, payload: SessionMap) { content = Content(record, payload) }

    /// Whether this is a copy of the other, and so the same without a look. Two readings of a session are no copies.
    package func isCopy(of other: StoredSession) -> Bool { content === other.content }

    public static func == (a: StoredSession, b: StoredSession) -> Bool {
        a.isCopy(of: b) || a.record == b.record && a.payload == b.payload
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(record)
        hasher.combine(payload)
    }
}

/// Who acts, when, and why; goes into the audit log.
public struct Actor: Hashable, Sendable {
    /// The operator's name, as the program was told.
    public var name: String
    /// When.
    public var at: Timestamp
    /// Why, in the operator's words; `nil`: not said.
    public var reason: String?
    /// Somebody who acts now.
    public init(name: String, at: Timestamp, reason: String? = nil) {
        self.name = name
        self.at = at
        self.reason = reason
    }
}

/// What a store is, for a person.
public struct StoreDescription: Hashable, Sendable {
    /// As a person would type it after `--store`, without password.
    public var url: String
    /// Whether it was opened for reading alone.
    public var readOnly: Bool
    /// Whether a revocation can be taken back.
    public var canRestore: Bool
    /// A description.
    public init(url: String, readOnly: Bool, canRestore: Bool) {
        self.url = url
        self.readOnly = readOnly
        self.canRestore = canRestore
    }
}

/// A session that was seen: what of it is to be written.
public struct SessionTouch: Hashable, Sendable {
    /// Which session.
    public var id: SessionID
    /// When it was seen.
    public var seenAt: Timestamp
    /// When it is over from now on; `nil`: as it was.
    public var expiresAt: Timestamp?
    /// Where from; `nil` leaves the address.
    public var ip: String?
    /// A touch.
    public init(id: SessionID, seenAt: Timestamp, expiresAt: Timestamp?, ip: String?) {
        self.id = id
        self.seenAt = seenAt
        self.expiresAt = expiresAt
        self.ip = ip
    }
}

/// A remember token with the hashes that verify it. Never leaves the store and the registry.
public struct TokenSecretRecord: Hashable, Sendable {
    /// What an administrator sees of it.
    public var record: TokenRecord
    /// SHA-256 of the verifier that the browser's cookie should hold now.
    public var verifier: Digest256
    /// The one before, accepted for the grace period after `rotatedAt`.
    public var previousVerifier: Digest256?
    /// When the verifier was last replaced; `nil`: never yet.
    public var rotatedAt: Timestamp?
    /// A token with its hashes.
    public init(record: TokenRecord, verifier: Digest256, previousVerifier: Digest256?, rotatedAt: Timestamp?) {
        self.record = record
        self.verifier = verifier
        self.previousVerifier = previousVerifier
        self.rotatedAt = rotatedAt
    }
}

/// Whether the audit log is as it was written.
public enum AuditChainVerdict: Hashable, Sendable {
    /// Each event follows from the one before it.
    case intact(events: Int64)
    /// The first event whose hash does not follow from the one before it, or that is missing.
    case broken(at: Int64, events: Int64)
}

/// How a store is.
public struct StoreHealth: Hashable, Sendable {
    /// How many sessions are active.
    public var activeSessions: Int
    /// How many sessions are over and not purged yet.
    public var expiredSessions: Int
    /// How many sessions are revoked.
    public var revokedSessions: Int
    /// How many remember tokens are active.
    public var activeTokens: Int
    /// How many mock users there are.
    public var users: Int
    /// How many audit events there are.
    public var auditEvents: Int
    /// Bytes on disk, `nil` in memory.
    public var sizeInBytes: Int64?
    /// Logins in each of the last 60 minutes of the clock, oldest first; the last is the minute of `now`, so far.
    public var loginsPerMinute: [Int]
    /// Active sessions by age: under an hour, a day, a week, a month, older.
    public var sessionsByAge: [Int]
    /// A store's figures.
    public init(
        activeSessions: Int, expiredSessions: Int, revokedSessions: Int, activeTokens: Int, users: Int, auditEvents: Int,
        sizeInBytes: Int64?, loginsPerMinute: [Int], sessionsByAge: [Int]
    ) {
        self.activeSessions = activeSessions
        self.expiredSessions = expiredSessions
        self.revokedSessions = revokedSessions
        self.activeTokens = activeTokens
        self.users = users
        self.auditEvents = auditEvents
        self.sizeInBytes = sizeInBytes
        self.loginsPerMinute = loginsPerMinute
        self.sessionsByAge = sessionsByAge
    }

    /// An hour, a day, a week, 30 days, in seconds: where one of `sessionsByAge` ends and the next begins.
    package static let ageLimits: [Int64] = [3_600, 86_400, 604_800, 2_592_000]

    /// The minute of the clock, counted from the epoch.
    package static func minute(of moment: Timestamp) -> Int64 {
        let seconds = moment.seconds
        return seconds / 60 - (seconds % 60 < 0 ? 1 : 0)
    }
}

/// Why a store could not do what it was asked. The message names the thing, what was expected and what to do; it holds no
/// secret and no SQL argument.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    public enum Code: String, Sendable {
        /// Locked by another process beyond the time-out, or not to be reached: may work later.
        case unavailable
        /// Not a store, damaged, or made by a newer version.
        case unreadable
        /// A change was asked of a store opened read-only, or the disk refuses.
        case readOnly
        /// The disk, or the memory, has no room.
        case full
        /// The change contradicts what is there (an email that is taken).
        case conflict
        /// This kind of store cannot do that.
        case unsupported
        /// The caller cancelled.
        case cancelled
    }
    /// What kind of failure it is.
    public var code: Code
    /// One sentence for a person.
    public var message: String
    /// Where an act in several steps failed, or was cancelled, on its way: what it has revoked stands under this id, and `restore` takes
    /// it back. `nil`: nothing was revoked.
    public var revocation: RevocationID?
    /// A failure with its sentence.
    public init(_ code: Code, _ message: String, revocation: RevocationID? = nil) {
        self.code = code
        self.message = message
        self.revocation = revocation
    }
    public var description: String { message }

    /// What a store says of a user who may not be put.
    package static func emailTaken(by user: UserRecord) -> StoreError {
        StoreError(.conflict, "another user has the email address \(user.email) of \(user.id): change or remove that user first")
    }

    /// The same of the API key, which is a secret.
    package static func apiKeyTaken(by user: UserRecord) -> StoreError {
        StoreError(.conflict, "another user has the API key of \(user.id): make another one")
    }
}
