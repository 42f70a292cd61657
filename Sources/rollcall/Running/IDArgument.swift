import RollcallSupport
import SessionRegistry

/// Ids as people type them: whole, or six or more of the first characters.
enum IDArgument {
    static func session(_ text: String, in store: any RegistryStore) async throws -> SessionID {
        try one(try await IDPrefix.session(text, in: store), text, "session")
    }

    static func token(_ text: String, in store: any RegistryStore) async throws -> TokenID {
        try one(try await IDPrefix.token(text, in: store), text, "remember token")
    }

    static func missing(_ what: String, _ text: String) -> Failure {
        Failure(.negative, "no \(what) has an id that begins with \(text)")
    }

    private static func one<ID>(_ resolution: IDResolution<ID>, _ text: String, _ what: String) throws(Failure) -> ID
    where ID: CustomStringConvertible {
        switch resolution {
        case .one(let id): return id
        case .none: throw missing(what, text)
        case .several(let ids):
            let candidates = ids.map { String($0.description.prefix(16)) }.joined(separator: ", ")
            throw Failure(.usage, "\(text) is the beginning of several ids (\(candidates), …); give more characters")
        case .malformed(let complaint): throw Failure(.usage, "\(text) is no id: \(complaint)")
        }
    }
}
