import Foundation
import Testing

/// The porting guide's promise: everything of Flask-Login is in it, with something here that exists.
@Suite("The porting guide")
struct PortingGuideTests {
    private static let page = "Sources/SessionCore/SessionCore.docc/PortingFromFlaskLogin.md"
    private static let folder = "Tests/HummingbirdLoginTests/Documentation"
    private static let python = ProcessInfo.processInfo.environment["ROLLCALL_ORACLE_PYTHON"].flatMap { $0.isEmpty ? nil : $0 }

    private static func names() throws -> [String] {
        try Pages.text(folder + "/flask-login-names.txt").split(separator: "\n").map(String.init)
    }

    /// The cells of the rows of the page's tables.
    private static func rows() throws -> [[String]] {
        try Pages.text(page).split(separator: "\n").filter { $0.hasPrefix("| ") }.map { row in
            row.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast().map {
                $0.trimmingCharacters(in: .whitespaces)
            }
        }
    }

    /// What stands in code spans, links to symbols too.
    private static func spans(_ cell: String) -> [String] {
        cell.replacing("``", with: "`").split(separator: "`", omittingEmptySubsequences: false).enumerated().compactMap {
            place, text in
            place % 2 == 1 && !text.isEmpty ? String(text) : nil
        }
    }

    @Test("every public name of Flask-Login has a row")
    func complete() throws {
        let named = Set(
            try Self.rows().flatMap { Self.spans($0.first ?? "") }.map { span in
                String(span.drop { $0 == "@" }.prefix { $0 != "(" })
            })
        let missing = try Self.names().filter { !named.contains($0) }
        #expect(missing == [])
    }

    @Test("every row says what stands for it here, or that nothing does, and why")
    func answered() throws {
        for row in try Self.rows() where row.first?.first.map({ "`\"".contains($0) }) == true {
            let here = try #require(row.dropFirst().first, "\(row)")
            #expect(here == "none" || !Self.spans(here).isEmpty, "\(row)")
            if here == "none" { #expect(row.count == 3 && !row[2].isEmpty, "\(row)") }
        }
    }

    @Test("whatever the guide names is declared in the sources")
    func declared() throws {
        let declared = try Self.declarations(in: ["Sources/SessionCore", "Sources/HummingbirdLogin"])
        var seen: Set<Substring> = []
        for row in try Self.rows() where row.first?.hasPrefix("`") == true && row.count > 1 {
            for span in Self.spans(row[1]) {
                for word in span.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) where word.first?.isLetter == true {
                    seen.insert(word)
                    #expect(declared.contains(word), "\(word) of \(span)")
                }
            }
        }
        #expect(seen.count > 60)
    }

    /// The names that follow a declaration's keyword, or stand before a colon as parameters do.
    private static func declarations(in folders: [String]) throws -> Set<Substring> {
        let keywords: Set<Substring> = ["func", "var", "let", "case", "struct", "class", "enum", "protocol", "typealias"]
        var names: Set<Substring> = []
        for file in try folders.flatMap({ try Pages.files(below: $0, ending: ".swift") }) {
            for line in try Pages.text(file).split(separator: "\n") where !line.drop(while: { $0 == " " }).hasPrefix("//") {
                let words = line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
                for (word, next) in zip(words, words.dropFirst()) where keywords.contains(word) { names.insert(next) }
                // `case login, logout`
                if words.first == "case" { names.formUnion(words) }
                for (word, after) in zip(words, words.dropFirst().map(Optional.some) + [nil]) {
                    let rest = line[word.endIndex...]
                    if rest.hasPrefix(":") || (after.map { rest.hasPrefix(" \($0):") } ?? false) { names.insert(word) }
                }
            }
        }
        return names
    }

    @Test(
        "the list of names is that of the real Flask-Login",
        .enabled(if: python != nil, "ROLLCALL_ORACLE_PYTHON names no Python with flask-login 0.6.3"))
    func real() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Self.python))
        process.arguments = [Pages.root.appendingPathComponent(Self.folder + "/flask_login_names.py").path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(text.split(separator: "\n").map(String.init) == (try Self.names()))
    }
}
