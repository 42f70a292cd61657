/// Takes a YAML stream apart into tokens, with the rules of PyYAML 6.0.3 (`yaml/scanner.py`; YAML 1.1), so that a flow file means
/// here what it means to the reference. What PyYAML refuses and YAML 1.2 allows is allowed: tabs between tokens (as in indented
/// JSON), `?` within a plain text in braces, and characters beyond the 16-bit plane as JSON escapes them.
struct YAMLScanner {
    var input: YAMLInput
    /// Whether a map's key without `?` may begin here.
    var allowsSimpleKey = true
    /// How many brackets and braces are open.
    private(set) var flowLevel = 0
    /// The column of the current block; -1 outside all.
    private(set) var indent = -1

    private var indents: [Int] = []
    private var tokens: [YAMLToken] = []
    /// Where the next token stands in `tokens`: those before it have been taken.
    private var head = 0
    private var taken = 0
    /// What may turn out to be a key once a colon follows: one for each flow level.
    private var simpleKeys: [SimpleKey?] = [nil]
    private var isDone = false

    private struct SimpleKey {
        var tokenNumber: Int
        /// It stands where nothing but a key may stand.
        var isRequired: Bool
        var index: Int
        var line: Int
        var column: Int
    }

    /// A key is on one line, and no longer than this.
    private static let longestKey = 1024
    private static let flowLevelLimit = YAMLComposer.depthLimit + 1

    init(_ text: String) throws(FlowError) { input = try YAMLInput(text) }

    func failure(_ problem: String, line: Int? = nil) -> FlowError {
        FlowError("is not YAML: \(problem)", line: line ?? input.line)
    }

    // MARK: Taking tokens

    /// The next token, which stays; after the last it is `streamEnd`.
    mutating func peek() throws(FlowError) -> YAMLToken {
        while try needsMore() { try fetch() }
        return head < tokens.count ? tokens[head] : YAMLToken(kind: .streamEnd, line: input.line)
    }

    @discardableResult
    mutating func take() throws(FlowError) -> YAMLToken {
        let token = try peek()
        guard head < tokens.count else { return token }
        head += 1
        taken += 1
        if head == tokens.count {
            tokens.removeAll(keepingCapacity: true)
            head = 0
        }
        return token
    }

    private mutating func needsMore() throws(FlowError) -> Bool {
        if isDone { return false }
        if head == tokens.count { return true }
        try dropStaleKeys()
        // The next token may still become a key: then the key's mark goes before it.
        return simpleKeys.contains { $0?.tokenNumber == taken }
    }

    private mutating func append(_ kind: YAMLToken.Kind, line: Int? = nil) {
        tokens.append(YAMLToken(kind: kind, line: line ?? input.line))
    }

    // MARK: Keys and blocks

    private mutating func dropStaleKeys() throws(FlowError) {
        for (level, key) in simpleKeys.enumerated() {
            guard let key, key.line != input.line || input.index - key.index > Self.longestKey else { continue }
            try forgetKey(key)
            simpleKeys[level] = nil
        }
    }

    private func forgetKey(_ key: SimpleKey) throws(FlowError) {
        if key.isRequired { throw failure("a colon is missing after a map's key.", line: key.line) }
    }

    private mutating func removeSimpleKey() throws(FlowError) {
        if let key = simpleKeys[flowLevel] { try forgetKey(key) }
        simpleKeys[flowLevel] = nil
    }

    private mutating func saveSimpleKey() throws(FlowError) {
        guard allowsSimpleKey else { return }
        try removeSimpleKey()
        simpleKeys[flowLevel] = SimpleKey(
            tokenNumber: taken + tokens.count - head, isRequired: flowLevel == 0 && indent == input.column, index: input.index,
            line: input.line, column: input.column)
    }

    private mutating func unwindIndent(to column: Int) {
        guard flowLevel == 0 else { return }
        while indent > column {
            indent = indents.popLast() ?? -1
            append(.blockEnd)
        }
    }

    private mutating func addIndent(_ column: Int) -> Bool {
        guard indent < column else { return false }
        indents.append(indent)
        indent = column
        return true
    }

    // MARK: Fetching

    private mutating func fetch() throws(FlowError) {
        skipToNextToken()
        try dropStaleKeys()
        unwindIndent(to: input.column)
        let character = input.peek()
        let next = input.peek(1)
        switch character {
        case YAMLInput.end: try fetchEnd()
        case "%" where input.column == 0: try fetchDirective()
        case "-" where input.isAtDocumentMark("-"): try fetchDocumentMark(.documentStart)
        case "." where input.isAtDocumentMark("."): try fetchDocumentMark(.documentEnd)
        case "[": try fetchFlowStart(.flowSequenceStart)
        case "{": try fetchFlowStart(.flowMappingStart)
        case "]": try fetchFlowEnd(.flowSequenceEnd)
        case "}": try fetchFlowEnd(.flowMappingEnd)
        case ",": try fetchFlowEntry()
        case "-" where next.isYAMLBlankOrEnd: try fetchBlockEntry()
        case "?" where next.isYAMLBlankOrEnd || (flowLevel > 0 && ",[]{}".unicodeScalars.contains(next)): try fetchKey()
        case ":" where next.isYAMLBlankOrEnd || flowLevel > 0: try fetchValue()
        case "*", "&":
            let line = input.line
            try beginValue()
            append(try anchor(), line: line)
        case "!":
            let line = input.line
            try beginValue()
            append(try tag(), line: line)
        case "|" where flowLevel == 0, ">" where flowLevel == 0:
            let line = input.line
            allowsSimpleKey = true
            try removeSimpleKey()
            append(.scalar(try blockScalar(), isPlain: false), line: line)
        case "'", "\"":
            let line = input.line
            try beginValue()
            append(.scalar(try quotedScalar(), isPlain: false), line: line)
        default:
            guard canBeginPlain(character, next) else {
                throw failure(
                    character == "\t"
                        ? "a tab stands where a line is indented: indent with spaces."
                        : "the character \(character) cannot begin a value: put the text in quotes.")
            }
            let line = input.line
            try beginValue()
            append(.scalar(plainScalar(), isPlain: true), line: line)
        }
    }

    private mutating func beginValue() throws(FlowError) {
        try saveSimpleKey()
        allowsSimpleKey = false
    }

    private func canBeginPlain(_ character: Unicode.Scalar, _ next: Unicode.Scalar) -> Bool {
        if character.isYAMLBlankOrEnd { return false }
        if !"-?:,[]{}#&*!|>'\"%@`".unicodeScalars.contains(character) { return true }
        return !next.isYAMLBlankOrEnd && (character == "-" || character == "?" || (flowLevel == 0 && character == ":"))
    }

    private mutating func skipToNextToken() {
        if input.index == 0, input.peek() == "\u{FEFF}" { input.forward() }
        while true {
            while input.peek() == " " || (input.peek() == "\t" && (flowLevel > 0 || !allowsSimpleKey)) { input.forward() }
            if input.peek() == "#" { input.forward(input.count { !$0.isYAMLBreakOrEnd }) }
            if input.takeBreak().isEmpty { return }
            if flowLevel == 0 { allowsSimpleKey = true }
        }
    }

    private mutating func fetchEnd() throws(FlowError) {
        unwindIndent(to: -1)
        try removeSimpleKey()
        allowsSimpleKey = false
        simpleKeys = Array(repeating: nil, count: flowLevel + 1)
        append(.streamEnd)
        isDone = true
    }

    private mutating func fetchDirective() throws(FlowError) {
        unwindIndent(to: -1)
        try removeSimpleKey()
        allowsSimpleKey = false
        let line = input.line
        if let directive = try directive() { append(directive, line: line) }
    }

    private mutating func fetchDocumentMark(_ kind: YAMLToken.Kind) throws(FlowError) {
        guard flowLevel == 0 else { throw failure("the document ends within brackets or braces.") }
        unwindIndent(to: -1)
        try removeSimpleKey()
        allowsSimpleKey = false
        append(kind)
        input.forward(3)
    }

    private mutating func fetchFlowStart(_ kind: YAMLToken.Kind) throws(FlowError) {
        try saveSimpleKey()
        flowLevel += 1
        guard flowLevel <= Self.flowLevelLimit else { throw YAMLComposer.tooDeep(line: input.line) }
        simpleKeys.append(nil)
        allowsSimpleKey = true
        append(kind)
        input.forward()
    }

    private mutating func fetchFlowEnd(_ kind: YAMLToken.Kind) throws(FlowError) {
        guard flowLevel > 0 else { throw failure("\(kind.description) closes nothing.") }
        try removeSimpleKey()
        simpleKeys.removeLast()
        flowLevel -= 1
        allowsSimpleKey = false
        append(kind)
        input.forward()
    }

    private mutating func fetchFlowEntry() throws(FlowError) {
        allowsSimpleKey = true
        try removeSimpleKey()
        append(.flowEntry)
        input.forward()
    }

    private mutating func fetchBlockEntry() throws(FlowError) {
        if flowLevel == 0 {
            guard allowsSimpleKey else { throw failure("a list's - cannot stand here: begin a new line.") }
            if addIndent(input.column) { append(.blockSequenceStart) }
        }
        allowsSimpleKey = true
        try removeSimpleKey()
        append(.blockEntry)
        input.forward()
    }

    private mutating func fetchKey() throws(FlowError) {
        if flowLevel == 0 {
            guard allowsSimpleKey else { throw failure("a map's ? cannot stand here: begin a new line.") }
            if addIndent(input.column) { append(.blockMappingStart) }
        }
        allowsSimpleKey = flowLevel == 0
        try removeSimpleKey()
        append(.key)
        input.forward()
    }

    private mutating func fetchValue() throws(FlowError) {
        if let key = simpleKeys[flowLevel] {
            simpleKeys[flowLevel] = nil
            let place = min(head + max(0, key.tokenNumber - taken), tokens.count)
            tokens.insert(YAMLToken(kind: .key, line: key.line), at: place)
            if flowLevel == 0, addIndent(key.column) {
                tokens.insert(YAMLToken(kind: .blockMappingStart, line: key.line), at: place)
            }
            allowsSimpleKey = false
        } else {
            if flowLevel == 0 {
                guard allowsSimpleKey else {
                    throw failure("a map's value cannot stand here: a text with a colon and a space goes in quotes.")
                }
                if addIndent(input.column) { append(.blockMappingStart) }
            }
            allowsSimpleKey = flowLevel == 0
            try removeSimpleKey()
        }
        append(.value)
        input.forward()
    }
}
