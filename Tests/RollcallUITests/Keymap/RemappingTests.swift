import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

@Suite struct RemappingTests {
    private func remap(_ assignments: (String, [String])...) throws(KeymapError) -> Keymap {
        try Keymap.standard.remapped(by: assignments.enumerated().map { KeyAssignment($1.0, $1.1, origin: "c.toml:\($0 + 1)") })
    }

    @Test("a binding gets the keys given to its id, to its name in all tabs, or to the shell's name")
    func names() throws {
        let keymap = try remap(
            ("sessions.revoke", ["f8", "ctrl-x"]), ("copy", ["f3"]), ("help", ["f1"]), ("sessions.mark-all", []))
        #expect(keymap[id: "sessions.revoke"]?.keys == [.function(8), .control("x")])
        #expect(keymap.binding(for: .character("x"), in: .sessions) == nil)
        #expect(keymap.binding(for: .character("x"), in: .tokens)?.id == "tokens.revoke")
        for tab in ["sessions", "tokens", "cookies"] { #expect(keymap[id: "\(tab).copy"]?.keys == [.function(3)]) }
        #expect(keymap.binding(for: .function(1), in: .lab)?.id == "shell.help")
        #expect(keymap[id: "sessions.mark-all"]?.keys == [])
        #expect(keymap.bindings(in: .sessions).contains { $0.id == "sessions.mark-all" })
        #expect(keymap.label("sessions.revoke") == "F8" && keymap.label("sessions.mark-all") == ":sessions.mark-all")
    }

    @Test("an id outranks a name alone of the same place, and a later place outranks an earlier")
    func precedence() throws {
        func keymap(_ assignments: [KeyAssignment]) throws -> [Key]? {
            try Keymap.standard.remapped(by: assignments)[id: "sessions.revoke"]?.keys
        }
        let id = KeyAssignment("sessions.revoke", ["f7"], origin: "/a/c.toml:9")
        let name = KeyAssignment("revoke", ["f8"], origin: "/a/c.toml:2")
        #expect(try keymap([id, name]) == [.function(7)])
        #expect(try keymap([name, id]) == [.function(7)])
        #expect(try keymap([id, KeyAssignment("revoke", ["f9"], origin: "ROLLCALL_KEYS")]) == [.function(9)])
    }

    @Test("two bindings may exchange their keys")
    func exchange() throws {
        let keymap = try remap(("sessions.revoke", ["y"]), ("sessions.copy", ["x"]))
        #expect(keymap.binding(for: .character("y"), in: .sessions)?.id == "sessions.revoke")
        #expect(keymap.binding(for: .character("x"), in: .sessions)?.id == "sessions.copy")
    }

    @Test(
        "what cannot be assigned is refused with its place and a sentence",
        arguments: [
            (
                [("sessions.revok", ["x"])],
                "c.toml:1: there is no binding sessions.revok; did you mean sessions.revoke? rollcall keys lists them all"
            ),
            ([("hlep", ["x"])], "c.toml:1: there is no binding hlep; did you mean help? rollcall keys lists them all"),
            ([("launch", ["x"])], "c.toml:1: there is no binding launch; rollcall keys lists them all"),
            (
                [("sessions.revoke", ["hyper-x"])],
                "c.toml:1: sessions.revoke: \"hyper-x\" is no key: expected a character such as x, or a name such as ctrl-d, alt-x, enter, space, pgdn or f5"
            ),
            ([("sessions.revoke", ["ctrl-c"])], "c.toml:1: sessions.revoke cannot have ^C, which cancels what runs everywhere"),
            (
                [("sessions.revoke", ["x", "Esc"])],
                "c.toml:1: sessions.revoke cannot have Esc, which closes what is open everywhere"
            ),
            ([("help", ["^L"])], "c.toml:1: help cannot have ^L, which repaints the screen everywhere"),
            ([("suspend", ["f1"])], "c.toml:1: shell.suspend stays on ^Z and cannot be remapped"),
            (
                [("sessions.revoke", ["u"])],
                "c.toml:1: sessions.revoke cannot have u, which sessions.filter-user has; give one of them another key"
            ),
            (
                [("sessions.copy", ["f2"]), ("sessions.revoke", ["f2"])],
                "c.toml:2: sessions.revoke cannot have F2, which sessions.copy has, by c.toml:1; give one of them another key"
            ),
            (
                [("sessions.revoke", ["?"])],
                "c.toml:1: sessions.revoke takes ? and leaves shell.help without a key in Sessions; give one of them another key"
            ),
            (
                [("shell.help", ["j"])],
                "c.toml:1: shell.help cannot be reached in Sessions by j, which is sessions.down there; give one of them another key"
            ),
            (
                [("quit", ["R"])],
                "c.toml:1: shell.quit cannot be reached in Lab by R, which is lab.run there; give one of them another key"
            ),
        ] as [([(String, [String])], String)])
    func refusals(assignments: [(String, [String])], message: String) {
        let error = #expect(throws: KeymapError.self) {
            try Keymap.standard.remapped(
                by: assignments.enumerated().map { KeyAssignment($1.0, $1.1, origin: "c.toml:\($0 + 1)") })
        }
        #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
    }

    @Test("a remapped key runs its binding, and footer, header, help, menu and palette name it")
    func shown() async throws {
        let keymap = try remap(
            ("sessions.revoke", ["f8"]), ("shell.actions", ["ctrl-a"]), ("shell.help", ["f1"]), ("shell.tab-2", ["f2"]))
        var driver = Driver(size: Size(columns: 120, rows: 40), keymap: keymap)
        for index in 0..<5 { try await driver.store.insert(Sample.session(index), payload: [:]) }
        await driver.send(.started(at: driver.now))
        await driver.rest()
        #expect(driver.text.contains("F8 revoke") && driver.text.contains("F1 help") && driver.text.contains("F2 Tokens"))
        await driver.press(.control("a"))
        #expect(driver.text.contains("F8    revoke"))
        await driver.press(.escape, .function(1))
        #expect(driver.frame.lines.contains { $0.contains(#/F8 {2,}revoke/#) })
        await driver.press(.escape, .character("x"))
        #expect(driver.model.overlay == nil)
        await driver.press(.function(8), .character("y"))
        #expect(driver.text.contains("verified gone"))
        #expect(try await driver.state(0) == .revoked)
        await driver.press(.function(2))
        #expect(driver.model.tab == .tokens)
    }

    @Test("sentences name the key as it is mapped")
    func sentences() async throws {
        var driver = Driver(keymap: try remap(("shell.undo", ["f9"])))
        try await driver.store.insert(Sample.session(0), payload: [:])
        await driver.send(.started(at: driver.now))
        await driver.press(.character("x"), .character("y"))
        #expect(driver.text.contains("F9 undoes."))
    }
}
