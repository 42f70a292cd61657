import Yams

/// Finds what Yams cannot bound. To see whether a key stands twice it hashes keys whole, aliases and all, so a few nested
/// aliases in a key would keep it busy for ever. Flows have no use for such keys; a text that may have them beside more aliases
/// than are harmless is refused before Yams sees it.
enum AliasedKeys {
    /// Nested in each other, so many aliases stand for some seven thousand nodes at most.
    private static let harmless = 24

    /// The first line with what looks like a list, a map or an alias as a key, if the text has many aliases and some such key; `nil`: all
    /// is well.
    static func line(in yaml: String) -> Int? {
        guard let line = suspicion(in: yaml), isConfirmed(in: yaml) else { return nil }
        return line
    }

    /// Looks at the structure, with aliases that are texts and so lead nowhere: what was suspected may stand in a quoted text. A text that
    /// cannot be read so stays suspect.
    private static func isConfirmed(in yaml: String) -> Bool {
        let present = Set(yaml.unicodeScalars.filter { !$0.isASCII })
        let free = (0xE100...0xE1FF).lazy.compactMap { Unicode.Scalar($0 as UInt32) }.first { !present.contains($0) }
        guard let sign = free else { return true }
        var text = String.UnicodeScalarView()
        let scalars = Array(yaml.unicodeScalars)
        for (place, scalar) in scalars.enumerated() {
            let next = place + 1 < scalars.count ? scalars[place + 1] : " "
            text.append(scalar == "*" && next.isASCII && isNamePart(UInt8(next.value)) ? sign : scalar)
        }
        do {
            let parser = try Parser(yaml: String(text), encoding: .utf8)
            while let root = try parser.nextRoot() {
                if hasSuchKey(root, sign) { return true }
            }
            return false
        } catch {
            return true
        }
    }

    private static func hasSuchKey(_ node: Node, _ sign: Unicode.Scalar) -> Bool {
        switch node {
        case .mapping(let mapping):
            mapping.contains { key, value in
                guard let scalar = key.scalar, scalar.string.unicodeScalars.first != sign else { return true }
                return hasSuchKey(value, sign)
            }
        case .sequence(let sequence): sequence.contains { hasSuchKey($0, sign) }
        case .scalar, .alias: false
        }
    }

    /// The same by the characters alone.
    private static func suspicion(in yaml: String) -> Int? {
        let bytes = Array(yaml.utf8)
        var aliases = 0
        var found: Int?
        var line = 1
        // Whether an explicit key's `?` may stand here: after nothing but indentation and indicators.
        var atStart = true
        for (place, byte) in bytes.enumerated() {
            let next = place + 1 < bytes.count ? bytes[place + 1] : 0x0A
            switch byte {
            case 0x0A, 0x0D:
                if byte == 0x0A || next != 0x0A { line += 1 }
                atStart = true
            case 0x20, 0x09: break
            case UInt8(ascii: "-") where isBlank(next): break
            case UInt8(ascii: "?") where atStart && isBlank(next): if found == nil { found = line }
            case UInt8(ascii: "*") where isNamePart(next):
                aliases += 1
                if found == nil, isKey(bytes, after: nameEnd(bytes, place + 1)) { found = line }
                atStart = false
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                if found == nil, isKey(bytes, after: place + 1) { found = line }
                atStart = false
            case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","): atStart = true
            default: atStart = false
            }
        }
        return aliases > harmless ? found : nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }

    private static func nameEnd(_ bytes: [UInt8], _ start: Int) -> Int {
        var place = start
        while place < bytes.count, isNamePart(bytes[place]) { place += 1 }
        return place
    }

    /// Whether a colon follows, perhaps after blanks.
    private static func isKey(_ bytes: [UInt8], after start: Int) -> Bool {
        var place = start
        while place < bytes.count, bytes[place] == 0x20 || bytes[place] == 0x09 { place += 1 }
        return place < bytes.count && bytes[place] == UInt8(ascii: ":")
    }
}
