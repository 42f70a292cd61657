public import Hummingbird
public import NIOCore
public import SessionCore

/// A request context that knows who is logged in.
///
/// Conform your own context to it, or use `BasicLoginRequestContext`. The login is filled in by `LoginMiddleware`, which
/// must come before everything that looks at it.
public protocol LoginRequestContext<User>: RemoteAddressRequestContext {
    /// The application's user.
    associatedtype User: LoginUser
    /// Made with the context (`LoginSession()`), one a request.
    var login: LoginSession<User> { get }
}

/// The smallest context with a login.
public struct BasicLoginRequestContext<User: LoginUser>: LoginRequestContext {
    public var coreContext: CoreRequestContextStorage
    public let login = LoginSession<User>()
    /// The peer's address as the socket gives it.
    public let remoteAddress: SocketAddress?

    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress
    }
}
