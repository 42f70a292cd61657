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
    /// What lies at a broken place of the chain: the event numbered `place`, or the next one there is if it is missing, and the
    /// one before it. Answer: `.evidence`.
    case examine(place: Int64)
    /// Writes the file; progress is posted as events written. Answer: `.exported`.
    case export(AuditFileExport)
}

package enum AuditAnswer: Equatable, Sendable {
    case page([AuditEvent])
    case verdict(AuditChainVerdict)
    case evidence(AuditEvidence)
    case exported(ExportOutcome)
}
