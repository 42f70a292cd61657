/// Unicode as Python 3.11 knows it: version 14.0, while the standard library of Swift knows later ones.
package enum PythonUnicode {
    /// Whether the character was there in Unicode 14.0. What came later is unassigned to Python: not printable, no digit, no letter.
    package static func knows(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII || scalar.properties.age.map { $0.major <= 14 } ?? false
    }

    /// The value of a decimal digit of any script.
    package static func digit(_ scalar: Unicode.Scalar) -> Int? {
        if scalar.isASCII { return ("0"..."9").contains(scalar) ? Int(scalar.value) - 0x30 : nil }
        guard scalar.properties.generalCategory == .decimalNumber, knows(scalar) else { return nil }
        return scalar.properties.numericValue.map { Int($0) }
    }

    /// Python's `str.isspace()` of one character. `int()` and `float()` think otherwise of the separators U+001C to U+001F.
    package static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || ("\u{1C}"..."\u{1F}").contains(scalar)
    }

    /// Python's `str.upper()`.
    package static func uppercased(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let upper = scalar.properties.uppercaseMapping.unicodeScalars
            if upper.allSatisfy(knows) { out.append(contentsOf: upper) } else { out.append(scalar) }
        }
        return String(out)
    }
}
