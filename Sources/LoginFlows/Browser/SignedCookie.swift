import SessionCore

/// Cookie values that a flow signs by itself.
enum SignedCookie {
    /// - Parameter data: its keys in the order in which they are signed.
    static func session(_ data: SessionMap, key: String, at clock: Timestamp) throws(FlowError) -> String {
        let payload = TaggedJSON.encode(.map(data), .compact)
        guard !key.isEmpty, let value = SessionCookieSigner(keys: [key]).sign(payload: payload, at: clock) else {
            throw FlowError("The session cannot be signed: the key is empty, or the clock stands before 1970.")
        }
        return value
    }

    static func remember(_ payload: String, key: String) throws(FlowError) -> String {
        guard let bytes = RememberCookie.latin1Key(key) else {
            throw FlowError("The remember cookie cannot be signed: its key has characters beyond Latin-1.")
        }
        return RememberCookie.encode(payload, key: bytes)
    }
}
