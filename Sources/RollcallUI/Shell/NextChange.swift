package import Screen
package import SessionCore

/// When a screen changes by nothing but the passing of time: ages that move, a badge that grows older.
package enum NextChange {
    /// The furthest that is looked ahead, in seconds: an age moves once a minute or less often long before.
    private static let horizon: Int64 = 3_600

    /// The earliest time, in whole seconds from the model's, at which the screen shows something else than `shown`. `nil`: not
    /// within the hour.
    ///
    /// It is found by drawing the future: whatever a tab shows, nothing has to say when it changes, and nobody wakes in vain.
    /// Time: some ten views.
    /// - Parameter goOn: asked before each view; where it answers `false`, a second from the model's time is given.
    package static func after(_ model: Model, size: Size, shown: Frame, while goOn: () -> Bool) -> Timestamp? {
        func differs(_ seconds: Int64) -> Bool {
            var later = model
            later.now = model.now.advanced(bySeconds: seconds)
            return view(later, size: size) != shown
        }
        var same: Int64 = 0
        var step: Int64 = 1
        while true {
            guard goOn() else { return model.now.advanced(bySeconds: 1) }
            if differs(step) { break }
            if step >= horizon { return nil }
            same = step
            step = min(horizon, step * 2)
        }
        var changed = step
        while changed - same > 1 {
            guard goOn() else { return model.now.advanced(bySeconds: max(1, same)) }
            let middle = (same + changed) / 2
            if differs(middle) { changed = middle } else { same = middle }
        }
        return model.now.advanced(bySeconds: changed)
    }
}
