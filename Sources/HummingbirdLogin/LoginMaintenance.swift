public import Logging
public import ServiceLifecycle
import SessionCore
import SessionRegistry

/// Writes the last-seen times of registry sessions in batches, every few seconds and once more at shutdown. Add it to the
/// application's services: `app.addServices(LoginMaintenance(login))`. Without registry sessions it only waits.
///
/// With a retention it also deletes, at the start and then every hour, the sessions and remember tokens that ended before that; each time
/// leaves an event in the audit log. Without one they stay until somebody purges them (`rollcall sessions purge`).
///
/// Where it does not run, requests write these times along the way (at most every 15 seconds), and what was gathered since is
/// lost when the process ends.
public struct LoginMaintenance<Context: LoginRequestContext>: Service {
    private let service: LoginService<Context>
    private let interval: Duration
    private let retention: Duration?
    private let logger: Logger

    /// - Parameters:
    ///   - service: the service whose sessions are seen to.
    ///   - interval: how often due touches are looked for. Default 5 seconds.
    ///   - retention: how long what expired or was revoked is kept, a revocation so that it can be taken back. Default: for ever.
    ///   - logger: hears of a store that fails.
    public init(
        _ service: LoginService<Context>, interval: Duration = .seconds(5), purgingAfter retention: Duration? = nil,
        logger: Logger = Logger(label: "rollcall.login")
    ) {
        self.service = service
        self.interval = interval
        self.retention = retention
        self.logger = logger
    }

    /// Runs until the application shuts down.
    public func run() async throws {
        guard service.parts.exchange.sessions != nil else { return try await gracefulShutdown() }
        // Cancelled when the application shuts down: that ends the waiting, not the last flush.
        await cancelWhenGracefulShutdown {
            var purgedAt: Timestamp?
            while !Task.isCancelled {
                let now = service.parts.now()
                if let retention, purgedAt.map({ now.seconds(since: $0) >= Self.purgeInterval }) ?? true {
                    purgedAt = now
                    await service.parts.purge(endedBefore: now.advanced(bySeconds: -retention.components.seconds), now: now, logger)
                }
                do { try await Task.sleep(for: interval) } catch { break }
                await service.parts.flush(everything: false, logger)
            }
        }
        await service.parts.flush(everything: true, logger)
    }

    /// Seconds.
    private static var purgeInterval: Int64 { 3_600 }
}

extension LoginServiceParts {
    /// Deletes what expired or was revoked before then.
    fileprivate func purge(endedBefore cutoff: Timestamp, now: Timestamp, _ logger: Logger) async {
        guard let sessions = exchange.sessions else { return }
        let actor = Actor(name: "maintenance", at: now, reason: "kept for as long as the application asks")
        do {
            let gone = try await sessions.store.purge(expiredBefore: cutoff, actor: actor, dryRun: false, progress: { _ in })
            guard gone.sessions + gone.tokens > 0 else { return }
            logger.info("Purged what ended long ago.", metadata: ["sessions": "\(gone.sessions)", "tokens": "\(gone.tokens)"])
        } catch {
            // The next time does it.
            logger.warning("What ended long ago could not be purged: \(error)")
        }
    }

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
