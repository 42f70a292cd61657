import SessionCore

/// The hash chain of the audit log: each event carries the SHA-256 of the event before it and of its own fields, so that an
/// event cannot be changed, removed from the middle or put in without every later hash being wrong.
///
/// What a chain cannot show by itself is that its newest events were cut off: keep the last event's hash somewhere else for that.
public enum AuditChain {
    /// What the first event is chained to.
    public static let origin = Digest256.zero

    /// The next event of the chain.
    /// - Parameters:
    ///   - last: id and hash of the newest event; `nil` if there is none.
    ///   - action: what was done.
    ///   - subject: what to.
    ///   - userID: the user that the subject belongs to, where there is one.
    ///   - actor: who acts, when and why.
    ///   - reason: replaces the actor's, where it is given.
    ///   - revocation: the revocation that was made or taken back.
    public static func next(
        after last: (id: Int64, hash: Digest256)?, action: AuditEvent.Action, subject: AuditEvent.Subject, userID: String?,
        actor: Actor, reason: String? = nil, revocation: RevocationID? = nil
    ) -> AuditEvent {
        var event = AuditEvent(
            id: (last?.id ?? 0) &+ 1, at: actor.at, operatorName: actor.name, action: action, subject: subject, userID: userID,
            reason: reason ?? actor.reason, revocation: revocation, hash: origin)
        event.hash = hash(of: event, after: last?.hash ?? origin)
        return event
    }

    /// The hash that this event must carry if it follows one with the hash `previous`. Its own `hash` does not count.
    public static func hash(of event: AuditEvent, after previous: Digest256) -> Digest256 {
        Digest256(sha256Of: previous.bytes + canonicalBytes(of: event))
    }

    /// An event as the bytes that are hashed: the name of this form, then each field as a length (eight bytes, big-endian) and
    /// that many bytes, so that no two events have the same bytes. A missing field has the length 2⁶⁴ − 1. Numbers are eight
    /// bytes, big-endian.
    public static func canonicalBytes(of event: AuditEvent) -> [UInt8] {
        var bytes = CanonicalBytes()
        bytes.add("rollcall-audit-1")
        bytes.add(event.id)
        bytes.add(event.at.microseconds)
        bytes.add(event.operatorName)
        bytes.add(event.action.rawValue)
        switch event.subject {
        case .session(let id):
            bytes.add("session")
            bytes.add(id.digest.bytes)
        case .token(let id):
            bytes.add("token")
            bytes.add(id.digest.bytes)
        case .user(let id):
            bytes.add("user")
            bytes.add(id)
        case .many(let sessions, let tokens, let chosenBy):
            bytes.add("many")
            bytes.add(Int64(sessions))
            bytes.add(Int64(tokens))
            bytes.add(chosenBy)
        }
        bytes.add(event.userID)
        bytes.add(event.reason)
        bytes.add(event.revocation?.number)
        return bytes.bytes
    }

    /// Walks a chain, oldest event first, a page at a time.
    ///
    ///     var verifier = AuditChain.Verifier()
    ///     for event in page { verifier.check(event) }
    ///     verifier.verdict
    public struct Verifier: Sendable {
        private var last: (id: Int64, hash: Digest256) = (0, AuditChain.origin)
        private var brokenAt: Int64?
        /// How many events were seen.
        public private(set) var events: Int64 = 0

        /// A verifier that begins at the first event.
        public init() {}

        /// - Returns: whether the chain is whole so far. Once it is broken it stays so.
        @discardableResult
        public mutating func check(_ event: AuditEvent) -> Bool {
            events += 1
            guard brokenAt == nil else { return false }
            if event.id != last.id &+ 1 {
                brokenAt = last.id &+ 1
            } else if event.hash != AuditChain.hash(of: event, after: last.hash) {
                brokenAt = event.id
            }
            last = (event.id, event.hash)
            return brokenAt == nil
        }

        /// What the events so far show.
        public var verdict: AuditChainVerdict {
            if let brokenAt { .broken(at: brokenAt, events: events) } else { .intact(events: events) }
        }
    }
}

/// Writes fields so that their borders cannot be moved.
private struct CanonicalBytes {
    var bytes: [UInt8] = []

    mutating func add(_ field: [UInt8]?) {
        number(field.map { UInt64($0.count) } ?? .max)
        bytes += field ?? []
    }

    mutating func add(_ text: String?) { add(text.map { Array($0.utf8) }) }

    mutating func add(_ value: Int64?) {
        guard let value else { return number(.max) }
        number(8)
        number(UInt64(bitPattern: value))
    }

    private mutating func number(_ value: UInt64) {
        for shift in stride(from: UInt64(56), through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }
}
