/// What every `RegistryStore` must do, as checks that run against any implementation.
///
///     for check in StoreConformance.checks { try await check.run(fixture) }
package enum StoreConformance {
    /// How to make stores to check.
    package struct Fixture: Sendable {
        /// An empty store of its own: no sessions, tokens, users or events.
        package var empty: @Sendable () async throws -> any RegistryStore
        /// The same store opened read-only.
        package var readOnly: @Sendable (any RegistryStore) async throws -> any RegistryStore
        package init(
            empty: @escaping @Sendable () async throws -> any RegistryStore,
            readOnly: @escaping @Sendable (any RegistryStore) async throws -> any RegistryStore
        ) {
            self.empty = empty
            self.readOnly = readOnly
        }
    }

    /// One promise of the protocol. Named by a sentence, so that a test's table reads as the list of promises.
    package struct Check: Sendable, CustomStringConvertible {
        package let name: String
        private let body: @Sendable (Fixture) async throws -> Void

        init(_ name: String, _ body: @escaping @Sendable (any RegistryStore) async throws -> Void) {
            self.name = name
            self.body = { fixture in
                let store = try await fixture.empty()
                try await body(store)
                await store.close()
            }
        }

        init(_ name: String, fixture body: @escaping @Sendable (Fixture) async throws -> Void) {
            self.name = name
            self.body = body
        }

        /// Throws a `ConformanceFailure`, or what the store threw.
        package func run(_ fixture: Fixture) async throws { try await body(fixture) }
        package var description: String { name }
    }

    package static let checks: [Check] =
        readingChecks + pagingChecks + filterChecks + serverChecks + tokenChecks + revocationChecks + fixingChecks + auditChecks + userChecks
        + upkeepChecks
}

/// A promise that a store does not keep.
package struct ConformanceFailure: Error, CustomStringConvertible {
    /// A sentence: what was expected, and what was seen.
    package var description: String
    init(_ description: String) { self.description = description }
}

func expect(_ condition: Bool, _ sentence: @autoclosure () -> String) throws {
    if !condition { throw ConformanceFailure(sentence()) }
}

func expectEqual<Value: Equatable>(_ seen: Value, _ expected: Value, _ what: @autoclosure () -> String) throws {
    if seen != expected { throw ConformanceFailure("\(what()): expected \(expected), the store said \(seen)") }
}

/// The body must throw a `StoreError` with this code.
func expectError(_ code: StoreError.Code, _ what: String, _ body: () async throws -> Void) async throws {
    do {
        try await body()
    } catch let error as StoreError {
        return try expectEqual(error.code, code, "the error's code when \(what)")
    }
    throw ConformanceFailure("an error '\(code.rawValue)' was expected when \(what), but there was none")
}
