import Foundation

/// The project's documentation and sources, as text.
enum Pages {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// The files below a folder whose names end so, by their path from the root.
    static func files(below folder: String, ending: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: root.appendingPathComponent(folder).path)
            .filter { $0.hasSuffix(ending) }.sorted().map { folder + "/" + $0 }
    }

    /// The code blocks of a page that are Swift, without their fences and common indentation.
    static func swiftBlocks(of page: String) throws -> [[String]] {
        var blocks: [[String]] = []
        var block: [String]?
        for line in try text(page).split(separator: "\n", omittingEmptySubsequences: false) {
            if let begun = block {
                if line == "```" {
                    blocks.append(outdented(begun))
                    block = nil
                } else {
                    block = begun + [String(line)]
                }
            } else if line == "```swift" {
                block = []
            }
        }
        return blocks
    }

    /// The lines without the indentation that all of them have.
    static func outdented(_ lines: [String]) -> [String] {
        let common = lines.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        return lines.map { String($0.dropFirst(common)) }
    }
}
