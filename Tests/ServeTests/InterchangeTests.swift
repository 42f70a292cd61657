import Testing

/// Cookies made by rollcall-serve and by a real Flask application with Flask-Login, each taken to the other by one browser.
@Suite(
    "Cookies interchanged with Flask over HTTP",
    .enabled(if: FlaskServer.python != nil, "ROLLCALL_ORACLE_PYTHON names no Python with flask 3.1.3 and flask-login 0.6.3"))
struct InterchangeTests {
    private static let key = "interchange-key"
    private static let signed = ["--sessions", "cookie", "--remember", "signed"]

    struct Person: Sendable, CustomTestStringConvertible {
        var id: String
        var email: String
        var testDescription: String { id }
    }
    /// Of rollcall-serve's mock users.
    static let people = [
        Person(id: "ada", email: "ada@example.test"), Person(id: "佐藤", email: "sato@example.test"),
        Person(id: "zoë", email: "zoe@example.test"), Person(id: "o'neil", email: "oneil@example.test"),
        Person(id: "1001", email: "nadia@example.test"),
    ]

    private let serve: Server
    private let flask: FlaskServer

    init() throws {
        serve = try Server(Self.signed, key: Self.key)
        flask = try FlaskServer(key: Self.key)
    }

    // MARK: Sessions

    @Test("a session of rollcall-serve is logged in and fresh at Flask, and ends there", arguments: people)
    func sessionToFlask(person: Person) throws {
        let browser = serve.browser()
        #expect(try browser.logIn(person.email).status == 302)
        let there = browser.at(flask.address)
        #expect(try there.whoAmI() == .user(person.id))
        #expect(try there.get("/protected").body == "Logged in as: \(person.id)")
        #expect(try there.get("/logout").status == 200)
        #expect(try browser.whoAmI() == .stranger)
    }

    @Test("a session of Flask is logged in and fresh at rollcall-serve, and ends there", arguments: people)
    func sessionFromFlask(person: Person) throws {
        let browser = flask.browser()
        try browser.logIn(person.id)
        let there = browser.curl.at(serve.address)
        #expect(try there.whoAmI() == .user(person.id))
        #expect(try there.get("/protected").status == 200)
        #expect(try there.get("/logout").status == 200)
        #expect(try browser.curl.whoAmI() == .stranger)
    }

    @Test("a session that comes with another user agent is stale at either")
    func protection() throws {
        let here = serve.browser()
        _ = try here.logIn("ada@example.test")
        #expect(try here.at(flask.address).whoAmI(["-A", "Elsewhere/1.0"]) == .user("ada", fresh: false))

        let there = flask.browser()
        try there.logIn("ada")
        #expect(try there.curl.at(serve.address).whoAmI(["-A", "Elsewhere/1.0"]) == .user("ada", fresh: false))
    }

    @Test("a large session is compressed by either and read by the other")
    func compressed() throws {
        let text = String(repeating: "ein langer Text, 長い ", count: 100)
        let here = serve.browser()
        _ = try here.logIn("sato@example.test")
        #expect(try here.put("text", text) == 200)
        #expect(try here.cookie("session")?.hasPrefix(".") == true)
        #expect(try here.at(flask.address).whoAmI() == .user("佐藤"))
        #expect(try here.at(flask.address).value("text") == text)

        let there = flask.browser()
        try there.logIn("佐藤")
        #expect(try there.curl.put("text", text) == 200)
        #expect(try there.curl.cookie("session")?.hasPrefix(".") == true)
        #expect(try there.curl.at(serve.address).whoAmI() == .user("佐藤"))
        // Written again by rollcall-serve, it is still what Flask put there.
        #expect(try there.curl.at(serve.address).put("other", "x") == 200)
        #expect(try there.curl.value("text") == text)
    }

    @Test("values of every type go through rollcall-serve unchanged")
    func values() throws {
        let browser = flask.browser()
        try browser.logIn("zoë")
        #expect(try browser.curl.get("/fill").status == 200)
        let before = try browser.curl.cookie("session")
        #expect(try browser.curl.at(serve.address).put("schlüssel", "wërt 佐藤 😀") == 200)
        #expect(try browser.curl.cookie("session") != before)
        #expect(try browser.curl.get("/check").body == "")
        #expect(try browser.curl.value("schlüssel") == "wërt 佐藤 😀")
        #expect(try browser.curl.whoAmI() == .user("zoë"))
    }

    @Test("messages flashed at either are shown at the other")
    func messages() throws {
        let browser = flask.browser()
        _ = try browser.curl.get("/flash", ["-G", "--data-urlencode", "message=Grüße <b>", "--data-urlencode", "category=näher"])
        #expect(try browser.curl.at(serve.address).flashes() == [["näher", "Grüße <b>"]])
        #expect(try browser.curl.flashes() == [])

        #expect(try browser.curl.at(serve.address).get("/protected").status == 302)
        #expect(try browser.curl.flashes() == [["message", "Please log in to access this page."]])
        #expect(try browser.curl.at(serve.address).flashes() == [])
    }

    // MARK: Remember cookies

    @Test("a remember cookie of rollcall-serve logs in at Flask, not fresh, and is forgotten there", arguments: people)
    func rememberToFlask(person: Person) throws {
        let browser = serve.browser()
        _ = try browser.logIn(person.email, remember: true)
        try browser.forget("session")
        let there = browser.at(flask.address)
        #expect(try there.whoAmI() == .user(person.id, fresh: false, remembered: true))
        // The session that Flask made of it is one here, too.
        #expect(try browser.whoAmI() == .user(person.id, fresh: false, remembered: true))
        #expect(try there.get("/logout").headers.lowercased().contains("set-cookie: remember_token=; expires=thu, 01 jan 1970"))
        // What a browser does then; curl 7.88 keeps the cookie in its jar.
        try there.forget("remember_token")
        #expect(try browser.whoAmI() == .stranger)
    }

    @Test("a remember cookie of Flask logs in at rollcall-serve, not fresh, and is forgotten there", arguments: people)
    func rememberFromFlask(person: Person) throws {
        let browser = flask.browser()
        try browser.logIn(person.id, remember: true)
        try browser.curl.forget("session")
        let there = browser.curl.at(serve.address)
        #expect(try there.whoAmI() == .user(person.id, fresh: false, remembered: true))
        #expect(try browser.curl.whoAmI() == .user(person.id, fresh: false, remembered: true))
        #expect(try there.get("/logout").headers.lowercased().contains("set-cookie: remember_token=; expires=thu, 01 jan 1970"))
        // What a browser does then; curl 7.88 keeps the cookie in its jar.
        try there.forget("remember_token")
        #expect(try browser.curl.whoAmI() == .stranger)
    }

    // MARK: Keys

    @Test("after a change of keys, a session signed with the old one is accepted by either, a remember cookie by neither")
    func rotatedKey() throws {
        let newServe = try Server(Self.signed, key: "a-newer-key\n\(Self.key)")
        let newFlask = try FlaskServer(key: "a-newer-key\n\(Self.key)")

        let here = serve.browser()
        _ = try here.logIn("ada@example.test", remember: true)
        let there = flask.browser()
        try there.logIn("ada", remember: true)
        for (old, new) in [(here, newFlask.address), (there.curl, newServe.address)] {
            #expect(try old.at(new).get("/protected").status == 200)
            // Written again, it has the new key, which both with that key know, and the old application does not: there, only the
            // remember cookie counts.
            #expect(try old.at(new).put("a", "b") == 200)
            #expect(try old.at(newFlask.address).value("a") == "b")
            #expect(try old.at(newServe.address).get("/protected").status == 200)
            #expect(try old.whoAmI() == .user("ada", fresh: false, remembered: true))

            try old.forget("session")
            #expect(try old.at(new).whoAmI() == .stranger)
            // At home it still counts.
            #expect(try old.whoAmI().user_id == "ada")
        }
    }

    @Test("cookies of another key are nobody's at either")
    func foreignKey() throws {
        let foreignServe = try Server(Self.signed, key: "a-foreign-key")
        let foreignFlask = try FlaskServer(key: "a-foreign-key")
        let here = serve.browser()
        _ = try here.logIn("ada@example.test", remember: true)
        #expect(try here.at(foreignFlask.address).whoAmI() == .stranger)
        let there = flask.browser()
        try there.logIn("ada", remember: true)
        #expect(try there.curl.at(foreignServe.address).whoAmI() == .stranger)
    }

    @Test("a key beyond ASCII signs alike at either")
    func keyBeyondASCII() throws {
        let newServe = try Server(Self.signed, key: "schlüssel-ÿ-µ")
        let newFlask = try FlaskServer(key: "schlüssel-ÿ-µ")
        let here = newServe.browser()
        _ = try here.logIn("sato@example.test", remember: true)
        #expect(try here.at(newFlask.address).whoAmI() == .user("佐藤", remembered: true))
        try here.forget("session")
        #expect(try here.at(newFlask.address).whoAmI() == .user("佐藤", fresh: false, remembered: true))
        try here.forget("session")
        #expect(try here.whoAmI() == .user("佐藤", fresh: false, remembered: true))
    }
}
