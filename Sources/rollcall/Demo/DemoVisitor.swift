import LoginFlows
import SessionCore
import SessionRegistry

/// One person at one device: a browser with its cookies.
struct DemoVisitor {
    /// What the visitor does next.
    enum Act {
        case logIn(remember: Bool, password: String)
        case visit
        case logOut
        /// Closes the browser and comes back: a remembered device is logged in again.
        case reopen
    }

    let email: String
    private let client: FlowClient
    private var jar = CookieJar()
    private(set) var isLoggedIn = false

    init(email: String, client: FlowClient) {
        self.email = email
        self.client = client
    }

    mutating func perform(
        _ act: Act, on application: LoginApplication, users: StoreUsers, now: Timestamp
    ) async throws(StoreError) {
        switch act {
        case .logIn(let remember, let password):
            var form: [FlowRequest.Field] = [.init("email", email), .init("password", password)]
            if remember { form.append(.init("remember", "1")) }
            let answer = try await send("POST", "/login", form: form, to: application, users: users, now: now)
            isLoggedIn = answer.status == 302
        case .visit:
            let answer = try await send("GET", "/protected", to: application, users: users, now: now)
            // Redirected to the login page: somebody has thrown the visitor out, or the session is over.
            if answer.status != 200 { isLoggedIn = false }
        case .logOut:
            _ = try await send("GET", "/logout", to: application, users: users, now: now)
            isLoggedIn = false
        case .reopen:
            jar.close()
            let answer = try await send("GET", "/protected", to: application, users: users, now: now)
            isLoggedIn = answer.status == 200
        }
    }

    private mutating func send(
        _ method: String, _ target: String, form: [FlowRequest.Field] = [], to application: LoginApplication, users: StoreUsers,
        now: Timestamp
    ) async throws(StoreError) -> ApplicationResponse {
        let cookies = jar.sent(host: client.host, path: target, scheme: client.scheme, now: now)
        let header = cookies.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
        let request = ApplicationRequest(
            method: method, target: RequestTarget(target), form: form, cookieHeader: header.isEmpty ? nil : header, client: client
        )
        let answer = try await application.respond(to: request, users: users, now: now)
        for cookie in answer.setCookies { _ = jar.store(cookie, from: client.host, now: now) }
        return answer
    }
}
