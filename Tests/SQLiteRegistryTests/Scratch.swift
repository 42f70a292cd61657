import Glibc
import SQLiteRegistry
import SessionCore
import SessionRegistry

/// A directory of its own that is removed with this value.
final class Scratch: Sendable {
    let path: String

    init() throws {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array((base + "/rollcall-test-XXXXXX").utf8CString)
        guard let made = mkdtemp(&template) else { throw StoreError(.unavailable, "no scratch directory in \(base)") }
        path = String(cString: made)
    }

    deinit { Self.remove(path) }

    func file(_ name: String) -> String { path + "/" + name }

    private static func remove(_ path: String) {
        if let directory = opendir(path) {
            while let entry = readdir(directory) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != ".", name != ".." { remove(path + "/" + name) }
            }
            closedir(directory)
            rmdir(path)
        } else {
            unlink(path)
        }
    }
}

/// 2026-01-01T00:00:00Z.
let epoch = Timestamp(seconds: 1_767_225_600)

/// A generator with a seed, for runs that can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

func digest(_ number: Int) -> Digest256 { Digest256(sha256Of: "\(number)") }

/// A plausible session; every field follows from the number.
func session(_ number: Int, now: Timestamp = epoch) -> SessionRecord {
    var random = SeededGenerator(seed: UInt64(number) &* 7_919)
    let age = Int64.random(in: 0..<2_592_000, using: &random)
    let idle = Int64.random(in: 0...age, using: &random)
    let devices = ["Firefox on Linux", "Safari on iPhone", "Chrome on Windows", "curl", nil]
    return SessionRecord(
        id: SessionID(digest(number)), userID: number % 17 == 0 ? nil : "user\(number % 5_000)",
        createdAt: now.advanced(bySeconds: -age),
        lastSeenAt: now.advanced(bySeconds: -idle), expiresAt: number % 13 == 0 ? nil : now.advanced(bySeconds: 1_209_600 - idle),
        ip: "10.\(number % 7).\(number % 251).\(number % 241)", userAgent: "Agent/\(number % 40)",
        device: devices[number % devices.count], fresh: number % 3 == 0 ? nil : number % 2 == 0,
        permanent: number % 6 == 0 ? nil : number % 5 == 0,
        remembered: number % 4 == 0 ? nil : number % 3 == 0)
}

extension StoreError {
    /// The error that a body throws, for comparing whole messages.
    static func thrown(by body: () async throws -> Void) async -> StoreError? {
        do {
            try await body()
            return nil
        } catch {
            return error as? StoreError
        }
    }
}
