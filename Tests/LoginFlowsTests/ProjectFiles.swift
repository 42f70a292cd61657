import Foundation

/// Files that tests read at run time, found from this file's place.
enum ProjectFiles {
    private static let tests = URL(filePath: #filePath).deletingLastPathComponent()
    private static let root = tests.deletingLastPathComponent().deletingLastPathComponent()

    static let fixtures = tests.appending(path: "Fixtures")
    static let exampleFlows = root.appending(path: "Resources/flows")
    /// The flow files and the reference that live beside the checkout.
    static let sharedFlows = root.deletingLastPathComponent().appending(path: "shared/flows")

    static func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }

    static func text(_ url: URL) throws -> String { String(decoding: try Data(contentsOf: url), as: UTF8.self) }

    static func names(in directory: URL, ending suffix: String) -> [String] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        return all.filter { $0.hasSuffix(suffix) }.sorted()
    }
}
