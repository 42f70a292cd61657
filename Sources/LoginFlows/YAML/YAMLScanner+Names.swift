// Anchors, aliases, tags and directives.

extension YAMLScanner {
    /// `*name` or `&name`.
    mutating func anchor() throws(FlowError) -> YAMLToken.Kind {
        let isAlias = input.peek() == "*"
        input.forward()
        let name = input.take(input.count { $0.isYAMLWord })
        let next = input.peek()
        guard !name.isEmpty, next.isYAMLBlankOrEnd || "?:,]}%@`".unicodeScalars.contains(next) else {
            throw failure("\(isAlias ? "an alias" : "an anchor") is a name of letters, digits, - and _.")
        }
        return isAlias ? .alias(name) : .anchor(name)
    }

    /// `!`, `!suffix`, `!!suffix`, `!handle!suffix` or `!<whole tag>`.
    mutating func tag() throws(FlowError) -> YAMLToken.Kind {
        let kind: YAMLToken.Kind
        let next = input.peek(1)
        if next == "<" {
            input.forward(2)
            let suffix = try tagText()
            guard input.peek() == ">" else { throw failure("a tag's > is missing.") }
            input.forward()
            kind = .tag(handle: nil, suffix: suffix)
        } else if next.isYAMLBlankOrEnd {
            input.forward()
            kind = .tag(handle: nil, suffix: "!")
        } else {
            input.forward()
            let length = input.count { $0 != "!" && $0 != " " && !$0.isYAMLBreak }
            if input.peek(length) == "!" {
                guard length == input.count(while: { $0.isYAMLWord }) else { throw failure("a tag's handle is a name.") }
                let name = input.take(length)
                input.forward()
                kind = .tag(handle: "!\(name)!", suffix: try tagText())
            } else {
                kind = .tag(handle: "!", suffix: try tagText())
            }
        }
        let end = input.peek()
        guard end == " " || end.isYAMLBreakOrEnd || (flowLevel > 0 && (end == "," || end == "\t")) else {
            throw failure("a space is missing after a tag.")
        }
        return kind
    }

    private mutating func tagText() throws(FlowError) -> String {
        let marks = "-;/?:@&=+$,_.!~*'()[]%".unicodeScalars
        let raw = input.take(input.count { $0.isYAMLWord || marks.contains($0) })
        guard !raw.isEmpty else { throw failure("a tag's name is missing.") }
        guard !raw.utf8.contains(0x25) else { throw failure("a tag with escapes is none that a flow can use.") }
        return raw
    }

    /// `%TAG`; `nil` for `%YAML 1.x` and what is unknown.
    mutating func directive() throws(FlowError) -> YAMLToken.Kind? {
        input.forward()
        let name = input.take(input.count { $0.isYAMLWord })
        var directive: YAMLToken.Kind?
        switch name {
        case "YAML":
            input.skipSpaces()
            let version = input.take(input.count { ("0"..."9").contains($0) || $0 == "." })
            guard version.hasPrefix("1."), version.utf8.count > 2 else { throw failure("its version is not 1.1 or 1.2.") }
        case "TAG":
            input.skipSpaces()
            let handle = input.take(input.count { $0.isYAMLWord || $0 == "!" })
            input.skipSpaces()
            let prefix = try tagText()
            guard handle.hasPrefix("!"), handle == "!" || (handle.hasSuffix("!") && handle.utf8.count > 1) else {
                throw failure("a %TAG directive names a handle such as !e!.")
            }
            directive = .directive(handle: handle, prefix: prefix)
        case "": throw failure("a directive's name is missing after %.")
        default: input.forward(input.count { !$0.isYAMLBreak })
        }
        try endOfLine(after: "a directive")
        return directive
    }

    /// Nothing but a comment may follow on the line.
    mutating func endOfLine(after what: String) throws(FlowError) {
        while input.peek().isYAMLBlank { input.forward() }
        if input.peek() == "#" { input.forward(input.count { !$0.isYAMLBreak }) }
        guard input.peek().isYAMLBreakOrEnd else { throw failure("only a comment may stand after \(what) on its line.") }
        _ = input.takeBreak()
    }
}
