public import Logging
public import ServiceLifecycle
import SessionRegistry

/// Writes the last-seen times of registry sessions in batches, every few seconds and once more at shutdown. Add it to the
/// application's services: `app.addServices(LoginMaintenance(login))`. Without registry sessions it only waits.
public struct LoginMaintenance<Context: LoginRequestContext>: Service {
    private let service: LoginService<Context>
    private let interval: Duration
    private let logger: Logger

    /// - Parameter interval: how often due touches are looked for.
    public init(_ service: LoginService<Context>, interval: Duration = .seconds(5), logger: Logger = Logger(label: "rollcall.login")) {
        self.service = service
        self.interval = interval
        self.logger = logger
    }

    public func run() async throws {
        guard let sessions = service.exchange.sessions else { return try await gracefulShutdown() }
        // Cancelled when the application shuts down: that ends the waiting, not the last flush.
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do { try await Task.sleep(for: interval) } catch { break }
                await flush(sessions, everything: false)
            }
        }
        await flush(sessions, everything: true)
    }

    private func flush(_ sessions: RegistrySessions, everything: Bool) async {
        do {
            try await sessions.touches.flush(to: sessions.store, now: service.now(), everything: everything)
        } catch {
            // They stay in the batch for the next time.
            logger.warning("Last-seen times could not be written: \(error)")
        }
    }
}
