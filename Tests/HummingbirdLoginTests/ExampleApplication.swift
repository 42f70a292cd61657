import HTTPTypes
import Hummingbird
import HummingbirdLogin
import NIOCore
import SessionCore

struct Member: LoginUser {
    var loginID: String
    var passwordHash: String
}

typealias MemberContext = BasicLoginRequestContext<Member>

struct LoginForm: Decodable {
    var email: String
    var password: String
    var remember: String?
}

func page(_ html: String, status: HTTPResponse.Status = .ok) -> Response {
    Response(
        status: status, headers: [.contentType: "text/html; charset=utf-8"], body: .init(byteBuffer: ByteBuffer(string: html)))
}

/// The application of Flask-Login's documentation: a login form, a protected page, a logout, an answer to strangers.
func exampleRouter(members: [String: Member], login: LoginService<MemberContext>) -> Router<MemberContext> {
    let router = Router(context: MemberContext.self)
    router.add(middleware: LoginMiddleware(login))
    router.get("/login") { _, _ in
        page(
            """
            <form method="post"><input name="email"><input name="password" type="password">
            <label><input type="checkbox" name="remember" value="1"> Remember me</label><button>Log in</button></form>
            """)
    }
    router.post("/login") { request, context -> Response in
        let form = try await URLEncodedFormDecoder().decode(LoginForm.self, from: request, context: context)
        guard let member = members[form.email], PasswordHash.matches(member.passwordHash, form.password) else {
            return page("Bad login", status: .unauthorized)
        }
        try context.login.login(member, remember: form.remember == "1")
        return .redirect(to: "/protected", type: .found)
    }
    router.group("/protected").add(middleware: LoginRequired(login)).get("/") { _, context in
        "Logged in as: \(try await context.login.user()?.loginID ?? "")"
    }
    router.post("/logout") { _, context -> Response in
        try await context.login.logout()
        return .redirect(to: "/login", type: .found)
    }
    return router
}

func exampleLogin(members: [String: Member], settings: LoginSettings) -> LoginService<MemberContext> {
    LoginService(settings: settings, unauthorizedHandler: { _, _ in page("Unauthorized", status: .unauthorized) }) { id in
        members.values.first { $0.loginID == id }
    }
}
