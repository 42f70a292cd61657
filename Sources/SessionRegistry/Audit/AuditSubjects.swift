public import SessionCore

// How the acts of every store are worded in the audit log: written once, so that all stores write the same.

extension Actor {
    /// The registry itself: for what happens without a person, such as a detected theft or a limit that is reached.
    public static func registry(at: Timestamp, reason: String?) -> Actor { Actor(name: "rollcall", at: at, reason: reason) }

    /// The actor of `RegistryStore.recordTheft(of:at:)`.
    public static func theftDetection(at: Timestamp) -> Actor {
        .registry(at: at, reason: "an outdated verifier of this remember token was used: its cookie was copied")
    }
}

extension RevocationRequest {
    /// What the audit event of this act names, given how many records it revoked.
    public func auditSubject(sessions: Int, tokens: Int) -> AuditEvent.Subject {
        switch choice {
        case .sessions(let ids):
            if let only = ids.only { .session(only) } else { .many(sessions: sessions, tokens: tokens, chosenBy: "ids") }
        case .tokens(let ids):
            if let only = ids.only { .token(only) } else { .many(sessions: sessions, tokens: tokens, chosenBy: "ids") }
        case .user(let id): .user(id)
        case .sessionsMatching(let filter): .many(sessions: sessions, tokens: tokens, chosenBy: "sessions, filter: \(filter)")
        case .tokensMatching(let filter): .many(sessions: sessions, tokens: tokens, chosenBy: "tokens, filter: \(filter)")
        case .everything: .many(sessions: sessions, tokens: tokens, chosenBy: "everything")
        }
    }
}

extension RestoreRequest {
    /// What the audit event of this act names, given how many records it restored.
    public func auditSubject(sessions: Int, tokens: Int) -> AuditEvent.Subject {
        switch choice {
        case .sessions(let ids):
            if let only = ids.only { .session(only) } else { .many(sessions: sessions, tokens: tokens, chosenBy: "ids") }
        case .tokens(let ids):
            if let only = ids.only { .token(only) } else { .many(sessions: sessions, tokens: tokens, chosenBy: "ids") }
        case .revocation(let id): .many(sessions: sessions, tokens: tokens, chosenBy: "revocation \(id)")
        }
    }
}

extension AuditEvent.Subject {
    /// What the audit event of a purge names.
    public static func purged(before cutoff: Timestamp, sessions: Int, tokens: Int) -> Self {
        .many(sessions: sessions, tokens: tokens, chosenBy: "expired or revoked before \(cutoff.iso8601)")
    }
}

extension Array {
    fileprivate var only: Element? { count == 1 ? first : nil }
}
