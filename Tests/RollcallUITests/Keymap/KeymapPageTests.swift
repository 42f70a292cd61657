import Foundation
import RollcallUI
import Testing

@Suite struct KeymapPageTests {
    private static let file = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Sources/rollcall/rollcall.docc/Keys.md")

    @Test("the keymap page of the documentation is current")
    func current() throws {
        let page = KeymapPage.text()
        // A recording proves nothing: it fails all the same.
        if ProcessInfo.processInfo.environment["ROLLCALL_RECORD"] == "1" {
            try Data(page.utf8).write(to: Self.file)
            Issue.record("Keys.md was written; look at it, then run again without ROLLCALL_RECORD")
            return
        }
        let written = String(decoding: try Data(contentsOf: Self.file), as: UTF8.self)
        let pairs = zip(
            written.split(separator: "\n", omittingEmptySubsequences: false),
            page.split(separator: "\n", omittingEmptySubsequences: false))
        let first = pairs.enumerated().first { $0.element.0 != $0.element.1 }
        #expect(
            written == page,
            """
            Keys.md differs from the keymap from line \((first?.offset ?? 0) + 1) on: \(first?.element.1 ?? ""); \
            ROLLCALL_RECORD=1 writes it anew
            """)
    }

    @Test("every binding is on the page")
    func complete() {
        let page = KeymapPage.text()
        for binding in Keymap.standard.bindings {
            let name = binding.id.drop { $0 != "." }.dropFirst()
            #expect(page.contains("| `\(binding.id)` |") || page.contains("| `\(name)` |"), "\(binding.id)")
        }
    }
}
