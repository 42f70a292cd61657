import ArgumentParser
import Glibc
import SessionCore

/// Does the work on the cookies of standard input for a while, and prints how often it could be done in a second.
struct CoreRates: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "core", abstract: "Measure signing and verifying, on one thread.")

    @Option(help: "Seconds for each item.")
    var seconds = 0.5

    @Option(help: "Do one item this often, untimed: for profilers.")
    var count: Int?

    @Option(help: "Measure this item alone.")
    var item: String?

    func run() throws {
        guard let key = readLine(), let session = readLine(), let remember = readLine() else {
            throw ValidationError("standard input must have three lines: what `rollcall-bench inputs` prints")
        }
        let work = CoreWork(key: key, session: session, remember: remember)
        guard work.isGenuine else { throw ValidationError("a cookie of standard input is not what its key would have signed") }
        for (name, operation) in work.items where item == nil || item == name {
            if let count {
                for _ in 0..<count { guard operation() else { throw ExitCode(3) } }
            } else {
                print(name, Int(try rate(operation)))
            }
        }
    }

    private func rate(_ operation: () -> Bool) throws -> Double {
        let batch = 500
        for _ in 0..<batch { guard operation() else { throw ExitCode(3) } }
        let start = Self.now()
        var done = 0
        var end = start
        repeat {
            for _ in 0..<batch { guard operation() else { throw ExitCode(3) } }
            done += batch
            end = Self.now()
        } while end - start < seconds
        return Double(done) / (end - start)
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// The operations, each as an application makes them: through the public interface, with what is kept for a whole process prepared.
private struct CoreWork {
    private let key: [UInt8]
    private let cookie: String
    private let remember: String
    private let signer: SessionCookieSigner
    private let manager: LoginManager
    private let session: SessionMap
    private let now = CoreSample.signedAt.advanced(bySeconds: 60)
    private let maxAge: Int64 = 2_678_400

    init(key: String, session: String, remember: String) {
        self.key = Array(key.utf8)
        cookie = session
        self.remember = remember
        signer = SessionCookieSigner(keys: [key])
        manager = LoginManager(LoginSettings(secretKey: key))
        if case .valid(.map(let map), _, _) = signer.verify(session, now: now, maxAge: maxAge) {
            self.session = map
        } else {
            self.session = [:]
        }
    }

    var isGenuine: Bool { session["_user_id"] != nil && checkRemember() && signer.sign(session, at: CoreSample.signedAt) == cookie }

    var items: [(name: String, operation: () -> Bool)] {
        [("verify", verify), ("remember", checkRemember), ("remember-keyless", checkRememberWithKey), ("sign", sign)]
    }

    /// Signature, age, decompression, JSON, and the session's map.
    private func verify() -> Bool {
        guard case .valid(.map(let map), _, _) = signer.verify(cookie, now: now, maxAge: maxAge) else { return false }
        return map.count == 3
    }

    private func checkRemember() -> Bool { (try? manager.decodeRememberCookie(remember)) == CoreSample.userID }

    /// With the key handed in each time, as Flask-Login's function has it.
    private func checkRememberWithKey() -> Bool { RememberCookie.decode(remember, key: key) == .valid(payload: CoreSample.userID) }

    private func sign() -> Bool { signer.sign(session, at: now) != nil }
}
