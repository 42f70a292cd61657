public import SessionCore

/// Remember tokens in mode `series`: the payload of the remember cookie is `series.verifier`. The series names one remembered
/// device and stays; the verifier is replaced at every use, so that a copied cookie gives itself away. The store keeps the
/// SHA-256 of both.
///
/// The cookie around the payload is still Flask-Login's `payload|hmac` (0.6.3, `utils.py`, `encode_cookie`); checking that
/// signature comes first and is not done here. The scheme is Barry Jaspan's "Improved Persistent Login Cookie Best Practice".
public struct RememberSeries: Sendable {
    /// Where tokens are kept.
    public let store: any RegistryStore
    /// How long, in seconds, the verifier before the current one is still accepted after a rotation: a browser sends several
    /// requests at once, and only the first of them rotates. Default 60.
    public let grace: Int64
    private let secrets: SecretSource

    /// - Parameters:
    ///   - store: where tokens are kept.
    ///   - grace: seconds; see ``grace``.
    ///   - secrets: what series and verifiers are drawn from.
    public init(store: any RegistryStore, grace: Int64 = 60, secrets: SecretSource = .system) {
        self.store = store
        self.grace = max(0, grace)
        self.secrets = secrets
    }

    /// A token that was made, or rotated, and what the browser must be given.
    public struct Issued: Hashable, Sendable {
        /// The token's id in the store.
        public var tokenID: TokenID
        /// Whom it logs in.
        public var userID: String
        /// `series.verifier`, for the cookie. It is not to be logged.
        public var payload: String
        /// The cookie's expiry; `nil` if the token has none.
        public var expiresAt: Timestamp?
    }

    /// What a payload was worth.
    public enum Redemption: Hashable, Sendable {
        /// The user is logged in by it; send the new payload.
        case accepted(Issued)
        /// The verifier before the current one, within the grace: the user is logged in by it; send nothing, as the answer to a
        /// request beside this one carries the new payload.
        case withinGrace(userID: String, tokenID: TokenID)
        /// An outdated verifier: someone has a copy of this device's cookie. The token and its sessions are revoked and the
        /// theft is in the audit log. Clear the cookie, and tell the user.
        case theft(userID: String, tokenID: TokenID, RevocationOutcome)
        /// Clear the cookie, unless the token is merely revoked: that may be taken back.
        case refused(Refusal)
    }

    /// Why a payload logs nobody in.
    public enum Refusal: String, Hashable, Sendable, CaseIterable {
        /// It is not `series.verifier`.
        case malformed
        /// There is no such series (any more).
        case unknown
        /// Its time is over.
        case expired
        /// It was revoked.
        case revoked
    }

    // MARK: Issuing

    /// A new series for a user who logs in with "remember me".
    /// - Parameters:
    ///   - userID: whom it logs in.
    ///   - lifetime: seconds, Flask-Login's `REMEMBER_COOKIE_DURATION`. Using the token does not prolong it.
    ///   - request: where the login comes from, and when.
    public func issue(userID: String, lifetime: Int64, _ request: RequestFacts) async throws(StoreError) -> Issued {
        let series = secrets.secret()
        let verifier = secrets.secret()
        let record = TokenRecord(
            id: Self.tokenID(ofSeries: series), userID: userID, createdAt: request.now, lastUsedAt: nil,
            expiresAt: request.now.advanced(bySeconds: max(0, lifetime)), uses: 0, ip: request.ip, userAgent: request.userAgent,
            device: request.device)
        try await store.insert(
            TokenSecretRecord(record: record, verifier: Digest256(sha256Of: verifier), previousVerifier: nil, rotatedAt: nil))
        return Issued(tokenID: record.id, userID: userID, payload: "\(series).\(verifier)", expiresAt: record.expiresAt)
    }

    // MARK: Redeeming

    /// Logs a user in by the payload of a remember cookie whose signature has been verified.
    public func redeem(_ payload: String, _ request: RequestFacts) async throws(StoreError) -> Redemption {
        guard let (series, verifier) = Self.split(payload) else { return .refused(.malformed) }
        let id = Self.tokenID(ofSeries: series)
        let presented = Digest256(sha256Of: verifier)
        // Twice: whoever loses the race for the rotation finds its verifier to be the previous one.
        for _ in 0..<2 {
            guard let token = try await store.tokenSecrets(id) else { return .refused(.unknown) }
            switch token.record.state(at: request.now) {
            case .revoked: return .refused(.revoked)
            case .expired: return .refused(.expired)
            case .active: break
            }
            switch judge(presented, against: token, now: request.now) {
            case .current:
                let next = secrets.secret()
                let rotated = try await store.rotate(
                    id, from: token.verifier, to: Digest256(sha256Of: next), at: request.now, ip: request.ip ?? token.record.ip,
                    userAgent: request.userAgent ?? token.record.userAgent,
                    device: request.userAgent == nil ? token.record.device : request.device)
                if rotated {
                    return .accepted(
                        Issued(
                            tokenID: id, userID: token.record.userID, payload: "\(series).\(next)",
                            expiresAt: token.record.expiresAt))
                }
            case .previous:
                return .withinGrace(userID: token.record.userID, tokenID: id)
            case .outdated:
                let outcome = try await store.recordTheft(of: id, at: request.now)
                return .theft(userID: token.record.userID, tokenID: id, outcome)
            }
        }
        // The verifier is current, but the store would not rotate it: it was revoked in between.
        return .refused(.revoked)
    }

    private enum Judgement { case current, previous, outdated }

    private func judge(_ presented: Digest256, against token: TokenSecretRecord, now: Timestamp) -> Judgement {
        if presented.isEqualInConstantTime(to: token.verifier) { return .current }
        // The clocks of several servers differ a little, so a rotation may seem to lie ahead.
        if let previous = token.previousVerifier, let rotatedAt = token.rotatedAt, presented.isEqualInConstantTime(to: previous),
            now <= rotatedAt.advanced(bySeconds: grace)
        {
            return .previous
        }
        return .outdated
    }

    // MARK: Ending

    /// At logout, or when another token takes its place: ends the series that the browser's cookie belongs to. An unknown or malformed
    /// payload is passed over, and a revoked token stays, so that it is listed and can be restored.
    /// - Returns: the theft, if the verifier is outdated: a copy of the cookie has been used since, and must not get away.
    @discardableResult
    public func clear(_ payload: String, _ request: RequestFacts) async throws(StoreError) -> TokenTheft? {
        guard let (series, verifier) = Self.split(payload) else { return nil }
        let id = Self.tokenID(ofSeries: series)
        guard let token = try await store.tokenSecrets(id), token.record.revocation == nil else { return nil }
        guard token.record.state(at: request.now) == .active,
            judge(Digest256(sha256Of: verifier), against: token, now: request.now) == .outdated
        else {
            try await store.end(id)
            return nil
        }
        _ = try await store.recordTheft(of: id, at: request.now)
        return TokenTheft(userID: token.record.userID, tokenID: id)
    }

    /// Whose token this payload belongs to, without using it; `nil` if there is none.
    public func owner(of payload: String) async throws(StoreError) -> String? {
        guard let id = Self.tokenID(ofPayload: payload) else { return nil }
        return try await store.token(id)?.userID
    }

    /// At logout: ends the token that the session is linked with (`SessionRecord.tokenID`).
    public func clear(_ id: TokenID) async throws(StoreError) { try await store.end(id) }

    // MARK: Payloads

    /// The token that this payload belongs to; `nil` if it cannot be a payload of this mode.
    public static func tokenID(ofPayload payload: String) -> TokenID? { split(payload).map { tokenID(ofSeries: $0.series) } }

    private static func tokenID(ofSeries series: String) -> TokenID { TokenID(Digest256(sha256Of: series)) }

    private static func split(_ payload: String) -> (series: String, verifier: String)? {
        // 43 characters, a dot, 43 characters.
        guard payload.utf8.count == 87 else { return nil }
        let parts = payload.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, SecretText.isWellFormed(parts[0]), SecretText.isWellFormed(parts[1]) else { return nil }
        return (String(parts[0]), String(parts[1]))
    }
}
