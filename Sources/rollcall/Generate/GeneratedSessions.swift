import SQLiteRegistry
import SessionCore
import SessionRegistry

/// Made-up sessions, one after the other: the same for the same seed and time.
struct GeneratedSessions: Sequence, IteratorProtocol {
    private static let agents: [(agent: String, device: String)] = [
        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
        "curl/8.5.0",
    ].map { ($0, DeviceName.name(of: $0) ?? $0) }

    private var random: SplitMix64
    private var left: Int
    private let users: Int
    private let now: Timestamp

    init(count: Int, users: Int, seed: UInt64, now: Timestamp) {
        random = SplitMix64(seed: seed)
        left = count
        self.users = Swift.max(1, users)
        self.now = now
    }

    mutating func next() -> FillItem? {
        guard left > 0 else { return nil }
        left -= 1
        var bytes: [UInt8] = []
        for _ in 0..<4 {
            let word = random.next()
            for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * shift))) }
        }
        guard let digest = Digest256(bytes: bytes) else { return nil }
        // The square makes some users busy and most quiet.
        let share = Double.random(in: 0..<1, using: &random)
        let user = "user\(Swift.min(users - 1, Int(share * share * Double(users))) + 1)"
        let device = Self.agents[Int.random(in: 0..<Self.agents.count, using: &random)]
        let age = Int64.random(in: 1...(30 * 86_400), using: &random)
        let seenAge = Int64.random(in: 0..<age, using: &random)
        let created = now.advanced(bySeconds: -age)
        let seen = now.advanced(bySeconds: -seenAge)
        let remembered = Int.random(in: 0..<4, using: &random) == 0
        let record = SessionRecord(
            id: SessionID(digest), userID: user, createdAt: created, lastSeenAt: seen,
            expiresAt: created.advanced(bySeconds: 31 * 86_400 - (random.next() % 8 == 0 ? 25 * 86_400 : 0)),
            ip: "10.\(random.next() % 64).\(random.next() % 256).\(random.next() % 254 + 1)", userAgent: device.agent,
            device: device.device,
            fresh: !remembered, permanent: true, remembered: remembered)
        let payload: SessionMap = ["_user_id": .string(user), "_fresh": .bool(!remembered), "_permanent": .bool(true)]
        return FillItem(record: record, payload: payload)
    }
}
