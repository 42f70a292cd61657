import SessionCore
import SessionRegistry
import Synchronization

enum Sample {
    static let now = Timestamp(seconds: 1_767_225_600)

    static func session(id: SessionID, user: String? = "ann") -> SessionRecord {
        SessionRecord(
            id: id, userID: user, createdAt: now, lastSeenAt: now, expiresAt: now.advanced(bySeconds: 600), ip: "192.0.2.1",
            userAgent: "curl/8.5.0",
            device: "curl", fresh: true, permanent: false, remembered: false)
    }

    /// Secrets that count up from 1: the same at every run, none twice.
    static func secrets() -> SecretSource {
        let counter = Counter()
        return SecretSource { count in
            let number = counter.next()
            return Array(repeating: 0, count: max(0, count - 2)) + [
                UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number),
            ]
        }
    }

    private final class Counter: Sendable {
        private let number = Mutex(0)
        func next() -> Int {
            number.withLock { number in
                number += 1
                return number
            }
        }
    }

    static func request(at seconds: Int64 = 0, ip: String? = "192.0.2.1", userAgent: String? = "curl/8.5.0") -> RequestFacts {
        RequestFacts(now: now.advanced(bySeconds: seconds), ip: ip, userAgent: userAgent)
    }
}
