internal import CNcurses

/// The last line of defence before the terminal: what a cell may hold. Screens are sanitised where they are made; should a
/// control or format character have slipped through, it becomes U+FFFD here, whatever it was.
package enum CellGuard {
    /// ncurses keeps this many wide characters in one cell (`CCHARW_MAX`).
    static let capacity = 5

    /// What a cell holds, fit for `setcchar`.
    package struct Content: Hashable, Sendable {
        /// One spacing scalar, then at most four combining ones.
        package var scalars: [UInt32]
        /// Columns: 1 or 2.
        package var width: Int
        package init(scalars: [UInt32], width: Int) {
            self.scalars = scalars
            self.width = width
        }
    }

    static let replacement = Content(scalars: [0xFFFD], width: 1)

    /// The first scalar and the combining ones after it, up to the cell's capacity; `replacement` for anything that is not
    /// one printable character. Width is the C library's, as ncurses goes by that.
    package static func content(of text: String) -> Content {
        var scalars: [UInt32] = []
        var width = 1
        for scalar in text.unicodeScalars {
            if scalars.isEmpty {
                guard isPrintable(scalar) else { return replacement }
                width = Int(rollcall_wcwidth(scalar.value))
                guard width == 1 || width == 2 else { return replacement }
            } else {
                guard isCombining(scalar) else { return replacement }
                if scalars.count == capacity || rollcall_wcwidth(scalar.value) != 0 { continue }
            }
            scalars.append(scalar.value)
        }
        return scalars.isEmpty ? Content(scalars: [0x20], width: 1) : Content(scalars: scalars, width: width)
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E: return true
        case ..<0xA0: return false
        default: break
        }
        if scalar.properties.isDefaultIgnorableCodePoint { return false }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator, .nonspacingMark, .enclosingMark:
            return false
        default:
            return true
        }
    }

    private static func isCombining(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        // Variation selectors are marks, and harmless; tags and joiners are format characters.
        case .nonspacingMark, .enclosingMark, .spacingMark: true
        default: false
        }
    }
}
