public import Logging
public import ServiceLifecycle
import SessionRegistry

/// Writes the last-seen times of registry sessions in batches, every few seconds and once more at shutdown. Add it to the
/// application's services: `app.addServices(LoginMaintenance(login))`. Without registry sessions it only waits.
///
/// Where it does not run, requests write these times along the way (at most every 15 seconds), and what was gathered since is
/// lost when the process ends.
public struct LoginMaintenance<Context: LoginRequestContext>: Service {
    private let service: LoginService<Context>
    private let interval: Duration
    private let logger: Logger

    /// - Parameters:
    ///   - service: the service whose sessions are seen to.
    ///   - interval: how often due touches are looked for. Default 5 seconds.
    ///   - logger: hears of a store that fails.
    public init(
        _ service: LoginService<Context>, interval: Duration = .seconds(5), logger: Logger = Logger(label: "rollcall.login")
    ) {
        self.service = service
        self.interval = interval
        self.logger = logger
    }

    /// Runs until the application shuts down.
    public func run() async throws {
        guard service.parts.exchange.sessions != nil else { return try await gracefulShutdown() }
        // Cancelled when the application shuts down: that ends the waiting, not the last flush.
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do { try await Task.sleep(for: interval) } catch { break }
                await service.parts.flush(everything: false, logger)
            }
        }
        await service.parts.flush(everything: true, logger)
    }
}

extension LoginServiceParts {
    /// Writes the last-seen times that are due, or all.
    func flush(everything: Bool, _ logger: Logger) async {
        guard let sessions = exchange.sessions else { return }
        let now = now()
        upkeep.flushed(now)
        do {
            try await sessions.touches.flush(to: sessions.store, now: now, everything: everything)
        } catch {
            // They stay in the batch for the next time.
            logger.warning("Last-seen times could not be written: \(error)")
        }
    }
}
