/// How Python's `idna` codec prepares a label of a host name (RFC 3491, nameprep, with Unicode 3.2): characters are mapped, put
/// together as NFKC puts them, and checked.
enum NamePreparation {
    /// The label as it is encoded; `nil` where Python raises.
    static func prepared(_ label: some Collection<Unicode.Scalar>) -> String? {
        let mapped = label.flatMap { mappings[$0] ?? [$0] }
        // Four characters become one at most, and a label has at most 63.
        guard mapped.count <= 4 * 63 else { return nil }
        let composed = CanonicalComposition.composed(mapped)
        guard !composed.contains(where: isProhibited), isOneDirection(composed) else { return nil }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: composed)
        return String(text)
    }

    private static func isProhibited(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value & 0xFFFE == 0xFFFE || scalar.value >= 0xF0000 || isIn(prohibited, scalar)
    }

    /// A label with a letter that is written from right to left begins and ends with one, and has no letter of the other direction.
    private static func isOneDirection(_ label: [Unicode.Scalar]) -> Bool {
        guard label.contains(where: { isIn(rightToLeft, $0) }), let first = label.first, let last = label.last else { return true }
        guard isIn(rightToLeft, first), isIn(rightToLeft, last) else { return false }
        return !label.contains { isIn(leftToRight, $0) }
    }

    private static func isIn(_ ranges: [ClosedRange<UInt32>], _ scalar: Unicode.Scalar) -> Bool {
        ranges.contains { $0.contains(scalar.value) }
    }

    // MARK: Tables of RFC 3454

    /// B.1 and B.2, taken apart (NFKD). Read when a name first needs it, as the next one.
    private static let mappings: [Unicode.Scalar: [Unicode.Scalar]] = {
        var mappings: [Unicode.Scalar: [Unicode.Scalar]] = [:]
        for entry in words(NamePreparationTable.mappings) {
            let sides = entry.split(separator: "=", omittingEmptySubsequences: false)
            let run = sides[0].split(separator: "+")
            let becomes = sides[1].split(separator: ".").map { number($0) }
            for place in 0..<(run.count > 1 ? number(run[1], radix: 10) : 1) {
                guard let from = Unicode.Scalar(number(run[0]) + place) else { continue }
                var to = becomes.compactMap(Unicode.Scalar.init)
                if let last = becomes.last, let scalar = Unicode.Scalar(last + place) { to[to.count - 1] = scalar }
                mappings[from] = to
            }
        }
        return mappings
    }()

    /// D.2.
    private static let leftToRight: [ClosedRange<UInt32>] = words(NamePreparationTable.leftToRight).map { entry in
        let ends = entry.split(separator: "-").map { number($0) }
        return ends[0]...ends[1]
    }

    private static func words(_ table: StaticString) -> [Substring] { table.description.split { $0 == " " || $0 == "\n" } }

    private static func number(_ text: Substring, radix: Int = 16) -> UInt32 {
        guard let number = UInt32(text, radix: radix) else { preconditionFailure("\(text) in the table of host names") }
        return number
    }

    /// C.1.2 and C.2.2 to C.9, without what is removed, and without the last planes and the ends of all.
    private static let prohibited: [ClosedRange<UInt32>] = [
        0x80...0x9F, 0x6DD...0x6DD, 0x70F...0x70F, 0x1680...0x1680, 0x180E...0x180E, 0x200E...0x200F, 0x2028...0x202E, 0x2061...0x2063,
        0x206A...0x206F, 0x2FF0...0x2FFB, 0xE000...0xF8FF, 0xFDD0...0xFDEF, 0xFFF9...0xFFFF, 0x1D173...0x1D17A, 0xE0001...0xE0001,
        0xE0020...0xE007F,
    ]

    /// D.1.
    private static let rightToLeft: [ClosedRange<UInt32>] = [
        0x5BE...0x5BE, 0x5C0...0x5C0, 0x5C3...0x5C3, 0x5D0...0x5EA, 0x5F0...0x5F4, 0x61B...0x61B, 0x61F...0x61F, 0x621...0x63A, 0x640...0x64A,
        0x66D...0x66F, 0x671...0x6D5, 0x6DD...0x6DD, 0x6E5...0x6E6, 0x6FA...0x6FE, 0x700...0x70D, 0x710...0x710, 0x712...0x72C, 0x780...0x7A5,
        0x7B1...0x7B1, 0x200F...0x200F, 0xFB1D...0xFB1D, 0xFB1F...0xFB28, 0xFB2A...0xFB36, 0xFB38...0xFB3C, 0xFB3E...0xFB3E, 0xFB40...0xFB41,
        0xFB43...0xFB44, 0xFB46...0xFBB1, 0xFBD3...0xFD3D, 0xFD50...0xFD8F, 0xFD92...0xFDC7, 0xFDF0...0xFDFC, 0xFE70...0xFE74, 0xFE76...0xFEFC,
    ]
}

/// Puts letters and the marks that follow them together (the last step of NFC).
private enum CanonicalComposition {
    /// - Parameter scalars: taken apart, but for Korean syllables.
    static func composed(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var out: [Unicode.Scalar] = []
        // Where the letter stands that marks may join, and the class of the last mark that did not.
        var letter: Int?
        var lastClass: UInt8 = 0
        for scalar in ordered(scalars) {
            let ownClass = combiningClass(scalar)
            let isNext = letter == out.count - 1
            if let place = letter, isNext || (lastClass < ownClass && lastClass != 0), let whole = pair(out[place], scalar) {
                out[place] = whole
                continue
            }
            if ownClass == 0 {
                letter = out.count
                lastClass = 0
            } else {
                lastClass = ownClass
            }
            out.append(scalar)
        }
        return out
    }

    /// Marks in the order of their classes.
    private static func ordered(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var out: [Unicode.Scalar] = []
        for scalar in scalars {
            var place = out.count
            let ownClass = combiningClass(scalar)
            while ownClass > 0, place > 0, combiningClass(out[place - 1]) > ownClass { place -= 1 }
            out.insert(scalar, at: place)
        }
        return out
    }

    private static func combiningClass(_ scalar: Unicode.Scalar) -> UInt8 {
        PythonUnicode.knows(scalar) ? scalar.properties.canonicalCombiningClass.rawValue : 0
    }

    private static func pair(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
        guard !second.isASCII else { return nil }
        var text = String.UnicodeScalarView()
        text.append(first)
        text.append(second)
        return wholes[String(text)]
    }

    /// Swift takes a text for the same as its composition, so that this finds one by the other. Made when a name first needs it.
    private static let wholes: [String: Unicode.Scalar] = {
        var wholes: [String: Unicode.Scalar] = [:]
        for range in [0xC0...0x1FFF, 0x2190...0x22FF, 0x3040...0x30FF, 0xAC00...0xD7A3, 0x11000...0x119FF] as [ClosedRange<UInt32>] {
            for value in range {
                guard let scalar = Unicode.Scalar(value), PythonUnicode.knows(scalar), !scalar.properties.isFullCompositionExclusion else { continue }
                let text = String(scalar)
                if wholes[text] == nil { wholes[text] = scalar }
            }
        }
        return wholes
    }()
}
