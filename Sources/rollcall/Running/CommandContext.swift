import RollcallSupport
import SessionCore
import SessionRegistry

/// What a command works with: the settings in force, the store, the clock and where the output goes.
struct CommandContext {
    let environment: ProcessEnvironment
    let configuration: Configuration
    /// Read once, so that one answer has one time.
    let now: Timestamp
    let output: Output

    init(_ options: GlobalOptions, _ format: FormatOption? = nil) throws(Failure) {
        environment = .current()
        configuration = try Configuration(options: options.options(format: format?.format), environment: environment)
        now = SystemClock.now()
        output = Output(format: configuration.format, color: configuration.color)
    }

    /// Runs `body` on the configured store and closes it.
    ///
    /// - Parameters:
    ///   - changes: Whether the command changes the store; refused where that is read-only.
    ///   - body: What the command does with it.
    func withStore<Answer: Sendable>(
        changes: Bool = false, _ body: @Sendable @escaping (any RegistryStore) async throws -> Answer
    ) throws -> Answer {
        if changes, configuration.readOnly {
            throw Failure(
                .outside,
                "store \(configuration.store.url) is opened read-only; leave out --read-only (or read_only) to change it")
        }
        let location = configuration.store
        // A store that is not there yet is made by a look at it too, as `rollcall` alone would.
        let readOnly = configuration.readOnly
        let operatorName = configuration.operatorName
        return try Blocking.run {
            let store = try await StoreOpener.open(location, readOnly: readOnly, operatorName: operatorName)
            do {
                let answer = try await body(store)
                await store.close()
                return answer
            } catch {
                await store.close()
                throw error
            }
        }
    }

    /// Who acts, now.
    func actor(reason: String? = nil) -> Actor { Actor(name: configuration.operatorName, at: now, reason: reason) }
}
