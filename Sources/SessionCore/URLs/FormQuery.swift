/// A query string as Python's `parse_qs` and `urlencode(doseq=True)` treat it.
package struct FormQuery {
    /// Names in order of first appearance, each with its values.
    private var fields: [(name: String, values: [String])] = []

    package init(_ query: String) {
        for part in query.utf8.split(separator: UInt8(ascii: "&")) {
            let cut = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            let name = Self.text(part[..<cut])
            let value = Self.text(part[cut...].dropFirst())
            if let place = position(of: name) { fields[place].values.append(value) } else { fields.append((name, [value])) }
        }
    }

    /// The first value of this name.
    package func first(_ name: String) -> String? { position(of: name).flatMap { fields[$0].values.first } }

    mutating func set(_ name: String, to value: String) {
        if let place = position(of: name) { fields[place].values = [value] } else { fields.append((name, [value])) }
    }

    var encoded: String {
        fields.flatMap { field in
            field.values.map { PercentEncoding.quotePlus(field.name) + "=" + PercentEncoding.quotePlus($0) }
        }.joined(separator: "&")
    }

    private func position(of name: String) -> Int? { fields.firstIndex { $0.name.utf8.elementsEqual(name.utf8) } }

    private static func text(_ bytes: some Collection<UInt8>) -> String {
        PercentEncoding.unquote(bytes.map { $0 == UInt8(ascii: "+") ? 0x20 : $0 })
    }
}
