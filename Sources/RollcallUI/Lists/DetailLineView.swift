import Screen
import SessionCore
import SessionRegistry

/// Draws one line of the detail.
enum DetailLineView {
    static func draw(_ line: DetailLine, _ model: Model, _ painter: inout Painter, _ area: Rect, selected: Bool, tree: PayloadTree?) {
        let theme = painter.theme
        if case .tree(let index) = line {
            tree?.drawLine(index, &painter, in: area, selected: selected, focused: true)
            return
        }
        let runs: [(String, Role)]
        switch line {
        case .blank, .tree: runs = []
        case .heading(let text): runs = [(text, .heading)]
        case .field(let name, let value, let role): runs = [(pad(name, 11), .faint), (value, role)]
        case .note(let text, let role): runs = [("  " + text, role)]
        case .session(let session):
            let state = session.state(at: model.now)
            runs = [
                (symbol(state, theme) + " ", role(state)), (pad(MomentFormat.relative(session.lastSeenAt, now: model.now), 5), .secondary),
                ((session.device ?? session.userAgent ?? "unknown device"), state == .active ? .text : .faint),
                ("  " + (session.ip ?? ""), .faint),
            ]
        case .token(let token):
            let state = token.state(at: model.now)
            let used = token.lastUsedAt.map { "used \(MomentFormat.ago($0, now: model.now))" } ?? "never used"
            runs = [
                (symbol(state, theme) + " ", role(state)), (token.device ?? "unknown device", .text),
                ("  \(MomentFormat.count(token.uses)) uses, \(used)", .faint),
            ]
            + (token.theftDetectedAt == nil ? [] : [("  \(theme.symbols.warning) theft detected", .danger)])
        case .event(let event):
            let when = pad(MomentFormat.relative(event.at, now: model.now), 5)
            runs = [
                ("  " + when, .secondary), (event.action.rawValue, .text), (" by " + event.operatorName, .faint),
                (event.reason.map { "  \"\($0)\"" } ?? "", .secondary),
            ]
        }
        if selected { painter.canvas.fill(area, style: theme.selected(theme[.text])) }
        let styled = runs.map { ($0.0, selected ? theme.selected(theme[$0.1]) : theme[$0.1]) }
        painter.canvas.put(runs: styled, at: area.origin, columns: area.columns)
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func symbol(_ state: RecordState, _ theme: Theme) -> String {
        switch state {
        case .active: theme.symbols.active
        case .expired: theme.symbols.expired
        case .revoked: theme.symbols.revoked
        }
    }

    private static func role(_ state: RecordState) -> Role {
        switch state {
        case .active: .good
        case .expired: .faint
        case .revoked: .danger
        }
    }
}
