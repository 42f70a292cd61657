/// Why a request cannot be answered: Flask would have raised an exception here, which the application turns into a 500.
///
/// No case holds a secret or anything the browser sent.
public enum LoginFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Neither a user loader nor a request loader is registered.
    case missingLoader
    /// The current user was asked for before it was loaded: drive `LoginState.nextLookup()` first.
    case userNotLoaded
    /// The session cannot be written, as no secret key is set.
    case sessionUnavailable
    /// The session cookie is signed with the application's key, but what is signed is not a session.
    case unreadableSession
    /// The remember cookie's digest holds characters beyond ASCII, which Python refuses to compare.
    case unreadableRememberCookie
    /// The secret key has characters beyond Latin-1, or is missing, so it cannot sign remember cookies.
    case unusableRememberKey
    /// A value in the session has a type with which the operation has no meaning.
    case unexpectedValue(key: String)
    /// A duration or a time is missing, or beyond what can be written as a date (years 1 to 9999).
    case unusableDuration(setting: String)
    /// A login view names no known endpoint.
    case unknownEndpoint(String)
    /// A login view, or the request's address, is not a URL.
    case invalidURL
    /// A cookie's setting cannot be written: SameSite is not Strict, Lax or None, or the domain is not a host name.
    case unusableCookieSetting(setting: String)
    /// The session cannot be written into a cookie: the clock stands before 1970, or zlib failed.
    case unwritableSession

    public var description: String {
        switch self {
        case .missingLoader:
            "No user loader and no request loader is registered: set LoginSettings.loaders and answer the lookups."
        case .userNotLoaded: "The current user was used before it was loaded: answer the lookups of nextLookup() first."
        case .sessionUnavailable: "The session cannot be changed because no secret key is set: set LoginSettings.secretKey."
        case .unreadableSession: "The session cookie is signed with this application's key but does not hold a session."
        case .unreadableRememberCookie: "The remember cookie's digest is not ASCII text."
        case .unusableRememberKey:
            "The secret key is missing or has characters beyond Latin-1, so it cannot sign remember cookies."
        case .unexpectedValue(let key): "The session's value for \(key) has an unexpected type."
        case .unusableDuration(let setting): "\(setting) is not a duration that leads to a date between the years 1 and 9999."
        case .unknownEndpoint(let name): "The login view \(name) is not among LoginSettings.endpoints and is not a URL."
        case .invalidURL: "A login view or the request's address is not a valid URL."
        case .unusableCookieSetting(let setting): "\(setting) cannot be written into a cookie: check its spelling."
        case .unwritableSession: "The session cannot be signed: the clock stands before 1970, or compression failed."
        }
    }
}
