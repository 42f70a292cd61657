package import Screen
import SessionCore
import SessionRegistry

/// The screen for a model: pure, and for any size from 1×1 up a frame of exactly that size.
package func view(_ model: Model, size: Size) -> Frame {
    render(model, size: size).canvas.frame(mouse: model.mouse)
}

/// The same, with what can be clicked.
func render(_ model: Model, size: Size) -> Painter {
    var painter = Painter(size: size, theme: model.theme)
    var model = model
    model.size = size
    let layout = model.screenLayout
    guard !layout.tooSmall else {
        painter.canvas.put(
            "need \(Layout.minimum.columns)x\(Layout.minimum.rows), have \(size.columns)x\(size.rows)", in: painter.canvas.bounds,
            role: .text, ellipsis: false)
        return painter
    }
    ShellView.drawTabs(model, &painter, layout.tabs)
    ShellView.drawContext(model, &painter, layout.context)
    painter.canvas.horizontalRule(layout.rule)
    model.tab.screen.draw(model, &painter, in: layout.body)
    ShellView.drawStatus(model, &painter, layout.status)
    ShellView.drawHints(model, &painter, layout.hints)
    FilterEditorView.draw(model, &painter, layout)
    if let overlay = model.overlay {
        painter.forgetHits()
        painter.canvas.cursor = nil
        OverlayView.draw(overlay, model, &painter, layout)
    }
    return painter
}

/// Header, status line and footer.
enum ShellView {
    // MARK: Header

    static func drawTabs(_ model: Model, _ painter: inout Painter, _ area: Rect) {
        var badge = connectionBadge(model)
        let badgeWidth = CellWidth.of(badge.0) + (badge.2 ? 2 : 0)
        if badge.2 { badge.0 = " \(badge.0) " }
        // Names for all tabs if there is room, else for the one in front.
        let keys = Tab.allCases.map { model.keymap[id: "shell.tab-\($0.rawValue)"]?.keys.first?.label ?? "" }
        func label(_ tab: Tab, named: Bool) -> String {
            let key = keys.indices.contains(tab.rawValue - 1) ? keys[tab.rawValue - 1] : ""
            return " " + (key.isEmpty ? tab.title : named ? "\(key) \(tab.title)" : key) + " "
        }
        let full = Tab.allCases.reduce(1) { $0 + CellWidth.of(label($1, named: true)) }
        let compact = full + badgeWidth + 1 > area.columns
        var column = area.column + 1
        for tab in Tab.allCases {
            let active = tab == model.tab
            let text = label(tab, named: active || !compact)
            let width = CellWidth.of(text)
            let place = Rect(column: column, row: area.row, columns: min(width, area.endColumn - column), rows: 1)
            painter.canvas.put(text, in: place, role: active ? .tabActive : .tab, ellipsis: false)
            painter.hit(place, .tab(tab))
            column += width
        }
        let right = Rect(column: max(column, area.endColumn - badgeWidth - 1), row: area.row, columns: badgeWidth, rows: 1)
            .intersection(area)
        painter.canvas.put(badge.0, in: right, role: badge.1, align: .right)
    }

    /// Text, role, and whether it stands on a ground of its own.
    private static func connectionBadge(_ model: Model) -> (String, Role, Bool) {
        let symbols = model.theme.symbols
        let age = model.connection.answeredAt.map { model.now.seconds(since: $0) }
        switch model.connection.state {
        case .connecting: return ("connecting", .secondary, false)
        case .offline(let since, _, _, _):
            return ("OFFLINE \(MomentFormat.short(seconds: model.now.seconds(since: model.connection.answeredAt ?? since)))", .badgeDanger, true)
        case .online where model.paused:
            // The time rather than an age: a paused screen stands still.
            let at = model.connection.answeredAt.map { " \(MomentFormat.clock($0))Z" } ?? ""
            return ("\(symbols.paused) paused\(at)", .warning, false)
        case .online:
            // What is watched is as it was when it last answered, as long as nothing is heard of it.
            let isCurrent = model.connection.isWatched && model.connection.polling == nil
            if let age, age >= 3, !isCurrent { return ("\(symbols.expired) \(MomentFormat.short(seconds: age)) old", .warning, false) }
            return ("\(symbols.live) live", .good, false)
        }
    }

    static func drawContext(_ model: Model, _ painter: inout Painter, _ area: Rect) {
        let symbols = model.theme.symbols
        let line = area.inset(columns: 1)
        var right = line
        let filter = model.tab.screen.filterText(model)
        if !filter.isEmpty {
            let text = "\(symbols.prompt) \(filter)"
            let width = min(CellWidth.of(text, upTo: line.columns), line.columns / 2)
            painter.canvas.put(text, in: right.takeRight(width), role: .accent, align: .right)
            _ = right.takeRight(2)
        }
        var crumbs = model.trail.map(\.title) + [model.tab.title] + model.tab.screen.crumbs(model)
        crumbs = crumbs.filter { !$0.isEmpty }
        let trail = crumbs.joined(separator: " \(symbols.crumb) ")
        let trailWidth = CellWidth.of(trail, upTo: right.columns)
        let badgeWidth = model.readOnly ? 12 : 0
        let room = max(8, right.columns - trailWidth - badgeWidth - 3)
        var left = right
        let store = shortened(model.store.url, to: min(room, 48), symbols)
        let used = painter.canvas.put(store, in: left, role: .secondary)
        _ = left.takeLeft(used + 1)
        if model.readOnly {
            painter.canvas.put(" READ-ONLY ", in: left, role: .badge)
            _ = left.takeLeft(12)
        }
        painter.canvas.put(runs: [("\(symbols.crumb) ", Role.faint), (trail, Role.title)], at: left.origin, columns: left.columns)
    }

    /// Keeps the end: the file's name tells more than where the path begins.
    private static func shortened(_ text: String, to width: Int, _ symbols: Symbols) -> String {
        let clean = text.count > 512 ? String(text.suffix(512)) : text
        guard CellWidth.of(clean) > width, width > 1 else { return clean }
        var tail = "", used = 0
        for character in clean.reversed() {
            let next = CellWidth.of(String(character))
            guard used + next < width else { break }
            used += next
            tail = String(character) + tail
        }
        return symbols.ellipsis + tail
    }

    // MARK: Status

    static func drawStatus(_ model: Model, _ painter: inout Painter, _ area: Rect) {
        let line = area.inset(columns: 1)
        let right = model.tab.screen.status(model)
        let rightWidth = min(CellWidth.of(right, upTo: line.columns), line.columns)
        var left = line
        if rightWidth > 0, left.columns > rightWidth + 2 {
            let place = left.takeRight(rightWidth)
            let isToastLong = model.toastShown.map { CellWidth.of($0.message.text, upTo: line.columns) > left.columns - 2 } ?? false
            if isToastLong {
                left = line
            } else {
                painter.canvas.put(right, in: place, role: .secondary, align: .right)
                _ = left.takeRight(2)
            }
        }
        if let job = model.shownJob {
            var text = job.title
            if let total = job.total, total > 0, job.done > 0 {
                text += "  \(min(100, job.done * 100 / total)) %  \(MomentFormat.count(Int(clamping: job.done))) of \(MomentFormat.count(Int(clamping: total)))"
            } else if job.done > 0 {
                text += "  \(MomentFormat.count(Int(clamping: job.done)))"
            } else if case let seconds = model.now.seconds(since: job.since), seconds >= 2 {
                text += "  \(MomentFormat.short(seconds: seconds))"
            }
            painter.canvas.put(runs: [(text + painter.theme.symbols.ellipsis, Role.accent), ("  ^C cancels", Role.faint)], at: left.origin, columns: left.columns)
        } else if let toast = model.toastShown {
            let symbols = painter.theme.symbols
            switch toast.message.kind {
            case .info: painter.canvas.put(toast.message.text, in: left, role: .secondary)
            case .success:
                painter.canvas.put(runs: [("\(symbols.yes) ", Role.good), (toast.message.text, .toast)], at: left.origin, columns: left.columns)
            case .warning:
                painter.canvas.put(runs: [("\(symbols.warning) ", Role.warning), (toast.message.text, .text)], at: left.origin, columns: left.columns)
            case .failure:
                painter.canvas.put(runs: [("\(symbols.revoked) \(toast.message.text)", Role.toastDanger)], at: left.origin, columns: left.columns)
            }
        } else if case .offline(_, _, let retryAt, let message) = model.connection.state {
            let wait = max(0, retryAt.seconds(since: model.now))
            let next = wait == 0 ? "Trying again." : "Trying again in \(MomentFormat.short(seconds: wait))."
            painter.canvas.put(runs: [("\(next) ", Role.text), (message, .secondary)], at: left.origin, columns: left.columns)
        }
    }

    // MARK: Footer

    static func drawHints(_ model: Model, _ painter: inout Painter, _ area: Rect) {
        let line = area.inset(columns: 1)
        // What has the keyboard says itself what its keys do; the tab's mean nothing meanwhile.
        guard model.overlay == nil else { return }
        let all = model.possibleBindings.filter { $0.hint != nil }.sorted { ($0.hint ?? 0) < ($1.hint ?? 0) }
        // `?` and `:` keep their place on the right whatever else there is.
        let fixed = all.filter { ($0.hint ?? 0) >= 90 }
        var free = all.filter { ($0.hint ?? 0) < 90 }
        if model.tab != .sessions, model.tab != .tokens {
            // What a tab is there for comes before what can be done everywhere.
            free = free.filter { $0.scope != .everywhere } + free.filter { $0.scope == .everywhere }
        }
        var left = line
        for binding in fixed.reversed() {
            let width = hintWidth(binding)
            guard left.columns >= width + 2 else { break }
            drawHint(binding, model, &painter, left.takeRight(width))
            _ = left.takeRight(2)
        }
        for binding in free {
            let width = hintWidth(binding)
            guard left.columns >= width else { continue }
            drawHint(binding, model, &painter, left.takeLeft(width))
            _ = left.takeLeft(2)
        }
    }

    private static func hintWidth(_ binding: Binding) -> Int {
        CellWidth.of(binding.keys.first?.label ?? "") + 1 + CellWidth.of(binding.name)
    }

    private static func drawHint(_ binding: Binding, _ model: Model, _ painter: inout Painter, _ place: Rect) {
        let possible = binding.refusal(model) == nil
        let key = binding.keys.first?.label ?? ""
        painter.canvas.put(
            runs: [(key, possible ? Role.key : .hintOff), (" " + binding.name, possible ? .hint : .hintOff)], at: place.origin, columns: place.columns)
        painter.hit(place, .binding(binding.id))
    }
}
