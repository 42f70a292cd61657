import Testing

@Suite("Code in the documentation")
struct CodeBlockTests {
    private static let examples = "Tests/HummingbirdLoginTests/Examples"
    private static let catalogues = [
        "Sources/SessionCore/SessionCore.docc", "Sources/SessionRegistry/SessionRegistry.docc",
        "Sources/HummingbirdLogin/HummingbirdLogin.docc",
    ]

    static func pages() throws -> [String] {
        try ["README.md"] + catalogues.flatMap { try Pages.files(below: $0, ending: ".md") }
    }

    @Test("every Swift block is the text of an example that is compiled and run", arguments: try pages())
    func compiled(page: String) throws {
        let examples = try Pages.files(below: Self.examples, ending: ".swift").map { file in
            try Pages.text(file).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }
        for block in try Pages.swiftBlocks(of: page) {
            let found = examples.contains { lines in
                lines.indices.contains { start in
                    start + block.count <= lines.count && Pages.outdented(Array(lines[start..<start + block.count])) == block
                }
            }
            #expect(found, "\(page): in no example: \(block.joined(separator: "\n"))")
        }
    }

    @Test("the README has the whole example application, in at most 60 lines")
    func readme() throws {
        let example = try Pages.text(Self.examples + "/ExampleApplication.swift")
        #expect(example.split(separator: "\n", omittingEmptySubsequences: false).dropLast().count <= 60)
        #expect(try Pages.text("README.md").contains("```swift\n" + example + "```\n"))
        #expect(try Pages.swiftBlocks(of: "README.md").count >= 3)
    }

    @Test("the search for blocks finds them, and their indentation does not count")
    func blocks() throws {
        #expect(Pages.outdented(["    a", "", "      b"]) == ["a", "", "  b"])
        #expect(try Pages.swiftBlocks(of: "Sources/HummingbirdLogin/HummingbirdLogin.docc/GettingStarted.md").count >= 8)
    }
}
