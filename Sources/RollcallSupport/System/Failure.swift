/// Why a command cannot go on: one sentence that names the thing, what was expected and what to do. Holds no secret.
package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// The command was called wrongly: exit status 64.
        case usage
        /// Something outside is wrong (a store, a file, the configuration): exit status 2.
        case outside
        /// The answer is no (nothing of that name): exit status 1.
        case negative
    }
    package var kind: Kind
    package var message: String
    /// What failed may succeed later without anybody doing anything: a store that is locked, say.
    package var mayPass: Bool

    package init(_ kind: Kind, _ message: String, mayPass: Bool = false) {
        self.kind = kind
        self.message = message
        self.mayPass = mayPass
    }

    /// What the process ends with.
    package var exitStatus: Int32 {
        switch kind {
        case .usage: 64
        case .outside: 2
        case .negative: 1
        }
    }

    package var description: String { message }
}
