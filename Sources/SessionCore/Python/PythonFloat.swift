package enum PythonFloat {
    /// Python's `repr(float)`: the shortest digits that read back as the same number, with an exponent below 1e-4 and from
    /// 1e16. The non-finite are `nan`, `inf`, `-inf`.
    package static func repr(_ value: Double) -> String {
        if value.isNaN { return "nan" }
        if value.isInfinite { return value < 0 ? "-inf" : "inf" }
        if value == 0 { return value.sign == .minus ? "-0.0" : "0.0" }
        // Swift prints the same shortest digits, only laid out otherwise.
        var digits: [UInt8] = []
        var pointAt: Int?
        var exponent = 0
        let text = Array(value.magnitude.description.utf8)
        for (place, byte) in text.enumerated() {
            if byte == UInt8(ascii: ".") {
                pointAt = digits.count
            } else if byte == UInt8(ascii: "e") {
                exponent = Int(String(decoding: text[(place + 1)...], as: UTF8.self)) ?? 0
                break
            } else {
                digits.append(byte)
            }
        }
        var point = (pointAt ?? digits.count) + exponent
        let zeros = digits.prefix { $0 == 0x30 }.count
        digits.removeFirst(zeros)
        point -= zeros
        while digits.last == 0x30 { digits.removeLast() }
        let sign = value < 0 ? "-" : ""
        func string(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }
        func noughts(_ count: Int) -> String { String(repeating: "0", count: count) }
        if point > 16 || point <= -4 {
            let power = point - 1
            let rest = digits.count > 1 ? "." + string(digits.dropFirst()) : ""
            let size = String(power.magnitude)
            return sign + string(digits.prefix(1)) + rest + "e" + (power < 0 ? "-" : "+") + (size.utf8.count < 2 ? "0" : "")
                + size
        }
        if point <= 0 { return sign + "0." + noughts(-point) + string(digits) }
        if digits.count <= point { return sign + string(digits) + noughts(point - digits.count) + ".0" }
        return sign + string(digits.prefix(point)) + "." + string(digits.dropFirst(point))
    }
}
