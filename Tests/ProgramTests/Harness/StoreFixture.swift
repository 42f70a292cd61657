import Glibc
import SQLiteRegistry
import SessionCore
import SessionRegistry

/// A store file that a test fills and looks into, beside the program.
struct StoreFixture {
    let store: SQLiteRegistry

    init(store: SQLiteRegistry) { self.store = store }

    init(_ scratch: Scratch) throws { store = try SQLiteRegistry.open(path: scratch.store, mode: .readWrite) }

    static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    static func id(_ number: UInt8) throws -> SessionID {
        guard let id = SessionID(hex: String(repeating: "0", count: 62) + (number < 16 ? "0" : "") + String(number, radix: 16))
        else {
            throw HarnessError(what: "an id for \(number)", code: 0)
        }
        return id
    }

    @discardableResult
    func add(_ number: UInt8, user: String, agent: String = "curl/8.5.0", device: String? = nil, ip: String = "198.51.100.7", minutesAgo: Int64? = nil)
        async throws
        -> SessionID
    {
        let now = Self.now()
        let id = try Self.id(number)
        let record = SessionRecord(
            id: id, userID: user, createdAt: now.advanced(bySeconds: minutesAgo.map { -60 * $0 } ?? -3600),
            lastSeenAt: now.advanced(bySeconds: -60 * (minutesAgo ?? Int64(number))),
            expiresAt: now.advanced(bySeconds: 86_400), ip: ip, userAgent: agent, device: device ?? "curl", fresh: true,
            permanent: false,
            remembered: false)
        try await store.insert(record, payload: ["_user_id": .string(user), "agent": .string(agent)])
        return id
    }

    func isRevoked(_ id: SessionID) async throws -> Bool { try await store.session(id)?.revocation != nil }

    /// Whether the store comes to hold this within the deadline: the program may still be writing.
    func becomes(_ condition: (SQLiteRegistry) async throws -> Bool) async throws -> Bool {
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(20)
        while clock.now < deadline {
            if try await condition(store) { return true }
            await Task.yield()
        }
        return false
    }
}
