package import SessionCore

/// A session in a store as one browser's requests find it: their course is plain, and they leave its record as it is.
package final class PlainSession: Sendable {
    package let course: PlainCourse
    let id: SessionID
    /// As long as the store gives copies of this, nobody has changed it.
    let stored: StoredSession

    init(_ course: PlainCourse, _ id: SessionID, _ stored: StoredSession) {
        self.course = course
        self.id = id
        self.stored = stored
    }
}

extension LoginExchangeCore {
    /// The session of this browser, if requests before have shown that it is plain, the store has not changed it, and it still opens.
    package func plainSession(_ key: ArrivalKey, now: Timestamp) async throws(StoreError) -> PlainSession? {
        guard let sessions, case .some(let known?) = key.withBytes({ recentSessions.value(for: $0) }),
            let stored = try await sessions.store.storedSession(known.id), stored.isCopy(of: known.stored),
            sessions.isOpen(stored, at: now)
        else { return nil }
        return known
    }

    /// Keeps what a request has shown that has just been opened.
    func learn(_ state: LoginCore, _ opened: OpenedSession, _ facts: RequestFacts) {
        guard let sessions, let stored = opened.stored, let key = ArrivalKey(state.cookieHeader, from: facts.ip, state.userAgent)
        else { return }
        _ = key.withBytes { bytes in
            let known = recentSessions.value(for: bytes)
            // The course follows from the payload, which seldom changes.
            let course = known?.stored.payload == stored.payload ? known?.course : Self.course(state)
            guard let course, sessions.isLeftAsItIs(stored, facts) else { return }
            recentSessions.keep(PlainSession(course, stored.record.id, stored), for: bytes)
        }
    }

    private static func course(_ state: LoginCore) -> PlainCourse? {
        TaggedJSON.encode(.map(state.session)).count <= PlainCourse.longestPayload ? PlainCourse(of: state) : nil
    }

    /// Opens a request whose session is plain.
    package func open(_ request: consuming LoginRequest, _ session: PlainSession, now: Timestamp) -> RequestCore {
        var state = LoginCore(unopened: request, manager)
        guard let sessions else { return RequestCore(state: state, now: now, opened: nil) }
        let opened = sessions.reopened(session.stored, RequestFacts(now: now, ip: state.clientAddress, userAgent: state.userAgent))
        state.open(opened.payload)
        return RequestCore(state: state, now: now, opened: opened)
    }

    /// Ends a request that has left its session as it is.
    package func leave(_ session: PlainSession, _ ip: String?, now: Timestamp) { sessions?.leave(session.stored, ip, now: now) }
}
