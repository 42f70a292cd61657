package import SessionCore

// Written once: what the command line prints and what the terminal UI exports has the same keys.

extension SessionRecord {
    /// The keys that scripts rely on; what the store does not know is null.
    package func json(at now: Timestamp) -> SessionMap {
        [
            "id": .string(id.hex), "user_id": SessionValue(optional: userID), "created_at": SessionValue(time: createdAt),
            "last_seen_at": SessionValue(time: lastSeenAt), "expires_at": SessionValue(time: expiresAt),
            "ip": SessionValue(optional: ip), "user_agent": SessionValue(optional: userAgent),
            "device": SessionValue(optional: device),
            "fresh": SessionValue(optional: fresh), "permanent": SessionValue(optional: permanent),
            "remembered": SessionValue(optional: remembered), "state": .string(state(at: now).rawValue),
            "token_id": SessionValue(optional: tokenID?.hex), "revoked_at": SessionValue(time: revocation?.at),
            "revoked_by": SessionValue(optional: revocation?.by), "revoked_reason": SessionValue(optional: revocation?.reason),
        ]
    }
}

extension TokenRecord {
    /// The keys that scripts rely on; what the store does not know is null.
    package func json(at now: Timestamp) -> SessionMap {
        [
            "id": .string(id.hex), "user_id": .string(userID), "created_at": SessionValue(time: createdAt),
            "last_used_at": SessionValue(time: lastUsedAt), "expires_at": SessionValue(time: expiresAt), "uses": .integer(uses),
            "ip": SessionValue(optional: ip), "user_agent": SessionValue(optional: userAgent),
            "device": SessionValue(optional: device),
            "state": .string(state(at: now).rawValue), "theft_detected_at": SessionValue(time: theftDetectedAt),
            "revoked_at": SessionValue(time: revocation?.at), "revoked_by": SessionValue(optional: revocation?.by),
            "revoked_reason": SessionValue(optional: revocation?.reason),
        ]
    }
}
