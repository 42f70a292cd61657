import SessionCore

// Plain, quoted and block scalars.

extension YAMLScanner {
    // MARK: Plain

    mutating func plainScalar() -> String {
        let inFlow = flowLevel > 0
        let leastColumn = indent + 1
        var text = ""
        var spaces = ""
        while input.peek() != "#" {
            var length = 0
            while true {
                let character = input.peek(length)
                if character.isYAMLBlankOrEnd || (inFlow && ",[]{}".unicodeScalars.contains(character)) { break }
                if character == ":" {
                    let next = input.peek(length + 1)
                    if next.isYAMLBlankOrEnd || (inFlow && ",[]{}".unicodeScalars.contains(next)) { break }
                }
                length += 1
            }
            if length == 0 { break }
            allowsSimpleKey = false
            text += spaces
            text += input.take(length)
            guard let between = plainSpaces(), !between.isEmpty else { break }
            if input.peek() == "#" || (!inFlow && input.column < leastColumn) { break }
            spaces = between
        }
        return text
    }

    /// What spaces and line ends within a plain scalar stand for; `nil` where a document ends.
    private mutating func plainSpaces() -> String? {
        let blanks = input.take(input.count { $0.isYAMLBlank })
        guard input.peek().isYAMLBreak else { return blanks }
        let first = input.takeBreak()
        allowsSimpleKey = true
        var breaks = ""
        if isAtDocumentMark { return nil }
        while input.peek() == " " || input.peek().isYAMLBreak {
            if input.peek() == " " {
                input.forward()
            } else {
                breaks += input.takeBreak()
                if isAtDocumentMark { return nil }
            }
        }
        return Self.folded(first, breaks)
    }

    private var isAtDocumentMark: Bool { input.isAtDocumentMark("-") || input.isAtDocumentMark(".") }

    /// A single line end is a space; of several the first is dropped.
    private static func folded(_ first: String, _ others: String) -> String {
        if first != "\n" { return first + others }
        return others.isEmpty ? " " : others
    }

    // MARK: In quotes

    mutating func quotedScalar() throws(FlowError) -> String {
        let start = input.line
        let quote = input.peek()
        input.forward()
        var text = ""
        while true {
            text += input.take(input.count { !$0.isYAMLBlank && !$0.isYAMLBreak && $0 != "'" && $0 != "\"" && $0 != "\\" })
            let character = input.peek()
            if character == quote {
                guard quote == "'", input.peek(1) == "'" else { break }
                text += "'"
                input.forward(2)
            } else if character == "\\", quote == "\"" {
                text += try escape()
            } else if character.isYAMLBlank || character.isYAMLBreak {
                text += try quotedSpaces()
            } else if character == YAMLInput.end {
                throw failure("the closing quote is missing.", line: start)
            } else {
                text += input.take(1)
            }
        }
        input.forward()
        return text
    }

    private mutating func quotedSpaces() throws(FlowError) -> String {
        let blanks = input.take(input.count { $0.isYAMLBlank })
        guard input.peek().isYAMLBreak else { return blanks }
        let first = input.takeBreak()
        return Self.folded(first, try quotedBreaks())
    }

    private mutating func quotedBreaks() throws(FlowError) -> String {
        var breaks = ""
        while true {
            if isAtDocumentMark { throw failure("a document ends within quotes.") }
            while input.peek().isYAMLBlank { input.forward() }
            guard input.peek().isYAMLBreak else { return breaks }
            breaks += input.takeBreak()
        }
    }

    private mutating func escape() throws(FlowError) -> String {
        input.forward()
        let character = input.peek()
        if character.isYAMLBreak {
            _ = input.takeBreak()
            return try quotedBreaks()
        }
        let plain: [Unicode.Scalar: String] = [
            "0": "\0", "a": "\u{7}", "b": "\u{8}", "t": "\t", "\t": "\t", "n": "\n", "v": "\u{B}", "f": "\u{C}", "r": "\r",
            "e": "\u{1B}", " ": " ", "\"": "\"", "\\": "\\", "/": "/", "N": "\u{85}", "_": "\u{A0}", "L": "\u{2028}",
            "P": "\u{2029}",
        ]
        if let text = plain[character] {
            input.forward()
            return text
        }
        let widths: [Unicode.Scalar: Int] = ["x": 2, "u": 4, "U": 8]
        guard let width = widths[character] else { throw failure("\\\(character) is no escape in double quotes.") }
        input.forward()
        guard var code = hexadecimal(width) else { throw failure("an escape needs \(width) hexadecimal digits.") }
        input.forward(width)
        // JSON writes a character beyond the 16-bit plane as two halves.
        if width == 4, (0xD800...0xDBFF).contains(code), input.peek() == "\\", input.peek(1) == "u",
            let low = hexadecimal(4, from: 2), (0xDC00...0xDFFF).contains(low)
        {
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            input.forward(6)
        }
        guard let scalar = Unicode.Scalar(code) else { throw failure("an escape stands for no character.") }
        return String(scalar)
    }

    private func hexadecimal(_ width: Int, from start: Int = 0) -> UInt32? {
        var value: UInt32 = 0
        for place in start..<(start + width) {
            let character = input.peek(place)
            guard character.isASCII, let digit = Hex.value(UInt8(character.value)) else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    // MARK: Blocks

    private enum Chomping { case clip, strip, keep }

    /// `|` keeps line ends, `>` folds them.
    mutating func blockScalar() throws(FlowError) -> String {
        let isFolded = input.peek() == ">"
        input.forward()
        let (chomping, increment) = try blockIndicators()
        try endOfLine(after: "a block's | or >")
        let leastColumn = max(indent + 1, 1)
        let column: Int
        var breaks: String
        if let increment {
            column = leastColumn + increment - 1
            breaks = blockBreaks(column)
        } else {
            var deepest = 0
            (breaks, deepest) = blockIndentation()
            column = max(leastColumn, deepest)
        }
        var text = ""
        var lineBreak = ""
        while input.column == column, input.peek() != YAMLInput.end {
            text += breaks
            let isIndented = input.peek().isYAMLBlank
            text += input.take(input.count { !$0.isYAMLBreak })
            lineBreak = input.takeBreak()
            breaks = blockBreaks(column)
            guard input.column == column, input.peek() != YAMLInput.end else { break }
            if isFolded, lineBreak == "\n", !isIndented, !input.peek().isYAMLBlank {
                if breaks.isEmpty { text += " " }
            } else {
                text += lineBreak
            }
        }
        if chomping != .strip { text += lineBreak }
        if chomping == .keep { text += breaks }
        return text
    }

    private mutating func blockIndicators() throws(FlowError) -> (Chomping, Int?) {
        var chomping = Chomping.clip
        var increment: Int?
        for _ in 0..<2 {
            switch input.peek() {
            case "+" where chomping == .clip: chomping = .keep
            case "-" where chomping == .clip: chomping = .strip
            case "1"..."9" where increment == nil: increment = Int(input.peek().value) - 0x30
            default: continue
            }
            input.forward()
        }
        guard input.peek().isYAMLBlankOrEnd else {
            throw failure("after | or > only +, - and a digit from 1 to 9 may stand.")
        }
        return (chomping, increment)
    }

    /// The empty lines before a block's first, and the deepest indentation up to it.
    private mutating func blockIndentation() -> (String, Int) {
        var breaks = ""
        var deepest = 0
        while input.peek() == " " || input.peek().isYAMLBreak {
            if input.peek() == " " {
                input.forward()
                deepest = max(deepest, input.column)
            } else {
                breaks += input.takeBreak()
            }
        }
        return (breaks, deepest)
    }

    private mutating func blockBreaks(_ column: Int) -> String {
        var breaks = ""
        while true {
            while input.column < column, input.peek() == " " { input.forward() }
            guard input.peek().isYAMLBreak else { return breaks }
            breaks += input.takeBreak()
        }
    }
}
