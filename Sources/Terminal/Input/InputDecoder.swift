package import Screen

/// Turns what a terminal sends into events. Pure: bytes and times in, events out.
///
/// A sequence may arrive in any split. What could be the beginning of one (an Escape above all) is held back for
/// `timeoutMilliseconds`; if nothing follows, `flush` says what it was. Sequences that mean nothing here are swallowed whole,
/// so that no answer of a terminal is ever taken for keys. Invalid UTF-8 becomes U+FFFD.
package struct InputDecoder: Sendable {
    /// Between the paste brackets more than this is dropped, not kept.
    package static let pasteLimit = 4 << 20
    /// Longer control sequences than this are no keys of any terminal.
    private static let sequenceLimit = 64
    /// Two presses on the same cell within this time are a double click.
    private static let doubleClickMilliseconds: UInt64 = 400

    private let keys: KeySequences
    private var pending: [UInt8] = []
    /// The paste so far, while one is open.
    private var paste: [UInt8]?
    /// Inside an answer (OSC, DCS, …) of the terminal; how much of it has been swallowed.
    private var swallowed: Int?
    private var lastPress: (at: Point, time: UInt64)?

    package init(keys: KeySequences = KeySequences()) { self.keys = keys }

    /// How long to wait for more bytes before `flush`; `nil`: nothing is held back.
    ///
    /// A lone Escape waits 25 ms (as `ESCDELAY`); what has begun as a sequence or as UTF-8 gets longer, as a person does not
    /// type those by hand and a slow line may split them. An open paste waits for its end, however long that takes: giving up
    /// would turn the rest of it into keys.
    package var timeoutMilliseconds: Int? {
        if paste != nil { return nil }
        if swallowed != nil { return 1000 }
        if pending.isEmpty { return nil }
        return pending == [0x1B] ? 25 : 150
    }

    /// - Parameter time: milliseconds of a clock that does not go back, for double clicks.
    package mutating func feed(_ bytes: some Sequence<UInt8>, at time: UInt64) -> [InputEvent] {
        pending.append(contentsOf: bytes)
        var events: [InputEvent] = []
        var position = 0
        scan: while position < pending.count {
            if paste != nil {
                position = collectPaste(from: position, into: &events)
                if paste != nil { break scan }
                continue
            }
            if swallowed != nil {
                position = swallow(from: position)
                if swallowed != nil { break scan }
                continue
            }
            switch decode(pending[position...], at: time) {
            case .event(let event, let length):
                events.append(event)
                position += length
            case .nothing(let length):
                position += length
            case .pasteBegins(let length):
                paste = []
                position += length
            case .answerBegins(let length):
                swallowed = 0
                position += length
            case .incomplete:
                break scan
            }
        }
        pending.removeFirst(min(position, pending.count))
        return events
    }

    /// Nothing came for `timeoutMilliseconds`: what is held back is all there is.
    package mutating func flush(at time: UInt64) -> [InputEvent] {
        if swallowed != nil {
            swallowed = nil
            pending = []
            return []
        }
        guard paste == nil, let first = pending.first else { return [] }
        let held = pending
        pending = []
        guard first == 0x1B else { return [.key(.character("\u{FFFD}"))] }
        switch held.count {
        case 1: return [.key(.escape)]
        case 2:
            // Alt with a character that usually introduces a sequence.
            if (0x21...0x7E).contains(held[1]) { return [.key(.alt(Character(Unicode.Scalar(held[1]))))] }
            return [.key(.escape)] + feed(held.dropFirst(), at: time)
        default:
            // Half a sequence, or Alt with half a character: nothing that a person meant.
            return []
        }
    }

    // MARK: - One thing at a time

    private enum Decoded {
        case event(InputEvent, Int)
        case nothing(Int)
        case pasteBegins(Int)
        case answerBegins(Int)
        case incomplete
    }

    private mutating func decode(_ input: ArraySlice<UInt8>, at time: UInt64) -> Decoded {
        guard let first = input.first else { return .incomplete }
        switch first {
        case 0x1B: return decodeEscape(input, at: time)
        case 0x0D, 0x0A: return .event(.key(.enter), 1)
        case 0x09: return .event(.key(.tab), 1)
        case 0x7F, 0x08: return .event(.key(.backspace), 1)
        case 0x01...0x1A: return .event(.key(.control(Character(Unicode.Scalar(first + 0x60)))), 1)
        case 0x00: return .event(.key(.control("@")), 1)
        case 0x1C...0x1F: return .event(.key(.control(Character(Unicode.Scalar(first + 0x40)))), 1)
        default:
            switch LeadingScalar(input) {
            case .scalar(let scalar, let length):
                // C1 controls, encoded: no key sends them.
                if (0x80...0x9F).contains(scalar.value) { return .nothing(length) }
                return .event(.key(.character(Character(scalar))), length)
            case .invalid(let length): return .event(.key(.character("\u{FFFD}")), length)
            case .incomplete: return .incomplete
            }
        }
    }

    private mutating func decodeEscape(_ input: ArraySlice<UInt8>, at time: UInt64) -> Decoded {
        let start = input.startIndex
        guard input.count > 1 else { return .incomplete }
        switch keys.match(input) {
        case .key(let key, let length): return .event(.key(key), length)
        case .incomplete where !Self.isCompleteControlSequence(input): return .incomplete
        case .incomplete, .none: break
        }
        switch input[start + 1] {
        case 0x1B:
            // Escape, and then whatever follows.
            return .event(.key(.escape), 1)
        case UInt8(ascii: "["):
            return decodeControlSequence(input, at: time)
        case UInt8(ascii: "O"):
            guard input.count > 2 else { return .incomplete }
            if let key = KeyCode.key(final: input[start + 2]) { return .event(.key(key), 3) }
            if input[start + 2] == UInt8(ascii: "M") { return .event(.key(.enter), 3) }
            // Keypad digits and operators send their character plus 0x40.
            if (UInt8(ascii: "j")...UInt8(ascii: "y")).contains(input[start + 2]) {
                return .event(.key(.character(Character(Unicode.Scalar(input[start + 2] - 0x40)))), 3)
            }
            return .event(.key(.alt("O")), 2)
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"), UInt8(ascii: "X"):
            // Alone, it was Alt with this character: `flush` decides.
            return input.count > 2 ? .answerBegins(2) : .incomplete
        case ..<0x20, 0x7F:
            return .event(.key(.escape), 1)
        default:
            switch LeadingScalar(input.dropFirst()) {
            case .scalar(let scalar, let length):
                if (0x80...0x9F).contains(scalar.value) { return .nothing(1 + length) }
                return .event(.key(.alt(Character(scalar))), 1 + length)
            case .invalid(let length): return .event(.key(.character("\u{FFFD}")), 1 + length)
            case .incomplete: return .incomplete
            }
        }
    }

    /// ECMA-48 5.4: `ESC [`, parameters, intermediates, a final byte.
    private mutating func decodeControlSequence(_ input: ArraySlice<UInt8>, at time: UInt64) -> Decoded {
        let start = input.startIndex
        var place = start + 2
        guard place < input.endIndex else { return .incomplete }
        // The Linux console's F1 to F5: ESC [ [ A … E.
        if input[place] == UInt8(ascii: "[") {
            guard input.count > 3 else { return .incomplete }
            let letter = input[place + 1]
            guard (UInt8(ascii: "A")...UInt8(ascii: "E")).contains(letter) else { return .nothing(3) }
            return .event(.key(.function(Int(letter - UInt8(ascii: "A")) + 1)), 4)
        }
        // X10's mouse report: three bytes that may be anything. Only a terminal without SGR reports sends it.
        if input[place] == UInt8(ascii: "M") {
            return input.count < 6 ? .incomplete : .nothing(6)
        }
        while place < input.endIndex, (0x20...0x3F).contains(input[place]) {
            place += 1
            if place - start > Self.sequenceLimit { return .nothing(place - start) }
        }
        guard place < input.endIndex else { return .incomplete }
        let length = place - start + 1
        let final = input[place]
        // Something that cannot be inside a sequence cuts it off, and counts for itself.
        guard (0x40...0x7E).contains(final) else { return .nothing(length - 1) }
        let parameters = input[(start + 2)..<place]
        if parameters.first == UInt8(ascii: "<") {
            guard let event = mouse(Self.numbers(parameters.dropFirst()), released: final == UInt8(ascii: "m"), at: time) else {
                return .nothing(length)
            }
            return .event(.mouse(event), length)
        }
        let numbers = Self.numbers(parameters)
        switch final {
        case UInt8(ascii: "~"):
            if numbers.first == 200 { return .pasteBegins(length) }
            if numbers.first == 27, numbers.count == 3 {
                return KeyCode.modified(numbers[2], modifiers: numbers[1]).map { .event(.key($0), length) } ?? .nothing(length)
            }
            return KeyCode.key(tilde: numbers.first ?? 0).map { .event(.key($0), length) } ?? .nothing(length)
        case UInt8(ascii: "u"):
            let modifiers = numbers.count > 1 ? numbers[1] : 1
            return KeyCode.modified(numbers.first ?? 0, modifiers: modifiers).map { .event(.key($0), length) } ?? .nothing(length)
        case UInt8(ascii: "Z"):
            return .event(.key(.backTab), length)
        // A cursor position report has two parameters, of which the first is a row; F3 has `1` and a modifier.
        case UInt8(ascii: "R") where numbers.count == 2 && numbers[0] != 1:
            return .nothing(length)
        default:
            return KeyCode.key(final: final).map { .event(.key($0), length) } ?? .nothing(length)
        }
    }

    private static func isCompleteControlSequence(_ input: ArraySlice<UInt8>) -> Bool {
        guard input.count > 2, input[input.startIndex + 1] == UInt8(ascii: "["), let last = input.last else { return false }
        return (0x40...0x7E).contains(last) && last != UInt8(ascii: "[")
    }

    /// Semicolon-separated numbers, sub-parameters cut off; anything unreadable counts as 0.
    private static func numbers(_ parameters: ArraySlice<UInt8>) -> [Int] {
        parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map { part in
            Int(String(decoding: part.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self)) ?? 0
        }
    }

    // MARK: - Mouse

    /// SGR reports (xterm's mode 1006): button and modifiers, column and row from 1. Only the left button and the wheel.
    private mutating func mouse(_ numbers: [Int], released: Bool, at time: UInt64) -> MouseEvent? {
        guard numbers.count == 3, numbers[1] > 0, numbers[2] > 0, numbers[1] < 65536, numbers[2] < 65536 else { return nil }
        let point = Point(column: numbers[1] - 1, row: numbers[2] - 1)
        // Shift, alt and control (4, 8, 16) do not matter.
        switch numbers[0] & ~28 {
        case 64: return MouseEvent(.wheelUp, at: point)
        case 65: return MouseEvent(.wheelDown, at: point)
        case 32: return MouseEvent(.drag, at: point)
        case 0 where released: return MouseEvent(.release, at: point)
        case 0:
            if let last = lastPress, last.at == point, time >= last.time, time - last.time <= Self.doubleClickMilliseconds {
                lastPress = nil
                return MouseEvent(.doubleClick, at: point)
            }
            lastPress = (point, time)
            return MouseEvent(.press, at: point)
        default: return nil
        }
    }

    // MARK: - Pastes and answers

    private static let pasteEnd: [UInt8] = [0x1B, 0x5B, 0x32, 0x30, 0x31, 0x7E]

    /// Takes bytes into the open paste, up to its end. Returns where to go on; what may be half of the end stays pending.
    private mutating func collectPaste(from start: Int, into events: inout [InputEvent]) -> Int {
        var collected = paste ?? []
        paste = []  // So that `collected` is the only owner, and appending does not copy it.
        var place = start
        while place < pending.count {
            if pending[place] == 0x1B {
                let rest = pending[place...].prefix(Self.pasteEnd.count)
                if rest.elementsEqual(Self.pasteEnd) {
                    paste = nil
                    events.append(.paste(String(decoding: collected, as: UTF8.self)))
                    return place + Self.pasteEnd.count
                }
                if rest.count < Self.pasteEnd.count, Self.pasteEnd.starts(with: rest) { break }
            }
            if collected.count < Self.pasteLimit { collected.append(pending[place]) }
            place += 1
        }
        paste = collected
        return place
    }

    /// Skips an operating system command or device string up to BEL or ST. If `swallowed` is still set afterwards, its end
    /// has not come yet.
    private mutating func swallow(from start: Int) -> Int {
        var place = start
        while place < pending.count {
            let byte = pending[place]
            if byte == 0x07 {
                swallowed = nil
                return place + 1
            }
            if byte == 0x1B {
                // ST is ESC \; any other Escape begins something new.
                guard place + 1 < pending.count else { return place }
                swallowed = nil
                return pending[place + 1] == UInt8(ascii: "\\") ? place + 2 : place
            }
            place += 1
            let count = (swallowed ?? 0) + 1
            if count > 4096 {
                swallowed = nil
                return place
            }
            swallowed = count
        }
        return place
    }
}
