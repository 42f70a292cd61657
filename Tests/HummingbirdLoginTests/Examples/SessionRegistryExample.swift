import SessionCore
import SessionRegistry

/// Ends every session and remember token of a user, and says how to take it back.
func throwOut(_ user: String, of store: any RegistryStore, now: Timestamp) async throws -> RevocationID? {
    let request = RevocationRequest(.user(user), actor: Actor(name: "ada", at: now, reason: "laptop lost"))
    let outcome = try await store.revoke(request, progress: { _ in })
    return outcome.revocation
}
