/// Why a file is not a flow, or a step cannot be carried out.
public struct FlowError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file's name as it was given, or "standard input".
    public var file: String?
    /// The document in the file, from 1.
    public var document: Int?
    /// Where in the document: `app.config.SESSION_COOKIE_NAME`, `steps[3].expect.status`.
    public var path: String?
    /// From 1, in the file.
    public var line: Int?
    /// One sentence: what was found, what was expected.
    public var problem: String

    public init(_ problem: String, file: String? = nil, document: Int? = nil, path: String? = nil, line: Int? = nil) {
        self.problem = problem
        self.file = file
        self.document = document
        self.path = path
        self.line = line
    }

    /// `flows.yaml:12: document 2, step 4 (steps[3].expect.status): expected a whole number, found text.`
    ///
    /// Traces and reports count steps from 1, the path in the file counts from 0: a person is told both.
    public var description: String {
        var text = ""
        if let file { text += line.map { "\(file):\($0): " } ?? "\(file): " } else if let line { text += "line \(line): " }
        let place = [document.map { "document \($0)" }, path.map(Self.spelled)].compactMap(\.self).filter { !$0.isEmpty }.joined(
            separator: ", ")
        if !place.isEmpty { text += "\(place): " }
        return text + problem
    }

    private static func spelled(_ path: String) -> String {
        let start = "steps["
        guard path.hasPrefix(start), let index = Int(path.dropFirst(start.count).prefix { $0 != "]" }), index < .max else {
            return path
        }
        return "step \(index + 1) (\(path))"
    }
}
