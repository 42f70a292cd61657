import Synchronization

/// What a progress closure heard.
final class Heard: Sendable {
    private let heard = Mutex<[Int]>([])
    var numbers: [Int] { heard.withLock { $0 } }
    func add(_ number: Int) { heard.withLock { $0.append(number) } }
}
