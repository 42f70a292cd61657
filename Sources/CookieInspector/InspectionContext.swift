import SessionCore

/// What an inspection knows beside the cookie.
struct InspectionContext {
    let keys: [String]
    let weakKeys: [String]
    /// Seconds.
    let maxAge: Int64?
    let now: Timestamp

    /// The place of the first key that `verify` accepts.
    func firstKey(_ verify: (String) -> Bool) -> Int? { keys.firstIndex(where: verify) }

    /// Whether a key that everybody guesses would do. The keys given are looked up in the list; without one, the list is tried.
    func hasWeakKey(keyIndex: Int?, _ verify: (String) -> Bool) -> Bool {
        if let keyIndex, keys.indices.contains(keyIndex) { return weakKeys.contains(keys[keyIndex]) }
        return weakKeys.contains(where: verify)
    }

    /// itsdangerous' rule (timed.py): older than `maxAge`, or signed in the future, is expired. Without `maxAge` nothing is.
    func isExpired(signedAt: Timestamp) -> Bool {
        guard let maxAge else { return false }
        let age = now.seconds(since: Timestamp(seconds: signedAt.seconds))
        return age > maxAge || age < 0
    }

    func expiry(signedAt: Timestamp?) -> Timestamp? {
        guard let maxAge, let signedAt else { return nil }
        return signedAt.advanced(bySeconds: maxAge)
    }

    /// The verdict on a cookie that is well formed.
    func verdict(keyIndex: Int?, expired: Bool) -> CookieReport.Verdict {
        if keyIndex != nil { return expired ? .expired : .valid }
        return keys.isEmpty ? .unverified : .badSignature
    }
}
