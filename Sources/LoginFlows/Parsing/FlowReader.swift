import SessionCore

/// A flow with its place in a file.
public struct FlowDocument: Hashable, Sendable {
    public var flow: Flow
    /// As it was given, or "standard input".
    public var file: String
    /// From 1.
    public var number: Int
    /// Where the document begins, from 1.
    public var line: Int
    /// Where each step begins; empty for a flow that came from no file.
    public var stepLines: [Int]

    public init(flow: Flow, file: String, number: Int = 1, line: Int = 1, stepLines: [Int] = []) {
        self.flow = flow
        self.file = file
        self.number = number
        self.line = line
        self.stepLines = stepLines
    }
}

/// Reads flow files: YAML (so JSON too) as the reference's PyYAML reads it, UTF-8, one or more documents.
public enum FlowReader {
    /// The flows of a file.
    ///
    /// - Throws: a `FlowError` with file, document, path and line for anything that is not a flow: broken UTF-8 or YAML, an
    ///   unknown key, a wrong type, a missing `flow`, or no document at all.
    public static func flows(bytes: [UInt8], file: String) throws(FlowError) -> [FlowDocument] {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw FlowError("is not UTF-8 text.", file: file) }
        return try flows(yaml: text, file: file)
    }

    public static func flows(yaml: String, file: String) throws(FlowError) -> [FlowDocument] {
        do throws(FlowError) {
            let nodes = try YAMLDocuments.nodes(of: yaml)
            guard !nodes.isEmpty else { throw FlowError("holds no flow: expected at least one document with a flow in it.") }
            var documents: [FlowDocument] = []
            for (index, node) in nodes.enumerated() {
                do throws(FlowError) {
                    documents.append(try document(node, file: file, number: index + 1))
                } catch {
                    var error = error
                    error.document = index + 1
                    throw error
                }
            }
            return documents
        } catch {
            var error = error
            error.file = file
            throw error
        }
    }

    private static func document(_ node: FlowNode, file: String, number: Int) throws(FlowError) -> FlowDocument {
        let root = FlowField(node: node, path: "")
        guard case .map = node.kind else { throw root.expected("a map with the key flow") }
        let fields = try root.record(["flow", "about", "clock", "app", "users", "client", "steps"])
        guard let name = fields["flow"] else {
            throw root.failure("the key flow is missing: every document needs its flow's name.")
        }
        var flow = Flow(name: try name.text())
        if let about = fields["about"] { flow.about = try about.textOrNull() }
        if let clock = fields["clock"] { flow.clock = try clock.time() }
        if let app = fields["app"] { flow.app = try ApplicationReader.settings(app) }
        for user in try fields["users"]?.list() ?? [] { flow.users.append(try user.user()) }
        if let client = fields["client"] { flow.client = try client.client() }
        let steps = try fields["steps"]?.list() ?? []
        for step in steps { flow.steps.append(try StepReader.step(step)) }
        return FlowDocument(flow: flow, file: file, number: number, line: node.line, stepLines: steps.map(\.node.line))
    }
}

extension FlowField {
    /// A row of `users`, or of `set_user`. A field given as null is a field taken away, where that has a meaning.
    func user() throws(FlowError) -> MockUser {
        let fields = try record(["id"] + MockUser.Field.allCases.map(\.rawValue))
        guard let id = fields["id"] else { throw failure("the key id is missing: every user needs one.") }
        var user = MockUser(id: try id.text())
        for (key, keyPath) in [
            ("email", \MockUser.email), ("password", \.password), ("api_key", \.apiKey),
        ] as [(String, WritableKeyPath<MockUser, String?>)] {
            guard let field = fields[key] else { continue }
            user[keyPath: keyPath] = try field.textOrNull()
            if field.isNull, let name = MockUser.Field(rawValue: key) { user.removed.insert(name) }
        }
        if let hash = fields["password_hash"] { user.passwordHash = try hash.text() }
        if let getID = fields["get_id"] { user.getID = try getID.text() }
        if let active = fields["active"] { user.active = try active.bool() }
        return user
    }

    /// `client` of a document or a step.
    func client() throws(FlowError) -> ClientChange {
        let fields = try record(["ip", "user_agent", "scheme", "host"])
        var change = ClientChange()
        if let ip = fields["ip"] { change.ip = try ip.text() }
        if let agent = fields["user_agent"] {
            let text = try agent.textOrNull()
            guard text?.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) != true else {
                throw agent.failure("a user agent is text on one line.")
            }
            change.userAgent = text.map { .value($0) } ?? .none
        }
        if let scheme = fields["scheme"] {
            let text = try scheme.text()
            guard ["http", "https"].contains(text) else { throw scheme.failure("expected http or https.") }
            change.scheme = text
        }
        if let host = fields["host"] {
            let text = try host.text()
            guard isHost(text), text.utf8.elementsEqual(text.lowercased().utf8) else {
                throw host.failure("expected a host name in lower case, or an IPv6 address in brackets, without port.")
            }
            change.host = text
        }
        return change
    }

    private func isHost(_ text: String) -> Bool {
        if text.utf8.first == UInt8(ascii: "["), text.utf8.last == UInt8(ascii: "]") {
            return IPAddress(String(decoding: Array(text.utf8.dropFirst().dropLast()), as: UTF8.self))?.isIPv6 ?? false
        }
        return !text.isEmpty && !text.utf8.contains { "/?#@:\\ ".utf8.contains($0) || $0 < 0x21 }
    }
}

extension FlowReader {
    /// Mock users alone: a document that is a list of users, or a map with nothing but `users`.
    ///
    /// - Throws: as `flows`.
    public static func users(yaml: String, file: String) throws(FlowError) -> [MockUser] {
        do throws(FlowError) {
            let nodes = try YAMLDocuments.nodes(of: yaml)
            guard nodes.count == 1, let node = nodes.first else {
                throw FlowError("holds \(nodes.count) documents: expected one, a list of users.")
            }
            var rows = FlowField(node: node, path: "")
            if case .map = node.kind {
                guard let users = try rows.record(["users"])["users"] else { throw rows.failure("the key users is missing.") }
                rows = users
            }
            guard case .list = rows.node.kind else { throw rows.expected("a list of users") }
            var users: [MockUser] = []
            for row in try rows.list() { users.append(try row.user()) }
            return users
        } catch {
            var error = error
            error.file = file
            throw error
        }
    }
}
