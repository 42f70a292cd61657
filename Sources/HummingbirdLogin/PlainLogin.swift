import HTTPTypes
import NIOCore
import SessionCore
import SessionRegistry

/// What a service takes up requests with, whatever the types of its context and its users.
final class LoginEntrance: Sendable {
    let exchange: LoginExchangeCore
    private let readsForwardedFor: Bool
    private let authHeaderName: String?

    /// - Parameter readsAuthHeader: whether a header may name a user.
    init(_ exchange: LoginExchangeCore, readsAuthHeader: Bool) {
        self.exchange = exchange
        let settings = exchange.manager.settings
        readsForwardedFor = !settings.trustedProxies.isEmpty
        authHeaderName = readsAuthHeader ? settings.authHeaderName : nil
    }

    func read(_ head: HTTPRequest, from address: SocketAddress?) -> ArrivedRequest {
        ArrivedRequest(head, from: address, readsForwardedFor: readsForwardedFor)
    }

    private func client(_ arrived: ArrivedRequest) -> String? {
        exchange.manager.settings.trustedProxies.clientAddress(peer: arrived.address, forwardedFor: arrived.forwardedFor)
    }

    /// The request's plain course, if it is known to have one; then there is nothing to open. Where sessions are in cookies.
    func plainLogin(_ arrived: ArrivedRequest, now: Timestamp) -> PlainLogin? {
        guard let key = ArrivalKey(arrived.cookies, from: client(arrived), arrived.userAgent),
            let course = exchange.manager.plainCourse(key, now: now)
        else { return nil }
        return PlainLogin(course, arrived, now: now, self)
    }

    /// The same where sessions are in a store.
    func plainStoredLogin(_ arrived: ArrivedRequest, now: Timestamp) async throws(StoreError) -> PlainLogin? {
        guard let key = ArrivalKey(arrived.cookies, from: client(arrived), arrived.userAgent),
            let session = try await exchange.plainSession(key, now: now)
        else { return nil }
        return PlainLogin(session.course, arrived, now: now, self, session: session)
    }

    /// Ends a request that has remained plain.
    func leave(_ login: PlainLogin) {
        if let session = login.session { exchange.leave(session, client(login.arrived), now: login.now) }
    }

    fileprivate func open(_ login: PlainLogin) -> RequestCore {
        guard let session = login.session else { return openSigned(login.arrived, now: login.now) }
        return exchange.open(login.arrived.loginRequest(authHeaderName: authHeaderName), session, now: login.now)
    }

    func open(_ arrived: ArrivedRequest, now: Timestamp) async throws(StoreError) -> RequestCore {
        try await exchange.open(arrived.loginRequest(authHeaderName: authHeaderName), now: now)
    }

    func openSigned(_ arrived: ArrivedRequest, now: Timestamp) -> RequestCore {
        exchange.openSigned(arrived.loginRequest(authHeaderName: authHeaderName), now: now)
    }
}

/// A request whose course is plain as long as nothing but its user is asked for. Anything else opens it.
///
/// Unchecked: its login alone has it, under its lock.
final class PlainLogin: @unchecked Sendable {
    let course: PlainCourse
    fileprivate let arrived: ArrivedRequest
    fileprivate let now: Timestamp
    /// `nil` where sessions are in cookies.
    fileprivate let session: PlainSession?
    private let entrance: LoginEntrance
    /// Whether the user was asked for, found or not.
    private(set) var isAsked = false
    /// Once it is loaded.
    var user: (any LoginUser)?

    init(
        _ course: PlainCourse, _ arrived: consuming ArrivedRequest, now: Timestamp, _ entrance: LoginEntrance,
        session: PlainSession? = nil
    ) {
        self.session = session
        self.course = course
        self.arrived = arrived
        self.now = now
        self.entrance = entrance
    }

    /// What was sent: before anybody looks for the user, as in Flask-Login.
    var signals: [SentSignal] { isAsked ? course.signals : [] }

    func ask() -> UserLookup {
        isAsked = true
        return .sessionUser(course.userID)
    }

    /// Whether login requirements let this request through unseen.
    var isExempt: Bool { entrance.exchange.manager.isExempt(arrived.head.method.rawValue) }

    /// Whether the user, who is loaded, meets the requirement; who does not is answered by the request, opened.
    func mayPass(_ requirement: LoginRequirement) -> Bool {
        guard let user, user.isAuthenticated else { return false }
        return requirement == .login || course.isFresh
    }

    /// The request as it stands, opened.
    func open() -> RequestCore {
        var opened = entrance.open(self)
        guard isAsked else { return opened }
        // As it went the first time. If that should fail all the same, the user counts as not loaded, and asking for it tells why.
        if case .some(.some) = try? opened.state.nextLookup(), let user {
            opened.state.supply(user)
            _ = try? opened.state.nextLookup()
        }
        return opened
    }
}
