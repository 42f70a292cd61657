import CookieInspector
import LoginFlows
import Screen
import SessionCore
package import SessionRegistry

/// What the Audit tab asks of the outside. A store that fails answers with its `StoreError`.
package enum AuditEffect: Hashable, Sendable {
    /// `RegistryStore.auditEvents(query)`. Answer: `.page`.
    case load(AuditQuery)
    /// `RegistryStore.verifyAuditChain`; its progress is posted as `.progress(generation, done: events)` (every 100 ms is
    /// plenty); it stops when the request is cancelled. Answer: `.verdict`.
    case verify
}

package enum AuditAnswer: Hashable, Sendable {
    case page([AuditEvent])
    case verdict(AuditChainVerdict)
}
