import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

@Suite struct PaletteTests {
    private func command(_ text: String, _ driver: inout Driver) async {
        await driver.press(.character(":"))
        await driver.type(text)
        await driver.press(.enter)
    }

    private func complaint(_ driver: Driver) -> String? {
        if case .palette(let palette)? = driver.model.overlay { palette.complaint } else { nil }
    }

    private func dialog(_ driver: Driver) -> ActDialog? {
        if case .act(let dialog)? = driver.model.overlay { dialog } else { nil }
    }

    // MARK: Verbs with a screen

    @Test("sessions list shows the tab with the filter and the order")
    func list() async throws {
        var driver = try await Driver.started(sessions: 60)
        await driver.press(.character("5"))
        await command("sessions list --filter '-user:bob fresh:yes' --user alice --sort user:desc", &driver)
        #expect(driver.model.tab == .sessions && driver.model.overlay == nil)
        #expect(driver.model.sessions.filterText == "-user:bob fresh:yes user:alice")
        #expect(driver.model.sessions.sort == ListSort(.user, .descending))
        #expect(driver.model.sessions.rows.allSatisfy { $0.userID == "alice" && $0.fresh == true })
        await command("rollcall tokens list --state revoked", &driver)
        #expect(driver.model.tab == .tokens && driver.model.tokens.filterText == "state:revoked")
    }

    @Test("sessions show goes to the session and opens it; the beginning of its id is enough")
    func show() async throws {
        var driver = try await Driver.started(sessions: 300, size: Size(columns: 80, rows: 24))
        let id = Sample.session(250).id
        await command("sessions show \(id.hex.prefix(10))", &driver)
        #expect(driver.model.sessions.selectedID == id)
        #expect(driver.model.layout.detailFocused)
        #expect(driver.model.sessions.detail.data?.record?.id == id)
    }

    @Test("sessions revoke names what it found in the dialog, with the reason, and revokes only by its confirmation")
    func revoke() async throws {
        var driver = try await Driver.started(sessions: 300)
        let ids = [Sample.session(120).id, Sample.session(7).id]
        await command("sessions revoke \(ids[0].hex) \(ids[1].hex.prefix(8)) --reason 'laptop lost'", &driver)
        let shown = try #require(dialog(driver))
        #expect(shown.act == .revoke(.sessions(ids)) && shown.reason.text == "laptop lost")
        #expect(shown.items.map(\.id) == ids.map(\.hex))
        #expect(shown.focus == .cancel)
        await driver.press(.enter)
        #expect(driver.model.overlay == nil)
        #expect(try await driver.state(7) == .active)
        await command("sessions revoke \(ids[1].hex)", &driver)
        await driver.press(.character("y"))
        #expect(try await driver.state(7) == .revoked)
        await command("sessions revoke \(ids[1].hex)", &driver)
        #expect(driver.model.overlay == nil)
        #expect(driver.model.toastShown?.message.text == "That is revoked already.")
    }

    @Test("by a filter the dialog pins the sessions that matched, by a user the user")
    func revokeMany() async throws {
        var driver = try await Driver.started(sessions: 60)
        await command("sessions revoke --filter user:alice", &driver)
        let shown = try #require(dialog(driver))
        #expect(!shown.items.isEmpty && shown.items.allSatisfy { $0.title == "alice" })
        await driver.press(.escape)
        await command("sessions revoke --user bob --reason 'is gone'", &driver)
        #expect(dialog(driver)?.act == .revoke(.user("bob")) && dialog(driver)?.reason.text == "is gone")
        await driver.press(.escape)
        await command("sessions revoke --filter user:nobody", &driver)
        #expect(driver.model.overlay == nil && driver.model.toastShown?.message.text == "No active session matches.")
    }

    @Test("restore asks as well, by revocation and by id")
    func restore() async throws {
        var driver = try await Driver.started(sessions: 5)
        await driver.press(.character("x"), .character("y"))
        #expect(try await driver.state(0) == .revoked)
        let revocation = try #require(driver.model.undoable?.revocation)
        await command("sessions restore --revocation \(revocation)", &driver)
        #expect(dialog(driver)?.act == .restore(.revocation(revocation)))
        await driver.press(.escape)
        await command("sessions restore \(Sample.session(0).id.hex.prefix(6))", &driver)
        #expect(dialog(driver)?.act == .restore(.sessions([Sample.session(0).id])))
        await driver.press(.character("y"))
        #expect(try await driver.state(0) == .active)
    }

    @Test("an id that is none, of nobody or of several changes nothing and says so")
    func lookups() async throws {
        var driver = try await Driver.started(sessions: 5)
        await command("sessions show xyz", &driver)
        #expect(complaint(driver) == "xyz is no id: expected six or more of its hexadecimal digits.")
        await driver.press(.escape)
        await command("sessions revoke 000000", &driver)
        #expect(driver.model.overlay == nil)
        #expect(driver.model.toastShown?.message.text == "No session has an id that begins with 000000. Nothing was done.")
    }

    @Test("what was looked for does not open over what was opened meanwhile")
    func late() async throws {
        var driver = try await Driver.started(sessions: 5)
        driver.holding = true
        await command("sessions revoke \(Sample.session(2).id.hex)", &driver)
        await driver.press(.character("?"))
        await driver.release()
        guard case .help? = driver.model.overlay else {
            Issue.record("the help gave way")
            return
        }
        #expect(driver.model.toastShown?.message.text == "Something else is open by now; give the command again.")
    }

    @Test("audit and cookie verbs go to their tabs")
    func tabs() async throws {
        var driver = try await Driver.started(sessions: 5)
        await command("audit list --user bob --revocation r3", &driver)
        #expect(driver.model.tab == .audit && driver.model.audit.filter.text == "user:bob r3")
        await command("audit verify", &driver)
        #expect(driver.requests.contains(.audit(.verify)))
        await command("cookie inspect session=abc", &driver)
        #expect(driver.model.tab == .cookies)
        #expect(driver.requests.contains(.cookies(.inspect(["session=abc"]))))
        await command("cookie inspect", &driver)
        #expect(driver.model.cookies.field != nil)
    }

    // MARK: The program in the screen's place

    @Test(
        "verbs without a screen, and options that the screen has not, go to the program as they were given",
        arguments: [
            ("users list", ["users", "list"]),
            ("users add --email 'a b@c' --id x", ["users", "add", "--email", "a b@c", "--id", "x"]),
            ("sessions purge --expired-for 90d", ["sessions", "purge", "--expired-for", "90d"]),
            ("sessions list --limit 5", ["sessions", "list", "--limit", "5"]),
            ("sessions revoke --all --dry-run", ["sessions", "revoke", "--all", "--dry-run"]),
            ("generate --sessions 10", ["generate", "--sessions", "10"]), ("serve --port=0", ["serve", "--port=0"]),
            ("flows run /tmp/x.yaml", ["flows", "run", "/tmp/x.yaml"]),
            ("cookie sign --format flask-session '{}'", ["cookie", "sign", "--format", "flask-session", "{}"]),
            ("demo", ["demo"]), ("keys --tab lab", ["keys", "--tab", "lab"]),
        ] as [(String, [String])])
    func program(text: String, arguments: [String]) async throws {
        var driver = try await Driver.started(sessions: 3)
        await command(text, &driver)
        #expect(driver.commands == [arguments] && driver.model.overlay == nil)
    }

    @Test("when the program is done the store is read again and its end is said")
    func ended() async throws {
        var driver = try await Driver.started(sessions: 3)
        driver.requests = []
        await driver.send(.commandEnded(["users", "list"], .status(0), at: driver.now))
        #expect(driver.model.toastShown?.message.text == "users list: done.")
        #expect(driver.requests.contains { if case .sessions = $0 { true } else { false } })
        await driver.send(.commandEnded(["generate", "--sessions", "x"], .status(64), at: driver.now))
        #expect(driver.model.toastShown?.message.text == "generate ended with status 64.")
        await driver.send(.commandEnded(["serve"], .signal(2), at: driver.now))
        #expect(driver.model.toastShown?.message.text == "serve was ended by signal 2.")
    }

    // MARK: Complaints

    @Test(
        "what cannot be is a sentence in the palette, which stays open",
        arguments: [
            ("frobnicate", "There is no command frobnicate; Tab completes."),
            ("pauze", "There is no command pauze; did you mean pause?"),
            ("sessions lst", "sessions takes list, show, revoke, restore or purge, not lst."),
            ("users", "users takes list, show, add, set-password, activate, deactivate, remove or import."),
            ("sessions list --filtr x", "sessions list has no option --filtr; did you mean --filter?"),
            ("sessions list --filter", "--filter needs a value: EXPR."),
            ("sessions list --filter 'fresh:maybe'", "--filter: "),
            ("sessions list 'x", "The quotation mark at place 15 is not closed."),
            ("sessions list --sort colour", "One sorts by "),
            ("sessions list --state gone", "--state is active, expired, revoked or all, not gone."),
            ("sessions list extra", "sessions list takes no extra."), ("sessions show", "sessions show needs ID."),
            ("sessions show a b", "sessions show takes one word; b is a second. Quote what has blanks."),
            ("sessions revoke --all --yes", "--yes is not taken here: what goes is shown first, and you are asked."),
            ("sessions revoke", "Name what to revoke by one of: ids, --filter, --user, --all."),
            ("sessions list --store sqlite:x", "--store is not taken here: the screen has settled it."),
            ("sessions revoke --all=1", "--all takes no value."),
            ("users add --password-stdin", "--password-stdin is not taken here: you are asked"),
            ("theme drak", "There is no theme drak; there are dark, light, high-contrast, colour-blind, monochrome."),
            ("theme", "theme takes one of dark, "),
            ("filter fresh:maybe", "filter: "), ("sort colour", "One sorts by "),
            ("sort user:up", "The direction is asc or desc, not up."),
            ("restore x", "restore takes a revocation, such as r12."), ("mouse off", "mouse takes nothing."),
        ])
    func complaints(text: String, expected: String) async throws {
        var driver = try await Driver.started(sessions: 3)
        await command(text, &driver)
        #expect(complaint(driver)?.hasPrefix(expected) == true, "\(complaint(driver) ?? "none")")
        #expect(complaint(driver)?.hasSuffix(".") == true || complaint(driver)?.hasSuffix("?") == true)
        #expect(driver.text.contains(expected.prefix(40)))
        #expect(driver.commands == [])
        await driver.press(.character("x"))
        #expect(complaint(driver) == nil)
    }

    @Test("store with a URL asks for that store; once it is open, nothing of the one before shows, and what was chosen stays")
    func anotherStore() async throws {
        var driver = try await Driver.started(sessions: 60)
        await driver.press(.character("S"))
        await driver.press(.character(" "), .character(" "))
        await command("store sqlite:/other.db", &driver)
        #expect(driver.opened == ["sqlite:/other.db"])
        #expect(driver.model.sessions.rows.count > 30)
        await driver.send(.storeNotOpened("there is no store at /other.db", at: driver.now))
        #expect(driver.text.contains("memory:demo stays open: there is no store at /other.db"))
        #expect(driver.model.sessions.rows.count > 30)

        driver.holding = true
        await driver.press(.character("/"))
        await driver.type("user:bob")
        await driver.press(.enter)
        driver.store = MemoryRegistry(name: "other")
        try await driver.store.insert(Sample.session(900, user: "newcomer"), payload: [:])
        await driver.send(.storeOpened(driver.store.description, at: driver.now))
        await driver.release()
        #expect(driver.model.sessions.rows.map(\.userID) == ["newcomer"])
        #expect(driver.model.sessions.filter == .all)
        #expect(driver.model.sessions.marks.isEmpty)
        #expect(driver.model.sessions.sort.direction == .ascending)
        #expect(driver.text.contains("memory:other is open"))
    }

    @Test("no other store is opened while something is being revoked in this one")
    func busyStore() async throws {
        var driver = try await Driver.started(sessions: 3)
        await driver.press(.character("x"))
        driver.holding = true
        await driver.press(.character("y"))
        await command("store sqlite:/other.db", &driver)
        #expect(complaint(driver) == "Something is being changed in this store: wait until it is done.")
        #expect(driver.opened == [])
    }

    @Test("read-only, verbs that change are neither offered nor taken")
    func readOnly() async throws {
        var driver = try await Driver.started(sessions: 3, readOnly: true)
        for verb in Verb.all where verb.changes {
            await command(verb.name, &driver)
            #expect(complaint(driver) == "The store is open read-only.", "\(verb.name)")
            await driver.press(.escape)
        }
        await driver.press(.character(":"))
        await driver.type("revoke")
        #expect(!driver.text.contains("sessions revoke") && !driver.text.contains("throw sessions out"))
        #expect(driver.commands == [])
    }

    // MARK: Completion and history

    private func completed(_ text: String, _ driver: inout Driver) async -> String {
        await driver.press(.character(":"))
        await driver.type(text)
        await driver.press(.tab)
        defer { driver.model.overlay = nil }
        guard case .palette(let palette)? = driver.model.overlay else { return "" }
        return palette.field.text
    }

    @Test(
        "Tab completes verbs, options, their values, ids and users on the screen",
        arguments: [
            ("sessions re", "sessions revoke "), ("sess", "sessions"), ("tokens li", "tokens list"),
            ("sessions revoke --us", "sessions revoke --user "), ("sessions revoke --user ali", "sessions revoke --user alice "),
            ("sessions list --state e", "sessions list --state expired "),
            ("sessions list --sort us", "sessions list --sort user "),
            ("users show car", "users show carol@example.org "), ("theme li", "theme light"), ("sort us", "sort user"),
            ("filter user:ali", "filter user:alice"), ("filter fresh:yes -sta", "filter fresh:yes -state:active"),
            ("sessions list --filter remembered:y", "sessions list --filter remembered:yes "), ("audit ver", "audit verify"),
            ("keys --tab la", "keys --tab lab "), ("lab.st", "lab.st"), ("sessions.rev", "sessions.reverse"),
        ])
    func completion(typed: String, expected: String) async throws {
        var driver = try await Driver.started(sessions: 60)
        #expect(await completed(typed, &driver) == expected)
    }

    @Test("ids are completed to twelve digits, and users with blanks are quoted")
    func ids() async throws {
        var driver = try await Driver.started(sessions: 3)
        let id = Sample.session(1).id.hex
        #expect(await completed("sessions show \(id.prefix(3))", &driver) == "sessions show \(id.prefix(12)) ")
        try await driver.store.insert(Sample.session(70, user: "two words"), payload: [:])
        await driver.press(.control("r"))
        #expect(await completed("users show two", &driver) == "users show 'two words' ")
    }

    @Test("Up in an empty palette walks back through what was run, Down forward again")
    func history() async throws {
        var driver = try await Driver.started(sessions: 3)
        for text in ["theme light", "theme dark", "theme light"] { await command(text, &driver) }
        await driver.press(.character(":"))
        func shown() -> String? { if case .palette(let palette)? = driver.model.overlay { palette.field.text } else { nil } }
        await driver.press(.up)
        #expect(shown() == "theme light")
        await driver.press(.up)
        #expect(shown() == "theme dark")
        await driver.press(.up)
        #expect(shown() == "theme dark")
        await driver.press(.down, .down)
        #expect(shown() == "")
        await driver.press(.up, .enter)
        #expect(driver.model.theme.name == "light")
    }

    @Test("every binding and every verb is offered, and every verb's word can be completed")
    func everything() async throws {
        let driver = try await Driver.started(sessions: 3)
        for verb in Verb.all {
            var copy = driver
            await copy.press(.character(":"))
            await copy.type(String(verb.name.dropLast()))
            #expect(copy.text.contains(verb.about), "\(verb.name)")
        }
    }
}
