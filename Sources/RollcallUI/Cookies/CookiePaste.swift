/// What someone pasted or typed into the Cookies tab, cut into the lines that are inspected one by one.
package struct CookiePaste: Equatable, Sendable {
    /// The longest line that is inspected. Browsers hold 4 KiB a cookie and servers some 8 KiB of headers (RFC 6265, 6.1);
    /// this leaves room for a whole Cookie line of a browser that keeps many.
    package static let longestLine = 65_536
    package static let mostLines = 200

    package var lines: [String]
    /// What was left out, in a sentence; `nil` if nothing was.
    package var remark: String?

    /// Complexity: linear in the text's bytes, whatever they are.
    package init(_ text: String) {
        var lines: [String] = []
        var tooLong = 0
        var longest = 0
        var beyond = 0
        for line in text.utf8.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let trimmed = line.drop { $0 == 0x20 || $0 == 0x09 }
            guard !trimmed.isEmpty else { continue }
            guard trimmed.count <= Self.longestLine else {
                tooLong += 1
                longest = max(longest, trimmed.count)
                continue
            }
            guard lines.count < Self.mostLines else {
                beyond += 1
                continue
            }
            lines.append(String(decoding: trimmed, as: UTF8.self))
        }
        self.lines = lines
        var remarks: [String] = []
        if tooLong > 0 {
            let what =
                tooLong == 1
                ? "A line of \(ByteCount.text(longest)) was" : "\(tooLong) lines of up to \(ByteCount.text(longest)) were"
            remarks.append(
                "\(what) left out: a cookie line has at most 64 KiB here, and browsers keep 4 KiB. Paste the cookie alone.")
        }
        if beyond > 0 {
            remarks.append("\(beyond) lines beyond the first \(Self.mostLines) were left out. Paste the rest afterwards.")
        }
        if lines.isEmpty, remarks.isEmpty {
            remarks.append("There is no cookie in this: paste a value, name=value, or a Cookie or Set-Cookie line.")
        }
        remark = remarks.isEmpty ? nil : remarks.joined(separator: " ")
    }
}
