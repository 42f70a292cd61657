import SQLiteRegistry
import SessionCore
package import SessionRegistry

/// Opens the store that was configured.
package enum StoreOpener {
    /// Opens the store; makes it on first use, with mode 0600 and the mock users of Resources/.
    ///
    /// - Parameter operatorName: Whom the audit log names for the mock users of a new store.
    package static func open(
        _ location: StoreLocation, readOnly: Bool, operatorName: String
    ) async throws(Failure) -> any RegistryStore {
        let store = try openExisting(location, readOnly: readOnly)
        if store.isNew { try await seed(store.registry, operatorName: operatorName) }
        return store.registry
    }

    private static func openExisting(
        _ location: StoreLocation, readOnly: Bool
    ) throws(Failure) -> (registry: any RegistryStore, isNew: Bool) {
        let isNew = !readOnly && File.size(location.path) ?? 0 == 0
        do {
            return (try SQLiteRegistry.open(path: location.path, mode: readOnly ? .readOnly : .readWrite), isNew)
        } catch {
            throw Failure(error)
        }
    }

    private static func seed(_ store: any RegistryStore, operatorName: String) async throws(Failure) {
        let users = try UserSeed.shipped()
        let actor = Actor(name: operatorName, at: SystemClock.now(), reason: "mock users of a new store")
        do {
            // Another process may have made the store at the same moment and be seeding it too.
            guard try await store.users(after: nil, limit: 1).isEmpty else { return }
            try await store.put(users, actor: actor)
        } catch {
            throw Failure(error)
        }
    }
}

extension Failure {
    /// What a store could not do, as a command reports it.
    package init(_ error: StoreError) {
        self.init(.outside, error.message, mayPass: error.code == .unavailable)
    }
}
