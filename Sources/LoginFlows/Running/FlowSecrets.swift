import SessionRegistry
import Synchronization

/// The secrets of a flow that runs on a store of its own: the same in every run, so that reports can be compared. Never for a
/// store that anybody else uses.
final class FlowSecrets: Sendable {
    private let seed: String
    private let drawn = Mutex(0)

    init(seed: String) { self.seed = seed }

    var source: SecretSource {
        SecretSource { [self] count in
            var bytes: [UInt8] = []
            while bytes.count < count {
                let number = drawn.withLock { number in
                    number += 1
                    return number
                }
                bytes += Digest256(sha256Of: "\(seed)\u{0}\(number)").bytes
            }
            return Array(bytes.prefix(count))
        }
    }
}
