import Screen
import SessionCore
import SessionRegistry

/// Draws one line of the detail.
enum DetailLineView {
    static func draw(
        _ line: DetailLine, _ model: Model, _ painter: inout Painter, _ area: Rect, selected: Bool, tree: PayloadTree?, words: [String]
    ) {
        let theme = painter.theme
        if case .tree(let index) = line {
            tree?.drawLine(index, &painter, in: area, selected: selected, focused: true)
        } else {
            if selected { painter.canvas.fill(area, style: theme.selected(theme[.text])) }
            let styled = runs(of: line, model, columns: area.columns).map { ($0.0, selected ? theme.selected(theme[$0.1]) : theme[$0.1]) }
            painter.canvas.put(runs: styled, at: area.origin, columns: area.columns)
        }
        if !words.isEmpty { painter.canvas.restyle(words: words, in: area) { theme.matched($0) } }
    }

    /// The text of a line, for searching.
    static func text(of line: DetailLine, _ model: Model, tree: PayloadTree?) -> String {
        if case .tree(let index) = line {
            guard let tree, tree.lines.indices.contains(index) else { return "" }
            return [tree.lines[index].key, tree.lines[index].text].compactMap { $0 }.joined(separator: " ")
        }
        return runs(of: line, model, columns: .max).map(\.0).joined()
    }

    private static func runs(of line: DetailLine, _ model: Model, columns: Int) -> [(String, Role)] {
        let theme = model.theme
        switch line {
        case .blank, .tree: return []
        case .heading(let text): return [(text, .heading)]
        case .headingNote(let text, let note, let role): return [(text, .heading), ("  " + note, role)]
        case .field(let name, let value, let role): return [(pad(name, DetailLines.nameWidth), .faint), (value, role)]
        case .moment(let name, let moment):
            return [(pad(name, DetailLines.nameWidth), .faint)] + time(moment, model, columns: columns - DetailLines.nameWidth)
        case .note(let text, let role): return [("  " + text, role)]
        case .session(let session, let width):
            let state = session.state(at: model.now)
            let device = device(session)
            let gap = String(repeating: " ", count: max(0, width - CellWidth.of(device, upTo: width)))
            // The device is cut rather than the address behind it.
            return [
                (state.symbol(theme) + " ", state.role), (pad(MomentFormat.relative(session.lastSeenAt, now: model.now), 5), .secondary),
                (cut(device, to: width, theme) + gap, state == .active ? .text : .faint), ("  " + (session.ip ?? ""), .faint),
            ]
        case .token(let token):
            let state = token.state(at: model.now)
            let used = token.lastUsedAt.map { "used \(MomentFormat.ago($0, now: model.now))" } ?? "never used"
            let uses = token.uses == 1 ? "1 use" : "\(MomentFormat.count(token.uses)) uses"
            return [
                (state.symbol(theme) + " ", state.role), (token.theftDetectedAt == nil ? "" : "\(theme.symbols.warning) stolen  ", .danger),
                (token.device ?? "unknown device", .text), ("  \(uses), \(used)", .faint),
            ]
        case .event(let event):
            return [
                ("  " + pad(MomentFormat.relative(event.at, now: model.now), 5), .secondary), (event.action.rawValue, .text),
                (" by " + event.operatorName, .faint), (event.reason.map { "  \"\($0)\"" } ?? "", .secondary),
            ]
        }
    }

    static func device(_ session: SessionRecord) -> String { session.device ?? session.userAgent ?? "unknown device" }

    /// How long ago, and the date: with seconds, without, or not at all, by what fits whole.
    private static func time(_ moment: Timestamp, _ model: Model, columns: Int) -> [(String, Role)] {
        let relative = pad(MomentFormat.ago(moment, now: model.now), 9)
        let full = MomentFormat.full(moment)
        for date in [full, MomentFormat.minutes(moment)] where relative.count + date.count <= columns {
            return [(relative, .text), (date, .secondary)]
        }
        return [(relative, .text)]
    }

    private static func cut(_ text: String, to width: Int, _ theme: Theme) -> String {
        guard CellWidth.of(text, upTo: width + 1) > width else { return text }
        var result = "", used = 0
        for character in text {
            let next = CellWidth.of(String(character))
            guard used + next < width else { break }
            result.append(character)
            used += next
        }
        return result + theme.symbols.ellipsis + String(repeating: " ", count: max(0, width - used - 1))
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
