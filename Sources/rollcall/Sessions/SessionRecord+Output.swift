import SessionCore
import SessionRegistry

extension SessionRecord {
    func row(at now: Timestamp) -> [String] {
        [
            String(id.hex.prefix(12)), userID ?? "-", device ?? "-", ip ?? "-", RelativeTime.text(createdAt, now: now),
            RelativeTime.text(lastSeenAt, now: now), RelativeTime.text(expiresAt, now: now), fresh?.word ?? "-",
            remembered?.word ?? "-",
            state(at: now).rawValue,
        ]
    }

    func details(at now: Timestamp) -> Details {
        var details = Details()
        details.add("id", id.hex)
        details.add("user", userID)
        details.add("state", state(at: now).rawValue)
        details.add("started", RelativeTime.full(createdAt, now: now))
        details.add("last seen", RelativeTime.full(lastSeenAt, now: now))
        details.add("expires", RelativeTime.full(expiresAt, now: now))
        details.add("ip", ip)
        details.add("device", device)
        details.add("user agent", userAgent)
        details.add("fresh", fresh?.word)
        details.add("permanent", permanent?.word)
        details.add("remembered", remembered?.word)
        details.add("token", tokenID?.hex)
        details.add(revocation, now: now)
        return details
    }
}

extension Details {
    /// Who revoked it, when and why; nothing if nobody did.
    mutating func add(_ mark: RevocationMark?, now: Timestamp) {
        guard let mark else { return }
        add("revoked", RelativeTime.full(mark.at, now: now))
        add("revoked by", mark.by)
        add("reason", mark.reason)
        add("revocation", mark.id.description)
    }
}
