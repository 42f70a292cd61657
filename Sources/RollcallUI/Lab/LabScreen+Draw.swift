import CookieInspector
import LoginFlows
package import Screen
import SessionCore
import SessionRegistry

extension LabScreen {
    /// Where the panes go; a pane without room has no columns.
    struct Panes {
        var library: Rect
        var steps: Rect
        var outcome: Rect

        init(_ area: Rect, pane: LabState.Pane) {
            var rest = area
            let none = Rect(column: area.column, row: area.row, columns: 0, rows: 0)
            if area.columns >= 78 {
                let wide = area.columns >= 110
                library = rest.takeLeft(wide ? 30 : 21)
                steps = rest.takeLeft(wide ? 42 : 27)
                outcome = rest
            } else if pane == .library {
                library = rest.takeLeft(25)
                steps = rest
                outcome = none
            } else {
                library = none
                steps = rest.takeLeft(27)
                outcome = rest
            }
        }
    }

    static func outcomeColumns(_ model: Model) -> Int {
        max(8, Panes(model.screenLayout.body, pane: .outcome).outcome.columns - 3)
    }

    package static func draw(_ model: Model, _ painter: inout Painter, in area: Rect) {
        guard !area.isEmpty else { return }
        let panes = Panes(area, pane: model.lab.pane)
        drawLibrary(model, &painter, in: panes.library.inset(columns: 1))
        let left = panes.steps
        if left.columns > 0, panes.library.columns > 0 {
            painter.canvas.verticalRule(left)
        }
        let inner =
            panes.library.columns > 0
            ? Rect(column: left.column + 2, row: left.row, columns: left.columns - 3, rows: left.rows) : left.inset(columns: 1)
        drawBrowser(model, &painter, in: inner)
        if panes.outcome.columns > 0 {
            painter.canvas.verticalRule(panes.outcome)
            let area = panes.outcome
            drawOutcome(
                model, &painter, in: Rect(column: area.column + 2, row: area.row, columns: area.columns - 3, rows: area.rows))
        }
        switch model.lab.dialog {
        case nil: break
        case .menu(let cursor): drawMenu(cursor, &painter, in: area)
        case .form(let form, _): form.draw(&painter, in: area)
        }
    }

    /// The title of the pane that has the keyboard.
    private static func mark(_ line: Rect, _ painter: inout Painter, upTo columns: Int) {
        let look = painter.theme[.accent]
        painter.canvas.restyle(Rect(column: line.column, row: line.row, columns: min(columns, line.columns), rows: line.rows)) { style in
            var style = style
            style.foreground = look.foreground
            return style
        }
    }

    // MARK: Left

    private static func drawLibrary(_ model: Model, _ painter: inout Painter, in area: Rect) {
        guard !area.isEmpty else { return }
        let theme = painter.theme
        painter.hit(area, .list)
        if let problem = model.lab.libraryProblem {
            for (row, line) in TextBlock.wrap(problem, columns: area.columns, maximum: 5).enumerated() {
                painter.canvas.put(line, in: area.line(row), role: .warning)
            }
            return
        }
        let rows = model.lab.rows
        let top = ListMotion.top(selected: model.lab.row, count: rows.count, rows: area.rows)
        let focused = model.lab.pane == .library
        for place in 0..<area.rows where top + place < rows.count {
            let line = area.line(place)
            let isSelected = top + place == model.lab.row
            if isSelected { painter.canvas.fill(line, style: theme.selected(theme[.text], focused: focused)) }
            func style(_ role: Role) -> Style { isSelected ? theme.selected(theme[role], focused: focused) : theme[role] }
            painter.hit(line, .custom("library", top + place))
            let runs: [(String, Style)] =
                switch rows[top + place] {
                case .heading(let text): [(text, style(focused ? .accent : .heading))]
                case .note(let text): [("  " + text, style(.faint))]
                case .user(let user):
                    [
                        ((user.active ? theme.symbols.active : theme.symbols.expired) + " ", style(user.active ? .good : .faint)),
                        (user.email.isEmpty ? user.id : user.email, style(user.active ? .text : .faint)),
                        (user.active ? "" : " inactive", style(.warning)),
                    ]
                case .flow(let index): flowRuns(model, index, columns: line.columns, theme, style)
                }
            painter.canvas.put(runs: runs, at: line.origin, columns: line.columns)
        }
    }

    private static func flowRuns(
        _ model: Model, _ index: Int, columns: Int, _ theme: Theme, _ style: (Role) -> Style
    ) -> [(String, Style)] {
        guard model.lab.flows.indices.contains(index) else { return [] }
        let entry = model.lab.flows[index]
        guard let flow = entry.flow else {
            return [
                (theme.symbols.warning + " ", style(.warning)), (entry.file, style(.faint)), (" not a flow", style(.warning)),
            ]
        }
        let open = model.lab.run?.source?.place == entry.place
        let (sign, role): (String, Role) =
            switch model.lab.verdicts[entry.place] {
            case .passed: (theme.symbols.yes, .good)
            case .failed: (theme.symbols.revoked, .danger)
            case .open, nil: (open ? theme.symbols.pointer : theme.symbols.bullet, open ? .accent : .faint)
            }
        let name = TwinName.shortened(
            flow.name, among: model.lab.flows.compactMap(\.flow?.name), columns: columns - CellWidth.of(sign + " "),
            ellipsis: theme.symbols.ellipsis)
        return [(sign + " ", style(role)), (name, style(open ? .accent : .text))]
    }

    // MARK: Middle

    private static func drawBrowser(_ model: Model, _ painter: inout Painter, in area: Rect) {
        guard !area.isEmpty else { return }
        guard let run = model.lab.run else {
            painter.canvas.put("no mock browser: \(model.keyLabel("lab.new")) starts one", in: area, role: .faint)
            return
        }
        var rest = area
        let isFocused = model.lab.pane == .steps && model.lab.dialog == nil
        let head = browserLines(run, model, isFocused: isFocused)
        // On a low screen the steps matter more.
        let shown = Array(head.prefix(rest.rows >= 14 ? head.count : rest.rows >= 8 ? 2 : 1))
        for line in shown { line.draw(&painter, in: rest.takeTop(1)) }
        painter.canvas.horizontalRule(rest.takeTop(1))
        drawSteps(model, run, &painter, in: rest)
    }

    private static func browserLines(_ run: LabRun, _ model: Model, isFocused: Bool) -> [PaneLine] {
        let symbols = model.theme.symbols
        // First how it went: a long name is cut rather than that.
        var title: [PaneLine.Run] = []
        switch run.verdict {
        case .open: if run.runs { title.append(.init("running  ", .accent)) }
        case .passed: title.append(.init("\(symbols.yes) passed  ", .good))
        case .failed(let count): title.append(.init("\(symbols.revoked) \(count) failed  ", .danger))
        }
        title.append(.init(run.title, isFocused ? .accent : .title))
        guard let state = run.snapshot else {
            return [.runs(title), .text(run.problem ?? "making the application …", run.problem == nil ? .faint : .danger)]
        }
        let others = state.browsers.count > 1 ? " of \(state.browsers.joined(separator: ", "))" : ""
        let names = state.cookies.map(\.name).joined(separator: ", ")
        return [
            .runs(title),
            .runs([.init("browser ", .faint), .init(state.browser, .accent), .init(others, .secondary)]),
            .runs([
                .init("from    ", .faint), .init(state.client.ip, .text),
                .init(" \(state.client.scheme)://\(state.client.host)", .secondary),
            ]),
            .runs([.init("agent   ", .faint), .init(state.client.userAgent ?? "none sent", .secondary)]),
            .runs([.init("clock   ", .faint), .init(MomentFormat.full(state.clock), .text)]),
            .runs([.init("cookies ", .faint), .init(names.isEmpty ? "none" : names, names.isEmpty ? .secondary : .text)]),
            .runs([.init("keeps   ", .faint), .init(LabPreview.keeps(run.settings), .secondary)]),
        ]
    }

    private static func drawSteps(_ model: Model, _ run: LabRun, _ painter: inout Painter, in area: Rect) {
        guard !area.isEmpty else { return }
        guard !run.steps.isEmpty else {
            painter.canvas.put(
                runs: [
                    (model.keyLabel("lab.login"), .key), (" log in  ", .hint), (model.keyLabel("lab.protected"), .key),
                    (" protected  ", .hint),
                ], at: area.origin, columns: area.columns)
            painter.canvas.put(
                runs: [(model.keyLabel("lab.menu"), .key), (" everything one can do", .hint)], at: area.line(1).origin, columns: area.line(1).columns)
            return
        }
        let theme = painter.theme
        let focused = model.lab.pane == .steps
        let top = ListMotion.top(selected: run.selection, count: run.steps.count, rows: area.rows)
        let digits = String(run.steps.count).count
        for place in 0..<area.rows where top + place < run.steps.count {
            let index = top + place
            let step = run.steps[index]
            var line = area.line(place)
            let isSelected = index == run.selection
            func style(_ role: Role) -> Style { isSelected ? theme.selected(theme[role], focused: focused) : theme[role] }
            if isSelected { painter.canvas.fill(line, style: style(.text)) }
            painter.hit(line, .custom("step", index))
            let status = step.outcome?.observation.map { "\($0.status)" } ?? ""
            let end = line.takeRight(4)
            painter.canvas.put(
                status, at: end.origin, columns: 4,
                style: style(step.outcome?.observation.map { LabOutcome.role($0.status) } ?? .faint), align: .right)
            let (sign, role) = sign(step, index, run, theme.symbols)
            let number = String(repeating: " ", count: max(0, digits - String(index + 1).count)) + "\(index + 1) "
            painter.canvas.put(
                runs: [
                    (step.breaks ? theme.symbols.mark : " ", style(.danger)), (sign + " ", style(role)), (number, style(.faint)),
                    (StepText.summary(step.step), style(step.isDone ? .text : .secondary)),
                ], at: line.origin, columns: line.columns)
        }
    }

    private static func sign(_ step: LabRun.Step, _ index: Int, _ run: LabRun, _ symbols: Symbols) -> (String, Role) {
        if step.failed { return (symbols.revoked, .danger) }
        if step.isDone { return (symbols.yes, .good) }
        if index == run.next { return run.busy == nil ? (symbols.arrow, .accent) : (symbols.live, .accent) }
        return (" ", .faint)
    }

    // MARK: Right

    private static func drawOutcome(_ model: Model, _ painter: inout Painter, in area: Rect) {
        guard !area.isEmpty else { return }
        painter.hit(area, .detail)
        let lines = LabOutcome.lines(model, columns: area.columns)
        PaneLine.draw(lines, &painter, in: area, top: model.lab.outcomeTop)
        if model.lab.pane == .outcome, model.lab.dialog == nil, model.lab.outcomeTop == 0 { mark(area.line(0), &painter, upTo: area.columns) }
    }

    private static func drawMenu(_ cursor: Int, _ painter: inout Painter, in area: Rect) {
        let entries = LabMenu.entries
        let rect = area.centered(columns: 58, rows: entries.count + 2)
        let theme = painter.theme
        let inside = painter.canvas.box(rect, title: "What shall the mock browser do?", role: .borderFocused).inset(columns: 1)
        guard !inside.isEmpty else { return }
        let top = min(max(0, cursor - inside.rows + 1), max(0, entries.count - inside.rows))
        if entries.count > inside.rows {
            let edge = rect.line(rect.rows - 1)
            painter.canvas.put(
                " \(top + 1)-\(top + inside.rows) of \(entries.count) ", at: Point(column: edge.endColumn - 16, row: edge.row),
                columns: 14,
                role: .faint, align: .right)
        }
        for row in 0..<inside.rows where top + row < entries.count {
            let entry = entries[top + row]
            let line = inside.line(row)
            let isSelected = top + row == cursor
            func style(_ role: Role) -> Style { isSelected ? theme.selected(theme[role]) : theme[role] }
            if isSelected { painter.canvas.fill(line, style: style(.text)) }
            painter.hit(line, .custom("menu", top + row))
            let label = entry.label + String(repeating: " ", count: max(1, 27 - entry.label.count))
            painter.canvas.put(
                runs: [(" \(entry.letter)  ", style(.key)), (label, style(.text)), (entry.note, style(.faint))], at: line.origin,
                columns: line.columns)
        }
    }
}
