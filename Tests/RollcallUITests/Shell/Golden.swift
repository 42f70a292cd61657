import Foundation
import Screen
import Testing

/// Compares a frame with the one on file: its text, and below it a plane with a letter for each style.
enum Golden {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Golden")

    /// With ROLLCALL_RECORD=1 the file is written anew, and the test fails all the same: a recording proves nothing.
    static func check(_ frame: Frame, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let seen = text(of: frame)
        let file = folder.appendingPathComponent(name + ".txt")
        if ProcessInfo.processInfo.environment["ROLLCALL_RECORD"] == "1" {
            do {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                try Data(seen.utf8).write(to: file)
            } catch {
                Issue.record("\(name) could not be written: \(error)", sourceLocation: sourceLocation)
            }
            Issue.record("\(name) was recorded; look at it, then run again without ROLLCALL_RECORD", sourceLocation: sourceLocation)
            return
        }
        guard let data = try? Data(contentsOf: file) else {
            Issue.record("there is no frame on file for \(name)", sourceLocation: sourceLocation)
            return
        }
        let expected = String(decoding: data, as: UTF8.self)
        if seen != expected {
            let pairs = zip(seen.split(separator: "\n", omittingEmptySubsequences: false), expected.split(separator: "\n", omittingEmptySubsequences: false))
            let first = pairs.enumerated().first { $0.element.0 != $0.element.1 }
            Issue.record(
                """
                \(name) differs from line \(first.map { $0.offset + 1 } ?? 0) on:
                expected: \(first.map { String($0.element.1) } ?? "")
                seen:     \(first.map { String($0.element.0) } ?? "")
                """, sourceLocation: sourceLocation)
        }
    }

    private static func text(of frame: Frame) -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        var names: [Style: Character] = [.plain: "."]
        var legend: [String] = []
        var plane: [String] = []
        for row in 0..<frame.size.rows {
            var line = ""
            for column in 0..<frame.size.columns {
                let style = frame.styles[Int(frame.cells[row * frame.size.columns + column].style)]
                if names[style] == nil {
                    let letter = names.count <= letters.count ? letters[names.count - 1] : "?"
                    names[style] = letter
                    legend.append("\(letter) \(describe(style))")
                }
                line.append(names[style] ?? "?")
            }
            plane.append(line)
        }
        let cursor = frame.cursor.map { "cursor \($0.column),\($0.row)" } ?? "no cursor"
        return (frame.lines + ["", cursor, ""] + plane + [""] + legend).joined(separator: "\n") + "\n"
    }

    private static func describe(_ style: Style) -> String {
        func color(_ color: Color) -> String {
            switch color {
            case .terminal: "-"
            case .ansi(let index): "ansi\(index)"
            case .palette(let index): "\(index)"
            case .rgb(let r, let g, let b): "rgb(\(r),\(g),\(b))"
            }
        }
        let names: [(Style.Attributes, String)] = [(.bold, "bold"), (.dim, "dim"), (.italic, "italic"), (.underline, "underline"), (.reverse, "reverse")]
        let attributes = names.filter { style.attributes.contains($0.0) }.map(\.1).joined(separator: " ")
        return "\(color(style.foreground)) on \(color(style.background)) \(attributes)".trimmingCharacters(in: .whitespaces)
    }
}
