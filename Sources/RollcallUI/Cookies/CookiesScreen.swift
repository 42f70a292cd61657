import CookieInspector
import LoginFlows
package import Screen
package import SessionCore
package import SessionRegistry

/// Cookies pasted or typed, each unwrapped layer by layer and judged.
package enum CookiesScreen: TabScreen {
    package static var bindings: [Binding] {
        ListMotion.bindings(.cookies, id: "cookies") { move(&$0, $1) } + [
            Binding(
                "cookies.type", [.character("i"), .character("o")], "type one",
                "Types a cookie: a value, name=value, or a whole Cookie or Set-Cookie line. A paste needs no key at all.",
                group: .act,
                scope: .tab(.cookies), hint: 10
            ) { $0.cookies.field = TextField(limit: CookiePaste.longestLine) },
            Binding(
                "cookies.open", [.character("l"), .right], "detail", "Goes to the cookie's detail.", group: .move,
                scope: .tab(.cookies),
                refusal: needsCookie
            ) { $0.cookies.detailFocused = true },
            Binding(
                "cookies.list", [.character("h"), .left], "list", "Goes back to the list.", group: .move, scope: .tab(.cookies)
            ) {
                $0.cookies.detailFocused = false
            },
            Binding(
                "cookies.pane", [.tab, .backTab], "pane", "Goes to the other pane.", group: .move, scope: .tab(.cookies),
                hint: 40,
                refusal: needsCookie
            ) { $0.cookies.detailFocused.toggle() },
            Binding(
                "cookies.enter", [.enter], "open, fold", "Opens the cookie under the cursor; in its payload folds and unfolds.",
                group: .move,
                scope: .tab(.cookies), hint: 30, refusal: needsCookie
            ) { enter(&$0) },
            Binding(
                "cookies.fold", [.character(" ")], "fold", "Folds or unfolds the payload's line under the cursor.", group: .move,
                scope: .tab(.cookies), refusal: { $0.cookies.detailFocused ? nil : "The cursor is not in a payload." }
            ) { toggle(&$0) },
            Binding(
                "cookies.fold-all", [.character("-")], "fold all", "Folds the payload to its outline.", group: .move,
                scope: .tab(.cookies)
            ) {
                $0.cookies.foldAll(true)
            },
            Binding(
                "cookies.unfold-all", [.character("+")], "unfold all", "Unfolds all of the payload.", group: .move,
                scope: .tab(.cookies)
            ) {
                $0.cookies.foldAll(false)
            },
            Binding(
                "cookies.remove", [.character("d"), .delete], "drop", "Takes the cookie under the cursor off this list.",
                group: .act,
                scope: .tab(.cookies), hint: 50, refusal: needsCookie
            ) { model in
                let name = model.cookies.selected.map { [$0.title] } ?? []
                model.cookies.removeSelected()
                model.toast(dropped(name))
            },
            Binding(
                "cookies.clear", [.character("D")], "drop all", "Empties this list.", group: .act, scope: .tab(.cookies),
                refusal: needsCookie
            ) { model in
                let names = model.cookies.entries.map(\.title)
                model.cookies.removeAll()
                model.toast(dropped(names))
            },
            Binding(
                "cookies.reveal", [.character("r")], "reveal",
                "Shows for ten seconds what is hidden in the payload; the audit log notes it.", group: .act, scope: .tab(.cookies),
                refusal: { CookieReveal.refusal($0) }
            ) { CookieReveal.ask(&$0) },
            Binding(
                "cookies.copy", [.character("y")], "copy user", "Copies the cookie's user id.", group: .act,
                scope: .tab(.cookies),
                refusal: { $0.cookies.selected?.user == nil ? "This cookie names no user." : nil }
            ) { model in
                guard let user = model.cookies.selected?.user else { return }
                model.emit(.copy(user))
                model.toast("Copied the user id.")
            },
        ]
    }

    /// "Dropped 4 cookies from the list: session, sid and 2 more."
    private static func dropped(_ names: [String]) -> String {
        let shown = names.prefix(names.count > 4 ? 3 : 4).map { Sanitizer.visible(String($0.prefix(40))) }
        let more = names.count > shown.count ? " and \(MomentFormat.count(names.count - shown.count)) more" : ""
        let what = names.count == 1 ? "1 cookie" : "\(MomentFormat.count(names.count)) cookies"
        return "Dropped \(what) from the list: \(shown.joined(separator: ", "))\(more)."
    }

    @Sendable private static func needsCookie(_ model: Model) -> String? {
        model.cookies.selected == nil ? "No cookie has been inspected: paste one." : nil
    }

    // MARK: From elsewhere

    /// `c` on a session: its payload lands here. The cookie itself is not known to anyone but the browser.
    package static func open(session: SessionRecord, payload: SessionMap?, _ model: inout Model) {
        let report = CookieReport(
            name: nil, format: .flaskSessionID, verdict: .unverified, signedAt: nil, expiresAt: session.expiresAt,
            payload: payload.map { .json(.map($0)) }, userID: session.userID, layers: ["registry"])
        model.cookies.add([report], origin: .session(session.id), keys: model.cookies.keyCount ?? 0, at: model.now)
    }

    /// `c` on a cookie of the Lab's browser.
    package static func inspect(_ text: String, origin: CookieEntry.Origin, _ model: inout Model) {
        let paste = CookiePaste(text)
        if let remark = paste.remark { model.toast(remark, .warning) }
        guard !paste.lines.isEmpty else { return }
        let generation = model.request(
            .cookies(.inspect(paste.lines)), for: .cookies, job: paste.lines.count > 1 ? "inspecting cookies" : nil)
        model.cookies.inspecting[generation] = origin
    }

    // MARK: Acting

    private static func move(_ model: inout Model, _ motion: ListMotion) {
        let rows = max(1, model.screenLayout.body.rows - 2)
        if model.cookies.detailFocused, let entry = model.cookies.selected {
            let count = CookieDetail.rows(entry, columns: detailColumns(model), symbols: model.theme.symbols).count
            model.cookies.detailCursor = motion.destination(from: model.cookies.detailCursor, count: count, rows: rows)
        } else {
            model.cookies.select(
                at: motion.destination(from: model.cookies.selectedIndex ?? 0, count: model.cookies.entries.count, rows: rows))
        }
    }

    private static func enter(_ model: inout Model) {
        if model.cookies.detailFocused { toggle(&model) } else { model.cookies.detailFocused = true }
    }

    private static func toggle(_ model: inout Model) {
        guard let entry = model.cookies.selected else { return }
        let rows = CookieDetail.rows(entry, columns: detailColumns(model), symbols: model.theme.symbols)
        guard rows.indices.contains(model.cookies.detailCursor), case .tree(let line) = rows[model.cookies.detailCursor] else {
            return
        }
        model.cookies.toggle(line: line)
    }

    // MARK: The shell's calls

    package static func shown(_ model: inout Model) {
        CookieReveal.hide(&model)
        guard model.cookies.keyCount == nil, !model.isPending(model.cookies.keysRequest) else { return }
        model.cookies.keysRequest = model.request(.cookies(.keys), for: .cookies)
    }

    package static func capturesText(_ model: Model) -> Bool { model.cookies.field != nil }

    package static func input(_ input: InputEvent, _ model: inout Model) -> Bool {
        guard var field = model.cookies.field else {
            guard case .paste(let text) = input else { return false }
            inspect(text, origin: .given, &model)
            return true
        }
        switch input {
        case .key(.escape):
            model.cookies.field = nil
        case .key(.enter):
            model.cookies.field = nil
            if !field.text.allSatisfy({ $0 == " " }) { inspect(field.text, origin: .given, &model) }
        case .paste(let text):
            // Something of several lines, or large, is no part of a line being typed.
            if text.utf8.count > 4096 || text.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) {
                let whole = field.text + text
                model.cookies.field = nil
                inspect(whole, origin: .given, &model)
            } else if field.handle(input) {
                model.cookies.field = field
            }
        default:
            guard field.handle(input) else { return false }
            model.cookies.field = field
        }
        return true
    }

    package static func back(_ model: inout Model) -> Bool {
        guard model.cookies.detailFocused else { return false }
        model.cookies.detailFocused = false
        return true
    }

    package static func answered(_ answer: Result<Answer, StoreError>, to generation: Generation, _ model: inout Model) {
        if CookieReveal.answered(answer, to: generation, &model) { return }
        let origin = model.cookies.inspecting.removeValue(forKey: generation)
        switch answer {
        case .success(.cookies(.keys(let count, let problem))):
            model.cookies.keyCount = count
            model.cookies.keyProblem = problem
        case .success(.cookies(.inspected(let reports, let keys))):
            model.cookies.keyCount = keys
            model.cookies.add(reports, origin: origin ?? .given, keys: keys, at: model.now)
            if reports.isEmpty {
                model.toast("There is no cookie in this: paste a value, name=value, or a Cookie line.", .warning)
            }
        case .failure(let error):
            if origin != nil { model.toast(error.message, .failure) } else { model.cookies.keyProblem = error.message }
        default: break
        }
    }

    package static func clicked(_ target: HitTarget, _ kind: MouseEvent.Kind, at: Point, _ model: inout Model) {
        switch (target, kind) {
        case (.row(let index), .press):
            model.cookies.detailFocused = false
            model.cookies.select(at: index)
        case (.custom("cookie", let row), .press), (.custom("cookie", let row), .doubleClick):
            guard model.cookies.selected != nil else { return }
            let again = model.cookies.detailFocused && model.cookies.detailCursor == row
            model.cookies.detailFocused = true
            model.cookies.detailCursor = row
            if again || kind == .doubleClick { toggle(&model) }
        case (_, .wheelDown): move(&model, .by(3))
        case (_, .wheelUp): move(&model, .by(-3))
        default: break
        }
    }

    package static func ticked(_ model: inout Model) { CookieReveal.settle(&model) }

    package static func wakeAt(_ model: Model) -> Timestamp? { CookieReveal.wakeAt(model) }

    package static func crumbs(_ model: Model) -> [String] { model.cookies.selected.map { [$0.title] } ?? [] }

    package static func status(_ model: Model) -> String {
        guard let index = model.cookies.selectedIndex else { return "" }
        return "\(index + 1) of \(model.cookies.entries.count)"
    }
}
