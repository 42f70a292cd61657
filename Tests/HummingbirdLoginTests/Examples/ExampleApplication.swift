import Hummingbird
import HummingbirdLogin
import SessionCore

struct Member: LoginUser {
    var loginID: String
    var passwordHash: String
}

typealias Context = BasicLoginRequestContext<Member>

func exampleLogin(members: [String: Member], key: String) -> LoginService<Context> {
    LoginService(
        settings: LoginSettings(secretKey: key),
        unauthorizedHandler: { _, _ in EditedResponse(status: .unauthorized, response: "Unauthorized") },
        loadUser: { id in members.values.first { $0.loginID == id } })
}

struct LoginForm: Decodable {
    var email: String
    var password: String
    var remember: String?
}

func exampleRouter(members: [String: Member], login: LoginService<Context>) -> Router<Context> {
    let router = Router(context: Context.self)
    router.add(middleware: LoginMiddleware(login))

    router.get("/login") { _, _ in
        let form = """
            <form method="post"><input name="email"><input name="password" type="password">
            <label><input type="checkbox" name="remember" value="1"> Remember me</label><button>Log in</button></form>
            """
        return EditedResponse(headers: [.contentType: "text/html; charset=utf-8"], response: form)
    }
    router.post("/login") { request, context -> Response in
        let form = try await URLEncodedFormDecoder().decode(LoginForm.self, from: request, context: context)
        guard let member = members[form.email], PasswordHash.matches(member.passwordHash, form.password) else {
            throw HTTPError(.unauthorized, message: "Bad login")
        }
        try context.login.login(member, remember: form.remember == "1")
        return .redirect(to: try context.login.takeNext(of: request, or: "/protected"), type: .found)
    }
    router.post("/logout") { _, context -> Response in
        try await context.login.logout()
        return .redirect(to: "/login", type: .found)
    }
    router.group("/protected").add(middleware: LoginRequired(login)).get { _, context in
        "Logged in as: \(try await context.login.requireUser().loginID)"
    }
    return router
}
