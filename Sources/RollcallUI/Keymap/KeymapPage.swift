/// The documentation's page of keys, written from the keymap: what it says is what the keys do.
package enum KeymapPage {
    package static func text(_ keymap: Keymap = .standard) -> String {
        let shared = movesOfEveryTab(keymap)
        var parts = [introduction, section("Everywhere", keymap.bindings.filter { $0.scope == .everywhere }.map(Row.init))]
        parts.append(
            section("Moving, in every tab", shared, note: "Their names begin with the tab's: `sessions.down`, `lab.page-up`."))
        let moved = Set(shared.map(\.name))
        func own(_ tab: Tab) -> [Row] {
            keymap.bindings.filter { $0.scope == .tab(tab) }.map(Row.init).filter { !moved.contains($0.name) }
        }
        parts.append(
            section(
                "Sessions and Tokens", merged(own(.sessions), own(.tokens)),
                note: "Their names begin with `sessions.` or `tokens.`."))
        for tab in Tab.allCases where tab != .sessions && tab != .tokens && !own(tab).isEmpty {
            parts.append(section(tab.title, own(tab)))
        }
        parts += [dialogs, commands(), verbs(), mouse]
        return parts.joined(separator: "\n")
    }

    // MARK: Tables

    private struct Row: Equatable {
        /// The id without its scope.
        var name: String
        var shown: String
        var keys: [String]
        var about: String
        var dangerous: Bool
        var order: Int

        init(_ binding: Binding) {
            name = String(binding.id.drop { $0 != "." }.dropFirst())
            shown = binding.id
            keys = binding.keys.map(\.label)
            about = binding.about
            dangerous = binding.dangerous
            order = Binding.Group.allCases.firstIndex(of: binding.group) ?? 0
        }

        func isSame(_ other: Row) -> Bool { name == other.name && keys == other.keys }
    }

    private static func section(_ title: String, _ rows: [Row], note: String? = nil) -> String {
        let sorted = rows.enumerated().sorted { ($0.element.order, $0.offset) < ($1.element.order, $1.offset) }.map(\.element)
        var lines = ["## \(title)", ""]
        if let note { lines += [note, ""] }
        lines += ["| key | does | name |", "|---|---|---|"]
        for row in sorted {
            let keys = row.keys.map { "`\($0.replacing("|", with: "\\|"))`" }.joined(separator: " ")
            lines.append("| \(keys)\(row.dangerous ? " ⚠" : "") | \(row.about.replacing("|", with: "\\|")) | `\(row.shown)` |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// What has the same name and keys in all tabs.
    private static func movesOfEveryTab(_ keymap: Keymap) -> [Row] {
        let tabs = Tab.allCases.map { tab in keymap.bindings.filter { $0.scope == .tab(tab) }.map(Row.init) }
        guard let first = tabs.first else { return [] }
        return first.filter { row in tabs.allSatisfy { $0.contains(where: row.isSame) } }.map { row in
            var row = row
            row.shown = row.name
            return row
        }
    }

    /// One table for two tabs that are nearly alike.
    private static func merged(_ sessions: [Row], _ tokens: [Row]) -> [Row] {
        var rows: [Row] = []
        for row in sessions {
            var row = row
            if tokens.contains(where: row.isSame) { row.shown = row.name }
            rows.append(row)
        }
        return rows + tokens.filter { row in !sessions.contains(where: row.isSame) }
    }

    // MARK: Commands

    private static func commands() -> String {
        let rows = Command.words.map { word in
            let argument = word.argument.map { " " + $0.replacing("|", with: "\\|") } ?? ""
            return "| `\(word.name)\(argument)`\(word.changes ? " ⚠" : "") | \(word.about) |"
        }
        return palette + (["| command | does |", "|---|---|"] + rows).joined(separator: "\n") + "\n"
    }

    private static func verbs() -> String {
        let rows = Verb.all.map { verb in
            let options = verb.options.map { "`\($0.name)`" }.joined(separator: " ")
            return "| `\(verb.name)`\(verb.changes ? " ⚠" : "") | \(verb.about) | \(options) |"
        }
        return program + (["| command | does | options |", "|---|---|---|"] + rows).joined(separator: "\n") + "\n"
    }

    // MARK: Words

    private static let introduction = """
        # Keys

        The keys of the terminal UI, by screen.

        ## Overview

        This page is written from the keymap (`Keymap.standard` in RollcallUI): one record for each binding, which also feeds the
        footer, the help and the palette. `?` shows what applies in the tab that is open, `rollcall keys` prints all of it as it is
        configured. `^D` is Ctrl-D, `S-Tab` is Shift-Tab.

        A tab's own key outranks the same key of all tabs. A key that is not possible now says why. In read-only mode the bindings
        marked ⚠ are gone. Other keys are given by name in the configuration file: <doc:Configuration>.

        The screen needs 60 columns and 15 rows; on a smaller one only `q`, `Q`, `^C` and `^Z` work.

        """

    private static let dialogs = """
        ## The dialog before revoking

        What it will do is fixed and named when it opens, and Cancel has the focus. Enter and Esc cancel there. One item is confirmed
        with `y` (or by typing `yes` where `y` opened the dialog); several by typing their count, and a whole user by typing the user's
        id (or `everything`, where the id cannot be typed as it is shown), each followed by Enter. Tab goes to the reason, which goes
        into the audit log. Up, Down, PgUp and PgDn scroll the items. Pastes, and keys that were typed before the dialog was on the
        screen, are ignored. Restoring asks in the same way.

        Of more records than are marked one by one, the filter is named, and the store fixes which ones match when the dialog opens:
        what comes, or comes to match, later stays. Everything of a user takes along what appears until it is confirmed.

        ## Menus, help, messages

        In a menu: Up, Down, `j`, `k`, Home, End move, Enter or an entry's own key chooses, Esc and `q` close. In the help: type to
        search, Up and Down choose, Enter runs, Esc clears and then closes.

        """

    private static let palette = """
        ## The palette

        `:` takes a command. Tab completes it, also options, their values, and the ids and users that are on the screen; Up and Down
        choose among what is offered, or, where nothing is typed, walk through the commands before; Enter runs, Esc closes. Every
        binding is a command under its name (`lab.run`), every tab under its title.

        """

    private static let program = """
        ### Commands of the program

        Every command of <doc:Commands> works as it does in a shell, with quotes as there. One that has a screen of its own acts there:
        `sessions list` filters the tab, `sessions revoke` opens the dialog before revoking, `audit verify` checks in the Audit tab. Any
        other, and one with an option that the screen has not, runs the program itself on the same store in the screen's place, as in a
        shell, and comes back on Enter. The store is handed on as a variable, read-only mode too. `--yes` is not taken.

        """

    private static let mouse = """
        ## Mouse

        A click chooses a row, a double click opens it; a click on a heading sorts, on a tab shows it, on a hint of the footer runs it.
        The wheel scrolls. The splitter can be dragged. In the dialog before revoking, a click can only cancel.

        """
}
