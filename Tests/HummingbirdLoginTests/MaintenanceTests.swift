import Hummingbird
import HummingbirdLogin
import Logging
import NIOCore
import SessionCore
import SessionRegistry
import Testing

private struct Guest: LoginUser { var loginID: String }

private struct GuestContext: LoginRequestContext {
    var coreContext: CoreRequestContextStorage
    let login = LoginSession<Guest>()
    let remoteAddress: SocketAddress? = nil

    init(source: ApplicationRequestContextSource) { coreContext = .init(source: source) }
}

@Suite("What is done beside requests")
struct MaintenanceTests {
    private static let now = Timestamp(seconds: 1_767_225_600)

    private static func record(_ number: UInt8, endedBefore seconds: Int64) -> SessionRecord {
        let end = now.advanced(bySeconds: -seconds)
        return SessionRecord(
            id: RegistrySessions.id(ofSecret: "secret \(number)"), userID: "ann", createdAt: end.advanced(bySeconds: -60),
            lastSeenAt: end.advanced(bySeconds: -30), expiresAt: end, ip: nil, userAgent: nil, device: nil, fresh: true, permanent: false,
            remembered: false, tokenID: nil)
    }

    @Test("what ended before the retention is deleted at the start, with an event; without a retention it stays", .timeLimit(.minutes(1)))
    func purging() async throws {
        for retention in [Duration.seconds(3_600), nil] {
            let store = MemoryRegistry()
            let (old, recent) = (Self.record(1, endedBefore: 3_601), Self.record(2, endedBefore: 3_599))
            for record in [old, recent] { try await store.insert(record, payload: [:]) }
            let login = LoginService<GuestContext>(
                settings: LoginSettings(secretKey: "maintenance-key"), sessions: .registry(store), now: { Self.now }
            ) { Guest(loginID: $0) }
            let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let maintenance = LoginMaintenance(login, interval: .seconds(60), purgingAfter: retention, logger: quiet)
            let running = Task { try await maintenance.run() }
            if retention != nil { while try await store.session(old.id) != nil { await Task.yield() } }
            running.cancel()
            _ = await running.result
            #expect(try await (store.session(old.id) == nil) == (retention != nil))
            #expect(try await store.session(recent.id) != nil)
            let events = try await store.auditEvents(AuditQuery()).map(\.action)
            #expect(events == (retention == nil ? [] : [.purge]))
        }
    }
}
