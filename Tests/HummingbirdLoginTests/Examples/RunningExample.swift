import Hummingbird
import HummingbirdLogin
import SQLiteRegistry
import SessionCore

/// What the documentation shows of running the example; compiled, not called.
func runExample() async throws {
    let hash = PasswordHash.scrypt("secret", salt: "0123456789abcdef") ?? ""
    let members = ["foo@bar.tld": Member(loginID: "1", passwordHash: hash)]
    let login = exampleLogin(members: members, key: "super secret string")
    try await Application(router: exampleRouter(members: members, login: login)).runService()
}

func serve(_ members: [String: Member], key: String, storePath: String) async throws {
    let store = try SQLiteRegistry.open(path: storePath, mode: .readWrite)
    var settings = LoginSettings(secretKey: key)
    settings.loginView = "/login"
    let login = LoginService<Context>(settings: settings, sessions: .registry(store), remember: .series(store)) { id in
        members.values.first { $0.loginID == id }
    }
    var application = Application(router: exampleRouter(members: members, login: login))
    application.addServices(LoginMaintenance(login, purgingAfter: .seconds(30 * 86_400)))
    try await application.runService()
    await store.close()
}
