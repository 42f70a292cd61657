import RollcallSupport
import RollcallUI

extension Configuration {
    /// The keymap with the configured keys.
    ///
    /// - Throws: for keys that cannot be assigned so, with the place where they were.
    func keymap() throws(Failure) -> Keymap {
        do {
            return try Keymap.standard.remapped(by: keys.map { KeyAssignment($0.binding, $0.keys, origin: $0.origin) })
        } catch {
            throw Failure(.outside, error.description)
        }
    }
}
