import CookieInspector
import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

@Suite("Cookies tab")
struct CookiesTests {
    // Made with Flask 3.1.3 and Flask-Login 0.6.3, key "k1", at 2025-12-31T23:00:00Z.
    static let session =
        ".eJyrVoovLU4tis9MUbJSSkxJVNJRik8rSi3OULIqKSpN1VFKTiwqUbKKrlYqzi4FKnHUNQQqyVOyMqrVgYk56ZpDxAxrY2sBGOQYNg.aVWq8A.8vfqwt_noz3ZsE79RNHW4GoWK60"
    static let remember =
        "ada|844aebcbd951d9c3986181f38fed036d3ec5e45051866e072bb1b14e606727ee978b7c06222e51a7e1d85c056e84db8670b3e06bff1f69c94e2eceae0d0a43e8"
    static let series =
        "QmFzZTY0U2VyaWVzMTIzNDU2Nzg5.VmVyaWZpZXJWZXJpZmllcjEyMzQ1|7160fb17448ef92cef6d021a625d301c92b005d54780d0256f101ad9bac400d18901f66c12fa6e199e713cdfa8defad80bc6a00d7e160d5d478b86c0694284c3"

    static func driver(keys: [String] = ["k1"], size: Size = Size(columns: 120, rows: 40)) async -> TabDriver {
        var driver = TabDriver(size: size)
        driver.keys = keys
        await driver.show(.cookies)
        return driver
    }

    @Test("a pasted session cookie is unwrapped, verified and shown, without its signature")
    func paste() async {
        var driver = await Self.driver()
        await driver.paste("session=\(Self.session)")
        for words in [
            "session", "valid", "key 0, the current one", "LAYERS", "zlib", "PAYLOAD", "_user_id", "\"ada\"", "cart", "1h",
        ] {
            #expect(driver.has(words), "\(words) is missing")
        }
        #expect(!driver.has("8vfqwt_noz3ZsE79RNHW4GoWK60"))
        #expect(driver.model.cookies.entries.count == 1)
    }

    @Test("with no key the screen says that nothing is verified")
    func noKey() async {
        var driver = await Self.driver(keys: [])
        #expect(driver.has("no key configured"))
        await driver.paste(Self.session)
        #expect(driver.has("unverified"))
        #expect(!driver.has("✓ valid"))
    }

    @Test("the number of keys is shown, the keys never")
    func keys() async {
        var driver = await Self.driver(keys: ["canary-key-of-the-application", "k1"])
        await driver.paste(Self.session)
        #expect(driver.has("2 keys configured"))
        #expect(!driver.has("canary"))
        #expect(driver.has("key 1, an older one"))
    }

    @Test("several lines become several cookies, the first selected")
    func several() async {
        var driver = await Self.driver()
        await driver.paste("session=\(Self.session)\nremember_token=\(Self.remember)\n")
        #expect(driver.model.cookies.entries.count == 2)
        #expect(driver.model.cookies.selectedIndex == 0)
        await driver.press(.character("j"))
        #expect(driver.model.cookies.selected?.report.format == .flaskLoginRemember)
        #expect(!driver.has("844aebcbd951d9c3986181f38fed036d"))
    }

    @Test("a whole Cookie line is several cookies")
    func header() async {
        var driver = await Self.driver()
        await driver.paste("Cookie: session=\(Self.session); remember_token=\(Self.remember)")
        #expect(driver.model.cookies.entries.count == 2)
    }

    @Test("a remember series and its verifier are not drawn")
    func verifier() async {
        var driver = await Self.driver()
        await driver.paste("remember_token=\(Self.series)")
        #expect(!driver.has("VmVyaWZpZXJWZXJpZmllcjEyMzQ1"))
        #expect(!driver.has("QmFzZTY0U2VyaWVzMTIzNDU2Nzg5"))
        await driver.press(.enter)
        #expect(!driver.has("VmVyaWZpZXJWZXJ"))
    }

    @Test("a typed cookie is masked while it is typed and inspected at Enter")
    func typing() async {
        var driver = await Self.driver()
        await driver.press(.character("i"))
        await driver.type("session=\(Self.session)")
        #expect(driver.has("••••"))
        #expect(!driver.has("8vfqwt_noz3ZsE79RNHW4GoWK60"))
        await driver.press(.enter)
        #expect(driver.model.cookies.field == nil)
        #expect(driver.model.cookies.selected?.report.verdict == .valid)
    }

    @Test("Esc leaves the line without inspecting; letters typed into it are no commands")
    func escape() async {
        var driver = await Self.driver()
        await driver.press(.character("i"))
        await driver.type("qQ1xd")
        #expect(driver.model.cookies.field?.text == "qQ1xd")
        #expect(driver.model.tab == .cookies)
        await driver.press(.escape)
        #expect(driver.model.cookies.field == nil)
        #expect(driver.model.cookies.entries.isEmpty)
    }

    @Test("a paste of 2 MiB is answered with a sentence and changes nothing")
    func hugePaste() async {
        var driver = await Self.driver()
        await driver.paste(String(repeating: "A", count: 2 << 20))
        #expect(driver.model.cookies.entries.isEmpty)
        #expect(
            driver.model.messages.last?.text
                == "A line of 2.0 MiB was left out: a cookie line has at most 64 KiB here, and browsers keep 4 KiB. Paste the cookie alone."
        )
        await driver.press(.character("i"))
        await driver.paste(String(repeating: "B", count: 2 << 20))
        #expect(driver.model.cookies.field == nil)
        #expect(driver.frame.lines.count == 40)
    }

    @Test("from a session comes its payload, and the screen says that the secret is unknown")
    func fromSession() async {
        var driver = await Self.driver()
        let record = SessionRecord(
            id: Sample.id(3), userID: "ada", createdAt: TabDriver.start, lastSeenAt: TabDriver.start, expiresAt: nil, ip: nil,
            userAgent: nil,
            device: nil, fresh: true, permanent: false, remembered: false)
        CookiesScreen.open(session: record, payload: ["_user_id": .string("ada"), "cart": .list([.integer(1)])], &driver.model)
        #expect(driver.has("secret is unknown"))
        #expect(driver.has("cart"))
        CookiesScreen.open(session: record, payload: nil, &driver.model)
        #expect(driver.model.cookies.entries.count == 1, "the same session is listed once")
    }

    @Test("Enter walks into the detail and folds the payload's tree")
    func folding() async {
        var driver = await Self.driver()
        await driver.paste(Self.session)
        await driver.press(.enter, .character("G"))
        let before = driver.model.cookies.selected?.tree?.lines.count ?? 0
        await driver.press(.character("-"))
        let after = driver.model.cookies.selected?.tree?.lines.count ?? 0
        #expect(after < before)
        await driver.press(.character("+"))
        #expect(driver.model.cookies.selected?.tree?.lines.count == before)
        await driver.press(.escape)
        #expect(!driver.model.cookies.detailFocused)
    }

    @Test("dropping takes one off the list and keeps a selection")
    func dropping() async {
        var driver = await Self.driver()
        await driver.paste("a=1\nb=2\nc=3")
        await driver.press(.character("j"), .character("d"))
        #expect(driver.model.cookies.entries.compactMap(\.report.name) == ["a", "c"])
        #expect(driver.model.cookies.selectedIndex == 1)
        #expect(driver.model.messages.last?.text == "Dropped 1 cookie from the list: b.")
        await driver.press(.character("D"))
        #expect(driver.model.cookies.entries.isEmpty)
        #expect(driver.model.messages.last?.text == "Dropped 2 cookies from the list: a, c.")
        await driver.paste("a=1\nb=2\nc=3\nd=4\ne=5")
        await driver.press(.character("D"))
        #expect(driver.model.messages.last?.text == "Dropped 5 cookies from the list: a, b, c and 2 more.")
    }

    @Test("an answer that nobody waits for any more changes nothing but the list's end")
    func refused() async {
        var driver = await Self.driver()
        driver.failing = StoreError(.unavailable, "The inspector is not there.")
        await driver.paste(Self.session)
        #expect(driver.model.cookies.entries.isEmpty)
        #expect(driver.model.messages.last?.text == "The inspector is not there.")
        #expect(driver.model.cookies.inspecting.isEmpty)
    }

    @Test(
        "what may be drawn of a value",
        arguments: [
            (session, ".eJyrVoovLU4t…(signature hidden)"),
            ("eyJhIjoxfQ.aVWq8A.8vfqwt_noz3ZsE79RNHW4GoWK60", "eyJhIjoxfQ(signature hidden)"),
            (remember, "ada|(signature hidden)"),
            (series, "(57 characters hidden)|(signature hidden)"),
            ("mB0x2v7Qk9sT4uWyZ1aB3cD5eF7gH9iJ0kL2mN4oP6q", "(43 characters hidden)"),
            ("", "(empty)"),
        ])
    func masks(value: String, shown: String) { #expect(CookieMask.shown(value) == shown) }

    @Test(
        "a Set-Cookie line keeps name and attributes",
        arguments: [
            ("session=\(session); HttpOnly; Path=/", "session=.eJyrVoovLU4t…(signature hidden); HttpOnly; Path=/"),
            (
                "session=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/",
                "session=(empty); Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/"
            ),
            ("no equals sign", "(14 characters hidden)"),
        ])
    func setCookies(header: String, shown: String) { #expect(CookieMask.setCookie(header) == shown) }

    // MARK: Revealing

    /// A session whose payload has a field with a secret's name.
    static func secretive() async -> TabDriver {
        var driver = await driver()
        let record = SessionRecord(
            id: Sample.id(3), userID: "ada", createdAt: TabDriver.start, lastSeenAt: TabDriver.start, expiresAt: nil, ip: nil,
            userAgent: nil, device: nil, fresh: true, permanent: false, remembered: false)
        CookiesScreen.open(
            session: record, payload: ["_user_id": .string("ada"), "api_key": .string("canary-9f3")], &driver.model)
        return driver
    }

    @Test("r shows what is hidden for ten seconds, after the audit log noted it")
    func reveal() async {
        var driver = await Self.secretive()
        #expect(!driver.has("canary") && driver.has("(hidden)") && driver.has("1 hidden"))
        driver.holding = true
        await driver.press(.character("r"))
        #expect(!driver.has("canary"), "not before it is noted")
        await driver.release()
        #expect(driver.has("canary-9f3") && driver.has("shown for 10s"))
        guard case .record(.reveal, let subject, let user, let actor)? = driver.requests.last else {
            Issue.record("nothing was noted")
            return
        }
        #expect(subject == .session(Sample.id(3)) && user == "ada" && actor.name == "ops")
        #expect(driver.model.wakeAt != nil)
        await driver.pass(seconds: 9)
        #expect(driver.has("canary"))
        await driver.pass(seconds: 1)
        #expect(!driver.has("canary") && driver.has("(hidden)"))
    }

    @Test("another cookie, another tab, or a log that refuses: nothing shows")
    func hidesAgain() async {
        var driver = await Self.secretive()
        await driver.press(.character("r"))
        #expect(driver.has("canary"))
        await driver.paste("a=1")
        await driver.press(.character("j"))
        #expect(!driver.has("canary"))
        await driver.press(.character("r"), .character("6"), .character("3"))
        #expect(!driver.has("canary"))
        driver.refusingRecord = StoreError(.unavailable, "The disk is full.")
        await driver.press(.character("r"))
        #expect(!driver.has("canary"))
        #expect(driver.model.messages.last?.text == "Nothing is shown, because the audit log could not note it: The disk is full.")
    }

    @Test("with nothing hidden, r says so")
    func nothingHidden() async {
        var driver = await Self.driver()
        await driver.paste("session=\(Self.session)")
        await driver.press(.character("r"))
        #expect(driver.model.messages.last?.text == "Nothing is hidden in this payload.")
    }

    @Test(
        "malformed input says what is wrong and where",
        arguments: [
            ("session=eyJhIjox!Q.aVWq8A.8vfqwt_noz3ZsE79RNHW4GoWK60", "character 9 of the cookie is none of its alphabet"),
            ("session=eyJhIjp9.aVWq8A.8vfqwt_noz3ZsE79RNHW4GoWK60", "not JSON from its byte 6 on"),
            ("remember_token=ada", "the cookie has no |; expected payload|signature"),
        ])
    func malformed(line: String, words: String) async {
        var driver = TabDriver(size: Size(columns: 200, rows: 40))
        await driver.show(.cookies)
        await driver.paste(line)
        #expect(driver.has("malformed: "))
        #expect(driver.has(words), "\(driver.text)")
    }
}
