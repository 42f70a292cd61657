/// Sizes and latencies as a person reads them, without a locale.
package enum ByteCount {
    /// `812 B`, `64 KiB`, `2.0 MiB`, `3.4 GiB`: one decimal below ten, none above.
    package static func text(_ bytes: Int) -> String { text(Int64(bytes)) }

    package static func text(_ bytes: Int64) -> String {
        guard bytes >= 1024 else { return "\(max(0, bytes)) B" }
        var unit = 1024.0
        var name = "KiB"
        for next in ["MiB", "GiB", "TiB"] where Double(bytes) >= unit * 1024 {
            unit *= 1024
            name = next
        }
        return "\(oneDecimal(Double(bytes) / unit)) \(name)"
    }

    /// `0.4 ms`, `12 ms`, `1.3 s` from microseconds.
    package static func latency(microseconds: Int64) -> String {
        let value = Double(max(0, microseconds))
        return value >= 1_000_000 ? "\(oneDecimal(value / 1_000_000)) s" : "\(oneDecimal(value / 1000)) ms"
    }

    /// One decimal below ten, whole above.
    private static func oneDecimal(_ value: Double) -> String {
        guard value < 9.95 else { return "\(Int(min(value, 1e15).rounded()))" }
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
