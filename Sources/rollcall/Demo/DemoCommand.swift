import ArgumentParser
import RollcallSupport
import SessionRegistry
import Synchronization

/// `rollcall demo`
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Try the UI on a throw-away store with live mock traffic.",
        discussion: """
            The store lies in a private temporary directory and is removed at the end. The sessions come from real logins of the \
            mock users, which go on while the screen is open.

            EXAMPLES
              rollcall demo
              rollcall demo --ascii --no-color
            """)

    @OptionGroup var screen: ScreenOptions
    @OptionGroup var keys: KeyOptions
    /// Accepted everywhere; this command has one form only.
    @OptionGroup(visibility: .hidden) var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func run() throws {
        if global.store != nil { throw Failure(.usage, "demo makes a store of its own; leave out --store") }
        if global.readOnly { throw Failure(.usage, "demo writes its mock traffic into its store; leave out --read-only") }
        let environment = ProcessEnvironment.current()
        var configuration = try Configuration(options: global.options(), environment: environment)
        configuration.readOnly = false
        let operatorName = configuration.operatorName
        let store = DemoStore(parent: environment.temporaryDirectory)
        // In the supervising process nothing below `openStore` runs, so that only the screen's own process makes a store.
        defer { store.remove() }
        var options = try screen.options(configuration, keys, environment, storeURL: "demo")
        options.programVariables = ProgramVariables(configuration, global, keys).on(store: { store.url })
        let status = try screen.run(
            options,
            openStore: { try await store.open(operatorName: operatorName) },
            background: { _ in await store.runTraffic() })
        store.remove()
        Interactive.leave(status)
    }
}

/// The throw-away store of a demo, with its traffic.
final class DemoStore: Sendable {
    private struct State {
        var directory: String?
        var traffic: DemoTraffic?
    }

    /// Sessions that are there when the screen opens.
    private static let backfill = 30

    private let parent: String
    private let state = Mutex(State())

    init(parent: String) { self.parent = parent }

    func open(operatorName: String) async throws -> any RegistryStore {
        DemoDirectory.removeStale(in: parent)
        let directory = try DemoDirectory.make(in: parent)
        state.withLock { $0.directory = directory }
        let store = try await StoreOpener.open(
            Self.location(in: directory), readOnly: false, operatorName: operatorName)
        let traffic = try await DemoTraffic(store: store)
        try await traffic.backfill(Self.backfill, now: SystemClock.now())
        state.withLock { $0.traffic = traffic }
        return store
    }

    /// Once it is made.
    var url: String? { state.withLock { $0.directory }.map { Self.location(in: $0).url } }

    private static func location(in directory: String) -> StoreLocation { StoreLocation(path: directory + "/demo.db") }

    func runTraffic() async { await state.withLock { $0.traffic }?.run() }

    /// Removes the directory, if this process made one.
    func remove() {
        let directory = state.withLock { state in
            defer { state.directory = nil }
            return state.directory
        }
        if let directory { File.removeFlatDirectory(directory) }
    }
}
