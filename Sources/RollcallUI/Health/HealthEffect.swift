package import CookieInspector
import LoginFlows
import Screen
package import SessionCore
package import SessionRegistry

/// What the Health tab asks of the outside.
package enum HealthEffect: Hashable, Sendable {
    /// `RegistryStore.health(now:)`, with the time it took, and the findings on keys and cookie settings. Answer: `.report`.
    case read
    /// `RegistryStore.purge(expiredBefore:…, dryRun: true)`: only counts. Answer: `.purgeable`.
    case countPurge(before: Timestamp, Actor)
    /// The same in earnest; progress is posted, and it runs to its end. Answer: `.purged`.
    case purge(before: Timestamp, Actor)
}

package enum HealthAnswer: Hashable, Sendable {
    case report(HealthReport)
    case purgeable(PurgeOutcome)
    case purged(PurgeOutcome)
}

/// A store's health as it was read, and what the configuration gives cause to.
package struct HealthReport: Hashable, Sendable {
    package var store: StoreHealth
    /// How long the store took to answer, in microseconds.
    package var latency: Int64
    /// The store's URL without password, and whether it was opened for reading only.
    package var description: StoreDescription
    /// Keys configured for verifying cookies; never the keys.
    package var keyCount: Int
    /// Weak keys by their place in the key files, cookie flags by their setting: made from data, worst first or in any order.
    package var findings: [CookieReport.Finding]

    package init(
        store: StoreHealth, latency: Int64, description: StoreDescription, keyCount: Int, findings: [CookieReport.Finding]
    ) {
        self.store = store
        self.latency = latency
        self.description = description
        self.keyCount = keyCount
        self.findings = findings
    }
}
