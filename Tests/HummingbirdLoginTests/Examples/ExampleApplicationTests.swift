import HTTPTypes
import HummingbirdLogin
import SessionCore
import Testing

@Suite("The example application")
struct ExampleApplicationTests {
    private let caller: Caller<Context>

    init() throws {
        let hash = try #require(PasswordHash.scrypt("secret", salt: "0123456789abcdef", cost: .init(n: 1_024, r: 8, p: 1)))
        let members = ["foo@bar.tld": Member(loginID: "1", passwordHash: hash)]
        let login = exampleLogin(members: members, key: "super secret string")
        caller = Caller(exampleRouter(members: members, login: login))
    }

    private func cookies(_ answer: Caller<Context>.Answer) -> String {
        answer.headers[values: .setCookie].map { String($0.prefix { $0 != ";" }) }.joined(separator: "; ")
    }

    @Test("a login opens the protected page, and a logout closes it")
    func course() async throws {
        #expect(try await caller.send(.get, "/login").body.contains("name=\"password\""))
        let login = try await caller.send(.post, "/login", form: "email=foo%40bar.tld&password=secret")
        #expect(login.status == 302)
        #expect(login.location == "/protected")
        #expect(login.headers[values: .setCookie].count == 1)
        let browser: HTTPFields = [.cookie: cookies(login)]
        #expect(try await caller.send(.get, "/protected", browser).body == "Logged in as: 1")

        let followed = try await caller.send(.post, "/login?next=%2Flogin%3Fa%3Db", form: "email=foo%40bar.tld&password=secret")
        #expect(followed.location == "/login?a=b")

        let logout = try await caller.send(.post, "/logout", browser)
        #expect(logout.location == "/login")
        #expect(try await caller.send(.get, "/protected", [.cookie: cookies(logout)]).status == 401)
    }

    @Test("a remembered login outlives its session")
    func remembered() async throws {
        let login = try await caller.send(.post, "/login", form: "email=foo%40bar.tld&password=secret&remember=1")
        let token = try #require(login.headers[values: .setCookie].first { $0.hasPrefix("remember_token=") })
        let page = try await caller.send(.get, "/protected", [.cookie: String(token.prefix { $0 != ";" })])
        #expect(page.body == "Logged in as: 1")
    }

    @Test(
        "strangers and wrong passwords are refused",
        arguments: ["password=wrong&email=foo%40bar.tld", "password=secret&email=none"])
    func refused(form: String) async throws {
        let stranger = try await caller.send(.get, "/protected")
        #expect(stranger.status == 401)
        #expect(stranger.body == "Unauthorized")
        let answer = try await caller.send(.post, "/login", form: form)
        #expect(answer.status == 401)
        #expect(answer.body.contains("Bad login"))
        #expect(answer.headers[values: .setCookie].isEmpty)
    }
}
