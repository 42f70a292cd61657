package import CookieInspector
import LoginFlows
import Screen
import SessionCore
import SessionRegistry

/// What the Cookies tab asks of the outside: the keys are configured there and never come in here.
package enum CookiesEffect: Hashable, Sendable {
    /// How many keys are configured. Answer: `.keys`.
    case keys
    /// `CookieInspector.inspect` of every line with the configured keys, the known weak keys and the time now. A line may give
    /// several reports, one a cookie. Answer: `.inspected`. The lines are not kept, logged or put into an error.
    case inspect([String])
}

package enum CookiesAnswer: Hashable, Sendable {
    /// Keys that were read from the configured key files; `problem`: why some could not be (names a file, no key).
    case keys(count: Int, problem: String?)
    case inspected([CookieReport], keys: Int)
}
