import Hummingbird
import SessionCore

/// The form of `POST /login`. Everything but the first two is optional and handed to the login.
struct LoginForm: Decodable, Sendable {
    var email: String?
    var password: String?
    var remember: String?
    var force: String?
    var fresh: String?
    /// Seconds, may be fractional.
    var duration: String?

    static func isTrue(_ text: String) -> Bool { ["1", "true", "on", "yes"].contains(text.lowercased()) }

    /// `nil` if there is none; throws what is answered to one that cannot be read.
    func rememberDuration() throws -> TimeSpan? {
        guard let duration else { return nil }
        guard let seconds = Double(duration), let span = TimeSpan(pythonSeconds: seconds) else {
            throw HTTPError(.badRequest, message: "duration must be a number of seconds")
        }
        return span
    }
}
